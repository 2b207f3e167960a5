"""The lists that are shipped: each can be read, says what it is for, and every rule of it can fire."""

from __future__ import annotations

from pathlib import Path

import pytest

from outlast.filters.keyword.expressions import EXPRESSIONS
from outlast.filters.keyword.filter import KeywordConfig
from outlast.filters.keyword.index import emptied
from outlast.filters.keyword.lists import read_list
from outlast.filters.keyword.normalise.chain import ONLY_IF_CHOSEN
from outlast.filters.keyword.normalise.steps import STEPS, Step
from outlast.filters.keyword.rules import Rule
from outlast.policy import read_policy

CONFIGS = Path(__file__).parents[3] / "configs"
SHIPPED = sorted((CONFIGS / "keywords").glob("*.yaml"))
POLICIES = ("civility", "collective-action", "state-criticism", "state-line-2022")

by_name = pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)


def test_there_is_a_list_for_each_policy_in_both_languages() -> None:
    """Each shipped policy has an English list and a Chinese one."""
    assert {f"{policy}.{language}" for policy in POLICIES for language in ("en", "zh")} <= {p.stem for p in SHIPPED}


@by_name
def test_a_shipped_list_is_sound(path: Path) -> None:
    """A shipped list bears its file's name and language, says how it was made, and names a policy that is there."""
    rules = read_list(path)
    assert rules.name == path.stem
    assert path.stem.endswith(f".{rules.language.split('-')[0]}")
    assert read_policy(CONFIGS / "policies" / f"{rules.policy}.yaml").name == rules.policy
    assert rules.note
    assert rules.licence


@by_name
def test_every_shipped_rule_has_a_category_and_a_reason(path: Path) -> None:
    """Each rule of a shipped list says what it is about and why a censor would list it."""
    assert [rule.id for rule in read_list(path).rules if not rule.category or not rule.note] == []


@by_name
def test_no_shipped_rule_repeats_another(path: Path) -> None:
    """No two rules of a shipped list are of one kind, of the same words, and stand at the same places and days."""
    seen = [
        (rule.kind, frozenset(part.casefold() for part in rule.components), rule.edges, rule.added, rule.removed)
        for rule in read_list(path).rules
    ]
    assert [rule for rule in set(seen) if seen.count(rule) > 1] == []


def own_words(rule: Rule) -> str:
    """A text of a rule's own words, as close together as it asks for."""
    return (" " if rule.kind == "proximity" or rule.limit is not None else "\n").join(rule.components)


LETTERS = tuple(step for step in STEPS if step not in (*ONLY_IF_CHOSEN, "separators", "repeats"))
"""Every step that rewrites letters, and takes out nothing that stands between words."""


@pytest.mark.parametrize("steps", [(), ("nfkc", "casefold"), LETTERS, ("casefold", "separators")], ids="+".join)
@by_name
def test_every_shipped_rule_fires_on_its_own_words(batch_of, path: Path, steps: tuple[Step, ...]) -> None:
    """Each rule that has words of its own, and of which the steps leave something, fires on them."""
    rules = read_list(path)
    built = KeywordConfig(kind="keyword", name="words", list=path.stem, normalise=steps).build(rules)
    empty = emptied(built.rules.rules, chain=built.chain)
    asked = [
        rule for rule in built.rules.rules if rule.blocks and rule.kind not in EXPRESSIONS and rule.id not in empty
    ]
    made = built.decide(batch_of([own_words(rule) for rule in asked]), near=0)
    fired = set(zip(made.rows.to_pylist(), made.evidence.column("rule").to_pylist(), strict=True))
    assert [rule.id for row, rule in enumerate(asked) if (row, rule.id) not in fired] == []

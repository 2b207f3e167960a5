"""What a config may ask of a keyword filter: steps, the list as it stood, rules that the steps empty."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pydantic
import pytest

from outlast.filters.keyword.filter import KeywordConfig
from outlast.filters.keyword.lists import list_from
from outlast.filters.keyword.rules import KeywordList


def listed(*rules: dict[str, Any], boundaries: str = "word") -> KeywordList:
    """A list of rules given as YAML would give them."""
    about = {"name": "test", "version": "1", "language": "en", "boundaries": boundaries}
    return list_from({**about, "rules": rules})


def literal(name: str, pattern: str, **rest: Any) -> dict[str, Any]:
    """A literal rule as YAML would give it."""
    return {"id": name, "kind": "literal", "pattern": pattern, **rest}


def config(*steps: str, **rest: Any) -> KeywordConfig:
    """A keyword filter's config that normalises by some steps."""
    return KeywordConfig.model_validate_json(
        json.dumps({"kind": "keyword", "name": "words", "list": "test", "normalise": steps, **rest})
    )


DATED = listed(
    literal("always", "alpha"),
    literal("gone", "bravo", removed="2022-03-01"),
    literal("new", "charlie", added="2022-03-01"),
    literal("hk", "delta", regions=["hk"]),
    literal("groups", "echo", audience="groups"),
)
WORDS = ["alpha", "bravo", "charlie", "delta", "echo"]


@pytest.mark.parametrize(
    ("asked", "blocked"),
    [
        ({}, ["alpha", "charlie", "delta", "echo"]),
        ({"as_of": "2022-02-28"}, ["alpha", "bravo", "delta", "echo"]),
        ({"as_of": "2022-03-01"}, ["alpha", "charlie", "delta", "echo"]),
        ({"region": "hk"}, ["alpha", "charlie", "delta", "echo"]),
        ({"region": "cn"}, ["alpha", "charlie", "echo"]),
        ({"audience": "pairs"}, ["alpha", "charlie", "delta"]),
        ({"as_of": "2022-02-28", "region": "cn", "audience": "pairs"}, ["alpha", "bravo"]),
    ],
)
def test_the_list_as_it_stood(batch_of, asked: dict[str, str], blocked: list[str]) -> None:
    """A filter takes the list as it stood on a day, in a region, for an audience; else the list as it stands."""
    made = config(**asked).build(DATED).decide(batch_of(WORDS), near=0)
    assert [word for word, hit in zip(WORDS, made.blocked.to_pylist(), strict=True) if hit] == blocked


def test_a_day_in_a_config_is_a_day() -> None:
    """A config's day is read from YYYY-MM-DD."""
    assert config(as_of="2022-02-28").as_of == date(2022, 2, 28)
    with pytest.raises(pydantic.ValidationError):
        config(as_of="yesterday")


def test_a_list_of_which_nothing_stands_is_a_problem() -> None:
    """Asked for a region that no rule stands in, the config says that nothing is left of the list."""
    rules = listed(literal("hk", "delta", regions=["hk"]))
    assert config(region="cn").problems(rules) == (
        ("list", "has no rule of test that stands as_of, region and audience as they are given"),
    )
    assert config(region="hk").problems(rules) == ()


WHAT_NEXT = "of test; take out a step or the rule, or give emptied: skip"


@pytest.mark.parametrize(
    ("patterns", "said"),
    [
        (["..."], "leaves nothing of rule r0"),
        (["...", "!", "?"], "leaves nothing of rules r0, r1, r2"),
        (["...", "!", "?", "-", "+", "word"], "leaves nothing of rules r0, r1, r2 and 2 others"),
    ],
)
def test_rules_that_normalising_empties_are_refused(patterns: list[str], said: str) -> None:
    """Rules of which the steps leave nothing are named, three at most, with what to do."""
    rules = listed(*(literal(f"r{number}", pattern) for number, pattern in enumerate(patterns)))
    assert config("separators").problems(rules) == (("normalise", f"{said} {WHAT_NEXT}"),)
    assert config("separators", emptied="skip").problems(rules) == ()
    assert config("casefold").problems(rules) == ()


def test_an_emptied_rule_that_does_not_stand_is_no_problem() -> None:
    """Only rules that stand are asked whether the steps leave something of them."""
    rules = listed(literal("word", "word"), literal("gone", "...", removed="2022-01-01"))
    assert config("separators").problems(rules) == ()
    assert config("separators", as_of="2021-12-31").problems(rules) != ()


def test_emptied_rules_are_skipped_when_asked(batch_of) -> None:
    """With ``emptied: skip`` a rule of which nothing is left never fires, and the others do."""
    rules = listed(
        literal("dots", "..."), {"id": "pair", "kind": "combination", "pattern": ["war", "!"]}, literal("war", "war")
    )
    texts = ["...", "war!", "w.a.r"]
    made = config("separators", emptied="skip").build(rules).decide(batch_of(texts), near=5)
    assert made.rule.to_pylist() == [None, "war", "war"]


@pytest.mark.parametrize(
    ("steps", "message"),
    [(("nfkc", "nfkc"), "step 'nfkc' is given twice"), (("lowercase",), "Input should be '")],
)
def test_steps_are_known_and_given_once(steps: tuple[str, ...], message: str) -> None:
    """A step that is repeated or unknown is refused."""
    with pytest.raises(pydantic.ValidationError, match=message):
        config(*steps)


def test_steps_that_are_left_out() -> None:
    """Without steps of its own a filter composes by compatibility and folds case."""
    made = KeywordConfig(kind="keyword", name="words", list="test")
    assert made.normalise == ("nfkc", "casefold")
    assert made.emptied == "refuse"

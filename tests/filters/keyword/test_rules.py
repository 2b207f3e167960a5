"""Keyword lists: what the reader takes, and how it tells what is wrong and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from outlast.errors import ConfigError
from outlast.filters.keyword.filter import KeywordConfig
from outlast.filters.keyword.lists import read_list
from outlast.filters.keyword.normalise.steps import STEPS
from outlast.policy import read_policy

CONFIGS = Path(__file__).parents[3] / "configs"
SHIPPED = sorted((CONFIGS / "keywords").glob("*.yaml"))

HEAD = """\
name: test
version: "1"
language: en
policy: civility
licence: CC0-1.0
"""


def faults_of(folder: Path, text: str) -> list[str]:
    """What the reader says of a list with this text, a line a fault, without the folder's name."""
    file = folder / "list.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_list(file)
    return [line.replace(f"{folder.as_posix()}/", "") for line in str(caught.value).splitlines()]


def test_a_list_is_read(tmp_path):
    """A list gives its rules in order; boundaries are words unless the list or the rule says otherwise."""
    file = tmp_path / "list.yaml"
    file.write_text(
        HEAD
        + """\
rules:
  - {id: a, kind: literal, pattern: " no war ", category: war}
  - {id: b, kind: combination, pattern: [peace, now], category: war, boundaries: substring, note: why}
""",
        encoding="utf-8",
    )
    rules = read_list(file)
    assert (rules.name, rules.language, rules.boundaries) == ("test", "en", "word")
    assert [(rule.id, rule.kind, rule.components, rule.boundaries) for rule in rules.rules] == [
        ("a", "literal", ("no war",), None),
        ("b", "combination", ("peace", "now"), "substring"),
    ]


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ("rules: []\n", ["list.yaml:6:1: rules: has 0 items; at least 1 wanted"]),
        ("", ["list.yaml:1:1: rules: is missing"]),
        (
            "rules:\n"
            "  - {id: a, kind: literal, pattern: war, category: c}\n"
            "  - {id: b, kind: literal, pattern: peace, category: c}\n"
            "  - {id: a, kind: literal, pattern: love, category: c}\n",
            ["list.yaml:9:6: rules.2.id: 'a' is already the id of the one on line 7"],
        ),
        (
            "rules:\n  - {id: a, kind: litteral, pattern: war, category: c}\n",
            ["list.yaml:7:13: rules.0.kind: no such kind: 'litteral'; did you mean 'literal'?"],
        ),
        (
            "rules:\n  - {id: a, pattern: war, category: c}\n",
            ["list.yaml:7:5: rules.0: needs a kind: combination, literal"],
        ),
        (
            "rules:\n  - {id: a, kind: combination, pattern: [war], category: c}\n",
            ["list.yaml:7:32: rules.0.pattern: has 1 item; at least 2 wanted"],
        ),
        (
            "rules:\n  - {id: a, kind: combination, pattern: [a, b, c, d, e, f, g], category: c}\n",
            ["list.yaml:7:32: rules.0.pattern: has 7 items; at most 6 wanted"],
        ),
        (
            "rules:\n  - {id: a, kind: combination, pattern: war, category: c}\n",
            ['list.yaml:7:32: rules.0.pattern: a list is wanted, not "war"'],
        ),
        (
            "rules:\n  - {id: a, kind: literal, pattern: [war, now], category: c}\n",
            ['list.yaml:7:28: rules.0.pattern: text is wanted, not ["war", "now"]'],
        ),
        (
            'rules:\n  - {id: a, kind: literal, pattern: "", category: c}\n',
            ["list.yaml:7:28: rules.0.pattern: is empty"],
        ),
        (
            'rules:\n  - {id: a, kind: combination, pattern: [war, "  "], category: c}\n',
            ["list.yaml:7:47: rules.0.pattern.1: is empty"],
        ),
        (
            "rules:\n  - {id: a, kind: literal, pattern: 1989, category: c}\n",
            ["list.yaml:7:28: rules.0.pattern: text is wanted, not 1989"],
        ),
        (
            "rules:\n  - {id: a, kind: literal, patern: war, category: c}\n",
            [
                "list.yaml:7:5: rules.0.pattern: is missing",
                "list.yaml:7:28: rules.0.patern: unknown key; did you mean 'pattern'?",
            ],
        ),
        (
            "rules:\n  - {id: a, kind: literal, pattern: war, category: c, boundaries: words}\n",
            ["list.yaml:7:55: rules.0.boundaries: 'words' is not one of its values; did you mean 'word'?"],
        ),
    ],
)
def test_each_fault_has_its_place(tmp_path, rules, expected):
    """A faulty list is told by file, line and column, with the field and what is wrong."""
    assert faults_of(tmp_path, HEAD + rules) == expected


def test_all_faults_at_once(tmp_path):
    """Faults of several rules and of the head are told together, in the order of the file."""
    text = HEAD.replace("language: en\n", "langauge: en\n") + (
        "rules:\n"
        "  - {id: a b, kind: literal, pattern: war, category: c}\n"
        "  - {id: c, kind: combination, pattern: [war], category: c}\n"
    )
    assert faults_of(tmp_path, text) == [
        "list.yaml:1:1: language: is missing",
        "list.yaml:3:1: langauge: unknown key; did you mean 'language'?",
        "list.yaml:7:6: rules.0.id: \"a b\" is no name: letters, digits, '-', '_' and '.'",
        "list.yaml:8:32: rules.1.pattern: has 1 item; at least 2 wanted",
    ]


def test_every_repeated_id_is_told(tmp_path):
    """An id given three times is two faults, each of which names the first."""
    rows = "".join(f"  - {{id: a, kind: literal, pattern: {word}, category: c}}\n" for word in ("x", "y", "z"))
    assert faults_of(tmp_path, f"{HEAD}rules:\n{rows}") == [
        "list.yaml:8:6: rules.1.id: 'a' is already the id of the one on line 7",
        "list.yaml:9:6: rules.2.id: 'a' is already the id of the one on line 7",
    ]


def test_lists_are_shipped():
    """The English lists for the four policies are shipped."""
    assert {"civility.en", "collective-action.en", "state-criticism.en", "state-line-2022.en"} <= {
        path.stem for path in SHIPPED
    }


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_list_is_sound(path):
    """A shipped list bears its file's name and language, has unique ids and names a policy that is there."""
    rules = read_list(path)
    ids = [rule.id for rule in rules.rules]
    assert rules.name == path.stem
    assert path.stem.endswith(f".{rules.language.split('-')[0]}")
    assert len(set(ids)) == len(ids) > 0
    assert read_policy(CONFIGS / "policies" / f"{rules.policy}.yaml").name == rules.policy


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_no_shipped_rule_repeats_another(path):
    """No two rules of a shipped list are the same words in the same mode."""
    rules = read_list(path)
    seen = [(frozenset(part.casefold() for part in rule.components), rule.boundaries) for rule in rules.rules]
    assert [pattern for pattern in set(seen) if seen.count(pattern) > 1] == []


@pytest.mark.parametrize("steps", [(), ("nfkc", "casefold"), STEPS], ids="+".join)
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_rule_fires_on_its_own_words(batch_of, path, steps):
    """Under any steps, a text of a rule's components, one to a line, is blocked, and the rule is in the evidence."""
    rules = read_list(path)
    built = KeywordConfig(kind="keyword", name="words", list=path.stem, normalise=steps).build(rules)
    made = built.decide(batch_of(["\n".join(rule.components) for rule in rules.rules]), near=0)
    fired = set(zip(made.rows.to_pylist(), made.evidence.column("rule").to_pylist(), strict=True))
    silent = [rule.id for row, rule in enumerate(rules.rules) if (row, rule.id) not in fired]
    assert silent == []

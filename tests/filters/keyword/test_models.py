"""What people write in a list, kind by kind: what it becomes, and what is refused."""

from __future__ import annotations

from datetime import date
from typing import Any, get_args

import pytest

from outlast.errors import ConfigError
from outlast.filters.keyword.lists import list_from
from outlast.filters.keyword.models import AnyRule
from outlast.filters.keyword.rules import RULE_KINDS, Rule


def read(rule: dict[str, Any], *, boundaries: str = "word") -> Rule:
    """One rule, as a list with these boundaries would hold it."""
    about = {"name": "test", "version": "1", "language": "en", "boundaries": boundaries}
    others = [{"id": name, "kind": "literal", "pattern": name} for name in rule.get("of", ())]
    return list_from({**about, "rules": [{"id": "r", **rule}, *others]}).rules[0]


def refused(rule: dict[str, Any]) -> list[str]:
    """What is said of a rule that is refused, without the place."""
    with pytest.raises(ConfigError) as caught:
        read(rule)
    return [f"{fault.field.removeprefix('rules.0')}: {fault.message}".lstrip(".: ") for fault in caught.value.faults]


def test_every_kind_has_a_model() -> None:
    """The kinds that a list can name are the kinds that the filter knows."""
    models = get_args(get_args(AnyRule)[0])
    assert [model.model_fields["kind"].annotation.__args__[0] for model in models] == list(RULE_KINDS)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"kind": "literal", "pattern": " no war "}, {"components": ("no war",), "edges": "prefix"}),
        (
            {"kind": "literal", "pattern": "war", "boundaries": "substring"},
            {"components": ("war",), "edges": "substring"},
        ),
        ({"kind": "wildcard", "pattern": "strike"}, {"components": ("strike",), "edges": "word"}),
        ({"kind": "wildcard", "pattern": "strik*"}, {"components": ("strik",), "edges": "prefix"}),
        ({"kind": "wildcard", "pattern": "*trike"}, {"components": ("trike",), "edges": "suffix"}),
        ({"kind": "wildcard", "pattern": "*trik*"}, {"components": ("trik",), "edges": "substring"}),
        ({"kind": "combination", "pattern": ["dock"]}, {"components": ("dock",), "edges": "prefix"}),
        ({"kind": "combination", "pattern": list("abcdef")}, {"components": tuple("abcdef"), "edges": "prefix"}),
        ({"kind": "ordered", "pattern": ["a", "b"]}, {"components": ("a", "b"), "limit": None, "edges": "prefix"}),
        ({"kind": "ordered", "pattern": ["a", "b"], "gap": 0}, {"components": ("a", "b"), "limit": 0}),
        ({"kind": "proximity", "pattern": ["a", "b"], "within": 9}, {"components": ("a", "b"), "limit": 9}),
        ({"kind": "regex", "pattern": " a+ "}, {"components": (" a+ ",), "edges": "substring"}),
        ({"kind": "regex", "pattern": "a+", "boundaries": "word"}, {"components": ("a+",), "edges": "word"}),
        ({"kind": "fuzzy", "pattern": "strike"}, {"components": ("strike",), "limit": 1, "edges": "prefix"}),
        ({"kind": "fuzzy", "pattern": "solidarity", "distance": 3}, {"components": ("solidarity",), "limit": 3}),
        (
            {"kind": "homophone", "pattern": "河水"},
            {"components": ("河水",), "written": ("other-characters", "pinyin"), "edges": "substring"},
        ),
        ({"kind": "homophone", "pattern": "河水", "written": ["itself"]}, {"written": ("itself",)}),
        (
            {"kind": "detector", "detect": "latin-run", "at_least": 6},
            {"components": (), "detects": "latin-run", "limit": 6, "edges": "substring"},
        ),
        ({"kind": "detector", "detect": "url"}, {"components": (), "detects": "url", "limit": None}),
        ({"kind": "exception", "pattern": "warm"}, {"components": ("warm",), "of": (), "edges": "prefix"}),
        ({"kind": "exception", "pattern": "warm", "of": ["war"]}, {"of": ("war",)}),
        ({"kind": "extenuating", "pattern": ["a", "b"], "of": ["war"]}, {"components": ("a", "b"), "of": ("war",)}),
    ],
)
def test_what_each_kind_becomes(given: dict[str, Any], expected: dict[str, Any]) -> None:
    """In a list whose patterns stand where words begin, a rule becomes these components, edges and limits."""
    rule = read(given, boundaries="prefix")
    assert rule.kind == given["kind"]
    assert {name: getattr(rule, name) for name in expected} == expected


def test_what_every_rule_may_say() -> None:
    """Category, theme, note, translation, dates, regions and audience come through as they are given."""
    rule = read(
        {
            "kind": "literal",
            "pattern": "x",
            "category": "labour",
            "theme": "social",
            "note": "why",
            "translation": "ex",
            "added": "2022-01-31",
            "removed": "2022-02-01",
            "regions": ["cn", "hk"],
            "audience": "groups",
        }
    )
    assert rule == Rule(
        "r",
        "literal",
        ("x",),
        edges="word",
        category="labour",
        theme="social",
        note="why",
        translation="ex",
        added=date(2022, 1, 31),
        removed=date(2022, 2, 1),
        regions=("cn", "hk"),
        audience="groups",
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"kind": "wildcard", "pattern": "**"}, ["'**' has nothing but stars"]),
        ({"kind": "wildcard", "pattern": "* *"}, ["'* *' has nothing but stars"]),
        (
            {"kind": "wildcard", "pattern": "st*ke"},
            ["'st*ke' has a star inside; use kind: regex, or ordered for parts in a row"],
        ),
        (
            {"kind": "wildcard", "pattern": "strik*", "boundaries": "word"},
            ["its stars say where it may stand; leave boundaries out"],
        ),
        ({"kind": "combination", "pattern": []}, ["pattern: has 0 items; at least 1 wanted"]),
        ({"kind": "combination", "pattern": list("abcdefg")}, ["pattern: has 7 items; at most 6 wanted"]),
        ({"kind": "extenuating", "pattern": list("abcdefg")}, ["pattern: has 7 items; at most 6 wanted"]),
        ({"kind": "ordered", "pattern": ["a"]}, ["pattern: has 1 item; at least 2 wanted"]),
        (
            {"kind": "ordered", "pattern": ["a", "b"], "gap": -1},
            ["gap: -1 is outside its range: it must be greater than or equal to 0"],
        ),
        ({"kind": "proximity", "pattern": ["a", "b"]}, ["within: is missing"]),
        (
            {"kind": "proximity", "pattern": ["a", "b"], "within": 0},
            ["within: 0 is outside its range: it must be greater than or equal to 1"],
        ),
        ({"kind": "fuzzy", "pattern": "war"}, ["'war' has 3 characters, too few for 1 edit; it needs 4"]),
        (
            {"kind": "fuzzy", "pattern": "strike", "distance": 2},
            ["'strike' has 6 characters, too few for 2 edits; it needs 7"],
        ),
        (
            {"kind": "fuzzy", "pattern": "solidarity", "distance": 4},
            ["distance: 4 is outside its range: it must be less than or equal to 3"],
        ),
        (
            {"kind": "homophone", "pattern": "河x"},
            ["pattern: '河x' has no reading for 'x'; it takes Chinese characters only"],
        ),
        (
            {"kind": "homophone", "pattern": "河"},
            ["pattern: '河' is one syllable, which too many characters share; give two or more"],
        ),
        ({"kind": "homophone", "pattern": "河水", "written": []}, ["written: has 0 items; at least 1 wanted"]),
        (
            {"kind": "homophone", "pattern": "河水", "written": ["pinying"]},
            ["written.0: 'pinying' is not one of its values; did you mean 'pinyin'?"],
        ),
        ({"kind": "detector", "detect": "url", "at_least": 3}, ["url takes no at_least"]),
        ({"kind": "detector", "detect": "digit-run"}, ["digit-run needs at_least, the shortest run that fires"]),
        (
            {"kind": "detector", "detect": "latin", "at_least": 3},
            ["detect: 'latin' is not one of its values; did you mean 'latin-run'?"],
        ),
        (
            {"kind": "regex", "pattern": r"(war)\1"},
            [r"pattern: '(war)\\1' is no expression for RE2: invalid escape sequence: \1"],
        ),
        (
            {"kind": "regex", "pattern": "(?=war)"},
            ["pattern: '(?=war)' is no expression for RE2: invalid perl operator: (?="],
        ),
        ({"kind": "regex", "pattern": "war("}, ["pattern: 'war(' is no expression for RE2: missing ): war("]),
        (
            {"kind": "regex", "pattern": "x*"},
            ["pattern: 'x*' matches nothing at all, so it would fire on every text"],
        ),
        (
            {"kind": "literal", "pattern": "x", "added": "2022-02-01", "removed": "2022-02-01"},
            ["is removed on 2022-02-01, not after it was added (2022-02-01)"],
        ),
        (
            {"kind": "exception", "pattern": "warm", "off": ["war"]},
            ["off: unknown key; did you mean 'of'?"],
        ),
    ],
)
def test_what_is_refused(given: dict[str, Any], said: list[str]) -> None:
    """A rule that says nothing, too much or what cannot be matched is refused in a line that says what to do."""
    assert refused(given) == said


@pytest.mark.parametrize("day", ["2022-2-24", "20220224", 20220224, 0, "0", "2022-02-24T00:00:00", "2022-02-30"])
def test_a_day_is_a_day_of_the_calendar(day: object) -> None:
    """A date is given as YYYY-MM-DD and nothing else: no number, no time, no day that there never was."""
    (said,) = refused({"kind": "literal", "pattern": "x", "added": day})
    assert said.startswith("added: ")
    assert "YYYY-MM-DD" in said


@pytest.mark.parametrize("detect", ["latin-run", "digit-run"])
def test_a_run_that_cannot_be_looked_for_is_refused(detect: str) -> None:
    """RE2 counts to 1,000, so a longer run is refused when the list is read."""
    assert read({"kind": "detector", "detect": detect, "at_least": 1000}).limit == 1000
    (said,) = refused({"kind": "detector", "detect": detect, "at_least": 1001})
    assert said == "at_least: 1001 is outside its range: it must be less than or equal to 1000"


def test_of_must_name_a_rule_that_blocks() -> None:
    """An exception of an id that no rule has, or of another exception, is refused with the near name."""
    about = {"name": "test", "version": "1", "language": "en"}
    rules = [
        {"id": "strike", "kind": "literal", "pattern": "strike"},
        {"id": "a", "kind": "exception", "pattern": "lucky strike", "of": ["strikes"]},
        {"id": "b", "kind": "extenuating", "pattern": ["bowling"], "of": ["a"]},
    ]
    with pytest.raises(ConfigError) as caught:
        list_from({**about, "rules": rules})
    assert [(fault.field, fault.message) for fault in caught.value.faults] == [
        ("rules.1.of", "no rule that blocks is called 'strikes'; did you mean 'strike'?"),
        ("rules.2.of", "no rule that blocks is called 'a'; known: strike"),
    ]


def test_plain_data_with_a_repeated_id_is_refused() -> None:
    """A list from plain data tells a repeated id as a list from a file does."""
    about = {"name": "test", "version": "1", "language": "en"}
    rules = [{"id": "a", "kind": "literal", "pattern": word} for word in ("x", "y")]
    with pytest.raises(ConfigError, match=r"rules\.1\.id: 'a' is already the id of"):
        list_from({**about, "rules": rules})

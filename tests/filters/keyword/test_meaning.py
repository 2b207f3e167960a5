"""What a list means for one text; that it is what the matcher finds is shown in test_fire."""

from __future__ import annotations

import pytest

from outlast.filters.keyword.meaning import NOWHERE, Meaning, occurrences
from outlast.filters.keyword.normalise.chain import Chain, unmoved
from outlast.filters.keyword.rules import Rule

PLAIN = Chain(())


def test_occurrences_may_overlap() -> None:
    """Plain search finds every occurrence, those that overlap included, and none of an empty pattern."""
    assert occurrences(unmoved("ababa"), "aba", edges="substring") == [(0, 3), (2, 5)]
    assert occurrences(unmoved("aba"), "", edges="substring") == []


@pytest.mark.parametrize(
    ("rule", "first"),
    [
        (Rule("r", "literal", ("Tea",)), "tea"),
        (Rule("r", "combination", ("Green", "Tea")), "green"),
        (Rule("r", "literal", (".",)), NOWHERE),
        (Rule("r", "regex", ("tea",)), ""),
        (Rule("r", "fuzzy", ("kettle",), limit=1), ""),
        (Rule("r", "detector", (), detects="url"), ""),
    ],
    ids=lambda value: value.kind if isinstance(value, Rule) else "",
)
def test_what_must_be_there(rule: Rule, first: str) -> None:
    """A text without a rule's first pattern cannot make it fire; expressions and misspellings have none."""
    assert Meaning([rule], Chain(("casefold", "separators"))).first_pattern(0) == first


def test_parts_are_those_of_each_component() -> None:
    """A rule has a part for each component, in their order, empty where one is absent; an expression has one."""
    meaning = Meaning([Rule("c", "combination", ("tea", "pot", "x")), Rule("x", "regex", ("t.",))], PLAIN)
    assert meaning.parts(0, unmoved("pot, tea")) == [[(5, 8)], [(0, 3)], []]
    assert meaning.parts(1, unmoved("pot, tea")) == [[(2, 4), (5, 7)]]


@pytest.mark.parametrize(
    ("text", "fires"),
    [
        ("Huayuan!", True),
        ("huayuanx", False),
        ("xhuayuan", False),
        ("x画圆x", True),
        ("hua yuan", True),
        ("画圆yuan", True),
    ],
)
def test_pinyin_must_stand_alone(text: str, fires: bool) -> None:
    """A homophone in letters counts as a word only, one in characters wherever it stands."""
    rule = Rule("r", "homophone", ("花园",), written=("other-characters", "pinyin"))
    assert bool(Meaning([rule], PLAIN).fired(0, unmoved(text))) is fires


def test_what_permits_fires_never() -> None:
    """An exception or an extenuating rule has no occurrence of its own to fire on."""
    rules = [Rule("e", "exception", ("tea",)), Rule("x", "extenuating", ("tea",))]
    assert [Meaning(rules, PLAIN).fired(number, unmoved("tea")) for number in (0, 1)] == [[], []]

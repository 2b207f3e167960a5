"""Merging: which rules are the same, what is kept of them, and what is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from outlast.filters.keyword.rules import Rule
from outlast.keywords.merging import Counts, Merged, Remark

STRIKE = Rule("a-1", "literal", ("strike",))


def merged(*rules: Rule, files: str = "") -> Merged:
    """Rules taken in, from line 1 on, each from the file of its letter."""
    found = Merged()
    for number, rule in enumerate(rules):
        found.add(rule, file=(files or "a" * len(rules))[number], line=number + 1)
    return found


def test_the_same_rule_of_one_file() -> None:
    """A row that repeats one of its own file is a duplicate, and told."""
    found = merged(STRIKE, replace(STRIKE, id="a-2"))
    assert list(found.rules.values()) == [STRIKE]
    assert (found.outcomes["kept"], found.outcomes["duplicate"], found.outcomes["merged"]) == (1, 1, 0)
    assert [str(remark) for remark in found.remarks] == ["a:2: the same rule as a:1"]


def test_the_same_rule_of_two_files() -> None:
    """A row that another file has is merged: the rule stands where either has it; that is no remark."""
    found = merged(replace(STRIKE, regions=("us",)), replace(STRIKE, id="b-1", regions=("ca", "us")), files="ab")
    assert list(found.rules.values()) == [replace(STRIKE, regions=("us", "ca"))]
    assert (found.outcomes["kept"], found.outcomes["duplicate"], found.outcomes["merged"]) == (1, 0, 1)
    assert found.remarks == []


@pytest.mark.parametrize("regions", [((), ("us",)), (("us",), ())])
def test_everywhere_stays_everywhere(regions: tuple[tuple[str, ...], tuple[str, ...]]) -> None:
    """A rule that one of two rows has everywhere stands everywhere."""
    found = merged(replace(STRIKE, regions=regions[0]), replace(STRIKE, id="b", regions=regions[1]))
    assert [rule.regions for rule in found.rules.values()] == [()]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (date(2017, 3, 1), date(2016, 7, 1), date(2016, 7, 1)),
        (date(2016, 7, 1), date(2017, 3, 1), date(2016, 7, 1)),
        (None, date(2017, 3, 1), None),
        (date(2017, 3, 1), None, None),
    ],
)
def test_the_earliest_day(first: date | None, second: date | None, expected: date | None) -> None:
    """A rule that two rows have stands from the earlier of their days; always where one names none."""
    found = merged(replace(STRIKE, added=first), replace(STRIKE, id="b", added=second))
    assert [rule.added for rule in found.rules.values()] == [expected]


def test_texts_that_differ() -> None:
    """The first text of each sort is kept; one that differs is told, one that was missing is filled in."""
    found = merged(
        replace(STRIKE, translation="grève"),
        replace(STRIKE, id="b", translation="Streik", category="work"),
        files="ab",
    )
    assert list(found.rules.values()) == [replace(STRIKE, translation="grève", category="work")]
    assert found.remarks == [
        Remark("b", 2, "differs", "the same rule as a:1, and its translation 'Streik' is not kept")
    ]


@pytest.mark.parametrize(
    "other",
    [
        {"kind": "wildcard", "edges": "word"},
        {"components": ("strikes",)},
        {"kind": "combination", "components": ("strike",)},
        {"audience": "adults"},
        {"removed": date(2017, 1, 1)},
    ],
)
def test_rules_that_are_not_the_same(other: dict[str, object]) -> None:
    """Rules of another kind, pattern, audience or end are rules of their own."""
    assert len(merged(STRIKE, replace(STRIKE, id="b", **other)).rules) == 2


def test_the_order_of_components() -> None:
    """Combinations whose components stand in another order are kept apart, as they lie."""
    first = Rule("a", "combination", ("port", "strike"))
    assert len(merged(first, replace(first, id="b", components=("strike", "port"))).rules) == 2


def test_an_id_that_is_taken() -> None:
    """A row whose id another rule has is not read, and told."""
    found = merged(STRIKE, replace(STRIKE, components=("march",)))
    assert list(found.rules.values()) == [STRIKE]
    assert found.outcomes["unread"] == 1
    assert [str(remark) for remark in found.remarks] == ["a:2: not read: its id 'a-1' is already that of a:1"]


def test_rules_to_be_named() -> None:
    """Rules that block can be named by their components; one pattern may have several."""
    found = merged(STRIKE, replace(STRIKE, id="b", audience="adults"), Rule("c", "extenuating", ("port",)))
    assert found.ids_of_blocking() == {("strike",): ["a-1", "b"]}


def test_rows_read() -> None:
    """Rows read are those with an outcome; blank ones are none."""
    assert Counts(kept=5, merged=4, duplicate=3, unread=2, left_out=1, blank=9, trimmed=9, as_literal=9).read == 15

"""Rules and lists as the filter works with them: when a rule stands, and how it is written in a line."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlast.filters.keyword.rules import RULE_KINDS, KeywordList, Rule


def listed(*rules: Rule) -> KeywordList:
    """A list of these rules."""
    return KeywordList("test", "1", "en", None, "", "", rules)


@pytest.mark.parametrize(
    ("rule", "pattern"),
    [
        (Rule("r", "literal", ("strike",)), "strike"),
        (Rule("r", "wildcard", ("strik",), edges="prefix"), "strik*"),
        (Rule("r", "wildcard", ("strik",), edges="suffix"), "*strik"),
        (Rule("r", "wildcard", ("strik",), edges="substring"), "*strik*"),
        (Rule("r", "wildcard", ("strike",), edges="word"), "strike"),
        (Rule("r", "combination", ("dock", "strike")), "dock + strike"),
        (Rule("r", "detector", (), detects="latin-run", limit=6), "latin-run of 6"),
        (Rule("r", "detector", (), detects="url"), "url"),
    ],
)
def test_a_rule_in_a_line(rule: Rule, pattern: str) -> None:
    """A rule is written as a person would write it: components joined by plus, stars where they stand."""
    assert rule.pattern == pattern


@pytest.mark.parametrize("kind", RULE_KINDS)
def test_what_permits_does_not_block(kind: str) -> None:
    """Exceptions and extenuating rules alone block nothing."""
    assert Rule("r", kind, ("x",)).blocks is (kind not in ("exception", "extenuating"))


@pytest.mark.parametrize(
    ("on", "stands"),
    [
        (date(2021, 12, 31), False),
        (date(2022, 1, 1), True),
        (date(2022, 6, 30), True),
        (date(2022, 7, 1), False),
        (None, False),
    ],
)
def test_a_rule_stands_from_the_day_it_was_added_until_the_day_it_was_removed(on: date | None, stands: bool) -> None:
    """The day of addition counts, the day of removal does not; today, a rule that was ever removed is gone."""
    rule = Rule("r", "literal", ("x",), added=date(2022, 1, 1), removed=date(2022, 7, 1))
    assert rule.stands(on=on, region=None, audience=None) is stands


def test_without_dates_a_rule_always_stood() -> None:
    """A rule that has no dates stands on any day; one that was only added stands today, whatever its date."""
    plain, added = Rule("r", "literal", ("x",)), Rule("s", "literal", ("x",), added=date(2999, 1, 1))
    assert plain.stands(on=date(1999, 1, 1), region=None, audience=None)
    assert added.stands(on=None, region=None, audience=None)
    assert not added.stands(on=date(2998, 12, 31), region=None, audience=None)


@pytest.mark.parametrize(
    ("regions", "asked", "stands"),
    [((), "cn", True), (("cn", "hk"), "hk", True), (("cn", "hk"), "tw", False), (("cn",), None, True)],
)
def test_a_rule_stands_in_its_regions(regions: tuple[str, ...], asked: str | None, stands: bool) -> None:
    """A rule without regions stands everywhere; asked for no region, every rule stands."""
    assert Rule("r", "literal", ("x",), regions=regions).stands(on=None, region=asked, audience=None) is stands


@pytest.mark.parametrize(
    ("audience", "asked", "stands"),
    [(None, "groups", True), ("groups", "groups", True), ("groups", "pairs", False), ("groups", None, True)],
)
def test_a_rule_stands_for_its_audience(audience: str | None, asked: str | None, stands: bool) -> None:
    """A rule without an audience stands for everyone; asked for none, every rule stands."""
    assert Rule("r", "literal", ("x",), audience=audience).stands(on=None, region=None, audience=asked) is stands


DAYS = st.integers(0, 4).map(lambda days: date(2022, 1, 1) + timedelta(days=days))


@given(
    spans=st.lists(st.tuples(DAYS, DAYS), max_size=6),
    regions=st.lists(st.sets(st.sampled_from("ab")), min_size=6, max_size=6),
    on=DAYS,
    region=st.sampled_from([None, "a", "b", "c"]),
)
def test_a_standing_list_is_its_standing_rules_in_order(spans, regions, on, region) -> None:
    """`standing` keeps just the rules whose days and regions hold what is asked, in the list's order, and the rest."""
    rules = [
        Rule(f"r{number}", "literal", ("x",), added=first, removed=last, regions=tuple(sorted(places)))
        for number, ((first, last), places) in enumerate(zip(spans, regions, strict=False))
    ]
    kept = []
    for rule, (first, last) in zip(rules, spans, strict=True):
        days = [first + timedelta(days=number) for number in range((last - first).days)]
        if on in days and (region is None or not rule.regions or region in rule.regions):
            kept.append(rule.id)
    whole = listed(*rules)
    standing = whole.standing(on=on, region=region)
    assert [rule.id for rule in standing.rules] == kept
    assert (standing.name, standing.version, standing.files) == (whole.name, whole.version, whole.files)


def test_counts_are_by_kind_in_their_order() -> None:
    """A list counts its rules by kind, in the order of kinds, and leaves out what it has none of."""
    rules = [Rule("a", "regex", ("x",)), Rule("b", "literal", ("x",)), Rule("c", "literal", ("y",))]
    assert list(listed(*rules).counts().items()) == [("literal", 2), ("regex", 1)]

"""When rules are the same, and when one stands wherever another does."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlast.filters.keyword.normalise.chain import Chain
from outlast.filters.keyword.rules import Rule
from outlast.keywords.identity import identity, normalised, stands_wherever

FOLDED = Chain(("nfkc", "casefold"))


def same(one: Rule, other: Rule) -> bool:
    return identity(one, normalised(one, chain=FOLDED)) == identity(other, normalised(other, chain=FOLDED))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Rule("1", "literal", ("ＷＡＲ",)), Rule("2", "literal", ("war",), category="c", note="n", line=9)),
        (Rule("1", "literal", ("war",), "prefix"), Rule("2", "wildcard", ("war",), "prefix")),
        (Rule("1", "combination", ("war",)), Rule("2", "literal", ("war",))),
        (Rule("1", "combination", ("a", "b", "A")), Rule("2", "combination", ("b", "a"))),
        (Rule("1", "proximity", ("a", "b"), limit=9), Rule("2", "proximity", ("b", "a"), limit=9)),
        (Rule("1", "extenuating", ("a",), of=("x", "y")), Rule("2", "extenuating", ("a",), of=("y", "x"))),
        (
            Rule("1", "homophone", ("习近",), written=("pinyin", "itself")),
            Rule("2", "homophone", ("习近",), written=("itself", "pinyin")),
        ),
    ],
)
def test_the_same(one: Rule, other: Rule) -> None:
    """Kinds that mean one thing, the order of patterns where it means nothing, and what is only said of a rule."""
    assert same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Rule("1", "literal", ("war",)), Rule("2", "literal", ("war",), "word")),
        (Rule("1", "ordered", ("a", "b")), Rule("2", "ordered", ("b", "a"))),
        (Rule("1", "ordered", ("a", "b")), Rule("2", "combination", ("a", "b"))),
        (Rule("1", "ordered", ("a", "b")), Rule("2", "ordered", ("a", "b"), limit=3)),
        (Rule("1", "regex", ("War",)), Rule("2", "regex", ("war",))),
        (Rule("1", "regex", ("war",)), Rule("2", "literal", ("war",))),
        (Rule("1", "exception", ("war",)), Rule("2", "literal", ("war",))),
        (Rule("1", "exception", ("war",)), Rule("2", "exception", ("war",), of=("x",))),
        (Rule("1", "extenuating", ("war",)), Rule("2", "combination", ("war",))),
        (Rule("1", "detector", (), detects="url"), Rule("2", "detector", (), detects="latin-run", limit=6)),
        (Rule("1", "homophone", ("习近",)), Rule("2", "homophone", ("习近",), written=("pinyin",))),
    ],
)
def test_not_the_same(one: Rule, other: Rule) -> None:
    """Boundaries, order, limits, expressions as written, and what is permitted make rules differ."""
    assert not same(one, other)


DAYS = st.sampled_from([None, date(2022, 1, 1), date(2022, 2, 1), date(2022, 3, 1)])
STANDING = st.builds(
    lambda added, removed, regions, audience: Rule(
        "r", "literal", ("war",), added=added, removed=removed, regions=regions, audience=audience
    ),
    DAYS,
    DAYS,
    st.sampled_from([(), ("cn",), ("tw",), ("cn", "tw"), ("tw", "cn", "hk")]),
    st.sampled_from([None, "groups", "all"]),
).filter(lambda rule: rule.added is None or rule.removed is None or rule.added < rule.removed)

EVERYWHERE = [
    {"on": on, "region": region, "audience": audience}
    for on, region, audience in product(
        [None, *(date(year, month, 15) for year in (2021, 2022, 2023) for month in (1, 2, 3))],
        [None, "cn", "tw", "hk", "us"],
        [None, "groups", "all", "nobody"],
    )
]


@given(STANDING, STANDING)
def test_one_stands_wherever_the_other_does(wide: Rule, narrow: Rule) -> None:
    """Exactly if on every day, in every region, for every audience of a grid on which the one stands the other does."""
    expected = all(wide.stands(**where) for where in EVERYWHERE if narrow.stands(**where))
    assert stands_wherever(wide, narrow) == expected

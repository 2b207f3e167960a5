"""Differences of two rates from their intervals: Newcombe's, by statsmodels."""

from __future__ import annotations

import pytest
from statsmodels.stats.proportion import confint_proportions_2indep

from outlast.statistics.contrast import difference
from outlast.statistics.interval import Interval
from outlast.statistics.proportion import proportion


def wilson(count: int, n: int) -> Interval:
    found = proportion(count, n)
    return Interval(found.rate, found.low, found.high, "wilson", n)


@pytest.mark.parametrize(("first", "second"), [((56, 70), (48, 80)), ((9, 10), (3, 10)), ((0, 10), (0, 20))])
def test_from_wilsons_intervals_it_is_newcombes(first: tuple[int, int], second: tuple[int, int]) -> None:
    """The ends are statsmodels' (Newcombe 1998 gives 0.0524 to 0.3339 for 56 of 70 against 48 of 80)."""
    found = difference(wilson(*first), wilson(*second))
    assert (found.low, found.high) == pytest.approx(confint_proportions_2indep(*first, *second, method="newcomb"))
    assert found.clusters == min(first[1], second[1])
    if first == (56, 70):
        assert (found.low, found.high) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_without_ends_or_data() -> None:
    """A rate without an interval leaves the difference without one, and a rate that is none leaves no difference."""
    none, bare = Interval(None, None, None, "none", 0), Interval(0.5, None, None, "none", 1)
    assert difference(wilson(1, 2), none).estimate is None
    found = difference(bare, wilson(1, 4))
    assert (found.estimate, found.low, found.method) == (0.25, None, "none")

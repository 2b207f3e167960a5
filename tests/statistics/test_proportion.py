"""Proportions: the Wilson interval against published numbers and another library, and the edges of its range."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from outlast.statistics.proportion import Proportion, proportion, wilson

Z = 1.959963984540054
"""The 97.5th percentile of the standard normal distribution."""


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_newcombes_worked_examples(count: int, n: int, low: float, high: float) -> None:
    """The intervals are those of Newcombe 1998, table I, method 3 (doi:10.1002/(SICI)1097-0258(19980430)17:8<857)."""
    found = proportion(count, n)
    assert (found.count, found.n, found.rate) == (count, n, count / n)
    assert found.low == pytest.approx(low, abs=5e-5)
    assert found.high == pytest.approx(high, abs=5e-5)


@settings(max_examples=200)
@given(data=st.data(), n=st.integers(1, 5000), confidence=st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.99]))
def test_statsmodels_gives_the_same(data: st.DataObject, n: int, confidence: float) -> None:
    """For any count and confidence, statsmodels' Wilson interval is the same."""
    count = data.draw(st.integers(0, n))
    found = proportion(count, n, confidence=confidence)
    low, high = proportion_confint(count, n, alpha=1 - confidence, method="wilson")
    assert found.rate == count / n
    assert found.low == pytest.approx(low, abs=1e-9)
    assert found.high == pytest.approx(high, abs=1e-9)
    assert found.low is not None
    assert found.high is not None
    assert 0 <= found.low <= count / n <= found.high <= 1


def test_the_formula_at_the_edges() -> None:
    """None of n reaches up to z²/(n + z²), all of n down to n/(n + z²), and the other end is exact."""
    none, every = proportion(0, 10), proportion(10, 10)
    assert (none.rate, none.low) == (0.0, 0.0)
    assert none.high == pytest.approx(Z**2 / (10 + Z**2))
    assert (every.rate, every.high) == (1.0, 1.0)
    assert every.low == pytest.approx(10 / (10 + Z**2))


def test_one_of_one() -> None:
    """A single success says little: its interval goes down to about a fifth."""
    found = proportion(1, 1)
    assert (found.rate, found.high) == (1.0, 1.0)
    assert found.low == pytest.approx(0.2065, abs=5e-5)


def test_no_data() -> None:
    """Of nothing there is no rate and no interval, rather than nought."""
    assert proportion(0, 0) == Proportion(count=0, n=0, rate=None, low=None, high=None)


@pytest.mark.parametrize(("count", "n"), [(1, 0), (3, 2), (-1, 2), (0, -1)])
def test_what_is_no_proportion(count: int, n: int) -> None:
    """A count outside 0 to n is refused."""
    with pytest.raises(ValueError, match=f"{count} of {n} is no proportion"):
        proportion(count, n)


def test_mirrored_counts_have_mirrored_intervals() -> None:
    """The interval of the failures is the interval of the successes seen from the other end."""
    successes, failures = proportion(7, 31), proportion(24, 31)
    assert successes.low == pytest.approx(1 - (failures.high or 0))
    assert successes.high == pytest.approx(1 - (failures.low or 0))


def test_numbers_are_plain() -> None:
    """Rate and ends are Python floats, which JSON and reprs show as numbers."""
    found = proportion(3, 7)
    assert [type(value) for value in (found.rate, found.low, found.high)] == [float] * 3
    assert not any(math.isnan(value) for value in (found.rate or 0, found.low or 0, found.high or 0))


@pytest.mark.parametrize(("rate", "n"), [(0.0, 11), (1.0, 11), (0.37, 8.5), (5 / 6, 1)])
def test_an_effective_n_need_not_be_whole(rate: float, n: float) -> None:
    """The ends are statsmodels' for the same rate and n, and never outside [0, 1]."""
    found = wilson(rate, n)
    assert found == pytest.approx(proportion_confint(rate * n, n, method="wilson"), abs=1e-12)
    assert 0 <= found[0] <= found[1] <= 1

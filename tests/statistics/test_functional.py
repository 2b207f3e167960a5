"""Functional tests: counts by hand and by pandas, macro means by hand, and where there is nothing to count."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from outlast.statistics.functional import Passes, Suite, passes, suite

VERDICT = st.sampled_from([1, 0, -1])
CASES = st.lists(st.tuples(VERDICT, VERDICT, st.integers(-1, 3), st.integers(0, 5)), max_size=40)


def of(rows: list[tuple[int, int, int, int]], *, names: str = "abcd") -> Suite:
    """The suite of cases given as blocked, target, functionality and template."""
    table = np.asarray(rows, dtype=np.int64).reshape(-1, 4)
    return suite(table[:, 0], target=table[:, 1], value=table[:, 2], names=names, clusters=table[:, 3], resamples=300)


def test_each_functionality_by_hand() -> None:
    """Over- and under-blocked apart; a failure, a case without a verdict of the policy and one of no functionality."""
    rows = [(1, 1, 0), (0, 1, 0), (1, 0, 0), (1, 0, 1), (0, 0, 1), (-1, 1, 1), (1, -1, 1), (1, 1, -1)]
    table = np.asarray(rows)
    assert passes(table[:, 0], target=table[:, 1], value=table[:, 2], names=["x", "y", "z"]) == (
        Passes("x", targets=2, others=1, under_blocked=1, over_blocked=1, left_out=0),
        Passes("y", targets=0, others=2, under_blocked=0, over_blocked=1, left_out=2),
        Passes("z", targets=0, others=0, under_blocked=0, over_blocked=0, left_out=0),
    )


def test_the_macro_mean_counts_functionalities_alike() -> None:
    """1 of 1 and 1 of 4 make a mean of 5/8, not 2/5; one failing functionality of two; the empty one does not count."""
    rows = [(1, 1, 0, 0), (1, 1, 1, 1), (0, 1, 1, 2), (0, 1, 1, 3), (1, 0, 1, 4)]
    found = of(rows)
    assert found.macro.estimate == 0.625
    assert (found.everything.counts.passed, found.everything.counts.cases) == (2, 5)
    assert (found.failing, found.tested) == (1, 2)
    assert found.functionalities[2].passed.estimate is None


def test_half_is_not_failing() -> None:
    """A functionality of which half is passed does as well as a coin, and is not counted as failing."""
    assert of([(1, 1, 0, 0), (0, 1, 0, 1)]).failing == 0


def test_intervals_are_wilsons_where_cases_stand_alone() -> None:
    """With a template each, the shares passed, under- and over-blocked have statsmodels' Wilson intervals."""
    rows = [(at % 3 > 0, at < 12, 0, at) for at in range(20)]
    (found,) = of(rows, names="a").functionalities
    for each, count, n in ((found.passed, 8 + 3, 20), (found.under, 4, 12), (found.over, 5, 8)):
        assert (each.low, each.high) == pytest.approx(proportion_confint(count, n, method="wilson"))
        assert each.method == "wilson"


def test_templates_are_resampled_whole() -> None:
    """Ten templates of seven equal cases are as sure as ten cases, and much less sure than seventy."""
    rows = [(template < 6, 1, 0, template) for template in range(10) for _ in range(7)]
    (found,) = of(rows, names="a").functionalities
    assert (found.passed.estimate, found.passed.clusters) == (0.6, 10)
    low, high = proportion_confint(42, 70, method="wilson")
    assert found.passed.high - found.passed.low > 2 * (high - low)


def test_without_cases_there_is_no_macro_mean() -> None:
    """A suite that the policy says nothing of has no share passed, and nothing tested."""
    found = of([(1, -1, 0, 0), (0, -1, 1, 1)])
    assert (found.macro.estimate, found.tested, found.failing) == (None, 0, 0)
    assert found.everything.counts.left_out == 2


@given(rows=CASES)
def test_counts_are_pandas(rows: list[tuple[int, int, int, int]]) -> None:
    """On random cases, shares passed are those of a groupby, and their mean is the macro mean."""
    found = of(rows)
    frame = pd.DataFrame(rows, columns=["blocked", "target", "value", "template"])
    frame = frame[(frame["blocked"] >= 0) & (frame["target"] >= 0) & (frame["value"] >= 0)]
    right = (frame["blocked"] == frame["target"]).groupby(frame["value"]).agg(["sum", "size", "mean"])
    for number, each in enumerate(found.functionalities):
        known = tuple(right.loc[number, ["sum", "size"]]) if number in right.index else (0, 0)
        assert (each.counts.passed, each.counts.cases) == known
    if len(right):
        assert found.macro.estimate == pytest.approx(right["mean"].mean())
        assert found.failing == (right["mean"] < 0.5).sum()


def test_the_macro_means_interval_is_that_of_independent_functionalities() -> None:
    """Where cases stand alone and functionalities are many, its width is that of normal theory, each on its own."""
    generator = np.random.default_rng(4)
    chance = np.linspace(0.2, 0.9, 8)
    rows = [(int(generator.random() < chance[f]), 1, f, 40 * f + at) for f in range(8) for at in range(40)]
    table = np.asarray(rows)
    found = suite(table[:, 0], target=table[:, 1], value=table[:, 2], names="abcdefgh", clusters=table[:, 3])
    shares = np.asarray([table[table[:, 2] == f, 0].mean() for f in range(8)])
    error = np.sqrt((shares * (1 - shares) / 40).sum()) / 8
    assert found.macro.high - found.macro.low == pytest.approx(2 * 1.96 * error, rel=0.1)
    assert found.macro.low == pytest.approx(shares.mean() - 1.96 * error, abs=0.01)

"""The change of a rate: counts by hand, tests against scipy and statsmodels, intervals against an own bootstrap."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import binomtest, ttest_1samp
from statsmodels.stats.contingency_tables import mcnemar

from outlast.statistics.change import change
from outlast.statistics.paired import pair


def test_counts_by_hand():
    """Of six, five decided twice: two have it before, three after; two gained it, one lost it."""
    before = np.array([1, 1, 0, 0, 0, -1], np.int8)
    after = np.array([1, 0, 1, 1, 0, 1], np.int8)
    found = change(before, after, clusters=np.array([0, 0, 1, 1, 2, 2]))
    assert (found.before, found.after, found.n) == (2, 3, 5)
    assert (found.gained, found.lost, found.left_out) == (2, 1, 1)
    assert found.difference.estimate == pytest.approx(0.2)
    assert (found.difference.clusters, found.swap.clusters, found.swap.excess) == (3, 3, 1)


def test_the_swap_test_by_hand():
    """Net changes of 0, 2 and 0 in three clusters: two sign patterns, both as far from 0, so p = 1; then 1, 2 and 1.

    The second: of eight patterns those of +4 and −4 are as one-sided: p = 2/8.
    """
    before, after = np.array([1, 1, 0, 0, 0], np.int8), np.array([1, 0, 1, 1, 1], np.int8)
    assert change(before, after, clusters=np.array([0, 1, 1, 2, 2])).swap.p == 1.0
    none, most = np.zeros(5, np.int8), np.array([1, 1, 1, 1, 0], np.int8)
    assert change(none, most, clusters=np.array([0, 1, 1, 2, 2])).swap.p == 0.25


def test_single_renderings_are_mcnemars_test():
    """With a rendering to a cluster the swap test is McNemar's exact one, here statsmodels' and scipy's."""
    before = np.repeat([1, 1, 0, 0], [20, 3, 11, 16]).astype(np.int8)
    after = np.repeat([1, 0, 1, 0], [20, 3, 11, 16]).astype(np.int8)
    found = change(before, after, clusters=np.arange(50))
    assert found.swap.p == pytest.approx(mcnemar([[20, 3], [11, 16]], exact=True).pvalue)
    assert found.mcnemar.exact == pytest.approx(binomtest(3, 14).pvalue)


def test_the_interval_is_near_that_of_a_plain_bootstrap():
    """Percentiles of 4,000 resamples of whole clusters, drawn one by one, lie within 1.5 points of the ends."""
    random = np.random.default_rng(7)
    clusters = np.repeat(np.arange(60), random.integers(1, 6, 60))
    before = (random.random(len(clusters)) < 0.6).astype(np.int8)
    after = np.where(random.random(len(clusters)) < 0.25, 1 - before, before).astype(np.int8)
    found = change(before, after, clusters=clusters).difference
    rows = [np.flatnonzero(clusters == each) for each in range(60)]
    drawn = []
    for _ in range(4000):
        taken = np.concatenate([rows[each] for each in random.integers(60, size=60)])
        drawn.append(after[taken].mean() - before[taken].mean())
    low, high = np.quantile(drawn, [0.025, 0.975])
    assert found.low == pytest.approx(low, abs=0.015)
    assert found.high == pytest.approx(high, abs=0.015)


@given(arrays(np.int8, (20, 2), elements=st.integers(-1, 1)), arrays(np.int64, 20, elements=st.integers(0, 6)))
def test_it_is_the_difference_of_a_pair(verdicts, clusters):
    """Survival before and after is what two filters' verdicts give, and the other way round the sign changes."""
    before, after = verdicts.T
    surviving = [np.where(each == -1, each, 1 - each).astype(np.int8) for each in (before, after)]
    found = change(*surviving, clusters=clusters)
    paired = pair(before, after, clusters=clusters, resamples=100)
    assert found.difference.estimate == pytest.approx(paired.difference.estimate)
    for mine, theirs in (
        (found.difference.low, paired.difference.low),
        (found.difference.high, paired.difference.high),
    ):
        assert mine is theirs is None or mine == pytest.approx(theirs, abs=1e-9)
    assert (found.n, found.swap.p) == (paired.n, paired.swap.p)
    back = change(*reversed(surviving), clusters=clusters)
    assert back.swap.p == found.swap.p
    if found.n:
        assert back.difference.estimate == pytest.approx(-found.difference.estimate)


def test_the_interval_is_students_over_paragraphs_of_one_size():
    """Net changes of 2, 0, 1, 0 and 1 in fives: scipy's t interval of 0.4, 0, 0.2, 0 and 0.2, its mean."""
    after = np.concatenate([[1] * net + [0] * (5 - net) for net in (2, 0, 1, 0, 1)]).astype(np.int8)
    found = change(np.zeros(25, np.int8), after, clusters=np.repeat(np.arange(5), 5)).difference
    known = ttest_1samp([0.4, 0, 0.2, 0, 0.2], 0).confidence_interval()
    assert (found.low, found.high, found.method) == (pytest.approx(known.low), pytest.approx(known.high), "t")


def test_a_difference_ends_at_100_points():
    """Where two clusters of three changed wholly, Student's t would go beyond what is possible."""
    before, after = np.zeros(6, np.int8), np.array([1, 1, 1, 1, 0, 0], np.int8)
    found = change(before, after, clusters=np.repeat(np.arange(3), 2)).difference
    assert (found.low, found.high) == (pytest.approx(2 / 3 - 4.302653 / 3, abs=1e-5), 1)


@pytest.mark.parametrize("size", [0, 1, 5])
def test_nothing_changed_or_nothing_there(size):
    """Without a change p is 1 and there is no interval; without a rendering there is no p."""
    same = np.ones(size, np.int8)
    found = change(same, same, clusters=np.arange(size))
    assert (found.difference.low, found.difference.method) == (None, "none")
    assert (found.swap.p, found.n) == (1.0 if size else None, size)

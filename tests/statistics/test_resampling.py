"""The cluster bootstrap: against scipy's, against all resamples counted out, and where there is little to resample."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from outlast.statistics import resampling
from outlast.statistics.resampling import bca, bootstrap, cluster_sums, jackknife, rates


def ratio(sums: np.ndarray) -> np.ndarray:
    return sums[..., :1] / sums[..., 1:]


def plain_level(clusters: int) -> float:
    """The confidence at which the widened quantile is the normal 97.5 % one, so that plain BCa can be compared."""
    return 1 - 2 * float(stats.t.cdf(-stats.norm.ppf(0.975) * np.sqrt((clusters - 1) / clusters), clusters - 1))


@pytest.fixture(scope="module")
def skewed() -> np.ndarray:
    """Twenty clusters of 1 to 9 passages, of which few survive; none is as another."""
    generator = np.random.default_rng(5)
    n = generator.integers(1, 10, size=20)
    return np.column_stack([generator.binomial(n, 0.15), n]) + np.arange(20)[:, None] * 1e-6


def test_sums() -> None:
    """A cluster's row is the sum of its passages' rows, in whatever order they stand."""
    columns = np.array([[1, 1], [0, 1], [1, 1], [1, 1]])
    assert cluster_sums(columns, np.array([1, 0, 1, 2])).tolist() == [[0, 1], [2, 2], [1, 1]]


def test_the_ends_are_scipys_for_the_same_resamples(skewed: np.ndarray) -> None:
    """From one bootstrap distribution of a ratio, scipy's BCa and this, at the level that undoes the widening."""
    theirs = stats.bootstrap(
        tuple(skewed.T), lambda k, n, axis: k.sum(axis) / n.sum(axis), paired=True, vectorized=True, rng=3
    )
    total = skewed.sum(axis=0)
    ours = bca(
        float(total[0] / total[1]),
        theirs.bootstrap_distribution,
        ratio(total - skewed)[:, 0],
        np.ones(20, int),
        confidence=plain_level(20),
    )
    assert (ours.low, ours.high) == pytest.approx(tuple(theirs.confidence_interval), abs=1e-10)


def test_sorts_of_clusters_count_as_often_as_they_are(skewed: np.ndarray) -> None:
    """With every cluster there three times, the acceleration and the ends are those of the sixty rows one by one."""
    rows = np.repeat(skewed, 3, axis=0)
    theirs = stats.bootstrap(
        tuple(rows.T), lambda k, n, axis: k.sum(axis) / n.sum(axis), paired=True, vectorized=True, rng=3
    )
    total = rows.sum(axis=0)
    ours = bca(
        float(total[0] / total[1]),
        theirs.bootstrap_distribution,
        ratio(total - skewed)[:, 0],
        np.full(20, 3),
        confidence=plain_level(60),
    )
    assert (ours.low, ours.high) == pytest.approx(tuple(theirs.confidence_interval), abs=1e-10)


def test_the_whole_way_agrees_with_scipy(skewed: np.ndarray) -> None:
    """With resamples of its own it comes to scipy's ends, but for the Monte Carlo error of 20,000 resamples."""
    (ours,) = bootstrap(skewed, ratio, resamples=20_000, confidence=plain_level(20))
    theirs = stats.bootstrap(
        tuple(skewed.T),
        lambda k, n, axis: k.sum(axis) / n.sum(axis),
        paired=True,
        vectorized=True,
        n_resamples=20_000,
        rng=3,
    )
    assert (ours.low, ours.high) == pytest.approx(tuple(theirs.confidence_interval), abs=0.004)


def test_it_is_wider_than_plain_bca_by_the_t_quantile() -> None:
    """Of a symmetric mean of 11 clusters the interval is about t(10) times the standard error, plain BCa's less."""
    values = np.arange(11.0) - 5
    sums = np.column_stack([values, np.ones(11)])
    (found,) = bootstrap(sums, ratio, resamples=40_000)
    half = stats.t.ppf(0.975, 10) * values.std(ddof=1) / np.sqrt(11)
    assert (found.low, found.high) == pytest.approx((-half, half), rel=0.04)


@pytest.mark.parametrize("cheaper", [0, 10], ids=["sorts", "one by one"])
def test_either_way_of_drawing_is_the_bootstrap_of_rows(cheaper: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three clusters of two sorts: values come as often as among all 27 ways of drawing three of three."""
    monkeypatch.setattr(resampling, "CHEAPER", cheaper)
    sums = np.array([[0.0, 1], [0, 1], [1, 1]])
    sorts, counts = np.unique(sums, axis=0, return_counts=True)
    drawn = resampling._resampled(sorts, counts, ratio, seed=1, resamples=50_000)[:, 0]
    every = [sums[list(way)].sum(axis=0) for way in product(range(3), repeat=3)]
    for value in (0, 1 / 3, 2 / 3, 1):
        share = np.mean([abs(k / n - value) < 1e-9 for k, n in every])
        assert np.mean(np.isclose(drawn, value)) == pytest.approx(share, abs=0.01)


@pytest.mark.parametrize("cheaper", [0, 10], ids=["sorts", "one by one"])
def test_blocks_change_nothing_but_memory(skewed: np.ndarray, cheaper: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawn in many blocks, the same seed gives the same interval as drawn at once."""
    monkeypatch.setattr(resampling, "CHEAPER", cheaper)
    whole = bootstrap(skewed, ratio, seed=4, resamples=500)
    monkeypatch.setattr(resampling, "BLOCK", 700)
    assert bootstrap(skewed, ratio, seed=4, resamples=500) == whole


def test_seeds(skewed: np.ndarray) -> None:
    """The same seed gives the same interval, 0 like any other, another seed another."""
    made = [bootstrap(skewed, ratio, seed=seed, resamples=500)[0] for seed in (0, 0, 1)]
    assert made[0] == made[1]
    assert made[0] != made[2]


def test_ties_with_the_estimate_count_half() -> None:
    """Values that lie evenly about the estimate, with a third of them on it, need no correction: the plain levels."""
    drawn = np.repeat([-1.0, 0, 1], 100) + 0.0
    found = bca(0.0, drawn, np.array([-1.0, 1]), np.array([50, 50]), confidence=0.5)
    assert (found.low, found.high) == (-1, 1)
    lopsided = np.repeat([-1.0, 0, 1], [0, 100, 100]) + 0.0
    found = bca(0.0, lopsided, np.array([-1.0, 1]), np.array([50, 50]), confidence=0.5)
    assert found.low == 0
    assert found.high == 0  # a quarter below and three above: the levels move down by twice the bias


def test_undefined_resamples_are_left_out_and_counted() -> None:
    """One of three clusters has all that counts: 8 in 27 resamples have none, and no rate."""
    (found,) = bootstrap(np.array([[1.0, 2], [0, 0], [0, 0]]), ratio, resamples=20_000)
    assert found.undefined == pytest.approx(8 / 27, abs=0.01)
    assert (found.estimate, found.low, found.method) == (0.5, None, "none")


@pytest.mark.parametrize("count", [0, 1])
def test_where_all_or_none_survive_the_clusters_speak_once_each(count: int) -> None:
    """Nine passages in four clusters, all alike: Wilson's interval of 4, by statsmodels."""
    n = np.array([2.0, 3, 1, 3])
    (found,) = rates(np.column_stack([n * count, n]))
    assert (found.low, found.high) == pytest.approx(proportion_confint(4 * count, 4, method="wilson"))
    assert (found.estimate, found.method, found.clusters) == (count, "wilson", 4)


def test_clusters_without_the_group_take_no_part() -> None:
    """A rate's interval does not move when clusters without any of its passages are added."""
    sums = np.array([[1.0, 3, 2, 2], [2, 2, 0, 0], [0, 4, 1, 5], [1, 1, 0, 0], [3, 5, 2, 3]])
    first, second = rates(sums, resamples=400)
    assert first == rates(np.vstack([sums, np.zeros((7, 4))]), resamples=400)[0]
    assert second == rates(sums[[0, 2, 4]][:, 2:], resamples=400)[0]
    assert (first.clusters, second.clusters) == (5, 3)


def test_no_cluster_at_all() -> None:
    """Without data there is neither estimate nor interval."""
    (found,) = rates(np.zeros((3, 2)))
    assert (found.estimate, found.low, found.high, found.method, found.clusters) == (None, None, None, "none", 0)


def test_one_cluster() -> None:
    """From one cluster nothing is learned of how clusters differ: it speaks once, by statsmodels."""
    for count, n in ((2, 5), (5, 5)):
        (found,) = rates(np.array([[count, n]], float))
        assert (found.low, found.high) == pytest.approx(proportion_confint(count / n, 1, method="wilson"))
    assert bootstrap(np.array([[2.0, 5]]), ratio)[0].low is None
    assert jackknife(np.array([[2.0, 5]]), ratio)[0].low is None


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=12), st.integers(0, 3))
def test_survivors_and_blocked_mirror_each_other(pairs: list[tuple[int, int]], seed: int) -> None:
    """The interval of what is blocked is that of what survives, from the other side, but for interpolation."""
    sums = np.array([[lives, lives + falls] for lives, falls in pairs], float)
    (lives,) = rates(sums, seed=seed, resamples=200)
    if lives.low is not None:
        assert 0 <= lives.low <= lives.high <= 1
        (falls,) = rates(np.column_stack([sums[:, 1] - sums[:, 0], sums[:, 1]]), seed=seed, resamples=200)
        assert (falls.estimate, falls.method) == (pytest.approx(1 - lives.estimate), lives.method)


def test_the_jackknife_is_the_t_test_for_equal_clusters() -> None:
    """For clusters of one size a difference of rates is a mean of clusters: scipy's one-sample t interval."""
    difference = np.array([0.5, -0.25, 0, 0.25, 0.5, 0, 0.75, -0.25])
    sums = np.column_stack([difference * 4, np.zeros(8), np.full(8, 4)])
    (found,) = jackknife(sums, lambda s: (s[..., :1] - s[..., 1:2]) / s[..., 2:])
    theirs = stats.ttest_1samp(difference, 0).confidence_interval()
    assert (found.low, found.high) == pytest.approx(tuple(theirs))


def test_no_difference_anywhere_has_no_interval() -> None:
    """Two filters that never differ: 0, and nothing to take an interval from."""
    sums = np.array([[1.0, 1, 2], [2, 2, 2]])
    (found,) = jackknife(sums, lambda s: (s[..., :1] - s[..., 1:2]) / s[..., 2:])
    assert (found.estimate, found.low, found.method) == (0, None, "none")


def test_what_one_cluster_has_is_no_surer_than_of_independent_passages() -> None:
    """1 of 42, in one of eleven clusters: the upper end is at least Wilson's of 42, by statsmodels."""
    n = np.array([2.0, 3, 4, 4, 12, 4, 3, 4, 2, 2, 2])
    (found,) = rates(np.column_stack([np.eye(11)[4], n]))
    low, high = proportion_confint(1, 42, method="wilson")
    assert (found.low, found.method) == (0, "bca")
    assert found.low <= low + 1e-12
    assert found.high >= high - 1e-12
    mirrored = rates(np.column_stack([n - np.eye(11)[4], n]))[0]
    assert mirrored.low <= 1 - high + 1e-12

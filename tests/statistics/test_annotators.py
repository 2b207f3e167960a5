"""Intervals that include that another annotator would have labelled otherwise."""

from __future__ import annotations

import numpy as np
import pytest

from outlast.statistics.annotators import annotated_rates, annotated_replicates
from outlast.statistics.resampling import rates


def mean(sums: np.ndarray) -> np.ndarray:
    """The first column over the second."""
    return sums[..., :1] / sums[..., 1:]


@pytest.mark.parametrize("rated", [[0.2, 0.6], [0.1, 0.4, 0.7], [0.0, 0.0, 0.5, 0.9, 1.0]])
def test_the_variance_of_annotators_is_unbiased(rated: list[float]) -> None:
    """Annotators who differ alike on every passage: the resamples' variance is s²/A, numpy's with one degree less."""
    sums = np.array([[[value, 1.0]] * 20 for value in rated])
    made = annotated_replicates(sums, mean, seed=0, resamples=40_000)
    assert made.estimate[0] == pytest.approx(np.mean(rated))
    assert made.drawn.var() == pytest.approx(np.var(rated, ddof=1) / len(rated), rel=0.03)


def test_two_annotators_are_drawn_one_at_a_time() -> None:
    """With two annotators each resample has the labels of one of them, as often of either."""
    sums = np.array([[[0.0, 1.0]] * 5, [[1.0, 1.0]] * 5])
    drawn = annotated_replicates(sums, mean, seed=1, resamples=4_000).drawn
    assert set(drawn.ravel()) == {0.0, 1.0}
    assert drawn.mean() == pytest.approx(0.5, abs=0.03)


def test_annotators_who_agree_make_nothing_wider() -> None:
    """Where annotators give the same labels, the interval is that of clusters alone, but for the resampling."""
    generator = np.random.default_rng(2)
    n = generator.integers(1, 6, size=40)
    own = np.column_stack([generator.binomial(n, 0.4), n]).astype(float)
    alone, both = rates(own, seed=0)[0], annotated_rates(np.stack([own, own, own]), seed=0)[0]
    assert (both.estimate, both.method, both.clusters) == (alone.estimate, alone.method, alone.clusters)
    assert both.low == pytest.approx(alone.low, abs=0.01)
    assert both.high == pytest.approx(alone.high, abs=0.01)


def test_rates_that_cannot_vary_have_the_cautious_interval() -> None:
    """All survive by everybody's labels: Wilson with the clusters that take part as n, as for one annotator."""
    strict, lenient = np.array([[2.0, 2], [1, 1], [0, 0]]), np.array([[1.0, 1], [0, 0], [0, 0]])
    found = annotated_rates(np.stack([strict, lenient]))[0]
    expected = rates(strict)[0]
    assert (found.method, found.clusters, found.low) == ("wilson", 2, expected.low)


def test_a_rate_of_nothing_is_none() -> None:
    """Where nobody gave the label there is no rate."""
    found = annotated_rates(np.zeros((2, 3, 2)))[0]
    assert (found.estimate, found.method) == (None, "none")


def test_one_annotator_shows_no_uncertainty_of_labels() -> None:
    """With one annotator there is nothing to resample, and that is refused."""
    with pytest.raises(ValueError, match="two annotators, not 1"):
        annotated_replicates(np.ones((1, 3, 2)), mean)


@pytest.mark.slow
def test_the_interval_covers_what_other_annotators_would_find() -> None:
    """Six annotators of differing strictness, 60 clusters: it covers 92–99 % of 400 times, clusters alone far less."""
    generator = np.random.default_rng(3)
    covered = {"both": 0, "alone": 0}
    for seed in range(400):
        strictness = generator.normal(0, 0.08, size=6)
        clusters = generator.normal(0.5, 0.1, size=60)
        chance = np.clip(clusters[None, :] + strictness[:, None], 0.01, 0.99)
        counts = generator.binomial(4, chance).astype(float)
        sums = np.stack([counts, np.full_like(counts, 4)], axis=-1)
        both = annotated_rates(sums, seed=seed, resamples=800)[0]
        alone = rates(sums.mean(axis=0), seed=seed, resamples=800)[0]
        for name, interval in (("both", both), ("alone", alone)):
            assert interval.low is not None
            assert interval.high is not None
            covered[name] += interval.low <= 0.5 <= interval.high
    assert 0.90 <= covered["both"] / 400 <= 0.99
    assert covered["alone"] / 400 < 0.8

"""Wilson's interval with the effective sample size: its parts by hand and by statsmodels, and how often it covers."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from scipy.stats import norm
from scipy.stats import t as student
from statsmodels.stats.proportion import proportion_confint

from outlast.statistics.clustered import clustered
from outlast.statistics.proportion import wilson
from outlast.statistics.resampling import rates

UNEVEN = np.array([[3, 4], [0, 2], [2, 2], [1, 7], [4, 9]])
"""10 of 24 in five clusters; Wilson's interval of 24 is 0.245 to 0.612."""


def test_it_is_wilsons_interval_of_the_effective_sample() -> None:
    """The variance by leaving out each cluster in turn, Student's t of one degree less, and statsmodels' Wilson."""
    rate = 10 / 24
    without = [(10 - having) / (24 - size) for having, size in UNEVEN]
    variance = 4 / 5 * sum((each - rate) ** 2 for each in without)
    effective = rate * (1 - rate) / variance * (norm.ppf(0.975) / student.ppf(0.975, 4)) ** 2
    assert 5 < effective < 24
    low, high = proportion_confint(rate * effective, effective, method="wilson")
    found = clustered(UNEVEN)
    assert (found.count, found.n, found.rate) == (10, 24, rate)
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-12)


def test_a_worked_example() -> None:
    """Clusters of 2 with 2, 1, 1 and 0: v = 3/4 · (2/36) = 1/24, so 6 · (1.96 / 3.18)² = 2.28 passages for the 8."""
    found = clustered(np.array([[2, 2], [1, 2], [1, 2], [0, 2]]))
    assert (found.low, found.high) == pytest.approx(wilson(0.5, 6 * (1.959964 / 3.182446) ** 2), abs=1e-6)


@pytest.mark.parametrize("sums", [[[1, 2], [2, 4], [3, 5], [2, 4], [4, 8], [2, 3]], [[1, 5]] * 5 + [[2, 5]] * 5])
def test_it_is_never_narrower_than_of_independent_passages(sums) -> None:
    """Clusters more alike than chance would have them are taken as independent passages."""
    found = clustered(np.array(sums))
    assert (found.low, found.high) == pytest.approx(wilson(found.rate, found.n), rel=1e-12)


@pytest.mark.parametrize(
    ("sums", "speaking"),
    [([[2, 2], [3, 3], [1, 1]], 3), ([[0, 2], [0, 3]], 2), ([[1, 2], [2, 4], [3, 6]], 3), ([[3, 7]], 1)],
    ids=["all", "none", "the same share of each", "one cluster"],
)
def test_clusters_that_are_alike_have_spoken_once_each(sums, speaking) -> None:
    """Where clusters do not differ, Wilson's interval has their number in the place of n, as the bootstrap's rates."""
    found = clustered(np.array(sums))
    assert (found.low, found.high) == pytest.approx(wilson(found.rate, speaking), rel=1e-12)
    (resampled,) = rates(np.array(sums, float), resamples=100)
    assert (found.low, found.high) == pytest.approx((resampled.low, resampled.high), rel=1e-12)


def test_single_passages_are_nearly_independent() -> None:
    """With one passage to a cluster and many clusters, it is Wilson's interval of n within a thousandth."""
    found = clustered(np.array([[at < 300, 1] for at in range(1000)], int))
    assert (found.low, found.high) == pytest.approx(wilson(0.3, 1000), abs=1e-3)


def test_clusters_without_a_passage_take_no_part() -> None:
    """A cluster of nothing changes nothing; nothing but such clusters is no data."""
    assert clustered(np.vstack([UNEVEN, [[0, 0]]])) == clustered(UNEVEN)
    nothing = clustered(np.zeros((3, 2), int))
    assert (nothing.n, nothing.rate, nothing.low, nothing.high) == (0, None, None, None)


def test_what_survives_and_what_is_blocked_mirror_each_other() -> None:
    """The interval of the rest is that of the rate, turned round."""
    found, rest = clustered(UNEVEN), clustered(np.column_stack([UNEVEN[:, 1] - UNEVEN[:, 0], UNEVEN[:, 1]]))
    assert (rest.low, rest.high) == pytest.approx((1 - found.high, 1 - found.low), rel=1e-12)


SAMPLES = 1_000
CELLS = [(clusters, rate) for clusters in (8, 11, 20, 50, 200) for rate in (0.05, 0.2, 0.5)]
CORRELATIONS = (0.0, 0.2, 0.5)


def coverage(clusters: int, rate: float, correlation: float, *, resamples: int) -> tuple[list[float], list[float]]:
    """Shares of samples covered, and mean widths, in per cent: of this, of the bootstrap (or none), of Wilson's n.

    Clusters as in ``test_coverage.py``: 1 to some 12 passages, 3.7 on average, beta-binomial.
    """
    generator = np.random.default_rng([clusters, int(100 * rate), int(10 * correlation)])
    covers, widths = [], []
    for _ in range(SAMPLES):
        n = 1 + generator.negative_binomial(1.5, 1.5 / (1.5 + 2.65), size=clusters)
        own = np.full(clusters, rate)
        if correlation:
            weight = (1 - correlation) / correlation
            own = generator.beta(rate * weight, (1 - rate) * weight, size=clusters)
        sums = np.column_stack([generator.binomial(n, own), n])
        found = clustered(sums)
        ends = [(found.low, found.high), wilson(found.rate, found.n)]
        if resamples:
            (resampled,) = rates(sums.astype(float), resamples=resamples)
            ends.insert(1, (resampled.low, resampled.high))
        covers.append([low - 1e-12 <= rate <= high + 1e-12 for low, high in ends])
        widths.append([high - low for low, high in ends])
    return [(100 * np.mean(each, axis=0)).tolist() for each in (covers, widths)]


@pytest.mark.slow
@pytest.mark.parametrize(("clusters", "rate"), CELLS)
def test_how_often_it_covers(clusters: int, rate: float) -> None:
    """Rates of 0.2 and 0.5 are covered at 92.5 to 98.5 %; rare ones that come in bursts at 90 % and more."""
    low = 92.5 if rate > 0.05 or clusters < 50 else 90.0
    for correlation in CORRELATIONS:
        covered, _ = coverage(clusters, rate, correlation, resamples=0)
        assert low <= covered[0] <= 98.5, (correlation, covered)


if __name__ == "__main__":  # the table of docs/statistics.md, with the bootstrap beside it
    for clusters, rate in CELLS:
        for correlation in CORRELATIONS:
            covered, wide = coverage(clusters, rate, correlation, resamples=1_000)
            cells = "  ".join(f"{one:5.1f} % ({other:4.1f})" for one, other in zip(covered, wide, strict=True))
            sys.stdout.write(f"{clusters:4} {rate:5} {correlation:4}  {cells}\n")

"""Resampling whole clusters: bootstrap intervals for any statistic of sums.

Sentences of a paragraph hang together, and renderings of one passage more so; what can be taken as drawn independently
is the cluster (a paragraph, a document). So clusters are resampled with replacement, as many as there are, and a
statistic is worked out anew from each resample's sums (Davison and Hinkley 1997, "Bootstrap Methods and their
Application", section 3.8, doi:10.1017/CBO9780511802843).

Every statistic here is a function of sums over passages (of blocked passages, of targets that survive, and so on), so a
resample needs only each cluster's sums. Clusters with equal sums are exchangeable: how often each *sort* of cluster is
drawn is multinomial, with probabilities as frequent as the sort is. That is the same bootstrap, exactly, and a hundred
thousand passages of a few sorts cost no more than the sorts.

Intervals are bias-corrected and accelerated (BCa; Efron 1987, doi:10.1080/01621459.1987.10478410), the acceleration
from the jackknife over clusters. They are approximate: second-order accurate as the number of *clusters* grows, and
too narrow for fewer than some twenty.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from outlast.statistics.interval import Interval
from outlast.statistics.proportion import CONFIDENCE, proportion

if TYPE_CHECKING:
    from collections.abc import Callable

    Statistic = Callable[[np.ndarray], np.ndarray]

RESAMPLES = 10_000
"""Bootstrap resamples where nothing else is asked: Efron and Tibshirani 1993 ("An Introduction to the Bootstrap",
section 14.3) want at least 1,000 for BCa; ten times that holds the Monte Carlo error of an end below a hundredth of the
interval's width or so."""

BLOCK = 16_000_000
"""Numbers drawn at a time, which bounds the memory (8 bytes each)."""


MANY_SORTS = 1_000
"""Sorts of clusters from which on clusters may be drawn one by one."""


@dataclass(frozen=True, slots=True, eq=False)
class Replicates:
    """A bootstrap before it is made into intervals, of m statistics.

    Attributes:
        estimate: shape (m,): from all of the data; NaN where undefined.
        drawn: shape (resamples, m).
        left_out: shape (sorts, m): from all clusters but one, for each sort of cluster.
        counts: shape (sorts,): how many clusters are of each sort.
    """

    estimate: np.ndarray
    drawn: np.ndarray
    left_out: np.ndarray
    counts: np.ndarray

    def bca(self, at: int, *, confidence: float = CONFIDENCE) -> Interval:
        """The BCa interval of one statistic."""
        return bca(
            float(self.estimate[at]), self.drawn[:, at], self.left_out[:, at], self.counts, confidence=confidence
        )


def cluster_sums(columns: np.ndarray, clusters: np.ndarray) -> np.ndarray:
    """Each cluster's sums.

    Args:
        columns: shape (passages, k): what is summed.
        clusters: shape (passages,): the number of each passage's cluster, from 0 without gaps.

    Returns:
        Shape (clusters, k), float64.

    >>> cluster_sums(np.array([[1, 1], [0, 1], [1, 1]]), np.array([0, 0, 1])).tolist()
    [[1.0, 2.0], [1.0, 1.0]]
    """
    size = int(clusters.max()) + 1 if len(clusters) else 0
    made = np.empty((size, columns.shape[1]))
    for at in range(columns.shape[1]):
        made[:, at] = np.bincount(clusters, weights=columns[:, at], minlength=size)
    return made


def bootstrap(
    sums: np.ndarray,
    statistic: Statistic,
    *,
    seed: int = 0,
    resamples: int = RESAMPLES,
    confidence: float = CONFIDENCE,
) -> tuple[Interval, ...]:
    """BCa intervals of statistics of sums, from a bootstrap of clusters.

    Args:
        sums: shape (clusters, k): each cluster's sums, as `cluster_sums` gives them.
        statistic: from sums of shape (…, k) to values of shape (…, m); NaN where undefined.
        seed: of the resampling.
        resamples: how many.
        confidence: of the intervals, in (0, 1).

    Returns:
        m intervals. Where all resamples give the same value there is nothing to take an interval from, and none is
        given (``method`` is ``none``); `rates` does better for proportions.

    >>> sums = np.array([[1.0, 2], [0, 1], [3, 3], [1, 4]])
    >>> found = bootstrap(sums, lambda s: s[..., :1] / s[..., 1:], seed=1)[0]
    >>> found.estimate, found.clusters
    (0.5, 4)
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        total = sums.sum(axis=0)
        estimate = np.asarray(statistic(total), dtype=np.float64)
    if not len(sums):
        return tuple(Interval(None, None, None, "none", 0) for _ in estimate)
    made = replicates(sums, statistic, seed=seed, resamples=resamples)
    return tuple(made.bca(at, confidence=confidence) for at in range(len(estimate)))


def replicates(sums: np.ndarray, statistic: Statistic, *, seed: int = 0, resamples: int = RESAMPLES) -> Replicates:
    """What `bootstrap` makes its intervals of, for statistics that want an interval of another kind.

    Args:
        sums: as `bootstrap`; at least one cluster.
        statistic: as `bootstrap`.
        seed: as `bootstrap`.
        resamples: as `bootstrap`.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        total = sums.sum(axis=0)
        sorts, counts = np.unique(sums, axis=0, return_counts=True)
        return Replicates(
            estimate=np.asarray(statistic(total), dtype=np.float64),
            drawn=_resampled(sorts, counts, statistic, seed=seed, resamples=resamples),
            left_out=np.asarray(statistic(total - sorts), dtype=np.float64),
            counts=counts,
        )


def rates(
    sums: np.ndarray, *, seed: int = 0, resamples: int = RESAMPLES, confidence: float = CONFIDENCE
) -> tuple[Interval, ...]:
    """Intervals of rates, a pair of columns each: how many have the property, among how many.

    As `bootstrap`; where every resample gives the same rate (all survive, or none), the Wilson interval with the number
    of clusters in the place of n: as if each cluster had spoken once, which is cautious.

    Args:
        sums: shape (clusters, 2 m): count and n of the first rate, of the second, and so on.
        seed: as `bootstrap`.
        resamples: as `bootstrap`.
        confidence: as `bootstrap`.

    >>> found = rates(np.array([[2.0, 2], [3, 3], [1, 1], [4, 4]]))[0]
    >>> found.estimate, found.method, round(found.low, 4)
    (1.0, 'wilson', 0.5101)
    """
    made = []
    for at in range(0, sums.shape[1], 2):
        taking_part = sums[sums[:, at + 1] > 0, at : at + 2]
        found = bootstrap(taking_part, _rate, seed=seed, resamples=resamples, confidence=confidence)[0]
        if found.method == "none" and found.estimate in (0.0, 1.0):
            n = len(taking_part)
            ends = proportion(int(found.estimate) * n, n, confidence=confidence)
            found = Interval(found.estimate, ends.low, ends.high, "wilson", n)
        made.append(found)
    return tuple(made)


def _rate(sums: np.ndarray) -> np.ndarray:
    rate: np.ndarray = sums[..., :1] / sums[..., 1:]
    return rate


def _resampled(sorts: np.ndarray, counts: np.ndarray, statistic: Statistic, *, seed: int, resamples: int) -> np.ndarray:
    """The statistic of each resample, shape (resamples, m)."""
    generator = np.random.default_rng(seed)
    at_once = max(1, BLOCK // len(sorts))
    found = []
    for start in range(0, resamples, at_once):
        times = times_drawn(generator, counts, resamples=min(at_once, resamples - start))
        found.append(np.asarray(statistic(times @ sorts), dtype=np.float64))
    return np.concatenate(found)


def times_drawn(generator: np.random.Generator, counts: np.ndarray, *, resamples: int) -> np.ndarray:
    """How often each sort of cluster is drawn, as many clusters being drawn as there are.

    Multinomial numbers cost by the sort, each several times what drawing a cluster costs; many sorts of few clusters
    each are drawn cluster by cluster. Both are the same distribution.

    Args:
        generator: of the resampling.
        counts: how many clusters are of each sort.
        resamples: how many.

    Returns:
        Shape (resamples, sorts), float64 (whole numbers), for fast products.
    """
    size, sorts = int(counts.sum()), len(counts)
    if sorts < MANY_SORTS or size > 4 * sorts:
        return generator.multinomial(size, counts / size, size=resamples).astype(np.float64)
    at_once = max(1, BLOCK // size)
    made = np.empty((resamples, sorts))
    sort = np.repeat(np.arange(sorts), counts)
    for start in range(0, resamples, at_once):
        number = min(at_once, resamples - start)
        drawn = sort[generator.integers(size, size=(number, size))] + np.arange(number)[:, None] * sorts
        made[start : start + number] = np.bincount(drawn.ravel(), minlength=number * sorts).reshape(number, sorts)
    return made


def bca(estimate: float, drawn: np.ndarray, left_out: np.ndarray, counts: np.ndarray, *, confidence: float) -> Interval:
    """A BCa interval from a statistic's resamples (Efron 1987, equations 6.4 to 6.8).

    Ties with the estimate count half towards the bias correction.

    Args:
        estimate: from all of the data; NaN where undefined.
        drawn: shape (resamples,): of each resample; NaN where undefined.
        left_out: of all clusters but one, for each sort of cluster.
        counts: how many clusters are of each sort.
        confidence: of the interval, in (0, 1).
    """
    from scipy.special import ndtr, ndtri

    clusters = int(counts.sum())
    known = drawn[np.isfinite(drawn)]
    undefined = 1 - len(known) / len(drawn)
    if not np.isfinite(estimate):
        return Interval(None, None, None, "none", clusters, undefined)
    if len(known) == 0 or np.ptp(known) < 1e-12:
        return Interval(float(estimate), None, None, "none", clusters, undefined)
    close = np.isclose(known, estimate, rtol=0, atol=1e-12)
    below = ((known < estimate) & ~close).mean() + close.mean() / 2
    bias = ndtri(np.clip(below, 0.5 / len(known), 1 - 0.5 / len(known)))
    usable = np.isfinite(left_out)
    weights = counts[usable]
    away = (weights @ left_out[usable]) / weights.sum() - left_out[usable] if usable.any() else np.zeros(1)
    spread = weights @ away**2 if usable.any() else 0.0
    acceleration = (weights @ away**3) / (6 * spread**1.5) if spread > 0 else 0.0
    quantile = ndtri((1 - confidence) / 2)
    ends = []
    for side in (quantile, -quantile):
        shifted = bias + side
        level = ndtr(bias + shifted / (1 - acceleration * shifted))
        ends.append(float(np.quantile(known, level)))
    return Interval(float(estimate), ends[0], ends[1], "bca", clusters, undefined)

"""Resampling whole clusters: bootstrap intervals for any statistic of sums.

Sentences of a paragraph hang together, and renderings of one passage more so; what can be taken as drawn independently
is the cluster (a paragraph, a document). So clusters are resampled with replacement, as many as there are, and a
statistic is worked out anew from each resample's sums (Davison and Hinkley 1997, "Bootstrap Methods and their
Application", section 3.8, doi:10.1017/CBO9780511802843).

Every statistic here is a function of sums over passages (of blocked passages, of targets that survive, and so on), so a
resample needs only each cluster's sums. Clusters with equal sums are exchangeable: how often each *sort* of cluster is
drawn is multinomial, with probabilities as frequent as the sort is. That is the same bootstrap, exactly, and a hundred
thousand passages of a few sorts cost no more than the sorts. Where nearly every cluster is a sort of its own, clusters
are drawn one by one and counted, which is quicker then.

Intervals are bias-corrected and accelerated (BCa; Efron 1987, doi:10.1080/01621459.1987.10478410), the acceleration
from the jackknife over clusters. A bootstrap of few clusters is too narrow, by its divisor and for want of Student's t;
Hesterberg 2015 (doi:10.1080/00031305.2015.1089789) asks for the levels of ``t(G - 1) sqrt(G / (G - 1))`` in the place
of the normal quantile, with G clusters, and so does this: the wider quantile goes into BCa's equations, as in
``CI.bca(expand = TRUE)`` of his R package resample. That it holds for BCa rests on simulation, not on a theorem.

**How far they hold.** 1,000 simulated samples a cell of beta-binomial clusters of unequal size (1 to some 12 passages,
3.7 on average), intracluster correlation 0, 0.2 and 0.5, nominal 95 % (Monte Carlo error 0.7 points):

===========================  =============  =============  =============
survival rate, clusters      `rates`        plain BCa      Wilson, n passages
===========================  =============  =============  =============
0.2 or 0.5; 8 and 11         93.3–97.1 %    89.9–92.8 %    73.6–95.5 %
0.2 or 0.5; 20, 50 and 200   93.4–96.3 %    92.0–95.4 %    70.9–95.8 %
0.05; 8, 11 and 20           98.9–99.9 %    96.5–98.7 %    78.7–96.4 %
0.05; 50 and 200             90.9–96.6 %    89.8–94.7 %    70.2–94.5 %
===========================  =============  =============  =============

So rates near 0 and 1 are where they remain approximate: too wide (cautious) where so few clusters have seen the event
that Wilson's intervals step in, too narrow by up to 4 points where rare events come in bursts. With 3 to 6 clusters
rates of 0.2 and 0.5 were covered at 91.8–98.4 %, with 2 at 93.1–98.8 %, but by intervals of half the scale and more.
``tests/statistics/test_coverage.py`` simulates rates, differences of two filters, balanced accuracy, MCC and areas.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from outlast.statistics.interval import Interval
from outlast.statistics.proportion import CONFIDENCE, wilson

if TYPE_CHECKING:
    from collections.abc import Callable

    Statistic = Callable[[np.ndarray], np.ndarray]

RESAMPLES = 10_000
"""Bootstrap resamples where nothing else is asked: Efron and Tibshirani 1993 ("An Introduction to the Bootstrap",
section 14.3) want at least 1,000 for BCa; ten times that holds the Monte Carlo error of an end below a hundredth of the
interval's width or so."""

FEW_CLUSTERS = 8
"""Below so many clusters intervals are said to be of few. Those of rates and differences are wide then; BCa of what is
neither is too narrow: in the simulation of ``tests/statistics/test_coverage.py`` it covered balanced accuracy, MCC, F1,
kappa and Jaccard at 91.5–96.2 % with 8 clusters and more, and at 83.4–90.9 % with 5."""

SEEN_SELDOM = 3
"""Below so many clusters that have what is counted, resamples say too little of how often it occurs; see `rates`."""

CHEAPER = 10
"""How many clusters are drawn one by one in the time in which one sort's frequency is drawn, about, as measured."""

BLOCK = 4_000_000
"""Numbers drawn at a time, which bounds the memory (twice 8 bytes each)."""


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

    Every row is resampled, rows of nothing but 0 too: a caller who asks about a part of the passages leaves out the
    clusters that have none of it, as `rates` does and says why.

    Args:
        sums: shape (clusters, k): each cluster's sums, as `cluster_sums` gives them.
        statistic: from sums of shape (…, k) to values of shape (…, m); NaN where undefined.
        seed: of the resampling; the same seed gives the same resamples of the same sums.
        resamples: how many.
        confidence: of the intervals, in (0, 1).

    Returns:
        m intervals. Where all resamples give the same value there is nothing to take an interval from, and none is
        given (``method`` is ``none``); `rates` does better for proportions. Resamples in which a statistic is undefined
        are left out of its interval, which then holds given that it is defined; ``undefined`` is their share.

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


def jackknife(sums: np.ndarray, statistic: Statistic, *, confidence: float = CONFIDENCE) -> tuple[Interval, ...]:
    """Symmetric intervals: the estimate, and Student's t times the jackknife's standard error over clusters.

    For differences of two filters on the same passages this covers better than `bootstrap`: where few passages are
    judged unlike, BCa covered 88.5–93.9 % in the simulation of ``tests/statistics/test_coverage.py`` (8 to 50 clusters)
    and this 93.5–95.4 %. It is worse for what is skewed or bounded (rates near 0 or 1, MCC), and can leave the range of
    what it is of. Efron and Stein 1981 (doi:10.1214/aos/1176345462) show that the variance is on the large side.

    Args:
        sums: as `bootstrap`.
        statistic: as `bootstrap`; smooth.
        confidence: as `bootstrap`.

    Returns:
        m intervals; without ends where the statistic is undefined with a cluster left out, or never changes.

    >>> sums = np.array([[1.0, 0, 2], [0, 1, 1], [3, 1, 3], [1, 0, 4]])
    >>> found = jackknife(sums, lambda s: (s[..., :1] - s[..., 1:2]) / s[..., 2:])[0]
    >>> round(found.estimate, 2), found.method
    (0.3, 't')
    """
    from scipy.special import stdtrit

    clusters = len(sums)
    with np.errstate(divide="ignore", invalid="ignore"):
        total = sums.sum(axis=0)
        estimate = np.asarray(statistic(total), dtype=np.float64)
        left_out = np.asarray(statistic(total - sums), dtype=np.float64)
    made = []
    for value, without in zip(estimate, left_out.T, strict=True):
        found = float(value) if np.isfinite(value) else None
        if found is None or clusters < 2 or not np.isfinite(without).all() or np.ptp(without) < 1e-12:
            made.append(Interval(found, None, None, "none", clusters))
            continue
        error = np.sqrt((clusters - 1) / clusters * ((without - without.mean()) ** 2).sum())
        half = float(-stdtrit(clusters - 1, (1 - confidence) / 2) * error)
        made.append(Interval(found, found - half, found + half, "t", clusters))
    return tuple(made)


def rates(
    sums: np.ndarray, *, seed: int = 0, resamples: int = RESAMPLES, confidence: float = CONFIDENCE
) -> tuple[Interval, ...]:
    """Intervals of rates, a pair of columns each: how many have the property, among how many.

    As `bootstrap`, but for three things:

    - Clusters without a passage that counts (n of 0) take no part in that rate. They say nothing of it; the interval
      holds given how many clusters do, and Student's t has that many degrees of freedom less one, which is what Korn
      and Graubard 1999 ("Analysis of Health Surveys", section 5.2, doi:10.1002/9781118032619) advise for parts of a
      sample. With the empty ones in, the degrees of freedom would be those of the whole text, and some resamples would
      have no rate at all.
    - Where every resample gives the same rate (all survive, or none, or there is one cluster), the Wilson interval of
      that rate with the number of clusters in the place of n: as if each cluster had spoken once. Nothing is known of
      how far its passages hang together where clusters do not differ, so the most is assumed; the interval is cautious
      (it covered 98 % and more in the simulation above where that was the rule).
    - Where fewer than `SEEN_SELDOM` clusters have any passage with the property, or any without it, neither end lies
      nearer to the rate than that of Wilson's interval of the passages. Resamples cannot go beyond the one or two
      clusters that have it, and 1 of 42 would get a narrower interval than 42 independent passages give; hanging
      together makes passages tell less, never more (so Korn and Graubard 1998, Survey Methodology 24(2), 193–201, who
      hold the effective sample to the sample's size).

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
        made.append(cautious(found, taking_part, confidence=confidence))
    return tuple(made)


def cautious(found: Interval, sums: np.ndarray, *, confidence: float = CONFIDENCE) -> Interval:
    """A rate's interval, or Wilson's where resamples of its clusters tell too little; `rates` says when and why.

    Args:
        found: from a bootstrap of the clusters.
        sums: shape (clusters, 2): count and n of each cluster that takes part.
        confidence: of the interval, in (0, 1).
    """
    if found.method == "none" and found.estimate is not None:
        low, high = wilson(found.estimate, len(sums), confidence=confidence)
        return replace(found, low=low, high=high, method="wilson")
    if found.low is not None and found.high is not None and _seen_seldom(sums):
        low, high = wilson(found.estimate or 0.0, float(sums[:, 1].sum()), confidence=confidence)
        return replace(found, low=min(found.low, low), high=max(found.high, high))
    return found


def _seen_seldom(sums: np.ndarray) -> bool:
    """Whether few clusters have any of the property, or any without it."""
    having, lacking = (sums[:, 0] > 0).sum(), (sums[:, 0] < sums[:, 1]).sum()
    return bool(min(having, lacking) < SEEN_SELDOM)


def _rate(sums: np.ndarray) -> np.ndarray:
    rate: np.ndarray = sums[..., :1] / sums[..., 1:]
    return rate


def _resampled(sorts: np.ndarray, counts: np.ndarray, statistic: Statistic, *, seed: int, resamples: int) -> np.ndarray:
    """The statistic of each resample, shape (resamples, m)."""
    generator = np.random.default_rng(seed)
    at_once = max(1, BLOCK // (int(counts.sum()) if _one_by_one(counts) else len(counts)))
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
        resamples: how many; a caller with much to draw asks in blocks.

    Returns:
        Shape (resamples, sorts), float64 (whole numbers), for fast products.
    """
    size, sorts = int(counts.sum()), len(counts)
    if not _one_by_one(counts):
        return generator.multinomial(size, counts / size, size=resamples).astype(np.float64)
    sort_of = np.repeat(np.arange(sorts), counts)
    drawn = sort_of[generator.integers(size, size=(resamples, size))] + sorts * np.arange(resamples)[:, None]
    made: np.ndarray = np.bincount(drawn.ravel(), minlength=resamples * sorts).reshape(resamples, sorts)
    return made.astype(np.float64)


def _one_by_one(counts: np.ndarray) -> bool:
    return bool(counts.sum() < CHEAPER * len(counts))


def bca(estimate: float, drawn: np.ndarray, left_out: np.ndarray, counts: np.ndarray, *, confidence: float) -> Interval:
    """The interval of one statistic, from its resampled values and its jackknife.

    Efron 1987, equations 6.4 to 6.8, at the levels of the module's docstring. Resampled values that equal the estimate
    count half towards the bias correction (a statistic of counts has many); the correction is held within what so many
    resamples can tell.

    Args:
        estimate: from all clusters.
        drawn: shape (resamples,): from each resample; NaN where undefined.
        left_out: shape (sorts,): from all clusters but one of each sort; NaN where undefined.
        counts: shape (sorts,): how many clusters are of each sort.
        confidence: in (0, 1).
    """
    from scipy.special import ndtr, ndtri, stdtrit

    clusters = int(counts.sum())
    known = drawn[np.isfinite(drawn)]
    undefined = 1 - len(known) / len(drawn)
    if not np.isfinite(estimate):
        return Interval(None, None, None, "none", clusters, undefined)
    tie = 1e-12 + 1e-9 * abs(estimate)
    if len(known) == 0 or np.ptp(known) < tie:
        return Interval(float(estimate), None, None, "none", clusters, undefined)
    close = np.abs(known - estimate) < tie
    below = ((known < estimate) & ~close).mean() + close.mean() / 2
    bias = ndtri(np.clip(below, 0.5 / len(known), 1 - 0.5 / len(known)))
    acceleration = _acceleration(left_out, counts)
    quantile = stdtrit(clusters - 1, (1 - confidence) / 2) * np.sqrt(clusters / (clusters - 1))
    levels = []
    for side in (quantile, -quantile):
        shifted = bias + side
        stretch = 1 - acceleration * shifted
        levels.append(ndtr(bias + shifted / stretch) if stretch > 0 else float(shifted > 0))
    low, high = np.quantile(known, levels)
    return Interval(float(estimate), float(low), float(high), "bca", clusters, undefined)


def _acceleration(left_out: np.ndarray, counts: np.ndarray) -> float:
    """Skewness of the jackknife values over 6 (Efron 1987, equation 6.6); 0 where they do not vary."""
    usable = np.isfinite(left_out)
    weights = counts[usable]
    if not usable.any():
        return 0.0
    away = (weights @ left_out[usable]) / weights.sum() - left_out[usable]
    spread = weights @ away**2
    return float((weights @ away**3) / (6 * spread**1.5)) if spread > 0 else 0.0

"""Areas under curves: how well scores order a policy's targets before the rest, whatever the threshold.

**ROC area**: the chance that a target scores above another passage, ties counting half; the Mann-Whitney U statistic
over the number of pairs (Hanley and McNeil 1982, doi:10.1148/radiology.143.1.7063747). Its variance is Obuchowski's for
clustered data (1997, doi:10.2307/2533958): each passage's *placement* (the share of the other side that it is on the
right side of) is summed over its cluster, and clusters are taken as independent. With one passage a cluster it is
DeLong, DeLong and Clarke-Pearson's (1988, doi:10.2307/2531595).

**Precision-recall area**: average precision, the mean over targets of the precision from their score on, ties taken
together (Davis and Goadrich 2006, doi:10.1145/1143844.1143874, say why not by the trapezoid). At random it is the share
of targets. Its variance is the infinitesimal jackknife over clusters (Efron 1982, "The Jackknife, the Bootstrap and
Other Resampling Plans", chapter 6, doi:10.1137/1.9781611970319): the squares of the clusters' sums of its derivatives
in the passages' weights.

Neither is a function of a few sums, so a bootstrap would have to go through all passages in every resample; these need
one sort. Intervals are symmetric on the logit scale, which keeps them inside (0, 1) (for the precision-recall area,
Boyd, Eng and Page 2013, doi:10.1007/978-3-642-40994-3_29), with the quantile of Student's t with one degree of freedom
less than there are clusters on the side that has fewer. Scores are taken as they are: that a filter trained on other
passages would give others is not in them. ``tests/statistics/test_coverage.py`` says how often they cover.
"""

from __future__ import annotations

import numpy as np

from outlast.statistics.interval import Interval
from outlast.statistics.proportion import CONFIDENCE


def roc_area(
    scores: np.ndarray, targets: np.ndarray, clusters: np.ndarray, *, confidence: float = CONFIDENCE
) -> Interval:
    """The area under the ROC curve, with an interval.

    Args:
        scores: float64, shape (n,), no NaN.
        targets: bool, shape (n,).
        clusters: int64, shape (n,): the number of each passage's cluster, from 0.
        confidence: of the interval, in (0, 1).

    Returns:
        Without an estimate where one side is empty; without ends where either side lies in one cluster, or where the
        scores part the sides wholly.

    >>> found = roc_area(np.array([0.1, 0.5, 0.5, 0.8]), np.array([False, False, True, True]), np.arange(4))
    >>> found.estimate, found.clusters
    (0.875, 4)
    """
    taking_part = len(np.unique(clusters))
    hits, others = int(targets.sum()), int((~targets).sum())
    if not hits or not others:
        return Interval(None, None, None, "none", taking_part)
    placed = _placements(scores, targets)
    area = float(placed[targets].mean())
    away = placed - area
    size = int(clusters.max()) + 1
    per_hit, per_other = (
        np.bincount(clusters[side], weights=away[side], minlength=size) for side in (targets, ~targets)
    )
    with_hits, with_others = _holding(targets, clusters)
    if min(with_hits, with_others) < 2:
        return Interval(area, None, None, "none", taking_part)
    variance = (
        with_hits / (with_hits - 1) * (per_hit @ per_hit) / hits**2
        + with_others / (with_others - 1) * (per_other @ per_other) / others**2
        + 2 * taking_part / (taking_part - 1) * (per_hit @ per_other) / (hits * others)
    )
    return _on_logit_scale(area, float(variance), min(with_hits, with_others), taking_part, confidence=confidence)


def precision_recall_area(
    scores: np.ndarray, targets: np.ndarray, clusters: np.ndarray, *, confidence: float = CONFIDENCE
) -> Interval:
    """Average precision, with an interval; arguments and result as `roc_area`.

    >>> found = precision_recall_area(np.array([0.1, 0.5, 0.6, 0.8]), np.array([0, 1, 0, 1], bool), np.arange(4))
    >>> round(found.estimate, 4)
    0.8333
    """
    taking_part = len(np.unique(clusters))
    if not targets.any() or targets.all():
        return Interval(1.0 if targets.any() else None, None, None, "none", taking_part)
    area, derivative = _average_precision(scores, targets)
    fewer = min(_holding(targets, clusters))
    if fewer < 2:
        return Interval(area, None, None, "none", taking_part)
    per_cluster = np.bincount(clusters, weights=derivative)
    variance = fewer / (fewer - 1) * (per_cluster @ per_cluster)
    return _on_logit_scale(area, float(variance), fewer, taking_part, confidence=confidence)


def _placements(scores: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Of each target, the share of other passages below it; of each other, the share of targets above; ties half."""
    _, rank = np.unique(scores, return_inverse=True)
    hits, others = (np.bincount(rank[side], minlength=rank.max() + 1) for side in (targets, ~targets))
    others_below = np.cumsum(others) - others / 2
    hits_above = hits.sum() - np.cumsum(hits) + hits / 2
    placed: np.ndarray = np.where(targets, others_below[rank] / others.sum(), hits_above[rank] / hits.sum())
    return placed


def _average_precision(scores: np.ndarray, targets: np.ndarray) -> tuple[float, np.ndarray]:
    """Average precision, and its derivative in each passage's weight at weights of 1.

    With T(s) the weight of targets from score s on, D(s) that of all, P = T / D and N = T(lowest), the area is the sum
    over targets i of w_i P(s_i) / N. Passage k with target y_k adds y_k (P(s_k) - area) / N itself, and moves the
    precision at every target at or below its score by (y_k - P(s_i)) / D(s_i).
    """
    _, rank = np.unique(-scores, return_inverse=True)
    hits = np.bincount(rank[targets], minlength=rank.max() + 1)
    down_to = np.cumsum(np.bincount(rank))
    precision = np.cumsum(hits) / down_to
    found = int(hits.sum())
    area = float(hits @ precision / found)
    gained, lost = (np.cumsum((hits * each / down_to)[::-1])[::-1] for each in (np.ones(len(hits)), precision))
    moved = targets * gained[rank] - lost[rank]
    return area, (targets * (precision[rank] - area) + moved) / found


def _holding(targets: np.ndarray, clusters: np.ndarray) -> tuple[int, int]:
    """In how many clusters there are targets, and others."""
    return len(np.unique(clusters[targets])), len(np.unique(clusters[~targets]))


def _on_logit_scale(estimate: float, variance: float, fewer: int, clusters: int, *, confidence: float) -> Interval:
    """An interval that is symmetric on the logit scale (the delta method)."""
    from scipy.special import expit, logit, stdtrit

    if not 0 < estimate < 1 or variance <= 0:
        return Interval(estimate, None, None, "none", clusters)
    half = -stdtrit(fewer - 1, (1 - confidence) / 2) * np.sqrt(variance) / (estimate * (1 - estimate))
    low, high = expit(logit(estimate) - half), expit(logit(estimate) + half)
    return Interval(estimate, float(low), float(high), "logit", clusters)

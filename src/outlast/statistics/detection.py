"""Detection: a filter's decisions against its policy, from the four counts of each cluster.

A *target* is a passage that the policy would block. Of decided passages of which the policy says something,

======================  ===================================  =====================================================
measure                 of counts                            undefined
======================  ===================================  =====================================================
over-blocking           FP / (FP + TN)                       where nothing is spared by the policy
under-blocking          FN / (FN + TP)                       without targets
precision               TP / (TP + FP)                       where nothing is blocked
recall                  1 - under-blocking                   without targets
specificity             1 - over-blocking                    where nothing is spared by the policy
balanced accuracy       (recall + specificity) / 2           without both
MCC                     correlation of the two               where a margin of the table is 0
F1                      2 TP / (2 TP + FP + FN)              without targets where nothing is blocked
======================  ===================================  =====================================================

Balanced accuracy: Brodersen et al. 2010, doi:10.1109/ICPR.2010.764. MCC: Matthews 1975,
doi:10.1016/0005-2795(75)90109-9. Sokolova and Lapalme 2009 (doi:10.1016/j.ipm.2009.03.002) define the rest. What is
undefined is not given a value here (some libraries give 0), since a mean or a comparison would then take it for a
measurement.

Intervals come from a bootstrap of whole clusters (`outlast.statistics.resampling`). The policy and its labels are taken
as they are: that annotators may err is not in them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from outlast.statistics.outcomes import ERROR
from outlast.statistics.resampling import RESAMPLES, bootstrap, cluster_sums, rates

if TYPE_CHECKING:
    from outlast.statistics.interval import Interval

COUNTS = ("tp", "fp", "fn", "tn")
"""Columns of `confusion`: blocked targets, blocked others, surviving targets, surviving others."""

MEASURES = (
    "over_blocking",
    "under_blocking",
    "precision",
    "recall",
    "specificity",
    "balanced_accuracy",
    "mcc",
    "f1",
)


def confusion(blocked: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Which of the four counts each rendering adds to.

    Args:
        blocked: int8, shape (n,), as in `outlast.statistics.outcomes.Outcomes`.
        target: int8, shape (n,).

    Returns:
        bool, shape (n, 4), columns `COUNTS`; a row of False where the decision failed or the policy says nothing.

    >>> confusion(np.array([1, 1, 0, -1]), np.array([1, 0, 1, 1])).astype(int).tolist()
    [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0]]
    """
    known = (blocked != ERROR) & (target != ERROR)
    hit, meant = known & (blocked == 1), target == 1
    spared = known & (blocked == 0)
    return np.column_stack([hit & meant, hit & ~meant, spared & meant, spared & ~meant])


def of_counts(counts: np.ndarray) -> np.ndarray:
    """The measures of four counts.

    Args:
        counts: shape (…, 4), as `COUNTS`.

    Returns:
        Shape (…, 8), as `MEASURES`; NaN where undefined.

    >>> [round(float(value), 4) for value in of_counts(np.array([6.0, 1, 14, 41]))]
    [0.0238, 0.7, 0.8571, 0.3, 0.9762, 0.6381, 0.408, 0.4444]
    """
    tp, fp, fn, tn = (counts[..., at] for at in range(4))
    with np.errstate(divide="ignore", invalid="ignore"):
        over, under = fp / (fp + tn), fn / (fn + tp)
        margins = np.sqrt(tp + fp) * np.sqrt(tp + fn) * np.sqrt(tn + fp) * np.sqrt(tn + fn)
        made = [
            over,
            under,
            tp / (tp + fp),
            1 - under,
            1 - over,
            1 - (over + under) / 2,
            (tp * tn - fp * fn) / margins,
            2 * tp / (2 * tp + fp + fn),
        ]
    return np.stack(made, axis=-1)


def detection(
    blocked: np.ndarray, target: np.ndarray, clusters: np.ndarray, *, seed: int = 0, resamples: int = RESAMPLES
) -> dict[str, Interval]:
    """Each measure with its interval.

    Over-blocking, under-blocking, precision, recall and specificity are rates and treated as
    `outlast.statistics.resampling.rates` says; the others have no interval where all resamples agree.

    Args:
        blocked: as `confusion`.
        target: as `confusion`.
        clusters: int64, shape (n,): the number of each rendering's cluster.
        seed: of the resampling.
        resamples: how many.

    Returns:
        From the names in `MEASURES` to intervals, in their order.
    """
    sums = cluster_sums(confusion(blocked, target), clusters)
    sums = sums[sums.any(axis=1)]
    tp, fp, fn, tn = sums.T
    over, under, precision = rates(
        np.column_stack([fp, fp + tn, fn, fn + tp, tp, tp + fp]), seed=seed, resamples=resamples
    )
    whole = bootstrap(sums, lambda counts: of_counts(counts)[..., 5:], seed=seed, resamples=resamples)
    made = (over, under, precision, under.complement(), over.complement(), *whole)
    return dict(zip(MEASURES, made, strict=True))

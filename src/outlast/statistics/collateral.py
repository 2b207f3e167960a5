"""Collateral: what share of the controls is lost for each further share of the policy's targets that is caught.

Targets are what the policy would block, controls what it would let be; passages of which it says nothing take no part.
A filter *catches* the targets that it blocks and *loses* the controls that it blocks, so its two shares are its true-
and false-positive rate. For a filter with scores they trace its ROC curve (Fawcett 2006,
doi:10.1016/j.patrec.2005.10.010), read here at equal steps of targets caught: at each step stands the highest threshold
that catches at least that share, and what it costs beyond the step before.

Intervals are of the two shares at that threshold, from a bootstrap of whole clusters (`outlast.statistics.resampling`).
The threshold is taken as given, as for someone who has set it; that it was found in the same passages is not in the
intervals, so they are somewhat too narrow for the curve as such.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from outlast.statistics.outcomes import ERROR
from outlast.statistics.resampling import RESAMPLES, cluster_sums, rates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outlast.statistics.interval import Interval

SHARES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
"""Of the targets, at which a curve is read."""


@dataclass(frozen=True, slots=True)
class Toll:
    """What blocking catches and what it loses.

    Attributes:
        threshold: at or above which a score blocks; None for a filter's own decisions.
        caught: targets blocked.
        targets: among so many.
        lost: controls blocked.
        controls: among so many.
        caught_share: caught / targets, with an interval.
        lost_share: lost / controls, with an interval.
        further_caught: targets blocked here, and not at the step before.
        further_lost: controls likewise.
    """

    threshold: float | None
    caught: int
    targets: int
    lost: int
    controls: int
    caught_share: Interval
    lost_share: Interval
    further_caught: int
    further_lost: int


def toll(
    blocked: np.ndarray, target: np.ndarray, *, clusters: np.ndarray, seed: int = 0, resamples: int = RESAMPLES
) -> Toll:
    """What a filter's decisions catch and lose.

    Args:
        blocked: shape (n,): 1 blocked, 0 survives, `ERROR`, which takes no part.
        target: shape (n,): 1 a target, 0 a control, `ERROR` where the policy says nothing.
        clusters: shape (n,), whole numbers: the cluster of each.
        seed: of the bootstrap.
        resamples: of the bootstrap.

    >>> found = toll(np.array([1, 0, 1, 0, 0]), np.array([1, 1, 0, 0, 0]), clusters=np.arange(5))
    >>> found.caught, found.targets, found.lost, found.controls
    (1, 2, 1, 3)
    """
    known = (blocked != ERROR) & (target != ERROR)
    return _toll(blocked[known] == 1, target[known] == 1, clusters[known], None, seed=seed, resamples=resamples)


def tolls(
    scores: np.ndarray,
    target: np.ndarray,
    *,
    clusters: np.ndarray,
    shares: Sequence[float] = SHARES,
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> tuple[Toll, ...]:
    """What a filter with scores catches and loses, for each share of the targets that it is to catch.

    Shares that come to the same threshold (few targets, tied scores) are one step.

    Args:
        scores: shape (n,); NaN where there is none, which takes no part.
        target: as `toll`.
        clusters: as `toll`.
        shares: of the targets, in (0, 1], rising.
        seed: as `toll`.
        resamples: as `toll`.

    Returns:
        The mildest threshold first; nothing where no target has a score.

    >>> found = tolls(np.array([0.9, 0.8, 0.7, 0.2]), np.array([1, 0, 1, 0]), clusters=np.arange(4), shares=[0.5, 1])
    >>> [(each.threshold, each.caught, each.lost, each.further_lost) for each in found]
    [(0.9, 1, 0, 0), (0.7, 2, 1, 1)]
    """
    known = ~np.isnan(scores) & (target != ERROR)
    held, wanted, cluster = scores[known], target[known] == 1, clusters[known]
    falling = np.sort(held[wanted])[::-1]
    if not len(falling):
        return ()
    # a share that is a whole number of targets but for rounding is that number
    ranks = [max(1, int(np.ceil(share * len(falling) - 1e-9))) for share in shares]
    found: list[Toll] = []
    for threshold in dict.fromkeys(float(falling[rank - 1]) for rank in ranks):
        before = found[-1] if found else None
        found.append(_toll(held >= threshold, wanted, cluster, threshold, before, seed=seed, resamples=resamples))
    return tuple(found)


def _toll(
    hit: np.ndarray,
    wanted: np.ndarray,
    clusters: np.ndarray,
    threshold: float | None,
    before: Toll | None = None,
    *,
    seed: int,
    resamples: int,
) -> Toll:
    columns = np.column_stack([hit & wanted, wanted, hit & ~wanted, ~wanted])
    caught, targets, lost, controls = (int(count) for count in columns.sum(axis=0))
    sums = cluster_sums(columns, clusters)
    caught_share, lost_share = rates(sums, seed=seed, resamples=resamples)
    return Toll(
        threshold=threshold,
        caught=caught,
        targets=targets,
        lost=lost,
        controls=controls,
        caught_share=caught_share,
        lost_share=lost_share,
        further_caught=caught - (before.caught if before else 0),
        further_lost=lost - (before.lost if before else 0),
    )

"""Calibration: whether scores that are meant as probabilities are right as often as they say.

- **Brier score**: the mean squared difference of score and target (Brier 1950,
  doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2); 0 is best. A mean over passages, so its interval is the
  jackknife's over clusters.
- **Reliability bins**: of equal width; in each the mean score beside the share of targets (Niculescu-Mizil and Caruana
  2005, doi:10.1145/1102351.1102430).
- **ECE**, expected calibration error: the mean distance of the two over the bins, weighted by their passages (Naeini,
  Cooper and Hauskrecht 2015, doi:10.1609/aaai.v29i1.9602). Chance alone moves a bin's share away from its mean score,
  so this estimate is too large for few passages (Kumar, Liang and Ma 2019, arXiv:1909.10155), and a resample's is
  larger still: a bootstrap interval would lie above the truth, and none is given. The bins have intervals.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from outlast.statistics.proportion import Proportion, proportion
from outlast.statistics.resampling import cluster_sums, jackknife

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outlast.statistics.interval import Interval

BINS = 10
"""Bins of a reliability diagram, of equal width."""


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Scores between two bounds, and what became of them.

    Attributes:
        low: the lower bound; it belongs to the bin.
        high: the upper bound; it belongs to the next bin, 1 to this.
        mean_score: of the passages in it; None for none.
        targets: how many of the passages in it are targets.
    """

    low: float
    high: float
    mean_score: float | None
    targets: Proportion


def bin_of(scores: np.ndarray, *, bins: int = BINS) -> np.ndarray:
    """The number of each score's bin, from 0.

    >>> bin_of(np.array([0.0, 0.1, 0.99, 1.0])).tolist()
    [0, 1, 9, 9]
    """
    number: np.ndarray = np.minimum((scores * bins).astype(int), bins - 1)
    return number


def reliability(scores: np.ndarray, targets: np.ndarray, *, bins: int = BINS) -> tuple[ReliabilityBin, ...]:
    """A reliability diagram's data: in each bin of scores, their mean beside the share of targets.

    Args:
        scores: probabilities, shape (n,).
        targets: bool, shape (n,).
        bins: how many, of equal width.

    >>> [bin.targets.rate for bin in reliability(np.array([0.2, 0.3, 0.9]), np.array([False, True, True]), bins=2)]
    [0.5, 1.0]
    """
    number = bin_of(scores, bins=bins)
    made = []
    for at in range(bins):
        inside = number == at
        made.append(
            ReliabilityBin(
                low=at / bins,
                high=(at + 1) / bins,
                mean_score=float(scores[inside].mean()) if inside.any() else None,
                targets=proportion(int(targets[inside].sum()), int(inside.sum())),
            )
        )
    return tuple(made)


def expected_calibration_error(made: Sequence[ReliabilityBin]) -> float | None:
    """The mean distance of score and share over the bins, weighted by passages; None without passages.

    >>> expected_calibration_error(reliability(np.array([0.25, 0.75]), np.array([False, True]), bins=2))
    0.25
    """
    size = sum(each.targets.n for each in made)
    apart = [
        each.targets.n * abs(each.mean_score - each.targets.rate)
        for each in made
        if each.mean_score is not None and each.targets.rate is not None
    ]
    return sum(apart) / size if size else None


def brier_score(scores: np.ndarray, targets: np.ndarray, clusters: np.ndarray) -> Interval:
    """The Brier score with an interval.

    Args:
        scores: probabilities, shape (n,).
        targets: bool, shape (n,).
        clusters: int64, shape (n,): the number of each passage's cluster.

    >>> brier_score(np.array([0.5, 1.0]), np.array([False, True]), np.array([0, 1])).estimate
    0.125
    """
    sums = cluster_sums(np.column_stack([(scores - targets) ** 2, np.ones(len(scores))]), clusters)
    return jackknife(sums[sums[:, 1] > 0], lambda each: each[..., :1] / each[..., 1:])[0]

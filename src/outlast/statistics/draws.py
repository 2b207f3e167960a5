r"""Repeated draws: how far the same filter decides differently of the same passage when chance falls otherwise.

A passage is judged several times, in draws that differ by chance alone: whether a rule was enforced, what a random
perturbation did to the text. With k of a passage's d decided draws blocked:

- it *differs* if 0 < k < d. The share that differs grows with d: compare it only at equal numbers of draws;
- its *disagreement* is the share of its d (d - 1) / 2 pairs of draws that decide differently, :math:`2 k (d - k) /
  (d (d - 1))`. That is an unbiased estimate of 2 p (1 - p), with p the chance that the passage is blocked, whatever d;
  the mean over passages is how often two posts of one text would meet different fates. It is at most one half in
  expectation, where every passage is blocked with p = 1/2;
- the *spread* is the standard deviation of survival over draws (n - 1 in the denominator): how much a number
  that was worked out from one draw alone would have been another's luck.

Passages with fewer than two decided draws take no part in the first two. Their intervals come from clusters of
passages, as elsewhere (`outlast.statistics.resampling`). The interval of the spread comes from draws, not from
passages: it is that of a standard deviation of normal values, :math:`s \sqrt{(d - 1) / \chi^2_{d-1}}` (NIST/SEMATECH
e-Handbook of Statistical Methods, doi:10.18434/M32189, section 7.2.3.1). Survival in a draw is a mean over passages, so
it is nearly normal when many passages have chances of their own, and draws must be independent: with a chance for the
whole platform at once (`per: platform`) there is one chance for all draws, and nothing differs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from outlast.statistics.outcomes import ERROR
from outlast.statistics.proportion import CONFIDENCE
from outlast.statistics.resampling import RESAMPLES, bootstrap, cluster_sums
from outlast.statistics.share import share

if TYPE_CHECKING:
    from outlast.statistics.interval import Interval


@dataclass(frozen=True, slots=True)
class Spread:
    """A standard deviation over draws with the interval that normal theory gives.

    Attributes:
        deviation: of survival over draws, in [0, 1]; None with fewer than two draws that decided anything.
        low: lower end; None where there is none, or where no draw differs.
        high: upper end.
        lowest: survival in the draw in which least survives.
        highest: survival in the draw in which most survives.
    """

    deviation: float | None
    low: float | None
    high: float | None
    lowest: float | None
    highest: float | None


@dataclass(frozen=True, slots=True)
class Draws:
    """How one filter's decisions vary between draws.

    Attributes:
        draws: how many there are.
        passages: those with two decided draws or more.
        differing: those of them that are blocked in some draws and survive in others.
        share: the share that differs.
        disagreement: mean over passages of the share of pairs of draws that decide differently.
        spread: of survival over draws.
        blocked_in: for each number of blocked draws, 0 to all, how many passages have it, of those with every draw
            decided.
        errors: decisions that failed.
    """

    draws: int
    passages: int
    differing: int
    share: Interval
    disagreement: Interval
    spread: Spread
    blocked_in: tuple[int, ...]
    errors: int


def draws(
    blocked: np.ndarray,
    *,
    clusters: np.ndarray,
    seed: int = 0,
    resamples: int = RESAMPLES,
    confidence: float = CONFIDENCE,
) -> Draws:
    """How one filter's decisions vary between draws.

    Args:
        blocked: int8, shape (draws, passages): 1 blocked, 0 survives, `ERROR`.
        clusters: shape (passages,), whole numbers: each passage's cluster.
        seed: of the bootstrap.
        resamples: of the bootstrap.
        confidence: of the intervals.

    >>> found = draws(np.array([[1, 1, 0], [1, 0, 0], [1, 1, 0]]), clusters=np.arange(3))
    >>> found.differing, round(found.disagreement.estimate, 4), found.blocked_in
    (1, 0.2222, (1, 0, 1, 1))
    """
    decided = blocked != ERROR
    d, k = decided.sum(axis=0), (blocked == 1).sum(axis=0)
    usable = d > 1
    differs = (k > 0) & (k < d)
    d, k, differs, group = d[usable], k[usable], differs[usable], clusters[usable]
    disagreement = 2 * k * (d - k) / (d * (d - 1))
    anew = np.unique(group, return_inverse=True)[1]
    sums = cluster_sums(np.column_stack([disagreement, np.ones(len(d))]), anew)
    whole = decided.all(axis=0)
    return Draws(
        draws=len(blocked),
        passages=len(d),
        differing=int(differs.sum()),
        share=share(differs, clusters=group, seed=seed, resamples=resamples, confidence=confidence),
        disagreement=bootstrap(sums, _mean, seed=seed, resamples=resamples, confidence=confidence)[0],
        spread=_spread(blocked, decided, confidence=confidence),
        blocked_in=tuple(np.bincount((blocked[:, whole] == 1).sum(axis=0), minlength=len(blocked) + 1).tolist()),
        errors=int((~decided).sum()),
    )


def _mean(sums: np.ndarray) -> np.ndarray:
    mean: np.ndarray = sums[..., :1] / sums[..., 1:]
    return mean


def _spread(blocked: np.ndarray, decided: np.ndarray, *, confidence: float) -> Spread:
    n = decided.sum(axis=1)
    survival = (blocked == 0).sum(axis=1)[n > 0] / n[n > 0]
    if not len(survival):
        return Spread(None, None, None, None, None)
    lowest, highest = float(survival.min()), float(survival.max())
    if len(survival) < 2:
        return Spread(None, None, None, lowest, highest)
    if lowest == highest:  # nothing to take an interval from
        return Spread(0.0, None, None, lowest, highest)
    from scipy.stats import chi2

    freedom, deviation = len(survival) - 1, float(survival.std(ddof=1))
    ends = [deviation * float((freedom / chi2.ppf(level, freedom)) ** 0.5) for level in _levels(confidence)]
    return Spread(deviation, ends[0], ends[1], lowest, highest)


def _levels(confidence: float) -> tuple[float, float]:
    """The quantiles of the lower and the upper end; a large chi-squared means a small deviation."""
    return (1 + confidence) / 2, (1 - confidence) / 2

"""Power: the smallest difference of two rates that so many passages could show.

For two independent groups, a two-sided test at level alpha finds a difference with the power asked for when Cohen's
effect size is at least

    h = (z(1 - alpha / 2) + z(power)) sqrt(1 / n1 + 1 / n2),    h = 2 asin(sqrt(p1)) - 2 asin(sqrt(p2))

(Cohen 1988, "Statistical Power Analysis for the Behavioral Sciences", 2nd ed., sections 6.2 and 12.6). Passages that
hang together count for fewer: n is divided by the design effect 1 + (sum(m^2) / sum(m) - 1) rho of clusters of m
passages (Kish 1965, "Survey Sampling", section 5.4; for unequal clusters Eldridge, Ashby and Kerry 2006,
doi:10.1093/ije/dyl129), with rho the intracluster correlation, estimated by the analysis of variance (Donner 1986,
doi:10.2307/1403259) and held above 0.

It is a guide, not a test: rho is itself estimated from few clusters, the normal approximation is rough for few
passages, and groups that share clusters can show somewhat smaller differences than this says.
"""

from __future__ import annotations

from math import asin, pi, sin, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

LEVEL = 0.05
POWER = 0.8


def intracluster_correlation(count: np.ndarray, n: np.ndarray) -> float:
    """How alike passages of one cluster are, in [0, 1]: the analysis-of-variance estimate, 0 where it is negative.

    Args:
        count: shape (clusters,): passages that have the property.
        n: shape (clusters,): passages; clusters of 0 are left out.

    Returns:
        0 too where there is nothing to tell it from: one cluster, or one passage in each.

    >>> import numpy as np
    >>> round(intracluster_correlation(np.array([4, 0, 3, 1]), np.array([4, 4, 4, 4])), 4)
    0.5862
    """
    count, n = count[n > 0].astype(float), n[n > 0].astype(float)
    groups, size = len(n), n.sum()
    if groups < 2 or size == groups:
        return 0.0
    rate = count.sum() / size
    between = (n * (count / n - rate) ** 2).sum() / (groups - 1)
    within = (count * (1 - count / n)).sum() / (size - groups)
    usual = (size - (n**2).sum() / size) / (groups - 1)
    spread = between + (usual - 1) * within
    return max(0.0, float((between - within) / spread)) if spread > 0 else 0.0


def design_effect(n: np.ndarray, correlation: float) -> float:
    """How many times as many passages would be needed as if they were independent; at least 1.

    Args:
        n: shape (clusters,): passages.
        correlation: within clusters.

    >>> import numpy as np
    >>> design_effect(np.array([4, 4, 2]), 0.5)
    2.3
    """
    size = float(n.sum())
    return 1 + (float((n.astype(float) ** 2).sum()) / size - 1) * correlation if size else 1.0


def smallest_difference(
    rate: float, *, n: float, rest: float, level: float = LEVEL, power: float = POWER
) -> float | None:
    """How far a group's rate must lie from the rest's, at least, for a test to find it.

    Args:
        rate: of the rest.
        n: passages of the group, divided by its design effect.
        rest: those of the rest, likewise.
        level: of the two-sided test.
        power: how often it finds the difference.

    Returns:
        The distance on the side where it is smaller, in (0, 1]; None where no rate is far enough.

    >>> round(smallest_difference(0.8, n=20, rest=40), 3), smallest_difference(0.5, n=2, rest=3)
    (0.194, None)
    """
    from scipy.special import ndtri

    if n <= 0 or rest <= 0:
        return None
    effect = (ndtri(1 - level / 2) + ndtri(power)) * sqrt(1 / n + 1 / rest)
    angle = 2 * asin(sqrt(rate))
    reachable = [sin(other / 2) ** 2 for other in (angle - effect, angle + effect) if 0 <= other <= pi]
    return min((abs(other - rate) for other in reachable), default=None)

"""A share of cases with its interval, whether or not some of the cases hang together.

Where every cluster holds one case the cases are independent draws and the Wilson score interval is right
(`outlast.statistics.proportion`): it needs no large sample. Where clusters hold several cases the interval comes from
the bootstrap of whole clusters (`outlast.statistics.resampling.rates`).
"""

from __future__ import annotations

import numpy as np

from outlast.statistics.interval import Interval
from outlast.statistics.proportion import CONFIDENCE, proportion
from outlast.statistics.resampling import RESAMPLES, cluster_sums, rates


def share(
    hits: np.ndarray,
    *,
    clusters: np.ndarray,
    seed: int = 0,
    resamples: int = RESAMPLES,
    confidence: float = CONFIDENCE,
) -> Interval:
    """The share of the cases that have a property.

    Args:
        hits: bool, shape (n,): which cases have it; none at all gives an interval without estimate.
        clusters: shape (n,), whole numbers, gaps allowed: what each case hangs together with.
        seed: of the bootstrap.
        resamples: of the bootstrap.
        confidence: of the interval, in (0, 1).

    >>> alone = share(np.array([True, False, False, True]), clusters=np.arange(4))
    >>> alone.estimate, alone.method, round(alone.low, 4)
    (0.5, 'wilson', 0.15)
    >>> share(np.array([True, False, False, True]), clusters=np.array([0, 0, 1, 2])).method
    'bca'
    """
    n = len(hits)
    if not n:
        return Interval(None, None, None, "none", 0)
    anew = np.unique(clusters, return_inverse=True)[1]
    if int(anew.max()) + 1 == n:
        alone = proportion(int(hits.sum()), n, confidence=confidence)
        return Interval(alone.rate, alone.low, alone.high, "wilson", n)
    sums = cluster_sums(np.column_stack([hits, np.ones(n)]), anew)
    return rates(sums, seed=seed, resamples=resamples, confidence=confidence)[0]

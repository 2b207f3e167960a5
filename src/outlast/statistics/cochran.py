r"""Cochran's Q: do three or more filters block equally often on the same renderings?

With k filters, T_j the renderings that filter j blocks and L_i the filters that block rendering i (Cochran 1950,
doi:10.1093/biomet/37.3-4.256):

.. math:: Q = \frac{k (k - 1) \sum_j (T_j - \bar T)^2}{k \sum_i L_i - \sum_i L_i^2}

Under the null hypothesis, and where renderings are independent, Q is approximately chi-squared with k - 1 degrees of
freedom. Renderings of one cluster are not independent, so beside that p-value stands one from permutation: under the
null hypothesis filters are exchangeable, and relabelling them within any cluster, all of the cluster's renderings at
once, would have been as likely to be seen. The denominator does not change with it, so what is compared is
:math:`\sum_j T_j^2`. For two filters this is the swap test (`outlast.statistics.swapping`).

All relabellings are gone through where they are few; otherwise they are drawn, and p = (b + 1) / (m + 1), with b of m
draws at least as uneven as what was seen (Phipson and Smyth 2010, doi:10.2202/1544-6115.1585): never 0, and at most the
level under the null hypothesis.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import factorial, prod
from typing import TYPE_CHECKING, Literal

import numpy as np

from outlast.statistics.outcomes import ERROR
from outlast.statistics.resampling import RESAMPLES, cluster_sums

if TYPE_CHECKING:
    from collections.abc import Iterator

ENUMERATED = 50_000
"""Relabellings up to which all are gone through."""

LISTED = 1_000
"""Arrangements of one cluster's sums up to which they are listed, and how often each is drawn is drawn at once."""


@dataclass(frozen=True, slots=True)
class Cochran:
    """What Cochran's Q found.

    Attributes:
        q: the statistic; 0 where all filters decide alike; None without renderings or with fewer than two filters.
        degrees: of freedom, filters less one.
        n: renderings that every filter decided.
        left_out: renderings on which any filter failed.
        clusters: that took part.
        p: from relabelling filters within clusters; None where q is.
        p_chi_squared: from the chi-squared distribution, as if renderings were independent.
        method: ``enumeration`` or ``monte-carlo`` (how p was made), ``none`` where nothing could be relabelled.
    """

    q: float | None
    degrees: int
    n: int
    left_out: int
    clusters: int
    p: float | None
    p_chi_squared: float | None
    method: Literal["enumeration", "monte-carlo", "none"]


def cochran(blocked: np.ndarray, *, clusters: np.ndarray, seed: int = 0, resamples: int = RESAMPLES) -> Cochran:
    """Cochran's Q with both p-values.

    Args:
        blocked: shape (n, filters): 1 blocked, 0 survives, `ERROR`; a row with any error is left out.
        clusters: shape (n,), whole numbers: the cluster of each row.
        seed: of the permutation.
        resamples: relabellings that are drawn where there are too many to go through.

    >>> found = cochran(np.array([[1, 0, 0], [1, 1, 0], [1, 0, 0], [1, 1, 1]]), clusters=np.arange(4))
    >>> found.q, found.method, round(found.p, 4), round(found.p_chi_squared, 4)
    (4.666666666666667, 'enumeration', 0.2222, 0.097)
    """
    from scipy.stats import chi2

    decided = (blocked != ERROR).all(axis=1)
    rows = (blocked[decided] == 1).astype(np.int64)
    filters, left_out = blocked.shape[1], int((~decided).sum())
    if not len(rows) or filters < 2:
        return Cochran(None, max(filters - 1, 0), len(rows), left_out, 0, None, None, "none")
    taking_part = np.unique(clusters[decided], return_inverse=True)[1]
    sums = cluster_sums(rows, taking_part).astype(np.int64)
    totals, blocking = rows.sum(axis=0), rows.sum(axis=1)
    spread = filters * blocking.sum() - (blocking**2).sum()
    if not spread:
        return Cochran(0.0, filters - 1, len(rows), left_out, len(sums), 1.0, 1.0, "none")
    q = (filters - 1) * float(filters * (totals**2).sum() - totals.sum() ** 2) / float(spread)
    p, method = _permuted(sums, int((totals**2).sum()), seed=seed, resamples=resamples)
    return Cochran(q, filters - 1, len(rows), left_out, len(sums), p, float(chi2.sf(q, filters - 1)), method)


def _permuted(
    sums: np.ndarray, observed: int, *, seed: int, resamples: int
) -> tuple[float, Literal["enumeration", "monte-carlo"]]:
    """The share of relabellings whose sum of squared totals is at least what was observed."""
    even = sums.max(axis=1) == sums.min(axis=1)
    fixed = sums[even].sum(axis=0)
    sorts, counts = np.unique(np.sort(sums[~even], axis=1), axis=0, return_counts=True)
    ways = [_ways(sort) for sort in sorts]
    if prod(way**count for way, count in zip(ways, counts.tolist(), strict=True)) <= ENUMERATED:
        totals = fixed[None, :]
        for sort, count in zip(sorts, counts, strict=True):
            listed = np.array(list(_arrangements(tuple(sort.tolist()))))
            for _ in range(count):
                totals = (totals[:, None, :] + listed[None, :, :]).reshape(-1, sums.shape[1])
        return float(((totals**2).sum(axis=1) >= observed).mean()), "enumeration"
    generator = np.random.default_rng(seed)
    totals = np.tile(fixed, (resamples, 1))
    for sort, count, way in zip(sorts, counts, ways, strict=True):
        if way <= LISTED:
            listed = np.array(list(_arrangements(tuple(sort.tolist()))))
            totals += generator.multinomial(count, np.full(way, 1 / way), size=resamples) @ listed
            continue
        for _ in range(count):
            totals += generator.permuted(np.tile(sort, (resamples, 1)), axis=1)
    reached = int(((totals**2).sum(axis=1) >= observed).sum())
    return (reached + 1) / (resamples + 1), "monte-carlo"


def _ways(sort: np.ndarray) -> int:
    """How many different orders some numbers have."""
    return factorial(len(sort)) // prod(factorial(int(count)) for count in np.unique(sort, return_counts=True)[1])


def _arrangements(numbers: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """The different orders of some numbers, once each; for a random order each is equally likely.

    >>> sorted(_arrangements((0, 0, 1)))
    [(0, 0, 1), (0, 1, 0), (1, 0, 0)]
    """
    if not numbers:
        yield ()
    for first in dict.fromkeys(numbers):
        at = numbers.index(first)
        for rest in _arrangements(numbers[:at] + numbers[at + 1 :]):
            yield (first, *rest)

"""Strictness: survival at every threshold, from the scores of one run.

A filter with a score blocks what scores at or above its threshold, so a passage's score is the highest threshold that
blocks it, the point where it flips. A run stores it; survival at another threshold needs no judging again.

Rates have the interval of `outlast.statistics.clustered`, a closed form, each threshold taken as given. From one
threshold to the next a few passages change sides, so the sums over clusters that it needs are running sums: thousands
of thresholds cost little more than one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from outlast.statistics.clustered import score_ends
from outlast.statistics.proportion import Proportion

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

SHARES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
"""Shares of the passages to block, for a table."""


@dataclass(frozen=True, slots=True)
class Strictness:
    """What a filter would do at one threshold.

    Attributes:
        threshold: from which it blocks; None blocks nothing.
        survived: passages that it lets through.
        over_blocked: blocked passages among those that are no target of the policy.
        under_blocked: surviving passages among the policy's targets.
    """

    threshold: float | None
    survived: Proportion
    over_blocked: Proportion
    under_blocked: Proportion


def strictness(
    decisions: pa.Table, *, targets: pa.Table, clusters: pa.Table, thresholds: Sequence[float | None]
) -> tuple[Strictness, ...]:
    """What one filter would do to one rendering of each passage, at each of several thresholds.

    Passages without a score take no part; those of which the policy says nothing count for survival only.

    Args:
        decisions: of kind `outlast.decisions.DECISIONS`, of one filter, perturbation and draw.
        targets: ``passage_id`` and ``target``.
        clusters: ``passage_id`` and ``cluster``, the name of what may not be taken apart, for each passage.
        thresholds: in the order of the result.
    """
    scores, wanted, cluster = _scored(decisions, targets, clusters)
    at = np.array([np.inf if threshold is None else threshold for threshold in thresholds], dtype=np.float64)
    others, meant = wanted == 0, wanted == 1
    survived = _below(scores, cluster, at)
    over = [_complement(each) for each in _below(scores[others], cluster[others], at)]
    under = _below(scores[meant], cluster[meant], at)
    return tuple(Strictness(*row) for row in zip(thresholds, survived, over, under, strict=True))


def flip_points(decisions: pa.Table, *, shares: Sequence[float] | None = None) -> tuple[float | None, ...]:
    """The thresholds at which something flips, mildest first; the first, None, blocks nothing.

    Args:
        decisions: as `strictness`.
        shares: only the mildest threshold that blocks each of these shares of the passages; all where left out.

    >>> import pyarrow as pa
    >>> flip_points(pa.table({"score": [0.25, 0.75, 0.25, None]}))
    (None, 0.75, 0.25)
    """
    scores = np.sort(decisions.column("score").drop_null().to_numpy())[::-1]
    if shares is None:
        return (None, *dict.fromkeys(scores.tolist()))
    ranks = [int(np.ceil(share * len(scores) - 1e-9)) for share in sorted(shares)]
    return tuple(dict.fromkeys(float(scores[rank - 1]) if rank else None for rank in ranks))


def _below(scores: np.ndarray, cluster: np.ndarray, thresholds: np.ndarray) -> list[Proportion]:
    """How many of some passages survive each threshold, with intervals."""
    n = len(scores)
    if n == 0:
        return [Proportion(0, 0, None, None, None)] * len(thresholds)
    order = np.argsort(scores, kind="stable")
    count = np.searchsorted(scores[order], thresholds, side="left")
    number, sizes = np.unique(cluster[order], return_inverse=True, return_counts=True)[1:]
    before = np.empty(n, np.int64)  # how many of its cluster survive already when a passage comes to survive
    before[np.argsort(number, kind="stable")] = np.arange(n) - np.repeat(np.cumsum(sizes) - sizes, sizes)

    def sums(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Over clusters by weight: of survivors squared, of survivors times passages; of passages squared."""
        own, steps = weights[number], (2 * before + 1, sizes[number])
        squares, products = (np.concatenate([[0], np.cumsum(own * each)])[count] for each in steps)
        return squares, products, np.asarray((weights * sizes**2).sum())

    squares, products, of_sizes = (each.tolist() for each in sums(np.ones_like(sizes)))
    # in whole numbers, of any size: clusters that are alike are known without rounding
    alike = [
        n * n * square - 2 * k * n * product + k * k * of_sizes == 0
        for k, square, product in zip(count.tolist(), squares, products, strict=True)
    ]
    with np.errstate(divide="ignore", invalid="ignore"):  # one cluster alone is alike
        weighed = sums(1 / (n - sizes) ** 2)
        variance = weighed[0] - 2 * (count / n) * weighed[1] + (count / n) ** 2 * weighed[2]
    share = (len(sizes) - 1) / len(sizes)
    low, high = score_ends(count, n=n, variance=share * variance, clusters=len(sizes), alike=np.array(alike))
    rows = zip(count.tolist(), low.tolist(), high.tolist(), strict=True)
    return [Proportion(k, n, k / n, one, other) for k, one, other in rows]


def _complement(found: Proportion) -> Proportion:
    """The proportion of those that have not what this is of."""
    if found.rate is None or found.low is None or found.high is None:
        return found
    return Proportion(found.n - found.count, found.n, (found.n - found.count) / found.n, 1 - found.high, 1 - found.low)


def _scored(decisions: pa.Table, targets: pa.Table, clusters: pa.Table) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of what has a score: it; 1 for a target, 0 for another passage, -1 for neither; its cluster's number."""
    import pyarrow.compute as pc

    known = decisions.filter(pc.is_valid(decisions.column("score")))
    ids = known.column("passage_id")

    def of_passage(table: pa.Table, column: str) -> pa.ChunkedArray:
        return table.column(column).take(pc.index_in(ids, value_set=table.column("passage_id").combine_chunks()))

    wanted = of_passage(targets, "target").cast("int8").combine_chunks().fill_null(-1)
    names = pc.dictionary_encode(of_passage(clusters, "cluster").combine_chunks())
    numbers = names.indices.to_numpy(zero_copy_only=False)
    return known.column("score").to_numpy(), wanted.to_numpy(zero_copy_only=False), numbers

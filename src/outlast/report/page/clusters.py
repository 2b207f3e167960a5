"""Which of a page's passages hang together, and the quantiles that intervals of so many clusters need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from outlast.runs.clusters import clusters_of
from outlast.statistics.proportion import CONFIDENCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outlast.runs.results import Run


def cluster_data(
    run: Run,
    passages: pa.Table,
    *,
    targets: Sequence[bool | None],
    scores: Sequence[Sequence[list[float | None] | None]],
) -> dict[str, Any]:
    """What the script needs to compute intervals of whole clusters.

    Args:
        run: whole.
        passages: those that the page shows.
        targets: what the policy says of each.
        scores: for each rendering and filter, those of the passages.

    Returns:
        ``clusters``, for each passage its cluster's number (they are numbered as they come) less the one before it,
        since most passages follow one of their own cluster; ``quantiles``, ``z`` of the normal distribution and ``t``,
        from a number of clusters to Student's of one degree less, for as many as scored passages, targets or others
        come from.
    """
    ids = passages.column("passage_id").combine_chunks()
    named = clusters_of(run.passages())
    at = pc.index_in(ids, value_set=named.column("passage_id").combine_chunks())
    names = pc.dictionary_encode(named.column("cluster").take(at).combine_chunks())
    number = names.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return {"clusters": steps(number), "quantiles": _quantiles(number, targets=targets, scores=scores)}


def steps(number: np.ndarray) -> list[int]:
    """Numbers as the differences from one to the next, the first from 0.

    >>> steps(np.array([0, 0, 1, 2, 1]))
    [0, 0, 1, 1, -1]
    """
    made: list[int] = np.diff(number, prepend=0).tolist()
    return made


def _quantiles(
    number: np.ndarray, *, targets: Sequence[bool | None], scores: Sequence[Sequence[list[float | None] | None]]
) -> dict[str, Any]:
    from scipy.special import ndtri, stdtrit

    level = (1 + CONFIDENCE) / 2
    wanted = np.array([-1 if target is None else int(target) for target in targets])
    sizes: set[int] = set()
    for own in (own for filters in scores for own in filters if own is not None):
        scored = np.array([score is not None for score in own])
        sizes |= {len(np.unique(number[scored & kept])) for kept in (wanted >= -1, wanted == 0, wanted == 1)}
    return {
        "z": float(ndtri(level)),
        "t": {clusters: float(stdtrit(clusters - 1, level)) for clusters in sorted(sizes) if clusters > 1},
    }

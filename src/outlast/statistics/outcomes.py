"""Outcomes: what several filters decided of the same renderings, as arrays that every statistic reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Sequence

ERROR = -1
"""In ``blocked``: the decision failed, or is not there. In ``target``: the policy says nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Outcomes:
    """What several filters decided of the same renderings, a row for each.

    Where a perturbation has several draws, the rows of draw 0 come first, then those of draw 1, and so on, each in the
    order of the passages; rows of one passage are of one cluster.

    Attributes:
        filters: the columns, in order.
        passage: int64, shape (n,): the number of each row's passage, in the order that was given.
        draw: int32, shape (n,).
        blocked: int8, shape (n, filters): 1 blocked, 0 survives, `ERROR`.
        score: float64, shape (n, filters): NaN where there is none.
        cluster: int64, shape (n,): the number of each row's cluster, from 0 without gaps.
        target: int8, shape (n,): 1 where the policy would block, 0 where not, `ERROR` where it says nothing.
    """

    filters: tuple[str, ...]
    passage: np.ndarray
    draw: np.ndarray
    blocked: np.ndarray
    score: np.ndarray
    cluster: np.ndarray
    target: np.ndarray

    def __len__(self) -> int:
        return len(self.passage)

    def column(self, name: str) -> np.ndarray:
        """One filter's column of ``blocked``."""
        chosen: np.ndarray = self.blocked[:, self.filters.index(name)]
        return chosen

    def scores(self, name: str) -> np.ndarray:
        """One filter's column of ``score``."""
        chosen: np.ndarray = self.score[:, self.filters.index(name)]
        return chosen


def numbered(values: pa.Array | pa.ChunkedArray) -> np.ndarray:
    """Numbers from 0 without gaps for the values of a column without nulls, in the order of their first occurrence.

    >>> numbered(pa.array(["b", "a", "b"])).tolist()
    [0, 1, 0]
    """
    column = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    return np.asarray(column.dictionary_encode().indices, dtype=np.int64)


def outcomes(
    decisions: pa.Table,
    *,
    passage_ids: pa.Array | pa.ChunkedArray,
    clusters: pa.Array | pa.ChunkedArray,
    targets: pa.Table,
    filters: Sequence[str],
    perturbation: str,
    draws: int = 1,
) -> Outcomes:
    """The outcomes of one perturbation.

    Args:
        decisions: of kind `outlast.decisions.DECISIONS`; more filters, perturbations and passages may be there.
        passage_ids: the passages, in the order of the rows.
        clusters: the cluster of each, by name.
        targets: ``passage_id`` and ``target``; the order is free.
        filters: the columns, in order.
        perturbation: the one.
        draws: how many it has.
    """
    ids = passage_ids.combine_chunks() if isinstance(passage_ids, pa.ChunkedArray) else passage_ids
    size, wanted = len(ids), pa.array(filters, pa.string())
    at = pc.index_in(decisions.column("filter"), value_set=wanted)
    keep = pc.and_(pc.equal(decisions.column("perturbation"), perturbation), at.is_valid())
    chosen = decisions.filter(keep)
    column = np.asarray(at.filter(keep).combine_chunks(), dtype=np.int64)
    draw = np.asarray(chosen.column("draw").combine_chunks(), dtype=np.int64)
    passage = pc.index_in(chosen.column("passage_id"), value_set=ids).combine_chunks().fill_null(-1)
    row = draw * size + np.asarray(passage, dtype=np.int64)
    inside = (np.asarray(passage) >= 0) & (draw < draws)
    blocked = np.full((size * draws, len(filters)), ERROR, dtype=np.int8)
    score = np.full((size * draws, len(filters)), np.nan)
    told = chosen.column("blocked").combine_chunks().cast(pa.int8()).fill_null(ERROR)
    blocked[row[inside], column[inside]] = np.asarray(told)[inside]
    given = np.asarray(chosen.column("score").combine_chunks().cast(pa.float64()).fill_null(np.nan))
    score[row[inside], column[inside]] = given[inside]
    return Outcomes(
        filters=tuple(filters),
        passage=np.tile(np.arange(size), draws),
        draw=np.repeat(np.arange(draws, dtype=np.int32), size),
        blocked=blocked,
        score=score,
        cluster=np.tile(numbered(clusters), draws),
        target=np.tile(_targets(targets, ids), draws),
    )


def _targets(targets: pa.Table, ids: pa.Array) -> np.ndarray:
    at = pc.index_in(ids, value_set=targets.column("passage_id").combine_chunks())
    found = targets.column("target").combine_chunks().take(at)
    return np.asarray(found.cast(pa.int8()).fill_null(ERROR))

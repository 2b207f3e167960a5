"""Members' decisions as columns: of which member something holds first, and a combination's judgement from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from outlast.decisions import EVIDENCE_COLUMNS
from outlast.filters.protocol import Judgement

if TYPE_CHECKING:
    from collections.abc import Mapping


def first(holds: Mapping[str, pa.Array]) -> pa.Array:
    """Row by row, the first name whose column is true; null where none is.

    Args:
        holds: from name to bool, null where it is not known, in the order that counts.

    >>> first({"a": pa.array([False, True, None]), "b": pa.array([True, True, False])}).to_pylist()
    ['b', 'a', None]
    """
    return pc.coalesce(*(named(column, name) for name, column in holds.items()))


def named(holds: pa.Array, name: str) -> pa.Array:
    """Row by row, the name where the column is true; null where it is false or null."""
    return pc.if_else(holds, pa.scalar(name), pa.scalar(None, pa.string()))


def failed(blocked: Mapping[str, pa.Array]) -> pa.Array:
    """Row by row, the first member that has no decision; null where all have."""
    return first({name: pc.is_null(column) for name, column in blocked.items()})


def combined(blocked: pa.Array, *, stage: pa.Array, failed: pa.Array, what: str = "member") -> Judgement:
    """A combination's judgement. It has no score, since its members' scores have no common scale, and no evidence.

    Args:
        blocked: bool, null where the members' decisions leave it open.
        stage: string, as `outlast.decisions` defines it.
        failed: string, the member whose failure left it open; there wherever ``blocked`` is null.
        what: what this combination calls its members.
    """
    told = pc.binary_join_element_wise(f"undecided: {what}", failed, "failed", " ")
    return Judgement(
        blocked=blocked,
        score=pa.nulls(len(blocked), pa.float64()),
        stage=stage,
        rule=pa.nulls(len(blocked), pa.string()),
        error=pc.if_else(pc.is_null(blocked), told, pa.scalar(None, pa.string())),
        rows=pa.array([], pa.int32()),
        evidence=EVIDENCE_COLUMNS.empty_table(),
    )

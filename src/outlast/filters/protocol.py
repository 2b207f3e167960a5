"""What a filter is: a small thing that decides on a batch of renderings and says why.

Two protocols. A `Filter` decides on texts and sees no label when it does. A `Combination` (a cascade, a vote) decides
from the stored decisions of its members and their keys, so nothing is judged twice and it sees no text. Both answer
with a `Judgement`, columns in the batch's order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import pyarrow as pa

from outlast.decisions import EVIDENCE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Judgement:
    """Decisions on a batch, in its order, and their evidence.

    Attributes:
        blocked: bool, null for an error.
        score: float64, null where the filter has none.
        stage: string, for a combination the member that settled it, as `outlast.decisions` defines it; null where that
            means nothing.
        rule: string, the rule that decided to block; null where none did, or the filter has no rules.
        error: string, why ``blocked`` is null; null otherwise.
        rows: int32, one for each row of ``evidence``: the row of the batch that it belongs to.
        evidence: the columns of `outlast.decisions.EVIDENCE_COLUMNS`.
    """

    blocked: pa.Array
    score: pa.Array
    stage: pa.Array
    rule: pa.Array
    error: pa.Array
    rows: pa.Array
    evidence: pa.Table


class Filter(Protocol):
    """Decides on texts."""

    def decide(self, batch: pa.Table, *, near: int) -> Judgement:
        """Decide on a batch of renderings.

        Args:
            batch: of kind `outlast.decisions.RENDERINGS`; no label is in it.
            near: how many near misses to record at most for each text that is let through; 0 records none.
        """
        ...


class Combination(Protocol):
    """Decides from the decisions of other filters of the experiment."""

    @property
    def members(self) -> tuple[str, ...]:
        """The names of the filters that it combines, in order."""
        ...

    def combine(self, members: Mapping[str, Judgement], *, keys: pa.Table) -> Judgement:
        """Decide on the batch that the members have decided on.

        Args:
            members: what filters that stand before this one decided, by name; those that it does not name are ignored.
            keys: the renderings decided on, in order: `outlast.decisions.RENDERING`. With these and the stored
                decisions of its members a combination can be made again at any time.
        """
        ...


@dataclass(frozen=True, slots=True)
class Evidence:
    """One row of evidence, before it becomes columns; fields as `outlast.decisions` defines them.

    ``row`` is the row of the batch.
    """

    row: int
    role: str
    rule: str
    start: int | None
    end: int | None
    via: tuple[str, ...] = ()
    weight: float | None = None
    note: str | None = None


def judgement(
    blocked: Iterable[bool | None],
    *,
    score: Iterable[float | None] | None = None,
    stage: Iterable[str | None] | None = None,
    rule: Iterable[str | None] | None = None,
    error: Iterable[str | None] | None = None,
    evidence: Iterable[Evidence] = (),
) -> Judgement:
    """A judgement from plain Python values; columns left out are null throughout.

    >>> judgement([True, False]).blocked.to_pylist()
    [True, False]
    """
    decided = pa.array(blocked, pa.bool_())
    found = list(evidence)

    def column(values: Iterable[Any] | None, kind: pa.DataType) -> pa.Array:
        return pa.nulls(len(decided), kind) if values is None else pa.array(values, kind)

    return Judgement(
        blocked=decided,
        score=column(score, pa.float64()),
        stage=column(stage, pa.string()),
        rule=column(rule, pa.string()),
        error=column(error, pa.string()),
        rows=pa.array([item.row for item in found], pa.int32()),
        evidence=evidence_table(found),
    )


def evidence_table(found: Sequence[Evidence]) -> pa.Table:
    """Rows of evidence as the columns of `outlast.decisions.EVIDENCE_COLUMNS`."""
    columns = [[getattr(item, name) for item in found] for name in EVIDENCE_COLUMNS.names]
    arrays = [pa.array(column, field.type) for column, field in zip(columns, EVIDENCE_COLUMNS, strict=True)]
    return pa.table(arrays, schema=EVIDENCE_COLUMNS)


def joined(parts: Sequence[Judgement]) -> Judgement:
    """Judgements on batches that follow one another, as one.

    >>> joined([judgement([True]), judgement([False, None])]).blocked.to_pylist()
    [True, False, None]
    """
    if not parts:
        return judgement([])
    sizes = [len(part.blocked) for part in parts]
    offsets = [sum(sizes[:number]) for number in range(len(sizes))]
    columns = {
        name: pa.concat_arrays([getattr(part, name) for part in parts])
        for name in ("blocked", "score", "stage", "rule", "error")
    }
    rows = [pa.array(part.rows.to_numpy() + offset, pa.int32()) for part, offset in zip(parts, offsets, strict=True)]
    return Judgement(
        **columns, rows=pa.concat_arrays(rows), evidence=pa.concat_tables([part.evidence for part in parts])
    )

"""Deciding: one part of a run, from passages to rows on disk. This is what workers do.

What an earlier run decided on the same texts by the same filter is taken from there; combinations are derived every
time. Whatever was decided is noted for later runs, but for errors, which are tried again.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
from threadpoolctl import threadpool_limits

from outlast.decisions import DECISIONS, EVIDENCE, KEY, RENDERING, RENDERINGS
from outlast.filters.protocol import joined, judgement
from outlast.perturbations.kinds import name_of
from outlast.perturbations.render import render
from outlast.runs.cache import Source, Taking, rows_sha256
from outlast.runs.folder import PASSAGES
from outlast.runs.plan import Cell, Part, each_rendering

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from outlast.filters.protocol import Filter, Judgement
    from outlast.perturbations.kinds import AnyPerturbation
    from outlast.runs.cache import Cache
    from outlast.runs.fit import Fitted

JUDGED_COLUMNS = ["passage_id", "language", "text"]
"""What is read of a passage to judge it: no label."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """What every part of a run has in common.

    Attributes:
        folder: the run's; its passages lie there, a row group for each part.
        perturbations: in order.
        fitted: the filters, ready to decide; those are missing of which all decisions are taken from earlier runs.
        filters: from the names of all filters to their kinds, in the order of the rows.
        seed: the experiment's.
        near: near misses recorded at most for a text that is let through.
        cache: where decisions are noted, and where from they are taken; None for neither.
    """

    folder: Path
    perturbations: tuple[AnyPerturbation, ...]
    fitted: Fitted
    filters: Mapping[str, str]
    seed: int
    near: int
    cache: Cache | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    """What earlier runs have to do with a part.

    Attributes:
        keys: under which the decisions of a cell are noted; only of those that may be reused.
        sources: where earlier decisions lie, of the cells that have some.
    """

    keys: Mapping[Cell, str] = field(default_factory=dict)
    sources: Mapping[Cell, Source] = field(default_factory=dict)


NOTHING = Earlier()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a part.

    Attributes:
        number: the part's.
        reused: decisions that were taken from earlier runs.
        judged: decisions that filters made.
        combined: decisions that were derived from others.
        lost: a filter that is not fitted, and whose earlier decisions are gone; nothing is written then. None else.
    """

    number: int
    reused: int = 0
    judged: int = 0
    combined: int = 0
    lost: str | None = None


def decide_part(job: Job, part: Part, earlier: Earlier = NOTHING) -> Outcome:
    """Make a part's renderings, judge them by every filter, and write all three tables; decisions last.

    A part whose decisions are there is whole. Doing it twice writes the same bytes.
    """
    with threadpool_limits(1):
        return _decided(job, part, earlier)


def _decided(job: Job, part: Part, earlier: Earlier) -> Outcome:
    passages = pq.ParquetFile(job.folder / PASSAGES).read_row_group(part.number, columns=JUDGED_COLUMNS)
    taking = Taking(job.cache) if job.cache else None
    renderings: list[pa.Table] = []
    reused: set[Cell] = set()
    made: dict[Cell, tuple[pa.Table, pa.Table]] = {}
    for perturbation, draw in each_rendering(job.perturbations):
        batch = render(passages, perturbation, seed=job.seed, draw=draw)
        renderings.append(batch)
        judged: dict[str, Judgement] = {}
        for name in job.filters:
            cell = Cell(name, name_of(perturbation), draw)
            taken = None
            if taking is not None and cell in earlier.sources:
                taken = taking.judgement(earlier.sources[cell], batch)
            if taken is not None:
                judged[name] = taken
                reused.add(cell)
            elif name in job.fitted.combinations:
                judged[name] = job.fitted.combinations[name].combine(judged, keys=batch.select(list(RENDERING)))
            elif name in job.fitted.filters:
                judged[name] = decided_whatever_happens(job.fitted.filters[name], batch, near=job.near)
            else:
                return Outcome(part.number, lost=name)
            made[cell] = _decision_rows(batch, name, judged[name]), _evidence_rows(batch, name, judged[name])
    RENDERINGS.write(pa.concat_tables(renderings), job.folder / "renderings" / part.file)
    decisions, evidence = (pa.concat_tables(tables).combine_chunks() for tables in zip(*made.values(), strict=True))
    EVIDENCE.write(evidence, job.folder / "evidence" / part.file)
    DECISIONS.write(decisions, job.folder / "decisions" / part.file)
    if job.cache is not None:
        _note(job.cache, job, part, earlier.keys, made_by=made)
    derived = sum(cell.filter in job.fitted.combinations for cell in made)
    each = passages.num_rows
    return Outcome(
        part.number,
        reused=len(reused) * each,
        judged=(len(made) - len(reused) - derived) * each,
        combined=derived * each,
    )


def _note(
    cache: Cache, job: Job, part: Part, keys: Mapping[Cell, str], *, made_by: dict[Cell, tuple[pa.Table, pa.Table]]
) -> None:
    """Note where this part's decisions lie, for later runs; a cell with an error in it is left to be tried again."""
    run = job.folder.relative_to(cache.runs).as_posix()
    first, first_evidence = 0, 0
    for cell, (made, beside) in made_by.items():
        if cell in keys and made.column("blocked").null_count == 0:
            source = Source(
                run=run,
                part=part.file,
                kind=job.filters[cell.filter],
                first=first,
                rows=made.num_rows,
                first_evidence=first_evidence,
                evidence=beside.num_rows,
                sha256=rows_sha256(made, beside),
            )
            cache.keep(keys[cell], source)
        first += made.num_rows
        first_evidence += beside.num_rows


def decided_whatever_happens(judge: Filter, batch: pa.Table, *, near: int) -> Judgement:
    """A filter's judgement of a batch, in which a text that it fails on is an error row and no more.

    When a batch fails, each of its texts is judged alone.
    """
    try:
        return judge.decide(batch, near=near)
    except Exception as error:
        if batch.num_rows == 1:
            return judgement([None], error=[f"{type(error).__name__}: {error}"])
        log.warning("a batch of %d texts failed (%s); judging each alone", batch.num_rows, error)
    alone = [decided_whatever_happens(judge, batch.slice(row, 1), near=near) for row in range(batch.num_rows)]
    return joined(alone)


def _keys(batch: pa.Table, name: str) -> list[pa.ChunkedArray | pa.Array]:
    return [*(batch.column(key) for key in RENDERING), pa.array([name] * batch.num_rows, pa.string())]


def _decision_rows(batch: pa.Table, name: str, made: Judgement) -> pa.Table:
    columns = [*_keys(batch, name), made.blocked, made.score, made.stage, made.rule, made.error]
    return pa.table(columns, schema=DECISIONS.schema)


def _evidence_rows(batch: pa.Table, name: str, made: Judgement) -> pa.Table:
    keys = pa.table(_keys(batch, name), names=list(KEY)).take(made.rows)
    return pa.table([*keys.columns, *made.evidence.columns], schema=EVIDENCE.schema)

"""Deciding: one part of a run, from passages to rows on disk. This is what workers do."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
from threadpoolctl import threadpool_limits

from outlast.decisions import DECISIONS, EVIDENCE, KEY, RENDERING, RENDERINGS
from outlast.filters.protocol import joined, judgement
from outlast.perturbations.render import render
from outlast.runs.folder import PASSAGES
from outlast.runs.plan import Part, each_rendering

if TYPE_CHECKING:
    from pathlib import Path

    from outlast.filters.protocol import Filter, Judgement
    from outlast.perturbations.kinds import AnyPerturbation
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
        fitted: the filters, ready to decide.
        filters: the names of all filters, in the order of the rows.
        seed: the experiment's.
        near: near misses recorded at most for a text that is let through.
    """

    folder: Path
    perturbations: tuple[AnyPerturbation, ...]
    fitted: Fitted
    filters: tuple[str, ...]
    seed: int
    near: int


def decide_part(job: Job, part: Part) -> Part:
    """Make a part's renderings, judge them by every filter, and write all three tables; decisions last.

    A part whose decisions are there is whole. Doing it twice writes the same bytes.
    """
    with threadpool_limits(1):
        return _decided(job, part)


def _decided(job: Job, part: Part) -> Part:
    passages = pq.ParquetFile(job.folder / PASSAGES).read_row_group(part.number, columns=JUDGED_COLUMNS)
    renderings: list[pa.Table] = []
    decisions: list[pa.Table] = []
    evidence: list[pa.Table] = []
    for perturbation, draw in each_rendering(job.perturbations):
        batch = render(passages, perturbation, seed=job.seed, draw=draw)
        renderings.append(batch)
        judged: dict[str, Judgement] = {}
        for name in job.filters:
            if name in job.fitted.filters:
                judged[name] = decided_whatever_happens(job.fitted.filters[name], batch, near=job.near)
            else:
                judged[name] = job.fitted.combinations[name].combine(judged, keys=batch.select(list(RENDERING)))
            decisions.append(_decision_rows(batch, name, judged[name]))
            evidence.append(_evidence_rows(batch, name, judged[name]))
    RENDERINGS.write(pa.concat_tables(renderings), job.folder / "renderings" / part.file)
    EVIDENCE.write(pa.concat_tables(evidence), job.folder / "evidence" / part.file)
    DECISIONS.write(pa.concat_tables(decisions), job.folder / "decisions" / part.file)
    return part


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

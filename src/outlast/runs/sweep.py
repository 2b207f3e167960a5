"""Sweeping: every cell of a grid is a run, found done or finished like any other, and all of them make one table.

Cells share what they have in common: each takes the decisions that another made before it (`outlast.runs.keys`), and
classifiers that differ by a threshold are trained once (`outlast.runs.fits`).
A cell that cannot be run says why, and the others are run.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from outlast.errors import OutlastError
from outlast.grid import cells as cells_of
from outlast.runs.execute import planned, run_loaded
from outlast.runs.fit import fit
from outlast.runs.fits import Fits
from outlast.runs.listing import Listing
from outlast.runs.work import Work
from outlast.signature import SHORT, canonical_json, fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    import pyarrow as pa

    from outlast.runs.execute import Decisions, Planned
    from outlast.runs.results import Run

    Vary = Mapping[str, Sequence[Any]] | Iterable[str]

NOTHING = Work(there=0, reused=0, judged=0, combined=0)


@dataclass(frozen=True, slots=True)
class SweptCell:
    """A cell, run.

    Attributes:
        number: from 1, in the order of the grid.
        values: of the varied fields.
        run: None where it could not be run.
        error: why it could not; None else.
        same_as: the number of an earlier cell that is the same run, whose config is equal; None else.
    """

    number: int
    values: dict[str, Any]
    run: Run | None
    error: OutlastError | None
    same_as: int | None


@dataclass(frozen=True)
class Sweep:
    """A grid that was run.

    Attributes:
        fields: those that were varied, in order.
        cells: in the order of the grid, the last field fastest.
        work: where the decisions came from; those of cells that were found done were there.
    """

    fields: tuple[str, ...]
    cells: tuple[SweptCell, ...]
    work: Work

    def __repr__(self) -> str:
        return f"<Sweep of {len(self.cells)} cells: {self.signature}>"

    def __len__(self) -> int:
        return len(self.cells)

    @property
    def runs(self) -> tuple[Run, ...]:
        """The runs of the cells, each once, in order."""
        return tuple(cell.run for cell in self.cells if cell.run is not None and cell.same_as is None)

    @property
    def comparable(self) -> tuple[Run, ...]:
        """The runs that `outlast.compare` takes: as `runs` where they judge the same texts alike, else none."""
        kinds = {
            canonical_json(
                [
                    *(run.config["corpus"], run.config["policy"]),
                    *(run.manifest.filters, run.manifest.perturbations),
                ]
            )
            for run in self.runs
        }
        return self.runs if len(self.runs) > 1 and len(kinds) == 1 else ()

    @property
    def errors(self) -> int:
        """Decisions that failed, in all runs."""
        return sum(run.errors for run in self.runs)

    @property
    def signature(self) -> str:
        """The string to cite: what was varied, and a fingerprint of all cells' signatures."""
        signatures = [cell.run.signature if cell.run else None for cell in self.cells]
        whole = fingerprint({"fields": self.fields, "cells": signatures})
        return f"vary:{'+'.join(self.fields)}|cells:{len(self.cells)}|sweep:{whole[:SHORT]}"

    @cached_property
    def _table(self) -> Listing:
        import pyarrow as pa

        given = self._columns()
        rows: list[dict[str, Any]] = []
        for at, cell in enumerate(self.cells):
            own = {"cell": cell.number, **{field: column[at].as_py() for field, column in given.items()}}
            if cell.run is None:
                rows.append({**own, "error": str(cell.error)})
                continue
            rows += [{**own, **row, "signature": cell.run.signature} for row in cell.run.survival()]
        types = {"cell": pa.int64(), **{field: column.type for field, column in given.items()}, **_types()}
        return Listing(f"survival in each cell; {self.signature}", pa.Table.from_pylist(rows, schema=pa.schema(types)))

    def table(self) -> Listing:
        """A row for each cell, filter and perturbation.

        ``cell``, the varied fields (as numbers or truths where all values are, else as YAML), ``filter``,
        ``perturbation``, ``errors``, ``survived``, ``over_blocked`` and ``under_blocked``, each with ``_count``,
        ``_n``, ``_rate``, and the two intervals of `Run.survival`, ``signature`` of the cell's run, and ``error``:
        why a cell could not be run, which has one row then.
        """
        return self._table

    def _repr_html_(self) -> str:
        return self._table._repr_html_()

    def _columns(self) -> dict[str, pa.Array]:
        """The values of each field: as they are where they are of one plain type, else as YAML."""
        import pyarrow as pa

        made = {}
        for field in self.fields:
            values = [cell.values[field] for cell in self.cells]
            kinds = {type(value) for value in values}
            if kinds <= {int, float} or kinds == {bool}:
                made[field] = pa.array([float(value) for value in values] if float in kinds else values)
            else:
                made[field] = pa.array([as_text(value) for value in values], pa.string())
        return made


def sweep(
    experiment: str | Path,
    vary: Vary = (),
    *,
    runs: str | Path = "runs",
    workers: int = 1,
    settings: Iterable[str] = (),
    decisions: Decisions = "reused",
    progress: Callable[[int, int], None] | None = None,
) -> Sweep:
    """Run an experiment with every combination of some fields' values.

    Every cell is checked before any is run. Each is an ordinary run below ``runs``, so a sweep that was interrupted
    goes on where it stopped.

    Args:
        experiment: its file, its folder or its name; or a sweep's file, with ``experiment`` and ``vary``.
        vary: from fields, as ``filters.keywords.list``, to their values; the last varies fastest.
        runs: where run folders go.
        workers: processes that decide.
        settings: single fields that are replaced in every cell, as ``seed=1``.
        decisions: as `outlast.run`.
        progress: called after each cell with the number done and the number of cells.

    Raises:
        UserError: before anything is run, for anything in any cell that the user can mend. What is found only when a
            cell is run is in its ``error``.

    >>> import tempfile
    >>> swept = sweep("letter", {"filters.classifier.threshold": [0.4, 0.6]}, runs=tempfile.mkdtemp())
    >>> [(row["cell"], row["survived_count"]) for row in swept.table() if row["filter"] == "keywords"][::3]
    [(1, 55), (2, 55)]
    """
    grid = cells_of(experiment, vary, settings=settings)
    done: dict[str, SweptCell] = {}
    made: list[SweptCell] = []
    work = NOTHING
    fitting = partial(fit, fits=Fits())
    for cell in grid:
        key = cell.experiment.fingerprint()
        if key in done:
            twin = done[key]
            made.append(SweptCell(cell.number, cell.values, twin.run, twin.error, twin.number))
        else:
            told: list[Work] = []
            run, error = None, None
            try:
                run = run_loaded(
                    cell.experiment,
                    runs=runs,
                    workers=workers,
                    decisions=decisions,
                    tally=told.append,
                    fitting=fitting,
                )
            except OutlastError as caught:
                error = caught
            if run is not None:
                work += told[0] if told else Work(run.manifest.decisions, 0, 0, 0)
            done[key] = SweptCell(cell.number, cell.values, run, error, None)
            made.append(done[key])
        if progress is not None:
            progress(len(made), len(grid))
    return Sweep(tuple(grid[0].values), tuple(made), work)


@dataclass(frozen=True, slots=True)
class PlannedSweep:
    """What a sweep would do.

    Attributes:
        cells: how many.
        runs: how many different ones they are; equal cells are one run.
        done: how many of the runs are done.
        work: where the decisions would come from; what one cell makes, the next ones reuse.
    """

    cells: int
    runs: int
    done: int
    work: Work


def planned_sweep(
    experiment: str | Path,
    vary: Vary = (),
    *,
    runs: str | Path = "runs",
    settings: Iterable[str] = (),
    decisions: Decisions = "reused",
) -> PlannedSweep:
    """What a sweep would decide; arguments as `sweep`. Nothing is fitted or written."""
    grid = cells_of(experiment, vary, settings=settings)
    distinct = {cell.experiment.fingerprint(): cell.experiment for cell in grid}
    known: set[str] = set()
    plans: list[Planned] = [planned(each, runs=runs, decisions=decisions, known=known) for each in distinct.values()]
    work = sum((plan.work for plan in plans), start=NOTHING)
    return PlannedSweep(len(grid), len(distinct), sum(plan.state == "done" for plan in plans), work)


def as_text(value: Any) -> str:
    """A value of a config on one line: text as it is, anything else as JSON.

    >>> as_text("letter"), as_text({"by": "share", "of": 0.1}), as_text(True)
    ('letter', '{"by":"share","of":0.1}', 'true')
    """
    return value if isinstance(value, str) else canonical_json(value)


def _types() -> dict[str, pa.DataType]:
    """The columns behind the varied fields."""
    import pyarrow as pa

    parts = {"count": pa.int64(), "n": pa.int64(), "rate": pa.float64(), "low": pa.float64(), "high": pa.float64()}
    parts |= {"cluster_low": pa.float64(), "cluster_high": pa.float64(), "method": pa.string(), "clusters": pa.int64()}
    sides = {
        f"{name}_{key}": kind for name in ("survived", "over_blocked", "under_blocked") for key, kind in parts.items()
    }
    texts = {"filter": pa.string(), "perturbation": pa.string()}
    return {**texts, "errors": pa.int64(), **sides, "signature": pa.string(), "error": pa.string()}

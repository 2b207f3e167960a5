"""``outlast sweep``: an experiment with every combination of some fields' values."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from outlast.cli.output import (
    CsvOption,
    JsonOption,
    PerturbationOption,
    RunsOption,
    console,
    echo_csv,
    echo_json,
    one_form,
)
from outlast.cli.run import FreshOption, SetOption, WorkersOption, progress_bar, tell_reused
from outlast.errors import INCOMPLETE

if TYPE_CHECKING:
    from outlast.runs.execute import Decisions
    from outlast.runs.sweep import PlannedSweep, Sweep


def sweep(
    experiment: Annotated[
        str, typer.Argument(help="An experiment's folder, its file, or its name; or a sweep's file.")
    ],
    vary: Annotated[
        list[str] | None,
        typer.Option("--vary", help="A field and its values, as seed=0,1,2; may be given again.", metavar="F=V,V"),
    ] = None,
    runs: RunsOption = "runs",
    workers: WorkersOption = 1,
    settings: SetOption = None,
    perturbation: PerturbationOption = "identity",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be decided, and decide nothing.")] = False,
    fresh: FreshOption = False,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """Run an experiment with every combination of some fields' values, and show survival in each in one table.

    Every cell is checked before any is run; each is an ordinary run, so what was interrupted goes on where it stopped,
    and what cells have in common is decided once. The page shows one perturbation, --json and --csv all of them.
    """
    from outlast.report.sweep import show_sweep
    from outlast.runs.sweep import planned_sweep
    from outlast.runs.sweep import sweep as execute

    one_form(json_=as_json, csv_=as_csv)
    decisions: Decisions = "fresh" if fresh else "reused"
    if dry_run:
        plan = planned_sweep(experiment, vary or [], runs=runs, settings=settings or [], decisions=decisions)
        if as_json:
            echo_json(asdict(plan))
        else:
            _tell(plan)
        return
    with progress_bar() as progress:
        swept = execute(
            experiment,
            vary or [],
            runs=runs,
            workers=workers,
            settings=settings or [],
            decisions=decisions,
            progress=progress,
        )
    tell_reused(swept.work)
    if as_json:
        echo_json({"signature": swept.signature, "cells": _cells(swept), "rows": list(swept.table())})
    elif as_csv:
        echo_csv(swept.table(), columns=swept.table().table.column_names)
    else:
        show_sweep(swept, console(), perturbation=perturbation, runs=str(runs))
    _leave(swept)


def _tell(plan: PlannedSweep) -> None:
    """What sweeping would do."""
    equal = "" if plan.cells == plan.runs else f", {plan.runs:,} of them different"
    typer.echo(f"{plan.cells:,} cells{equal}; runs that are done: {plan.done:,}")
    typer.echo(str(plan.work))


def _cells(swept: Sweep) -> list[dict[str, object]]:
    """Each cell for programs: its values, its run, or why there is none."""
    return [
        {
            "cell": cell.number,
            "values": cell.values,
            "signature": cell.run.signature if cell.run else None,
            "folder": str(cell.run.folder) if cell.run else None,
            "same_as": cell.same_as,
            "error": str(cell.error) if cell.error else None,
        }
        for cell in swept.cells
    ]


def _leave(swept: Sweep) -> None:
    """Exit as the worst cell would have on its own."""
    failed = [cell for cell in swept.cells if cell.error is not None]
    for cell in failed:
        if cell.same_as is None:
            typer.echo(f"outlast: cell {cell.number} could not be run: {cell.error}", err=True)
    if swept.errors:
        typer.echo(f"outlast: {swept.errors} decisions are errors; see `error` in the runs' decisions", err=True)
    if failed:
        raise typer.Exit(min(cell.error.exit_code for cell in failed if cell.error))
    if swept.errors:
        raise typer.Exit(INCOMPLETE)

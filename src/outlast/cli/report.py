"""``outlast report``: a run as one HTML page to read, pass on and quote."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads the types of its options
from typing import Annotated

import typer

from outlast.cli.output import RunsOption


def report(
    run: Annotated[
        list[str],
        typer.Argument(
            help="A run, as for the other commands; several of one corpus in different languages, or a series of such."
        ),
    ],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The file; report.html in the run's folder where left out.")
    ] = None,
    open_: Annotated[bool, typer.Option("--open", help="Show it in the browser.")] = False,
    runs: RunsOption = "runs",
) -> None:
    """Write a run's survival report: one HTML file that needs nothing from anywhere."""
    from outlast.catalogue import as_written
    from outlast.report.page.write import write_report
    from outlast.runs.results import open_run
    from outlast.series import members

    named = [name for given in run for name in (members(given) or [given])]
    path = write_report([open_run(name, runs=runs) for name in named], to=output)
    typer.echo(as_written(path))
    if open_:
        typer.launch(path.resolve().as_uri())

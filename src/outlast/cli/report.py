"""``outlast report``: a run to read, pass on and quote: as one HTML page, figures, tables, Markdown."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads the types of its options
from typing import Annotated

import typer

from outlast.cli.output import RunsOption


def report(
    run: Annotated[
        list[str],
        typer.Argument(
            help="A run, as for the other commands; several of one corpus that differ in language or policy, or a "
            "series of such."
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="The page's file; report.html in the run's folder where nothing else is asked for.",
            metavar="FILE",
        ),
    ] = None,
    figures: Annotated[
        Path | None, typer.Option("--figures", help="Every chart as SVG and PNG into this folder.", metavar="DIR")
    ] = None,
    tables: Annotated[
        Path | None, typer.Option("--tables", help="Every table as CSV and LaTeX into this folder.", metavar="DIR")
    ] = None,
    markdown: Annotated[
        Path | None, typer.Option("--markdown", help="The whole report as Markdown.", metavar="FILE")
    ] = None,
    open_: Annotated[bool, typer.Option("--open", help="Show the page in the browser.")] = False,
    runs: RunsOption = "runs",
) -> None:
    """Write a run's survival report: one HTML file that needs nothing from anywhere; figures, tables, Markdown."""
    from outlast.catalogue import as_written
    from outlast.report.write import NAME, Wanted, write_wanted
    from outlast.runs.results import open_run
    from outlast.series import members

    named = [name for given in run for name in (members(given) or [given])]
    opened = [open_run(name, runs=runs) for name in named]
    page = opened[0].folder / NAME if open_ and output is None else output
    written = write_wanted(opened, wanted=Wanted(page=page, figures=figures, tables=tables, markdown=markdown))
    for path in written.paths:
        typer.echo(as_written(path))
    for warning in written.warnings:
        typer.echo(warning, err=True)
    if open_:
        typer.launch(written.paths[0].resolve().as_uri())

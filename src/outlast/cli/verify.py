"""``outlast verify``: whether a run still is what it says, and comes out the same today."""

from __future__ import annotations

from typing import Annotated

import typer

from outlast.cli.output import RunArgument, RunsOption


def verify(
    run: RunArgument,
    experiment: Annotated[
        str | None, typer.Option("--experiment", help="Where the run's experiment lies now, if it was moved.")
    ] = None,
    runs: RunsOption = "runs",
) -> None:
    """Check a run's files, inputs and code, and make its decisions again. Exit code 4: something differs."""
    from outlast.errors import VerificationError
    from outlast.runs.results import open_run
    from outlast.runs.verify import verify as check

    opened = open_run(run, runs=runs)
    found = check(opened, experiment=experiment)
    if not found.holds:
        raise VerificationError([f"{opened.folder}: {finding}" for finding in found.findings])
    typer.echo(f"{opened.folder} holds")
    typer.echo(f"files, inputs and code unchanged; {found.decisions} decisions made again and equal")
    for note in found.unverified:
        typer.echo(note)
    typer.echo(f"signature   {opened.signature}")

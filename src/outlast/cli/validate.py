"""``outlast validate``: every fault in an experiment, without running it."""

from __future__ import annotations

import typer

from outlast.cli.output import ExperimentArgument
from outlast.cli.run import SetOption


def validate(experiment: ExperimentArgument, settings: SetOption = None) -> None:
    """Check an experiment and everything that it names, and list every fault with file, line and column."""
    from outlast.experiment import describe, load_experiment

    typer.echo(f"valid: {describe(load_experiment(experiment, settings=settings or []))}")

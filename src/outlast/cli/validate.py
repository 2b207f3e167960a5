"""``outlast validate``: every fault in an experiment, without running it."""

from __future__ import annotations

import textwrap

import typer

from outlast.cli.output import ExperimentArgument
from outlast.cli.run import SetOption


def validate(experiment: ExperimentArgument, settings: SetOption = None) -> None:
    """Check an experiment and everything that it names, and list every fault with file, line and column."""
    from outlast.experiment import describe, load_experiment

    sentence = f"valid: {describe(load_experiment(experiment, settings=settings or []))}"
    typer.echo(textwrap.fill(sentence, 80, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False))

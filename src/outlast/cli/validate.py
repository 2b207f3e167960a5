"""``outlast validate``: every fault in an experiment, without running it."""

from __future__ import annotations

import textwrap

import typer

from outlast.cli.output import ExperimentArgument
from outlast.cli.run import SetOption


def validate(experiment: ExperimentArgument, settings: SetOption = None) -> None:
    """Check an experiment, or a series, and everything that it names; every fault with file, line and column."""
    from outlast.errors import ConfigError, Fault
    from outlast.experiment import describe, load_experiment
    from outlast.series import members

    faults: list[Fault] = []
    for each in members(experiment) or [experiment]:
        try:
            sentence = f"valid: {describe(load_experiment(each, settings=settings or []))}"
        except ConfigError as error:
            faults += error.faults
        else:
            wrapped = textwrap.fill(
                sentence, 80, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
            )
            typer.echo(wrapped)
    if faults:
        raise ConfigError(faults)

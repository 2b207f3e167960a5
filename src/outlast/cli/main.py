"""The ``outlast`` command: its subcommands, and how errors leave it."""

from __future__ import annotations

import logging
import os
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from outlast.cli import (
    cache,
    compare,
    corpus,
    explain,
    init,
    keywords,
    listing,
    measure,
    report,
    run,
    schema,
    survivors,
    sweep,
    thresholds,
    validate,
    verify,
)
from outlast.errors import DONE, INTERRUPTED, ConfigError, OutlastError


class _Group(TyperGroup):
    """The commands, with ends of their own for what Typer would end otherwise."""

    def invoke(self, ctx: Any) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except KeyboardInterrupt:
            typer.echo("outlast: interrupted; what was done is kept, run again to finish", err=True)
            raise typer.Exit(INTERRUPTED) from None
        except BrokenPipeError:  # the reader of our output has gone, as `| head` does
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(DONE) from None
        return result


app = typer.Typer(
    name="outlast",
    cls=_Group,
    help="Put a text through content filters and see which passages survive, why, and how sure that is.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.command("run")(run.run)
app.command("survivors")(survivors.survivors)
app.command("sweep")(sweep.sweep)
app.command("thresholds")(thresholds.thresholds)
app.command("measure")(measure.measure)
app.command("compare")(compare.compare)
app.command("explain")(explain.explain)
app.command("report")(report.report)
app.command("verify")(verify.verify)
app.command("validate")(validate.validate)
app.command("schema")(schema.schema)
app.command("init")(init.init)
app.command("list")(listing.list_)
app.add_typer(cache.app, name="cache")
app.add_typer(corpus.app, name="corpus")
app.add_typer(keywords.app, name="keywords")


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"outlast {version('outlast')}")
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Show the version."),
) -> None:
    pass


def main() -> None:
    """Run the command line; what a user can mend ends in a clear line and an exit code, never in a traceback."""
    logging.basicConfig(format="%(levelname)s %(message)s", level=logging.WARNING)
    try:
        app()
    except ConfigError as error:  # as file:line:column, so that editors can jump there
        typer.echo(str(error), err=True)
        raise SystemExit(error.exit_code) from None
    except OutlastError as error:
        typer.echo(f"outlast: {error}", err=True)
        raise SystemExit(error.exit_code) from None

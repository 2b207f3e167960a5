"""What the commands share: options by their standard names, consoles, and tables as JSON or CSV."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console

RunsOption = Annotated[str, typer.Option("--runs", envvar="OUTLAST_RUNS", help="Where run folders go.", metavar="DIR")]
JsonOption = Annotated[bool, typer.Option("--json", help="JSON instead of a page for people.")]
CsvOption = Annotated[bool, typer.Option("--csv", help="CSV instead of a page for people.")]
PerturbationOption = Annotated[str, typer.Option("--perturbation", "-p", help="Under which the texts were judged.")]
DrawOption = Annotated[int, typer.Option("--draw", help="Which of the perturbation's draws.", min=0)]
RunArgument = Annotated[
    str,
    typer.Argument(help="A run's folder, the beginning of its fingerprint, or its experiment (then its newest run)."),
]
ExperimentArgument = Annotated[str, typer.Argument(help="An experiment's folder, its file, or its name.")]


def console() -> Console:
    """The console for results: standard output, colours only where they are wanted."""
    from rich.console import Console

    return Console(highlight=False, emoji=False, markup=False)


def echo_json(value: Any) -> None:
    """A value as JSON on standard output."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False))


def echo_csv(rows: Iterable[dict[str, Any]], *, columns: Sequence[str]) -> None:
    """Rows as CSV on standard output; see `outlast.sheets.delimited`."""
    from outlast.sheets.delimited import delimited

    typer.echo(delimited(rows, columns=columns), nl=False)


def one_form(*, json_: bool, csv_: bool) -> None:
    """Stop where two forms of output are asked for at once."""
    if json_ and csv_:
        raise typer.BadParameter("choose one of --json and --csv")


def echo_choice(named: Iterable[tuple[str, str]]) -> None:
    """Names to choose from, each with what it is."""
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2, 0, 0))
    for name, about in named:
        table.add_row(Text(name, style="bold"), Text(about))
    console().print(table)

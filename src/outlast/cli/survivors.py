"""``outlast survivors``: the texts that a filter let through, or blocked and why."""

from __future__ import annotations

from typing import Annotated

import typer

from outlast.cli.output import (
    CsvOption,
    DrawOption,
    JsonOption,
    PerturbationOption,
    RunArgument,
    RunsOption,
    console,
    echo_csv,
    echo_json,
    one_form,
)


def survivors(
    run: RunArgument,
    filter_: Annotated[
        str | None, typer.Option("--filter", "-f", help="Which filter; the experiment's last where left out.")
    ] = None,
    blocked: Annotated[bool, typer.Option("--blocked", help="What did not survive, and why.")] = False,
    perturbation: PerturbationOption = "identity",
    draw: DrawOption = 0,
    runs: RunsOption = "runs",
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """Show the text that survives a filter, in reading order; with --blocked, what does not and why."""
    from outlast.report.terminal import show_texts
    from outlast.runs.results import open_run

    one_form(json_=as_json, csv_=as_csv)
    opened = open_run(run, runs=runs)
    texts = (opened.blocked if blocked else opened.survivors)(filter_, perturbation=perturbation, draw=draw)
    if as_json:
        echo_json({"title": texts.title, "rows": list(texts)})
    elif as_csv:
        echo_csv(texts, columns=texts.table.column_names)
    else:
        show_texts(texts, console(), of=opened.manifest.passages)

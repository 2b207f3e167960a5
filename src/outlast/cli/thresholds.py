"""``outlast thresholds``: what a filter would let through at other thresholds, from its stored scores."""

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


def thresholds(
    run: RunArgument,
    filter_: Annotated[
        str | None, typer.Option("--filter", "-f", help="Which filter; the experiment's last where left out.")
    ] = None,
    perturbation: PerturbationOption = "identity",
    draw: DrawOption = 0,
    runs: RunsOption = "runs",
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """Show survival at other thresholds, from the stored scores; with --json or --csv at each at which a text flips."""
    from outlast.report.thresholds import show_thresholds
    from outlast.runs.clusters import cluster_of
    from outlast.runs.results import open_run
    from outlast.statistics.strictness import SHARES

    one_form(json_=as_json, csv_=as_csv)
    shares = None if as_json or as_csv else SHARES
    opened = open_run(run, runs=runs)
    listing = opened.thresholds(filter_, perturbation=perturbation, draw=draw, shares=shares)
    if as_json:
        echo_json({"title": listing.title, "rows": list(listing)})
    elif as_csv:
        echo_csv(listing, columns=listing.table.column_names)
    else:
        show_thresholds(listing, console(), cluster=cluster_of(opened.passages()))

"""``outlast explain``: one passage, and why each filter decided as it did."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from outlast.cli.output import (
    DrawOption,
    JsonOption,
    PerturbationOption,
    RunArgument,
    RunsOption,
    console,
    echo_json,
)


def explain(
    run: RunArgument,
    passage: Annotated[str, typer.Argument(help="A passage's id, or its end where that tells it (2.3.1).")],
    perturbation: PerturbationOption = "identity",
    draw: DrawOption = 0,
    runs: RunsOption = "runs",
    as_json: JsonOption = False,
) -> None:
    """Show one passage: each filter's decision, the rules or terms that carried it, and near misses."""
    from outlast.report.build import passage_report
    from outlast.report.terminal import show_passage
    from outlast.runs.results import open_run

    report = passage_report(open_run(run, runs=runs), passage, perturbation=perturbation, draw=draw)
    if as_json:
        echo_json(asdict(report))
    else:
        show_passage(report, console())

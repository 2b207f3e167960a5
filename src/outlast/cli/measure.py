"""``outlast measure``: ask a run for one of its statistics."""

from __future__ import annotations

from typing import Annotated, get_args

import typer

from outlast.cli.forms import IntoOption, LatexOption, MarkdownOption, SheetOption, chosen_form, put_out
from outlast.cli.output import CsvOption, JsonOption, RunArgument, RunsOption, echo_choice, echo_json


def measure(
    run: RunArgument,
    what: Annotated[str | None, typer.Argument(help="What to measure; left out, what can be.")] = None,
    by: Annotated[
        list[str] | None, typer.Option("--by", help="A label, section or attribute to group by; may be given again.")
    ] = None,
    filters: Annotated[
        list[str] | None, typer.Option("--filter", "-f", help="Only this filter; may be given again.")
    ] = None,
    perturbation: Annotated[
        str | None, typer.Option("--perturbation", "-p", help="Under which the texts were judged.")
    ] = None,
    cluster: Annotated[
        str | None, typer.Option("--cluster", help="What is resampled: paragraph, document or passage.")
    ] = None,
    resamples: Annotated[
        int | None, typer.Option("--resamples", min=100, help="Of the bootstrap and of permutation tests.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", min=0, help="Of all resampling; the experiment's if not given.")
    ] = None,
    runs: RunsOption = "runs",
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    as_markdown: MarkdownOption = False,
    as_latex: LatexOption = False,
    sheet: SheetOption = None,
    into: IntoOption = None,
) -> None:
    """Ask a run for one of its statistics, with intervals and tests."""
    from outlast.measures.kinds import MEASURES
    from outlast.measures.kinds import measure as ask
    from outlast.runs.clusters import Cluster
    from outlast.runs.results import open_run

    form = chosen_form(json_=as_json, csv_=as_csv, markdown=as_markdown, latex=as_latex)
    if cluster is not None and cluster not in get_args(Cluster):
        raise typer.BadParameter(f"--cluster is one of {', '.join(get_args(Cluster))}")
    opened = open_run(run, runs=runs)
    if what is None:
        if as_json:
            echo_json([{"name": each.name, "purpose": each.purpose} for each in MEASURES])
        else:
            echo_choice([(each.name, each.purpose) for each in MEASURES])
        return
    asked = {
        "by": by,
        "filters": filters,
        "perturbation": perturbation,
        "cluster": cluster,
        "resamples": resamples,
        "seed": seed,
    }
    put_out(ask(opened, what, **asked), form=form, only=sheet, into=into)

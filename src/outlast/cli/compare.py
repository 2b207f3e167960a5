"""``outlast compare``: runs against a baseline, with what flipped and through what."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads the types of its options
from typing import Annotated, get_args

import typer

from outlast.cli.forms import IntoOption, LatexOption, MarkdownOption, SheetOption, chosen_form, put_out
from outlast.cli.output import CsvOption, JsonOption, RunsOption


def compare(
    runs: Annotated[
        list[str],
        typer.Argument(
            metavar="RUN RUN…",
            help="The baseline, then what is compared with it: each a run's folder, the beginning of its fingerprint, "
            "or its experiment (then its newest run).",
        ),
    ],
    on_common: Annotated[
        bool, typer.Option("--on-common", help="Compare what the runs have in common, and say what is left out.")
    ] = False,
    pair: Annotated[
        list[str] | None,
        typer.Option("--pair", help="A filter that was renamed, as old=new; may be given again.", metavar="OLD=NEW"),
    ] = None,
    cluster: Annotated[
        str | None, typer.Option("--cluster", help="What is taken as independent: paragraph, document or passage.")
    ] = None,
    fail_on: Annotated[
        list[str] | None,
        typer.Option(
            "--fail-on-regression",
            help="Exit code 5 where a run has flips, errors, survival, over-blocking, under-blocking or significant "
            "differences; may be given again.",
            metavar="NAME",
        ),
    ] = None,
    tolerance: Annotated[
        float, typer.Option("--tolerance", min=0, max=100, help="Points of a rate that are no regression.")
    ] = 0.0,
    where: RunsOption = "runs",
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    as_markdown: MarkdownOption = False,
    as_latex: LatexOption = False,
    sheet: SheetOption = None,
    into: IntoOption = None,
    html: Annotated[
        Path | None,
        typer.Option("--html", help="Write one HTML page of it, with the flips in the text.", metavar="FILE"),
    ] = None,
) -> None:
    """Compare runs with a baseline: what differs, by how much, whether by chance, and what each flip came through."""
    form = chosen_form(json_=as_json, csv_=as_csv, markdown=as_markdown, latex=as_latex)
    if html is not None and into is None and (form is not None or sheet is not None):
        raise typer.BadParameter("--html writes a page of its own; give it without other forms, or with --into")
    if len(runs) < 2:
        raise typer.BadParameter("give two runs or more, the baseline first")

    from outlast.catalogue import as_written
    from outlast.comparison.compare import compare as comparison_of
    from outlast.comparison.regression import RegressionError, regression_named, regressions
    from outlast.runs.clusters import Cluster

    if cluster is not None and cluster not in get_args(Cluster):
        raise typer.BadParameter(f"--cluster is one of {', '.join(get_args(Cluster))}")
    for name in fail_on or ():  # before the work, not after it
        regression_named(name)
    found = comparison_of(
        runs,
        on="common" if on_common else "everything",
        pairs=pair or (),
        cluster=cluster,  # type: ignore[arg-type]
        within=where,
    )
    if html is None or into is not None:
        put_out(found.sheets(), form=form, only=sheet, into=into)
    if html is not None:
        from outlast.report.versus.write import write_versus

        typer.echo(as_written(write_versus(found, html)))
    regressed = regressions(found, fail_on or (), tolerance=tolerance)
    if regressed:
        raise RegressionError(regressed)

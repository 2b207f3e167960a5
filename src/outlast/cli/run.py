"""``outlast run``: run an experiment and show what survived."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from outlast.cli.output import ExperimentArgument, JsonOption, RunsOption, console, echo_json
from outlast.errors import INCOMPLETE

if TYPE_CHECKING:
    from collections.abc import Callable

    from outlast.runs.execute import Decisions, Planned
    from outlast.runs.work import Work

SetOption = Annotated[
    list[str] | None,
    typer.Option("--set", help="Replace one field, as filters.keywords.list=other; may be given again.", metavar="F=V"),
]

WorkersOption = Annotated[
    int, typer.Option("--workers", envvar="OUTLAST_WORKERS", min=1, help="Processes that decide.")
]

FreshOption = Annotated[
    bool, typer.Option("--fresh", help="Make every decision, whatever earlier runs have decided or is done already.")
]


def run(
    experiment: ExperimentArgument,
    runs: RunsOption = "runs",
    workers: WorkersOption = 1,
    settings: SetOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be decided, and decide nothing.")] = False,
    fresh: FreshOption = False,
    as_json: JsonOption = False,
) -> None:
    """Run an experiment, or find it done, and show which passages survive; all of a folder that holds a series of them.

    The same config, data and code are the same run: running again finds it done, and finishes it where it was
    interrupted. What earlier runs decided on the same texts by the same filters is taken from them. Exit code 3: some
    decisions are errors.
    """
    from outlast.experiment import load_experiment
    from outlast.report.build import run_report
    from outlast.report.series import SeriesMember, show_series
    from outlast.report.terminal import show_run
    from outlast.runs.execute import planned
    from outlast.runs.execute import run as execute
    from outlast.series import members

    decisions: Decisions = "fresh" if fresh else "reused"
    files = members(experiment)
    loaded = [load_experiment(each, settings=settings or []) for each in files or [experiment]]
    if dry_run:
        plans = [planned(each, runs=runs, decisions=decisions) for each in loaded]
        if as_json:
            told = {each.spec.name: asdict(plan) for each, plan in zip(loaded, plans, strict=True)}
            echo_json(told if files else asdict(plans[0]))
        else:
            for plan in plans:
                _tell(plan)
        return
    made = []
    for each in loaded:
        with progress_bar() as progress:
            made.append(
                execute(each, runs=runs, workers=workers, progress=progress, decisions=decisions, tally=tell_reused)
            )
    if as_json:
        echo_json({each.manifest.experiment: each.summary for each in made} if files else made[0].summary)
    elif files:
        series = [SeriesMember(file.stem, each.summary) for file, each in zip(files, made, strict=True)]
        show_series(series, console())
    else:
        show_run(run_report(made[0]), console())
    errors = sum(each.errors for each in made)
    if errors:
        typer.echo(f"outlast: {errors} decisions are errors; see `error` in the run's decisions", err=True)
        raise typer.Exit(INCOMPLETE)


def _tell(plan: Planned) -> None:
    """What running would do."""
    typer.echo(
        f"{plan.decisions:,} decisions in {plan.parts} parts, {plan.parts_done} of them there already; "
        f"the run is {plan.state}"
    )
    if plan.work.reused:
        typer.echo(str(plan.work))
    typer.echo(f"run folder  {plan.folder}\nsignature   {plan.signature}")


def tell_reused(work: Work) -> None:
    """Where a run's decisions came from, on standard error, where earlier runs made some of them."""
    if work.reused:
        typer.echo(f"outlast: {work}", err=True)


class progress_bar:  # noqa: N801 - used as a function
    """A line on standard error that counts parts; silent where nobody looks."""

    def __enter__(self) -> Callable[[int, int], None]:
        from rich.console import Console
        from rich.progress import Progress

        self._bar = Progress(console=Console(stderr=True), transient=True, disable=not Console(stderr=True).is_terminal)
        self._bar.start()
        self._task = self._bar.add_task("deciding", total=None)
        return lambda done, total: self._bar.update(self._task, completed=done, total=total)

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

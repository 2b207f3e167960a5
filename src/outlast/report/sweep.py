"""The terminal page of a sweep: survival in each cell, and what to cite."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

from rich.text import Text

from outlast.perturbations.kinds import IDENTITY
from outlast.report.series import resampled_in
from outlast.report.terminal import count_of, interval, plain_table
from outlast.runs.sweep import as_text
from outlast.sheets.letters import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console
    from rich.table import Table

    from outlast.runs.results import Run
    from outlast.runs.sweep import Sweep, SweptCell

FIXED = 46
"""Columns of the terminal that survival, its interval, over- and under-blocking take, with the blanks between."""

SIDES = ("survived", "over_blocked", "under_blocked")


def show_sweep(sweep: Sweep, console: Console, *, perturbation: str = IDENTITY, runs: str = "runs") -> None:
    """Survival in each cell under one perturbation, the cells that failed, the signatures, and how to compare cells.

    Args:
        sweep: that was run.
        console: where it goes.
        perturbation: under which the texts were judged; where a cell has none of that name, its first one.
        runs: where the runs lie, for the command that compares them.
    """
    where = "" if runs == "runs" else f" --runs {shlex.quote(runs)}"
    labels = _labels(sweep.fields)
    wide = _wide(sweep, labels, console.width)
    if wide:
        for cell in sweep.cells:
            told = ", ".join(f"{label}={as_text(cell.values[field])}" for field, label in labels.items())
            console.print(Text(visible(f"cell {cell.number}  {told}")), soft_wrap=True)
        console.print()
    console.print(_survival(sweep, [] if wide else list(sweep.fields), labels, perturbation))
    if sweep.runs:
        ways = resampled_in((run.summary, _shown(run, perturbation)) for run in sweep.runs)
        console.print(
            Text(
                f"Interval: 95 %, of the rate of survival: {ways}. Over: blocked though the policy would not; under: "
                "let through though it would.",
                style="dim",
            )
        )
    for cell in sweep.cells:
        if cell.error is not None and cell.same_as is None:
            console.print()
            console.print(Text(visible(f"cell {cell.number} could not be run: {cell.error}")), soft_wrap=True)
    same = [f"cell {cell.number} is cell {cell.same_as}" for cell in sweep.cells if cell.same_as is not None]
    if same:
        console.print()
        console.print(Text(f"The same run, by the same config: {', '.join(same)}."))
    console.print()
    for cell in sweep.cells:
        if cell.run is not None and cell.same_as is None:
            console.print(Text(visible(f"cell {cell.number:<5} {cell.run.signature}")), soft_wrap=True)
    console.print(Text(visible(f"signature  {sweep.signature}")), soft_wrap=True)
    console.print(Text(f"runs       {' '.join(run.folder.name for run in sweep.runs)}"), soft_wrap=True)
    if sweep.comparable:
        named = " ".join(run.folder.name for run in sweep.comparable)
        console.print(Text(f"compare    outlast compare {named}{where}"), soft_wrap=True)


def _survival(sweep: Sweep, fields: Sequence[str], labels: dict[str, str], perturbation: str) -> Table:
    table = plain_table("Survival in each cell")
    table.add_column("cell", justify="right", no_wrap=True)
    for field in fields:
        numbers = all(isinstance(cell.values[field], int | float) for cell in sweep.cells)
        table.add_column(visible(labels[field]), justify="right" if numbers else "left", no_wrap=True)
    table.add_column("filter", no_wrap=True)
    for name in ("survive", "interval", "over", "under"):
        table.add_column(name, justify="right", no_wrap=True)
    for cell in sweep.cells:
        own = [str(cell.number), *(visible(as_text(cell.values[field])) for field in fields)]
        if cell.run is None:
            table.add_row(*own, "failed")
            continue
        for row in _rows(cell, perturbation):
            survived, over, under = (_proportion(row, side) for side in SIDES)
            counts = [count_of(survived), interval(survived), count_of(over), count_of(under)]
            table.add_row(*own, visible(row["filter"]), *counts)
            own = [""] * len(own)
    return table


def _rows(cell: SweptCell, perturbation: str) -> list[dict[str, Any]]:
    """A cell's survival, filter by filter, under one perturbation."""
    if cell.run is None:
        return []
    return [row for row in cell.run.survival() if row["perturbation"] == _shown(cell.run, perturbation)]


def _shown(run: Run, perturbation: str) -> str:
    there = run.manifest.perturbations
    return perturbation if perturbation in there else next(iter(there))


def _proportion(row: dict[str, Any], side: str) -> dict[str, Any]:
    """A count with the interval of whole clusters."""
    keys = {"count": "count", "n": "n", "low": "cluster_low", "high": "cluster_high"}
    return {key: row[f"{side}_{column}"] for key, column in keys.items()}


def _labels(fields: Sequence[str]) -> dict[str, str]:
    """Each field by as many of its last steps as tell it from the others.

    >>> list(_labels(["filters.a.threshold", "filters.b.threshold", "seed"]).values())
    ['a.threshold', 'b.threshold', 'seed']
    """
    made = {}
    for field in fields:
        steps = field.split(".")
        ends = (".".join(steps[-length:]) for length in range(1, len(steps) + 1))
        made[field] = next(
            (end for end in ends if not any(f".{other}".endswith(f".{end}") for other in fields if other != field)),
            field,
        )
    return made


def _wide(sweep: Sweep, labels: dict[str, str], width: int) -> bool:
    """Whether the values take more room than the terminal has beside the rest."""
    names = [name for run in sweep.runs for name in run.manifest.filters]
    columns = [[labels[field], *(as_text(cell.values[field]) for cell in sweep.cells)] for field in sweep.fields]
    taken = [max(map(len, map(visible, column))) + 2 for column in [*columns, ["filter", *names]]]
    return FIXED + sum(taken) > width

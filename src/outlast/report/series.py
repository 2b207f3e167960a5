"""The report of a series: survival and learning of all of its experiments, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.text import Text

from outlast.perturbations.kinds import IDENTITY
from outlast.report.terminal import count_of, interval, plain_table, resampled
from outlast.sheets.cells import percent
from outlast.sheets.letters import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rich.console import Console
    from rich.table import Table


@dataclass(frozen=True, slots=True)
class SeriesMember:
    """One experiment of a series, run.

    Attributes:
        label: its file's name without the ending.
        summary: of its run.
    """

    label: str
    summary: Mapping[str, Any]


def show_series(series: Sequence[SeriesMember], console: Console) -> None:
    """The texts as written under every filter of every experiment, how well filters learned, and what to cite."""
    console.print(_survival(series))
    ways = resampled_in((member.summary, _perturbation(member.summary)) for member in series)
    console.print(
        Text(
            f"Interval: 95 %, of the rate of survival: {ways}. Over: blocked though the policy would "
            "not; under: let through though it would.",
            style="dim",
        )
    )
    if any(member.summary["learned"] for member in series):
        console.print()
        console.print(_learning(series))
        console.print(
            Text(
                "Out of fold, documents kept whole; interval: 95 %, documents as clusters (Obuchowski 1997). Over and "
                "under: of the training passages, at the threshold.",
                style="dim",
            )
        )
    console.print()
    for member in series:
        console.print(Text(visible(f"signature   {member.summary['signature']}")), soft_wrap=True)


def resampled_in(shown: Iterable[tuple[Mapping[str, Any], str]]) -> str:
    """What the intervals of several summaries, each under a perturbation, are; each way once, where they differ."""
    ways = dict.fromkeys(resampled(summary, perturbation) for summary, perturbation in shown)
    whole = [way for way in ways if not any(other != way and other.startswith(way) for other in ways)]
    return "; or ".join(whole)


def _survival(series: Sequence[SeriesMember]) -> Table:
    table = plain_table("Survival")
    for name in ("experiment", "filter"):
        table.add_column(name, no_wrap=True)
    for name in ("survive", "interval", "over", "under"):
        table.add_column(name, justify="right", no_wrap=True)
    for member in series:
        shown = visible(member.label)
        for row in member.summary["survival"]:
            if row["perturbation"] == _perturbation(member.summary):
                counts = [count_of(row[name]) for name in ("survived", "over_blocked", "under_blocked")]
                table.add_row(
                    shown, visible(row["filter"]), counts[0], interval(row["intervals"]["survived"]), *counts[1:]
                )
                shown = ""
    return table


def _learning(series: Sequence[SeriesMember]) -> Table:
    table = plain_table("How well each classifier learned its policy")
    for name in ("experiment", "filter"):
        table.add_column(name, no_wrap=True)
    for name in ("targets", "AUC", "interval", "over", "under"):
        table.add_column(name, justify="right", no_wrap=True)
    for member in series:
        shown = visible(member.label)
        for name, how in member.summary["learned"].items():
            ends = "–" if how["auc_low"] is None else f"{how['auc_low']:.2f}–{how['auc_high']:.2f}"
            over, under = (
                percent(how[side]["rate"]) if how[side] else "–" for side in ("over_blocked", "under_blocked")
            )
            targets = f"{how['targets']} of {how['passages']}"
            table.add_row(shown, visible(name), targets, f"{how['auc']:.2f}", ends, over, under)
            shown = ""
    return table


def _perturbation(summary: Mapping[str, Any]) -> str:
    """The one that is shown: the text as written where it is among them."""
    names: list[str] = list(summary["perturbations"])
    return IDENTITY if IDENTITY in names else names[0]

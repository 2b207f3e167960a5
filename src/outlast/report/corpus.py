"""A corpus for people: its sizes and labels in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from outlast.report.terminal import plain_table
from outlast.sheets.cells import percent
from outlast.sheets.letters import visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console

    from outlast.corpus.learnability import Learnability
    from outlast.statistics.agreement import Agreement

SHOWN = 6
"""Values of a label that are shown; the rest is counted."""


def show_corpus(described: Mapping[str, Any], console: Console) -> None:
    """Show what `outlast.corpus.describe.describe` gives."""
    console.print(Text(visible(described["title"]), style="bold"))
    console.print(Text(visible(f"{described['name']} {described['version']} · licence {described['licence']}")))
    console.print(Text(visible(described["folder"]), style="dim"))
    for language, found in described["languages"].items():
        console.print()
        sizes = ", ".join(f"{count:,} {unit}s" for unit, count in found["units"].items())
        console.print(Text(f"{visible(language)}: {sizes} in {found['documents']:,} documents", style="bold"))
        grid = Table.grid(padding=(0, 2, 0, 0))
        for name, counts in {"sections": found["sections"], **found["labels"]}.items():
            shown = ", ".join(f"{value} {count}" for value, count in list(counts.items())[:SHOWN])
            rest = len(counts) - SHOWN
            grid.add_row(
                Text(visible(name), style="dim"), Text(visible(shown) + (f", {rest} more" if rest > 0 else ""))
            )
        for name, counts in found["attributes"].items():
            shown = ", ".join(f"{value} {count}" for value, count in list(counts.items())[:3])
            more = ", …" if len(counts) > 3 else ""
            grid.add_row(Text(visible(name), style="dim"), Text(visible(f"{len(counts)} values: {shown}{more}")))
        console.print(grid)
        console.print(Text(f"for example: {visible(found['example'])}", style="italic"))


def show_agreement(name: str, language: str, found: Mapping[str, Agreement], console: Console) -> None:
    """Alpha of each label field, with its interval."""
    table = plain_table(f"Agreement in {name} ({language})")
    table.add_column("field")
    for column in ("alpha", "interval", "identical", "units"):
        table.add_column(column, justify="right")
    table.add_column("distance")
    for field, how in found.items():
        alpha = "no data" if how.alpha is None else f"{how.alpha:.2f}"
        ends = "–" if how.low is None or how.high is None else f"{how.low:.2f}–{how.high:.2f}"
        table.add_row(field, alpha, ends, percent(how.identical), str(how.units), how.distance)
    console.print(table)
    console.print(
        Text(
            "Krippendorff's alpha; 95 % percentile interval from a bootstrap of whole paragraphs. Identical: units on "
            "which all annotators gave the same label.",
            style="dim",
        )
    )


def show_learnability(name: str, found: Sequence[Learnability], console: Console, *, others: Sequence[str]) -> None:
    """How well each policy is learned from half of a corpus, and by its best single word."""
    table = plain_table(f"Learned from half of {name}, tested on the other half")
    for column, justify in {"": "left", "policy": "left", "targets": "right", "majority": "right"}.items():
        table.add_column(column, justify="right" if justify == "right" else "left", no_wrap=True)
    for column in ("accuracy", "AUC", "best word", "its AUC"):
        table.add_column(column, justify="left" if column == "best word" else "right", no_wrap=True)
    for each in found:
        table.add_row(
            each.language,
            each.policy,
            f"{each.targets}/{each.tested_on}",
            f"{each.majority:.3f}",
            f"{each.accuracy:.3f}",
            f"{each.auc:.3f}",
            visible(each.word),
            f"{each.word_auc:.3f}",
        )
    console.print(table)
    if others:
        console.print(Text(f"Of another codebook, and so left out: {', '.join(others)}.", style="dim"))

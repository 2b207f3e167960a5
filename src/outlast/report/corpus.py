"""A corpus for people: its sizes and labels in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from outlast.report.terminal import visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import Console

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
        console.print(grid)
        console.print(Text(f"for example: {visible(found['example'])}", style="italic"))

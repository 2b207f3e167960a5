"""The terminal page of what is known of earlier runs' decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from outlast.report.terminal import plain_table
from outlast.sheets.letters import visible

if TYPE_CHECKING:
    from rich.console import Console

    from outlast.runs.listing import Listing


def show_kept(listing: Listing, *, learned: int, learned_size: int, console: Console) -> None:
    """The entries by experiment and kind of filter, and how many filters need no training."""
    if not len(listing) and not learned:
        console.print(Text("nothing is known of earlier runs here"))
        return
    table = plain_table("Decisions that later runs take from earlier ones")
    for name in ("experiment", "kind"):
        table.add_column(name, no_wrap=name == "kind")
    for name in ("entries", "decisions", "dangling", "size"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in listing:
        counts = [f"{row[name]:,}" for name in ("entries", "decisions", "dangling")]
        table.add_row(visible(row["experiment"]) or "unreadable", visible(row["kind"]), *counts, size_of(row["bytes"]))
    console.print(table)
    console.print(Text(f"filters that need not be trained again: {learned:,} ({size_of(learned_size)})"))


def size_of(count: int) -> str:
    """Bytes as a person says them.

    >>> size_of(999), size_of(65_229), size_of(3_400_000)
    ('999 B', '65 kB', '3.4 MB')
    """
    for unit, each in (("GB", 10**9), ("MB", 10**6)):
        if count >= each:
            return f"{count / each:.1f} {unit}"
    return f"{count / 1000:.0f} kB" if count >= 1000 else f"{count} B"

"""The terminal page of survival at a row of thresholds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from outlast.report.terminal import count_of, interval, plain_table
from outlast.sheets.cells import percent
from outlast.sheets.letters import visible

if TYPE_CHECKING:
    from rich.console import Console

    from outlast.runs.clusters import Cluster
    from outlast.runs.listing import Listing


def show_thresholds(listing: Listing, console: Console, *, cluster: Cluster) -> None:
    """Survival at a row of thresholds, from the mildest to the strictest.

    Args:
        listing: of `outlast.runs.results.Run.thresholds`.
        console: where to.
        cluster: what its intervals take as independent.
    """
    table = plain_table(f"Survival of {visible(listing.title.partition(';')[0])}")
    for name in ("blocks from", "survive", "n", "rate", "interval", "over-blocked", "under-blocked"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in listing:
        survived, over, under = (
            {key: row[f"{name}_{key}"] for key in ("count", "n", "rate", "low", "high")}
            for name in ("survived", "over_blocked", "under_blocked")
        )
        table.add_row(
            "nothing" if row["threshold"] is None else f"{row['threshold']:.3f}",
            str(survived["count"]),
            str(survived["n"]),
            percent(survived["rate"]),
            interval(survived),
            count_of(over),
            count_of(under),
        )
    console.print(table)
    for note in (
        "The mildest threshold that blocks each tenth of the passages; each one with --json.",
        f"Interval: 95 %, Wilson's, whole {cluster}s taken as independent, each threshold as given.",
    ):
        console.print(Text(note, style="dim"))
    console.print()
    console.print(Text(visible(f"signature   {listing.title.partition('; ')[2]}")), soft_wrap=True)

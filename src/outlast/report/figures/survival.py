"""Survival by filter: a dot for each rate, a line for its interval, and the numbers beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outlast.report.figures.canvas import (
    ACCENT,
    COLUMN,
    INK,
    LINE,
    QUIET,
    SMALL,
    bare,
    label,
    panels,
    rate_axis,
    said_below,
)
from outlast.report.figures.picture import Picture
from outlast.sheets.cells import count_of, percent, percent_range

if TYPE_CHECKING:
    from outlast.report.page.document import Part


def survival(part: Part) -> tuple[Picture, ...]:
    """One figure, a row for each filter."""
    names = [label(row["filter"], longest=20) for row in part.survival]
    lines = sum(1 + name.count("\n") * 0.6 for name in names)
    figure, (axes,) = panels(1, 1, width=COLUMN, height=0.5 + 0.22 * lines, signature=part.signature)
    said = []
    for at, row in enumerate(part.survival):
        kept = row["survived"]
        if kept["rate"] is None:
            axes.text(0.5, at, "no data", ha="center", va="center", color=QUIET, fontsize=SMALL)
            said.append(f"{row['filter']}: no data")
            continue
        if kept["low"] is not None:
            axes.plot([kept["low"], kept["high"]], [at, at], color=INK, solid_capstyle="butt", clip_on=False)
        axes.plot([kept["rate"]], [at], "o", color=ACCENT, markersize=4.5, clip_on=False, zorder=3)
        numbers = f"{percent(kept['rate'])}  {percent_range(kept['low'], kept['high'])}"
        axes.annotate(
            numbers, (1.02, at), (5, 0), textcoords="offset points", va="center", fontsize=SMALL, annotation_clip=False
        )
        said.append(f"{row['filter']}: {count_of(kept['count'], kept['n'])}, {numbers.replace('  ', ', interval ')}")
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.5, -0.5)
    rate_axis(axes)
    said_below(axes, f"{part.unit} that survive, with 95 % interval")
    axes.set_xticks([0, 0.5, 1.0], ["0", "50", "100 %"])
    axes.set_xticks([0.25, 0.75], minor=True)
    axes.grid(visible=True, axis="x", which="minor", color=LINE, linewidth=0.3)
    axes.tick_params(axis="y", labelsize=7)
    bare(axes, "bottom")
    title = f"Survival by filter ({part.perturbation})"
    return (Picture("survival", title, f"{title}. {'. '.join(said)}. {part.interval}", figure),)

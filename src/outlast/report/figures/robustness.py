"""Robustness: for each filter, what a rewriting costs the author against what more it lets through."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from outlast.report.figures.canvas import (
    ACCENT,
    COLUMN,
    LINE,
    PAGE,
    QUIET,
    SMALL,
    bare,
    grid_of,
    label,
    panel_name,
    panels,
    said_below,
)
from outlast.report.figures.picture import Picture
from outlast.sheets.cells import percent, points

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes

    from outlast.report.page.document import Part

MARKERS = "os^Dv<>PX*"
"""A form for each rewriting, the same in every panel."""

BESIDE = 4
"""Panels beside one another at most."""


def robustness(part: Part) -> tuple[Picture, ...]:
    """One figure, a panel for each filter; none where the text was judged as written only."""
    sheet = next((each for each in part.tables if each.name == "robustness"), None)
    rows = [row for row in sheet or () if row["uplift"] is not None and row["letters_edited"] is not None]
    if sheet is None or not rows:
        return ()
    filters = list(dict.fromkeys(row["filter"] for row in rows))
    names = list(dict.fromkeys(row["perturbation"] for row in rows))
    down, beside = grid_of(len(filters), most=BESIDE)
    figure, every = panels(
        down,
        beside,
        width=COLUMN if beside == 1 else PAGE,
        height=0.45 + 1.75 * down,
        signature=part.signature,
        sharex=True,
        sharey=True,
    )
    for axes, name in zip(every, filters, strict=False):
        _panel(axes, [row for row in rows if row["filter"] == name], names=names)
        panel_name(axes, name, beside=beside)
        axes.tick_params(labelbottom=True)
    for axes in every[len(filters) :]:
        axes.set_axis_off()
    _limits(every[0], rows)
    figure.supylabel(f"points gained over {label(part.perturbation)}", fontsize=SMALL)
    said_below(every[beside * (down - 1)], "letters edited, % of the text")
    handles, said = every[0].get_legend_handles_labels()
    wide = 4 if beside > 1 else 2
    figure.legend(handles, said, loc="outside upper left", ncols=wide, frameon=False, handletextpad=0.2)
    return (Picture("robustness", sheet.title, _said(sheet.title, rows), figure),)


def _panel(axes: Axes, rows: Sequence[Mapping[str, Any]], *, names: Sequence[str]) -> None:
    axes.axhline(0, color=QUIET, linewidth=0.6)
    axes.plot([0], [0], "+", color=QUIET, markersize=6, clip_on=False)
    for at, name in enumerate(names):
        own = [row for row in rows if row["perturbation"] == name]
        axes.plot(
            [row["letters_edited"] * 100 for row in own],
            [row["uplift"] * 100 for row in own],
            MARKERS[at % len(MARKERS)],
            color=ACCENT,
            mfc=ACCENT if at < len(MARKERS) else "white",
            markersize=4.5,
            mew=0.9,
            clip_on=False,
            zorder=3,
            label=label(name),
        )
    axes.grid(visible=True, color=LINE, linewidth=0.5)
    axes.set_axisbelow(True)
    axes.tick_params(labelsize=SMALL)
    bare(axes, "bottom")


def _limits(axes: Axes, rows: Sequence[Mapping[str, Any]]) -> None:
    """Axes that hold 0 and every point with some room, and are no narrower than ten points."""
    ups = [0.0, *(row["uplift"] * 100 for row in rows)]
    costs = [0.0, *(row["letters_edited"] * 100 for row in rows)]
    room = max(max(ups) - min(ups), 10) * 0.08
    axes.set_ylim(min(ups) - room, max(*ups, min(ups) + 10) + room)
    axes.set_xlim(0, max(*costs, 1) * 1.08)


def _said(title: str, rows: Sequence[Mapping[str, Any]]) -> str:
    told = [
        f"{row['filter']} under {row['perturbation']}: {points(row['uplift'])} points for "
        f"{percent(row['letters_edited'])} of the letters edited."
        for row in rows
    ]
    return f"{title}. {' '.join(told)}"

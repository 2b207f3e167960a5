"""Survival by the values of a label: a panel for each filter, a row for each value, few cases drawn hollow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from outlast.measures.survival import ALL
from outlast.report.figures.canvas import (
    ACCENT,
    INK,
    PAGE,
    QUIET,
    SMALL,
    TALLEST,
    bare,
    grid_of,
    label,
    panel_name,
    panels,
    rate_axis,
    said_below,
)
from outlast.report.figures.picture import Picture
from outlast.sheets.cells import percent, percent_range

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes

    from outlast.report.page.document import Part
    from outlast.sheets.sheet import Sheet

    Rows = Mapping[str, Mapping[str, Mapping[str, Any]]]
    """From value to filter to a row of the sheet."""

BEGINNING = "survival-by-"
"""Of the names of the sheets that this figure is made for."""

VALUES, FEWEST = 40, 5
"""Values that a figure has at most, those with the most passages; and that it has even where a page has no room."""

ROW, FRAME = 0.165, 0.55
"""Inches of a value's row, and of what is above and below a panel."""

TWO = 0.6
"""What a second line of its name adds to a row."""

BESIDE = 4
"""Panels beside one another at most."""


def labels(part: Part) -> tuple[Picture, ...]:
    """A figure for each label that survival is shown by."""
    return tuple(_picture(part, sheet) for sheet in part.tables if sheet.name.startswith(BEGINNING))


def _picture(part: Part, sheet: Sheet) -> Picture:
    by = sheet.name.removeprefix(BEGINNING)
    by_value: dict[str, dict[str, dict[str, Any]]] = {}
    for row in sheet:
        by_value.setdefault(row["value"], {})[row["filter"]] = row
    filters = list(dict.fromkeys(row["filter"] for row in sheet))
    rows, columns = grid_of(len(filters), most=BESIDE)
    room = int((TALLEST / rows - FRAME) / ROW)
    values, left_out = most_frequent(by_value, most=max(FEWEST, min(VALUES, room)))
    names = [_name(value, by_value[value]) for value in values]
    places, lines = row_places([1 + name.count("\n") * TWO for name in names])
    figure, every = panels(
        rows,
        columns,
        width=PAGE,
        height=rows * (FRAME + ROW * lines),
        signature=part.signature,
        sharex=True,
        sharey=True,
    )
    for axes, name in zip(every, filters, strict=False):
        _panel(axes, [by_value[value].get(name) for value in values], places=places)
        panel_name(axes, name, beside=columns)
        axes.tick_params(labelbottom=True)
    for axes in every[len(filters) :]:
        axes.set_axis_off()
    every[0].set_yticks(places, names)
    every[0].set_ylim(lines, 0)
    for axes in every:
        axes.tick_params(axis="y", labelsize=SMALL)
    said_below(every[columns * (rows - 1)], _below(part, by, left_out))
    return Picture(sheet.name, sheet.title, _said(sheet, by_value, values), figure)


def most_frequent(by_value: Rows, *, most: int) -> tuple[list[str], int]:
    """The values with the most passages, in the order given, and how many others there are.

    >>> rows = {name: {"f": {"n": n}} for name, n in (("all", 9), ("a", 1), ("b", 5), ("c", 3))}
    >>> most_frequent(rows, most=3)
    (['all', 'b', 'c'], 1)
    """
    values = list(by_value)
    if len(values) <= most:
        return values, 0
    ranked = sorted(values, key=lambda value: (value != ALL, -_n(by_value[value])))
    kept = set(ranked[:most])
    return [value for value in values if value in kept], len(values) - most


def _n(rows: Mapping[str, Mapping[str, Any]]) -> int:
    return int(max(row["n"] for row in rows.values()))


def _name(value: str, rows: Mapping[str, Mapping[str, Any]]) -> str:
    few = " *" if any(row["few"] for row in rows.values()) else ""
    return f"{label(value, longest=30)} ({_n(rows):,}){few}"


def row_places(heights: Sequence[float]) -> tuple[list[float], float]:
    """Where rows of these heights have their middles, from the top down, and how high they are together.

    >>> row_places([1.0, 2.0, 1.0])
    ([0.5, 2.0, 3.5], 4.0)
    """
    places, top = [], 0.0
    for height in heights:
        places.append(top + height / 2)
        top += height
    return places, top


def _panel(axes: Axes, rows: Sequence[Mapping[str, Any] | None], *, places: Sequence[float]) -> None:
    for at, row in zip(places, rows, strict=True):
        if row is None or row["rate"] is None:
            axes.text(0.5, at, "no data", ha="center", va="center", color=QUIET, fontsize=SMALL - 1)
            continue
        colour = QUIET if row["few"] else INK
        if row["low"] is not None:
            axes.plot([row["low"], row["high"]], [at, at], color=colour, linewidth=0.9, solid_capstyle="butt")
        filled = "white" if row["few"] else ACCENT
        edge = QUIET if row["few"] else ACCENT
        axes.plot([row["rate"]], [at], "o", markersize=3.6, mfc=filled, mec=edge, mew=0.9, clip_on=False, zorder=3)
    axes.axhline(places[0] * 2, color=QUIET, linewidth=0.4)
    rate_axis(axes)
    axes.set_xticks([0, 0.5, 1.0], ["0", "50", "100 %"])
    bare(axes, "bottom")


def _below(part: Part, by: str, left_out: int) -> str:
    said = f"{part.unit} that survive, by {by.replace('_', ' ')}, with their n and 95 % interval; hollow, *: few cases"
    return said + (f"; {left_out:,} rarer values are in the table" if left_out else "")


def _said(sheet: Sheet, by_value: Rows, values: Sequence[str]) -> str:
    told = []
    for value in values:
        cells = [
            f"{name} {percent(row['rate'])} of {row['n']:,}"
            + ("" if row["low"] is None else f" ({percent_range(row['low'], row['high'])})")
            + (", few cases" if row["few"] else "")
            for name, row in by_value[value].items()
        ]
        told.append(f"{value}: {'; '.join(cells)}.")
    return f"{sheet.title}. {' '.join(told)} {' '.join(sheet.notes)}"

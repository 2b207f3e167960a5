"""What statistics returned, for the page: each sheet as texts, with a chart where it has rates and intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from outlast.errors import UserError
from outlast.measures.kinds import MEASURES, measure
from outlast.sheets.cells import percent, percent_range

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from outlast.runs.results import Run
    from outlast.sheets.sheet import Column, Sheet

ROWS = 120
"""Rows of a sheet that the page has; `outlast measure` has all of them."""

LABELS = ("topics", "stance", "claims", "collective_action", "section")
"""What survival is shown by, where passages have it: who speaks of what, of whom, what is learned, who is moved."""

SILENCED = ("survival", "distortion", "messages", "claims")
"""Measures of who is silenced; what is left over is about comparing filters."""


ELSEWHERE = ("disagreements",)
"""Sheets whose rows the page shows in another form."""


@dataclass(frozen=True, slots=True)
class ShownSheet:
    """A sheet as the page has it.

    Attributes:
        name: of the sheet.
        title: of the sheet.
        columns: heads, with how they are aligned.
        rows: the cells, as texts.
        whiskers: for each row, ``rate``, ``low`` and ``high``; empty where the sheet has none.
        notes: what stands under it.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    whiskers: tuple[Mapping[str, Any], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GridCell:
    """One filter's rate among the passages with one value.

    Attributes:
        text: rate and interval for people; ``few`` passages are marked with an asterisk.
        numbers: ``rate``, ``low`` and ``high``.
    """

    text: str
    numbers: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Grid:
    """Survival by the values of a label: a row for each value, a column for each filter.

    Attributes:
        name: of the sheet.
        title: of the sheet.
        by: the label.
        filters: in order.
        rows: each value with how many passages have it and a cell for each filter.
        notes: what stands under it.
    """

    name: str
    title: str
    by: str
    filters: tuple[str, ...]
    rows: tuple[tuple[str, int, tuple[GridCell, ...]], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """What the measures said of a run.

    Attributes:
        silenced: sheets of who is silenced.
        compared: sheets of how filters differ.
        refused: from a measure to why it says nothing of this run.
    """

    silenced: tuple[ShownSheet | Grid, ...]
    compared: tuple[ShownSheet, ...]
    refused: Mapping[str, str]


def measured(run: Run, *, perturbation: str) -> Measured:
    """Every measure of a run, each as sheets; what a measure refuses is kept with its reason."""
    silenced: list[ShownSheet | Grid] = []
    compared: list[ShownSheet] = []
    refused: dict[str, str] = {}
    for each in MEASURES:
        asked: dict[str, Any] = {"perturbation": perturbation}
        if each.name == "survival":
            asked["by"] = _labels(run)
        try:
            sheets = measure(run, each.name, **{name: value for name, value in asked.items() if name in each.takes})
        except UserError as error:
            refused[each.name] = str(error)
            continue
        chosen = [sheet for sheet in sheets if len(sheet) and sheet.name not in ELSEWHERE]
        if each.name == "survival":
            silenced += [grid(sheet) for sheet in chosen]
        elif each.name in SILENCED:
            silenced += [shown_sheet(sheet) for sheet in chosen]
        else:
            compared += [shown_sheet(sheet) for sheet in chosen]
    return Measured(tuple(silenced), tuple(compared), refused)


def grid(sheet: Sheet) -> Grid:
    """A sheet with ``value``, ``filter``, ``rate``, ``low`` and ``high`` as one row for each value."""
    by_value: dict[str, dict[str, dict[str, Any]]] = {}
    for row in sheet:
        by_value.setdefault(row["value"], {})[row["filter"]] = row
    filters = tuple(dict.fromkeys(row["filter"] for row in sheet))
    return Grid(
        name=sheet.name,
        title=sheet.title,
        by=sheet.columns[0].header,
        filters=filters,
        rows=tuple(
            (value, max(row["n"] for row in rows.values()), tuple(_cell(rows[name]) for name in filters))
            for value, rows in list(by_value.items())[:ROWS]
        ),
        notes=(*sheet.notes, *_cut(sheet, len(by_value))),
    )


def _cell(row: Mapping[str, Any]) -> GridCell:
    numbers = _whisker(row)
    if row["rate"] is None:
        return GridCell("no data", numbers)
    ends = "" if numbers["low"] is None else f" ({percent_range(row['low'], row['high']).removesuffix(' %')})"
    return GridCell(f"{percent(row['rate'])}{ends}{' *' if row.get('few') else ''}", numbers)


def _cut(sheet: Sheet, rows: int) -> tuple[str, ...]:
    more = rows - ROWS
    return (f"{more:,} more rows are in the sheet {sheet.name} of outlast measure.",) if more > 0 else ()


def shown_sheet(sheet: Sheet) -> ShownSheet:
    """A sheet for the page, cut at `ROWS` rows; a note says so."""
    numbers, cells = list(sheet), sheet.texts()
    charted = {"rate", "low", "high"} <= set(sheet.table.column_names)
    return ShownSheet(
        name=sheet.name,
        title=sheet.title,
        columns=sheet.columns,
        rows=tuple(tuple(row) for row in cells[:ROWS]),
        whiskers=tuple(_whisker(row) for row in numbers[:ROWS]) if charted else (),
        notes=(*sheet.notes, *_cut(sheet, len(cells))),
    )


def _whisker(row: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: row[name] for name in ("rate", "low", "high")}


def _labels(run: Run) -> Sequence[str]:
    passages = run.passages()
    found = [name for name in LABELS if name in passages.column_names]
    return [name for name in found if passages.column(name).null_count < passages.num_rows] or ["section"]

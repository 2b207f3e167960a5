"""What statistics returned, for the page: each sheet as texts, with a chart where it has rates and intervals."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from outlast.errors import UserError
from outlast.measures.kinds import MEASURES, measure
from outlast.report.page.shown import WHOLE
from outlast.sheets.cells import percent, percent_range, points, points_range

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from outlast.runs.results import Run
    from outlast.sheets.sheet import Column, Sheet

ROWS = 60
"""Rows of a sheet that the page has; `outlast measure` has all of them."""

LABELS = ("topics", "stance", "claims", "collective_action", "section")
"""What survival is shown by, where passages have it: who speaks of what, of whom, what is learned, who is moved."""

Place = Literal["silenced", "treated", "pairs", "policy", "robustness"]

PLACES: Mapping[str, Place] = {
    "survival": "silenced",
    "distortion": "silenced",
    "messages": "silenced",
    "mirrored": "treated",
    "functional": "treated",
    "near-duplicates": "treated",
    "pairs": "pairs",
    "lists": "pairs",
    "policy": "policy",
    "collateral": "policy",
    "labels": "policy",
    "draws": "robustness",
}
"""Where the page shows what each measure says; a measure that is not here stands with the pairs of filters."""

ELSEWHERE = frozenset({"flips", "thresholds", "disagreements"})
"""Measures and sheets that the page shows in another form: the slider, the text, the list of disagreements."""


FOLDED = (
    *("survival-by-section", "survival-by-claims", "shift-by-value"),
    *("agreement", "cochran", "reliability", "collateral", "rules-", "labels-"),
)
"""Beginnings of the names of sheets that are for checking more than for reading: the page opens with them closed."""


SLOW = frozenset({"near-duplicates", "distortion"})
"""Measures that seek alike passages among all, or shuffle all of them thousands of times: for runs that a page shows
whole, up to `WHOLE` passages. Of 100,000 the first took 197 s and 1.2 GB; the second 24 s with one corpus, and had not
ended after six minutes with another."""


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

    @property
    def folded(self) -> bool:
        """Whether the page opens with it closed."""
        return self.name.startswith(FOLDED)


@dataclass(frozen=True, slots=True)
class GridCell:
    """What one filter does to one value.

    Attributes:
        text: for people.
        numbers: ``rate``, ``low`` and ``high``, for a chart; None where there is none.
        passage: the name of the one passage that it hangs on, after the text; empty where there is none.
    """

    text: str
    numbers: Mapping[str, Any] | None
    passage: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet with a row for each value and filter, as a row for each value with a column for each filter.

    Attributes:
        name: of the sheet.
        title: of the sheet.
        by: what the values are of.
        base: the head of what all filters have in common.
        filters: in order.
        rows: each value, what all filters have in common, and a cell for each filter (None: no such row).
        notes: what stands under it.
    """

    name: str
    title: str
    by: str
    base: str
    filters: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[GridCell | None, ...]], ...]
    notes: tuple[str, ...]

    @property
    def folded(self) -> bool:
        """Whether the page opens with it closed."""
        return self.name.startswith(FOLDED)


@dataclass(frozen=True, slots=True)
class Measured:
    """What the measures said of a run.

    Attributes:
        sheets: by place on the page, in order.
        pairs: the numbers of the pairs of filters, a row a pair; empty where there is one filter.
        refused: from a measure to why it says nothing of this run.
        tables: the sheets themselves, whole, by place; and those that the page shows in another form.
    """

    sheets: Mapping[Place, Sequence[ShownSheet | Grid]]
    pairs: Sequence[Mapping[str, Any]]
    refused: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[Place, Sequence[Sheet]] = field(default_factory=dict)


def measured(run: Run, *, perturbation: str) -> Measured:
    """Every measure of a run, each as sheets; what a measure refuses is kept with its reason."""
    placed: dict[Place, list[ShownSheet | Grid]] = {place: [] for place in PLACES.values()}
    tables: dict[Place, list[Sheet]] = {place: [] for place in PLACES.values()}
    pairs: list[Mapping[str, Any]] = []
    refused: dict[str, str] = {}
    for each in sorted(
        MEASURES, key=lambda each: list(PLACES).index(each.name) if each.name in PLACES else len(PLACES)
    ):
        if each.name in ELSEWHERE:
            continue
        if each.name in SLOW and run.manifest.passages > WHOLE:
            refused[each.name] = (
                f"of {run.manifest.passages:,} passages it takes too long for a page; "
                f"outlast measure {run.manifest.experiment} {each.name} has it"
            )
            continue
        asked: dict[str, Any] = {"perturbation": perturbation}
        if each.name == "survival":
            asked["by"] = _labels(run)
        try:
            sheets = measure(run, each.name, **{name: value for name, value in asked.items() if name in each.takes})
        except UserError as error:
            refused[each.name] = str(error)
            continue
        place = PLACES.get(each.name, "pairs")
        telling = [sheet for sheet in sheets if len(sheet) and _counts(sheet)]
        if not telling:
            refused[each.name] = "nothing of what it counts occurs in these passages"
        placed[place] += [page_sheet(sheet) for sheet in telling if sheet.name not in ELSEWHERE]
        tables[place] += telling
        pairs += [row for sheet in sheets if sheet.name == "pairs" for row in sheet]
    return Measured(placed, pairs, refused, tables)


def _counts(sheet: Sheet) -> bool:
    """Whether a sheet that counts pairs has counted any."""
    return "pairs" not in sheet.table.column_names or any(row["pairs"] for row in sheet)


def page_sheet(sheet: Sheet) -> ShownSheet | Grid:
    """A sheet in the form that the page has for it."""
    for beginning, (base, own, cell) in _GRIDS.items():
        if sheet.name.startswith(beginning):
            return _grid(sheet, base=base, own=own, cell=cell)
    return shown_sheet(sheet)


def shown_sheet(sheet: Sheet, *, command: str = "measure") -> ShownSheet:
    """A sheet as it is, cut at `ROWS` rows; a note says so, and which command has the rest."""
    numbers, cells = list(sheet), sheet.texts()
    charted = {"rate", "low", "high"} <= set(sheet.table.column_names)
    return ShownSheet(
        name=sheet.name,
        title=sheet.title,
        columns=sheet.columns,
        rows=tuple(tuple(row) for row in cells[:ROWS]),
        whiskers=tuple(_ends(row) for row in numbers[:ROWS]) if charted else (),
        notes=(*sheet.notes, *_cut(sheet, len(cells), command=command)),
    )


def _grid(
    sheet: Sheet,
    *,
    base: str,
    own: Callable[[Mapping[str, Any]], str],
    cell: Callable[[Mapping[str, Any]], GridCell],
) -> Grid:
    by_value: dict[str, dict[str, dict[str, Any]]] = {}
    for row in sheet:
        by_value.setdefault(row["value"], {})[row["filter"]] = row
    filters = tuple(dict.fromkeys(row["filter"] for row in sheet))
    return Grid(
        name=sheet.name,
        title=sheet.title,
        by=next(column.header for column in sheet.columns if column.header != "filter"),
        base=base,
        filters=filters,
        rows=tuple(
            (
                value,
                own(max(rows.values(), key=lambda row: row.get("n") or 0)),
                tuple(cell(rows[name]) if name in rows else None for name in filters),
            )
            for value, rows in list(by_value.items())[:ROWS]
        ),
        notes=(*(note for note in sheet.notes if not note.startswith(_OF_OTHERS)), *_cut(sheet, len(by_value))),
    )


_OF_OTHERS = ("To the rest", "To identity")
"""Beginnings of notes on columns that a grid has no room for."""


def _survival(row: Mapping[str, Any]) -> GridCell:
    if row["rate"] is None:
        return GridCell("no data", None)
    ends = "" if row["low"] is None else f" ({percent_range(row['low'], row['high']).removesuffix(' %')})"
    return GridCell(f"{percent(row['rate'])}{ends}{' *' if row.get('few') else ''}", _ends(row))


def _left(row: Mapping[str, Any]) -> GridCell:
    last = row["last"].rpartition("/")[2] if row["last"] else ""
    state = f", {row['state']}{' on' if last else ''}" if row["state"] else ""
    return GridCell(f"{row['left']} of {row['written']}{state}", None, last)


def _shift(row: Mapping[str, Any]) -> GridCell:
    ends = "" if row["low"] is None else f" ({points_range(row['low'], row['high'])})"
    return GridCell(f"{points(row['shift'])}{ends}", None)


_GRIDS: Mapping[str, tuple[str, Callable[[Mapping[str, Any]], str], Callable[[Mapping[str, Any]], GridCell]]] = {
    "survival-by-": ("n", lambda row: f"{row['n']:,}", _survival),
    "left-of-": ("written", lambda row: f"{row['written']:,}", _left),
    "shift-by-value": ("written", lambda row: percent(row["share_written"]), _shift),
}
"""Sheets that become grids, by the beginning of their names: head and text of what filters have in common, the cell."""


def _ends(row: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: row[name] for name in ("rate", "low", "high")}


def _cut(sheet: Sheet, rows: int, *, command: str = "measure") -> tuple[str, ...]:
    more = rows - ROWS
    return (f"{more:,} more rows are in the sheet {sheet.name} of outlast {command}.",) if more > 0 else ()


def _labels(run: Run) -> Sequence[str]:
    passages = run.passages()
    found = [name for name in LABELS if name in passages.column_names]
    return [name for name in found if passages.column(name).null_count < passages.num_rows] or ["section"]

"""A sheet: a table of numbers, and beside it what a person sees of each row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Column:
    """A column as a person sees it.

    Attributes:
        header: above it, in sentence case; ``low``, ``high`` and the like belong in one column with their estimate.
        cell: from a row of the numbers to the text of the cell.
        align: ``right`` for numbers.
        wraps: whether a long text may go over several lines on a terminal.
    """

    header: str
    cell: Callable[[dict[str, Any]], str]
    align: Literal["left", "right"] = "right"
    wraps: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Sheet:
    """A table for people and programs.

    Attributes:
        name: for files and cross-references, as ``survival-by-topics``.
        title: what the rows are, in a line.
        table: the numbers, unrounded, one flat column each; this is what CSV and JSON hold.
        columns: what people see, in terminals, Markdown, LaTeX and HTML.
        notes: under it: what the intervals are, what was left out, what to be careful about.
        signature: to cite.
        shown: how many rows a terminal shows of a longer table, half of them from each end; None for all.
    """

    name: str
    title: str
    table: pa.Table
    columns: tuple[Column, ...]
    notes: tuple[str, ...] = ()
    signature: str = ""
    shown: int | None = None

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Each row's numbers as a mapping from column to value."""
        yield from self.table.to_pylist()

    def __repr__(self) -> str:
        return f"<{self.title}: {len(self)} rows>"

    def texts(self) -> list[list[str]]:
        """What people see: a list of cells for each row."""
        return [[column.cell(row) for column in self.columns] for row in self]

    def to_pandas(self) -> pd.DataFrame:
        """The numbers as a ``pandas.DataFrame``."""
        return self.table.to_pandas()

    def to_markdown(self) -> str:
        """The table in GitHub's Markdown; see `outlast.sheets.markdown`."""
        from outlast.sheets.markdown import markdown

        return markdown(self)

    def to_latex(self) -> str:
        """The table in LaTeX with ``booktabs``; see `outlast.sheets.latex`."""
        from outlast.sheets.latex import latex

        return latex(self)

    def to_csv(self) -> str:
        """The numbers as CSV; see `outlast.sheets.delimited`."""
        from outlast.sheets.delimited import delimited

        return delimited(self, columns=self.table.column_names)

    def to_json(self) -> dict[str, Any]:
        """The numbers as plain data: name, title, signature, notes and rows."""
        return {
            "name": self.name,
            "title": self.title,
            "signature": self.signature,
            "notes": list(self.notes),
            "rows": list(self),
        }

    def _repr_html_(self) -> str:
        """The table for a notebook, everything escaped."""
        from outlast.sheets.html import html

        return html(self)

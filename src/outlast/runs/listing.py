"""Listings: tables for people, which a notebook shows whole and a program takes as pandas or Arrow."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    import pyarrow as pa


@dataclass(frozen=True, slots=True, repr=False)
class Listing:
    """Rows for a person to read.

    Attributes:
        title: what the rows are, in a line.
        table: the rows.
    """

    title: str
    table: pa.Table

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Each row as a mapping from column to value."""
        yield from self.table.to_pylist()

    def __repr__(self) -> str:
        return f"<{self.title}: {len(self)} rows>"

    def to_pandas(self) -> pd.DataFrame:
        """The rows as a ``pandas.DataFrame``."""
        return self.table.to_pandas()

    def _repr_html_(self) -> str:
        """The rows for a notebook: texts whole and wrapped, everything escaped."""
        import pandas as pd

        frame = pd.DataFrame(
            {
                column: [_cell(value) for value in self.table.column(column).to_pylist()]
                for column in self.table.column_names
            }
        )
        body = frame.to_html(index=False, escape=True, justify="left", border=0)
        style = "text-align: left; white-space: pre-wrap; vertical-align: top"
        return f"<p>{escape(self.title)}</p>\n" + str(body).replace("<td>", f'<td style="{style}">')


def _cell(value: Any) -> Any:
    """A value as one line of text: lists joined, nothing for null."""
    if value is None:
        return ""
    return ", ".join(map(str, value)) if isinstance(value, list) else value

"""Rows as CSV (RFC 4180)."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
"""What a formula begins with, or what stands before one, for some spreadsheet; the wide ones for Japanese ones."""


def delimited(rows: Iterable[dict[str, Any]], *, columns: Sequence[str]) -> str:
    r"""Rows as CSV with a header; lists are joined by ``; ``.

    A text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection).

    >>> delimited([{"a": "=1+1", "b": [1, 2]}], columns=["a", "b"])
    "a,b\r\n'=1+1,1; 2\r\n"
    """
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow([_cell(column) for column in columns])
    for row in rows:
        writer.writerow([_cell(row[column]) for column in columns])
    return stream.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, list | tuple):
        value = "; ".join(map(str, value))
    if isinstance(value, str) and value[:1] in FORMULA:
        return f"'{value}"
    return value

"""Rows as CSV (RFC 4180)."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FORMULAS = frozenset("=+-@\t\r\n\0＝＋－＠")
"""Letters with which a formula may begin, or before which a spreadsheet may drop what is there; the wide
ones for Japanese spreadsheets."""


def delimited(rows: Iterable[dict[str, Any]], *, columns: Sequence[str]) -> str:
    r"""Rows as CSV with a header; lists are joined by ``; ``.

    A text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection, and its
    Application Security Verification Standard 5.0, 1.2.10); what counts is its first letter, in either width.

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
    if isinstance(value, str) and value[:1] in FORMULAS:
        return f"'{value}"
    return value

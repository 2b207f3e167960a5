"""A long sheet on a terminal shows its two ends."""

from __future__ import annotations

import io
from typing import Any

import pyarrow as pa
import pytest
from rich.console import Console

from outlast.report.sheet import show_sheets
from outlast.sheets.sheet import Column, Sheet


def shown(rows: int, limit: int | None) -> list[str]:
    """The lines that a terminal shows of a sheet of numbers from 0."""

    def cell(row: dict[str, Any]) -> str:
        return str(row["number"])

    sheet = Sheet(
        "numbers", "Numbers", pa.table({"number": list(range(rows))}), (Column("a number", cell),), shown=limit
    )
    into = io.StringIO()
    show_sheets([sheet], Console(file=into, width=80))
    return [line.strip() for line in into.getvalue().splitlines()]


def test_both_ends() -> None:
    """Of seven rows and three shown, the first two and the last, and how many lie between."""
    lines = shown(7, 3)
    assert lines[2:] == ["0", "1", "…", "6", "… 4 rows between; all of them with --csv or --json"]


@pytest.mark.parametrize(("rows", "limit"), [(3, 3), (3, None), (0, 3)])
def test_all_that_fits(rows: int, limit: int | None) -> None:
    """A sheet that is no longer than what is shown, or that sets no limit, is shown whole."""
    assert shown(rows, limit)[2:] == [str(number) for number in range(rows)]

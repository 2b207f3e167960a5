"""A small sheet whose texts are full of what markup languages obey."""

from __future__ import annotations

import pyarrow as pa
import pytest

from outlast.sheets.cells import percent
from outlast.sheets.sheet import Column, Sheet


@pytest.fixture
def awkward() -> Sheet:
    """Two rows: one of plain words, one of everything that Markdown, LaTeX, HTML and spreadsheets take for orders."""
    return Sheet(
        name="survival-by-topics",
        title="Survival by topics & more",
        table=pa.table({"value": ["war", "=SUM(a|b)\n<b>_x_ $5 #1 {y} ~^\\"], "rate": [0.5, None]}),
        columns=(
            Column("topic_name", lambda row: row["value"], align="left"),
            Column("rate", lambda row: percent(row["rate"])),
        ),
        notes=("Interval: 95 %.",),
        signature="letter|run:0123456789ab",
    )

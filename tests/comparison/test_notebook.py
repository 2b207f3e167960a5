"""A comparison as a notebook shows it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pyarrow as pa

import outlast
from outlast.comparison.notebook import html
from outlast.sheets.sheet import Column, Sheet


def test_a_comparison_shows_survival_causes_and_what_to_cite(town) -> None:
    """Which run is compared, each filter's rates, the causes of flips, both signatures; no colour of its own."""
    before, after = town.run(), town.set("filters.scored.verdict.threshold=0.3").run()
    fragment = outlast.compare([before, after])._repr_html_()
    text = re.sub(r"<[^>]*>", " ", fragment)
    assert "Compared with" in text
    assert "Survival" in text
    assert "corrected for the 3 tests" in text
    assert before.signature in text
    assert after.signature in text
    assert "has the other tables: over-blocking, under-blocking, flips, config" in text
    assert f"outlast compare {before.folder} {after.folder} --html FILE" in text
    assert "color" not in fragment


def test_texts_are_no_markup() -> None:
    """A cell, a signature and a folder that are HTML are texts; what is beyond the rows shown is counted."""
    attack = "<img src=x onerror=alert(1)>"
    run = SimpleNamespace(signature=attack, folder=Path(attack))
    sheet = Sheet(
        name="causes",
        title=attack,
        table=pa.table({"cause": [attack] * 15}),
        columns=(Column(attack, lambda row: row["cause"]),),
        notes=(attack,),
    )
    empty = Sheet(name="runs", title="", table=pa.table({"run": pa.array([], pa.string())}), columns=())
    found = SimpleNamespace(
        baseline=SimpleNamespace(run=run),
        others=(),
        sheets=lambda: (empty, replace(empty, name="survival"), sheet, replace(empty, name=attack)),
    )
    shown = html(found)
    assert "<img" not in shown
    assert shown.count("&lt;img src=x onerror=alert(1)&gt;") == 3 + 12 + 4
    assert "3 more rows in .sheets()." in shown

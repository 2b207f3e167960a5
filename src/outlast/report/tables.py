"""The tables of a report as files: each as CSV with its numbers unrounded and as LaTeX, and a list of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from outlast.report.named import file_name, several
from outlast.sheets.markdown import code, escaped

if TYPE_CHECKING:
    from outlast.report.page.document import Document
    from outlast.sheets.sheet import Sheet

INDEX = "TABLES.md"

TYPESET = 500
"""Rows of a LaTeX table at most, as no paper prints more; the CSV has all of them."""


def table_files(document: Document) -> dict[str, bytes]:
    """Every table of a report, for each of its parts: from a file's name to its bytes."""
    files: dict[str, bytes] = {}
    listed = [f"# Tables: {escaped(document.question)}"]
    listed += [
        "",
        f"CSV: the numbers, unrounded. LaTeX: what people read, of long tables the first {TYPESET} rows; it needs the "
        "package booktabs.",
    ]
    for part, ending in several(document.parts):
        listed += ["", f"## {escaped(ending.removeprefix('-'))}"] if ending else []
        listed += ["", "| file | what it holds | rows |", "| :--- | :--- | ---: |"]
        for sheet in part.tables:
            name = file_name(sheet.name, ending, taken=files, form="csv")
            files[f"{name}.csv"] = sheet.to_csv().encode("utf-8")
            files[f"{name}.tex"] = _typeset(sheet, name).to_latex().encode("utf-8")
            listed.append(f"| {escaped(name)} | {escaped(sheet.title)} | {len(sheet):,} |")
        listed += ["", f"Cite with: {code(part.signature)}"]
    files[INDEX] = "\n".join([*listed, ""]).encode("utf-8")
    return files


def _typeset(sheet: Sheet, name: str) -> Sheet:
    """A sheet as LaTeX has it: called like its file, and no longer than `TYPESET`."""
    more = len(sheet) - TYPESET
    cut = (f"Rows left out, all of them in {name}.csv: {more:,}.",) if more > 0 else ()
    return replace(sheet, name=name, table=sheet.table.slice(0, TYPESET), notes=(*sheet.notes, *cut))

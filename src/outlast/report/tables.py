"""The tables of a report as files: each as CSV with its numbers unrounded and as LaTeX, and a list of them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from outlast.report.named import file_name, several
from outlast.report.terminal import visible
from outlast.sheets.markdown import code, escaped

if TYPE_CHECKING:
    from outlast.report.page.document import Document
    from outlast.sheets.sheet import Column, Sheet

INDEX = "TABLES.md"


def table_files(document: Document) -> dict[str, bytes]:
    """Every table of a report, for each of its parts: from a file's name to its bytes."""
    files: dict[str, bytes] = {}
    listed = [f"# Tables: {escaped(visible(document.question))}"]
    listed += ["", "CSV: the numbers, unrounded. LaTeX: what people read; it needs the package booktabs."]
    for part, ending in several(document.parts):
        listed += ["", f"## {escaped(ending.removeprefix('-'))}"] if ending else []
        listed += ["", "| file | what it holds | rows |", "| :--- | :--- | ---: |"]
        for sheet in part.tables:
            name = file_name(sheet.name, ending, taken=files, form="csv")
            files[f"{name}.csv"] = sheet.to_csv().encode("utf-8")
            files[f"{name}.tex"] = replace(_readable(sheet), name=name).to_latex().encode("utf-8")
            listed.append(f"| {escaped(name)} | {escaped(visible(sheet.title))} | {len(sheet):,} |")
        listed += ["", f"Cite with: {code(visible(part.signature))}"]
    files[INDEX] = "\n".join([*listed, ""]).encode("utf-8")
    return files


def _readable(sheet: Sheet) -> Sheet:
    """The same sheet, where what a printed page would not show is named in the cells."""
    return replace(
        sheet,
        title=visible(sheet.title),
        columns=tuple(replace(column, cell=partial(_cell, column)) for column in sheet.columns),
    )


def _cell(column: Column, row: dict[str, Any]) -> str:
    return visible(column.cell(row))

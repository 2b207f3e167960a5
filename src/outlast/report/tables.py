"""The tables of a report as files: each as CSV with its numbers unrounded and as LaTeX, and a list of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from outlast.report.named import file_name, several
from outlast.sheets.markdown import code, escaped

if TYPE_CHECKING:
    from outlast.report.page.document import Document

INDEX = "TABLES.md"


def table_files(document: Document) -> dict[str, bytes]:
    """Every table of a report, for each of its parts: from a file's name to its bytes."""
    files: dict[str, bytes] = {}
    listed = [f"# Tables: {escaped(document.question)}"]
    listed += ["", "CSV: the numbers, unrounded. LaTeX: what people read; it needs the package booktabs."]
    for part, ending in several(document.parts):
        listed += ["", f"## {escaped(ending.removeprefix('-'))}"] if ending else []
        listed += ["", "| file | what it holds | rows |", "| :--- | :--- | ---: |"]
        for sheet in part.tables:
            name = file_name(sheet.name, ending, taken=files, form="csv")
            files[f"{name}.csv"] = sheet.to_csv().encode("utf-8")
            files[f"{name}.tex"] = replace(sheet, name=name).to_latex().encode("utf-8")
            listed.append(f"| {escaped(name)} | {escaped(sheet.title)} | {len(sheet):,} |")
        listed += ["", f"Cite with: {code(part.signature)}"]
    files[INDEX] = "\n".join([*listed, ""]).encode("utf-8")
    return files

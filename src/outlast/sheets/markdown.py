"""Sheets as GitHub-flavoured Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from outlast.sheets.letters import visible

if TYPE_CHECKING:
    from outlast.sheets.sheet import Sheet

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#~$&])")


def escaped(text: str) -> str:
    r"""A text in which nothing is markup or hidden, on one line.

    >>> escaped("a_b | *c*\nd")
    'a\\_b \\| \\*c\\* d'
    """
    return _SPECIAL.sub(r"\\\1", visible(" ".join(text.split())))


def markdown(sheet: Sheet) -> str:
    """A table with its title in bold above it and its notes below, ending in a line break.

    (https://github.github.com/gfm/#tables-extension-)
    """
    rule = ["---:" if column.align == "right" else ":---" for column in sheet.columns]
    rows = [[escaped(column.header) for column in sheet.columns], rule]
    rows += [[escaped(cell) for cell in row] for row in sheet.texts()]
    lines = [f"**{escaped(sheet.title)}**", "", *(f"| {' | '.join(row)} |" for row in rows)]
    for note in (*sheet.notes, *([f"Signature: {sheet.signature}"] if sheet.signature else [])):
        lines += ["", escaped(note)]
    return "\n".join(lines) + "\n"

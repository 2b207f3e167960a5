"""Sheets as a fragment of HTML, for notebooks."""

from __future__ import annotations

import html as markup
from typing import TYPE_CHECKING

from outlast.sheets.letters import visible

if TYPE_CHECKING:
    from outlast.sheets.sheet import Sheet


def html(sheet: Sheet) -> str:
    """A table with its title as caption and its notes below; every text is escaped, and nothing in it is hidden."""
    place = "vertical-align: top; padding: .2em .5em"
    aligned = [f'style="text-align: {column.align}; {place}"' for column in sheet.columns]
    head = "".join(
        f'<th scope="col" {style}>{escape(column.header)}</th>'
        for column, style in zip(sheet.columns, aligned, strict=True)
    )
    body = "\n".join(
        "<tr>" + "".join(f"<td {style}>{escape(cell)}</td>" for cell, style in zip(row, aligned, strict=True)) + "</tr>"
        for row in sheet.texts()
    )
    below = "".join(f"<p>{escape(note)}</p>" for note in (*sheet.notes, sheet.signature) if note)
    return (
        f'<table><caption style="text-align: left">{escape(sheet.title)}</caption>'
        f"\n<thead><tr>{head}</tr></thead>\n"
        f"<tbody>\n{body}\n</tbody></table>{below}"
    )


def escape(text: str) -> str:
    r"""A text as HTML, in quotes or out of them.

    >>> escape("<b>\u202e")
    '&lt;b&gt;‹U+202E›'
    """
    return markup.escape(visible(text))

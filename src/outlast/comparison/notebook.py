"""A comparison as a notebook shows it: what was compared, the change of survival, and what the flips came through."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from shlex import quote
from typing import TYPE_CHECKING

from outlast.catalogue import as_written
from outlast.sheets.html import html as table

if TYPE_CHECKING:
    from outlast.comparison.document import Comparison

SHOWN = ("runs", "survival", "causes")
"""The sheets that a notebook shows, where they have rows; ``.sheets()`` has all of them."""

ROWS = 12
"""Rows of each that it shows."""

_QUIET = 'style="opacity: .8; font-size: .9em"'


def html(found: Comparison) -> str:
    """A comparison as a fragment of HTML that takes its colours from the notebook; every text in it is escaped."""
    sheets = {sheet.name: sheet for sheet in found.sheets()}
    body = []
    for name in SHOWN:
        sheet = sheets[name]
        if not len(sheet):
            continue
        more = len(sheet) - ROWS
        cut = (f"{more:,} more rows in .sheets().",) if more > 0 else ()
        body.append(table(replace(sheet, table=sheet.table.slice(0, ROWS), notes=(*sheet.notes, *cut), signature="")))
    rest = ", ".join(name for name in sheets if name not in SHOWN)
    signatures = (found.baseline.run.signature, *(each.side.run.signature for each in found.others))
    cite = " against ".join(f"<code><bdi>{escape(each)}</bdi></code>" for each in signatures)
    places = [as_written(side.run.folder) for side in (found.baseline, *(each.side for each in found.others))]
    folders = ", ".join(f"<code><bdi>{escape(place)}</bdi></code>" for place in places)
    whole = " ".join(map(quote, places))
    return (
        f"<div>{''.join(body)}<p {_QUIET}>Cite with {cite}</p><p {_QUIET}>Folders: {folders}. "
        f"<code>.sheets()</code> has the other tables: {escape(rest)}.</p>"
        f"<p {_QUIET}>As a page, with the flips in the text: "
        f"<code><bdi>{escape(f'outlast compare {whole} --html FILE')}</bdi></code></p></div>"
    )

"""Sheets on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outlast.report.terminal import plain_table
from outlast.sheets.letters import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from outlast.sheets.sheet import Sheet


def show_sheets(sheets: Iterable[Sheet], console: Console) -> None:
    """Each sheet with its title above and its notes below; the signature, once, at the end."""
    from rich.text import Text

    signature = ""
    for number, sheet in enumerate(sheets):
        if number:
            console.print()
        table = plain_table(visible(sheet.title))
        for column in sheet.columns:
            table.add_column(visible(column.header), justify=column.align, no_wrap=not column.wraps, overflow="fold")
        rows = sheet.texts()
        hidden = 0 if sheet.shown is None else max(0, len(rows) - sheet.shown)
        top = (len(rows) - hidden + 1) // 2
        for row in rows if not hidden else [*rows[:top], ["…"], *rows[top + hidden :]]:
            table.add_row(*(Text(visible(cell)) for cell in row))
        console.print(table)
        if hidden:
            console.print(Text(f"… {hidden:,} rows between; all of them with --csv or --json", style="dim"))
        for note in sheet.notes:
            console.print(Text(visible(note), style="dim"))
        signature = sheet.signature or signature
    if signature:
        console.print()
        console.print(Text(f"signature   {visible(signature)}"))

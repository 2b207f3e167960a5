"""Sheets in the form that was asked for: a page for people, JSON, CSV, Markdown or LaTeX, shown or written to files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from outlast.cli.output import console, echo_json
from outlast.errors import UserError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outlast.sheets.sheet import Sheet

Form = Literal["json", "csv", "markdown", "latex"]

MarkdownOption = Annotated[bool, typer.Option("--markdown", help="Markdown instead of a page for people.")]
LatexOption = Annotated[bool, typer.Option("--latex", help="LaTeX (booktabs) instead of a page for people.")]
SheetOption = Annotated[str | None, typer.Option("--sheet", help="Only this one of the tables.", metavar="NAME")]
IntoOption = Annotated[
    Path | None, typer.Option("--into", help="Write each table to a file in this folder.", metavar="DIR")
]

ENDINGS: dict[Form, str] = {"json": "json", "csv": "csv", "markdown": "md", "latex": "tex"}


def chosen_form(*, json_: bool, csv_: bool, markdown: bool, latex: bool) -> Form | None:
    """The one form that was asked for; None for a page for people.

    Raises:
        typer.BadParameter: when there are several.
    """
    forms: dict[Form, bool] = {"json": json_, "csv": csv_, "markdown": markdown, "latex": latex}
    asked = [form for form, wanted in forms.items() if wanted]
    if len(asked) > 1:
        raise typer.BadParameter(f"choose one of {' and '.join(f'--{form}' for form in asked)}")
    return asked[0] if asked else None


def put_out(sheets: Sequence[Sheet], *, form: Form | None, only: str | None, into: Path | None) -> None:
    """Show the sheets, or write each to a file of its own.

    Raises:
        UserError: for a sheet that is not there, and for several as one CSV.
    """
    names = [sheet.name for sheet in sheets]
    if only is not None and only not in names:
        raise UserError(f"there is no table {only!r}{did_you_mean(only, names)}")
    sheets = [sheet for sheet in sheets if only in (None, sheet.name)]
    if into is not None:
        _write(sheets, form or "csv", into)
    elif form is None:
        from outlast.report.sheet import show_sheets

        show_sheets(sheets, console())
    elif form == "json":
        echo_json([sheet.to_json() for sheet in sheets])
    elif form == "csv" and len(sheets) > 1:
        raise UserError(
            f"these are {len(sheets)} tables; choose with --sheet, or write all with --into DIR: {', '.join(names)}"
        )
    else:
        typer.echo("\n".join(_text(sheet, form) for sheet in sheets), nl=False)


def _write(sheets: Sequence[Sheet], form: Form, into: Path) -> None:
    from outlast.tables import write_text

    for sheet in sheets:
        path = into / f"{sheet.name}.{ENDINGS[form]}"
        write_text(path, _text(sheet, form))
        typer.echo(str(path))


def _text(sheet: Sheet, form: Form) -> str:
    if form == "json":
        return json.dumps(sheet.to_json(), ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    return {"csv": sheet.to_csv, "markdown": sheet.to_markdown, "latex": sheet.to_latex}[form]()

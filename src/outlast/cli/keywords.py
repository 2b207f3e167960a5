"""``outlast keywords``: import, check and compare keyword lists."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from outlast.filters.keyword.rules import KeywordList

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Import, check and compare keyword lists.")

ListArgument = Annotated[str, typer.Argument(help="A keyword list's name, or the path of its file.")]


def _read(name: str) -> KeywordList:
    from outlast.catalogue import Catalogue
    from outlast.filters.keyword.lists import read_list

    return read_list(Catalogue.near(Path.cwd()).find("keywords", name))

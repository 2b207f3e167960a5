"""``outlast keywords``: import, check and compare keyword lists."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from outlast.filters.keyword.rules import KeywordList

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Import, check and compare keyword lists.")

ListArgument = Annotated[str, typer.Argument(help="A keyword list's name, or the path of its file.")]


def _read(name: str) -> KeywordList:
    from outlast.catalogue import Catalogue
    from outlast.filters.keyword.lists import read_list

    return read_list(Catalogue.near(Path.cwd()).find("keywords", name))


@app.command("import")
def import_(
    mapping: Annotated[str, typer.Argument(help="A YAML file that says what the published files hold.")],
    source: Annotated[
        list[str] | None,
        typer.Option(
            "--from",
            help="Where the files lie: a folder with all of them, or one of them, which is read alone; may be given "
            "again. Beside the mapping where left out.",
            metavar="PATH",
        ),
    ] = None,
    into: Annotated[str, typer.Option("--into", help="The folder for the lists.", metavar="DIR")] = "configs/keywords",
    expressions: Annotated[
        Literal["regex", "literal"] | None,
        typer.Option(
            "--expressions", help="How patterns that look like expressions are read, whatever the mapping says."
        ),
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace lists of these names.")] = False,
) -> None:
    """Make keyword lists of published files as they lie. Exit code 3: some rows could not be read; each is named."""
    from outlast.catalogue import as_written
    from outlast.errors import INCOMPLETE
    from outlast.keywords.importing import import_lists
    from outlast.keywords.mapping import read_list_mapping

    read = read_list_mapping(Path(mapping))
    made = import_lists(
        read if expressions is None else read.reading(expressions),
        mapping_folder=Path(mapping).parent,
        into=Path(into),
        given=[Path(path) for path in source or []],
        existing="replaced" if replace else "kept",
    )
    for each in made:
        for remark in each.remarks:
            typer.echo(str(remark), err=True)
        typer.echo(f"{as_written(each.path)}: {each.summary}")
    if any(each.counts.unread for each in made):
        raise typer.Exit(INCOMPLETE)

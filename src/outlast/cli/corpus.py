"""``outlast corpus``: build and show corpora."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from outlast.cli.output import JsonOption, console, echo_json

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Build and show corpora.")

CorpusArgument = Annotated[str, typer.Argument(help="A corpus's name, or the path of its folder.")]


@app.command()
def build(
    name: CorpusArgument,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit code 4 where the files differ.")] = False,
) -> None:
    """Make a corpus's passages from its sources; the same bytes each time."""
    from outlast.catalogue import Catalogue, as_written
    from outlast.corpus.build import build as make
    from outlast.corpus.load import open_corpus
    from outlast.errors import VerificationError

    made = make(open_corpus(Catalogue.near(Path.cwd()).find("corpora", name)))
    different = [built for built in made if not built.is_committed]
    if check and different:
        raise VerificationError([f"{as_written(built.path)} is not what its sources make" for built in different])
    for built in made:
        counts = ", ".join(f"{count} {unit}s" for unit, count in built.passages.items())
        state = "unchanged" if built not in different else "written"
        if built in different:
            built.write()
        typer.echo(f"{as_written(built.path)}: {counts}; {state}")


@app.command()
def show(name: CorpusArgument, as_json: JsonOption = False) -> None:
    """Show what a corpus holds: its size, languages, labels, and where its text comes from."""
    from outlast.catalogue import Catalogue
    from outlast.corpus.describe import describe
    from outlast.corpus.load import open_corpus
    from outlast.report.corpus import show_corpus

    described = describe(open_corpus(Catalogue.near(Path.cwd()).find("corpora", name)))
    if as_json:
        echo_json(described)
    else:
        show_corpus(described, console())

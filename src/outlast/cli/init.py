"""``outlast init``: a starter experiment that runs as it stands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def init(
    folder: Annotated[str, typer.Argument(help="A folder that is not there yet; its name is the experiment's.")],
) -> None:
    """Write a starter experiment: the letter, a keyword list of your own, a trained classifier, and both in a row."""
    from outlast.starter import write_starter

    written = write_starter(Path(folder))
    for path in written:
        typer.echo(f"wrote {path}")
    typer.echo(f"now: outlast run {folder}")

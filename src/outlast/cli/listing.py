"""``outlast list``: what there is to choose from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from outlast.cli.output import JsonOption, echo_choice, echo_json

Shelf = Literal["corpora", "experiments", "filters", "keywords", "perturbations", "policies"]


def list_(
    what: Annotated[Shelf, typer.Argument(help="What to list.")],
    as_json: JsonOption = False,
) -> None:
    """List corpora, experiments, keyword lists or policies that are found from here, or the kinds there are."""
    from outlast.inventory import inventory

    rows = inventory(what, Path.cwd())
    if as_json:
        echo_json([{"name": row.name, "about": row.about, "path": row.path} for row in rows])
    else:
        echo_choice([(row.name, row.about) for row in rows])

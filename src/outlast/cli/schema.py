"""``outlast schema``: JSON Schema for editors."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from outlast.cli.output import echo_json


def schema(
    of: Annotated[
        Literal["experiment", "keywords", "policy", "codebook", "sweep"], typer.Argument(help="Of which kind of file.")
    ] = "experiment",
) -> None:
    """Print the JSON Schema of a kind of file, for an editor that checks and completes YAML."""
    from outlast.schema import json_schema

    echo_json(json_schema(of))

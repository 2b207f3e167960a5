"""Tiny models for the tests of semantic filters."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

from outlast.filters.semantic.encoder import Encoder, open_encoder
from outlast.filters.semantic.folder import find_model


@pytest.fixture(scope="session")
def tiny() -> dict[str, Any]:
    """What writes tiny models: the names of tiny.py."""
    return runpy.run_path(str(Path(__file__).parent / "tiny.py"))


@pytest.fixture(scope="session")
def plain_encoder(tiny: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    """Of the model whose layers change nothing."""
    folder = tmp_path_factory.mktemp("models")
    tiny["write_plain_model"](folder / "plain")
    return open_encoder(find_model("plain", folder=folder))

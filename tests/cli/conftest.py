"""The small project with its experiment run, for commands that show or check a run."""

from __future__ import annotations

from pathlib import Path

import pytest

import outlast as package
from outlast.runs.results import Run


@pytest.fixture
def ran(pond: Path) -> Run:
    """The run of the small project's experiment, in its folder `runs`; the project is entered."""
    return package.run("pond", runs=Path("runs"))

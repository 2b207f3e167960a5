"""`outlast init`: a starter that is valid and runs as it stands, anywhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest


def test_the_starter_runs_as_it_stands(outlast: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder far from the repository: init, validate, and run, as init itself says."""
    monkeypatch.chdir(tmp_path)
    made = outlast("init", "first")
    assert (made.code, made.err) == (0, "")
    assert made.out == "wrote first/experiment.yaml\nwrote first/keywords.yaml\nnow: outlast run first\n"
    valid = outlast("validate", "first")
    assert (valid.code, valid.out.partition(": letter ")[0]) == (0, "valid: first/experiment.yaml")
    ran = outlast("run", "first")
    assert (ran.code, ran.err) == (0, "")
    assert "62 sentences of letter (en) × 2 renderings × 3 filters = 372 decisions" in ran.out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["first", "runs"]


def test_nothing_is_written_over(outlast: Callable, pond: Path) -> None:
    """A folder that holds something is refused with exit code 2, and what to do instead."""
    done = outlast("init", "configs")
    message = "outlast: configs is there already and not an empty folder; choose another name\n"
    assert (done.code, done.out, done.err) == (2, "", message)
    assert sorted(path.name for path in (pond / "configs").iterdir()) == ["keywords", "policies"]

"""The benchmark of intervals compares what agrees."""

from __future__ import annotations

import json
import runpy
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent.parent / "benchmarks" / "intervals.py"


def test_both_sides_of_the_benchmark_agree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In its quick mode every case ends, since the interval is as wide as the loop's resamples spread."""
    monkeypatch.setattr(sys, "path", [str(SCRIPT.parent), *sys.path])
    written = tmp_path / "intervals.json"
    assert runpy.run_path(str(SCRIPT))["main"](["--quick", "--into", str(written)]) == 0
    assert [case["each"] for case in json.loads(written.read_text(encoding="utf-8"))] == [1, 5, 50]

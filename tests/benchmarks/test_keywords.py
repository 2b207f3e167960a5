"""The benchmark of keyword filters compares what agrees."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parent.parent.parent / "benchmarks" / "keywords.py"


def test_both_sides_of_the_benchmark_write_the_same_rows(tmp_path):
    """In its quick mode, the filter and a pyahocorasick loop write the same decisions and evidence in every case."""
    written = tmp_path / "keywords.json"
    command = [sys.executable, str(SCRIPT), "--quick", "--into", str(written)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    report = json.loads(written.read_text(encoding="utf-8"))
    cases = [*report["whole"], *report["combinations"]]
    assert [case["same rows"] for case in cases] == [True] * len(cases)
    assert len(report["whole"]) >= 2
    assert "OTHER ROWS" not in done.stdout

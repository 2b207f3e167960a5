"""The benchmark of classifiers compares what agrees."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

SCRIPT = Path(__file__).parent.parent.parent / "benchmarks" / "classifiers.py"


def test_both_sides_of_the_benchmark_decide_alike(tmp_path, capsys):
    """In its quick mode, scikit-learn and the fast scorer block the same passages in every case."""
    written = tmp_path / "classifiers.json"
    assert runpy.run_path(str(SCRIPT))["main"](["--quick", "--into", str(written)]) == 0
    cases = json.loads(written.read_text(encoding="utf-8"))["cases"]
    assert [row["same decisions"] for case in cases for row in case["microseconds a passage"]] == [True] * 6
    assert capsys.readouterr().out.count("same decisions") == 6

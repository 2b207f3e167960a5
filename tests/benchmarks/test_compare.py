"""The benchmark of comparisons compares runs in which something flips, and all that flips is accounted for."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parent.parent.parent / "benchmarks" / "compare.py"


def test_the_quick_benchmark_explains_every_flip(tmp_path):
    """In its quick mode there are flips through rules, steps and thresholds, and none through anything unknown."""
    written = tmp_path / "compare.json"
    command = [sys.executable, str(SCRIPT), "--quick", "--into", str(written)]
    subprocess.run(command, capture_output=True, text=True, check=True)
    case = json.loads(written.read_text(encoding="utf-8"))["comparison"]
    assert (case["runs"], case["passages"], case["filters"]) == (3, 1000, 3)
    assert case["flips"] > 0
    assert {"rule added", "rule removed", "threshold"} <= set(case["kinds"])
    assert "unknown" not in case["kinds"]

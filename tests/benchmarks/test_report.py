"""The benchmark of the report makes a page of every passage that it says it shows."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parent.parent.parent / "benchmarks" / "report.py"


def test_the_quick_benchmark_makes_a_page(tmp_path):
    """In its quick mode there is one page, of all of 500 passages under three filters, larger than their texts."""
    written = tmp_path / "report.json"
    command = [sys.executable, str(SCRIPT), "--quick", "--into", str(written)]
    subprocess.run(command, capture_output=True, text=True, check=True)
    (case,) = json.loads(written.read_text(encoding="utf-8"))["pages"]
    assert (case["passages"], case["shown"], case["filters"]) == (500, 500, 3)
    assert set(case["seconds"]) == {"document", "HTML"}
    assert case["bytes"] > 500 * 220

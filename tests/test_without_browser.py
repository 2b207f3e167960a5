"""On a machine without a browser the tests pass: those in a browser are skipped with their reason."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
IN_A_BROWSER = TESTS / "report" / "browser"


def test_only_the_tests_in_a_browser_ask_for_one() -> None:
    """No other test imports a driver, or asks for a fixture that opens a page."""
    asks = re.compile(r"import playwright|from playwright|\bdef \w+\([^)]*\b(?:browser|visit)\b[^)]*\)")
    others = [path for path in TESTS.rglob("*.py") if IN_A_BROWSER not in path.parents and path != Path(__file__)]
    assert len(others) > 100
    assert [path.name for path in others if asks.search(path.read_text("utf-8"))] == []


def test_a_test_there_is_skipped_without_one(tmp_path) -> None:
    """Where no Chromium is on the path, every test of a file is skipped, says what is missing, and nothing fails."""
    pytest.importorskip("playwright", reason="playwright is not installed (the extra dev has it)")
    file = IN_A_BROWSER / "test_keyboard.py"
    options = ["-q", "-rs", "-p", "no:randomly", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, str(file)],
        cwd=TESTS.parent,
        env={**os.environ, "PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert set(done.stdout.split(maxsplit=1)[0]) == {"s"}
    assert "there is no chromium on this machine" in done.stdout

"""`outlast cache`: what is known of earlier runs, and how to forget it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


def kept(outlast: Callable) -> dict:
    return json.loads(outlast("cache", "show", "--json").out)


def counts(row: dict) -> dict:
    return {name: row[name] for name in ("entries", "decisions", "dangling")}


@pytest.mark.usefixtures("ran")
def test_what_is_kept_is_counted(outlast: Callable) -> None:
    """Two keyword filters of three renderings are six entries, with the bytes of their files; nothing was learned."""
    (row,) = kept(outlast)["entries"]
    files = list(Path("runs/.cache/decisions").rglob("*.json"))
    assert {**row, "bytes": 0} == {
        "experiment": "pond",
        "kind": "keyword",
        "entries": 6,
        "decisions": 24,
        "dangling": 0,
        "bytes": 0,
    }
    assert row["bytes"] == sum(path.stat().st_size for path in files)
    assert len(files) == 6
    page = outlast("cache", "show").out
    assert [line.split()[:5] for line in page.splitlines() if "pond" in line] == [["pond", "keyword", "6", "24", "0"]]


def test_what_filters_learned_is_kept_too(outlast: Callable, letter_runs: Path) -> None:
    """The letter's list and classifier judged three renderings each, and the classifier need not be trained again."""
    shown = json.loads(outlast("cache", "show", "--json", OUTLAST_RUNS=str(letter_runs)).out)
    rows = {row["kind"]: counts(row) for row in shown["entries"] if row["experiment"] == "letter"}
    assert rows == {name: {"entries": 3, "decisions": 186, "dangling": 0} for name in ("keyword", "classifier")}
    assert shown["learned"]["filters"] == 1


def test_dangling_entries_are_told_and_taken_out_alone(outlast: Callable, ran) -> None:
    """Entries of a run that was deleted dangle; those of another stay when they are cleared."""
    outlast("run", "pond", "--set", "name=other", "--set", "near_misses=0")
    shutil.rmtree(ran.folder)
    rows = {row["experiment"]: counts(row) for row in kept(outlast)["entries"]}
    assert rows == {
        "other": {"entries": 6, "decisions": 24, "dangling": 0},
        "pond": {"entries": 6, "decisions": 0, "dangling": 6},
    }
    done = outlast("cache", "clear", "--dangling")
    assert done.code == 0
    assert done.out.startswith("removed 6 entries and what 0 filters learned, ")
    assert {row["experiment"] for row in kept(outlast)["entries"]} == {"other"}


def test_clearing_forgets_all_and_leaves_runs_alone(outlast: Callable, ran) -> None:
    """After it nothing is known, no folder of the cache is left, and the run verifies; what is not ours stays."""
    assert outlast("cache", "clear").out.startswith("removed 6 entries")
    assert not Path("runs/.cache").exists()
    assert outlast("cache", "show").out == "nothing is known of earlier runs here\n"
    assert outlast("verify", "pond").code == 0
    assert "reused" not in outlast("run", "pond", "--set", "name=other").err
    Path("runs/.cache/notes.txt").write_text("mine", encoding="utf-8")
    assert outlast("cache", "clear").code == 0
    assert [path.name for path in Path("runs/.cache").rglob("*")] == ["notes.txt"]


def test_nothing_is_known_where_there_are_no_runs(outlast: Callable, tmp_path: Path) -> None:
    """A folder that is not there is an empty one, and is not made."""
    missing = tmp_path / "runs"
    assert outlast("cache", "clear", "--runs", missing).out == "removed 0 entries and what 0 filters learned, 0 B\n"
    assert json.loads(outlast("cache", "show", "--json", "--runs", missing).out) == {
        "entries": [],
        "learned": {"filters": 0, "bytes": 0},
    }
    assert not missing.exists()

"""Faulty lists: every fault of each is told at once, with its place.

The lists are in `malformed`, what is said of them in tests/snapshots/keyword-lists.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from outlast.errors import ConfigError
from outlast.filters.keyword.lists import read_list

HERE = Path(__file__).parent
MALFORMED = HERE / "malformed"
SNAPSHOTS = HERE.parents[1] / "snapshots" / "keyword-lists"

FAULTS = {
    "columns.csv": ["1:1", "1:1"],
    "combination-lines.yaml": ["combinations.txt:2:1", "combinations.txt:3:1"],
    "dates.yaml": ["5:42", "6:42", "7:5", "8:42"],
    "empty-rules.yaml": ["4:1"],
    "empty.csv": ["1:1"],
    "empty.txt": ["1:1"],
    "header-only.csv": ["1:1"],
    "keys.yaml": ["1:1", "2:1", "3:1", "4:1", "6:5", "6:6", "6:30", "7:42", "8:42", "9:49"],
    "kinds.yaml": ["5:13", "6:5", "7:13", "8:13"],
    "latin-1.csv": ["3:6"],
    "latin-1.txt": ["2:4"],
    "latin-1.yaml": ["5:40"],
    "no-pattern.csv": ["1:1"],
    "no-rules.yaml": ["1:1"],
    "of.csv": ["3:1"],
    "of.yaml": ["6:53", "7:52"],
    "open-quote.csv": ["2:1", "3:1"],
    "patterns.yaml": [
        "5:28",
        "6:28",
        "7:28",
        "8:32",
        "9:47",
        "10:32",
        "11:5",
        "12:26",
        "13:5",
        "14:30",
        "15:5",
    ],
    "repeated-column.csv": ["1:1"],
    "repeated-ids.yaml": ["6:6", "7:6"],
    "rows.csv": ["3:1", "4:1", "5:1", "6:1", "6:1", "7:1", "8:1", "9:1"],
    "rules-file-faulty.yaml": [f"rows.csv:{line}:1" for line in (3, 4, 5, 6, 6, 7, 8, 9)],
    "rules-file-lines.yaml": ["4:31"],
    "rules-file-missing.yaml": ["4:14"],
    "rules-twice.yaml": ["1:1"],
    "stray-quote.csv": ["2:1"],
    "wide-row.csv": ["2:1", "3:1"],
    "wildcard-lines.yaml": ["stars.txt:3:1", "stars.txt:4:1"],
}
"""From faulty list to the place of each of its faults, in order: a line and column of it, or of a file beside it."""

NAMED = {"combinations.txt", "lines.txt", "stars.txt"}
"""Files that a faulty list names."""


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_each_fault_is_a_line_with_its_place(
    name: str, snapshot: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A faulty list is told by all of its faults at once, each in a line that begins with file, line and column."""
    monkeypatch.chdir(MALFORMED)
    with pytest.raises(ConfigError) as caught:
        read_list(Path(name))
    said = str(caught.value)
    places = [place if place[0].isalpha() else f"{name}:{place}" for place in FAULTS[name]]
    assert [":".join(line.split(":")[:3]) for line in said.splitlines()] == places
    snapshot(f"keyword-lists/{name}", said + "\n")


def test_every_faulty_list_is_tried() -> None:
    """The table names every file in the folder, and no snapshot is left of one that is gone."""
    assert {path.name for path in MALFORMED.iterdir()} == FAULTS.keys() | NAMED
    assert {path.name.removesuffix(".txt") for path in SNAPSHOTS.iterdir()} == FAULTS.keys()


@pytest.mark.parametrize("name", ["nowhere.yaml", "nowhere.csv", "nowhere.txt"])
def test_a_file_that_is_not_there(name: str, tmp_path: Path) -> None:
    """A path that leads nowhere is a fault in a line, whatever its format."""
    with pytest.raises(ConfigError, match="no such file"):
        read_list(tmp_path / name)

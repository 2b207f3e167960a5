"""The measure of several keyword lists, on two small lists and a replayed filter beside them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import outlast
from outlast.errors import UserError

TEXTS = {
    "p": "the ferry and the harbour",
    "q": "the ferry alone",
    "r": "the bridge alone",
    "s": "bread is dear",
    "t": "The FERRY again",
}


def write(folder: Path, name: str, patterns: list[str]) -> None:
    """A keyword list of literal rules."""
    rules = "".join(f"  - {{id: {name}{at}, kind: literal, pattern: {each}}}\n" for at, each in enumerate(patterns))
    path = folder / "configs" / "keywords" / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"name: {name}\nversion: '1'\nlanguage: en\nlicence: CC0-1.0\nrules:\n{rules}", encoding="utf-8")


@pytest.fixture
def run(study: Callable, tmp_path: Path) -> outlast.Run:
    """Lists of ferry and harbour, and of Ferry and bridge: one rule in common of three, three passages of four."""
    study([{"id": name, "text": text} for name, text in TEXTS.items()], decided={"other": dict.fromkeys("pqrst", True)})
    write(tmp_path, "water", ["ferry", "harbour"])
    write(tmp_path, "roads", ["Ferry", "bridge"])
    path = tmp_path / "experiments" / "made" / "experiment.yaml"
    path.write_text(
        path.read_text(encoding="utf-8")
        + "  - {name: water, kind: keyword, list: water}\n  - {name: roads, kind: keyword, list: roads}\n",
        encoding="utf-8",
    )
    return outlast.run(path, runs=tmp_path / "runs")


def test_rules_and_passages_in_common(run: outlast.Run) -> None:
    """One of three rules, case apart, and three of the four passages that either blocks; the replay is no list."""
    (row,) = outlast.measure(run, "lists")[0]
    assert (row["first"], row["second"]) == ("water", "roads")
    assert (row["shared_rules"], row["all_rules"], row["rules_jaccard"]) == (1, 3, pytest.approx(1 / 3))
    assert (row["both_block"], row["either_blocks"], row["jaccard"]) == (3, 4, 0.75)


def test_by_how_many_lists(run: outlast.Run) -> None:
    """Of four blocked passages one is blocked by one list alone, and three by both."""
    found = outlast.measure(run, "lists")[1]
    assert [(row["lists"], row["blocked"], row["any_blocks"]) for row in found] == [(1, 1, 4), (2, 3, 4)]


def test_a_list_that_changed_is_not_compared(run: outlast.Run, tmp_path: Path) -> None:
    """Rules are compared only as the run read them; what was blocked still is."""
    write(tmp_path, "water", ["ferry", "harbour", "bridge"])
    sheet = outlast.measure(run, "lists")[0]
    (row,) = sheet
    assert (row["shared_rules"], row["rules_jaccard"], row["both_block"]) == (None, None, 3)
    assert "The list water changed since the run, so its rules are not compared." in sheet.notes
    assert sheet.texts()[0][2] == "–"


def test_one_list_is_too_few(run: outlast.Run) -> None:
    """With one list asked for, or none in the run, there is nothing to compare."""
    with pytest.raises(UserError, match="of keyword filters this run has only water"):
        outlast.measure(run, "lists", filters=["water", "other"])

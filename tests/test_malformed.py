"""Experiments with faults: `validate` and `run` name each fault in a line, with its place, and nothing is run.

Each example is a file or a folder of tests/malformed; the texts are in tests/snapshots/malformed.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

MALFORMED = Path(__file__).parent / "malformed"
SNAPSHOTS = Path(__file__).parent / "snapshots" / "malformed"

PLACES = {
    "alias.yaml": ["2:11"],
    "combinations.yaml": [
        "10:48",
        "11:51",
        "11:59",
        "12:32",
        "12:54",
        "12:63",
        "14:34",
        "14:49",
        "14:67",
        "15:6",
        "15:54",
        "15:65",
    ],
    "control-character.yaml": ["2:34"],
    "duplicate-filter.yaml": ["12:6"],
    "duplicate-key.yaml": ["8:1"],
    "duplicate-key-and-more.yaml": ["4:3", "8:1"],
    "duplicate-perturbation.yaml": ["9:5", "11:5"],
    "empty.yaml": [""],
    "faulty-card": ["corpora/broken/CARD.md:4:1", "corpora/broken/CARD.md:5:25"],
    "faulty-list": [
        "words.yaml:2:1",
        "words.yaml:8:6",
        "words.yaml:9:33",
        "words.yaml:10:14",
        "words.yaml:11:29",
    ],
    "faulty-policy": ["policy.yaml:6:1", "policy.yaml:8:25", "policy.yaml:9:22", "policy.yaml:10:24"],
    "latin-1.yaml": ["2:37"],
    "leading-zero.yaml": ["8:7"],
    "line-break-in-key.yaml": ["2:1"],
    "list-at-top.yaml": ["1:1"],
    "list-for-unit.yaml": ["6:3"],
    "missing-corpus.yaml": ["4:3"],
    "missing-keys.yaml": ["1:1", "3:1"],
    "missing-language.yaml": ["5:3"],
    "missing-list.yaml": ["11:5"],
    "missing-list-file.yaml": ["11:5"],
    "missing-policy.yaml": ["7:1"],
    "name-of-a-folder-above.yaml": ["1:1"],
    "no-codebook": ["corpora/unlabelled/codebook.yaml"],
    "no-filters.yaml": ["8:1"],
    "no-kind.yaml": ["9:5"],
    "no-sections.yaml": ["7:3"],
    "numbers-for-sections.yaml": ["7:14", "7:17"],
    "outside-judges.yaml": [
        *("10:5", "11:5", "16:5", "19:25", "24:15", "25:13", "28:5", "29:5", "31:5", "32:5", "33:15", "34:50"),
    ],
    "replay-columns": [f"experiment.yaml:{place}" for place in ("9:15", "9:25", "10:12", "11:74")],
    "replay-rows": [f"predictions.csv:{line}:1" for line in (3, 4, 5, 6)],
    "replay-unjoined": ["experiment.yaml:10:5", "experiment.yaml:16:5"],
    "semantic.yaml": [
        *("8:5", "11:5", "13:5", "15:5", "17:5", "20:5", "22:5", "27:5", "28:13", "30:5", "32:5", "33:5"),
    ],
    "several.yaml": ["2:1", "5:3", "8:1", "12:5", "13:5", "17:5", "18:49"],
    "tab.yaml": ["6:1"],
    "tag.yaml": ["2:11"],
    "text-at-top.yaml": ["1:1"],
    "text-for-number.yaml": ["15:5"],
    "threshold.yaml": ["15:5"],
    "two-documents.yaml": ["12:1"],
    "unclosed-list.yaml": ["8:1"],
    "unknown-key.yaml": ["12:5"],
    "unknown-kind.yaml": ["10:5"],
    "unknown-section.yaml": ["7"],
    "unknown-sections.yaml": ["7", "7"],
    "unknown-stage.yaml": ["12:49"],
    "unknown-unit.yaml": ["6:3"],
    "wrong-type.yaml": ["2:1"],
    "yaml-tag.yaml": ["2:11"],
}
"""From example to the place of each of its faults, in order: a line and column of the example, or of a file in it."""


def place_in(example: str, place: str) -> str:
    """The beginning of a message about a place."""
    if place and not place[0].isdigit():
        return f"{example}/{place}:"
    return f"{example}:{place}:" if place else f"{example}:"


@pytest.fixture
def among_examples(monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of examples, entered, so that messages name them as they are called here."""
    monkeypatch.chdir(MALFORMED)
    return MALFORMED


@pytest.mark.parametrize("example", sorted(PLACES))
@pytest.mark.usefixtures("among_examples")
def test_each_fault_is_a_line_with_its_place(example: str, outlast: Callable, snapshot: Callable) -> None:
    """`validate` ends with exit code 2 and one line for each fault, which begins with its place."""
    done = outlast("validate", example)
    lines = done.err.removeprefix("outlast: ").splitlines()
    assert (done.code, done.out) == (2, "")
    assert len(lines) == len(PLACES[example]), done.err
    for line, place in zip(lines, PLACES[example], strict=True):
        assert line.startswith(place_in(example, place)), done.err
    snapshot(f"malformed/{example.removesuffix('.yaml')}", done.err)


@pytest.mark.parametrize("example", sorted(PLACES))
def test_run_refuses_what_validate_refuses(
    example: str, outlast: Callable, among_examples: Path, tmp_path: Path
) -> None:
    """`run` says the same of a malformed experiment as `validate`, and leaves nothing behind."""
    ran = outlast("run", example, "--runs", tmp_path)
    assert (ran.code, ran.out, ran.err) == (2, "", outlast("validate", example).err)
    assert list(tmp_path.iterdir()) == []


def test_what_run_would_refuse_validate_refuses(outlast: Callable, among_examples: Path, tmp_path: Path) -> None:
    """A rule of which the filter's normalising leaves nothing is a fault to `validate` as it is to `run`."""
    assert outlast("run", "emptied-rule", "--runs", tmp_path).code == 2
    assert outlast("validate", "emptied-rule").code == 2


@pytest.mark.parametrize("command", ["validate", "run"])
@pytest.mark.parametrize("example", ["several.yaml", "unclosed-list.yaml"])
def test_the_installed_command_ends_without_a_traceback(
    command: str, example: str, outlast: Callable, among_examples: Path
) -> None:
    """In a process of its own a malformed experiment ends with exit code 2 and the same lines."""
    arguments = [sys.executable, "-c", "from outlast.cli.main import main; main()", command, example]
    done = subprocess.run(arguments, cwd=among_examples, capture_output=True, text=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", outlast("validate", example).err)


def test_every_example_is_tried() -> None:
    """The table names every example, and no snapshot is left of one that is gone."""
    there = {path.name for path in MALFORMED.iterdir()}
    assert there == {*PLACES, "emptied-rule"}
    assert {path.stem for path in SNAPSHOTS.iterdir()} <= {name.removesuffix(".yaml") for name in PLACES}

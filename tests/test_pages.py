"""Numbers and outputs in the pages are those of the commands beside them."""

from __future__ import annotations

import functools
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = [
    ROOT / "README.md",
    *sorted((ROOT / "experiments").glob("*/README.md")),
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "corpora").glob("*/CARD.md")),
]
SHOWN = re.compile(r"<!-- (?:a part|the beginning) of: (outlast [^\n]*?) -->\n```text\n(.*?)\n```", re.DOTALL)
BLOCKS = [
    pytest.param(page, match[1], match[2], id=f"{page.parent.name}: {match[1]}")
    for page in PAGES
    for match in SHOWN.finditer(page.read_text(encoding="utf-8"))
]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of runs that the commands of this module share."""
    return tmp_path_factory.mktemp("runs")


@functools.cache  # a page shows several parts of what one command prints, and many commands want the same run
def outlast(command: str, runs: Path) -> str:
    """What a command prints on 80 columns, without blanks at the ends of lines; lint may find something."""
    arguments = [sys.executable, "-c", "from outlast.cli.main import main; main()", *shlex.split(command)[1:]]
    environment = {**os.environ, "OUTLAST_RUNS": str(runs), "COLUMNS": "80", "NO_COLOR": "1"}
    done = subprocess.run(arguments, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode in ({0, 4} if command.startswith("outlast keywords lint") else {0}), done.stderr
    return "\n".join(line.rstrip() for line in done.stdout.split("\n"))


def test_the_pages_show_something() -> None:
    """README, the letter's page, and the cards of letter and discourse show the output of a command."""
    assert {page.parent.name for page in PAGES} >= {"letter", "discourse"}
    assert len(BLOCKS) >= 5


@pytest.mark.parametrize(("page", "command", "shown"), BLOCKS)
def test_shown_output_is_what_the_command_prints(page: Path, command: str, shown: str, runs: Path) -> None:
    """Every output in a page occurs, line by line, in what its command prints."""
    if command.startswith(("outlast explain", "outlast survivors", "outlast thresholds", "outlast measure")):
        folder = page.parent if page.parent.parent.name == "experiments" else ROOT / "experiments" / "letter"
        outlast(f"outlast run {shlex.quote(str(folder))}", runs)
    if command.startswith("outlast compare"):  # of the runs that the page has made before
        for line in re.findall(r"^outlast run .*$", page.read_text(encoding="utf-8"), flags=re.MULTILINE):
            outlast(line, runs)
    if "--set" in command or command.startswith("outlast sweep"):
        runs = runs / "varied"  # or the newest run of that name would be one of these
    assert f"\n{shown}\n" in f"\n{outlast(command, runs)}\n", f"{page} shows an output that {command!r} does not print"


def expectation(value: object) -> object:
    """The value with every float replaced by an approximation, since the last digits are the machine's."""
    if isinstance(value, dict):
        return {key: expectation(item) for key, item in value.items()}
    if isinstance(value, list):
        return [expectation(item) for item in value]
    return pytest.approx(value, abs=1e-6) if isinstance(value, float) else value


@pytest.mark.parametrize(
    "expected", sorted((ROOT / "experiments").glob("*/expected.json")), ids=lambda p: p.parent.name
)
def test_an_experiment_comes_out_as_expected(expected: Path, runs: Path) -> None:
    """An experiment's summary, or each of a series, is the one that is committed beside it, but for its signature."""
    found = json.loads(outlast(f"outlast run {shlex.quote(str(expected.parent))} --json", runs))
    for summary in [found] if "signature" in found else found.values():
        del summary["signature"]
    assert found == expectation(json.loads(expected.read_text(encoding="utf-8")))


def test_civility_leaves_nine_tenths_of_the_letter_standing() -> None:
    """A filter for tone lets political criticism in civil words alone: in both languages, whatever the instrument."""
    summaries = json.loads((ROOT / "experiments/policies/expected.json").read_text(encoding="utf-8"))
    for language in ("en", "zh"):
        rows = summaries[f"policies-civility-{language}"]["survival"]
        assert {row["filter"] for row in rows} == {"keywords", "classifier", "cascade"}
        assert all(row["survived"]["rate"] >= 0.9 for row in rows)

"""`outlast thresholds`: survival at other thresholds, as a page, JSON or CSV; and a series run and checked as one."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest


def test_the_page_blocks_more_from_row_to_row(outlast: Callable, letter_runs: Path) -> None:
    """Eleven thresholds, from one that blocks nothing to one that blocks all 62 sentences."""
    done = outlast("thresholds", "letter", "--filter", "classifier", OUTLAST_RUNS=str(letter_runs))
    assert (done.code, done.err) == (0, "")
    lines = [line.split() for line in done.out.splitlines()]
    survivors = [int(line[1]) for line in lines if len(line) > 2 and line[1].isdigit() and line[2] == "62"]
    assert (len(survivors), survivors[0], survivors[-1]) == (11, 62, 0)
    assert survivors == sorted(survivors, reverse=True)
    assert "signature   letter|" in done.out


@pytest.mark.parametrize("form", ["--json", "--csv"])
def test_programs_get_every_flip_point(outlast: Callable, letter_runs: Path, form: str) -> None:
    """A row for each distinct score, and one above them all, whatever the form."""
    done = outlast("thresholds", "letter", "-f", "classifier", form, OUTLAST_RUNS=str(letter_runs))
    rows = json.loads(done.out)["rows"] if form == "--json" else list(csv.DictReader(io.StringIO(done.out)))
    assert len(rows) == 63
    assert rows[0]["threshold"] in {None, ""}
    assert [int(row["survived_count"]) for row in rows] == list(range(62, -1, -1))


def test_a_filter_without_scores(outlast: Callable, letter_runs: Path) -> None:
    """The last filter is meant where none is named; a cascade has no score, and the error says what to do."""
    done = outlast("thresholds", "letter", OUTLAST_RUNS=str(letter_runs))
    assert (done.code, done.out) == (2, "")
    assert done.err == "outlast: cascade gives no scores, so it has no threshold to move; name a filter that does\n"


@pytest.fixture
def series(pond: Path) -> Path:
    """The small project's experiment twice in one folder, the second with a list of its own."""
    text = (pond / "experiments/pond/experiment.yaml").read_text("utf-8")
    folder = pond / "experiments/both"
    folder.mkdir()
    (folder / "one.yaml").write_text(text.replace("name: pond\n", "name: one\n", 1), encoding="utf-8")
    (folder / "two.yaml").write_text(text.replace("name: pond\n", "name: two\n", 1), encoding="utf-8")
    return folder


@pytest.mark.usefixtures("series")
def test_a_series_is_run_into_one_table(outlast: Callable) -> None:
    """Both experiments are run, with a row for each of their filters and a signature each; again, they are found."""
    done = outlast("run", "experiments/both")
    assert (done.code, done.err) == (0, "outlast: 36 decisions: 24 reused, 12 combined\n"), "the second, of the first"
    rows = [line.split() for line in done.out.splitlines()]
    assert [row[:4] for row in rows if row[:1] in (["one"], ["two"])] == [
        ["one", "words", "2", "of"],
        ["two", "words", "2", "of"],
    ]
    assert [row[1].partition("|")[0] for row in rows if row[:1] == ["signature"]] == ["one", "two"]
    assert outlast("run", "both").out == done.out
    assert outlast("survivors", "two", "--json").code == 0


@pytest.mark.usefixtures("series")
def test_a_series_as_json_and_as_a_plan(outlast: Callable) -> None:
    """Programs get each experiment's summary, or plan, by its name."""
    plans = json.loads(outlast("run", "experiments/both", "--dry-run", "--json").out)
    assert {name: plan["state"] for name, plan in plans.items()} == {"one": "new", "two": "new"}
    summaries = json.loads(outlast("run", "experiments/both", "--json").out)
    assert {name: summary["passages"] for name, summary in summaries.items()} == {"one": 4, "two": 4}


def test_every_fault_of_a_series_is_told(outlast: Callable, series: Path) -> None:
    """Validating a series says of each file that it is valid, or names its faults, all of them."""
    assert outlast("validate", "experiments/both").out.count("valid: ") == 2
    for name in ("one", "two"):
        file = series / f"{name}.yaml"
        file.write_text(file.read_text("utf-8").replace("policy:", "polity:"), encoding="utf-8")
    done = outlast("validate", "experiments/both")
    assert done.code == 2
    assert {line.partition(":")[0].rpartition("/")[2] for line in done.err.splitlines()} == {"one.yaml", "two.yaml"}

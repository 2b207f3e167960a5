"""Message survival as a measure of a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from outlast import measure
from outlast.errors import UserError
from outlast.runs.results import Run, open_run


@pytest.fixture(scope="module")
def letter(letter_runs: Path) -> Run:
    """The letter's run."""
    return open_run("letter", runs=letter_runs)


def test_the_claims_are_those_of_the_survivors(letter: Run) -> None:
    """A claim is lost if no survivor has it, and hangs by the one that has."""
    claims = {row["passage_id"]: row["claims"] for row in letter.passages().to_pylist()}
    (_, each) = measure(letter, "messages", resamples=200)
    for name in letter.manifest.filters:
        left = letter.survivors(name).table.column("passage_id").to_pylist()
        for row in each:
            if row["filter"] != name:
                continue
            holders = [passage for passage in left if row["value"] in claims[passage]]
            assert row["left"] == len(holders)
            assert row["state"] == ("lost" if not holders else "hangs" if len(holders) == 1 else "stands")
            assert row["last"] == (holders[0] if len(holders) == 1 else None)


def test_each_draw_is_a_reader_of_its_own(letter: Run) -> None:
    """Under a perturbation with one draw there is a row for each filter, and the counts add up."""
    (learnable, _) = measure(letter, "messages", perturbation="zero-width", resamples=200)
    rows = list(learnable)
    assert len(rows) == len(letter.manifest.filters) * letter.manifest.perturbations["zero-width"]
    assert all(row["learnable"] + row["lost"] == row["of"] == 20 for row in rows)


def test_any_label_can_be_the_message(letter: Run) -> None:
    """`by` takes other labels; a passage id that is named lies among the passages."""
    sheets = measure(letter, "messages", by=["topics", "stance"], filters="cascade", resamples=200)
    assert [sheet.name for sheet in sheets] == [
        "learnable-topics",
        "left-of-topics",
        "learnable-stance",
        "left-of-stance",
    ]
    ids = set(letter.passages().column("passage_id").to_pylist())
    assert {row["last"] for row in sheets[1]} - {None} <= ids
    with pytest.raises(UserError, match="did you mean 'topics'"):
        measure(letter, "messages", by="topic")


def test_the_tables_fit_a_terminal(outlast, letter_runs: Path) -> None:
    """No line is wider than 80 columns, and no number is cut."""
    done = outlast("measure", "letter", "messages", "--resamples", 200, "--runs", letter_runs)
    assert (done.code, done.err) == (0, "")
    assert max(map(len, done.out.splitlines())) <= 80
    assert "keywords    55 of 62   18 of 20" in done.out

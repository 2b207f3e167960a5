"""Distortion as a measure of a run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from scipy.spatial.distance import jensenshannon

from outlast import measure
from outlast.errors import UserError
from outlast.runs.results import Run, open_run


@pytest.fixture(scope="module")
def letter(letter_runs: Path) -> Run:
    """The letter's run."""
    return open_run("letter", runs=letter_runs)


def test_the_distances_are_those_of_the_stored_decisions(letter: Run) -> None:
    """Counted from the run's files by hand and by scipy: the claims that the cascade leaves, against those written."""
    blocked = {
        row["passage_id"]: row["blocked"]
        for row in letter.decisions().to_pylist()
        if (row["filter"], row["perturbation"]) == ("cascade", "identity")
    }
    written: dict[str, int] = {}
    left: dict[str, int] = {}
    for row in letter.passages().to_pylist():
        for claim in row["claims"]:
            written[claim] = written.get(claim, 0) + 1
            left[claim] = left.get(claim, 0) + (not blocked[row["passage_id"]])
    shares = [(written[name] / sum(written.values()), left[name] / sum(left.values())) for name in written]
    sheets = {sheet.name: sheet for sheet in measure(letter, "distortion", filters="cascade", resamples=200)}
    (row,) = [row for row in sheets["distances"] if row["label"] == "claims"]
    assert (row["written"], row["left"]) == (sum(written.values()), sum(left.values()))
    assert row["total_variation"] == pytest.approx(sum(abs(after - before) for before, after in shares) / 2)
    assert row["jensen_shannon"] == pytest.approx(jensenshannon(*zip(*shares, strict=True), base=2))
    shifts = {row["value"]: row["shift"] for row in sheets["shift-by-value"] if row["label"] == "claims"}
    assert shifts == pytest.approx(
        {name: after - before for name, (before, after) in zip(written, shares, strict=True)}
    )


def test_a_text_without_opposite_voices_says_so(letter: Run) -> None:
    """Whom the letter criticises it does not support, so there is no sheet of voices but of anyone, and a note."""
    sheets = {sheet.name: sheet for sheet in measure(letter, "distortion", by="stance", resamples=200)}
    assert {row["actor"] for row in sheets["voices"]} == {"anyone"}
    assert list(sheets) == ["distances", "voices", "shift-by-value"]
    alone = measure(letter, "distortion", by="claims", resamples=200)
    assert [sheet.name for sheet in alone] == ["distances", "shift-by-value"]
    assert any("no voice" in note for note in alone[0].notes)


def test_labels_are_chosen(letter: Run) -> None:
    """`by` takes any label, of one value too; one that there is not is named."""
    (distances, _) = measure(letter, "distortion", by=["civility", "section"], filters="keywords", resamples=200)
    assert [row["label"] for row in distances] == ["civility", "section"]
    with pytest.raises(UserError, match="did you mean 'claims'"):
        measure(letter, "distortion", by="claim")


def test_rows_of_a_value_go_from_loss_to_gain(letter: Run) -> None:
    """Within a filter, shifts are sorted."""
    sheet = measure(letter, "distortion", by="topics", filters="classifier", resamples=200)[-1]
    shifts = [row["shift"] for row in sheet]
    assert shifts == sorted(shifts)


def test_a_seed_makes_the_same_numbers_again(letter: Run) -> None:
    """The same seed gives the same sheets, another seed other intervals."""
    asked = {"by": "topics", "filters": "classifier", "resamples": 300}
    first, again, other = (measure(letter, "distortion", **asked, seed=seed) for seed in (1, 1, 2))
    assert [sheet.to_json() for sheet in first] == [sheet.to_json() for sheet in again]
    assert first[0].to_json() != other[0].to_json()


def test_the_command_gives_numbers(outlast, letter_runs: Path) -> None:
    """`outlast measure letter distortion --json` has the sheets with everything unrounded."""
    done = outlast("measure", "letter", "distortion", "--resamples", 200, "--json", "--runs", letter_runs)
    assert (done.code, done.err) == (0, "")
    names = [sheet["name"] for sheet in json.loads(done.out)]
    assert names == ["distances", "voices", "shift-by-value"]


def test_the_tables_fit_a_terminal(outlast, letter_runs: Path) -> None:
    """No line is wider than 80 columns, and no number is cut."""
    done = outlast("measure", "letter", "distortion", "--resamples", 200, "--runs", letter_runs)
    assert max(map(len, done.out.splitlines())) <= 80
    assert "…" not in done.out
    assert "interval" in done.out


def test_p_values_are_corrected_over_the_rows(letter: Run) -> None:
    """Holm's correction as statsmodels makes it, over every filter and label that was asked for."""
    from statsmodels.stats.multitest import multipletests

    rows = list(measure(letter, "distortion", resamples=500)[0])
    expected = multipletests([row["total_variation_p"] for row in rows], method="holm")[1]
    assert [row["total_variation_p_holm"] for row in rows] == pytest.approx(list(expected))

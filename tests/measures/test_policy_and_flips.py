"""Measures against the policy and flip points: scikit-learn and pandas on the letter's stored decisions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn import metrics

from outlast.errors import UserError
from outlast.measures.kinds import measure
from outlast.measures.policy import policy
from outlast.measures.view import Options, View
from outlast.runs.results import Run, open_run
from outlast.statistics.outcomes import Outcomes


@pytest.fixture(scope="module")
def letter(letter_runs: Path) -> Run:
    """The letter's run."""
    return open_run("letter", runs=letter_runs)


@pytest.fixture(scope="module")
def frame(letter: Run) -> pd.DataFrame:
    """Decisions on the text as written, with the policy's targets, by pandas alone."""
    parts = [pd.read_parquet(path) for path in sorted((letter.folder / "decisions").glob("*.parquet"))]
    targets = pd.read_parquet(letter.folder / "targets.parquet")
    return pd.concat(parts).query("perturbation == 'identity'").merge(targets, on="passage_id")


def test_the_letters_measures_are_scikit_learns(letter: Run, frame: pd.DataFrame) -> None:
    """Precision, recall, balanced accuracy, MCC, F1, both areas and the Brier score of the classifier."""
    own = frame[frame["filter"] == "classifier"]
    hit, meant, scores = own["blocked"].astype(bool), own["target"].astype(bool), own["score"]
    sheet = measure(letter, "policy", filters="classifier", resamples=200)[0]
    found = {row["measure"]: row["estimate"] for row in sheet}
    wanted = {
        "precision": metrics.precision_score(meant, hit),
        "recall": metrics.recall_score(meant, hit),
        "balanced_accuracy": metrics.balanced_accuracy_score(meant, hit),
        "mcc": metrics.matthews_corrcoef(meant, hit),
        "f1": metrics.f1_score(meant, hit),
        "roc_area": metrics.roc_auc_score(meant, scores),
        "precision_recall_area": metrics.average_precision_score(meant, scores),
        "brier": metrics.brier_score_loss(meant, scores),
    }
    assert {name: found[name] for name in wanted} == pytest.approx(wanted)
    over = next(row for row in sheet if row["measure"] == "over_blocking")
    assert (over["count"], over["n"]) == (int((hit & ~meant).sum()), int((~meant).sum()))
    assert all(row["low"] < row["estimate"] < row["high"] for row in sheet if row["measure"] in wanted)


def test_only_filters_with_probabilities_are_calibrated(letter: Run) -> None:
    """A keyword list and a cascade have no score: no areas, no Brier score, no bins."""
    sheets = measure(letter, "policy", resamples=100)
    assert [sheet.name for sheet in sheets] == ["policy", "reliability"]
    assert {row["filter"] for row in sheets[0] if row["measure"] in {"roc_area", "brier", "ece"}} == {"classifier"}
    assert sum(row["n"] for row in sheets[1]) == 62
    assert [sheet.name for sheet in measure(letter, "policy", filters="keywords", resamples=100)] == ["policy"]


@pytest.mark.parametrize(
    ("target", "blocked", "reasons"),
    [
        ([0, 0, 0], [0, 1, 0], {"under_blocking": "no targets", "mcc": "no targets", "precision": None}),
        ([1, 1, 1], [0, 1, 0], {"over_blocking": "nothing but targets", "balanced_accuracy": "nothing but targets"}),
        ([1, 0, 0], [0, 0, 0], {"precision": "nothing is blocked", "mcc": "nothing is blocked", "f1": None}),
        ([1, 0, 0], [1, 1, 1], {"mcc": "all are blocked", "precision": None}),
        ([0, 0, 0], [0, 0, 0], {"f1": "no targets, and nothing is blocked"}),
        ([-1, -1, -1], [0, 1, 0], {"mcc": "the policy says nothing of what was decided"}),
    ],
)
def test_what_is_undefined_says_why(
    letter: Run, target: list[int], blocked: list[int], reasons: dict[str, str | None]
) -> None:
    """A measure without a value has a reason, and one with a value has none."""
    view = View(letter, Options(resamples=100, filters=("keywords",)))
    view.__dict__["outcomes"] = Outcomes(  # what a cached property would find
        filters=("keywords",),
        passage=np.arange(3),
        draw=np.zeros(3, np.int32),
        blocked=np.array(blocked, np.int8)[:, None],
        score=np.full((3, 1), np.nan),
        cluster=np.arange(3),
        target=np.array(target, np.int8),
    )
    (sheet,) = policy(view)
    found = {row["measure"]: row for row in sheet}
    assert {name: found[name]["reason"] for name in reasons} == reasons
    assert all((row["reason"] is None) == (row["estimate"] is not None) for row in sheet)


def test_each_passage_flips_at_its_score(letter: Run, frame: pd.DataFrame) -> None:
    """The flip points are the stored scores, highest first, with text and what the policy says."""
    thresholds, found = measure(letter, "flips", filters="classifier")
    own = frame[frame["filter"] == "classifier"].set_index("passage_id")
    rows = list(found)
    assert [row["flips_at"] for row in rows] == sorted(own["score"], reverse=True)
    assert all(row["flips_at"] == own["score"][row["passage_id"]] for row in rows)
    assert all(row["blocked"] == (row["flips_at"] >= 0.5) for row in rows)
    assert [row["target"] for row in rows] == [own["target"][row["passage_id"]] for row in rows]
    for row in thresholds:
        level = np.inf if row["threshold"] is None else row["threshold"]
        assert row["survived_count"] == int((own["score"] < level).sum())
        assert row["under_blocked_count"] == int(((own["score"] < level) & own["target"].astype(bool)).sum())


def test_its_intervals_are_those_of_other_thresholds(letter: Run) -> None:
    """The sheet says of a threshold what `Run.thresholds` says: one method for one question."""
    thresholds, _ = measure(letter, "flips", filters="classifier")
    listed = {row["threshold"]: row for row in letter.thresholds("classifier")}
    assert len(thresholds) == 11
    for row in thresholds:
        told = {name: value for name, value in row.items() if name not in {"filter", "threshold"}}
        own = {name: value for name, value in listed[row["threshold"]].items() if name != "threshold"}
        assert told == pytest.approx(own)


def test_without_scores_nothing_flips(letter: Run) -> None:
    """A keyword list has no threshold; the error says so, and names it."""
    with pytest.raises(UserError, match=r"^keywords: no scores"):
        measure(letter, "flips", filters="keywords")


@pytest.mark.parametrize("what", ["policy", "flips"])
def test_the_terminals_tables_fit(letter: Run, outlast: Any, what: str) -> None:
    """Every line is at most 80 columns wide."""
    shown = outlast("measure", letter.folder, what)
    assert shown.code == 0
    assert max(map(len, shown.out.splitlines())) <= 80

"""Listings that follow from a stored run: thresholds moved, and accuracy by label."""

from __future__ import annotations

import pytest

from outlast.errors import UserError
from outlast.runs.results import Run


@pytest.fixture
def made(project) -> Run:
    return project.run()


@pytest.mark.parametrize("threshold", [0.3, 0.45, 0.5, 0.55])
def test_thresholds_say_what_judging_again_would(project, made, threshold: float) -> None:
    """At the strictest flip point that is not above a threshold, survival is that of a run with this threshold."""
    again = project.run(f"filters.learned.threshold={threshold}", runs="again")
    rows = [row for row in made.thresholds("learned") if row["threshold"] is None or row["threshold"] >= threshold]
    wanted = next(row for row in again.survival() if (row["filter"], row["perturbation"]) == ("learned", "identity"))
    for name in ("survived", "over_blocked", "under_blocked"):
        assert rows[-1][f"{name}_count"] == wanted[f"{name}_count"]
        assert rows[-1][f"{name}_n"] == wanted[f"{name}_n"]


def test_the_flip_point_of_a_passage_is_its_score(made) -> None:
    """The thresholds listed are the stored scores, each once, and one that blocks nothing."""
    decisions = made.select(made.decisions(), perturbation="hidden", draw=1, filter="learned")
    scores = sorted(set(decisions.column("score").to_pylist()), reverse=True)
    assert [row["threshold"] for row in made.thresholds("learned", perturbation="hidden", draw=1)] == [None, *scores]


def test_a_filter_without_scores_has_no_thresholds(made) -> None:
    """A keyword list blocks or does not."""
    with pytest.raises(UserError, match="words gives no scores, so it has no threshold to move"):
        made.thresholds("words")


def test_accuracy_by_a_label(made) -> None:
    """Of four insults the list finds two, and of seven civil sentences it blocks one."""
    found = {row["value"]: (row["right"], row["n"]) for row in made.accuracy("tone", "words")}
    assert found == {"insult": (2, 4), "civil": (6, 7)}


def test_accuracy_needs_a_column_of_one_value(made) -> None:
    """A column that is not there, or has lists, is refused by name."""
    with pytest.raises(UserError, match="no column of one value called 'tune'; did you mean 'tone'"):
        made.accuracy("tune")
    with pytest.raises(UserError, match="no column of one value called 'cuts'"):
        made.accuracy("cuts")

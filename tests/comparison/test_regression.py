"""What a build may fail on: each regression finds what it says, beyond the tolerance, and nothing else."""

from __future__ import annotations

import pytest

import outlast
from outlast.comparison.regression import REGRESSIONS, regressions


@pytest.fixture
def looser(town):
    """From the town to one whose list lacks w2: 2/2, an insult, goes through the list and the cascade."""
    before, after = town.with_(name="before").run(), town.with_(name="after", rules=(town.FOOL,)).run()
    return outlast.compare([before, after])


@pytest.fixture
def stricter(town):
    """From the town to one whose list has w3: 3/1, which is civil, is blocked by the list and the cascade."""
    before = town.with_(name="before").run()
    return outlast.compare([before, town.with_(name="after", rules=(town.FOOL, town.BAKER, town.HARBOUR)).run()])


def test_a_run_compared_with_itself_regresses_in_nothing(town):
    """No name finds anything, even without a tolerance."""
    made = town.run()
    assert regressions(outlast.compare([made, made]), [each.name for each in REGRESSIONS]) == ()


def test_what_went_through_is_under_blocking(looser):
    """Of three insults the list blocked two and blocks one: up 33.3 points; the cascade from 0 to 1 of 3."""
    assert regressions(looser, ["under-blocking"]) == (
        "after, words (identity): under-blocking rose, 1 of 3 before, 2 after (+33.3 points)",
        "after, both (identity): under-blocking rose, 0 of 3 before, 1 after (+33.3 points)",
    )
    assert regressions(looser, ["over-blocking"]) == ()


def test_what_was_blocked_is_over_blocking(stricter):
    """Of four civil sentences one was blocked, and now two are: up 25 points."""
    assert regressions(stricter, ["over-blocking"]) == (
        "after, words (identity): over-blocking rose, 1 of 4 before, 2 after (+25.0 points)",
        "after, both (identity): over-blocking rose, 1 of 4 before, 2 after (+25.0 points)",
    )
    assert regressions(stricter, ["under-blocking"]) == ()


def test_survival_is_either_way(looser, stricter):
    """One of eight more, or fewer: 12.5 points both times."""
    assert [line.rpartition("(")[2] for line in regressions(looser, ["survival"])] == ["+12.5 points)"] * 2
    assert [line.rpartition("(")[2] for line in regressions(stricter, ["survival"])] == ["-12.5 points)"] * 2


@pytest.mark.parametrize(("tolerance", "found"), [(0, 2), (12.4, 2), (12.5, 0), (50, 0)])
def test_a_tolerance_is_let_pass(looser, tolerance, found):
    """12.5 points are let pass by a tolerance of 12.5, not by one of 12.4, in flips as in rates."""
    assert len(regressions(looser, ["survival"], tolerance=tolerance)) == found
    assert len(regressions(looser, ["flips"], tolerance=tolerance)) == found


def test_flips_that_cancel_are_flips_and_no_change_of_survival(town):
    """The list blocks 3/1 in the place of 2/2: the same survival, two flips of eight."""
    before = town.with_(name="before", filters=(town.WORDS,)).run()
    after = town.with_(
        name="after", filters=(town.WORDS,), rules=(town.FOOL, {**town.HARBOUR, "pattern": "rain"})
    ).run()
    found = outlast.compare([before, after])
    assert regressions(found, ["survival"]) == ()
    assert regressions(found, ["flips"]) == ("after, words (identity): 2 of 8 decisions flipped",)


def test_errors_that_came(town):
    """A score that is gone is an error; that it was mended is none."""
    scores = [*town.scores]
    scores[7] = None
    filters = (town.SCORED,)
    before = town.with_(name="before", filters=filters).run()
    after = town.with_(name="after", filters=filters, scores=scores).run()
    assert regressions(outlast.compare([before, after]), ["errors"]) == (
        "after, scored (identity): 1 of 8 decisions failed, 0 before",
    )
    assert regressions(outlast.compare([after, before]), ["errors"]) == ()


def test_significant_is_beyond_chance(looser, letter_runs, tmp_path):
    """One flip in one document may be chance (p = 1); on the letter a threshold of 0.3 blocks all, beyond it."""
    assert regressions(looser, ["significant"]) == ()
    before = outlast.open_run("letter", runs=letter_runs)
    after = outlast.run("letter", runs=tmp_path, settings=["filters.classifier.threshold=0.3"])
    lines = regressions(outlast.compare([before, after]), ["significant"])
    assert lines
    assert all("by Holm's correction" in line and "keywords" not in line for line in lines)


def test_an_unknown_name(looser):
    """A name that is none is told with the near one."""
    with pytest.raises(outlast.UserError, match="no regression is called 'flip'; did you mean 'flips'"):
        regressions(looser, ["flip"])

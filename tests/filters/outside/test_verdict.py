"""Verdicts: labels and scores of every type that files and endpoints have, and what is no verdict."""

from __future__ import annotations

import math

import pydantic
import pytest

from outlast.filters.outside.verdict import Decided, LabelVerdict, ScoreVerdict, VerdictError, as_label, as_score

LABEL = LabelVerdict(kind="label", at="pred", blocks=["1", "true"], passes=["0", "false"], fails=["n/a"], score="p")
SCORE = ScoreVerdict(kind="score", at="p", threshold=0.5)


@pytest.mark.parametrize(
    ("value", "blocked"),
    [("1", True), (1, True), (1.0, True), (True, True), (" 1 ", True), ("0", False), (0, False), (False, False)],
)
def test_labels_are_compared_as_text(value, blocked):
    """Text, number and truth value of the same label decide alike."""
    assert LABEL.decide({"pred": value}.get) == Decided(blocked)


@pytest.mark.parametrize("value", [None, "", "  ", math.nan])
def test_nothing_is_no_decision(value):
    """An empty cell, null and NaN are an error that names the place, for labels and for scores."""
    assert LABEL.decide({"pred": value}.get) == Decided(None, None, "pred is empty")
    assert SCORE.decide({"p": value}.get) == Decided(None, None, "p is empty")


def test_a_label_of_failure_is_an_error():
    """A label in fails is no decision, and the error says which."""
    assert LABEL.decide({"pred": "n/a", "p": 0.1}.get) == Decided(None, 0.1, "pred is 'n/a'")


def test_a_score_is_recorded_beside_a_label():
    """The score at its own place is kept, and does not decide."""
    assert LABEL.decide({"pred": "0", "p": "0.99"}.get) == Decided(False, 0.99)


@pytest.mark.parametrize("value", ["True", "yes", 2, "1.0"])
def test_an_unknown_label_is_no_verdict(value):
    """A label that stands in no list is refused, in whatever case it is written."""
    with pytest.raises(VerdictError, match="neither in blocks nor in passes nor in fails"):
        LABEL.decide({"pred": value}.get)


@pytest.mark.parametrize("value", [["hateful"], {"label": "hateful"}])
def test_a_list_is_no_label(value):
    """A label is one value."""
    with pytest.raises(VerdictError, match="is no label"):
        as_label(value)


@pytest.mark.parametrize(("score", "blocked"), [(0.5, True), ("0.5", True), (1, True), (0.4999, False), (-3, False)])
def test_a_score_blocks_from_its_threshold(score, blocked):
    """The threshold itself blocks."""
    assert SCORE.decide({"p": score}.get) == Decided(blocked, float(score))


@pytest.mark.parametrize("value", ["high", True, math.inf, "inf", [0.5], 10**400])
def test_what_is_no_finite_number_is_no_score(value):
    """Words, truth values, infinities, lists and numbers beyond 64 bits are refused."""
    with pytest.raises(VerdictError, match="is no score"):
        as_score(value, "p")


def test_a_label_means_one_thing():
    """A label that both blocks and passes is a fault of the config, blanks aside."""
    with pytest.raises(pydantic.ValidationError, match="label 'hate' stands twice"):
        LabelVerdict(kind="label", at="pred", blocks=["hate"], passes=["none", " hate"])

"""The measure of functional tests, on a suite written by hand in HateCheck's form and on the shipped corpus."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import outlast
from outlast.errors import UserError

CASES = [
    ("1", "plain_h", "t1", "insult", None, True),
    ("2", "plain_h", "t1", "insult", None, True),
    ("3", "plain_h", "t2", "insult", None, False),
    ("4", "spelt_h", "t3", "insult", "1", False),
    ("5", "spelt_h", "t3", "insult", "2", True),
    ("6", "negated_nh", "t4", "civil", "1", True),
    ("7", "negated_nh", "t4", "civil", "2", False),
    ("8", "negated_nh", "t4", "civil", "99", None),
    ("9", None, "t5", "civil", None, True),
]
"""Case, functionality, template, gold label, reference, and whether the filter blocks it."""


@pytest.fixture
def run(study: Callable) -> outlast.Run:
    passages = [
        {"id": f"made/en/{case}", "functionality": kind, "document": template, "tone": tone, "ref_case_id": reference}
        for case, kind, template, tone, reference, _ in CASES
    ]
    return study(passages, decided={"words": {f"made/en/{case}": blocked for case, *_, blocked in CASES}})


def test_each_functionality(run: outlast.Run) -> None:
    """Two of three plain cases, one of two spelt, one of two negated; the case that failed is left out."""
    table = outlast.measure(run, "functional")[1]
    held = ("functionality", "passed", "cases", "over_blocked", "others", "under_blocked", "targets", "left_out")
    assert [[row[name] for name in held] for row in table] == [
        ["plain_h", 2, 3, 0, 0, 1, 3, 0],
        ["spelt_h", 1, 2, 0, 0, 1, 2, 0],
        ["negated_nh", 1, 2, 1, 2, 0, 0, 1],
    ]
    assert [row["passed_clusters"] for row in table] == [2, 1, 1]


def test_the_summary(run: outlast.Run) -> None:
    """The mean is that of 2/3, 1/2 and 1/2, none failing; a filter that blocks nothing has 0, 0 and 1."""
    sheet = outlast.measure(run, "functional")[0]
    (row,) = sheet
    assert row["macro_rate"] == pytest.approx((2 / 3 + 1 / 2 + 1 / 2) / 3)
    assert (row["passed"], row["cases"], row["failing"], row["tested"]) == (4, 7, 0, 3)
    assert row["macro_of_nothing"] == pytest.approx(1 / 3)
    assert "passes 2 of 7 cases, and has a mean of 33 %" in sheet.notes[0]


def test_cases_against_their_reference(run: outlast.Run) -> None:
    """A respelling that got away is unasked, a negation that is let through wanted; a reference to nothing is told."""
    sheet = outlast.measure(run, "functional")[2]
    found: dict[str, dict[str, Any]] = {row["functionality"]: row for row in sheet}
    held = ("pairs", "otherwise", "only_reference", "only_case", "unasked", "alike", "wanted", "asked")
    assert [found["spelt_h"][name] for name in held] == [2, 1, 1, 0, 1, 2, 0, 0]
    assert [found["negated_nh"][name] for name in held] == [2, 1, 1, 0, 0, 0, 1, 2]
    assert [found["all"][name] for name in held] == [4, 2, 2, 0, 1, 2, 1, 2]
    assert "References to no other judged case: 1." in sheet.notes


def test_the_attribute_case_id_names_the_cases(study: Callable) -> None:
    """Where a corpus has case_id, references are to it, whatever the passages are called."""
    passages = [
        {"id": "x.1", "functionality": "f", "case_id": "one", "ref_case_id": None},
        {"id": "y.1", "functionality": "f", "case_id": "two", "ref_case_id": "one"},
    ]
    passages.append({"id": "z.1", "functionality": "f", "case_id": "three", "ref_case_id": "three"})  # to itself
    run = study(passages, decided={"words": {"x.1": True, "y.1": False, "z.1": True}})
    row = next(iter(outlast.measure(run, "functional")[2]))
    assert (row["pairs"], row["only_reference"]) == (1, 1)


def test_another_attribute_can_be_asked_for(run: outlast.Run) -> None:
    """By label: what is civil and what insults, as functionalities of their own."""
    table = outlast.measure(run, "functional", by="tone")[1]
    assert table.name == "functional-by-tone"
    assert [(row["tone"], row["passed"], row["cases"]) for row in table] == [("insult", 3, 5), ("civil", 1, 3)]


def test_runs_accuracy_is_the_same(run: outlast.Run) -> None:
    """`Run.accuracy` gives the counts of the measure."""
    counts = {row["functionality"]: (row["passed"], row["cases"]) for row in outlast.measure(run, "functional")[1]}
    assert {row["value"]: (row["right"], row["n"]) for row in run.accuracy("functionality")} == counts


def test_what_has_no_functionality_is_refused(letter_runs) -> None:
    """The letter has no functionalities, and topics are several to a sentence; the error says how to name another."""
    run = outlast.open_run("letter", runs=letter_runs)
    with pytest.raises(UserError, match=r"can be named with --by.*, and these passages have no 'functionality'; known"):
        outlast.measure(run, "functional")
    with pytest.raises(UserError, match="no 'topics'"):
        outlast.measure(run, "functional", by="topics")


def test_accuracy_is_of_one_draw(study: Callable) -> None:
    """`Run.accuracy` counts the draw that was asked for, the measure every draw."""
    passages = [{"id": "p", "functionality": "f", "tone": "insult"}]
    run = study(passages, decided={"words": {"p": [True, False, False]}}, draws=3)
    assert [row["right"] for draw in range(3) for row in run.accuracy("functionality", draw=draw)] == [1, 0, 0]
    assert next(iter(outlast.measure(run, "functional")[1]))["cases"] == 3

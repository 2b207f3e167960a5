"""Answers of a judge: what is one, and what is malformed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlast.filters.outside.answer import Answered, MalformedError, printable, read_answer, read_json, read_line
from outlast.filters.outside.verdict import Decided


def answered(text: str = "no war", near: int = 3, **answer: Any) -> Answered:
    return read_answer({"id": "1", **answer}, text=text, row=7, near=near)


def test_a_block_with_evidence():
    """What stands beside a block is evidence that fired, on the row that it is of."""
    made = answered(blocked=True, score=1, evidence=[{"rule": "war", "start": 3, "end": 6, "note": "a\nnote"}])
    assert made.decided == Decided(True, 1.0)
    (item,) = made.evidence
    assert (item.row, item.role, item.rule, item.start, item.end, item.note) == (7, "fired", "war", 3, 6, "a note")


def test_evidence_without_a_place_marks_the_whole_text():
    """A reason for a text as a whole is marked from its beginning to its end; an empty text has nothing to mark."""
    (item,) = answered(blocked=True, evidence=[{"rule": "tone"}]).evidence
    assert (item.start, item.end) == (0, 6)
    assert answered(text="", blocked=True, evidence=[{"rule": "tone"}]).evidence == ()


def test_near_misses_are_kept_for_as_many_rules_as_asked():
    """Evidence on a text that is let through is near, of the first rules alone, with all places of each."""
    items = [{"rule": rule, "start": at, "end": at + 1} for rule, at in (("a", 0), ("b", 1), ("a", 2), ("c", 3))]
    made = answered(near=2, blocked=False, evidence=items)
    assert [(item.role, item.rule, item.start) for item in made.evidence] == [
        ("near", "a", 0),
        ("near", "b", 1),
        ("near", "a", 2),
    ]
    assert answered(near=0, blocked=False, evidence=items).evidence == ()


def test_an_error_is_in_one_line():
    """A judge's own error is the decision's, without what would steer a terminal."""
    assert answered(error="no model\n\x1b[31mat all", score=0.5).decided == Decided(None, 0.5, "no model [31mat all")


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ({}, "blocked is 'null'; true or false is wanted, or an error"),
        ({"blocked": 1}, "blocked is '1'; true or false is wanted"),
        ({"blocked": "yes"}, "blocked is '\"yes\"'"),
        ({"blocked": True, "error": "none"}, "an error is a text, and stands without blocked"),
        ({"error": " "}, "an error is a text"),
        ({"error": 3}, "an error is a text"),
        (
            {"blocked": True, "Score": 1},
            "'Score' is no key of an answer; there are blocked, error, evidence, id, score",
        ),
        ({"blocked": True, "score": "high"}, "score is '\"high\"'; a number is wanted"),
        ({"blocked": True, "score": True}, "score is 'true'; a number is wanted"),
        ({"blocked": True, "score": 10**400}, "score is too large"),
        ({"blocked": True, "evidence": {}}, "evidence is no list"),
        ({"blocked": True, "evidence": ["war"]}, "evidence 0 is no object"),
        ({"blocked": True, "evidence": [{"rule": "a", "weight": 1}]}, "evidence 0 is no object of rule, start, end"),
        ({"blocked": True, "evidence": [{"rule": ""}]}, "evidence 0 names no rule"),
        ({"blocked": True, "evidence": [{"rule": "a", "note": 1}]}, "note is no text"),
        ({"blocked": True, "evidence": [{"rule": "a", "start": 0.0}]}, "code points, whole numbers"),
        ({"blocked": True, "evidence": [{"rule": "a", "start": 3, "end": 3}]}, "3 to 3 is no stretch of a text of 6"),
        ({"blocked": True, "evidence": [{"rule": "a"}, {"rule": "a", "end": 7}]}, "evidence 1: 0 to 7 is no stretch"),
    ],
)
def test_what_is_malformed_says_what_is_wrong(answer, message):
    """An answer with a wrong key, type or span is refused with the reason."""
    with pytest.raises(MalformedError) as caught:
        answered(**answer)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "line",
    [b"", b"Loading the model", b'{"id": "1", "blocked": tr', b"[1]", b'"1"', b'{"blocked": true}', b'{"id": 1}'],
)
def test_a_line_that_is_no_answer(line):
    """A line is a JSON object with the id of a text, as text."""
    with pytest.raises(MalformedError):
        read_line(line)


@pytest.mark.parametrize("raw", ['{"a": NaN}', "[Infinity]", "-Infinity", b"\xff\xfe", "[" * 100_000])
def test_json_is_read_strictly(raw):
    """Infinities, bytes that are no UTF-8 and endless nesting are no JSON."""
    with pytest.raises(MalformedError, match="not JSON"):
        read_json(raw)


@given(
    st.dictionaries(
        st.sampled_from(["id", "blocked", "score", "evidence", "error"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["rule", "start", "end"]), inner)
            ),
            max_leaves=8,
        ),
    ),
    st.text(max_size=10),
)
def test_any_answer_is_read_or_malformed(answer, text):
    """Whatever JSON a judge writes, it is a whole decision or it is malformed; nothing else happens."""
    try:
        _, read = read_line(json.dumps({"id": "1", **answer}).encode())
        made = read_answer(read, text=text, row=0, near=2)
    except MalformedError:
        return
    assert (made.decided.blocked is None) == (made.decided.error is not None)
    assert all(0 <= item.start < item.end <= len(text) for item in made.evidence)


@given(st.text())
def test_a_message_is_one_printable_line(text):
    """What a judge says is quoted in one line of at most 500 letters."""
    assert printable(text).isprintable()
    assert len(printable(text)) <= 500

"""What every kind of filter promises, whatever it decides by."""

from __future__ import annotations

import math
import pickle
from dataclasses import replace

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlast.decisions import EVIDENCE_COLUMNS, RENDERINGS
from outlast.filters.kinds import KINDS
from outlast.filters.protocol import Judgement

TEXTS = st.lists(
    st.text(max_size=30)
    | st.lists(
        st.sampled_from(
            ["war", "War", "ＷＡＲ", "wаr", "peace", "street", "demonstrat", "tea", "İ", "ß", "\u200b", "\u0301"]
        )
        | st.sampled_from([" ", ", ", "", "_"]),
        max_size=8,
    ).map("".join),
    max_size=5,
)
"""Arbitrary Unicode, and texts of words that the examples know, whole and torn."""


def same(one: Judgement, other: Judgement) -> bool:
    """Whether two judgements are equal in every column and in their evidence, in its order."""
    columns = ("blocked", "score", "stage", "rule", "error", "rows", "evidence")
    return all(getattr(one, name).equals(getattr(other, name)) for name in columns)


def joined(parts: list[Judgement]) -> Judgement:
    """The judgement of a batch from those of its rows alone."""
    names = ("blocked", "score", "stage", "rule", "error")
    return Judgement(
        *(pa.concat_arrays([getattr(part, name) for part in parts]) for name in names),
        rows=pa.array([row for row, part in enumerate(parts) for _ in part.rows], pa.int32()),
        evidence=pa.concat_tables([part.evidence for part in parts]),
    )


def marked(made: Judgement, texts: tuple[str, ...]) -> set[tuple[int, str, str, str]]:
    """Row, role, rule and the words that each piece of evidence marks."""
    return {
        (row, item["role"], item["rule"], texts[row][item["start"] : item["end"]])
        for row, item in zip(made.rows.to_pylist(), made.evidence.to_pylist(), strict=True)
    }


def test_every_kind_has_an_example(filter_kinds):
    """The contract runs over each kind of filter that a config can name."""
    assert filter_kinds == set(KINDS)


def test_the_example_decides_as_worked_out(example, batch_of):
    """The example blocks and lets through what it should, and its evidence marks the words worked out by hand."""
    made = example.decide(batch_of(example.texts))
    assert tuple(made.blocked.to_pylist()) == example.blocked
    assert set(example.blocked) == {True, False}
    assert marked(made, example.texts) == example.marked


@given(texts=TEXTS)
@settings(max_examples=80, deadline=None)
def test_any_text_gets_a_whole_judgement(example, batch_of, texts):
    """Of any texts the columns have their types and a row each, and every text is decided, by a blocked or a reason."""
    made = example.decide(batch_of(texts))
    columns = {
        "blocked": pa.bool_(),
        "score": pa.float64(),
        "stage": pa.string(),
        "rule": pa.string(),
        "error": pa.string(),
    }
    assert {name: getattr(made, name).type for name in columns} == columns
    assert {len(getattr(made, name)) for name in columns} == {len(texts)}
    assert made.rows.type == pa.int32()
    assert made.evidence.schema.equals(EVIDENCE_COLUMNS)
    assert len(made.rows) == made.evidence.num_rows
    assert made.error.to_pylist() == [None] * len(texts)
    assert None not in made.blocked.to_pylist()
    assert all(math.isfinite(score) for score in made.score.drop_null().to_pylist())


@given(texts=TEXTS)
@settings(max_examples=80, deadline=None)
def test_evidence_points_into_the_texts(example, batch_of, texts):
    """Each piece of evidence is of a row of the batch, and marks letters that are there."""
    made = example.decide(batch_of(texts))
    for row, item in zip(made.rows.to_pylist(), made.evidence.to_pylist(), strict=True):
        assert 0 <= row < len(texts)
        assert 0 <= item["start"] < item["end"] <= len(texts[row])


@given(texts=TEXTS, near=st.integers(0, 3))
@settings(max_examples=80, deadline=None)
def test_roles_follow_the_decision(example, batch_of, texts, near):
    """What fired is of blocked texts only; near misses are of the others, and of at most as many rules as asked; so is
    what held a text back.
    """
    made = example.decide(batch_of(texts), near=near)
    blocked = made.blocked.to_pylist()
    rules: dict[tuple[int, bool], set[str]] = {}
    for row, item in zip(made.rows.to_pylist(), made.evidence.to_pylist(), strict=True):
        assert item["role"] == ("fired" if blocked[row] else "near")
        if not blocked[row]:
            rules.setdefault((row, (item["weight"] or 0) < 0), set()).add(item["rule"])
    assert all(len(found) <= near for found in rules.values())


def test_near_misses_are_recorded_when_asked_for(example, batch_of):
    """With near=0 none of the example's near misses is recorded, and everything else is as with them."""
    without, with_them = (example.decide(batch_of(example.texts), near=near) for near in (0, 2))
    assert marked(without, example.texts) == {mark for mark in example.marked if mark[1] == "fired"}
    assert without.blocked.equals(with_them.blocked)
    assert without.score.equals(with_them.score)


@given(texts=TEXTS)
@settings(max_examples=50, deadline=None)
def test_a_batch_is_its_rows(example, batch_of, texts):
    """A batch is judged as its texts are one by one, to the last digit and in the order of the evidence."""
    batch = batch_of([*example.texts, *texts])
    alone = [example.decide(batch.slice(row, 1)) for row in range(batch.num_rows)]
    assert same(example.decide(batch), joined(alone))


def test_a_batch_in_chunks_is_the_same(example, batch_of):
    """How Arrow cut a batch makes no difference."""
    batch = batch_of(example.texts)
    chunked = pa.concat_tables([batch.slice(row, 1) for row in range(batch.num_rows)])
    assert chunked.column("text").num_chunks == len(example.texts)
    assert same(example.decide(chunked), example.decide(batch))


def test_nothing_to_judge(example, batch_of):
    """Of no texts there is an empty judgement."""
    made = example.decide(batch_of([]))
    assert [len(made.blocked), len(made.score), len(made.rows), made.evidence.num_rows] == [0, 0, 0, 0]


def test_no_label_is_in_a_batch():
    """A batch has a rendering's columns, none of which is a label, a target or a document's attribute."""
    assert RENDERINGS.schema.names == ["passage_id", "perturbation", "draw", "language", "text", "edits"]


@pytest.mark.parametrize("label", ["target", "stance", "civility", "label"])
def test_a_label_would_change_nothing(example, batch_of, label):
    """Were a label there, the decisions would be those without it."""
    batch = batch_of(example.texts)
    told = batch.append_column(label, pa.array([not hit for hit in example.blocked]))
    assert same(example.decide(told), example.decide(batch))


def test_a_pickled_filter_decides_alike(example, batch_of):
    """A filter that was sent to another process gives the same judgement."""
    filters, combination = pickle.loads(pickle.dumps((example.filters, example.combination)))
    sent = replace(example, filters=filters, combination=combination)
    assert same(sent.decide(batch_of(example.texts)), example.decide(batch_of(example.texts)))


def test_deciding_leaves_no_trace(example, batch_of):
    """Judging other texts in between does not change a judgement."""
    first = example.decide(batch_of(example.texts))
    example.decide(batch_of(["war " * 50, "\U0001f600", *reversed(example.texts)]))
    assert same(example.decide(batch_of(example.texts)), first)

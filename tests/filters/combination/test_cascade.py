"""A cascade: the first stage that blocks decides, and a failed stage leaves unknown what it would have said."""

from __future__ import annotations

import itertools

import pyarrow as pa
import pyarrow.compute as pc
import pydantic
import pytest

from outlast.filters.combination.cascade import Cascade, CascadeConfig
from outlast.filters.protocol import Judgement, judgement

VALUES = (True, False, None)
ROWS = list(itertools.product(VALUES, repeat=3))
KEYS = pa.table({})
"""A cascade draws nothing, and so asks for no key."""


def stored(blocked: list[bool | None]) -> Judgement:
    """A member's decisions, with the error that goes with each null."""
    return judgement(blocked, error=["RuntimeError: broken" if value is None else None for value in blocked])


def combined(*columns: list[bool | None]) -> Judgement:
    """What a cascade of stages a, b, c … makes of their decisions."""
    names = "abcdef"[: len(columns)]
    return Cascade(tuple(names)).combine(
        {name: stored(column) for name, column in zip(names, columns, strict=True)}, keys=KEYS
    )


@pytest.mark.parametrize(
    ("first", "second", "blocked", "stage", "error"),
    [
        (True, True, True, "a", None),
        (True, False, True, "a", None),
        (True, None, True, "a", None),
        (False, True, True, "b", None),
        (False, False, False, None, None),
        (False, None, None, None, "undecided: stage b failed"),
        (None, True, True, "b", None),
        (None, False, None, None, "undecided: stage a failed"),
        (None, None, None, None, "undecided: stage a failed"),
    ],
)
def test_the_table_of_two_stages(first, second, blocked, stage, error):
    """Each pair of decisions, errors included, with what the cascade decides, who blocked and what failed."""
    made = combined([first], [second])
    assert [made.blocked[0].as_py(), made.stage[0].as_py(), made.error[0].as_py()] == [blocked, stage, error]


def test_blocking_is_kleenes_or():
    """Over every row of three stages, the decision is Kleene's or, as pyarrow has it."""
    columns = [pa.array([row[place] for row in ROWS], pa.bool_()) for place in range(3)]
    expected = pc.or_kleene(pc.or_kleene(columns[0], columns[1]), columns[2])
    assert combined(*(column.to_pylist() for column in columns)).blocked.equals(expected)


def test_the_first_stage_that_blocks_is_named():
    """In every row of three stages, the stage is that of the first true, and null where nothing blocks."""
    made = combined(*([row[place] for row in ROWS] for place in range(3)))
    expected = ["abc"[row.index(True)] if True in row else None for row in ROWS]
    assert made.stage.to_pylist() == expected


def test_an_error_is_told_where_nothing_is_decided():
    """The error is there in just those rows that have no decision, and names the first stage that failed."""
    made = combined(*([row[place] for row in ROWS] for place in range(3)))
    expected = [
        f"undecided: stage {'abc'[row.index(None)]} failed" if None in row and True not in row else None for row in ROWS
    ]
    assert made.error.to_pylist() == expected


def test_the_order_of_stages_names_the_stage_and_not_the_decision():
    """Two cascades of the same members in opposite order block the same rows, each by its own first stage."""
    members = {"a": stored([True, True, False]), "b": stored([True, False, True])}
    forth, back = Cascade(("a", "b")).combine(members, keys=KEYS), Cascade(("b", "a")).combine(members, keys=KEYS)
    assert forth.blocked.to_pylist() == back.blocked.to_pylist() == [True, True, True]
    assert (forth.stage.to_pylist(), back.stage.to_pylist()) == (["a", "a", "b"], ["b", "a", "b"])


def test_filters_that_are_no_stage_are_ignored():
    """Decisions of filters that the cascade does not name change nothing."""
    members = {"a": stored([False]), "b": stored([False]), "other": stored([True])}
    assert Cascade(("a", "b")).combine(members, keys=KEYS).blocked.to_pylist() == [False]


def test_a_cascade_can_be_a_stage():
    """A cascade of a cascade and a filter names the inner cascade where that blocked, and passes on its errors."""
    inner = combined([True, False, None], [False, False, False])
    members = {"inner": inner, "last": stored([False, True, False])}
    made = Cascade(("inner", "last")).combine(members, keys=KEYS)
    assert made.blocked.to_pylist() == [True, True, None]
    assert made.stage.to_pylist() == ["inner", "last", None]
    assert made.error.to_pylist() == [None, None, "undecided: stage inner failed"]


def test_it_has_no_score_and_no_evidence_of_its_own():
    """A cascade's score is null in every row, and its evidence is that of its members."""
    made = combined([True, False], [False, False])
    assert made.score.to_pylist() == [None, None]
    assert (len(made.rows), made.evidence.num_rows) == (0, 0)


def test_a_config_needs_two_stages():
    """A cascade of one stage is refused, and one of two is built in their order."""
    with pytest.raises(pydantic.ValidationError, match="at least 2 items"):
        CascadeConfig(kind="cascade", name="row", stages=["a"])
    assert CascadeConfig(kind="cascade", name="row", stages=["b", "a"]).build().members == ("b", "a")

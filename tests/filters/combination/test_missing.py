"""Failed members: a combination decides exactly where no decision that is missing could change what it decides."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pyarrow as pa
import pytest

from outlast.filters.combination.cascade import Cascade
from outlast.filters.combination.enforcement import Enforcement
from outlast.filters.combination.veto import Veto
from outlast.filters.combination.vote import Vote

NAMES = ("a", "b", "c", "d")
COMBINATIONS = {
    "cascade": Cascade(NAMES),
    **{f"vote of {votes}": Vote(NAMES, votes) for votes in range(1, 5)},
    "allow list": Veto("a", ("b", "c", "d"), "hits"),
    "second opinion": Veto("a", ("b", "c", "d"), "passes"),
    "enforced": Enforcement("a", 1.0, "here", "passage", 0),
    "unenforced": Enforcement("a", 0.0, "here", "passage", 0),
    "half enforced": Enforcement("a", 0.5, "here", "passage", 0),
}
ROWS = list(itertools.product((True, False, None), repeat=len(NAMES)))


def completions(row: tuple[bool | None, ...]) -> list[tuple[bool, ...]]:
    """Every row without gaps that this one could have been."""
    return list(itertools.product(*[(True, False) if value is None else (value,) for value in row]))


@pytest.fixture(params=COMBINATIONS, scope="module")
def combination(request: pytest.FixtureRequest):
    """Each combination whose decision depends on its members' decisions alone."""
    return COMBINATIONS[request.param]


@pytest.fixture(scope="module")
def decided(stored: Callable, keys: Callable) -> Callable:
    """What a combination makes of rows, each a decision of every member; all of one passage."""

    def combine(combination, rows):
        members = {name: stored([row[place] for row in rows]) for place, name in enumerate(NAMES)}
        return combination.combine(members, keys=keys(["p"] * len(rows)))

    return combine


def test_what_is_missing_counts_where_it_could_change_the_decision(combination, decided) -> None:
    """Over all 81 rows of four members: a row is decided just where all of its completions are decided alike, so."""
    made = decided(combination, ROWS).blocked.to_pylist()
    for row, blocked in zip(ROWS, made, strict=True):
        outcomes = set(decided(combination, completions(row)).blocked.to_pylist())
        assert None not in outcomes
        assert blocked == (outcomes.pop() if len(outcomes) == 1 else None), row


def test_an_open_decision_is_an_error_that_names_the_first_that_failed(combination, decided) -> None:
    """The error is there just where there is no decision, and names the first of its members without one."""
    made = decided(combination, ROWS)
    for row, blocked, error in zip(ROWS, made.blocked.to_pylist(), made.error.to_pylist(), strict=True):
        missing = [
            name for name, value in zip(NAMES, row, strict=True) if value is None and name in combination.members
        ]
        what = "stage" if isinstance(combination, Cascade) else "member"
        assert error == (f"undecided: {what} {missing[0]} failed" if blocked is None else None)


def test_a_stage_is_a_member_with_a_decision(combination, decided) -> None:
    """What settled a decision is a member that decided; a block has one in every row, an open decision none."""
    made = decided(combination, ROWS)
    for row, blocked, stage in zip(ROWS, made.blocked.to_pylist(), made.stage.to_pylist(), strict=True):
        said = dict(zip(NAMES, row, strict=True))
        assert stage is None or (stage in combination.members and said[stage] is not None)
        assert blocked is not True or said[stage] is True
        assert blocked is not None or stage is None


def test_columns_have_their_types(combination, decided) -> None:
    """Of any rows, and of none, a combination has bool, null scores, strings, and no evidence of its own."""
    for rows in (ROWS, []):
        made = decided(combination, rows)
        assert [made.blocked.type, made.score.type, made.stage.type, made.error.type] == [
            pa.bool_(),
            pa.float64(),
            pa.string(),
            pa.string(),
        ]
        assert {len(column) for column in (made.blocked, made.score, made.stage, made.error)} == {len(rows)}
        assert made.score.null_count == len(rows)
        assert (len(made.rows), made.evidence.num_rows) == (0, 0)

"""A vote: k of n, the pivot that makes k, and what k of 1 and of n are."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pydantic
import pytest

from outlast.filters.combination.cascade import Cascade
from outlast.filters.combination.veto import Veto
from outlast.filters.combination.vote import Vote, VoteConfig

NAMES = ("a", "b", "c")
ROWS = list(itertools.product((True, False, None), repeat=3))


@pytest.fixture(scope="module")
def members(stored: Callable) -> dict[str, object]:
    """What three members decided, in every combination of decisions and failures."""
    return {name: stored([row[place] for row in ROWS]) for place, name in enumerate(NAMES)}


@pytest.mark.parametrize(
    ("row", "blocked", "stage", "error"),
    [
        ((True, True, True), True, "b", None),
        ((True, False, True), True, "c", None),
        ((True, True, None), True, "b", None),
        ((None, True, True), True, "c", None),
        ((True, False, False), False, None, None),
        ((None, False, False), False, None, None),
        ((True, None, False), None, None, "undecided: member b failed"),
        ((False, None, None), None, None, "undecided: member b failed"),
    ],
)
def test_two_of_three_by_hand(row, blocked, stage, error, stored: Callable, keys: Callable) -> None:
    """Two votes to block are enough, two that cannot block settle it too, and between them a missing one decides."""
    said = {name: stored([value]) for name, value in zip(NAMES, row, strict=True)}
    made = Vote(NAMES, 2).combine(said, keys=keys(1))
    assert [made.blocked[0].as_py(), made.stage[0].as_py(), made.error[0].as_py()] == [blocked, stage, error]


def test_one_vote_is_a_cascade(members, keys: Callable) -> None:
    """One vote of n blocks what a cascade of the same members blocks, at the same stage, and fails where it fails."""
    vote, cascade = (each.combine(members, keys=keys(len(ROWS))) for each in (Vote(NAMES, 1), Cascade(NAMES)))
    assert vote.blocked.equals(cascade.blocked)
    assert vote.stage.equals(cascade.stage)
    assert vote.error.is_null().equals(cascade.error.is_null())


def test_all_votes_are_a_second_opinion(members, keys: Callable) -> None:
    """All of n is the first member with a veto of each other that lets the text pass."""
    vote = Vote(NAMES, 3).combine(members, keys=keys(len(ROWS)))
    veto = Veto("a", ("b", "c"), "passes").combine(members, keys=keys(len(ROWS)))
    assert vote.blocked.equals(veto.blocked)


def test_more_votes_needed_block_less(members, keys: Callable) -> None:
    """What k votes block, k - 1 block as well."""
    made = [Vote(NAMES, votes).combine(members, keys=keys(len(ROWS))).blocked.to_pylist() for votes in (1, 2, 3)]
    for fewer_needed, more_needed in itertools.pairwise(made):
        assert all(few for few, more in zip(fewer_needed, more_needed, strict=True) if more)


@pytest.mark.parametrize("votes", [1, 2, 3])
def test_the_order_of_members_changes_the_pivot_only(votes: int, members, keys: Callable) -> None:
    """In every order of the members the decisions are the same, and the stage is the one whose block makes k."""
    expected = Vote(NAMES, votes).combine(members, keys=keys(len(ROWS))).blocked
    for order in itertools.permutations(NAMES):
        made = Vote(order, votes).combine(members, keys=keys(len(ROWS)))
        assert made.blocked.equals(expected)
        for row, stage in zip(ROWS, made.stage.to_pylist(), strict=True):
            hits = [name for name in order if row[NAMES.index(name)]]
            assert stage == (hits[votes - 1] if len(hits) >= votes else None)


def test_a_config_needs_votes_that_its_members_have() -> None:
    """Fewer than one vote, more than there are members, and a vote of one member are refused; all of them is not."""
    given = {"kind": "vote", "name": "v", "members": ["a", "b"]}
    for votes in (0, 3):
        with pytest.raises(pydantic.ValidationError):
            VoteConfig.model_validate({**given, "at_least": votes})
    with pytest.raises(pydantic.ValidationError, match="at least 2 items"):
        VoteConfig.model_validate({**given, "members": ["a"], "at_least": 1})
    assert VoteConfig.model_validate({**given, "at_least": 2}).build() == Vote(("a", "b"), 2)

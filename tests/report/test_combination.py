"""How a combination decided, in a line: for each kind, what it says where it blocks and where it lets through."""

from __future__ import annotations

from typing import Any

import pytest

from outlast.filters.combination.kinds import MEMBER_FIELDS
from outlast.report.combination import redundant, told

CONFIGS: dict[str, dict[str, Any]] = {
    "cascade": {"stages": ["a", "b", "c"]},
    "vote": {"members": ["a", "b", "c"], "at_least": 2},
    "veto": {"filter": "a", "by": ["b", "c"], "when": "hits"},
    "deferral": {"filter": "a", "band": [0.4, 0.6], "review_blocks": 0.5, "per": "passage"},
    "enforcement": {"filter": "a", "rate": 0.5, "platform": None, "per": "passage"},
}
CASES = [
    ("cascade", (True, False, None), (True, "a"), "at its stage a"),
    ("cascade", (True, True, None), (True, "a"), "at its stage a; b blocks it too"),
    ("cascade", (True, True, True), (True, "a"), "at its stage a; b and c block it too"),
    ("cascade", (False, False, False), (False, None), "no stage blocks it"),
    ("vote", (True, False, True), (True, "c"), "by 2 of 3 votes, 2 needed: a, c"),
    ("vote", (True, False, False), (False, None), "1 of 3 votes, 2 needed: a"),
    ("vote", (False, False, None), (False, None), "0 of 3 votes, 2 needed"),
    ("veto", (True, False, False), (True, "a"), "by a, without a veto"),
    ("veto", (True, False, True), (False, "c"), "a blocks it; vetoed by c"),
    ("veto", (None, True, False), (False, "b"), "a failed on it; vetoed by b"),
    ("veto", (False, True, False), (False, None), "a lets it through"),
    ("deferral", (True, None, None), (True, "review"), "at review: a scores 0.512, within 0.4 to 0.6"),
    ("deferral", (True, None, None), (False, "review"), "a scores 0.512, within 0.4 to 0.6; review lets it through"),
    ("deferral", (True, None, None), (True, "a"), "by a"),
    ("deferral", (False, None, None), (False, None), "a lets it through"),
    ("enforcement", (True, None, None), (True, "a"), "by a, enforced"),
    ("enforcement", (True, None, None), (False, None), "a blocks it; not enforced here"),
    ("enforcement", (None, None, None), (False, None), "a failed on it; not enforced here"),
    ("enforcement", (False, None, None), (False, None), "a lets it through"),
]


def decisions(members: tuple[bool | None, ...], own: tuple[bool | None, str | None]) -> dict[str, dict[str, Any]]:
    """A passage's decisions by filter: a, b and c, and the combination's own."""
    rows = {
        name: {"blocked": value, "stage": None, "score": 0.5123} for name, value in zip("abc", members, strict=True)
    }
    return {**rows, "own": {"blocked": own[0], "stage": own[1], "score": None}}


@pytest.mark.parametrize(("kind", "members", "own", "line"), CASES)
def test_what_is_told(kind: str, members, own, line: str) -> None:
    """Each way in which each kind comes to a decision has its line."""
    assert told({"name": "own", "kind": kind, **CONFIGS[kind]}, decisions(members, own)) == line


@pytest.mark.parametrize("kind", CONFIGS)
def test_an_error_speaks_for_itself(kind: str) -> None:
    """Where a combination has no decision there is nothing to tell; every kind is tried."""
    assert told({"name": "own", "kind": kind, **CONFIGS[kind]}, decisions((None,) * 3, (None, None))) is None
    assert set(CONFIGS) == set(MEMBER_FIELDS)


def test_a_filter_that_judges_texts_has_nothing_to_tell() -> None:
    """A filter without members neither tells how it combined nor has redundant members."""
    said = decisions((True, True, True), (True, None))
    for config in ({"name": "own", "kind": "keyword"}, {"name": "own", "kind": "classifier"}):
        assert (told(config, said), redundant(config, said)) == (None, ())


def test_redundant_members_are_those_that_block_besides() -> None:
    """Of a block, the members that block too, in order, without the one that settled it; of a pass, none."""
    config = {"name": "own", "kind": "cascade", **CONFIGS["cascade"]}
    assert redundant(config, decisions((False, True, True), (True, "b"))) == ("c",)
    assert redundant(config, decisions((True, None, True), (True, "a"))) == ("c",)
    assert redundant(config, decisions((False, False, False), (False, None))) == ()

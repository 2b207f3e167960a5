"""How components must stand to one another."""

from __future__ import annotations

import pytest

from outlast.filters.keyword.arrange import Span, arranged, outside
from outlast.filters.keyword.rules import Rule


@pytest.mark.parametrize("kind", ["literal", "combination", "extenuating", "ordered", "proximity", "regex"])
def test_what_lacks_a_part_does_not_fire(kind: str) -> None:
    """Whatever the kind, a rule of which one component does not occur has no occurrence."""
    assert arranged(Rule("r", kind, ("a", "b"), limit=9), [[(0, 1)], []]) == []


def test_every_occurrence_is_told_once_in_reading_order() -> None:
    """Of components without an arrangement all occurrences are told, in reading order, shared ones once."""
    rule = Rule("r", "combination", ("a", "b", "a"))
    assert arranged(rule, [[(7, 8), (0, 1)], [(3, 4)], [(0, 1)]]) == [(0, 1), (3, 4), (7, 8)]


@pytest.mark.parametrize(
    ("gap", "parts", "told"),
    [
        (None, [[(4, 5)], [(0, 1)]], []),
        (None, [[(0, 2)], [(1, 3)]], []),
        (None, [[(0, 2)], [(2, 3)]], [(0, 2), (2, 3)]),
        (0, [[(0, 2)], [(3, 4)]], []),
        (1, [[(0, 2)], [(3, 4)]], [(0, 2), (3, 4)]),
        (1, [[(0, 1), (9, 10)], [(2, 3), (20, 21)]], [(0, 1), (2, 3)]),
        (2, [[(0, 1)], [(3, 4)], [(9, 10)]], []),
        (None, [[(0, 1), (5, 6)], [(3, 4)], [(4, 5)]], [(0, 1), (3, 4), (4, 5)]),
    ],
)
def test_in_order(gap: int | None, parts: list[list[Span]], told: list[Span]) -> None:
    """Components stand one behind another without overlapping, no further apart than the gap, each in a whole row."""
    assert arranged(Rule("r", "ordered", ("a",) * len(parts), limit=gap), parts) == told


@pytest.mark.parametrize(
    ("within", "parts", "told"),
    [
        (4, [[(0, 2)], [(3, 5)]], []),
        (5, [[(0, 2)], [(3, 5)]], [(0, 2), (3, 5)]),
        (5, [[(3, 5)], [(0, 2)]], [(0, 2), (3, 5)]),
        (3, [[(0, 3)], [(1, 2)]], [(0, 3), (1, 2)]),
        (4, [[(0, 1)], [(3, 4)], [(6, 7)]], []),
        (4, [[(0, 1), (20, 21)], [(3, 4)]], [(0, 1), (3, 4)]),
        (4, [[(0, 1), (6, 7)], [(3, 4)]], [(0, 1), (3, 4), (6, 7)]),
    ],
)
def test_close_together(within: int, parts: list[list[Span]], told: list[Span]) -> None:
    """Components in any order, overlapping or not, share a stretch of so many code points, first to last."""
    assert arranged(Rule("r", "proximity", ("a",) * len(parts), limit=within), parts) == told


@pytest.mark.parametrize(
    ("phrases", "left"),
    [
        ([], [(2, 4), (6, 8)]),
        ([(1, 4)], [(6, 8)]),
        ([(2, 5)], [(6, 8)]),
        ([(2, 4)], [(2, 4), (6, 8)]),
        ([(3, 9)], [(2, 4)]),
        ([(3, 7)], [(2, 4), (6, 8)]),
        ([(0, 4), (6, 9)], []),
    ],
)
def test_what_is_outside_phrases(phrases: list[Span], left: list[Span]) -> None:
    """A span is saved by a longer phrase that it lies within, not by one that it only touches or equals."""
    assert outside([(2, 4), (6, 8)], phrases) == left

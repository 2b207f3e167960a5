"""Stretches: terms that overlap are shown once, with what they add together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlast.report.build import Mark
from outlast.report.stretches import merged

TEXT = "of Ukraine and Putin"


def mark(rule: str, start: int | None, end: int | None, weight: float | None, note: str | None = None) -> Mark:
    return Mark(rule, start, end, "" if start is None else TEXT[start:end], (), weight, note)


def test_overlapping_terms_are_one() -> None:
    """ "of Ukraine" and "Ukraine" are one stretch, named by both, the heavier first; another word stays itself."""
    marks = [mark("putin", 15, 20, 0.5), mark("ukraine", 3, 10, 0.125), mark("of ukraine", 0, 10, 0.25)]
    assert merged(marks, TEXT) == [mark("putin", 15, 20, 0.5), mark("of ukraine, ukraine", 0, 10, 0.375)]


def test_of_many_terms_the_heaviest_is_named() -> None:
    """Four pieces of a name are the name, once."""
    marks = [mark(TEXT[at : at + 2], at, at + 2, 0.125) for at in range(15, 19)]
    assert merged(marks, TEXT) == [mark("Pu and 3 more", 15, 20, 0.5)]


def test_for_and_against_are_apart() -> None:
    """A term that holds back is not taken off one that carries, and comes after it."""
    marks = [mark("of ukraine", 0, 10, -0.75, "held it back"), mark("ukraine", 3, 10, 0.25)]
    assert merged(marks, TEXT) == marks[::-1]


def test_neighbours_do_not_overlap() -> None:
    """Stretches that only touch are two."""
    assert len(merged([mark("of ", 0, 3, 1.0), mark("ukraine", 3, 10, 1.0)], TEXT)) == 2


def test_keyword_rules_are_left_alone() -> None:
    """Marks without a weight or a place come first, as they were."""
    rules = [mark("r1", 0, 10, None), mark("r2", 3, 10, None), mark("r3", None, None, None, "lacks 'war'")]
    assert merged(rules, TEXT) == rules


@given(st.lists(st.tuples(st.integers(0, 18), st.integers(1, 5), st.sampled_from([-0.5, 0.25, 1.0])), max_size=8))
def test_nothing_is_lost(rows: list[tuple[int, int, float]]) -> None:
    """The weights of all stretches are those of all terms, and every marked letter is still marked."""
    marks = [mark(f"t{n}", at, min(at + size, len(TEXT)), weight) for n, (at, size, weight) in enumerate(rows)]
    found = merged(marks, TEXT)
    assert sum(each.weight for each in found) == pytest.approx(sum(each.weight for each in marks))
    letters = [{place for each in some for place in range(each.start, each.end)} for some in (marks, found)]
    assert letters[0] == letters[1]
    assert all(each.words == TEXT[each.start : each.end] for each in found)

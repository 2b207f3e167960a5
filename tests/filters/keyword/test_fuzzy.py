"""Fuzzy occurrences: stretches within a few edits, found by pieces, compared with measuring every stretch."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from outlast.filters.keyword.fuzzy import allowed, near_occurrences, pieces_of
from outlast.filters.keyword.normalise.chain import Normalised, unmoved


def edits(one: str, other: str) -> int:
    """Levenshtein's distance by its recursive definition, as a table."""
    table = {(i, 0): i for i in range(len(one) + 1)} | {(0, j): j for j in range(len(other) + 1)}
    for i, letter in enumerate(one, start=1):
        for j, wanted in enumerate(other, start=1):
            substituted = table[i - 1, j - 1] + (letter != wanted)
            table[i, j] = min(table[i - 1, j] + 1, table[i, j - 1] + 1, substituted)
    return table[len(one), len(other)]


def measured(text: str, pattern: str, distance: int) -> list[tuple[int, int, int]]:
    """Every stretch within the distance; of those that overlap, first the nearest, then the leftmost, the shortest."""
    near = [(edits(pattern, text[start:end]), start, end) for start, end in combinations(range(len(text) + 1), 2)]
    kept: list[tuple[int, int, int]] = []
    for count, start, end in sorted(each for each in near if each[0] <= distance):
        if all(end <= first or last <= start for first, last, _ in kept):
            kept.append((start, end, count))
    return sorted(kept)


@st.composite
def misspelt(draw: st.DrawFn) -> tuple[str, str]:
    """A pattern, and a text in which it stands with up to four edits, between other letters."""
    letters = st.sampled_from("abc习")
    pattern = draw(st.text(letters, min_size=4, max_size=8))
    written = list(pattern)
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(written)))
        written[at : at + draw(st.integers(0, 1))] = draw(st.text(letters, max_size=1))
    around = st.text(letters, max_size=5)
    return pattern, draw(around) + "".join(written) + draw(around)


@given(case=misspelt(), distance=st.integers(1, 3))
@example(case=("abcd", "axbcd"), distance=1)
@example(case=("abcabc", "abcaxxbc"), distance=2)
@settings(max_examples=300)
def test_no_stretch_is_missed(case: tuple[str, str], distance: int) -> None:
    """What is found around pieces of a pattern is what is found by measuring every stretch of the text."""
    pattern, text = case
    found = near_occurrences(unmoved(text), pattern, distance=distance, edges="substring")
    assert found == measured(text, pattern, distance)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("invasion", [(0, 8, 0)]),
        ("invasxxn", [(0, 8, 2)]),
        ("invsion", [(0, 7, 1)]),
        ("invvasion", [(0, 9, 1)]),
        ("inxasion", [(0, 8, 1)]),
        ("invention", []),
        ("ivnasion and invasion", [(0, 8, 2), (13, 21, 0)]),
    ],
)
def test_what_counts_as_an_edit(text: str, found: list[tuple[int, int, int]]) -> None:
    """An edit puts in, takes out or replaces one letter; two letters that change places are two."""
    assert near_occurrences(unmoved(text), "invasion", distance=2, edges="substring") == found


def test_a_nearer_stretch_inside_a_word_hides_none_that_stands_alone() -> None:
    """Of two overlapping stretches the one that stands alone is told, though the other has fewer edits."""
    assert near_occurrences(unmoved("abcdx"), "abcd", distance=1, edges="word") == [(0, 5, 1)]
    assert near_occurrences(unmoved("abcdx"), "abcd", distance=1, edges="substring") == [(0, 4, 0)]


@given(pattern=st.text(min_size=1, max_size=12), distance=st.integers(1, 3))
def test_pieces_make_the_pattern(pattern: str, distance: int) -> None:
    """Pieces put together are the pattern, each at its place; of a pattern that is long enough, distance + 1."""
    pieces = pieces_of(pattern, distance=distance)
    assert "".join(piece for _, piece in pieces) == pattern
    assert all(pattern[place:].startswith(piece) and piece for place, piece in pieces)
    if len(pattern) > distance:
        assert len(pieces) == distance + 1


def test_gaps_let_words_end() -> None:
    """Where a separator was taken out, a stretch stands alone though letters touch it."""
    text = Normalised("nowar", (0, 1, 3, 4, 5), (1, 2, 4, 5, 6), frozenset({2}))
    assert [allowed(text, 2, 5, edges=edges) for edges in ("word", "prefix", "suffix")] == [True, True, True]
    assert not allowed(unmoved("nowar"), 2, 5, edges="word")

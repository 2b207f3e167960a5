"""Fuzzy occurrences: stretches of a text within a few edits of a pattern.

An edit touches at most one of the ``distance + 1`` pieces into which a pattern is cut, so every occurrence holds a
piece unchanged, at most ``distance`` places from where the pattern has it (Baeza-Yates and Perleberg 1996, "Fast and
practical approximate string matching"): only stretches around pieces are measured, and none is missed.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise
from typing import TYPE_CHECKING

from outlast.filters.keyword.normalise.chain import stands_alone

if TYPE_CHECKING:
    from outlast.filters.keyword.normalise.chain import Normalised
    from outlast.filters.keyword.rules import Edges


def pieces_of(pattern: str, *, distance: int) -> list[tuple[int, str]]:
    """A pattern cut into ``distance + 1`` pieces of nearly equal length, each with its place.

    >>> pieces_of("invasion", distance=1)
    [(0, 'inva'), (4, 'sion')]
    """
    cuts = [len(pattern) * number // (distance + 1) for number in range(distance + 2)]
    return [(start, pattern[start:end]) for start, end in pairwise(cuts) if start < end]


def near_occurrences(text: Normalised, pattern: str, *, distance: int, edges: Edges) -> list[tuple[int, int, int]]:
    """Stretches of a text within ``distance`` edits of a pattern, standing where ``edges`` allows.

    Returns:
        ``(start, end, edits)`` in reading order. Of occurrences that overlap only one is told: the one with fewest
        edits, then the leftmost, then the shortest.

    >>> from outlast.filters.keyword.normalise.chain import unmoved
    >>> near_occurrences(unmoved("the invasoin and invasion"), "invasion", distance=2, edges="word")
    [(4, 12, 2), (17, 25, 0)]
    """
    from rapidfuzz.distance import Levenshtein

    found: dict[tuple[int, int], int] = {}
    for start, end in _stretches(text.text, pattern, distance):
        edits = Levenshtein.distance(pattern, text.text[start:end], score_cutoff=distance)
        if edits <= distance and allowed(text, start, end, edges=edges):
            found[start, end] = edits
    chosen: list[tuple[int, int, int]] = []
    for (start, end), edits in sorted(found.items(), key=lambda item: (item[1], item[0])):
        place = bisect_left(chosen, (start, end, 0))
        free_before = place == 0 or chosen[place - 1][1] <= start
        if free_before and (place == len(chosen) or end <= chosen[place][0]):
            chosen.insert(place, (start, end, edits))
    return chosen


def _stretches(text: str, pattern: str, distance: int) -> set[tuple[int, int]]:
    """Every stretch that could be within the distance: around a piece that occurs, of a length that can be."""
    stretches = set()
    for place, piece in pieces_of(pattern, distance=distance):
        at = text.find(piece)
        while at >= 0:
            for start in range(max(0, at - place - distance), min(at, at - place + distance) + 1):
                for length in range(len(pattern) - distance, len(pattern) + distance + 1):
                    end = start + length
                    if at + len(piece) <= end <= len(text):
                        stretches.add((start, end))
            at = text.find(piece, at + 1)
    return stretches


def allowed(text: Normalised, start: int, end: int, *, edges: Edges) -> bool:
    """Whether a stretch stands where ``edges`` lets a pattern stand.

    >>> from outlast.filters.keyword.normalise.chain import unmoved
    >>> [allowed(unmoved("warning"), 0, 3, edges=edges) for edges in ("word", "prefix", "suffix", "substring")]
    [False, True, False, True]
    """
    if edges == "substring":
        return True
    begins, ends = stands_alone(text, start, end)
    return {"word": begins and ends, "prefix": begins, "suffix": ends}[edges]

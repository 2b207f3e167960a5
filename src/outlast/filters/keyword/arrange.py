"""When a rule fires, given where its components occur: the definitions of the kinds that have several."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outlast.filters.keyword.rules import Rule

Span = tuple[int, int]


def arranged(rule: Rule, parts: Sequence[Sequence[Span]]) -> list[Span]:
    """The occurrences that make a rule fire, in reading order, each once; none where it does not fire.

    Args:
        rule: of any kind.
        parts: where each of its components occurs; for a rule without components, one part.

    >>> from outlast.filters.keyword.rules import Rule
    >>> arranged(Rule("r", "ordered", ("a", "b"), limit=1), [[(0, 1), (9, 10)], [(2, 3)]])
    [(0, 1), (2, 3)]
    """
    if not all(parts):
        return []
    if rule.kind == "ordered":
        parts = _in_order(parts, gap=rule.limit)
    elif rule.kind == "proximity":
        parts = _close(parts, within=rule.limit or 0)
    return sorted({span for part in parts for span in part})


def _in_order(parts: Sequence[Sequence[Span]], *, gap: int | None) -> list[list[Span]]:
    """Of each part, the occurrences that belong to a row of occurrences, one of each part, in order.

    An occurrence may follow another that ends before it, at most ``gap`` code points before it. It belongs to a row if
    a row leads up to it and another leads on from it.
    """
    forward = [list(parts[0])]
    for part in parts[1:]:
        ends = sorted(end for _, end in forward[-1])
        forward.append([span for span in part if _between(ends, 0 if gap is None else span[0] - gap, span[0])])
    kept = [forward[-1]]
    for part in reversed(forward[:-1]):
        starts = sorted(start for start, _ in kept[-1])
        kept.append([span for span in part if _between(starts, span[1], None if gap is None else span[1] + gap)])
    return kept[::-1]


def _between(values: Sequence[int], low: int, high: int | None) -> bool:
    """Whether a sorted row has a value from ``low`` to ``high``; None for no bound."""
    place = bisect_left(values, low)
    return place < len(values) and (high is None or values[place] <= high)


def _close(parts: Sequence[Sequence[Span]], *, within: int) -> list[list[Span]]:
    """Of each part, the occurrences that share a stretch of ``within`` code points with one of every other part.

    Every such stretch can be moved to begin where one of its occurrences begins.
    """
    begins = sorted({start for part in parts for start, _ in part})
    for part in parts:
        starts, ends = _earliest_ends(part)
        places = ((begin, bisect_left(starts, begin)) for begin in begins)
        begins = [begin for begin, place in places if place < len(ends) and ends[place] <= begin + within]
    return [[span for span in part if _between(begins, span[1] - within, span[0])] for part in parts]


def _earliest_ends(part: Sequence[Span]) -> tuple[list[int], list[int]]:
    """The starts of a part's occurrences, sorted, and for each the earliest end from there on."""
    spans = sorted(part)
    ends = list(accumulate((end for _, end in reversed(spans)), min))[::-1]
    return [start for start, _ in spans], ends


def outside(spans: Sequence[Span], phrases: Sequence[Span]) -> list[Span]:
    """The spans that do not lie within a longer phrase.

    >>> outside([(0, 3), (5, 8)], [(4, 9)])
    [(0, 3)]
    """
    if not phrases:
        return list(spans)
    ordered = sorted(phrases)
    starts = [start for start, _ in ordered]
    latest = list(accumulate((end for _, end in ordered), max))
    kept = []
    for start, end in spans:
        before, up_to = bisect_left(starts, start), bisect_right(starts, start)
        longer_before = before > 0 and latest[before - 1] >= end
        if not longer_before and not (up_to > 0 and latest[up_to - 1] > end):
            kept.append((start, end))
    return kept

"""When a rule fires, given where its components occur: the definitions of the kinds that have several."""

from __future__ import annotations

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

    def follows(before: Span, behind: Span) -> bool:
        return before[1] <= behind[0] and (gap is None or behind[0] - before[1] <= gap)

    forward = [list(parts[0])]
    for part in parts[1:]:
        forward.append([span for span in part if any(follows(before, span) for before in forward[-1])])
    kept = [forward[-1]]
    for part in reversed(forward[:-1]):
        kept.append([span for span in part if any(follows(span, behind) for behind in kept[-1])])
    return kept[::-1]


def _close(parts: Sequence[Sequence[Span]], *, within: int) -> list[list[Span]]:
    """Of each part, the occurrences that share a stretch of ``within`` code points with one of every other part.

    Every such stretch can be moved to begin where one of its occurrences begins.
    """
    kept: list[set[Span]] = [set() for _ in parts]
    for begin in {start for part in parts for start, _ in part}:
        inside = [[span for span in part if begin <= span[0] and span[1] <= begin + within] for part in parts]
        if all(inside):
            for mine, found in zip(kept, inside, strict=True):
                mine.update(found)
    return [sorted(part) for part in kept]


def outside(spans: Sequence[Span], phrases: Sequence[Span]) -> list[Span]:
    """The spans that do not lie within a longer phrase.

    >>> outside([(0, 3), (5, 8)], [(4, 9)])
    [(0, 3)]
    """
    return [
        (start, end)
        for start, end in spans
        if not any(first <= start and end <= last and end - start < last - first for first, last in phrases)
    ]

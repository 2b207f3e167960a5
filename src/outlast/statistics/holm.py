"""Holm's correction: p-values of one family of tests, so that the chance of any false rejection keeps its level.

Holm 1979, "A simple sequentially rejective multiple test procedure" (https://www.jstor.org/stable/4615733). It holds
whatever the tests' dependence, and rejects whatever Bonferroni's correction would.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def holm(values: Sequence[float | None]) -> tuple[float | None, ...]:
    """Adjusted p-values, in the order that was given.

    The i-th smallest of m is multiplied by m - i + 1, then raised to the largest before it, and capped at 1.

    Args:
        values: the family's p-values; None where there was no test, which then does not count as one.

    >>> holm([0.01, 0.04, None, 0.03])
    (0.03, 0.06, None, 0.06)
    """
    order = sorted((p, at) for at, p in enumerate(values) if p is not None)
    adjusted: list[float | None] = [None] * len(values)
    highest = 0.0
    for rank, (p, at) in enumerate(order):
        highest = max(highest, min(1.0, p * (len(order) - rank)))
        adjusted[at] = highest
    return tuple(adjusted)

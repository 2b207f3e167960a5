"""Flips: the decisions of two runs on the same key that came out otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from outlast.statistics.outcomes import ERROR

if TYPE_CHECKING:
    from outlast.comparison.join import Join, Named


@dataclass(frozen=True, slots=True, eq=False)
class Flips:
    """One filter's flips, by rendering and then in reading order.

    A decision that failed in either run is no flip, neither way.

    Attributes:
        filter: whose decisions they are.
        rendering: int64, shape (n,): which of the join's renderings.
        passage: int64, shape (n,): which of the join's passages.
        blocks_now: bool, shape (n,): whether the baseline lets the passage through and the other run blocks it; the
            other way round where false.
    """

    filter: Named
    rendering: np.ndarray
    passage: np.ndarray
    blocks_now: np.ndarray

    def __len__(self) -> int:
        return len(self.passage)

    def where(self, kept: np.ndarray) -> Flips:
        """Some of them, by a mask or by numbers."""
        return Flips(self.filter, self.rendering[kept], self.passage[kept], self.blocks_now[kept])


def flips(found: Join) -> tuple[Flips, ...]:
    """The flips of each filter that two runs share, in the order of the filters."""
    return tuple(flips_between(name, *found.verdicts(name)) for name in found.filters)


def flips_between(name: Named, before: np.ndarray, after: np.ndarray) -> Flips:
    """The flips between two arrays of verdicts, int8, shape (renderings, passages).

    >>> from outlast.comparison.join import Named
    >>> made = flips_between(Named("f", "f"), np.array([[0, 1, -1]]), np.array([[1, 1, 0]]))
    >>> made.passage.tolist(), made.blocks_now.tolist()
    ([0], [True])
    """
    rendering, passage = np.nonzero((before != after) & (before != ERROR) & (after != ERROR))
    return Flips(name, rendering, passage, after[rendering, passage] == 1)

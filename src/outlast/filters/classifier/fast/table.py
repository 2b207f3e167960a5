"""Filling hash tables: by NumPy, all keys at once; the compiled loops look things up in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from outlast.filters.classifier.fast.kernel import Table


def table(keys: np.ndarray, values: np.ndarray) -> Table:
    """A table of distinct pairs, at most half full.

    Args:
        keys: int64, shape (n,); the same key may have several values, which then follow one another.
        values: int64, shape (n,), not negative.
    """
    from outlast.filters.classifier.fast.kernel import ABSENT, SPREAD, Table

    bits = max(4, (2 * len(keys)).bit_length())
    slots = np.full((1 << bits, 2), ABSENT, np.int64)
    pairs = np.stack([keys, values], axis=1)
    place = ((keys.astype(np.uint64) * SPREAD) >> np.uint64(64 - bits)).astype(np.int64)
    waiting = np.arange(len(keys))
    while len(waiting):  # all that find their slot free go there at once; one of them stays, the others go on
        free = waiting[slots[place[waiting], 1] == ABSENT]
        slots[place[free]] = pairs[free]
        waiting = waiting[(slots[place[waiting]] != pairs[waiting]).any(axis=1)]
        place[waiting] = (place[waiting] + 1) & (len(slots) - 1)
    return Table(slots, 64 - bits)

"""Rules of several components that have all of them in a text: found over arrays, for a whole batch.

A rule is looked at only where its anchor occurs, the component that is least likely to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from outlast.filters.keyword.matcher import Hits, Listed
from outlast.filters.keyword.occurrences import Occurrences

if TYPE_CHECKING:
    from outlast.filters.keyword.index import Several


@dataclass(frozen=True, slots=True)
class Together:
    """Which rules have all their components in which texts.

    Attributes:
        several: the rules of several components.
        row: int64, the texts, in order.
        place: int64, the rules' places in ``several``, in each text in order.
        hits: the hits that the rules need, by row and component.
        keys: int64, sorted: row and component of each hit as one number.
    """

    several: Several
    row: np.ndarray
    place: np.ndarray
    hits: Hits
    keys: np.ndarray

    @classmethod
    def of(cls, several: Several, hits: Hits) -> Together:
        """What is complete in each text, given what was found there."""
        hits = hits.where(np.flatnonzero(several.needed.take(hits.component)))
        width = len(several.needed)
        keys = hits.row.astype(np.int64) * width + hits.component
        order = np.argsort(keys)
        hits, keys = hits.where(order), keys[order]
        first = np.ones(len(keys), bool)
        np.not_equal(keys[1:], keys[:-1], out=first[1:])
        row, component = hits.row[first].astype(np.int64), hits.component[first]
        listed = Listed.of(component, first=several.first)
        row, place = np.repeat(row, listed.times), several.anchored.take(listed.place).astype(np.int64)
        for slot in range(several.needs.shape[1]):
            wanted = row * width + several.needs[place, slot]
            there = np.searchsorted(keys, wanted, "right") > np.searchsorted(keys, wanted)
            row, place = row[there], place[there]
        order = np.lexsort((place, row))
        return cls(several, row[order], place[order], hits, keys)

    def plain(self) -> Occurrences:
        """Every occurrence of every component, for the rules that want no more than all of them."""
        kept = self.several.plain.take(self.place)
        row, needs = self.row[kept], self.several.needs[self.place[kept]]
        wanted = row[:, np.newaxis] * len(self.several.needed) + needs
        begin = np.searchsorted(self.keys, wanted)
        times = np.searchsorted(self.keys, wanted, "right") - begin
        times[:, 1:][needs[:, 1:] == needs[:, :-1]] = 0  # the last component, repeated
        listed = Listed.ranges(begin.ravel(), times.ravel())
        found = self.hits.where(listed.place)
        pair = np.repeat(np.arange(len(row)), times.sum(axis=1))
        order = np.lexsort((found.end, found.start, pair))
        rule = self.several.numbers.take(self.place[kept]).take(pair)
        return Occurrences(found.row, rule, found.start, found.end).where(order)

    def arranged(self) -> list[tuple[int, int]]:
        """The texts and rules that want their components in an order, or near each other: ``(row, rule)``."""
        kept = ~self.several.plain.take(self.place)
        rules = self.several.numbers.take(self.place[kept])
        return list(zip(self.row[kept].tolist(), rules.tolist(), strict=True))

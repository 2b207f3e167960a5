"""Finding every component of every rule in a batch of normalised texts.

All components go into one Aho-Corasick automaton (daachorse, character-wise: a double array, of the engines tried the
fastest on large Chinese lists, and right about overlaps and code points). It reads a few texts at a time, so that
what it finds becomes arrays before it leaves the processor's cache.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Literal, get_args

import daachorse
import numpy as np

from outlast.filters.keyword.rules import Edges

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outlast.filters.keyword.normalise.batch import Batch

TEXTS_AT_ONCE = 32
"""Texts that the automaton reads at once; from 8 to 512 made little difference, one by one took twice as long."""

EDGES: tuple[Edges, ...] = get_args(Edges)

Component = tuple[str, Edges]
"""A component as it is looked for: the normalised pattern, and where it may stand."""


@dataclass(frozen=True, slots=True)
class Hits:
    """Components found in a batch, row by row, in the order in which they end.

    Attributes:
        component: int32, its number.
        start: int64, the place in the batch's code points where it begins.
        end: int64, and one past where it ends.
        row: int32, the text.
    """

    component: np.ndarray
    start: np.ndarray
    end: np.ndarray
    row: np.ndarray

    def where(self, kept: np.ndarray) -> Hits:
        """Some of them, by a mask or by numbers."""
        return Hits(self.component[kept], self.start[kept], self.end[kept], self.row[kept])

    def __len__(self) -> int:
        return len(self.component)


@dataclass(frozen=True)
class Matcher:
    """An automaton over distinct patterns, and the components that each stands for.

    Attributes:
        automaton: over the patterns; None where there are none.
        lengths: int64, of the patterns in code points.
        first: int32, shape (patterns + 1,): the components of pattern ``p`` are ``first[p]`` to ``first[p + 1]``.
        edges: uint8, for each component, its place in `EDGES`.
    """

    automaton: daachorse.CharwiseDoubleArrayAhoCorasick | None
    lengths: np.ndarray
    first: np.ndarray
    edges: np.ndarray

    @classmethod
    def build(cls, components: Mapping[Component, int]) -> Matcher:
        """A matcher for components; they are numbered anew, and ``components`` is given the numbers.

        Empty patterns, which would occur everywhere, must not be among them.
        """
        by_pattern = sorted(components, key=lambda component: component[0])
        patterns = list(dict.fromkeys(pattern for pattern, _ in by_pattern))
        number_of = {pattern: number for number, pattern in enumerate(patterns)}
        counts = np.zeros(len(patterns) + 1, np.int32)
        for number, component in enumerate(by_pattern):
            components[component] = number  # type: ignore[index]
            counts[number_of[component[0]] + 1] += 1
        return cls(
            automaton=daachorse.CharwiseDoubleArrayAhoCorasick(patterns) if patterns else None,
            lengths=np.fromiter(map(len, patterns), np.int64, len(patterns)),
            first=np.cumsum(counts, dtype=np.int32),
            edges=np.array([EDGES.index(edges) for _, edges in by_pattern], np.uint8),
        )

    def find(self, batch: Batch, *, edges: Literal["kept", "ignored"] = "kept") -> Hits:
        """Every component that occurs in a batch, overlapping ones included.

        With ``edges="ignored"``, one that may not stand inside a word is found there too.
        """
        pattern, start, end = self._scan(batch)
        row = batch.row_of[start]
        if len(self.edges) == len(self.first) - 1:  # each pattern is one component
            hits = Hits(pattern, start, end, row)
        else:
            listed = Listed.of(pattern, first=self.first)
            component = listed.place.astype(np.int32)
            hits = Hits(component, *(np.repeat(each, listed.times) for each in (start, end, row)))
        if edges == "ignored" or not (self.edges != EDGES.index("substring")).any():
            return hits
        wanted = self.edges[hits.component]
        begins, ends = batch.stand_alone(hits.start, hits.end)
        begins |= (wanted == EDGES.index("suffix")) | (wanted == EDGES.index("substring"))
        ends |= (wanted == EDGES.index("prefix")) | (wanted == EDGES.index("substring"))
        return hits.where(begins & ends)

    def _scan(self, batch: Batch) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Pattern, start and end of each occurrence."""
        patterns, ends = [np.zeros(0, np.int32)], [np.zeros(0, np.int64)]
        texts = len(batch.begins) - 1
        for first in range(0, texts, TEXTS_AT_ONCE):
            if self.automaton is None:
                break
            begin, end = int(batch.begins[first]), int(batch.begins[min(first + TEXTS_AT_ONCE, texts)])
            found = self.automaton.find_overlapping(batch.text[begin:end])
            patterns.append(np.fromiter(map(_PATTERN, found), np.int32, len(found)))
            ends.append(np.fromiter(map(_END, found), np.int64, len(found)) + begin)
        pattern, end_of = np.concatenate(patterns), np.concatenate(ends)
        return pattern, end_of - self.lengths.take(pattern), end_of


_END, _PATTERN = itemgetter(1), itemgetter(2)
"""Of an occurrence as daachorse tells it: start, end, pattern."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What stands in some lists of many that lie one after another in an array.

    Attributes:
        place: where it stands in the array.
        times: int32 for each list asked for, how much stands in it.
    """

    place: np.ndarray
    times: np.ndarray

    @classmethod
    def of(cls, numbers: np.ndarray, *, first: np.ndarray) -> Listed:
        """The contents of lists by their numbers; list ``n`` is ``first[n]`` to ``first[n + 1]``.

        >>> Listed.of(np.array([2, 0]), first=np.array([0, 2, 2, 3])).place.tolist()
        [2, 0, 1]
        """
        begin = first.take(numbers)
        return cls.ranges(begin, first[1:].take(numbers) - begin)

    @classmethod
    def ranges(cls, begin: np.ndarray, times: np.ndarray) -> Listed:
        """The contents of lists that begin at some places and hold so much.

        >>> Listed.ranges(np.array([7, 3]), np.array([2, 1])).place.tolist()
        [7, 8, 3]
        """
        before = np.cumsum(times) - times
        return cls(np.repeat(begin - before, times) + np.arange(times.sum()), times)

"""Which normalising steps a hit came through: those without which its rule would not have fired in that text.

For most hits that is read off the letters they came from. Where every step acts on the text letter by letter, and a
pattern is made of letters that no step touches, an occurrence is there without a step exactly if the step changes
none of its letters; and there are no others. `Ways` does this over arrays. For the hits of which that is not known, it
leaves out each step in turn: where the text then lacks a letter that the pattern takes, that settles it; else it asks
the rule again.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from operator import contains
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from outlast.filters.keyword.letters import UNCLEAR, UNSTEADY, Letters
from outlast.filters.keyword.meaning import Meaning
from outlast.filters.keyword.normalise.batch import normalise
from outlast.filters.keyword.readable import Readable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outlast.filters.keyword.normalise.batch import Batch
    from outlast.filters.keyword.normalise.chain import Chain
    from outlast.filters.keyword.normalise.steps import Step
    from outlast.filters.keyword.occurrences import Occurrences
    from outlast.filters.keyword.rules import Rule


@dataclass(frozen=True)
class Ways:
    """Finds the steps that hits came through.

    Attributes:
        rules: the list's.
        chain: the filter's.
    """

    rules: Sequence[Rule]
    chain: Chain

    def of(self, found: Occurrences, batch: Batch, texts: Sequence[str]) -> np.ndarray:
        """The steps that each occurrence's rule came through in its text: uint32, bit ``n`` for the chain's step ``n``.

        Args:
            found: what fired.
            batch: the normalised texts.
            texts: as their authors wrote them.
        """
        if not self.chain.steps or len(found.row) == 0:
            return np.zeros(len(found.row), np.uint32)
        letters = self._letters.of(batch.authors)
        every = np.uint32((1 << len(self.chain.steps)) - 1)
        known = self._readable.steps(found.rule)  # the steps that can be read off the letters, by the rule ...
        clear = self._clear(found, batch, letters)
        known[~clear] = 0  # ... and by the text
        ways: np.ndarray = self._touched(found, batch, letters) & known
        among = ways != 0
        asked = known != every
        if asked.any():
            lacking = np.flatnonzero(asked & clear)
            needed = self._lacking(found.where(lacking), batch) & ~known[lacking]
            ways[lacking] |= needed
            known[lacking] |= needed
            among |= known != every
        if not among.any():
            return ways
        pairs = _Pairs.of(found, among=among)
        # A step that some occurrence did without was not needed.
        steps = np.bitwise_and.reduceat(ways[pairs.occurrences], pairs.first)
        self._ask(steps, ~known[pairs.occurrences[pairs.first]] & every, pairs, batch, texts)
        ways[pairs.occurrences] = np.repeat(steps, pairs.sizes)
        return ways

    def named(self, ways: np.ndarray) -> pa.Array:
        """Steps as bits as a column of lists of their names, in the chain's order."""
        kinds = np.flatnonzero(np.bincount(ways)) if len(ways) else np.zeros(0, np.int64)
        lists = [[step for place, step in enumerate(self.chain.steps) if bits >> place & 1] for bits in kinds.tolist()]
        place_of = np.zeros(int(kinds.max(initial=0)) + 1, np.int32)
        place_of[kinds] = np.arange(len(kinds))
        return pa.array(lists, pa.list_(pa.string())).take(pa.array(place_of.take(ways)))

    def _lacking(self, found: Occurrences, batch: Batch) -> np.ndarray:
        """For each occurrence in a clear text, a bit for each step without which the text lacks a letter it takes."""
        there = np.bitwise_or.reduceat(self._letters.marks(batch.authors), batch.origin[:-1])
        lacks = (self._readable.marks(found.rule) & ~there[found.row, np.newaxis]) != 0
        bits: np.ndarray = lacks @ (1 << np.arange(len(self.chain.steps), dtype=np.uint32))
        return bits

    def _touched(self, found: Occurrences, batch: Batch, letters: np.ndarray) -> np.ndarray:
        """For each occurrence, a bit for each step that changes a letter of the author's behind it."""
        first = found.start if batch.first is None else batch.first.take(found.start)
        last = found.end - 1 if batch.last is None else batch.last.take(found.end - 1)
        touched = np.zeros(len(first), np.uint32)
        some = np.zeros(len(letters) + 1, np.int32)
        np.cumsum(letters != 0, out=some[1:])
        places = np.flatnonzero(some[1:].take(last) > some.take(first))
        if len(places):
            bounds = np.stack([first[places], last[places] + 1], axis=1).reshape(-1)
            touched[places] = np.bitwise_or.reduceat(letters, bounds)[::2]
        return touched & np.uint32(Letters.STEPS)

    def _clear(self, found: Occurrences, batch: Batch, letters: np.ndarray) -> np.ndarray:
        """Bool for each occurrence, whether the letters of its text tell what each step does to it."""
        by_row = np.bitwise_or.reduceat(letters, batch.origin[:-1])
        unclear_rows = (by_row & UNCLEAR) != 0
        unclear_rows[list(batch.clustered)] = True
        if "repeats" in self.chain.steps and batch.first is not None and batch.last is not None:
            unclear_rows[batch.row_of[batch.first != batch.last]] = True
        clear: np.ndarray = ~unclear_rows[found.row]
        if not self._anywhere.all():
            unsteady_rows = (by_row & UNSTEADY) != 0
            clear &= self._anywhere[found.rule] | ~unsteady_rows[found.row]
        return clear

    @cached_property
    def _letters(self) -> Letters:
        return Letters(self.chain)

    @cached_property
    def _readable(self) -> Readable:
        return Readable(self.rules, self.chain, self._letters)

    @cached_property
    def _anywhere(self) -> np.ndarray:
        """Bool for each rule, whether its patterns may stand anywhere."""
        return np.array([rule.edges == "substring" for rule in self.rules], bool)

    @cached_property
    def _permitting(self) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules if not rule.blocks)

    def _ask(self, steps: np.ndarray, unknown: np.ndarray, pairs: _Pairs, batch: Batch, texts: Sequence[str]) -> None:
        """Leave out in turn each step that is not known of a (text, rule), and put its bit into ``steps``."""
        for bit, step in enumerate(self.chain.steps):
            asked = np.flatnonzero(unknown >> np.uint32(bit) & np.uint32(1))
            if len(asked) == 0:
                continue
            rows, place_of = np.unique(pairs.rows[asked], return_inverse=True)
            reduced = normalise([texts[row] for row in rows.tolist()], self._without[step].chain)
            fires = self._fire_in(reduced, self._without[step], place_of.tolist(), pairs.rules[asked].tolist())
            steps[asked[~fires]] |= np.uint32(1 << bit)

    def _fire_in(self, reduced: Batch, meaning: Meaning, places: list[int], rules: list[int]) -> np.ndarray:
        """Bool for each rule, whether it fires in the text of a batch that stands beside it.

        Args:
            reduced: texts normalised without a step.
            meaning: of the rules without the step.
            places: for each rule, the text.
            rules: numbers.
        """
        said = [reduced.one(place) for place in range(len(reduced.begins) - 1)]
        read = meaning.first_patterns
        for rule in set(rules) - read.keys():
            read[rule] = meaning.first_pattern(rule)
        patterns = [read[rule] for rule in rules]
        there = np.fromiter(map(contains, [said[place] for place in places], patterns), bool, len(rules))
        doubtful = np.flatnonzero(there & ~self._plain[rules])
        for each in doubtful.tolist():
            rule, place = rules[each], places[each]
            if self._all_it_takes[rule]:
                there[each] = all(pattern in said[place] for pattern in meaning.patterns(rule))
            else:
                there[each] = bool(meaning.fired(rule, reduced.view(place)))
        return there

    @cached_property
    def _plain(self) -> np.ndarray:
        """Bool for each rule, whether it fires wherever its pattern occurs."""
        single = [rule.kind in {"literal", "wildcard"} for rule in self.rules]
        plain: np.ndarray = np.array(single, bool) & self._all_it_takes
        return plain

    @cached_property
    def _all_it_takes(self) -> np.ndarray:
        """Bool for each rule, whether it fires wherever all its patterns occur."""
        kinds = {"literal", "wildcard", "combination"}
        found: np.ndarray = np.array([rule.kind in kinds for rule in self.rules], bool) & self._anywhere
        return found & (not self._permitting)

    @cached_property
    def _without(self) -> dict[Step, Meaning]:
        return {step: Meaning(self.rules, self.chain.without(step)) for step in self.chain.steps}


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Occurrences of the same rule in the same text, together.

    Attributes:
        occurrences: their numbers, pair by pair.
        first: where in ``occurrences`` each pair begins.
        sizes: how many occurrences each has.
        rows: each pair's text.
        rules: and rule.
    """

    occurrences: np.ndarray
    first: np.ndarray
    sizes: np.ndarray
    rows: np.ndarray
    rules: np.ndarray

    @classmethod
    def of(cls, found: Occurrences, *, among: np.ndarray) -> _Pairs:
        """The pairs of which some occurrence is among those given by a mask, with all of their occurrences."""
        rows, rules = np.zeros(found.row.max() + 1, bool), np.zeros(found.rule.max() + 1, bool)
        rows[found.row[among]] = True
        rules[found.rule[among]] = True
        some = np.flatnonzero(rows[found.row] & rules[found.rule])
        key = found.row[some].astype(np.int64) * len(rules) + found.rule[some]
        order = np.argsort(key, kind="stable")
        key, occurrences = key[order], some[order]
        first = np.flatnonzero(np.append(True, key[1:] != key[:-1])) if len(key) else np.zeros(0, np.int64)
        sizes = np.diff(np.append(first, len(key)))
        return cls(occurrences, first, sizes, found.row[occurrences[first]], found.rule[occurrences[first]])

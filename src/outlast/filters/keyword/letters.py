"""What the steps of a chain do to single letters: which change it, and what that says of the hits it is part of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from outlast.filters.keyword.normalise.batch import POINTS
from outlast.filters.keyword.normalise.chain import wordlike
from outlast.filters.keyword.normalise.steps import LEET, joins_left, look_alikes, whole

if TYPE_CHECKING:
    from outlast.filters.keyword.normalise.chain import Chain

UNSTEADY = 1 << 29
"""Set where a letter ends words under some steps of the chain and not under others."""

UNCLEAR = 1 << 30
"""Set where a letter says nothing for certain: what becomes of it hangs on others, or leaving a step out makes of it
something that other steps then change differently."""

_KNOWN = 1 << 31


@dataclass(frozen=True)
class Letters:
    """The letters that occur, each as bits: bit ``n`` is set where the chain's step ``n`` matters to it.

    A step matters to a letter if the chain without that step makes something else of it.

    Attributes:
        chain: the steps; at most 29.
    """

    STEPS: ClassVar[int] = UNSTEADY - 1

    chain: Chain

    @cached_property
    def _bits(self) -> np.ndarray:
        return np.zeros(POINTS, np.uint32)

    @cached_property
    def _marks(self) -> np.ndarray:
        return np.zeros(POINTS, np.uint64)

    def of(self, codes: np.ndarray) -> np.ndarray:
        """uint32, the bits of each code point."""
        found = self._bits.take(codes)
        if len(found) and found.min() < _KNOWN:
            for point in np.unique(codes[found < _KNOWN]).tolist():
                self._learn(point)
            found = self._bits.take(codes)
        found &= np.uint32(_KNOWN - 1)
        return found

    def marks(self, codes: np.ndarray) -> np.ndarray:
        """uint64, for code points that `of` was asked about, the `mark` of what each becomes without some step.

        Where a text holds no unclear letter, what the chain without a step makes of it has no other marks.
        """
        return self._marks.take(codes)

    def mark(self, text: str) -> int:
        """A bit for each letter of a text that some step could change; different letters may share one."""
        return reduce(or_, (1 << ord(letter) % 64 for letter in set(text) if not self.untouched(letter)), 0)

    def _learn(self, point: int) -> None:
        letter = chr(point)
        self._bits[point] = self._looked_up(letter) | _KNOWN
        if point:
            without = (self.chain.without(step).text(letter) for step in self.chain.steps)
            self._marks[point] = reduce(or_, map(self.mark, without), 0)

    def _looked_up(self, letter: str) -> int:
        if letter == "\0":  # between two texts
            return 0
        if self._hangs_on_others(letter):
            return UNCLEAR
        made = self.chain.mapped(letter)
        without = [self.chain.without(step).mapped(letter) for step in self.chain.steps]
        bits = sum(1 << place for place, other in enumerate(without) if other.text != made.text)
        changed = (other.text for other in without if other.text != made.text)
        if any(not text or any(map(self.untouched, text)) for text in changed):
            bits |= UNCLEAR
        ends_words = {not any(map(wordlike, each.text)) and bool(each.text or each.gaps) for each in (made, *without)}
        inside_words = {bool(each.text) and all(map(wordlike, each.text)) for each in (made, *without)}
        if ends_words != {True} and inside_words != {True}:
            bits |= UNSTEADY
        return bits

    def _hangs_on_others(self, letter: str) -> bool:
        steps = self.chain.steps
        if any(step in steps for step in ("traditional-to-simplified", "simplified-to-traditional")):
            return not letter.isascii() or self._hangs_on_words(letter)
        return joins_left(letter) or self._hangs_on_words(letter)

    def _hangs_on_words(self, letter: str) -> bool:
        steps = self.chain.steps
        made: set[str] = set()
        new = {letter}
        while new:
            made |= new
            new = {each for one in new for step in steps for each in whole(step, one)} - made
        return ("leetspeak" in steps and any(each in LEET for each in made)) or (
            "look-alikes" in steps and any(each in look_alikes() for each in made)
        )

    def untouched(self, letter: str) -> bool:
        """Whether no step changes a letter, whatever stands around it; repeating it apart."""
        known = self._untouched.get(letter)
        if known is None:
            alone = all(whole(step, letter) == letter for step in self.chain.steps)
            known = self._untouched[letter] = alone and not self._hangs_on_others(letter)
        return known

    @cached_property
    def _untouched(self) -> dict[str, bool]:
        return {}

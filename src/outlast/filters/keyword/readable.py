"""What is known of a rule without asking it: which steps show in the letters of its hits, and which letters it needs.

A rule is looked at when it first fires: of a long list, few ever do.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from outlast.filters.keyword.expressions import EXPRESSIONS
from outlast.filters.keyword.normalise.steps import whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outlast.filters.keyword.letters import Letters
    from outlast.filters.keyword.normalise.chain import Chain
    from outlast.filters.keyword.rules import Rule

_EVERY_MARK = (1 << 64) - 1


@dataclass(frozen=True)
class Readable:
    """Rules of a list under a chain of steps.

    Attributes:
        rules: the list's.
        chain: the filter's.
        letters: what the chain does to letters.
    """

    rules: Sequence[Rule]
    chain: Chain
    letters: Letters

    def steps(self, numbers: np.ndarray) -> np.ndarray:
        """uint32 for each rule, a bit for each step that can be read off the letters of an occurrence.

        These are steps without which the pattern reads the same, if it is one pattern, made of letters that no step
        touches once it is normalised, and nothing permits.
        """
        self._learn(numbers)
        steps: np.ndarray = self._steps.take(numbers)
        return steps

    def marks(self, numbers: np.ndarray) -> np.ndarray:
        """uint64, shape (rules, steps): the `Letters.mark` of what must be in a text to fire without each step."""
        self._learn(numbers)
        return self._marks.take(numbers, axis=0)

    def _learn(self, numbers: np.ndarray) -> None:
        new = ~self._known.take(numbers)
        if new.any():
            for number in np.unique(numbers[new]).tolist():
                self._steps[number] = self._steps_of(self.rules[number])
                self._marks[number] = self._marks_of(self.rules[number])
                self._known[number] = True

    def _steps_of(self, rule: Rule) -> int:
        if self._permitted or rule.kind not in {"literal", "wildcard"}:
            return 0
        written = rule.components[0]
        steps = self.chain.steps
        untouched = self.letters.untouched
        if all(map(untouched, written)) and ("repeats" not in steps or whole("repeats", written) == written):
            return (1 << len(steps)) - 1
        made = self.chain.text(written)
        if "repeats" in steps or not all(map(untouched, made)):
            return 0
        return sum(1 << place for place, chain in enumerate(self._without) if chain.text(written) == made)

    def _marks_of(self, rule: Rule) -> list[int]:
        if rule.kind in EXPRESSIONS or rule.kind == "fuzzy":
            return [0] * len(self._without)
        patterns = [list(map(chain.text, rule.components)) for chain in self._without]
        # A rule of which a component is left empty fires nowhere: no text has every mark, or it is asked after all.
        return [self.letters.mark("".join(each)) if all(each) else _EVERY_MARK for each in patterns]

    @cached_property
    def _without(self) -> list[Chain]:
        return [self.chain.without(step) for step in self.chain.steps]

    @cached_property
    def _permitted(self) -> bool:
        return not all(rule.blocks for rule in self.rules)

    @cached_property
    def _known(self) -> np.ndarray:
        return np.zeros(len(self.rules), bool)

    @cached_property
    def _steps(self) -> np.ndarray:
        return np.zeros(len(self.rules), np.uint32)

    @cached_property
    def _marks(self) -> np.ndarray:
        return np.zeros((len(self.rules), len(self.chain.steps)), np.uint64)

"""The text in which a rule fires and as little else as can be: who fires there too, fires wherever it does.

A rule's witness holds its patterns, normalised, far apart. Where a pattern may stand inside a word, letters that no
pattern of the list holds touch it there; where it may not, nothing does. So whatever a rule of literal patterns finds
in the witness, it finds in every text in which the rule fires; and what it does not find there, other texts lack too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from outlast.filters.keyword.fire import fire
from outlast.filters.keyword.index import Index
from outlast.filters.keyword.normalise.batch import normalise
from outlast.filters.keyword.normalise.chain import Chain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from outlast.filters.keyword.rules import Edges, Rule, RuleKind

LITERAL: tuple[RuleKind, ...] = ("literal", "wildcard", "combination", "ordered", "proximity")
"""The kinds that block and are made of literal patterns."""

TEXTS_AT_ONCE = 4096

APART = 4
"""Strange characters in a row: one more than a fuzzy rule has edits, so that none reaches across them."""

_NOTHING = Chain(())


@dataclass(frozen=True)
class Witnesses:
    """The witnesses of a list's rules.

    Attributes:
        rules: the list's.
        patterns: each rule's, normalised.
    """

    rules: Sequence[Rule]
    patterns: Sequence[tuple[str, ...]]

    def around(self, pattern: str, edges: Edges) -> tuple[str, int]:
        """A pattern as it stands in a witness, and the place in that where it begins."""
        letters = self._strange[0] * APART
        before = letters if edges in {"suffix", "substring"} else ""
        behind = letters if edges in {"prefix", "substring"} else ""
        return before + pattern + behind, len(before)

    def text(self, number: int) -> str:
        """The witness of a rule."""
        edges = self.rules[number].edges
        return (self._strange[1] * APART).join(self.around(pattern, edges)[0] for pattern in self.patterns[number])

    def pairs(self, among: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Pairs of rules, each other: the second finds all its patterns in the witness of the first.

        Args:
            among: numbers of rules. Of those, rules of literal patterns have a witness, also those that permit; and
                rules of literal patterns and fuzzy ones, but for exceptions, look for theirs in it. Order and
                nearness are not asked for.
        """
        read = [number for number in among if self.rules[number].kind in {*LITERAL, "exception", "extenuating"}]
        searching = [number for number in among if self.rules[number].kind in {*LITERAL, "fuzzy", "extenuating"}]
        rules = [self._searching(number) for number in searching]
        index = Index.build(rules, chain=_NOTHING)
        firsts, seconds = np.array(read, np.int64), np.array(searching, np.int64)
        for begin in range(0, len(read), TEXTS_AT_ONCE):
            texts = [self.text(number) for number in read[begin : begin + TEXTS_AT_ONCE]]
            found = fire(rules, index, normalise(texts, _NOTHING), chain=_NOTHING).occurrences
            keys = np.unique(found.row.astype(np.int64) * len(rules) + found.rule)
            first, second = firsts[begin + keys // len(rules)], seconds[keys % len(rules)]
            others = first != second
            yield from zip(first[others].tolist(), second[others].tolist(), strict=True)

    def _searching(self, number: int) -> Rule:
        """A rule that fires where all patterns of another are, and the fuzzy as they do."""
        rule, patterns = self.rules[number], self.patterns[number]
        kind: RuleKind = rule.kind if rule.kind in {"literal", "wildcard", "fuzzy"} else "combination"
        unchanged = kind == rule.kind and patterns == rule.components
        return rule if unchanged else replace(rule, kind=kind, components=patterns)

    @cached_property
    def _strange(self) -> tuple[str, str]:
        """A letter, and a character that is part of no word, that no pattern holds."""
        known = {letter for patterns in self.patterns for pattern in patterns for letter in pattern}
        letter = next(point for point in range(0x20000, 0x2A6E0) if chr(point) not in known)
        other = next(point for point in range(0xE000, 0xF900) if chr(point) not in known)
        return chr(letter), chr(other)

"""What a list means for one text, rule by rule and by plain search: the definition that the matcher keeps to.

It is used where single rules are asked about (which steps a hit came through), and it is what tests compare the
matcher with.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from outlast.filters.keyword.arrange import arranged, outside
from outlast.filters.keyword.expressions import EXPRESSIONS, spans_of_expression
from outlast.filters.keyword.fuzzy import allowed, near_occurrences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outlast.filters.keyword.arrange import Span
    from outlast.filters.keyword.normalise.chain import Chain, Normalised
    from outlast.filters.keyword.rules import Edges, Rule


NOWHERE = "\0"
"""What no normalised text holds; it stands for a pattern that normalising left empty."""


def occurrences(text: Normalised, pattern: str, *, edges: Edges) -> list[Span]:
    """Every occurrence of a normalised pattern, overlapping ones included, by plain search."""
    found, at = [], text.text.find(pattern) if pattern else -1
    while at >= 0:
        if allowed(text, at, at + len(pattern), edges=edges):
            found.append((at, at + len(pattern)))
        at = text.text.find(pattern, at + 1)
    return found


@dataclass(frozen=True)
class Meaning:
    """Rules under a chain of normalising steps.

    Attributes:
        rules: of one list, in its order.
        chain: what was done to the texts, and is done to the rules' patterns.
    """

    rules: Sequence[Rule]
    chain: Chain

    def parts(self, number: int, text: Normalised) -> list[list[Span]]:
        """Where each component of a rule occurs in a normalised text; one part for a rule without components."""
        rule = self.rules[number]
        if rule.kind in EXPRESSIONS:
            return [expression_spans(rule, text, chain=self.chain)]
        if rule.kind == "fuzzy":
            return [fuzzy_spans(rule, text, chain=self.chain)]
        return [occurrences(text, self.chain.text(pattern), edges=rule.edges) for pattern in rule.components]

    def fired(self, number: int, text: Normalised) -> list[Span]:
        """The occurrences that make a rule fire in a normalised text; none where it does not fire."""
        rule = self.rules[number]
        if not rule.blocks or any(self._holds(each, rule, text) for each in self._extenuating):
            return []
        phrases = [
            span for each in self._exceptions if concerns(self.rules[each], rule) for span in self.parts(each, text)[0]
        ]
        return arranged(rule, [outside(part, phrases) for part in self.parts(number, text)])

    def first_pattern(self, number: int) -> str:
        """What must be in a text for a rule to fire: its first component, or nothing where that says little."""
        rule = self.rules[number]
        if rule.kind in EXPRESSIONS or rule.kind == "fuzzy":
            return ""
        pattern = self.chain.text(rule.components[0])
        return pattern or NOWHERE

    @cached_property
    def first_patterns(self) -> dict[int, str]:
        """What `first_pattern` said, by rule, for who asks often."""
        return {}

    def _holds(self, extenuating: int, rule: Rule, text: Normalised) -> bool:
        return concerns(self.rules[extenuating], rule) and all(self.parts(extenuating, text))

    @cached_property
    def _exceptions(self) -> list[int]:
        return [number for number, rule in enumerate(self.rules) if rule.kind == "exception"]

    @cached_property
    def _extenuating(self) -> list[int]:
        return [number for number, rule in enumerate(self.rules) if rule.kind == "extenuating"]


def concerns(permitting: Rule, rule: Rule) -> bool:
    """Whether an exception or an extenuating rule holds for another rule."""
    return not permitting.of or rule.id in permitting.of


def expression_spans(rule: Rule, text: Normalised, *, chain: Chain) -> list[Span]:
    """Where an expression matches and may stand; pinyin must stand alone, so that ``xian`` is not found in letters."""
    spans = spans_of_expression(rule, text.text, chain=chain)
    return [span for span in spans if allowed(text, *span, edges=_edges(rule, text.text[slice(*span)]))]


def _edges(rule: Rule, found: str) -> Edges:
    spelt = rule.kind == "homophone" and any(letter.isascii() and letter.isalpha() for letter in found)
    return "word" if spelt else rule.edges


def fuzzy_spans(rule: Rule, text: Normalised, *, chain: Chain) -> list[Span]:
    """Where something within a fuzzy rule's edits of its pattern stands."""
    pattern, distance = chain.text(rule.components[0]), rule.limit or 0
    if len(pattern) <= distance:
        return []
    found = near_occurrences(text, pattern, distance=distance, edges=rule.edges)
    return [(start, end) for start, end, _ in found]

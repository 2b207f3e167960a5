"""Matching: which rules fire in a normalised text, and where.

All components of all rules go into one Aho-Corasick automaton (daachorse, character-wise, so offsets are code
points); a combination is looked at only when its longest component, the one least likely to occur, was found.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import daachorse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from outlast.filters.keyword.normalise import Chain
    from outlast.filters.keyword.rules import CombinationRule, KeywordList, LiteralRule

Component = tuple[str, bool]
"""A component as it is looked for: the normalised pattern, and whether it must stand alone as words."""

Spans = dict[Component, list[tuple[int, int]]]
"""Where each component occurs in a normalised text: half-open spans of code points."""


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether no letter, digit or underscore touches ``text[start:end]`` from either side.

    Where the pattern's own edge is no such character, nothing can touch it there.

    >>> stands_alone("no war!", 3, 6), stands_alone("no warning", 3, 6)
    (True, False)
    """
    left = start == 0 or not (_wordlike(text[start]) and _wordlike(text[start - 1]))
    right = end == len(text) or not (_wordlike(text[end - 1]) and _wordlike(text[end]))
    return left and right


def _wordlike(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


def components_of(rule: LiteralRule | CombinationRule, *, chain: Chain, boundaries: str) -> tuple[Component, ...]:
    """A rule's components as a chain of steps leaves them; each once."""
    alone = (rule.boundaries or boundaries) == "word"
    return tuple(dict.fromkeys((chain.text(pattern), alone) for pattern in rule.components))


def emptied(rules: KeywordList, *, chain: Chain) -> list[str]:
    """The ids of the rules of which a chain leaves a component empty."""
    return [rule.id for rule in rules.rules if not all(map(chain.text, rule.components))]


def occurrences(text: str, component: Component) -> list[tuple[int, int]]:
    """Every occurrence of one component, overlapping ones included, by plain search: the reference for `Matcher`."""
    pattern, alone = component
    found, at = [], text.find(pattern)
    while at >= 0:
        if not alone or stands_alone(text, at, at + len(pattern)):
            found.append((at, at + len(pattern)))
        at = text.find(pattern, at + 1)
    return found


@dataclass(frozen=True, slots=True)
class Matcher:
    """An automaton over the components of a list, and the index from components to rules.

    Attributes:
        automaton: over the distinct normalised patterns.
        patterns: the patterns, by the automaton's number.
        modes: for each pattern, whether it is looked for as words, anywhere, or (two rules) both.
        needs: for each rule in list order, the components that must all occur.
        anchored: from a component to the rules that are looked at when it occurs.
        mentioned: from a component to every rule that has it.
    """

    automaton: daachorse.CharwiseDoubleArrayAhoCorasick
    patterns: tuple[str, ...]
    modes: Mapping[str, tuple[bool, ...]]
    needs: tuple[tuple[Component, ...], ...]
    anchored: Mapping[Component, tuple[int, ...]]
    mentioned: Mapping[Component, tuple[int, ...]]

    @classmethod
    def build(cls, rules: KeywordList, *, chain: Chain) -> Matcher:
        """The matcher for a list under a chain of normalising steps; a rule that the chain empties never fires."""
        needs = tuple(components_of(rule, chain=chain, boundaries=rules.boundaries) for rule in rules.rules)
        modes: dict[str, set[bool]] = defaultdict(set)
        anchored: dict[Component, list[int]] = defaultdict(list)
        mentioned: dict[Component, list[int]] = defaultdict(list)
        for number, components in enumerate(needs):
            if not all(pattern for pattern, _ in components):
                continue
            for pattern, alone in components:
                modes[pattern].add(alone)
                mentioned[pattern, alone].append(number)
            anchored[max(components, key=lambda component: (len(component[0]), component))].append(number)
        patterns = tuple(modes)
        return cls(
            automaton=daachorse.CharwiseDoubleArrayAhoCorasick(list(patterns)),
            patterns=patterns,
            modes={pattern: tuple(sorted(found)) for pattern, found in modes.items()},
            needs=needs,
            anchored={component: tuple(numbers) for component, numbers in anchored.items()},
            mentioned={component: tuple(numbers) for component, numbers in mentioned.items()},
        )

    def components_in(self, text: str, *, edges: Literal["kept", "ignored"] = "kept") -> Spans:
        """Every component that occurs in a normalised text, with all its spans in order.

        With ``edges="ignored"``, one that should stand alone is found inside longer words too.
        """
        spans: Spans = {}
        for start, end, number in self.automaton.find_overlapping(text):
            pattern = self.patterns[number]
            for alone in self.modes[pattern]:
                if not alone or edges == "ignored" or stands_alone(text, start, end):
                    spans.setdefault((pattern, alone), []).append((start, end))
        return spans

    def fired(self, spans: Spans) -> list[int]:
        """The rules all of whose components occur, by number, in list order."""
        looked_at = {number for component in spans for number in self.anchored.get(component, ())}
        return sorted(number for number in looked_at if all(need in spans for need in self.needs[number]))

    def lacking_one(self, spans: Spans) -> list[tuple[int, Component]]:
        """The rules that lack exactly one of several components, with the one that is absent, in list order."""
        touched = {number for component in spans for number in self.mentioned[component]}
        lacking = ((number, [need for need in self.needs[number] if need not in spans]) for number in sorted(touched))
        return [(number, absent[0]) for number, absent in lacking if len(absent) == 1]


def spans_of(components: Sequence[Component], spans: Spans) -> list[tuple[int, int]]:
    """All spans of some components, in reading order, each once."""
    return sorted({span for component in components for span in spans.get(component, [])})

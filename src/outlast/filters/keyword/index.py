"""From components to rules: what the list of a filter looks like once it is normalised and numbered."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from outlast.filters.keyword.expressions import EXPRESSIONS, ExpressionSet
from outlast.filters.keyword.fuzzy import pieces_of
from outlast.filters.keyword.matcher import Matcher

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from outlast.filters.keyword.matcher import Component
    from outlast.filters.keyword.normalise.chain import Chain
    from outlast.filters.keyword.rules import Rule

MOST_COMPONENTS = 6


@dataclass(frozen=True)
class Several:
    """The rules of several components.

    Attributes:
        numbers: int32, shape (m,): the rules' numbers, in list order.
        needs: int32, shape (m, 6): their components, each once, the last one repeated to the end.
        needed: bool, shape (components,): whether any of them has it.
        plain: bool, shape (m,): whether all that it takes is that every component is there, wherever that is.
        first: int32, shape (components + 1,): a component anchors ``anchored[first[c]:first[c + 1]]``.
        anchored: int32, places in ``numbers``, by the component that must occur before they are looked at: the
            longest, which is the one least likely to occur.
    """

    numbers: np.ndarray
    needs: np.ndarray
    needed: np.ndarray
    plain: np.ndarray
    first: np.ndarray
    anchored: np.ndarray


@dataclass(frozen=True)
class Index:
    """A list's rules under a chain of normalising steps, ready to be matched.

    Attributes:
        matcher: finds components.
        single: int32, rules of one component, by component; with ``first`` as in `Several`.
        first: int32, shape (components + 1,).
        several: the rules of several components.
        needs: the components of each rule that has several, or that permits or is fuzzy, by the rule's number.
        expressions: rules that RE2 matches.
        fuzzy: int32, the fuzzy rules that a component is a piece of, by component.
        exceptions: the numbers of the exceptions, by component.
        extenuating: the numbers of the extenuating rules.
    """

    matcher: Matcher
    first: np.ndarray
    single: np.ndarray
    several: Several
    needs: Mapping[int, tuple[int, ...]]
    expressions: ExpressionSet
    fuzzy: Mapping[int, tuple[int, ...]]
    exceptions: Mapping[int, tuple[int, ...]]
    extenuating: tuple[int, ...]

    @classmethod
    def build(cls, rules: Sequence[Rule], *, chain: Chain) -> Index:
        """The index of rules; one of which the chain leaves a component empty never fires."""
        components: dict[Component, int] = {}
        found = [_components(rule, chain=chain) for rule in rules]
        for each in found:
            components.update(dict.fromkeys(each, 0))
        matcher = Matcher.build(components)
        numbered = [tuple(components[component] for component in each) for each in found]
        single, exceptions, fuzzy = defaultdict[int, list[int]](list), defaultdict(list), defaultdict(list)
        several: list[int] = []
        for number, (rule, needs) in enumerate(zip(rules, numbered, strict=True)):
            if rule.kind == "exception":
                for component in needs:
                    exceptions[component].append(number)
            elif rule.kind == "fuzzy":
                for component in needs:
                    fuzzy[component].append(number)
            elif len(set(needs)) > 1 or (needs and rule.kind in {"extenuating", "ordered", "proximity"}):
                several.append(number)
            elif needs:
                single[needs[0]].append(number)
        counts = np.zeros(len(components) + 1, np.int32)
        for component, numbers in single.items():
            counts[component + 1] = len(numbers)
        lengths = np.zeros(len(components), np.int32)
        for (pattern, _), number in components.items():
            lengths[number] = len(pattern)
        kept = {*several, *(number for numbers in (*exceptions.values(), *fuzzy.values()) for number in numbers)}
        return cls(
            matcher=matcher,
            first=np.cumsum(counts, dtype=np.int32),
            single=np.array([number for component in sorted(single) for number in single[component]], np.int32),
            several=_several(several, rules, numbered, lengths),
            needs={number: numbered[number] for number in sorted(kept)},
            expressions=ExpressionSet.build(rules, chain=chain),
            fuzzy={component: tuple(numbers) for component, numbers in fuzzy.items()},
            exceptions={component: tuple(numbers) for component, numbers in exceptions.items()},
            extenuating=tuple(number for number, rule in enumerate(rules) if rule.kind == "extenuating"),
        )


def _components(rule: Rule, *, chain: Chain) -> tuple[Component, ...]:
    """What the matcher looks for on behalf of a rule; nothing where the chain leaves one of its components empty."""
    if rule.kind in EXPRESSIONS:
        return ()
    patterns = [chain.text(pattern) for pattern in rule.components]
    if not all(patterns) or any("\0" in pattern for pattern in patterns):  # no text holds a NUL once it is normalised
        return ()
    if rule.kind == "fuzzy":
        distance = rule.limit or 0
        pieces = pieces_of(patterns[0], distance=distance) if len(patterns[0]) > distance else []
        return tuple((piece, "substring") for _, piece in pieces)
    # A pattern that normalising left as it was is kept once, not twice.
    texts = (written if made == written else made for made, written in zip(patterns, rule.components, strict=True))
    return tuple((text, rule.edges) for text in texts)


def _several(
    several: list[int], rules: Sequence[Rule], numbered: list[tuple[int, ...]], lengths: np.ndarray
) -> Several:
    needs = np.zeros((len(several), MOST_COMPONENTS), np.int32)
    anchored = defaultdict[int, list[int]](list)
    for place, number in enumerate(several):
        mine = list(dict.fromkeys(numbered[number]))
        needs[place] = mine + mine[-1:] * (MOST_COMPONENTS - len(mine))
        anchored[max(mine, key=lambda component: (lengths[component], component))].append(place)
    counts = np.zeros(len(lengths) + 1, np.int32)
    for component, places in anchored.items():
        counts[component + 1] = len(places)
    needed = np.zeros(len(lengths), bool)
    needed[needs] = True
    return Several(
        numbers=np.array(several, np.int32),
        needs=needs,
        needed=needed,
        plain=np.array([rules[number].kind not in {"ordered", "proximity"} for number in several], bool),
        first=np.cumsum(counts, dtype=np.int32),
        anchored=np.array([place for component in sorted(anchored) for place in anchored[component]], np.int32),
    )


def emptied(rules: Sequence[Rule], *, chain: Chain) -> list[str]:
    """The ids of the rules of which a chain leaves a component empty, so that they never fire."""
    return [rule.id for rule in rules if rule.kind not in EXPRESSIONS and not all(map(chain.text, rule.components))]

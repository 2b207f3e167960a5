"""The keyword filter: normalise, match, and say which rule fired where, and by which steps."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Literal

import pydantic

from outlast.config import Slug, Strict
from outlast.filters.keyword.matcher import Matcher, components_of, occurrences, spans_of
from outlast.filters.keyword.normalise import STEPS, Chain, Step
from outlast.filters.protocol import Evidence, Judgement, judgement

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from outlast.filters.keyword.matcher import Spans
    from outlast.filters.keyword.normalise import Normalised
    from outlast.filters.keyword.rules import KeywordList

DEFAULT_STEPS: tuple[Step, ...] = ("nfkc", "casefold")

NearMiss = tuple[int, list[tuple[int, int]], str]
"""A rule's number, the spans of its parts that are there (in the author's text), and what it lacks, in words."""


@dataclass(frozen=True, slots=True)
class KeywordFilter:
    """Blocks a text in which at least one rule of a list fires. It has no score.

    Attributes:
        rules: the list.
        chain: what is normalised before matching, in the rules' patterns as in the texts.
        matcher: for the list under the chain.
        wider: for the list under every step there is; finds what more steps would have caught.
    """

    rules: KeywordList
    chain: Chain
    matcher: Matcher
    wider: Matcher

    def decide(self, batch: pa.Table, *, near: int) -> Judgement:
        """Decide on a batch of renderings; see `outlast.filters.protocol.Filter`."""
        blocked: list[bool] = []
        evidence: list[Evidence] = []
        for row, text in enumerate(batch.column("text").to_pylist()):
            normal = self.chain.text(text)
            spans = self.matcher.components_in(normal)
            fired = self.matcher.fired(spans)
            blocked.append(bool(fired))
            if fired:
                places = _Places(self.matcher, self.chain, text, spans)
                for number in fired:
                    rule, via = self.rules.rules[number].id, self._via(number, text)
                    evidence += (Evidence(row, "fired", rule, *place, via=via) for place in places.of(number))
            elif near:
                evidence += self._near(row, text, normal, spans, most=near)
        return judgement(blocked, evidence=evidence)

    def _via(self, number: int, text: str) -> tuple[Step, ...]:
        """The steps of the chain without each of which the rule would not have fired in this text."""
        return tuple(step for step in self.chain.steps if not self._fires(number, text, self.chain.without(step)))

    def _fires(self, number: int, text: str, chain: Chain) -> bool:
        rule, normal = self.rules.rules[number], chain.text(text)
        components = components_of(rule, chain=chain, boundaries=self.rules.boundaries)
        return all(pattern and occurrences(normal, (pattern, alone)) for pattern, alone in components)

    def _near(self, row: int, text: str, normal: str, spans: Spans, *, most: int) -> Iterator[Evidence]:
        """The nearest things to a hit in a text without one, at most ``most`` rules.

        First rules that further normalising would make fire; then combinations that lack one component, those with
        more components first; then rules that occur only inside longer words.
        """
        left, told = most, set[int]()
        for candidates in (
            self._unnormalised(text, normal),
            self._incomplete(text, spans),
            self._inside_words(text, normal),
        ):
            new = (miss for miss in candidates if miss[0] not in told)
            for number, places, note in islice(new, left):
                rule = self.rules.rules[number].id
                yield from (Evidence(row, "near", rule, *place, note=note) for place in places)
                left -= 1
                told.add(number)

    def _unnormalised(self, text: str, normal: str) -> Iterator[NearMiss]:
        chain = self.chain.widened()
        widened = chain.text(text)
        if widened == normal and self.wider.patterns == self.matcher.patterns:
            return
        spans = self.wider.components_in(widened)
        numbers = self.wider.fired(spans)
        places = _Places(self.wider, chain, text, spans)
        for number in numbers:
            yield number, places.of(number), f"would fire with {' and '.join(self._steps_needed(number, text, chain))}"

    def _steps_needed(self, number: int, text: str, chain: Chain) -> tuple[Step, ...]:
        """A smallest set of steps that the filter lacks and with which the rule fires: none can be left out of it."""
        for step in reversed(STEPS):
            fewer = chain.without(step)
            if step not in self.chain.steps and self._fires(number, text, fewer):
                chain = fewer
        return tuple(step for step in chain.steps if step not in self.chain.steps)

    def _incomplete(self, text: str, spans: Spans) -> Iterator[NearMiss]:
        lacking = [pair for pair in self.matcher.lacking_one(spans) if len(self.matcher.needs[pair[0]]) > 1]
        lacking.sort(key=lambda pair: (-len(self.matcher.needs[pair[0]]), pair[0]))
        places = _Places(self.matcher, self.chain, text, spans)
        for number, absent in lacking:
            yield number, places.of(number), f"lacks {absent[0]!r}"

    def _inside_words(self, text: str, normal: str) -> Iterator[NearMiss]:
        spans = self.matcher.components_in(normal, edges="ignored")
        places = _Places(self.matcher, self.chain, text, spans)
        for number in self.matcher.fired(spans):
            yield number, places.of(number), "occurs only inside a longer word"


@dataclass
class _Places:
    """Where rules' components stand in the author's text; the map back is made once, when it is first needed."""

    matcher: Matcher
    chain: Chain
    text: str
    spans: Spans

    @cached_property
    def mapped(self) -> Normalised:
        return self.chain.mapped(self.text)

    def of(self, number: int) -> list[tuple[int, int]]:
        found = spans_of(self.matcher.needs[number], self.spans)
        return [self.mapped.source_span(*span) for span in found]


class KeywordConfig(Strict):
    """A keyword filter in a config.

    Attributes:
        name: unique in the experiment.
        list: a keyword list, by name or by path.
        normalise: the steps before matching, in order; without ``casefold``, case matters.
    """

    kind: Literal["keyword"]
    name: Slug
    list: str
    normalise: tuple[Step, ...] = DEFAULT_STEPS

    @pydantic.field_validator("normalise")
    @classmethod
    def _each_once(cls, steps: tuple[Step, ...]) -> tuple[Step, ...]:
        repeated = sorted({step for step in steps if steps.count(step) > 1})
        if repeated:
            raise ValueError(f"step {repeated[0]!r} is given twice")
        return steps

    def build(self, rules: KeywordList) -> KeywordFilter:
        """The filter that this describes; a rule that normalising empties never fires (`matcher.emptied` names it)."""
        chain = Chain(self.normalise)
        matchers = [Matcher.build(rules, chain=each) for each in (chain, chain.widened())]
        return KeywordFilter(rules, chain, *matchers)

"""Near misses: the nearest things to a hit in a text that a keyword filter lets through.

In this order: hits that an exception or an extenuating rule undid; rules that further normalising would make fire;
combinations that lack one component, those of more components first; rules that occur only inside longer words.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from outlast.filters.keyword.fire import fire
from outlast.filters.keyword.index import Index
from outlast.filters.keyword.meaning import Meaning
from outlast.filters.keyword.normalise.batch import normalise
from outlast.filters.keyword.normalise.steps import STEPS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from outlast.filters.keyword.fire import Fired
    from outlast.filters.keyword.normalise.batch import Batch
    from outlast.filters.keyword.normalise.chain import Chain
    from outlast.filters.keyword.normalise.steps import Step
    from outlast.filters.keyword.rules import Rule


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A rule that nearly fired.

    Attributes:
        rule: its number.
        spans: the places in the author's text of what is there of it.
        note: what it lacks, in words.
    """

    rule: int
    spans: tuple[tuple[int, int], ...]
    note: str


@dataclass(frozen=True)
class NearMisses:
    """Finds near misses; what it needs beyond the filter's own index is built when it is first asked for.

    Attributes:
        rules: the list's.
        chain: the filter's.
        index: of the rules under the chain.
    """

    rules: Sequence[Rule]
    chain: Chain
    index: Index

    def of(
        self, rows: Sequence[int], texts: Sequence[str], batch: Batch, fired: Fired, *, most: int
    ) -> Iterator[tuple[int, NearMiss]]:
        """At most ``most`` rules for each text of some rows, as ``(row, near miss)``, row by row.

        Args:
            rows: the texts that were let through.
            texts: all texts of the batch, as their authors wrote them.
            batch: the same, normalised.
            fired: what was found in it.
            most: near misses at most for a text.
        """
        if not rows:
            return
        sorts = (
            self._undone(batch, fired),
            self._unnormalised(rows, texts, batch),
            self._incomplete(rows, batch, fired),
            self._inside_words(rows, batch),
        )
        for row in rows:
            misses: dict[int, NearMiss] = {}
            for found in sorts:
                for miss in found.get(row, ()):
                    misses.setdefault(miss.rule, miss)
            yield from ((row, miss) for miss in islice(misses.values(), most))

    def _undone(self, batch: Batch, fired: Fired) -> dict[int, list[NearMiss]]:
        found: dict[int, list[NearMiss]] = {}
        for each in fired.undone:
            by = " and ".join(f"{self.rules[number].kind} rule {self.rules[number].id}" for number in each.by)
            spans = tuple(_source(batch, each.row, span) for span in each.spans)
            found.setdefault(each.row, []).append(NearMiss(each.rule, spans, f"undone by {by}"))
        return found

    def _unnormalised(self, rows: Sequence[int], texts: Sequence[str], batch: Batch) -> dict[int, list[NearMiss]]:
        """Rules that would fire if the chain had every step, with a smallest set of steps that does it."""
        wider, index = self._wider
        widened = normalise([texts[row] for row in rows], wider)
        changed = [place for place, row in enumerate(rows) if widened.one(place) != batch.one(row)]
        if self._patterns_change:
            changed = list(range(len(rows)))
        if not changed:
            return {}
        again = normalise([texts[rows[place]] for place in changed], wider)
        occurrences = fire(self.rules, index, again, chain=wider).occurrences
        places: dict[tuple[int, int], list[tuple[int, int]]] = {}
        start, end = again.source(occurrences.start, occurrences.end, occurrences.row)
        for number, rule, *span in zip(
            occurrences.row.tolist(), occurrences.rule.tolist(), start.tolist(), end.tolist(), strict=True
        ):
            if self.rules[rule].blocks:
                places.setdefault((rows[changed[number]], rule), []).append((span[0], span[1]))
        found: dict[int, list[NearMiss]] = {}
        for (row, rule), spans in sorted(places.items()):
            steps = " and ".join(self._steps_needed(rule, texts[row], wider))
            if steps:
                found.setdefault(row, []).append(NearMiss(rule, tuple(spans), f"would fire with {steps}"))
        return found

    @cached_property
    def _wider(self) -> tuple[Chain, Index]:
        wider = self.chain.widened()
        return wider, Index.build(self.rules, chain=wider)

    @cached_property
    def _patterns_change(self) -> bool:
        """Whether a chain of every step reads some pattern otherwise, so that unchanged texts are asked too."""
        wider, _ = self._wider
        return any(wider.text(part) != self.chain.text(part) for rule in self.rules for part in rule.components)

    def _steps_needed(self, number: int, text: str, wider: Chain) -> tuple[Step, ...]:
        """A smallest set of steps that the filter lacks and with which the rule fires: none can be left out of it."""
        chain = wider
        for step in reversed(STEPS):
            fewer = chain.without(step)
            if step not in self.chain.steps and Meaning(self.rules, fewer).fired(number, fewer.mapped(text)):
                chain = fewer
        return tuple(step for step in chain.steps if step not in self.chain.steps)

    def _incomplete(self, rows: Sequence[int], batch: Batch, fired: Fired) -> dict[int, list[NearMiss]]:
        """Rules of several components that lack exactly one."""
        found: dict[int, list[NearMiss]] = {}
        several = self.index.several
        if len(several.numbers) == 0:
            return found
        wanted = set(rows)
        present: dict[int, dict[int, list[tuple[int, int]]]] = {}
        hits = fired.hits
        for row, component, start, end in zip(
            hits.row.tolist(), hits.component.tolist(), hits.start.tolist(), hits.end.tolist(), strict=True
        ):
            if row in wanted:
                present.setdefault(row, {}).setdefault(component, []).append((start, end))
        for row, spans in present.items():
            touched = {number for component in spans for number in self._mentioned.get(component, ())}
            lacking = []
            for number in touched:
                needs = tuple(dict.fromkeys(self.index.needs[number]))
                absent = [place for place, need in enumerate(needs) if need not in spans]
                if len(absent) == 1 and len(needs) > 1:
                    there = [span for need in needs if need in spans for span in spans[need]]
                    lacking.append((-len(needs), number, absent[0], there))
            for _, number, absent_place, there in sorted(lacking):
                parts = list(dict.fromkeys(map(self.chain.text, self.rules[number].components)))
                places = tuple(sorted({_source(batch, row, span) for span in there}))
                found.setdefault(row, []).append(NearMiss(number, places, f"lacks {parts[absent_place]!r}"))
        return found

    @cached_property
    def _mentioned(self) -> dict[int, tuple[int, ...]]:
        """The blocking rules of several components, by component."""
        found: dict[int, list[int]] = {}
        for number in self.index.several.numbers.tolist():
            if self.rules[number].blocks:
                for need in set(self.index.needs[number]):
                    found.setdefault(need, []).append(number)
        return {component: tuple(numbers) for component, numbers in found.items()}

    def _inside_words(self, rows: Sequence[int], batch: Batch) -> dict[int, list[NearMiss]]:
        if all(rule.edges == "substring" for rule in self.rules):
            return {}
        texts = normalise([batch.one(row) for row in rows], self._nothing)
        occurrences = fire(self.rules, self.index, texts, chain=self.chain, edges="ignored").occurrences
        places: dict[tuple[int, int], list[tuple[int, int]]] = {}
        offset = batch.begins[np.asarray(rows)][occurrences.row] - texts.begins[occurrences.row]
        start, end = batch.source(
            occurrences.start + offset, occurrences.end + offset, np.asarray(rows, np.int32)[occurrences.row]
        )
        for place, rule, *span in zip(
            occurrences.row.tolist(), occurrences.rule.tolist(), start.tolist(), end.tolist(), strict=True
        ):
            if self.rules[rule].blocks:
                places.setdefault((rows[place], rule), []).append((span[0], span[1]))
        found: dict[int, list[NearMiss]] = {}
        for (row, rule), spans in sorted(places.items()):
            found.setdefault(row, []).append(NearMiss(rule, tuple(spans), "occurs only inside a longer word"))
        return found

    @cached_property
    def _nothing(self) -> Chain:
        return type(self.chain)(())


def _source(batch: Batch, row: int, span: tuple[int, int]) -> tuple[int, int]:
    begin, (start, end) = int(batch.origin[row]), span
    if batch.first is None or batch.last is None:
        return start - begin, end - begin
    return int(batch.first[start]) - begin, int(batch.last[end - 1]) + 1 - begin

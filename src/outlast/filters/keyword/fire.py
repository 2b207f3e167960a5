"""Which rules fire in a batch of normalised texts, and where.

Rules of one component, and combinations, are decided over arrays for the whole batch. What needs more (order,
nearness, expressions, edits, exceptions, extenuating rules) is decided rule by rule, and only in the texts that hold
what such a rule asks for.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from outlast.filters.keyword.arrange import arranged, outside
from outlast.filters.keyword.matcher import Listed
from outlast.filters.keyword.meaning import concerns, expression_spans, fuzzy_spans
from outlast.filters.keyword.occurrences import Occurrences
from outlast.filters.keyword.together import Together

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from outlast.filters.keyword.arrange import Span
    from outlast.filters.keyword.index import Index
    from outlast.filters.keyword.matcher import Hits
    from outlast.filters.keyword.normalise.batch import Batch
    from outlast.filters.keyword.normalise.chain import Chain
    from outlast.filters.keyword.rules import Rule


@dataclass(frozen=True, slots=True)
class Undone:
    """A rule that would have fired but for an exception or an extenuating rule.

    Attributes:
        row: the text.
        rule: its number.
        spans: its occurrences, places in the batch's code points.
        by: the numbers of what held it back, in list order.
    """

    row: int
    rule: int
    spans: tuple[Span, ...]
    by: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Fired:
    """What fired in a batch.

    Attributes:
        occurrences: of the rules that fired, text by text.
        undone: what did not fire only because of a rule that permits.
        hits: every component that was found.
    """

    occurrences: Occurrences
    undone: tuple[Undone, ...]
    hits: Hits


def fire(
    rules: Sequence[Rule], index: Index, batch: Batch, *, chain: Chain, edges: Literal["kept", "ignored"] = "kept"
) -> Fired:
    """Which rules fire in a batch.

    Args:
        rules: the list's.
        index: of these rules under the chain.
        batch: texts that the chain normalised.
        chain: the steps.
        edges: ``ignored`` to find patterns inside longer words too.
    """
    hits = index.matcher.find(batch, edges=edges)
    search = _Search(rules, index, batch, chain, hits)
    found = _singles(index, hits)
    if len(index.several.numbers):
        together = Together.of(index.several, hits)
        found = found.with_others(together.plain())
        found = found.with_others(Occurrences.listed(search.arranged(together.arranged())))
    return search.permitted(found.with_others(Occurrences.listed([*search.expressions(), *search.fuzzy()])))


def _singles(index: Index, hits: Hits) -> Occurrences:
    """Occurrences of the rules of one component."""
    listed = Listed.of(hits.component, first=index.first)
    rule = index.single.take(listed.place)
    if len(rule) == len(hits) and (listed.times == 1).all():
        return Occurrences(hits.row, rule, hits.start, hits.end)
    again = np.repeat(np.arange(len(hits)), listed.times)
    return Occurrences(hits.row.take(again), rule, hits.start.take(again), hits.end.take(again))


@dataclass
class _Search:
    """One batch, searched for what single components do not decide."""

    rules: Sequence[Rule]
    index: Index
    batch: Batch
    chain: Chain
    hits: Hits

    def __post_init__(self) -> None:
        self._spans: dict[int, dict[int, list[Span]]] = {}

    def spans_in(self, row: int) -> dict[int, list[Span]]:
        """Where each component occurs in one text, in reading order."""
        if row not in self._spans:
            begin, end = np.searchsorted(self.hits.row, [row, row + 1])
            mine = self.hits.where(np.arange(begin, end))
            found: defaultdict[int, list[Span]] = defaultdict(list)
            for component, start, stop in zip(
                mine.component.tolist(), mine.start.tolist(), mine.end.tolist(), strict=True
            ):
                found[component].append((start, stop))
            self._spans[row] = dict(found)
        return self._spans[row]

    def arranged(self, pairs: Iterable[tuple[int, int]]) -> Iterable[tuple[int, int, int, int]]:
        """Occurrences of rules in texts, ``(row, rule)``, which have all their components there, as they are wanted."""
        for row, number in pairs:
            spans = self.spans_in(row)
            for start, end in arranged(self.rules[number], [spans[need] for need in self.index.needs[number]]):
                yield row, number, start, end

    def expressions(self) -> Iterable[tuple[int, int, int, int]]:
        """Occurrences of the rules that RE2 matches."""
        if not self.index.expressions.numbers:
            return
        for row in range(len(self.batch.begins) - 1):
            for number in self.index.expressions.matching(self.batch.one(row)):
                begin = int(self.batch.begins[row])
                for start, end in expression_spans(self.rules[number], self.batch.view(row), chain=self.chain):
                    yield row, number, begin + start, begin + end

    def fuzzy(self) -> Iterable[tuple[int, int, int, int]]:
        """Occurrences of the fuzzy rules of which a piece occurs."""
        if not self.index.fuzzy:
            return
        pieces = np.isin(self.hits.component, list(self.index.fuzzy))
        found = zip(self.hits.row[pieces].tolist(), self.hits.component[pieces].tolist(), strict=True)
        pairs = {(row, number) for row, component in found for number in self.index.fuzzy[component]}
        for row, number in sorted(pairs):
            begin = int(self.batch.begins[row])
            for start, end in fuzzy_spans(self.rules[number], self.batch.view(row), chain=self.chain):
                yield row, number, begin + start, begin + end

    def permitted(self, found: Occurrences) -> Fired:
        """What is left once exceptions and extenuating rules had their say."""
        extenuating = np.isin(found.rule, self.index.extenuating)
        excepted = np.isin(self.hits.component, list(self.index.exceptions))
        rows = np.union1d(found.row[extenuating], self.hits.row[excepted])
        if len(rows) == 0:
            return Fired(found, (), self.hits)
        asked = np.isin(found.row, rows)
        by_rule: defaultdict[tuple[int, int], list[Span]] = defaultdict(list)
        some = found.where(asked)
        for row, rule, start, end in zip(
            some.row.tolist(), some.rule.tolist(), some.start.tolist(), some.end.tolist(), strict=True
        ):
            by_rule[row, rule].append((start, end))
        kept: list[tuple[int, int, int, int]] = []
        undone: list[Undone] = []
        for (row, number), spans in by_rule.items():
            if not self.rules[number].blocks:
                continue
            switches = [
                each
                for each in self.index.extenuating
                if (row, each) in by_rule and concerns(self.rules[each], self.rules[number])
            ]
            left, exceptions = self._outside(row, number, spans)
            if switches or not left:
                undone.append(Undone(row, number, tuple(spans), tuple(sorted({*switches, *exceptions}))))
            else:
                kept += ((row, number, start, end) for start, end in left)
        return Fired(found.where(~asked).with_others(Occurrences.listed(kept)), tuple(undone), self.hits)

    def _outside(self, row: int, number: int, spans: list[Span]) -> tuple[list[Span], list[int]]:
        """The occurrences that keep a rule firing outside allowed phrases, and the exceptions that concern it."""
        rule, found = self.rules[number], self.spans_in(row)
        exceptions = [
            (each, found[component])
            for component, numbers in self.index.exceptions.items()
            if component in found
            for each in numbers
            if concerns(self.rules[each], rule)
        ]
        phrases = [phrase for _, mine in exceptions for phrase in mine]
        needs = self.index.needs.get(number)
        alone = needs is None or rule.kind == "fuzzy"
        parts = [spans] if alone else [found[need] for need in needs or ()]
        left = arranged(rule, [outside(part, phrases) for part in parts])
        return left, [each for each, mine in exceptions if outside(spans, mine) != spans]

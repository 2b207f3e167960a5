"""The loops that one would write otherwise: normalise, match, look up, note down, text by text, in plain Python.

They normalise as the chain ``nfkc``, ``casefold``, ``separators`` does, with unicodedata, each letter once, and keep
each letter's place. What they find they put into the same columns as `outlast.filters.keyword.filter` does, so that
both can be compared row by row. They know literal rules, and combinations.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import pyarrow as pa

from outlast.decisions import EVIDENCE_COLUMNS
from outlast.filters.protocol import Judgement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from outlast.filters.keyword.normalise.steps import Step
    from outlast.filters.keyword.rules import Rule

CHAIN: tuple[Step, ...] = ("nfkc", "casefold", "separators")

Found = list[tuple[int, int, int]]
"""Where patterns stand in a normalised text, and which: start, end, number."""


def normalised(text: str, *, without: str = "") -> str:
    """A text after the chain, or after the chain that lacks a step."""
    if without != "nfkc":
        text = unicodedata.normalize("NFKC", text)
    if without != "casefold":
        text = text.casefold()
    return text if without == "separators" else "".join(letter for letter in text if not _separates(letter))


def _separates(letter: str) -> bool:
    category = unicodedata.category(letter)
    return category[0] in "ZPS" or category == "Cc"


@dataclass
class Loop:
    """A loop over texts.

    Attributes:
        rules: literals and combinations.
        finder: makes of the normalised patterns what finds them in a normalised text.
        via: whether to find out which steps each hit came through.
    """

    rules: Sequence[Rule]
    finder: Callable[[list[str]], Callable[[str], Found]]
    via: Literal["found", "left out"]
    _letters: dict[str, str] = field(default_factory=dict)
    _without: dict[tuple[int, str], list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        numbers: dict[str, int] = {}
        self.parts: list[list[int]] = []
        self.alone: defaultdict[int, list[int]] = defaultdict(list)
        self.together: defaultdict[int, list[int]] = defaultdict(list)
        for number, rule in enumerate(self.rules):
            patterns = [normalised(part) for part in rule.components]
            # A rule of which nothing is left fires nowhere.
            self.parts.append([numbers.setdefault(each, len(numbers)) for each in patterns] if all(patterns) else [])
            needs = set(self.parts[-1])
            for part in needs:
                (self.alone if len(needs) == 1 else self.together)[part].append(number)
        self.find = self.finder(list(numbers))
        self.ids = [rule.id for rule in self.rules]
        self.notes = [_note(rule) for rule in self.rules]

    def decide(self, batch: pa.Table) -> Judgement:
        """Decisions and evidence, in the columns of a keyword filter."""
        blocked: list[bool] = []
        deciding: list[str | None] = []
        rows: list[int] = []
        rules: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        ways: list[list[str]] = []
        notes: list[str | None] = []
        for row, text in enumerate(batch.column("text").to_pylist()):
            fired = self._fired(text)
            blocked.append(bool(fired))
            deciding.append(self.ids[min(fired)] if fired else None)
            via = self._ways(text, fired) if self.via == "found" else {number: [] for number in fired}
            for number, spans in fired.items():
                for start, end in spans:
                    rows.append(row)
                    rules.append(self.ids[number])
                    starts.append(start)
                    ends.append(end)
                    ways.append(via[number])
                    notes.append(self.notes[number])
        nothing = pa.nulls(len(blocked), pa.string())
        columns = [["fired"] * len(rows), rules, starts, ends, ways, [None] * len(rows), notes]
        arrays = [pa.array(column, each.type) for column, each in zip(columns, EVIDENCE_COLUMNS, strict=True)]
        return Judgement(
            blocked=pa.array(blocked, pa.bool_()),
            score=pa.nulls(len(blocked), pa.float64()),
            stage=nothing,
            rule=pa.array(deciding, pa.string()),
            error=nothing,
            rows=pa.array(rows, pa.int32()),
            evidence=pa.table(arrays, schema=EVIDENCE_COLUMNS),
        )

    def _fired(self, text: str) -> dict[int, list[tuple[int, int]]]:
        """Where each rule that fires stands in a text as its author wrote it."""
        made, places = self._with_places(text)
        fired: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        parts: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        for start, end, pattern in self.find(made):
            span = (places[start], places[end - 1] + 1)
            for number in self.alone.get(pattern, ()):
                fired[number].append(span)
            if pattern in self.together:
                parts[pattern].append(span)
        there: defaultdict[int, int] = defaultdict(int)
        for part in parts:
            for number in self.together[part]:
                there[number] += 1
        for number, count in there.items():
            needs = set(self.parts[number])
            if count == len(needs):
                fired[number] = sorted({span for need in needs for span in parts[need]})
        return fired

    def _with_places(self, text: str) -> tuple[str, list[int]]:
        """A text normalised letter by letter, and where each letter of it came from."""
        made, places = [], []
        for place, letter in enumerate(text):
            written = self._letters.get(letter)
            if written is None:
                written = self._letters[letter] = normalised(letter)
            for each in written:
                made.append(each)
                places.append(place)
        return "".join(made), places

    def _ways(self, text: str, fired: Iterable[int]) -> dict[int, list[str]]:
        """For each rule, the steps without which it would not fire."""
        ways: dict[int, list[str]] = {number: [] for number in fired}
        if ways:
            for step in CHAIN:
                reduced = normalised(text, without=step)
                for number, needed in ways.items():
                    patterns = self._without.get((number, step))
                    if patterns is None:
                        written = self.rules[number].components
                        patterns = [normalised(part, without=step) for part in written]
                        self._without[number, step] = patterns
                    if not all(pattern and pattern in reduced for pattern in patterns):
                        needed.append(step)
        return ways


def _note(rule: Rule) -> str | None:
    kind = "" if rule.kind == "literal" else f"{rule.kind}: {rule.pattern}"
    return f"{kind} ({rule.category})".strip() if rule.category else kind or None


def pyahocorasick_finder(patterns: list[str]) -> Callable[[str], Found]:
    """Every occurrence, by pyahocorasick."""
    import ahocorasick

    automaton = ahocorasick.Automaton()
    for number, pattern in enumerate(patterns):
        automaton.add_word(pattern, (len(pattern), number))
    automaton.make_automaton()

    def find(text: str) -> Found:
        return [(last + 1 - length, last + 1, number) for last, (length, number) in automaton.iter(text)]

    return find


def flashtext_finder(patterns: list[str]) -> Callable[[str], Found]:
    """What FlashText finds once it knows no words: the leftmost, the longest, none that overlap."""
    from flashtext import KeywordProcessor

    processor = KeywordProcessor(case_sensitive=True)
    processor.non_word_boundaries = set()
    for number, pattern in enumerate(patterns):
        processor.add_keyword(pattern, (number,))

    def find(text: str) -> Found:
        return [(start, end, number) for (number,), start, end in processor.extract_keywords(text, span_info=True)]

    return find


def re_finder(patterns: list[str]) -> Callable[[str], Found]:
    """What ``re`` finds of alternatives, the longest first: the leftmost, none that overlap."""
    numbers = {pattern: number for number, pattern in enumerate(patterns)}
    found: Any = re.compile("|".join(map(re.escape, sorted(patterns, key=len, reverse=True)))).finditer

    def find(text: str) -> Found:
        return [(*match.span(), numbers[match[0]]) for match in found(text)]

    return find

"""Matching by brute force: what rules mean for one text, in plain loops, for comparing the matcher with."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise, product

import pytest
from pypinyin import Style, pinyin

from outlast.filters.keyword.rules import Rule

Span = tuple[int, int]


@dataclass
class BruteForce:
    """What fires in one normalised text.

    Attributes:
        fired: by the number of each rule that fires, its occurrences in reading order.
        undone: by the number of each rule that only exceptions or extenuating rules keep from firing, the occurrences
            that it would have had, and the numbers of what holds it back.
    """

    fired: dict[int, list[Span]] = field(default_factory=dict)
    undone: dict[int, tuple[list[Span], list[int]]] = field(default_factory=dict)


@pytest.fixture(scope="session")
def brute_force() -> Callable[..., BruteForce]:
    """Search a normalised text for rules: ``normal`` is what is done to patterns, ``gaps`` where words end anyway."""

    def search(
        rules: Sequence[Rule], text: str, *, gaps: Collection[int], normal: Callable[[str], str], folded: bool
    ) -> BruteForce:
        parts = [_parts(rule, text, gaps=gaps, normal=normal, folded=folded) for rule in rules]
        found = BruteForce()
        for number, rule in enumerate(rules):
            if rule.kind in ("exception", "extenuating"):
                continue
            without = _arranged(rule, parts[number])
            if not without:
                continue
            holds = [
                other
                for other, permitting in enumerate(rules)
                if permitting.kind == "extenuating" and _about(permitting, rule) and all(parts[other])
            ]
            phrases = {
                other: parts[other][0]
                for other, permitting in enumerate(rules)
                if permitting.kind == "exception" and _about(permitting, rule)
            }
            every = [phrase for spans in phrases.values() for phrase in spans]
            left = _arranged(rule, [[span for span in part if not _within(span, every)] for part in parts[number]])
            if left and not holds:
                found.fired[number] = left
            else:
                touched = [other for other, spans in phrases.items() if any(_within(span, spans) for span in without)]
                found.undone[number] = (without, sorted([*holds, *touched]))
        return found

    return search


def _about(permitting: Rule, rule: Rule) -> bool:
    return len(permitting.of) == 0 or rule.id in permitting.of


def _within(span: Span, phrases: Sequence[Span]) -> bool:
    """Whether a span lies within a phrase that is longer than it."""
    return any(set(range(*span)) < set(range(*phrase)) for phrase in phrases)


def _parts(
    rule: Rule, text: str, *, gaps: Collection[int], normal: Callable[[str], str], folded: bool
) -> list[list[Span]]:
    """Where each component of a rule stands, or where a rule without components matches."""

    def standing(spans: Iterator[Span]) -> list[Span]:
        return [span for span in spans if _stands(text, *span, gaps=gaps, edges=rule.edges)]

    if rule.kind == "regex":
        matches = re.finditer(rule.components[0], text, re.IGNORECASE if folded else 0)
        return [standing(match.span() for match in matches if match[0])]
    if rule.kind == "detector":
        return [standing(_runs(text, rule))]
    if rule.kind == "homophone":
        return [_homophones(rule, text, normal(rule.components[0]), gaps=gaps)]
    if rule.kind == "fuzzy":
        return [_fuzzy(rule, text, normal(rule.components[0]), gaps=gaps)]
    return [standing(_places(text, normal(pattern))) for pattern in rule.components]


def _places(text: str, pattern: str) -> Iterator[Span]:
    for start in range(len(text)):
        if pattern and text[start : start + len(pattern)] == pattern:
            yield start, start + len(pattern)


def _stands(text: str, start: int, end: int, *, gaps: Collection[int], edges: str) -> bool:
    """Whether a stretch stands alone on the sides on which it must."""

    def inside_a_word(at: int) -> bool:
        return 0 < at < len(text) and at not in gaps and re.fullmatch(r"\w\w", text[at - 1 : at + 1]) is not None

    begins, ends = not inside_a_word(start), not inside_a_word(end)
    return {"word": begins and ends, "prefix": begins, "suffix": ends, "substring": True}[edges]


def _arranged(rule: Rule, parts: list[list[Span]]) -> list[Span]:
    """The occurrences that take part in some choice of one of each component which is as the rule asks."""
    if rule.kind not in ("ordered", "proximity"):
        return sorted({span for part in parts for span in part}) if all(parts) else []
    chosen: set[Span] = set()
    for row in product(*parts):
        neighbours = list(pairwise(row))
        if rule.kind == "ordered" and not all(
            after[0] - before[1] >= 0 and (rule.limit is None or after[0] - before[1] <= rule.limit)
            for before, after in neighbours
        ):
            continue
        stretch = max(end for _, end in row) - min(start for start, _ in row)
        if rule.kind == "proximity" and stretch > (rule.limit or 0):
            continue
        chosen.update(row)
    return sorted(chosen)


def _latin(letter: str) -> bool:
    """Whether a letter is of the Latin script, as far as names tell; they do not of a few that no test uses."""
    name = unicodedata.name(letter, "").removeprefix("FULLWIDTH ")
    return unicodedata.category(letter).startswith("L") and name.startswith("LATIN ")


def _runs(text: str, rule: Rule) -> Iterator[Span]:
    """The longest runs of what a detector looks for."""
    start = 0
    for at in range(len(text) + 1):
        goes_on = at < len(text) and (
            _latin(text[at]) if rule.detects == "latin-run" else unicodedata.category(text[at]) == "Nd"
        )
        if not goes_on:
            if at - start >= (rule.limit or 0):
                yield start, at
            start = at + 1


def levenshtein(one: str, other: str) -> int:
    """Edits between two strings, by the table of Wagner and Fischer."""
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        before, row[0] = row[0], i
        for j, wanted in enumerate(other, start=1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (letter != wanted))
    return row[-1]


def _fuzzy(rule: Rule, text: str, pattern: str, *, gaps: Collection[int]) -> list[Span]:
    """Every stretch within the distance; of those that overlap, the one with fewest edits, leftmost, shortest."""
    distance = rule.limit or 0
    if len(pattern) <= distance:
        return []
    near = []
    for start in range(len(text)):
        for end in range(start + 1, len(text) + 1):
            edits = levenshtein(pattern, text[start:end])
            if edits <= distance and _stands(text, start, end, gaps=gaps, edges=rule.edges):
                near.append((edits, start, end))
    kept: list[Span] = []
    for _, start, end in sorted(near):
        if not any(set(range(start, end)) & set(range(*other)) for other in kept):
            kept.append((start, end))
    return sorted(kept)


@cache
def _sounds(letter: str) -> list[str]:
    """The readings of a character, without tones; none where it has none."""
    found = pinyin(letter, style=Style.NORMAL, heteronym=True, errors="ignore", v_to_u=False)
    return list(found[0]) if found else []


def _homophones(rule: Rule, text: str, pattern: str, *, gaps: Collection[int]) -> list[Span]:
    """Leftmost first, without overlaps: a pattern's syllables in characters or letters, written as the rule asks."""
    spelt, characters = "pinyin" in rule.written, rule.written != ("pinyin",)

    def ways(at: int, number: int) -> Iterator[int]:
        """Where a match of the rest of the pattern that begins here could end, the preferred way first."""
        if number == len(pattern):
            yield at
            return
        letter, sounds = pattern[number], _sounds(pattern[number])
        ends = []
        if not sounds:
            ends = [at + 1] if text[at : at + 1].lower() == letter.lower() != "" else []
        if characters and sounds and at < len(text) and set(_sounds(text[at])) & set(sounds):
            ends.append(at + 1)
        for sound in sounds if spelt else []:
            written = text[at : at + len(sound)].lower()
            if re.fullmatch(sound.replace("v", "[vuü]"), written):
                end = at + len(sound)
                ends += [end + 1, end] if text[end : end + 1] in tuple("12345") else [end]
        for end in ends:
            between = number + 1 < len(pattern) and text[end : end + 1] in (" ", "'", "’", "-")
            for following in [end + 1, end] if between else [end]:
                yield from ways(following, number + 1)

    found, at = [], 0
    while at < len(text):
        end = next(ways(at, 0), None)
        if end is None:
            at += 1
            continue
        matched = text[at:end]
        latin = re.search("[A-Za-z]", matched) is not None
        how = "itself" if matched == pattern else "pinyin" if latin else "other-characters"
        if how in rule.written and _stands(text, at, end, gaps=gaps, edges="word" if latin else rule.edges):
            found.append((at, end))
        at = end
    return found


@pytest.fixture(scope="session")
def work() -> Callable[[Callable[[], object]], int]:
    """Count Python's own instructions that a task takes; what runs inside C is not seen."""

    def counted(task: Callable[[], object]) -> int:
        count = 0

        def each(frame, event, _argument):
            nonlocal count
            frame.f_trace_opcodes = True
            count += event == "opcode"
            return each

        before = sys.gettrace()
        sys.settrace(each)
        try:
            task()
        finally:
            sys.settrace(before)
        return count

    return counted

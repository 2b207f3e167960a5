r"""Rules that another rule of their list makes superfluous: duplicates, and dead rules.

A rule covers another if it stands wherever the other stands and fires in every text in which the other fires, whatever
else is in that text. Of rules that cover one another, the first in the list is kept. A covered rule is a duplicate if
the two are the same (`identity`), and dead otherwise; taking out all that is found here changes no decision.

What is found, exactly, `w` and `d` being two rules that can fire, and `w` standing wherever `d` does:

- Patterns. Of literal patterns, one *holds* another if it contains it where the other's boundaries are met whatever
  touches the first (`no war` as a word holds `war` as a word; `warning` does not). `w`, a literal, a wildcard or a
  combination, covers `d`, of literal patterns, if each pattern of `w` is held by one of `d`.
- Order and nearness. `w`, ordered or in a stretch, covers `d` if one pattern of `d` holds all of `w`'s so arranged; or
  if `d` is of its kind and arranges no wider patterns that hold them (for `ordered` with a gap: the same patterns); or
  if `d` is ordered and never longer than `w`'s stretch.
- Expressions. A regular expression without assertions (``^ $ \b``), or a run of letters or digits, covers `d` if it
  matches within one of its patterns. A fuzzy rule covers `d` if its pattern is within its edits of part of it. Of two
  fuzzy rules with one pattern, and of two detectors of one thing, the wider covers the narrower.
- Rules that permit. An extenuating rule that switches off `w` must switch off `d`. No exception may make an occurrence
  within `d`'s patterns not count for `w` without doing so for `d`; where `w` is no rule of literal patterns, none may
  be for it at all. An extenuating rule covers another if it is for every rule that the other is for, and each of its
  patterns is held by one of the other's.

Not looked for: rules that only several others cover together, and regular expressions and homophones that something
other than their double covers.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from outlast.filters.keyword.arrange import arranged
from outlast.filters.keyword.expressions import ExpressionSet, compiled, expression_of
from outlast.filters.keyword.meaning import concerns, occurrences
from outlast.filters.keyword.normalise.chain import unmoved
from outlast.keywords.identity import identity, stands_wherever
from outlast.keywords.witnesses import LITERAL, Witnesses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from outlast.filters.keyword.arrange import Span
    from outlast.filters.keyword.normalise.chain import Chain
    from outlast.filters.keyword.rules import Rule, RuleKind

_ASSERTIONS = ("$", r"\b", r"\B", r"\A", r"\z", r"\Z", r"\C", r"\Q")
"""What makes a match depend on what stands around it, or would hide that; with ``^`` but for ``[^``."""


def may_look_around(expression: str) -> bool:
    r"""Whether a match of an expression may depend on more than the text that it matches.

    >>> may_look_around(r"[^a]+b"), may_look_around(r"\bab")
    (False, True)
    """
    return any(each in expression for each in _ASSERTIONS) or "^" in expression.replace("[^", "")


@dataclass(frozen=True, slots=True)
class Cover:
    """A superfluous rule.

    Attributes:
        rule: its number.
        by: the number of a rule that covers it and is not superfluous itself.
    """

    rule: int
    by: int


@dataclass(frozen=True)
class Subsumption:
    """Which rules of a list cover which.

    Attributes:
        rules: the list's.
        patterns: each rule's, as the chain leaves them.
        chain: the normalising steps.
        numbers: the rules that can fire, or hold, at all; the others are left aside.
    """

    rules: Sequence[Rule]
    patterns: Sequence[tuple[str, ...]]
    chain: Chain
    numbers: Sequence[int]

    @cached_property
    def witnesses(self) -> Witnesses:
        """The rules' witnesses."""
        return Witnesses(self.rules, self.patterns)

    @cached_property
    def duplicates(self) -> tuple[Cover, ...]:
        """Rules that are the same as another that stands wherever they do, in list order."""
        same: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
        for number in self.numbers:
            same[identity(self.rules[number], self.patterns[number])].append(number)
        several = {number: group for group in same.values() if len(group) > 1 for number in group}
        return _superfluous(several, self._is_double)

    @cached_property
    def dead(self) -> tuple[Cover, ...]:
        """Rules that another covers and that are not among the duplicates, in list order."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        for narrow, wide in (*self.pairs, *self._matched(), *self._wider()):
            if self.rules[narrow].kind != "exception" and self.rules[narrow].blocks == self.rules[wide].blocks:
                found[narrow].append(wide)
        for candidates in found.values():  # the shortest first: what covers most is easiest to recognise
            candidates.sort(key=lambda number: (sum(map(len, self.patterns[number])), number))
        return _superfluous(found, self.covers)

    @cached_property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        """The pairs of `Witnesses.pairs` among the rules that are no duplicates."""
        return tuple(self.witnesses.pairs(self.left))

    @cached_property
    def left(self) -> list[int]:
        """The rules that are no duplicates."""
        doubles = {cover.rule for cover in self.duplicates}
        return [number for number in self.numbers if number not in doubles]

    def covers(self, wide: int, narrow: int) -> bool:
        """Whether a rule covers another; they must be one of the `pairs`, or found by an expression."""
        one, other = self.rules[wide], self.rules[narrow]
        if not stands_wherever(one, other):
            return False
        if not one.blocks:
            return not one.of or (bool(other.of) and set(other.of) <= set(one.of))
        return self.switches(one) <= self.switches(other) and self.fires_with(wide, narrow)

    def switches(self, rule: Rule) -> frozenset[int]:
        """The extenuating rules that are for a rule, but not for all."""
        return frozenset(number for number in self._named.get(rule.id, ()) if self._is(number, "extenuating"))

    def fires_with(self, wide: int, narrow: int) -> bool:
        """Whether occurrences of a rule count wherever another, with which it is paired, has some that count."""
        rule = self.rules[wide]
        if rule.kind in {"ordered", "proximity"}:
            return self._arranged(wide, narrow)
        if not self._exceptions(rule):
            return True
        return rule.kind in LITERAL and all(any(places) for places in zip(*self._held(wide, narrow), strict=True))

    def _is_double(self, wide: int, narrow: int) -> bool:
        one, other = self.rules[wide], self.rules[narrow]
        return stands_wherever(one, other) and set(self._named.get(one.id, ())) <= set(self._named.get(other.id, ()))

    def _is(self, number: int, kind: RuleKind) -> bool:
        return self.rules[number].kind == kind

    @cached_property
    def _named(self) -> dict[str, list[int]]:
        """The rules that permit, by the ids that they name."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for number, rule in enumerate(self.rules):
            for name in rule.of:
                found[name].append(number)
        return dict(found)

    @cached_property
    def _for_all(self) -> list[int]:
        return [number for number, rule in enumerate(self.rules) if rule.kind == "exception" and not rule.of]

    def _exceptions(self, rule: Rule) -> list[int]:
        named = [number for number in self._named.get(rule.id, ()) if self._is(number, "exception")]
        return [*self._for_all, *named]

    def _held(self, wide: int, narrow: int) -> list[list[list[Span]]]:
        """For each pattern of a rule, for each of another, where in the first the other is held and counts."""
        found = []
        for pattern in self.patterns[narrow]:
            text, begin = self.witnesses.around(pattern, self.rules[narrow].edges)
            places = [occurrences(unmoved(text), part, edges=self.rules[wide].edges) for part in self.patterns[wide]]
            inside = [[(start - begin, end - begin) for start, end in spans] for spans in places]
            found.append([[span for span in spans if self._counts(wide, narrow, pattern, span)] for spans in inside])
        return found

    def _counts(self, wide: int, narrow: int, pattern: str, span: Span) -> bool:
        """Whether no exception can undo an occurrence of a rule within a pattern of another, and leave that."""
        part = pattern[slice(*span)]
        for number in self._exceptions(self.rules[wide]):
            phrase = self.patterns[number][0]
            at = phrase.find(part) if len(phrase) > len(part) else -1
            while at >= 0:
                begin = span[0] - at
                undoes_both = (
                    begin <= 0
                    and len(pattern) <= begin + len(phrase)
                    and len(pattern) < len(phrase)
                    and self.rules[narrow].blocks
                    and concerns(self.rules[number], self.rules[narrow])
                )
                shared = range(max(0, begin), min(len(pattern), begin + len(phrase)))
                if not undoes_both and all(phrase[place - begin] == pattern[place] for place in shared):
                    return False
                at = phrase.find(part, at + 1)
        return True

    def _arranged(self, wide: int, narrow: int) -> bool:
        """Whether a rule of order or nearness is fulfilled wherever another fires."""
        one, other = self.rules[wide], self.rules[narrow]
        held, patterns = self._held(wide, narrow), self.patterns[narrow]
        if any(arranged(one, places) for places in held):
            return True
        if one.kind == "proximity":
            longest = _longest(other, patterns)
            return longest is not None and longest <= (one.limit or 0) and all(map(any, zip(*held, strict=True)))
        if other.kind != "ordered":
            return False
        if one.limit is None:
            begins = [sum(map(len, patterns[:number])) + number for number in range(len(patterns))]
            moved = [
                [[(start + begin, end + begin) for start, end in spans] for spans in places]
                for begin, places in zip(begins, held, strict=True)
            ]
            return bool(
                arranged(one, [[span for spans in part for span in spans] for part in zip(*moved, strict=True)])
            )
        same = patterns == self.patterns[wide]
        counted = same and all((0, len(patterns[place])) in spans[place] for place, spans in enumerate(held))
        return counted and other.limit is not None and other.limit <= one.limit

    def _matched(self) -> Iterator[tuple[int, int]]:
        """Rules of literal patterns, each with the expressions that match within one of them."""
        able = [number for number in self.left if self._matches_anywhere(number)]
        if not able:
            return
        expressions = ExpressionSet.build([self.rules[number] for number in able], chain=self.chain)
        for number in self.left:
            if self.rules[number].kind in LITERAL:
                for pattern in self.patterns[number]:
                    yield from ((number, able[place]) for place in expressions.matching(pattern))

    def _matches_anywhere(self, number: int) -> bool:
        """Whether a rule is an expression that matches in every text of which a part is matched by it."""
        rule = self.rules[number]
        if rule.kind not in {"regex", "detector"} or rule.edges != "substring" or self._exceptions(rule):
            return False
        expression, case = expression_of(rule, chain=self.chain)
        return not may_look_around(expression) and compiled(expression, case=case).fullmatch("") is None

    def _wider(self) -> Iterator[tuple[int, int]]:
        """Fuzzy rules of one pattern, and detectors of one thing, each with a wider one."""
        same: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
        for number in self.left:
            rule = self.rules[number]
            if rule.kind in {"fuzzy", "detector"} and rule.detects != "url":
                same[rule.kind, rule.detects, self.patterns[number]].append(number)
        for group in same.values():
            for wide in group:
                for narrow in group:
                    one, other = self.rules[wide], self.rules[narrow]
                    longer = (one.limit or 0) >= (other.limit or 0)
                    shorter = (one.limit or 0) <= (other.limit or 0)
                    where = one.edges == other.edges or (one.kind == "fuzzy" and one.edges == "substring")
                    if wide != narrow and where and (longer if one.kind == "fuzzy" else shorter):
                        yield narrow, wide


def _longest(rule: Rule, patterns: Sequence[str]) -> int | None:
    """The longest stretch in which a rule's patterns stand where it fires; None where there is no longest."""
    if rule.kind == "proximity":
        return rule.limit
    if rule.kind == "ordered" and rule.limit is not None:
        return sum(map(len, patterns)) + rule.limit * (len(patterns) - 1)
    return None


def _superfluous(candidates: dict[int, list[int]], covers: Callable[[int, int], bool]) -> tuple[Cover, ...]:
    """The rules that a rule covers which is kept; those later in the list are tried first, and so go first."""
    by: dict[int, int] = {}

    def kept(number: int) -> int:
        while number in by:
            number = by[number]
        return number

    for narrow in sorted(candidates, reverse=True):
        for wide in candidates[narrow]:
            if wide != narrow and kept(wide) != narrow and covers(wide, narrow):
                by[narrow] = wide
                break
    return tuple(Cover(rule, kept(rule)) for rule in sorted(by))

"""What lint finds: one thing wrong with a list, its place, and what to do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from outlast.filters.keyword.rules import Rule
    from outlast.statistics.proportion import Proportion

Check = Literal[
    "malformed",
    "invisible",
    "blanks",
    "mixed-scripts",
    "duplicate",
    "repeats",
    "never-fires",
    "one-character",
    "dead",
    "conflict",
    "over-broad",
]

CHECKS: tuple[Check, ...] = get_args(Check)

ABOUT: dict[Check, str] = {
    "malformed": "cannot be read as a rule",
    "invisible": "characters that nobody sees",
    "blanks": "blanks at the ends, in a row, or other than the ordinary one",
    "mixed-scripts": "words that mix letters of several scripts which look alike",
    "duplicate": "rules that are the same after normalising",
    "repeats": "rules that the step repeats would collapse",
    "never-fires": "rules that normalising empties, or that cannot be fulfilled",
    "one-character": "rules of one character",
    "dead": "rules that another makes superfluous: it fires whenever they would",
    "conflict": "rules that block and rules that permit, one undoing the other",
    "over-broad": "rules that fire on too many passages of the control corpus",
}
"""What each check looks for."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of a control corpus in which a rule fires.

    Attributes:
        passage_id: of the passage.
        text: of the passage.
        start: where the rule's first occurrence begins, in code points of the text.
        end: and one past where it ends.
    """

    passage_id: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found.

    Attributes:
        check: what was looked for.
        rule: the rule's id; empty where the finding is about the file.
        pattern: the rule's pattern as a person would write it.
        message: what is wrong.
        advice: what to do.
        line: where the rule stands in its file, 1-based; 0 where that is not known.
        file: as a person would write it.
        rate: for an over-broad rule, in how many of how many passages it fires.
        passages: for an over-broad rule, some of them.
    """

    check: Check
    rule: str
    pattern: str
    message: str
    advice: str
    line: int = 0
    file: str = ""
    rate: Proportion | None = None
    passages: tuple[Passage, ...] = ()

    @classmethod
    def on(cls, rule: Rule, check: Check, message: str, advice: str) -> Finding:
        """A finding about a rule."""
        return cls(check, rule.id, rule.pattern, message, advice, rule.line)

    def within(self, file: str) -> Finding:
        """The finding with its file."""
        return replace(self, file=self.file or file)


def named(rule: Rule) -> str:
    """A rule as a finding about another calls it.

    >>> from outlast.filters.keyword.rules import Rule
    >>> named(Rule("r1", "literal", ("war",), line=7)), named(Rule("line-7", "literal", ("war",), line=7))
    ('r1 (line 7)', 'line 7')
    """
    if not rule.line:
        return rule.id
    return f"line {rule.line}" if rule.id == f"line-{rule.line}" else f"{rule.id} (line {rule.line})"

"""Keyword rules and lists, as the filter works with them; `models` says what people write, `lists` reads it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

RuleKind = Literal[
    "literal",
    "wildcard",
    "combination",
    "ordered",
    "proximity",
    "regex",
    "fuzzy",
    "homophone",
    "detector",
    "exception",
    "extenuating",
]

RULE_KINDS: tuple[RuleKind, ...] = get_args(RuleKind)

PERMITTING: tuple[RuleKind, ...] = ("exception", "extenuating")
"""The kinds that block nothing themselves, and keep others from it."""

Edges = Literal["word", "prefix", "suffix", "substring"]
"""Where a pattern may stand: alone as words; where a word begins; where one ends; anywhere."""

Written = Literal["other-characters", "pinyin", "itself"]
Detected = Literal["latin-run", "digit-run", "url"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a list.

    Attributes:
        id: unique in the list.
        kind: how it is matched; the model of that kind in `models` defines it.
        components: the words or phrases that are looked for; empty for a detector.
        edges: where they may stand.
        category: what the rule is about, in a word of the list's own.
        limit: a number that some kinds take: the widest gap of ``ordered`` (None for any), the stretch of
            ``proximity``, the edits of ``fuzzy``, the shortest run of ``detector``.
        written: for a homophone, which spellings it fires on.
        detects: for a detector, what.
        of: for an exception or an extenuating rule, the ids of the rules that it holds for; empty for all.
        added: the day from which it stands; None for always.
        removed: the day from which it stands no more; None for never.
        regions: where it stands; empty for everywhere.
        audience: for whom; None for everyone.
        theme: a wider heading than the category.
        translation: of the pattern.
        note: why a censor would list it.
        line: where it stands in its file, 1-based; 0 where that is not known.
    """

    id: str
    kind: RuleKind
    components: tuple[str, ...]
    edges: Edges = "substring"
    category: str = ""
    limit: int | None = None
    written: tuple[Written, ...] = ()
    detects: Detected | None = None
    of: tuple[str, ...] = ()
    added: date | None = None
    removed: date | None = None
    regions: tuple[str, ...] = ()
    audience: str | None = None
    theme: str = ""
    translation: str = ""
    note: str = ""
    line: int = 0

    @property
    def blocks(self) -> bool:
        """Whether it can block; exceptions and extenuating rules cannot."""
        return self.kind not in PERMITTING

    @property
    def pattern(self) -> str:
        """The rule as a person would write it in a line.

        >>> Rule("r1", "combination", ("elections", "boycott")).pattern
        'elections + boycott'
        """
        if self.kind == "wildcard":
            before = "*" if self.edges in {"suffix", "substring"} else ""
            behind = "*" if self.edges in {"prefix", "substring"} else ""
            return f"{before}{self.components[0]}{behind}"
        if self.kind == "detector":
            return f"{self.detects}" + ("" if self.limit is None else f" of {self.limit}")
        return " + ".join(self.components)

    def stands(self, *, on: date | None, region: str | None, audience: str | None) -> bool:
        """Whether it stands on a day, in a region, for an audience; None asks for any.

        Without a day, a rule that was ever removed stands no more.
        """
        if on is None:
            in_time = self.removed is None
        else:
            in_time = (self.added is None or self.added <= on) and (self.removed is None or on < self.removed)
        here = region is None or not self.regions or region in self.regions
        heard = audience is None or self.audience is None or audience == self.audience
        return in_time and here and heard


@dataclass(frozen=True, slots=True)
class KeywordList:
    """A list of rules, in the order of its file.

    Attributes:
        name: of the list.
        version: of the list.
        language: of its patterns, as a BCP 47 tag; ``und`` where that is not known.
        policy: the policy that it is written for; None where it serves none of ours.
        licence: of the list itself, as an SPDX identifier; empty where that is not known.
        note: how it was made.
        rules: at least one; ids are unique.
        files: every file that it was read from.
    """

    name: str
    version: str
    language: str
    policy: str | None
    licence: str
    note: str
    rules: tuple[Rule, ...]
    files: tuple[Path, ...] = ()

    def standing(
        self, *, on: date | None = None, region: str | None = None, audience: str | None = None
    ) -> KeywordList:
        """The list as it stood on a day, in a region, for an audience."""
        kept = (rule for rule in self.rules if rule.stands(on=on, region=region, audience=audience))
        return replace(self, rules=tuple(kept))

    def counts(self) -> dict[RuleKind, int]:
        """How many rules there are of each kind, in the order of `RULE_KINDS`."""
        found = Counter(rule.kind for rule in self.rules)
        return {kind: found[kind] for kind in RULE_KINDS if found[kind]}

"""How the rules of a keyword filter differ between two runs, rule by rule, in words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from outlast.comparison.cause import Cause
from outlast.filters.keyword.meaning import concerns
from outlast.filters.keyword.rules import KeywordList
from outlast.keywords.diff import difference
from outlast.keywords.identity import identity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from outlast.filters.keyword.rules import Rule
    from outlast.keywords.diff import Change
    from outlast.keywords.identity import Identity

WORDS = {"edges": "boundaries", "components": "pattern"}
"""Fields of a rule that people write under another name."""


@dataclass(frozen=True, eq=False)
class RuleChanges:
    """The rules that stood for a filter in two runs.

    Attributes:
        before: in the baseline, in order.
        after: in the other run.
    """

    before: tuple[Rule, ...]
    after: tuple[Rule, ...]

    @property
    def any(self) -> bool:
        """Whether the two have different rules, whatever their ids and order."""
        return self._identities[0] != self._identities[1]

    def differs(self, name: str, *, blocks_now: bool) -> bool:
        """Whether a rule of the run that blocks is not in the other as it stands."""
        own, other = self._sides(blocks_now=blocks_now)
        return name in own and _identity(own[name]) not in other

    def told(self, name: str, *, blocks_now: bool) -> Cause:
        """A rule that only the run that blocks has as it stands there: added, removed or changed."""
        found = self._changed.get(name)
        if found is not None:
            return Cause(("rule changed",), f"rule {name} changed ({_change(found)})", (name,))
        rule = self._sides(blocks_now=blocks_now)[0][name]
        if blocks_now:
            return Cause(("rule added",), f"rule {name} added ({shown(rule)})", (name,))
        return Cause(("rule removed",), f"rule {name} removed ({shown(rule)})", (name,))

    def permitting(self, kept: Iterable[str], *, blocks_now: bool) -> list[Rule]:
        """The exceptions and extenuating rules that only the run that lets through has, and that concern some rules."""
        own = self._sides(blocks_now=blocks_now)[0]
        known = {_identity(rule) for rule in own.values()}
        letting_through = self.before if blocks_now else self.after
        concerned = [own[name] for name in kept if name in own]
        return [
            rule
            for rule in letting_through
            if not rule.blocks and _identity(rule) not in known and any(concerns(rule, each) for each in concerned)
        ]

    def told_permitting(self, rule: Rule, *, blocks_now: bool) -> Cause:
        """An exception or extenuating rule that only the run that lets through has as it stands there."""
        found = self._changed.get(rule.id)
        if found is not None:
            return Cause(("rule changed",), f"{rule.kind} rule {rule.id} changed ({_change(found)})", (rule.id,))
        if blocks_now:
            return Cause(("rule removed",), f"{rule.kind} rule {rule.id} removed ({rule.pattern})", (rule.id,))
        return Cause(("rule added",), f"{rule.kind} rule {rule.id} added ({rule.pattern})", (rule.id,))

    def _sides(self, *, blocks_now: bool) -> tuple[dict[str, Rule], frozenset[Identity]]:
        """The rules of the run that blocks, by id, and what the other run's rules are."""
        return (self._ids[1], self._identities[0]) if blocks_now else (self._ids[0], self._identities[1])

    @cached_property
    def _ids(self) -> tuple[dict[str, Rule], dict[str, Rule]]:
        return {rule.id: rule for rule in self.before}, {rule.id: rule for rule in self.after}

    @cached_property
    def _identities(self) -> tuple[frozenset[Identity], frozenset[Identity]]:
        return frozenset(map(_identity, self.before)), frozenset(map(_identity, self.after))

    @cached_property
    def _changed(self) -> dict[str, Change]:
        return {each.after.id: each for each in difference(_listed(self.before), _listed(self.after)).changed}


def shown(rule: Rule) -> str:
    """A rule's pattern, with its kind where the pattern does not show it.

    >>> from outlast.filters.keyword.rules import Rule
    >>> shown(Rule("r", "literal", ("war",))), shown(Rule("r", "combination", ("no", "war")))
    ('war', 'combination no + war')
    """
    return rule.pattern if rule.kind == "literal" else f"{rule.kind} {rule.pattern}"


def _change(found: Change) -> str:
    """What changed in a rule: its pattern, or the fields that decide where it fires."""
    before, after = found.before, found.after
    if shown(before) != shown(after):
        return f"{shown(before)} → {shown(after)}"
    deciding = ("components", "edges", "limit", "written", "detects", "of")
    fields = [name for name in deciding if name in found.fields]
    told = [f"{WORDS.get(name, name)} {getattr(before, name)} → {getattr(after, name)}" for name in fields]
    return f"{shown(after)}; {', '.join(told)}"


def _identity(rule: Rule) -> Identity:
    return identity(rule, rule.components)


def _listed(rules: tuple[Rule, ...]) -> KeywordList:
    return KeywordList("", "", "und", None, "", "", rules)

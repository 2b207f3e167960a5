"""What changed from one list to another: rules, and the lines of text files as they lie."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from outlast.filters.keyword.rules import Rule
from outlast.keywords.identity import identity
from outlast.keywords.written import lines_of, written

if TYPE_CHECKING:
    from collections.abc import Iterable

    from outlast.filters.keyword.rules import KeywordList
    from outlast.keywords.identity import Identity


@dataclass(frozen=True, slots=True)
class Lines:
    """How the lines of two text files differ, as they lie: a line that is listed twice counts twice.

    Attributes:
        added: lines of the second beyond those of the first.
        removed: lines of the first beyond those of the second.
        added_again: how many of the added lines repeat another of them.
        removed_again: how many of the removed ones do.
    """

    added: int
    removed: int
    added_again: int
    removed_again: int


@dataclass(frozen=True, slots=True)
class Untidy:
    """What is repeated or has stray blanks in one list, and is no difference between two.

    Attributes:
        rules: of the list, as they lie.
        distinct: of them.
        repeated: rules that are the same as an earlier one of the list.
        blanks: patterns with blanks around them.
    """

    rules: int
    distinct: int
    repeated: tuple[Rule, ...]
    blanks: int


@dataclass(frozen=True, slots=True)
class Change:
    """A rule that kept its id and not all of its content.

    Attributes:
        before: the rule in the first list.
        after: the rule in the second.
        fields: in which fields the two differ.
    """

    before: Rule
    after: Rule
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """How two lists differ.

    Attributes:
        names: of the two.
        untidy: what each has apart from the difference.
        lines: where both are text files, how their lines differ as they lie.
        added: distinct rules of the second that the first does not have, but for changed ones.
        removed: distinct rules of the first that the second does not have, but for changed ones.
        changed: rules with an id of their own that both have, with other content.
        kept: how many distinct rules both have, changed ones left aside.
    """

    names: tuple[str, str]
    untidy: tuple[Untidy, Untidy]
    lines: Lines | None
    added: tuple[Rule, ...]
    removed: tuple[Rule, ...]
    changed: tuple[Change, ...]
    kept: int

    def by_category(self) -> dict[str, tuple[int, int, int]]:
        """Rules added, removed and changed, by category, those with most first; a changed rule by its new one."""
        counted = [Counter(rule.category for rule in rules) for rules in (self.added, self.removed)]
        counted.append(Counter(change.after.category for change in self.changed))
        names = sorted(set().union(*counted), key=lambda name: (-sum(count[name] for count in counted), name))
        return {name: (counted[0][name], counted[1][name], counted[2][name]) for name in names}


def difference(before: KeywordList, after: KeywordList) -> Difference:
    """How a list differs from another that came before it.

    Two rules are the same if they are of one kind with the same patterns, trimmed but not normalised (`identity`),
    with the same boundaries and limits. A rule whose id is its own, not its line's, is changed if both lists have the
    id with other content; but where its old form stands elsewhere in the second list, or its new form stood elsewhere
    in the first, ids were given anew, and it is not.
    """
    first, second = _distinct(before.rules), _distinct(after.rules)
    changed = tuple(_changed(before.rules, after.rules, first, second))
    old = {_identity(change.before) for change in changed}
    new = {_identity(change.after) for change in changed}
    return Difference(
        names=(before.name, after.name),
        untidy=(_untidy(before, first), _untidy(after, second)),
        lines=_lines(before, after),
        added=tuple(rule for known, rule in second.items() if known not in first and known not in new),
        removed=tuple(rule for known, rule in first.items() if known not in second and known not in old),
        changed=changed,
        kept=len((first.keys() & second.keys()) - old - new),
    )


def _identity(rule: Rule) -> Identity:
    return identity(rule, rule.components)


def _distinct(rules: Iterable[Rule]) -> dict[Identity, Rule]:
    found: dict[Identity, Rule] = {}
    for rule in rules:
        found.setdefault(_identity(rule), rule)
    return found


def has_own_id(rule: Rule) -> bool:
    """Whether a rule has an id of its own, not one made of its line's number.

    >>> has_own_id(Rule("r1", "literal", ("war",), line=7)), has_own_id(Rule("line-7", "literal", ("war",), line=7))
    (True, False)
    """
    return rule.id != f"line-{rule.line}"


def _changed(
    before: Iterable[Rule], after: Iterable[Rule], first: dict[Identity, Rule], second: dict[Identity, Rule]
) -> Iterable[Change]:
    known = {rule.id: rule for rule in before if has_own_id(rule)}
    for rule in after:
        earlier = known.get(rule.id)
        if earlier is None or not has_own_id(rule):
            continue
        old, new = _identity(earlier), _identity(rule)
        if old != new and (old in second or new in first):
            continue
        differing = tuple(
            field.name
            for field in fields(Rule)
            if field.name != "line" and getattr(earlier, field.name) != getattr(rule, field.name)
        )
        if differing:
            yield Change(earlier, rule, differing)


def _untidy(rules: KeywordList, distinct: dict[Identity, Rule]) -> Untidy:
    kept = {rule.id for rule in distinct.values()}
    texts = written(rules.files[-1]) if rules.files else ()
    blanks = sum(each.kind != "regex" and each.text != each.text.strip() for each in texts)
    repeated = tuple(rule for rule in rules.rules if rule.id not in kept)
    return Untidy(len(rules.rules), len(distinct), repeated, blanks)


def _lines(before: KeywordList, after: KeywordList) -> Lines | None:
    files = [rules.files[-1] for rules in (before, after) if rules.files and rules.files[-1].suffix == ".txt"]
    if len(files) < 2:
        return None
    first, second = Counter(lines_of(files[0])), Counter(lines_of(files[1]))
    added, removed = second - first, first - second
    return Lines(added.total(), removed.total(), added.total() - len(added), removed.total() - len(removed))

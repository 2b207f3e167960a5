"""Conflicts between rules that block and rules that permit.

- An exception does nothing if its phrase holds no pattern of a rule that it is for, or none that is shorter than it.
- It does nothing either if another rule fires on its phrase whatever stands around it, and no exception undoes that.
- A rule never fires if an extenuating rule that is for it holds wherever its patterns are.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from outlast.filters.keyword.expressions import EXPRESSIONS, compiled, expression_of
from outlast.filters.keyword.matcher import Matcher
from outlast.filters.keyword.meaning import concerns, fuzzy_spans
from outlast.filters.keyword.normalise.batch import normalise
from outlast.filters.keyword.normalise.chain import Chain, unmoved
from outlast.keywords.finding import Finding, named
from outlast.keywords.identity import stands_wherever
from outlast.keywords.subsumption import may_look_around
from outlast.keywords.witnesses import LITERAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outlast.filters.keyword.matcher import Component
    from outlast.filters.keyword.rules import Rule
    from outlast.keywords.subsumption import Subsumption


def conflicts(found: Subsumption) -> Iterator[Finding]:
    """What is in conflict in a list whose rules were compared."""
    affected = _affected(found)
    for number, rules in affected.items():
        if not rules:
            advice = "take it out, or give it the longer phrase in which the blocked words are harmless"
            yield Finding.on(found.rules[number], "conflict", _nothing_to_permit(found.rules[number]), advice)
    told = set()
    for first, second in found.pairs:
        one, other = found.rules[first], found.rules[second]
        if first in told or not stands_wherever(other, one):
            continue
        if one.kind == "exception" and other.blocks and _fires_anyway(found, first, second, affected[first]):
            told.add(first)
            message = f"{named(other)}, {other.pattern!r}, blocks it, so this exception does nothing"
            yield Finding.on(one, "conflict", message, f"take it out, or hold it against {other.id} too")
        elif one.blocks and other.kind == "extenuating" and concerns(other, one):
            told.add(first)
            message = f"never fires: extenuating rule {named(other)}, {other.pattern!r}, holds wherever it would"
            yield Finding.on(one, "conflict", message, "take it out, or let the extenuating rule ask for more")


def _nothing_to_permit(rule: Rule) -> str:
    whose = "a rule that it is for" if rule.of else "any rule"
    return f"holds no pattern of {whose} that is shorter than itself, and so does nothing"


def _fires_anyway(found: Subsumption, exception: int, other: int, affected: list[int]) -> bool:
    """Whether a rule, which stands wherever an exception does, fires wherever that would undo others."""
    switches = found.switches(found.rules[other])
    switched = all(switches <= found.switches(found.rules[number]) for number in affected)
    return bool(affected) and switched and found.fires_with(other, exception)


def _affected(found: Subsumption) -> dict[int, list[int]]:
    """For each exception, rules that it is for and of which its phrase can hold an occurrence that is shorter."""
    exceptions = [number for number in found.left if found.rules[number].kind == "exception"]
    if not exceptions:
        return {}
    components: dict[Component, int] = {}
    users: defaultdict[Component, list[int]] = defaultdict(list)
    others = []
    for number in found.left:
        rule = found.rules[number]
        if rule.kind in LITERAL:
            for pattern in found.patterns[number]:
                users[pattern, rule.edges].append(number)
        elif rule.blocks:
            others.append(number)
    components.update(dict.fromkeys(users, 0))
    matcher = Matcher.build(components)
    known = {place: component for component, place in components.items()}
    # Where separators are taken out, words can end within a phrase.
    edges: Literal["kept", "ignored"] = "ignored" if "separators" in found.chain.steps else "kept"
    batch = normalise([found.patterns[number][0] for number in exceptions], Chain(()))
    hits = matcher.find(batch, edges=edges)
    affected: dict[int, list[int]] = {number: [] for number in exceptions}
    for row, place in zip(hits.row.tolist(), hits.component.tolist(), strict=True):
        exception, component = exceptions[row], known[place]
        if len(component[0]) < len(found.patterns[exception][0]):
            mine = found.rules[exception]
            affected[exception] += (number for number in users[component] if concerns(mine, found.rules[number]))
    for exception in exceptions:
        mine, phrase = found.rules[exception], found.patterns[exception][0]
        affected[exception] += (
            number
            for number in others
            if concerns(mine, found.rules[number]) and _may_match(found.rules[number], phrase, chain=found.chain)
        )
    return affected


def _may_match(rule: Rule, phrase: str, *, chain: Chain) -> bool:
    """Whether a fuzzy rule or an expression could match within a phrase."""
    if rule.kind in EXPRESSIONS:
        expression, case = expression_of(rule, chain=chain)
        looks_around = rule.kind == "regex" and may_look_around(expression)
        return looks_around or compiled(expression, case=case).search(phrase) is not None
    return bool(fuzzy_spans(replace(rule, edges="substring"), unmoved(phrase), chain=chain))

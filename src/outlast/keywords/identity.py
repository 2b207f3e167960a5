"""When two rules are the same, and when one stands wherever another does."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from outlast.filters.keyword.rules import PERMITTING

if TYPE_CHECKING:
    from outlast.filters.keyword.normalise.chain import Chain
    from outlast.filters.keyword.rules import Detected, Edges, Rule, Written


class Identity(NamedTuple):
    """What makes a rule fire where it does; rules with equal identities fire on the same texts.

    Attributes:
        kind: how it is matched. A wildcard and a combination of one pattern are literals with their boundaries.
        patterns: normalised; sorted and each once where their order does not matter.
        edges: where they may stand.
        limit: the number that its kind takes.
        written: for a homophone, which spellings it fires on, sorted.
        detects: for a detector, what.
        of: for a rule that permits, the rules that it holds for, sorted.
    """

    kind: str
    patterns: tuple[str, ...]
    edges: Edges
    limit: int | None
    written: tuple[Written, ...]
    detects: Detected | None
    of: tuple[str, ...]


def normalised(rule: Rule, *, chain: Chain) -> tuple[str, ...]:
    """A rule's patterns as a chain of normalising steps leaves them; a regular expression as it is written."""
    return rule.components if rule.kind == "regex" else tuple(map(chain.text, rule.components))


def identity(rule: Rule, patterns: tuple[str, ...]) -> Identity:
    """The identity of a rule, given its patterns, normalised.

    >>> from outlast.filters.keyword.rules import Rule
    >>> one, other = Rule("1", "combination", ("War", "no")), Rule("2", "combination", ("No", "war"))
    >>> identity(one, ("war", "no")) == identity(other, ("no", "war"))
    True
    """
    kind: str = rule.kind
    if kind in {"combination", "extenuating", "proximity"}:
        patterns = tuple(sorted(set(patterns)))
    if kind == "wildcard" or (kind == "combination" and len(patterns) == 1):
        kind = "literal"
    of = tuple(sorted(rule.of)) if rule.kind in PERMITTING else ()
    return Identity(kind, patterns, rule.edges, rule.limit, tuple(sorted(rule.written)), rule.detects, of)


def stands_wherever(wide: Rule, narrow: Rule) -> bool:
    """Whether one rule stands on every day, in every region and for every audience for which another does.

    >>> from outlast.filters.keyword.rules import Rule
    >>> everywhere, there = Rule("1", "literal", ("war",)), Rule("2", "literal", ("war",), regions=("cn",))
    >>> stands_wherever(everywhere, there), stands_wherever(there, everywhere)
    (True, False)
    """
    begins = wide.added is None or (narrow.added is not None and wide.added <= narrow.added)
    ends = wide.removed is None or (narrow.removed is not None and narrow.removed <= wide.removed)
    here = not wide.regions or (bool(narrow.regions) and set(narrow.regions) <= set(wide.regions))
    heard = wide.audience is None or wide.audience == narrow.audience
    return begins and ends and here and heard

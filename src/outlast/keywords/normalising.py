"""What normalising makes of a list's rules: rules that never fire, rules of one character, repeats."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from outlast.errors import UserError, did_you_mean
from outlast.filters.keyword.expressions import EXPRESSIONS
from outlast.filters.keyword.normalise.chain import Chain
from outlast.filters.keyword.normalise.steps import STEPS, whole
from outlast.keywords.finding import Finding, named
from outlast.keywords.identity import identity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from outlast.filters.keyword.normalise.steps import Step
    from outlast.filters.keyword.rules import Rule
    from outlast.keywords.identity import Identity


def chain_of(names: Sequence[str]) -> Chain:
    """A chain of the steps that are named.

    Raises:
        UserError: for a step that there is not, or that is named twice.

    >>> chain_of(["nfkc", "casefold"]).text("ＮＯ")
    'no'
    """
    steps: list[Step] = []
    for name in names:
        step = next((step for step in STEPS if step == name), None)
        if step is None:
            raise UserError(f"no normalising step is called {name!r}{did_you_mean(name, STEPS)}")
        if step in steps:
            raise UserError(f"normalising step {name!r} is named twice; name each once")
        steps.append(step)
    return Chain(tuple(steps))


_TWICE = re.compile(r"(\w)\1")
"""What the step ``repeats`` may collapse; it leaves what is no letter."""

_OFTEN = re.compile(r"([^\W\d_])\1{2,}")
"""One that stands three times in a row or more: ``sooo``, not ``freedom``."""


def never_fires(rule: Rule, patterns: tuple[str, ...]) -> str:
    """Why no text makes a rule fire, given what normalising leaves of its patterns; nothing where some text does.

    >>> from outlast.filters.keyword.rules import Rule
    >>> never_fires(Rule("r1", "literal", ("!!",)), ("",))
    "the chain leaves nothing of '!!'"
    """
    if rule.kind in EXPRESSIONS:
        return ""
    for pattern, made in zip(rule.components, patterns, strict=True):
        if not made:
            return f"the chain leaves nothing of {pattern!r}"
        if "\0" in made:
            return f"{pattern!r} holds U+0000, which no text is read to hold"
    longest, limit = max(map(len, patterns)), rule.limit or 0
    if rule.kind == "fuzzy" and longest <= limit:
        return f"the chain leaves {longest} characters, no more than its edits ({limit})"
    if rule.kind == "proximity" and longest > limit:
        return f"one of its patterns has {longest} characters, more than the stretch of {limit} that it must stand in"
    return ""


def unable(rules: Sequence[Rule], patterns: Sequence[tuple[str, ...]]) -> Iterator[Finding]:
    """The rules that never fire."""
    for rule, made in zip(rules, patterns, strict=True):
        if why := never_fires(rule, made):
            yield Finding.on(rule, "never-fires", why, "take it out, or normalise without the step that empties it")


def of_one_character(rules: Sequence[Rule], patterns: Sequence[tuple[str, ...]]) -> Iterator[Finding]:
    """Rules that block wherever one character stands."""
    for rule, made in zip(rules, patterns, strict=True):
        if made and len(made[0]) == 1 and rule.blocks and len(set(made)) == 1:
            message = f"fires wherever the one character {made[0]!r} may stand"
            yield Finding.on(rule, "one-character", message, "join it to another word as a combination")


def repeats(rules: Sequence[Rule], patterns: Sequence[tuple[str, ...]]) -> Iterator[Finding]:
    """Rules that the step ``repeats``, behind the others, would make the same, or that repeat a letter often."""
    first: dict[Identity, tuple[Identity, Rule]] = {}
    for rule, made in zip(rules, patterns, strict=True):
        if rule.kind in EXPRESSIONS:
            continue
        own = once = identity(rule, made)
        if any(map(_TWICE.search, made)):
            once = identity(rule, tuple(whole("repeats", pattern) for pattern in made))
        known, earlier = first.setdefault(once, (own, rule))
        if known != own:
            message = f"differs from {named(earlier)}, {earlier.pattern!r}, in repeated letters only"
            yield Finding.on(rule, "repeats", message, "keep one, and normalise with repeats")
        elif run := next(filter(None, map(_OFTEN.search, made)), None):
            message = f"has ‘{run[1]}’ {len(run[0])} times in a row, which the step repeats makes one"
            yield Finding.on(rule, "repeats", message, "write it once, and normalise with repeats")

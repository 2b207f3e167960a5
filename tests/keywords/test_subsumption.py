"""Which rules another makes superfluous, against every short text over a small alphabet."""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import product

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from outlast.filters.keyword.fire import fire
from outlast.filters.keyword.index import Index
from outlast.filters.keyword.normalise.batch import Batch, normalise
from outlast.filters.keyword.normalise.chain import Chain
from outlast.filters.keyword.rules import Rule
from outlast.keywords.normalising import never_fires
from outlast.keywords.subsumption import Subsumption

NOTHING = Chain(())


@cache
def every_text(longest: int) -> Batch:
    """All texts of up to some letters, in one batch."""
    texts = ["".join(letters) for length in range(longest + 1) for letters in product("ab x", repeat=length)]
    return normalise(texts, NOTHING)


def fired(rules: list[Rule], *, longest: int = 6) -> list[set[int]]:
    """For each rule, the texts in which it fires."""
    batch = every_text(longest)
    found = fire(rules, Index.build(rules, chain=NOTHING), batch, chain=NOTHING).occurrences
    return [set(np.unique(found.row[found.rule == number]).tolist()) for number in range(len(rules))]


def subsumption(rules: list[Rule]) -> Subsumption:
    patterns = [rule.components for rule in rules]
    able = [number for number, rule in enumerate(rules) if not never_fires(rule, rule.components)]
    return Subsumption(rules, patterns, NOTHING, able)


def superfluous(rules: list[Rule]) -> set[int]:
    found = subsumption(rules)
    return {cover.rule for cover in (*found.duplicates, *found.dead)}


EDGES = st.sampled_from(["word", "prefix", "suffix", "substring"])
SHORT = st.sampled_from(["a", "b", "aa", "ab", "ba", "bb"])
PATTERN = st.sampled_from(["a", "b", "aa", "ab", "ba", "bb", "aba", "abb", "a b", "bab", "aab"])


def numbered(rules: list[Rule]) -> list[Rule]:
    from dataclasses import replace

    return [replace(rule, id=f"r{number}") for number, rule in enumerate(rules)]


PLAIN = st.one_of(
    st.builds(lambda pattern, edges: Rule("r", "literal", (pattern,), edges), SHORT, EDGES),
    st.builds(lambda pattern, edges: Rule("r", "wildcard", (pattern,), edges), SHORT, EDGES),
    st.builds(
        lambda patterns, edges: Rule("r", "combination", tuple(patterns), edges),
        st.lists(SHORT, min_size=1, max_size=2),
        EDGES,
    ),
)


@settings(max_examples=150)
@given(st.lists(PLAIN, min_size=2, max_size=4).map(numbered))
def test_literals_and_combinations_exactly(rules: list[Rule]) -> None:
    """Of literals, wildcards and combinations, exactly those are superfluous whose texts another's texts include."""
    texts = fired(rules)
    expected = {
        number
        for number, mine in enumerate(texts)
        if any(
            mine <= others and (mine != others or other < number)
            for other, others in enumerate(texts)
            if other != number
        )
    }
    assert superfluous(rules) == expected


REGIONS = st.sampled_from([(), ("here",), ("here", "there")])
OF = st.sampled_from([(), ("r0",), ("r1",), ("r0", "r2")])
ANY = st.one_of(
    PLAIN,
    st.builds(lambda pattern, edges: Rule("r", "literal", (pattern,), edges), PATTERN, EDGES),
    st.builds(
        lambda patterns, edges, gap: Rule("r", "ordered", tuple(patterns), edges, limit=gap),
        st.lists(PATTERN, min_size=2, max_size=3),
        EDGES,
        st.sampled_from([None, 0, 1, 2]),
    ),
    st.builds(
        lambda patterns, edges, within: Rule("r", "proximity", tuple(patterns), edges, limit=within),
        st.lists(SHORT, min_size=2, max_size=3),
        EDGES,
        st.integers(2, 5),
    ),
    st.builds(
        lambda pattern: Rule("r", "regex", (pattern,)),
        st.sampled_from(["ab?a", "[^a]b", "^a", "a.b", r"\bab", "a+b$", "x"]),
    ),
    st.builds(
        lambda pattern, edges, edits: Rule("r", "fuzzy", (pattern,), edges, limit=edits),
        st.sampled_from(["abab", "aabb", "ababaab"]),
        EDGES,
        st.sampled_from([1, 2]),
    ),
    st.builds(lambda shortest: Rule("r", "detector", (), detects="latin-run", limit=shortest), st.integers(1, 4)),
    st.builds(lambda pattern, edges, of: Rule("r", "exception", (pattern,), edges, of=of), PATTERN, EDGES, OF),
    st.builds(
        lambda patterns, edges, of: Rule("r", "extenuating", tuple(patterns), edges, of=of),
        st.lists(SHORT, min_size=1, max_size=2),
        EDGES,
        OF,
    ),
)


@settings(max_examples=400)
@given(st.lists(ANY, min_size=2, max_size=5).map(numbered))
@example(
    [
        Rule("r0", "literal", ("ab",)),
        Rule("r1", "literal", ("xab",)),
        Rule("r2", "exception", ("abb",)),
    ]
)
def test_no_decision_hangs_on_a_superfluous_rule(rules: list[Rule]) -> None:
    """Whatever the kinds, taking out all that is found leaves the decision on every text as it was."""
    without = superfluous(rules)
    kept = [rule for number, rule in enumerate(rules) if number not in without]
    assert set().union(*fired(kept)) == set().union(*fired(rules))

"""Which rules another makes superfluous, against every short text over a small alphabet."""

from __future__ import annotations

from dataclasses import replace
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
from outlast.filters.keyword.normalise.steps import Step
from outlast.filters.keyword.rules import Rule, RuleKind
from outlast.keywords.identity import normalised
from outlast.keywords.normalising import never_fires
from outlast.keywords.subsumption import Subsumption

NOTHING = Chain(())


@cache
def every_text(letters: str, longest: int, chain: Chain) -> Batch:
    """All texts of up to so many of some letters, normalised in one batch."""
    texts = ["".join(text) for length in range(longest + 1) for text in product(letters, repeat=length)]
    return normalise(texts, chain)


def fired(rules: list[Rule], *, longest: int, letters: str = "ab x", chain: Chain = NOTHING) -> list[set[int]]:
    """For each rule, the texts in which it fires."""
    batch = every_text(letters, longest, chain)
    found = fire(rules, Index.build(rules, chain=chain), batch, chain=chain).occurrences
    return [set(np.unique(found.row[found.rule == number]).tolist()) for number in range(len(rules))]


def subsumption(rules: list[Rule], *, chain: Chain = NOTHING) -> Subsumption:
    patterns = [normalised(rule, chain=chain) for rule in rules]
    able = [number for number, rule in enumerate(rules) if not never_fires(rule, patterns[number])]
    return Subsumption(rules, patterns, chain, able)


def superfluous(rules: list[Rule], *, chain: Chain = NOTHING) -> set[int]:
    found = subsumption(rules, chain=chain)
    return {cover.rule for cover in (*found.duplicates, *found.dead)}


EDGES = st.sampled_from(["word", "prefix", "suffix", "substring"])
SHORT = st.sampled_from(["a", "b", "aa", "ab", "ba", "bb"])
PATTERN = st.sampled_from(["a", "b", "aa", "ab", "ba", "bb", "aba", "abb", "a b", "bab", "aab"])


def numbered(rules: list[Rule]) -> list[Rule]:
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
    texts = fired(rules, longest=6)
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


@settings(max_examples=200)
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
    assert set().union(*fired(kept, longest=5)) == set().union(*fired(rules, longest=5))


CHAINS = [("separators",), ("casefold",), ("repeats",), ("casefold", "separators"), ("separators", "repeats")]


@settings(max_examples=40)
@given(
    st.lists(
        st.builds(
            lambda patterns, edges: Rule("r", "combination", tuple(patterns), edges),
            st.lists(st.sampled_from(["a", "A", "ab", "aB", "a b", "A-b", "aab", "-a", "b a"]), min_size=1, max_size=2),
            EDGES,
        ),
        min_size=2,
        max_size=4,
    ).map(numbered)
)
@pytest.mark.parametrize("steps", CHAINS, ids="+".join)
def test_the_same_under_a_chain(steps: tuple[Step, ...], rules: list[Rule]) -> None:
    """Where texts and patterns are normalised, separators between letters included, no decision changes either."""
    chain = Chain(steps)
    without = superfluous(rules, chain=chain)
    kept = [rule for number, rule in enumerate(rules) if number not in without]
    texts = {"longest": 4, "letters": "abA -", "chain": chain}
    assert set().union(*fired(kept, **texts)) == set().union(*fired(rules, **texts))


def literal(name: str, pattern: str, **rest: object) -> Rule:
    return Rule(name, "literal", (pattern,), **rest)  # type: ignore[arg-type]


def several(name: str, kind: RuleKind, *patterns: str, **rest: object) -> Rule:
    return Rule(name, kind, patterns, **rest)  # type: ignore[arg-type]


DEAD = {
    "a pattern within a pattern": [literal("w", "war"), literal("d", "warning")],
    "as a word within words": [literal("w", "war", edges="word"), literal("d", "no war", edges="word")],
    "where a word begins": [literal("w", "war", edges="prefix"), literal("d", "warning", edges="word")],
    "a combination of fewer": [several("w", "combination", "a", "b"), several("d", "combination", "c", "b", "a")],
    "parts of a combination's patterns": [
        several("w", "combination", "ut", "ar"),
        several("d", "combination", "putin", "war"),
    ],
    "a combination within one pattern": [several("w", "combination", "putin", "war"), literal("d", "putin's war")],
    "an order within one pattern": [several("w", "ordered", "putin", "war", limit=3), literal("d", "putin's war")],
    "a wider gap": [
        several("w", "ordered", "a", "b", limit=5),
        several("d", "ordered", "a", "b", limit=4),
    ],
    "any gap, over a pattern that is left out": [
        several("w", "ordered", "a", "c"),
        several("d", "ordered", "a", "b", "c", limit=1),
    ],
    "an order is a combination": [several("w", "combination", "b", "a"), several("d", "ordered", "a", "b")],
    "a wider stretch": [
        several("w", "proximity", "b", "a", limit=9),
        several("d", "proximity", "ab", "ba", limit=8),
    ],
    "a stretch as long as an order can be": [
        several("w", "proximity", "aa", "b", limit=6),
        several("d", "ordered", "aa", "b", limit=3),
    ],
    "an expression that matches within": [several("w", "regex", "w.r"), literal("d", "warning")],
    "a run within": [Rule("w", "detector", (), detects="latin-run", limit=6), literal("d", "протест warning")],
    "a shorter run": [
        Rule("w", "detector", (), detects="latin-run", limit=6),
        Rule("d", "detector", (), detects="latin-run", limit=7),
    ],
    "an edit away": [several("w", "fuzzy", "warning", limit=1), literal("d", "a wanning moon")],
    "more edits": [several("w", "fuzzy", "invasion", limit=2), several("d", "fuzzy", "invasion", limit=1)],
    "everywhere": [literal("w", "war"), literal("d", "warning", regions=("cn",), audience="groups")],
    "from earlier on": [
        literal("w", "war", added=date(2022, 1, 1)),
        literal("d", "warning", added=date(2022, 2, 1), removed=date(2022, 3, 1)),
    ],
    "spared by the same exception": [
        literal("w", "war"),
        several("d", "combination", "war", "now"),
        several("e", "exception", "warden"),
    ],
    "an exception that cannot lie across": [
        literal("w", "war"),
        literal("d", "warning"),
        several("e", "exception", "warden"),
    ],
    "switched off by the same rule": [
        literal("w", "war"),
        literal("d", "warning"),
        several("e", "extenuating", "storm", of=("w", "d")),
    ],
    "an extenuating rule for all": [
        literal("x", "storm"),
        several("w", "extenuating", "weather"),
        several("d", "extenuating", "weather report", "wind", of=("x",)),
    ],
}


@pytest.mark.parametrize("rules", DEAD.values(), ids=DEAD)
def test_a_dead_rule(rules: list[Rule]) -> None:
    """Rule d, in each of these lists, is dead by rule w, and no other is."""
    found = subsumption(rules)
    assert [(rules[cover.rule].id, rules[cover.by].id) for cover in found.dead] == [("d", "w")]
    assert found.duplicates == ()


ALIVE = {
    "within a longer word": [literal("w", "war", edges="word"), literal("d", "warning", edges="word")],
    "where a longer word may go on": [literal("w", "war", edges="word"), literal("d", "no war")],
    "one pattern of two": [several("w", "combination", "a", "c"), several("d", "combination", "a", "b")],
    "the other way round": [several("w", "ordered", "b", "a"), several("d", "ordered", "a", "b")],
    "any order": [several("w", "ordered", "a", "b"), several("d", "combination", "ax", "by")],
    "a gap over a pattern that is left out": [
        several("w", "ordered", "a", "c", limit=2),
        several("d", "ordered", "a", "b", "c", limit=1),
    ],
    "shorter patterns, and so a wider gap": [
        several("w", "ordered", "ax", "b", limit=1),
        several("d", "ordered", "axx", "b", limit=1),
    ],
    "a stretch that is too short": [
        several("w", "proximity", "aa", "b", limit=5),
        several("d", "ordered", "aa", "b", limit=3),
    ],
    "an expression that looks around": [several("w", "regex", r"^war"), literal("d", "warning")],
    "a web address": [Rule("w", "detector", (), detects="url"), literal("d", "example.com")],
    "a run across two patterns": [
        Rule("w", "detector", (), detects="latin-run", limit=6),
        several("d", "combination", "peace", "war"),
    ],
    "edits across two patterns": [
        several("w", "fuzzy", "peacewar", limit=1),
        several("d", "combination", "peace", "war"),
    ],
    "edits across what stands between words": [
        several("w", "fuzzy", "peacewar", edges="word", limit=2),
        several("d", "combination", "peace", "war", edges="word"),
    ],
    "edits over what may stand beside it": [
        several("w", "fuzzy", "invasion", edges="word", limit=2),
        literal("d", "invasio"),
    ],
    "a homophone": [several("w", "homophone", "习近", written=("itself",)), literal("d", "习近平")],
    "somewhere else": [literal("w", "war", regions=("cn",)), literal("d", "warning")],
    "for others": [literal("w", "war", audience="groups"), literal("d", "warning", audience="all")],
    "until earlier": [literal("w", "war", removed=date(2022, 3, 1)), literal("d", "warning")],
    "spared by an exception across": [literal("w", "war"), literal("d", "no war"), several("e", "exception", "wary")],
    "spared by an exception within": [
        literal("w", "war"),
        literal("d", "no warden"),
        several("e", "exception", "warden"),
    ],
    "spared alone": [literal("w", "war"), literal("d", "warning"), several("e", "exception", "warnings", of=("w",))],
    "an expression and an exception": [
        several("w", "regex", "war"),
        literal("d", "warning"),
        several("e", "exception", "moon"),
    ],
    "switched off alone": [
        literal("w", "war"),
        literal("d", "warning"),
        several("e", "extenuating", "storm", of=("w",)),
    ],
    "an extenuating rule for fewer": [
        literal("x", "storm"),
        several("w", "extenuating", "weather", of=("x",)),
        several("d", "extenuating", "weather", "wind"),
    ],
}


@pytest.mark.parametrize("rules", ALIVE.values(), ids=ALIVE)
def test_a_live_rule(rules: list[Rule]) -> None:
    """No rule of any of these lists is superfluous."""
    assert superfluous(rules) == set()


def test_a_duplicate_is_the_later_one() -> None:
    """Of rules that are the same whatever their kind is called and however they are ordered, the first is kept."""
    rules = [
        literal("a", "war", edges="word"),
        several("b", "combination", "putin", "war"),
        several("c", "wildcard", "war", edges="word"),
        several("d", "combination", "war", "putin"),
        several("e", "combination", "war", "war", edges="word"),
    ]
    found = subsumption(rules)
    assert [(cover.rule, cover.by) for cover in found.duplicates] == [(2, 0), (3, 1), (4, 0)]


def test_a_duplicate_stands_wherever_its_double_does_not() -> None:
    """The one that stands in more places is kept; where neither does, both are."""
    narrow, wide = literal("a", "war", regions=("cn",)), literal("b", "war")
    assert [(cover.rule, cover.by) for cover in subsumption([narrow, wide]).duplicates] == [(0, 1)]
    assert subsumption([narrow, literal("b", "war", regions=("tw",))]).duplicates == ()


def test_a_duplicate_for_which_another_rule_permits() -> None:
    """Of two rules that are the same, only one that no exception of the other's spares makes it superfluous."""
    rules = [literal("a", "war"), literal("b", "war"), several("e", "exception", "warden", of=("a",))]
    assert [(cover.rule, cover.by) for cover in subsumption(rules).duplicates] == [(0, 1)]


def test_of_rules_that_cover_one_another_the_first_is_kept() -> None:
    """A combination of a word and a part of it fires where the word does: whichever comes later is dead."""
    word, parts = literal("a", "war"), several("b", "combination", "ar", "war")
    assert [(cover.rule, cover.by) for cover in subsumption([word, parts]).dead] == [(1, 0)]
    assert [(cover.rule, cover.by) for cover in subsumption([parts, word]).dead] == [(1, 0)]


def test_what_covers_is_kept_itself() -> None:
    """A rule within another within a third: both are dead by the first."""
    rules = [literal("a", "warnings"), literal("b", "warning"), literal("c", "war")]
    assert [(cover.rule, cover.by) for cover in subsumption(rules).dead] == [(0, 2), (1, 2)]

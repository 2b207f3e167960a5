"""Conflicts between rules that block and rules that permit, by examples and against every short text."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlast.filters.keyword.fire import fire
from outlast.filters.keyword.index import Index
from outlast.filters.keyword.normalise.batch import Batch, normalise
from outlast.filters.keyword.normalise.chain import Chain
from outlast.filters.keyword.rules import Rule, RuleKind
from outlast.keywords.identity import normalised
from outlast.keywords.normalising import never_fires
from outlast.keywords.permitting import conflicts
from outlast.keywords.subsumption import Subsumption

NOTHING = Chain(())


def messages(rules: list[Rule], chain: Chain = NOTHING) -> list[tuple[str, str]]:
    patterns = [normalised(rule, chain=chain) for rule in rules]
    able = [number for number, rule in enumerate(rules) if not never_fires(rule, patterns[number])]
    return [(found.rule, found.message) for found in conflicts(Subsumption(rules, patterns, chain, able))]


def rule(name: str, kind: RuleKind, *patterns: str, **rest: object) -> Rule:
    return Rule(name, kind, patterns, **rest)  # type: ignore[arg-type]


NOTHING_TO_PERMIT = "holds no pattern of any rule that is shorter than itself, and so does nothing"
NOTHING_OF_ITS_OWN = "holds no pattern of a rule that it is for that is shorter than itself, and so does nothing"


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([rule("r", "literal", "war"), rule("e", "exception", "peace")], NOTHING_TO_PERMIT),
        ([rule("r", "literal", "war"), rule("e", "exception", "war")], NOTHING_TO_PERMIT),
        ([rule("r", "literal", "war", edges="word"), rule("e", "exception", "warden")], NOTHING_TO_PERMIT),
        (
            [rule("r", "literal", "war"), rule("s", "literal", "pea"), rule("e", "exception", "peace", of=("r",))],
            NOTHING_OF_ITS_OWN,
        ),
        ([rule("r", "regex", "[wp]ar"), rule("e", "exception", "peace")], NOTHING_TO_PERMIT),
        ([rule("r", "fuzzy", "warning", limit=1), rule("e", "exception", "a good morning")], NOTHING_TO_PERMIT),
    ],
    ids=["no pattern", "no shorter one", "not where it may stand", "not of its own", "no match", "too many edits"],
)
def test_an_exception_with_nothing_to_permit(rules: list[Rule], expected: str) -> None:
    """An exception whose phrase can hold no occurrence of a rule that it is for is found."""
    assert messages(rules) == [("e", expected)]


@pytest.mark.parametrize(
    "rules",
    [
        [rule("r", "literal", "war"), rule("e", "exception", "warden")],
        [rule("r", "literal", "war", edges="word"), rule("e", "exception", "cold war")],
        [rule("r", "combination", "now", "war"), rule("e", "exception", "warden")],
        [rule("r", "regex", "w[ae]r"), rule("e", "exception", "warden")],
        [rule("r", "regex", r"\bwar$"), rule("e", "exception", "peace")],
        [rule("r", "fuzzy", "warning", limit=1), rule("e", "exception", "good wanning moon")],
        [rule("r", "homophone", "习近", written=("other-characters",)), rule("e", "exception", "洗劲衣")],
    ],
    ids=["in a word", "among words", "a part", "a match", "not known", "an edit", "a sound"],
)
def test_an_exception_that_permits_something(rules: list[Rule]) -> None:
    """An exception that may undo an occurrence is not found."""
    assert messages(rules) == []


def test_words_can_end_where_separators_were() -> None:
    """Where separators are taken out, a word may stand within a longer one."""
    rules = [rule("r", "literal", "war", edges="word"), rule("e", "exception", "warden")]
    assert messages(rules, Chain(("separators",))) == []


def test_an_exception_that_is_blocked() -> None:
    """An exception on whose phrase another rule fires anyway does nothing, and the rule is named."""
    rules = [
        rule("r", "literal", "war", line=2),
        rule("b", "literal", "warden", line=3),
        rule("e", "exception", "warden", line=4),
    ]
    assert messages(rules) == [("e", "b (line 3), 'warden', blocks it, so this exception does nothing")]


@pytest.mark.parametrize(
    "rules",
    [
        [rule("r", "literal", "war"), rule("b", "literal", "den"), rule("e", "exception", "warden")],
        [
            rule("r", "literal", "war"),
            rule("b", "literal", "warden", regions=("cn",)),
            rule("e", "exception", "warden"),
        ],
        [
            rule("r", "literal", "war"),
            rule("b", "literal", "warden"),
            rule("e", "exception", "warden"),
            rule("f", "exception", "wardens"),
        ],
        [
            rule("r", "literal", "war"),
            rule("b", "literal", "warden"),
            rule("e", "exception", "warden"),
            rule("x", "extenuating", "peace", of=("b",)),
        ],
    ],
    ids=["undone as well", "elsewhere", "undone by another", "switched off"],
)
def test_an_exception_that_is_not_always_blocked(rules: list[Rule]) -> None:
    """Where the other rule may not fire, or not count, the exception is let be."""
    assert [name for name, _ in messages(rules) if name == "e"] == []


def test_a_rule_that_is_always_switched_off() -> None:
    """A rule whose patterns hold all of an extenuating rule that is for it never fires."""
    rules = [rule("r", "combination", "war", "peace now"), rule("x", "extenuating", "now", "war", of=("r",), line=2)]
    assert messages(rules) == [("r", "never fires: extenuating rule x (line 2), 'now + war', holds wherever it would")]


@pytest.mark.parametrize(
    "extenuating",
    [
        rule("x", "extenuating", "now", "war", "then"),
        rule("x", "extenuating", "now", "war", of=("s",)),
        rule("x", "extenuating", "now", "war", regions=("cn",)),
    ],
    ids=["asks for more", "for another", "elsewhere"],
)
def test_a_rule_that_is_not_always_switched_off(extenuating: Rule) -> None:
    """It fires where the extenuating rule does not hold, is not for it, or does not stand."""
    rules = [rule("r", "combination", "war", "now"), rule("s", "literal", "storm"), extenuating]
    assert messages(rules) == []


@cache
def every_text() -> Batch:
    return normalise(["".join(text) for length in range(6) for text in product("ab x", repeat=length)], NOTHING)


def fired(rules: list[Rule]) -> list[set[int]]:
    """For each rule, the texts in which it fires."""
    found = fire(rules, Index.build(rules, chain=NOTHING), every_text(), chain=NOTHING).occurrences
    return [set(np.unique(found.row[found.rule == number]).tolist()) for number in range(len(rules))]


EDGES = st.sampled_from(["word", "prefix", "suffix", "substring"])
SHORT = st.sampled_from(["a", "b", "ab", "ba", "aa"])
LONGER = st.sampled_from(["ab", "aba", "abab", "a b", "bab", "xab", "abx"])
OF = st.sampled_from([(), ("r0",), ("r1",)])
BLOCKING = st.one_of(
    st.builds(lambda pattern, edges: rule("r", "literal", pattern, edges=edges), st.one_of(SHORT, LONGER), EDGES),
    st.builds(
        lambda patterns, edges: rule("r", "combination", *patterns, edges=edges),
        st.lists(SHORT, min_size=1, max_size=2),
        EDGES,
    ),
    st.builds(lambda pattern: rule("r", "regex", pattern), st.sampled_from(["ab?a", "^b", "a.b"])),
)
PERMITTING = st.one_of(
    st.builds(lambda pattern, edges, of: rule("r", "exception", pattern, edges=edges, of=of), LONGER, EDGES, OF),
    st.builds(
        lambda patterns, edges, of: rule("r", "extenuating", *patterns, edges=edges, of=of),
        st.lists(SHORT, min_size=1, max_size=2),
        EDGES,
        OF,
    ),
)


@settings(max_examples=100)
@given(
    st.tuples(st.lists(BLOCKING, min_size=2, max_size=4), st.lists(PERMITTING, min_size=1, max_size=3)).map(
        lambda both: [replace(each, id=f"r{number}") for number, each in enumerate([*both[0], *both[1]])]
    )
)
def test_what_is_said_to_do_nothing_does_nothing(rules: list[Rule]) -> None:
    """An exception that is found can be taken out without changing a decision; a rule that is found never fires."""
    texts = fired(rules)
    for name, _ in messages(rules):
        number = int(name.removeprefix("r"))
        if rules[number].kind == "exception":
            others = [each for each in rules if each.id != name]
            assert set().union(*fired(others)) == set().union(*texts)
        else:
            assert texts[number] == set()

"""Matching: the automaton finds what plain search finds, and its shortcuts lose nothing."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from outlast.filters.keyword.matcher import Matcher, emptied, occurrences, spans_of, stands_alone
from outlast.filters.keyword.normalise.chain import Chain
from outlast.filters.keyword.rules import KeywordList

PLAIN = Chain(())

HIDDEN = "\u200b"

PATTERNS = st.text(st.sampled_from("ab_ é战'"), min_size=1, max_size=3).filter(lambda text: text.strip() == text)
TEXTS = st.text(st.sampled_from("ab_ é战'"), max_size=25)


@st.composite
def lists(draw) -> KeywordList:
    """Lists of up to eight literals and combinations over a few letters, with either boundary for each."""
    rules = []
    for number in range(draw(st.integers(1, 8))):
        components = draw(st.lists(PATTERNS, min_size=1, max_size=4))
        one = len(components) == 1
        rules.append(
            {
                "id": f"r{number}",
                "kind": "literal" if one else "combination",
                "pattern": components[0] if one else components,
                "category": "test",
                "boundaries": draw(st.sampled_from(["word", "substring", None])),
            }
        )
    about = {"name": "test", "version": "1", "language": "en", "policy": "none", "licence": "CC0-1.0"}
    return list_from({**about, "boundaries": draw(st.sampled_from(["word", "substring"])), "rules": rules})


def searched(text: str, pattern: str, *, alone: bool) -> list[tuple[int, int]]:
    """All occurrences by regular expression: overlapping, and apart from letters of a word on both its sides."""
    body = re.escape(pattern)
    if alone:
        body = rf"(?:(?<!\w)|(?!\w)){body}(?:(?<!\w)|(?!\w))"
    return [(match.start(), match.start() + len(pattern)) for match in re.finditer(f"(?={body})", text)]


def brute_force(rules: KeywordList, text: str) -> dict[str, list[tuple[int, int]]]:
    """Each rule that fires with all spans of its components, every component searched for by itself."""
    fired = {}
    for rule in rules.rules:
        alone = (rule.boundaries or rules.boundaries) == "word"
        patterns = [rule.pattern] if isinstance(rule.pattern, str) else rule.pattern
        found = [searched(text, pattern, alone=alone) for pattern in patterns]
        if all(found):
            fired[rule.id] = sorted({span for spans in found for span in spans})
    return fired


@given(rules=lists(), text=TEXTS)
@settings(max_examples=400, deadline=None)
def test_the_automaton_equals_brute_force(rules, text):
    """The rules that fire, and every span of their components, are those that searching for each alone finds."""
    matcher = Matcher.build(rules, chain=PLAIN)
    spans = matcher.components_in(text)
    fired = {rules.rules[number].id: spans_of(matcher.needs[number], spans) for number in matcher.fired(spans)}
    assert fired == brute_force(rules, text)
    assert list(fired) == list(brute_force(rules, text))


@given(pattern=PATTERNS, text=TEXTS, alone=st.booleans())
@example(pattern="aba", text="ababa", alone=False)
@settings(max_examples=300, deadline=None)
def test_plain_search_equals_the_regular_expression(pattern, text, alone):
    """``occurrences`` finds what a regular expression with look-arounds finds, overlapping ones included."""
    assert occurrences(text, (pattern, alone)) == searched(text, pattern, alone=alone)


@given(rules=lists(), text=TEXTS)
@settings(max_examples=300, deadline=None)
def test_lacking_one_equals_counting(rules, text):
    """The rules said to lack one component are those of which all different components but one occur, and one does."""
    matcher = Matcher.build(rules, chain=PLAIN)
    expected = []
    for number, rule in enumerate(rules.rules):
        alone = (rule.boundaries or rules.boundaries) == "word"
        patterns = [rule.pattern] if isinstance(rule.pattern, str) else rule.pattern
        absent = [pattern for pattern in dict.fromkeys(patterns) if not searched(text, pattern, alone=alone)]
        if len(absent) == 1 and len(set(patterns)) > 1:
            expected.append((number, (absent[0], alone)))
    assert matcher.lacking_one(matcher.components_in(text)) == expected


@given(rules=lists(), text=TEXTS)
@settings(max_examples=200, deadline=None)
def test_ignoring_edges_finds_every_occurrence(rules, text):
    """With edges ignored, a component that should stand alone is found wherever its letters stand."""
    found = Matcher.build(rules, chain=PLAIN).components_in(text, edges="ignored")
    assert all(spans == searched(text, pattern, alone=False) for (pattern, _), spans in found.items())
    patterns = {pattern for rule in rules.rules for pattern in rule.components}
    assert {pattern for pattern, _ in found} == {pattern for pattern in patterns if pattern in text}


@pytest.mark.parametrize(
    ("text", "pattern", "alone"),
    [
        ("no war!", "war", True),
        ("no warning", "war", False),
        ("prewar", "war", False),
        ("war", "war", True),
        ("war_crime", "war", False),
        ("war2", "war", False),
        ("anti-war", "war", True),
        ("Putin's", "Putin", True),
        ("反战争了", "战争", False),
        ("“战争”", "战争", True),
        ("a#war", "#war", True),
        ("#warning", "#war", False),
    ],
)
def test_standing_alone(text, pattern, alone):
    """A pattern stands alone where no letter, digit or underscore of its word goes on beyond its edges."""
    start = text.index(pattern)
    assert stands_alone(text, start, start + len(pattern)) is alone


def test_overlapping_and_nested_hits_are_all_found(list_of):
    """Patterns inside and across one another fire each by itself, with every span."""
    rules = list_of({"ana": "ana", "banana": "banana", "nan": "nan"}, boundaries="substring")
    matcher = Matcher.build(rules, chain=PLAIN)
    spans = matcher.components_in("banana")
    assert matcher.fired(spans) == [0, 1, 2]
    assert spans == {("ana", False): [(1, 4), (3, 6)], ("banana", False): [(0, 6)], ("nan", False): [(2, 5)]}


def test_components_of_a_combination_may_overlap(list_of):
    """A combination fires where its components share letters."""
    rules = list_of({"both": ["war cri", "crime"]}, boundaries="substring")
    matcher = Matcher.build(rules, chain=PLAIN)
    assert matcher.fired(matcher.components_in("war crime")) == [0]


def test_one_pattern_in_both_modes(list_of):
    """The same pattern as a word in one rule and as a stem in another is decided for each by its own boundary."""
    rules = list_of({"word": "war", "stem": "war"}, boundaries="word", own={"stem": "substring"})
    matcher = Matcher.build(rules, chain=PLAIN)
    assert matcher.fired(matcher.components_in("warning")) == [1]
    assert matcher.fired(matcher.components_in("war")) == [0, 1]


def test_a_combination_is_found_by_its_longest_component(list_of):
    """Rules are looked at by their longest component, also where several rules share it or all are of one length."""
    rules = list_of({"long": ["no", "invasion"], "also": ["invasion", "war"], "even": ["war", "now", "yes"]})
    matcher = Matcher.build(rules, chain=PLAIN)
    assert matcher.fired(matcher.components_in("no invasion, no war")) == [0, 1]
    assert matcher.fired(matcher.components_in("yes: war now")) == [2]
    assert matcher.fired(matcher.components_in("invasion")) == []


def test_rules_fire_in_the_order_of_the_list(list_of):
    """The numbers of the rules that fire ascend, wherever their words stand in the text."""
    rules = list_of({"z": "c", **{f"r{number}": f"word{number}" for number in range(1, 40)}, "a": "a"})
    matcher = Matcher.build(rules, chain=PLAIN)
    assert matcher.fired(matcher.components_in("a word33 word8 word1 c")) == [0, 1, 8, 33, 40]


def test_components_that_normalise_alike_are_one(list_of):
    """Two components that a chain makes equal are met by one occurrence, and neither is then lacking."""
    matcher = Matcher.build(list_of({"twice": ["War", "WAR"]}), chain=Chain(("casefold",)))
    assert matcher.needs == ((("war", True),),)
    assert matcher.fired(matcher.components_in("war")) == [0]
    assert matcher.lacking_one(matcher.components_in("peace")) == []


def test_a_rule_that_normalising_empties_never_fires(list_of):
    """A rule of which a chain leaves a component empty is told by its id, and fires on no text; the others do."""
    chain = Chain(("nfkc", "zero-width"))
    rules = list_of({"gap": HIDDEN, "pair": ["war", HIDDEN], "war": "war"}, boundaries="substring")
    matcher = Matcher.build(rules, chain=chain)
    assert emptied(rules, chain=chain) == ["gap", "pair"]
    assert emptied(rules, chain=Chain(("nfkc",))) == []
    assert matcher.fired(matcher.components_in("no war")) == [2]
    assert matcher.lacking_one(matcher.components_in("no war")) == []


def test_a_list_may_be_emptied_whole(list_of):
    """Where normalising empties every rule, nothing fires on any text."""
    matcher = Matcher.build(list_of({"gap": HIDDEN}), chain=Chain(("zero-width",)))
    assert matcher.fired(matcher.components_in("no war\0")) == []

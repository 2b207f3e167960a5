"""Firing: what the matcher finds in a batch is what brute force finds in each text, kind by kind and all together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlast.filters.keyword.fire import fire
from outlast.filters.keyword.index import Index
from outlast.filters.keyword.meaning import Meaning
from outlast.filters.keyword.normalise.batch import normalise
from outlast.filters.keyword.normalise.chain import Chain
from outlast.filters.keyword.normalise.steps import STEPS
from outlast.filters.keyword.rules import PERMITTING, RULE_KINDS, Rule, RuleKind

PLAIN = Chain(())

ALPHABETS = [
    "ab",
    "ab ",
    "aAb_",
    "ab.- ",
    "bé\u0301e ",
    "a\u200bb_",
    "ß sS",
    "六6１ ab",
    "習习 平-",
    "аab",
    "@a4 b",
    "ｂb\u00ad.",
]
"""Few letters each, so that patterns occur; some that normalising changes, joins, takes out or makes longer."""

SYLLABLES = ["xi", "ping", "Xi", "4", "习", "席", "平", "评", "希", "a", " ", "-", "'", "\u200b"]
EXPRESSIONS = ["a.b", "[ab]{2,3}", "b+?|ab", "6.{0,2}6", "(a|b)(é|_)", "习.?平", "(ab?)+", "[^a]b", "^a|b$", "[^\\n]b$"]

CHAINS = st.one_of(
    st.just(()),
    st.sampled_from([("separators",), ("separators", "repeats"), ("zero-width", "casefold", "separators")]),
    st.sampled_from([(step,) for step in STEPS]),
    st.permutations(STEPS).map(lambda steps: tuple(steps[:4])),
).map(Chain)


@st.composite
def cases(draw: st.DrawFn, *, kinds: Sequence[str]) -> tuple[list[Rule], list[str]]:
    """One to six rules of some kinds and three texts, over the same few letters."""
    letters = st.sampled_from(draw(st.sampled_from(ALPHABETS)))
    chosen = draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=6))
    rules = [draw(one_rule(kind, letters)) for kind in chosen]
    texts = st.text(letters, min_size=3, max_size=14)
    if "homophone" in chosen:
        texts |= st.lists(st.sampled_from(SYLLABLES), min_size=2, max_size=8).map("".join)
    if "detector" not in chosen:
        texts |= st.text(st.characters(codec="utf-8"), max_size=8)
    return [replace(rule, id=f"r{number}") for number, rule in enumerate(rules)], draw(
        st.lists(texts, min_size=3, max_size=3)
    )


def one_rule(kind: str, letters: st.SearchStrategy[str]) -> st.SearchStrategy[Rule]:
    """Rules of a kind over some letters; ids are given later."""

    def one(patterns: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
        return patterns.map(lambda pattern: (pattern,))

    def several(least: int, most: int) -> st.SearchStrategy[tuple[str, ...]]:
        return st.lists(st.text(letters, min_size=1, max_size=2), min_size=least, max_size=most).map(tuple)

    short, longer = st.text(letters, min_size=1, max_size=3), st.text(letters, min_size=4, max_size=7)
    of = st.just(()) | st.lists(st.sampled_from(["r0", "r1", "r2"]), max_size=2).map(tuple)
    spellings = st.sets(st.sampled_from(["other-characters", "pinyin", "itself"]), min_size=1).map(sorted).map(tuple)
    particular: dict[str, dict[str, st.SearchStrategy[Any]]] = {
        "literal": {"components": one(short)},
        "wildcard": {"components": one(short)},
        "combination": {"components": several(1, 6)},
        "ordered": {"components": several(2, 4), "limit": st.sampled_from([None, 0, 1, 3])},
        "proximity": {"components": several(2, 4), "limit": st.integers(2, 8)},
        "regex": {"components": one(st.sampled_from(EXPRESSIONS))},
        "fuzzy": {"components": one(longer), "limit": st.integers(1, 2)},
        "homophone": {"components": one(st.sampled_from(["习平", "希西习"])), "written": spellings},
        "detector": {
            "components": st.just(()),
            "detects": st.sampled_from(["latin-run", "digit-run"]),
            "limit": st.integers(1, 4),
        },
        "exception": {"components": one(st.text(letters, min_size=2, max_size=4)), "of": of},
        "extenuating": {"components": several(1, 3), "of": of},
    }
    edges = st.sampled_from(["substring", "word", "prefix", "suffix"])
    return st.builds(Rule, id=st.just(""), kind=st.just(kind), edges=edges, **particular[kind])


Spans = list[tuple[int, int]]


def assert_as_brute_force(rules: Sequence[Rule], texts: Sequence[str], chain: Chain, brute_force: Callable) -> None:
    """In every text the same rules fire at the same places, the same are undone by the same, and Meaning agrees."""
    batch = normalise(texts, chain)
    made = fire(rules, Index.build(rules, chain=chain), batch, chain=chain)
    found: dict[tuple[int, int], Spans] = {}
    occurrences = made.occurrences
    for row, rule, start, end in zip(
        occurrences.row.tolist(),
        occurrences.rule.tolist(),
        occurrences.start.tolist(),
        occurrences.end.tolist(),
        strict=True,
    ):
        begin = int(batch.begins[row])
        found.setdefault((row, rule), []).append((start - begin, end - begin))
    undone = {
        (each.row, each.rule): (
            [(start - int(batch.begins[each.row]), end - int(batch.begins[each.row])) for start, end in each.spans],
            list(each.by),
        )
        for each in made.undone
    }
    meaning = Meaning(rules, chain)
    for row, text in enumerate(texts):
        normalised = chain.mapped(text.replace("\0", "\ufffd"))
        expected = brute_force(
            rules, normalised.text, gaps=normalised.gaps, normal=chain.text, folded="casefold" in chain.steps
        )
        assert {number: sorted(found[row, number]) for each, number in found if each == row} == expected.fired
        assert {
            n: (sorted(undone[row, n][0]), undone[row, n][1]) for each, n in undone if each == row
        } == expected.undone
        assert {
            number: spans for number in range(len(rules)) if (spans := meaning.fired(number, normalised))
        } == expected.fired


PERMITTED = ("literal", "combination", "regex", "fuzzy")


@pytest.mark.parametrize("kind", RULE_KINDS)
@given(data=st.data())
@settings(max_examples=80)
def test_a_kind_fires_as_brute_force_finds(kind: RuleKind, data: st.DataObject, brute_force: Callable) -> None:
    """Rules of one kind (beside others that they permit) fire in texts under no chain where plain loops find them."""
    kinds = [kind, *PERMITTED] if kind in PERMITTING else [kind]
    assert_as_brute_force(*data.draw(cases(kinds=kinds)), PLAIN, brute_force)


@given(case=cases(kinds=RULE_KINDS), chain=CHAINS)
@settings(max_examples=400)
def test_rules_of_all_kinds_fire_as_brute_force_finds(
    case: tuple[list[Rule], list[str]], chain: Chain, brute_force: Callable
) -> None:
    """A list of any kinds under any steps fires, and is undone, as plain loops over the normalised texts find."""
    assert_as_brute_force(*case, chain, brute_force)


def in_text(rules: Sequence[Rule], text: str, chain: Chain = PLAIN) -> dict[str, list[str]]:
    """The words at which each rule fires in one text, by id."""
    batch = normalise([text], chain)
    made = fire(rules, Index.build(rules, chain=chain), batch, chain=chain).occurrences
    found: dict[str, list[str]] = {}
    for rule, start, end in zip(made.rule.tolist(), made.start.tolist(), made.end.tolist(), strict=True):
        found.setdefault(rules[rule].id, []).append(batch.text[start:end])
    return found


@pytest.mark.parametrize(
    ("edges", "found"),
    [
        ("word", ["war"]),
        ("prefix", ["war", "war"]),
        ("suffix", ["war", "war"]),
        ("substring", ["war", "war", "war", "war"]),
    ],
)
def test_the_four_edges(edges: str, found: list[str]) -> None:
    """A pattern stands alone, where a word begins, where one ends, or anywhere, as its rule says."""
    assert in_text([Rule("r", "literal", ("war",), edges=edges)], "war, warm, prewar, dewars") == {"r": found}


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("no war!", True),
        ("war_crime", False),
        ("war2", False),
        ("anti-war", True),
        ("反war战", False),
        ("“war”", True),
        ("éwar", False),
        ("\u0301war", True),
    ],
)
def test_what_belongs_to_a_word(text: str, stands: bool) -> None:
    """Letters of every script, digits and underscores go on with a word; all else ends it, a combining mark too."""
    assert bool(in_text([Rule("r", "literal", ("war",), edges="word")], text)) is stands


def test_an_edge_that_is_no_letter_touches_nothing() -> None:
    """A pattern that begins with a sign begins a word wherever it stands."""
    rules = [Rule("tag", "literal", ("#war",), edges="word")]
    assert in_text(rules, "a#war") == {"tag": ["#war"]}
    assert in_text(rules, "#warning") == {}


def test_words_still_end_where_separators_were() -> None:
    """Taken out, a separator still ends words: a pattern spelt with dots stands alone, one across two words too."""
    chain = Chain(("separators",))
    rules = [Rule("r", "literal", ("war",), edges="word")]
    assert in_text(rules, "no w.a.r now", chain) == {"r": ["war"]}
    assert in_text(rules, "now arson", chain) == {}
    assert in_text([Rule("r", "literal", ("nowar",), edges="word")], "no war", chain) == {"r": ["nowar"]}


def test_nested_and_overlapping_hits_are_kept() -> None:
    """Patterns inside and across one another all fire, with every span."""
    rules = [Rule(word, "literal", (word,)) for word in ("ana", "banana", "nan")]
    assert in_text(rules, "banana") == {"ana": ["ana", "ana"], "nan": ["nan"], "banana": ["banana"]}


def test_components_may_overlap() -> None:
    """A combination fires where its components share letters; its components in order may not."""
    text = "war crimes"
    components = ("war cri", "crime")
    assert in_text([Rule("r", "combination", components)], text) == {"r": ["war cri", "crime"]}
    assert in_text([Rule("r", "proximity", components, limit=9)], text) == {"r": ["war cri", "crime"]}
    assert in_text([Rule("r", "ordered", components)], text) == {}


@pytest.mark.parametrize("number", range(1, 7))
def test_combinations_of_one_to_six(number: int) -> None:
    """A combination of any size fires where all of its components are, in any order, and not where one is absent."""
    components = ("one", "two", "three", "four", "five", "six")[:number]
    rules = [Rule("r", "combination", components)]
    assert in_text(rules, " ".join(reversed(components))) == {"r": list(reversed(components))}
    assert in_text(rules, " ".join(components[1:])) == {}


def test_the_same_pattern_with_different_edges() -> None:
    """A pattern that is a word in one rule and a stem in another is decided for each by its own edges."""
    rules = [Rule("word", "literal", ("war",), edges="word"), Rule("stem", "literal", ("war",))]
    assert in_text(rules, "warning") == {"stem": ["war"]}
    assert in_text(rules, "war") == {"word": ["war"], "stem": ["war"]}


def test_the_same_component_twice_in_a_row() -> None:
    """Ordered asks for as many occurrences as it has components, though they read the same; a combination for one."""
    assert in_text([Rule("r", "ordered", ("ha", "ha"))], "ha") == {}
    assert in_text([Rule("r", "ordered", ("ha", "ha"), limit=1)], "ha ha") == {"r": ["ha", "ha"]}
    assert in_text([Rule("r", "combination", ("ha", "HA"))], "ha") == {}
    assert in_text([Rule("r", "combination", ("ha", "HA"))], "ha", Chain(("casefold",))) == {"r": ["ha"]}


def test_alike_components_that_are_longer_than_their_stretch() -> None:
    """Components that normalising makes one must still fit into the stretch that a proximity rule gives them."""
    rules = [Rule("r", "proximity", ("Strike", "strike"), limit=5)]
    assert in_text(rules, "strike", Chain(("casefold",))) == {}


@pytest.mark.parametrize(("gap", "fires"), [(None, True), (4, False), (5, True)])
def test_the_gap_of_an_ordered_rule(gap: int | None, fires: bool) -> None:
    """A gap is counted in characters between the end of one component and the beginning of the next."""
    assert bool(in_text([Rule("r", "ordered", ("dock", "strike"), limit=gap)], "dock and strike")) is fires


@pytest.mark.parametrize(("within", "fires"), [(14, False), (15, True)])
def test_the_stretch_of_a_proximity_rule(within: int, fires: bool) -> None:
    """A stretch is counted from the first character of one component to the last of another."""
    assert bool(in_text([Rule("r", "proximity", ("strike", "dock"), limit=within)], "dock and strike")) is fires


def test_of_a_row_only_what_belongs_to_it() -> None:
    """An ordered rule marks the occurrences that lead to one another, and no other occurrence of its components."""
    made = in_text([Rule("r", "ordered", ("a", "b"), limit=1)], "b a b a--b")
    assert made == {"r": ["a", "b"]}


def test_an_exception_saves_what_lies_within_its_phrase() -> None:
    """An allowed phrase undoes the hits within it and no other; an equally long phrase undoes none."""
    rules = [Rule("war", "literal", ("war",)), Rule("e", "exception", ("warm",))]
    assert in_text(rules, "warm") == {}
    assert in_text(rules, "warm war") == {"war": ["war"]}
    assert in_text([rules[0], Rule("e", "exception", ("war",))], "war") == {"war": ["war"]}


def test_an_exception_of_some_rules() -> None:
    """An exception with ``of`` holds for the rules that it names and for no other."""
    rules = [
        Rule("one", "literal", ("war",)),
        Rule("two", "literal", ("wa",)),
        Rule("e", "exception", ("warm",), of=("one",)),
    ]
    assert in_text(rules, "warm") == {"two": ["wa"]}


def test_a_combination_whose_one_component_is_excepted() -> None:
    """A combination does not fire where one component occurs within allowed phrases only."""
    rules = [Rule("r", "combination", ("war", "dock")), Rule("e", "exception", ("dry dock",))]
    assert in_text(rules, "war at the dry dock") == {}
    assert in_text(rules, "war at the dry dock, at the dock") == {"r": ["war", "dock"]}


def test_extenuating_switches_off_wherever_it_stands() -> None:
    """Where all components of an extenuating rule occur, other rules do not fire; where one is absent, they do."""
    rules = [Rule("war", "literal", ("war",)), Rule("x", "extenuating", ("chess", "board"))]
    assert in_text(rules, "war on the board, says chess") == {}
    assert in_text(rules, "war on the board") == {"war": ["war"]}
    assert in_text(rules, "chess board") == {}


def test_what_normalising_empties_never_fires() -> None:
    """A rule of which normalising leaves a component empty fires on no text, and the others do."""
    rules = [
        Rule("gap", "literal", ("\u200b",)),
        Rule("pair", "combination", ("war", "\u200b")),
        Rule("w", "literal", ("war",)),
    ]
    assert in_text(rules, "no w\u200bar", Chain(("zero-width",))) == {"w": ["war"]}
    assert in_text(rules, "no w\u200bar, war") == {"gap": ["\u200b"], "pair": ["\u200b", "war"], "w": ["war"]}


@pytest.mark.parametrize("pattern", ["ab", "\0", "a\0b", "a\ufffdb"])
@pytest.mark.parametrize("kind", ["literal", "regex"])
def test_nothing_is_found_across_texts(kind: RuleKind, pattern: str) -> None:
    """The end of one text and the beginning of the next are not neighbours, and nothing stands between them."""
    rules = [Rule("r", kind, (pattern,))]
    batch = normalise(["a", "b"], PLAIN)
    assert fire(rules, Index.build(rules, chain=PLAIN), batch, chain=PLAIN).occurrences.row.tolist() == []


@pytest.mark.parametrize(
    "rule", [Rule("r", "literal", ("ab",)), Rule("r", "regex", ("a.+b",))], ids=lambda rule: rule.kind
)
def test_a_nul_of_an_author_joins_nothing(rule: Rule) -> None:
    """A NUL in a text is a letter like any other: nothing is found across the end of the text that holds it."""
    batch = normalise(["a\0", "b", "a\0b"], PLAIN)
    found = fire([rule], Index.build([rule], chain=PLAIN), batch, chain=PLAIN).occurrences
    assert found.row.tolist() == ([2] if rule.kind == "regex" else [])


def test_occurrences_come_text_by_text() -> None:
    """Whatever the kinds of rules, the occurrences of a batch are sorted by text."""
    rules = [
        Rule("l", "literal", ("a",)),
        Rule("c", "combination", ("a", "b")),
        Rule("x", "regex", ("b",)),
        Rule("f", "fuzzy", ("abab",), limit=1),
        Rule("e", "exception", ("ca",)),
    ]
    batch = normalise(["abab", "ca", "", "aba", "b"], PLAIN)
    rows = fire(rules, Index.build(rules, chain=PLAIN), batch, chain=PLAIN).occurrences.row.tolist()
    assert rows == sorted(rows)
    assert set(rows) == {0, 3, 4}


@pytest.mark.parametrize(
    "rule",
    [
        Rule("r", "regex", ("(a+)+$",)),
        Rule("r", "ordered", ("a", "b"), limit=3),
        Rule("r", "ordered", ("a", "a", "a"), limit=0),
        Rule("r", "proximity", ("a", "b"), limit=3),
        Rule("r", "fuzzy", ("aaaa",), limit=1),
        Rule("r", "literal", ("b",)),
    ],
    ids=lambda rule: f"{rule.kind} {rule.limit}",
)
def test_no_rule_hangs_on_a_long_text(rule: Rule, work) -> None:
    """Four times as long a text of equal letters takes every kind of rule not much over four times the work."""
    rules = [rule, Rule("e", "exception", ("bb",))]
    in_text(rules, "ab")
    short, long = (work(partial(in_text, rules, "a" * length + "b" * length)) for length in (200, 800))
    assert long <= 5 * short

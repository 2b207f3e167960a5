"""Near misses: what a text that a keyword filter lets through came nearest to."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlast.filters.keyword.filter import KeywordConfig
from outlast.filters.keyword.lists import list_from
from outlast.filters.keyword.normalise.chain import ONLY_IF_CHOSEN
from outlast.filters.keyword.normalise.steps import STEPS, Step
from outlast.filters.keyword.rules import KeywordList

HIDDEN = "\u200b"

Miss = tuple[str, str, str]


def listed(*rules: dict[str, Any], boundaries: str = "word") -> KeywordList:
    """A list of rules given as YAML would give them."""
    about = {"name": "test", "version": "1", "language": "en", "boundaries": boundaries}
    return list_from({**about, "rules": rules})


def judged(batch_of, rules: KeywordList, text: str, *, near: int, steps: tuple[str, ...]) -> tuple[bool, list[dict]]:
    """Whether a text is blocked under some steps, and its evidence."""
    config = KeywordConfig(kind="keyword", name="words", list="test", normalise=steps, emptied="skip")
    made = config.build(rules).decide(batch_of([text]), near=near)
    return made.blocked[0].as_py(), made.evidence.to_pylist()


def misses(
    batch_of, rules: KeywordList, text: str, *, near: int = 10, steps: tuple[str, ...] = ("nfkc", "casefold")
) -> list[Miss]:
    """The near misses of a text that is let through: rule, marked words, note."""
    blocked, evidence = judged(batch_of, rules, text, near=near, steps=steps)
    assert blocked is False
    assert {item["role"] for item in evidence} <= {"near"}
    return [(item["rule"], text[item["start"] : item["end"]], item["note"]) for item in evidence]


# ------------------------------------------------------------------------------------- undone by a rule that permits


def test_a_hit_undone_by_an_exception(batch_of) -> None:
    """A hit within an allowed phrase is a near miss, marked where it was, with the exception that undid it."""
    rules = listed(
        {"id": "strike", "kind": "literal", "pattern": "strike"},
        {"id": "luck", "kind": "exception", "pattern": "lucky strike"},
    )
    assert misses(batch_of, rules, "A Lucky Strike!") == [("strike", "Strike", "undone by exception rule luck")]


def test_a_rule_undone_by_an_extenuating_one(batch_of) -> None:
    """A rule that an extenuating rule switches off is a near miss, marked with all of its words."""
    rules = listed(
        {"id": "pair", "kind": "combination", "pattern": ["strike", "dock"]},
        {"id": "play", "kind": "extenuating", "pattern": ["bowling"], "of": ["pair"]},
    )
    text = "Strike at the dock (the bowling alley)"
    note = "undone by extenuating rule play"
    assert misses(batch_of, rules, text) == [("pair", "Strike", note), ("pair", "dock", note)]


def test_all_that_undid_a_hit_are_named(batch_of) -> None:
    """A hit that several rules undo names them all, in the order of the list."""
    rules = listed(
        {"id": "play", "kind": "extenuating", "pattern": ["bowling"]},
        {"id": "strike", "kind": "literal", "pattern": "strike"},
        {"id": "luck", "kind": "exception", "pattern": "lucky strike"},
        {"id": "other", "kind": "exception", "pattern": "strike price"},
    )
    ((_, _, note),) = misses(batch_of, rules, "lucky strike, bowling")
    assert note == "undone by extenuating rule play and exception rule luck"


def test_a_hit_that_is_left_fires(batch_of) -> None:
    """Where one hit of a rule is undone and another is not, the rule fires with the other alone."""
    rules = listed(
        {"id": "strike", "kind": "literal", "pattern": "strike"},
        {"id": "luck", "kind": "exception", "pattern": "lucky strike"},
    )
    blocked, evidence = judged(batch_of, rules, "lucky strike, strike", near=5, steps=())
    assert (blocked, [(item["role"], item["start"]) for item in evidence]) == (True, [("fired", 14)])


# ------------------------------------------------------------------------------------------- what more steps would do


@pytest.mark.parametrize(
    ("text", "words", "steps", "note"),
    [
        (f"no w{HIDDEN}ar", f"w{HIDDEN}ar", ("nfkc", "casefold"), "would fire with zero-width"),
        ("no wаr", "wаr", ("nfkc", "casefold"), "would fire with look-alikes"),
        ("no WAR", "WAR", (), "would fire with casefold"),
        ("no ｗａｒ", "ｗａｒ", (), "would fire with nfkc"),
        ("no wár", "wár", ("nfkc", "casefold"), "would fire with accents"),
        ("no w4r", "w4r", ("nfkc", "casefold"), "would fire with leetspeak"),
        ("no w.a.r", "w.a.r", ("nfkc", "casefold"), "would fire with separators"),
        ("no waaar", "waaar", ("nfkc", "casefold"), "would fire with repeats"),
        (f"no w{HIDDEN}аr", f"w{HIDDEN}аr", ("nfkc", "casefold"), "would fire with zero-width and look-alikes"),
        ("no W-A-A-R", "W-A-A-R", (), "would fire with casefold and separators and repeats"),
    ],
)
def test_what_further_steps_would_catch(batch_of, text: str, words: str, steps: tuple[Step, ...], note: str) -> None:
    """A rule that more normalising would make fire is named with the steps that it lacks, marked in the text."""
    rules = listed({"id": "war", "kind": "literal", "pattern": "war"})
    assert misses(batch_of, rules, text, steps=steps) == [("war", words, note)]


@pytest.mark.parametrize(
    ("pattern", "text", "steps", "note"),
    [
        ("War", "no war", ("nfkc",), "would fire with casefold"),
        ("wаr", "no war", ("nfkc", "casefold"), "would fire with look-alikes"),
        (f"w{HIDDEN}ar", "no war", ("nfkc", "casefold"), "would fire with zero-width"),
        ("花園", "今天花园", (), "would fire with traditional-to-simplified"),
        ("七三五", "735", (), "would fire with digits"),
    ],
)
def test_what_further_steps_would_do_to_the_pattern(
    batch_of, pattern: str, text: str, steps: tuple[Step, ...], note: str
) -> None:
    """Where the steps that are lacking would change the rule's own words and not the text, it is a near miss too."""
    rules = listed({"id": "rule", "kind": "literal", "pattern": pattern}, boundaries="substring")
    ((rule, _, told),) = misses(batch_of, rules, text, steps=steps)
    assert (rule, told) == ("rule", note)


@given(
    text=st.text(st.sampled_from("wWｗ𝐰aAаáArRｒ4г.\u200b "), min_size=2, max_size=6)
    | st.sampled_from(["𝐖𝐀𝐑", "WАR", "wаг", "w.4", "W\u0301a"]),
    pattern=st.sampled_from(["wa", "Wa", "wа", f"w{HIDDEN}a", "ｗa", "w4", "w.a", "waa"]),
    kept=st.permutations([step for step in STEPS if step not in ONLY_IF_CHOSEN]).flatmap(
        lambda steps: st.integers(0, 4).map(lambda most: tuple(steps[:most]))
    ),
)
@settings(max_examples=300)
def test_a_note_names_just_the_steps_that_are_lacking(
    batch_of, text: str, pattern: str, kept: tuple[Step, ...]
) -> None:
    """With the steps that a note names behind the filter's own the rule fires, and with no smaller set of them."""
    rules = listed({"id": "r", "kind": "literal", "pattern": pattern}, boundaries="substring")
    blocked, evidence = judged(batch_of, rules, text, near=3, steps=kept)
    notes = {item["note"] for item in evidence if not blocked and item["note"].startswith("would fire with ")}
    for note in notes:
        named = note.removeprefix("would fire with ").split(" and ")
        in_order = tuple(step for step in STEPS if step in kept) == kept

        def fires(steps: list[str], *, in_order: bool = in_order) -> bool:
            more = [*kept, *steps]
            chain = tuple(step for step in STEPS if step in more) if in_order else tuple(more)
            return judged(batch_of, rules, text, near=0, steps=chain)[0]

        assert named
        assert not set(named) & set(kept)
        assert fires(named)
        assert not any(fires([step for step in named if step != left_out]) for left_out in named)


@given(text=st.text(st.sampled_from("wWａáа4.\u200b r"), min_size=1, max_size=8))
@settings(max_examples=100)
def test_what_the_full_chain_blocks_is_a_near_miss(batch_of, text: str) -> None:
    """Whatever a filter of every step would block, one of no step blocks or says which steps would."""
    rules = listed({"id": "r", "kind": "literal", "pattern": "wa"}, boundaries="substring")
    every = tuple(step for step in STEPS if step not in ONLY_IF_CHOSEN)
    blocked, evidence = judged(batch_of, rules, text, near=3, steps=())
    if not blocked and judged(batch_of, rules, text, near=0, steps=every)[0]:
        assert [item["note"].startswith("would fire with ") for item in evidence] == [True] * len(evidence) != []


# ------------------------------------------------------------------------------------------------------ lacking one


def test_a_combination_that_lacks_one_component(batch_of) -> None:
    """A combination with one component absent is named with what it lacks; with two absent, it is no near miss."""
    rules = listed(
        {"id": "two", "kind": "combination", "pattern": ["dockers", "Strike"]},
        {"id": "three", "kind": "combination", "pattern": ["dockers", "union", "street"]},
    )
    assert misses(batch_of, rules, "The Dockers spoke.") == [("two", "Dockers", "lacks 'strike'")]


@pytest.mark.parametrize(
    "rule", [{"kind": "ordered"}, {"kind": "proximity", "within": 20}], ids=lambda rule: rule["kind"]
)
def test_other_rules_of_several_components_lack_one_too(batch_of, rule: dict[str, Any]) -> None:
    """A rule in order or in a stretch of which one component is absent is a near miss like a combination."""
    rules = listed({"id": "r", **rule, "pattern": ["dock", "strike"]})
    assert misses(batch_of, rules, "no strike") == [("r", "strike", "lacks 'dock'")]


def test_what_permits_is_never_near(batch_of) -> None:
    """An extenuating rule that lacks a component, or stands alone, is no near miss."""
    rules = listed(
        {"id": "play", "kind": "extenuating", "pattern": ["bowling", "alley"]},
        {"id": "luck", "kind": "exception", "pattern": "lucky"},
        {"id": "strike", "kind": "literal", "pattern": "strike"},
    )
    assert misses(batch_of, rules, "lucky bowling alley") == []
    assert misses(batch_of, rules, "bowling") == []


def test_combinations_with_more_components_come_first(batch_of) -> None:
    """Of combinations that lack one component, those with more come first, then those earlier in the list."""
    rules = listed(
        {"id": "two", "kind": "combination", "pattern": ["dockers", "lies"]},
        {"id": "more", "kind": "combination", "pattern": ["dockers", "strike", "now"]},
        {"id": "also", "kind": "combination", "pattern": ["strike", "peace"]},
    )
    assert misses(batch_of, rules, "Dockers' strike") == [
        ("more", "Dockers", "lacks 'now'"),
        ("more", "strike", "lacks 'now'"),
        ("two", "Dockers", "lacks 'lies'"),
        ("also", "strike", "lacks 'peace'"),
    ]


def test_components_that_normalise_alike_are_lacking_or_there_together(batch_of) -> None:
    """A combination of one different component lacks nothing that could be told, or all."""
    rules = listed({"id": "twice", "kind": "combination", "pattern": ["War", "WAR"]})
    assert misses(batch_of, rules, "peace") == []


# --------------------------------------------------------------------------------------------------- inside a word


@pytest.mark.parametrize(
    ("boundaries", "text", "words"),
    [("word", "A Warning.", "War"), ("prefix", "prewar", "war"), ("suffix", "warm", "war")],
)
def test_a_rule_that_occurs_only_inside_words(batch_of, boundaries: str, text: str, words: str) -> None:
    """A rule whose pattern may not stand where it occurs is a near miss, marked where its letters are."""
    rules = listed({"id": "war", "kind": "literal", "pattern": "war"}, boundaries=boundaries)
    assert misses(batch_of, rules, text) == [("war", words, "occurs only inside a longer word")]


def test_places_inside_words_are_of_the_authors_text(batch_of) -> None:
    """What occurs inside a word is marked in the text before any step, wherever its batch put it."""
    rules = listed({"id": "war", "kind": "literal", "pattern": "war"})
    config = KeywordConfig(kind="keyword", name="words", list="test", normalise=("zero-width", "separators", "repeats"))
    texts = [f"{HIDDEN}{HIDDEN}no.", f"ss-pree{HIDDEN}w.aa-r.m"]
    made = config.build(rules).decide(batch_of(texts), near=1)
    ((row, item),) = zip(made.rows.to_pylist(), made.evidence.to_pylist(), strict=True)
    assert (row, texts[row][item["start"] : item["end"]]) == (1, "w.aa-r")


# ------------------------------------------------------------------------------------------------ order and limits

FOUR_SORTS = listed(
    {"id": "inside", "kind": "literal", "pattern": "war"},
    {"id": "pair", "kind": "combination", "pattern": ["peace", "love"]},
    {"id": "hidden", "kind": "literal", "pattern": "dockers"},
    {"id": "saved", "kind": "literal", "pattern": "strike"},
    {"id": "luck", "kind": "exception", "pattern": "lucky strike"},
)
SORTED = [
    ("saved", "strike", "undone by exception rule luck"),
    ("hidden", f"d{HIDDEN}ockers", "would fire with zero-width"),
    ("pair", "Peace", "lacks 'love'"),
    ("inside", "war", "occurs only inside a longer word"),
]


@pytest.mark.parametrize("near", [0, 1, 2, 3, 4, 10])
def test_the_four_sorts_in_their_order(batch_of, near: int) -> None:
    """Undone hits, what more steps would catch, incomplete combinations, parts of words; no more than asked for."""
    text = f"Peace, a warning, d{HIDDEN}ockers, a lucky strike"
    assert misses(batch_of, FOUR_SORTS, text, near=near) == SORTED[:near]


def test_a_rule_counts_once_however_many_words_it_marks(batch_of) -> None:
    """The limit is of rules, so a rule with several spans leaves room for as many others."""
    rules = listed(
        {"id": "pair", "kind": "combination", "pattern": ["peace", "love"]},
        {"id": "other", "kind": "combination", "pattern": ["bread", "roses"]},
    )
    assert misses(batch_of, rules, "peace, peace, bread", near=2) == [
        ("pair", "peace", "lacks 'love'"),
        ("pair", "peace", "lacks 'love'"),
        ("other", "bread", "lacks 'roses'"),
    ]
    assert len(misses(batch_of, rules, "peace, peace, bread", near=1)) == 2


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("peace and lovely words", "lacks 'love'"),
        (f"peace and l{HIDDEN}ove", "would fire with zero-width"),
    ],
)
def test_a_rule_is_a_near_miss_once(batch_of, text: str, note: str) -> None:
    """A rule that is near in two ways is recorded by the nearer one, and takes one place of those asked for."""
    rules = listed(
        {"id": "pair", "kind": "combination", "pattern": ["peace", "love"]},
        {"id": "other", "kind": "combination", "pattern": ["peace", "bread"]},
    )
    found = {(rule, told) for rule, _, told in misses(batch_of, rules, text)}
    assert found == {("pair", note), ("other", "lacks 'bread'")}


def test_no_near_miss_beside_a_hit(batch_of) -> None:
    """In a blocked text only what fired is recorded, however near another rule came."""
    blocked, evidence = judged(batch_of, FOUR_SORTS, "War, peace, lucky strike", near=5, steps=("casefold",))
    assert (blocked, [(item["role"], item["rule"]) for item in evidence]) == (True, [("fired", "inside")])


def test_a_text_with_nothing_near_has_no_near_miss(batch_of) -> None:
    """A text that shares nothing with the list records nothing."""
    assert misses(batch_of, FOUR_SORTS, "Good morning.") == []


def test_each_text_has_its_own(batch_of) -> None:
    """In a batch, near misses stand with the text that they are of, between texts that are blocked or have none."""
    config = KeywordConfig(kind="keyword", name="words", list="test")
    texts = ["war", "warm", "", "peace", "tea", "lucky strike"]
    made = config.build(FOUR_SORTS).decide(batch_of(texts), near=2)
    found = [
        (row, item["role"], item["rule"], texts[row][item["start"] : item["end"]])
        for row, item in zip(made.rows.to_pylist(), made.evidence.to_pylist(), strict=True)
    ]
    assert sorted(found) == [
        (0, "fired", "inside", "war"),
        (1, "near", "inside", "war"),
        (3, "near", "pair", "peace"),
        (5, "near", "saved", "strike"),
    ]

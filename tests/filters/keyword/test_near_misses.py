"""Near misses: what a text that a keyword filter lets through came nearest to."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlast.filters.keyword.filter import KeywordConfig
from outlast.filters.keyword.normalise.steps import STEPS

HIDDEN = "\u200b"


def misses(batch_of, rules, text: str, *, near: int = 10, steps: tuple[str, ...] = ("nfkc", "casefold")):
    """The near misses of one text that is let through: rule, marked words, note."""
    built = KeywordConfig(kind="keyword", name="words", list="test", normalise=steps).build(rules)
    made = built.decide(batch_of([text]), near=near)
    assert made.blocked.to_pylist() == [False]
    evidence = made.evidence.to_pylist()
    assert {item["role"] for item in evidence} <= {"near"}
    return [(item["rule"], text[item["start"] : item["end"]], item["note"]) for item in evidence]


@pytest.mark.parametrize(
    ("text", "words", "steps", "note"),
    [
        (f"no w{HIDDEN}ar", f"w{HIDDEN}ar", ("nfkc", "casefold"), "would fire with zero-width"),
        ("no wаr", "wаr", ("nfkc", "casefold"), "would fire with look-alikes"),
        ("no WAR", "WAR", (), "would fire with casefold"),
        ("no ｗａｒ", "ｗａｒ", (), "would fire with nfkc"),
        (f"no w{HIDDEN}аr", f"w{HIDDEN}аr", ("nfkc", "casefold"), "would fire with zero-width and look-alikes"),
    ],
)
def test_what_further_steps_would_catch(batch_of, list_of, text, words, steps, note):
    """A rule that more normalising would make fire is named with the steps that it lacks, marked in the text."""
    assert misses(batch_of, list_of({"war": "war"}), text, steps=steps) == [("war", words, note)]


@pytest.mark.parametrize(
    ("pattern", "text", "steps", "note"),
    [
        ("War", "no war", ("nfkc",), "would fire with casefold"),
        ("wаr", "no war", ("nfkc", "casefold"), "would fire with look-alikes"),
        (f"w{HIDDEN}ar", "no war", ("nfkc", "casefold"), "would fire with zero-width"),
    ],
)
def test_what_further_steps_would_do_to_the_pattern(batch_of, list_of, pattern, text, steps, note):
    """Where the steps that are lacking would change the rule's own words and not the text, it is a near miss too."""
    assert misses(batch_of, list_of({"rule": pattern}), text, steps=steps) == [("rule", "war", note)]


def test_a_capital_of_another_script_is_a_near_miss(batch_of, list_of):
    """A word in capitals, one of them Cyrillic, is what look-alikes would catch."""
    text = "PUТIN lies"
    expected = [("putin", "PUТIN", "would fire with look-alikes")]
    assert misses(batch_of, list_of({"putin": "putin"}), text) == expected


def test_a_combination_that_lacks_one_component(batch_of, list_of):
    """A combination with one component absent is named with what it lacks; with two absent, it is no near miss."""
    rules = list_of({"two": ["putin", "Tyrant"], "three": ["putin", "war", "street"]})
    assert misses(batch_of, rules, "Putin spoke.") == [("two", "Putin", "lacks 'tyrant'")]


def test_combinations_with_more_components_come_first(batch_of, list_of):
    """Of combinations that lack one component, those with more come first, then those earlier in the list."""
    rules = list_of({"two": ["putin", "lies"], "more": ["putin", "war", "now"], "also": ["war", "peace"]})
    assert misses(batch_of, rules, "Putin's war") == [
        ("more", "Putin", "lacks 'now'"),
        ("more", "war", "lacks 'now'"),
        ("two", "Putin", "lacks 'lies'"),
        ("also", "war", "lacks 'peace'"),
    ]


def test_a_rule_that_occurs_only_inside_words(batch_of, list_of):
    """A rule that must stand alone and occurs within a longer word is a near miss, marked where its letters are."""
    assert misses(batch_of, list_of({"war": "war"}), "A Warning.") == [
        ("war", "War", "occurs only inside a longer word")
    ]


THREE_SORTS = {"inside": "war", "pair": ["peace", "love"], "hidden": "putin"}
SORTED = [
    ("hidden", f"p{HIDDEN}utin", "would fire with zero-width"),
    ("pair", "Peace", "lacks 'love'"),
    ("inside", "war", "occurs only inside a longer word"),
]


@pytest.mark.parametrize("near", [0, 1, 2, 3, 10])
def test_the_three_sorts_in_their_order(batch_of, list_of, near):
    """First what more steps would catch, then incomplete combinations, then parts of words; no more than asked."""
    text = f"Peace, a warning, p{HIDDEN}utin"
    assert misses(batch_of, list_of(THREE_SORTS), text, near=near) == SORTED[:near]


def test_a_rule_counts_once_however_many_words_it_marks(batch_of, list_of):
    """The limit is of rules, so a rule with several spans leaves room for as many others."""
    rules = list_of({"pair": ["peace", "love"], "other": ["bread", "roses"]})
    assert misses(batch_of, rules, "peace, peace, bread", near=2) == [
        ("pair", "peace", "lacks 'love'"),
        ("pair", "peace", "lacks 'love'"),
        ("other", "bread", "lacks 'roses'"),
    ]
    assert len(misses(batch_of, rules, "peace, peace, bread", near=1)) == 2


@pytest.mark.parametrize("text", ["peace and lovely words", f"peace and l{HIDDEN}ove"])
def test_a_rule_is_a_near_miss_once(batch_of, list_of, text):
    """A rule that is near in two ways is recorded by the nearer one, and takes one place of those asked for."""
    rules = list_of({"pair": ["peace", "love"], "other": ["peace", "bread"]})
    found = misses(batch_of, rules, text, near=10)
    notes = {(rule, note) for rule, _, note in found}
    assert sorted(rule for rule, _ in notes) == ["other", "pair"]


def test_a_note_names_no_step_that_does_nothing(batch_of, list_of):
    """Where either of two steps would do, the note leaves out the one that would not."""
    ((_, _, note),) = misses(batch_of, list_of({"war": "war"}), "no 𝐰ar", steps=())
    assert "zero-width" not in note


@pytest.mark.parametrize("steps", [("casefold", "nfkc"), ("casefold", "nfkc", "zero-width", "look-alikes")])
def test_a_note_is_true_whatever_the_order_of_the_steps(batch_of, list_of, steps):
    """Adding the steps that a near miss names makes the rule fire, whatever the order of the filter's own."""
    text, rules = "no 𝐖𝐀𝐑", list_of({"war": "war"})
    built = KeywordConfig(kind="keyword", name="words", list="test", normalise=steps).build(rules)
    made = built.decide(batch_of([text]), near=1)
    for item in made.evidence.to_pylist():
        if item["role"] == "near":
            named = [step for step in STEPS if step in item["note"]]
            assert named
            more = KeywordConfig(kind="keyword", name="words", list="test", normalise=(*steps, *named)).build(rules)
            assert more.decide(batch_of([text]), near=0).blocked.to_pylist() == [True]


@given(
    text=st.text(st.sampled_from("wWｗ𝐰aAаАrRｒг\u200b "), min_size=2, max_size=6)
    | st.sampled_from(["𝐖𝐀𝐑", "WАR", "wаг"]),
    pattern=st.sampled_from(["wa", "Wa", "wа", f"w{HIDDEN}a", "ｗa"]),
    kept=st.sets(st.sampled_from(STEPS)),
)
@settings(max_examples=300, deadline=None)
def test_a_note_names_just_the_steps_that_are_lacking(batch_of, list_of, text, pattern, kept):
    """What the full chain would block has a note; with the steps that it names the rule fires, with fewer not."""

    def blocks(steps: set[str], *, near: int) -> tuple[bool, list[dict]]:
        ordered = tuple(step for step in STEPS if step in steps)
        config = KeywordConfig(kind="keyword", name="words", list="test", normalise=ordered)
        made = config.build(list_of({"war": pattern}, boundaries="substring")).decide(batch_of([text]), near=near)
        return made.blocked[0].as_py(), made.evidence.to_pylist()

    blocked, evidence = blocks(kept, near=3)
    if not blocked and blocks(set(STEPS), near=0)[0]:
        named = {step for step in STEPS if step in evidence[0]["note"]}
        assert named
        assert not named & kept
        assert blocks(kept | named, near=0)[0]
        assert not any(blocks(kept | named - {step}, near=0)[0] for step in named)


def test_no_near_miss_beside_a_hit(batch_of, list_of, marks_of):
    """In a blocked text only what fired is recorded, however near another rule came."""
    rules = list_of({"war": "war", "pair": ["peace", "love"]})
    built = KeywordConfig(kind="keyword", name="words", list="test").build(rules)
    text = "War, peace, prewar"
    assert marks_of(built.decide(batch_of([text]), near=5), [text]) == [("fired", "war", "War")]


def test_a_text_with_nothing_near_has_no_near_miss(batch_of, list_of):
    """A text that shares nothing with the list records nothing."""
    assert misses(batch_of, list_of({"war": "war", "pair": ["peace", "love"]}), "Good morning.") == []

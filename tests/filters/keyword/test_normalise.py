"""Normalising: the map back to the author's text is exact, and each step does what it says."""

from __future__ import annotations

import itertools
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlast.filters.keyword.normalise.chain import Chain
from outlast.filters.keyword.normalise.steps import STEPS, Step

CHAINS = [*itertools.permutations(STEPS, 1), *itertools.permutations(STEPS, 2), STEPS]

AWKWARD = (
    "e\u0301\u0323\u0345א\u05b1\u05b0ßİﬁΣς㎏½ＷａＲ"
    "\u1112\u1161\u11ab한가\u11a8\u0344\u0958\u0f77\u200b\u200d\u00ad\ufeffаѕ𝐰 a_1"
)
"""Letters that grow, shrink, reorder, compose across places, vanish or pass for others."""

TEXTS = st.text(st.sampled_from(AWKWARD), max_size=12) | st.text(max_size=20)

UNCHANGING_IN_PIECES: tuple[Step, ...] = ("nfkc", "casefold", "zero-width")
"""Steps for which a letter's neighbours in the word do not matter."""


@pytest.mark.parametrize("steps", CHAINS, ids="+".join)
@given(text=TEXTS)
@settings(max_examples=60, deadline=None)
def test_mapped_text_is_the_text(steps, text):
    """The text that carries a map is the same as the one made without."""
    chain = Chain(steps)
    assert chain.mapped(text).text == chain.text(text)


@pytest.mark.parametrize("steps", CHAINS, ids="+".join)
@given(text=TEXTS)
@settings(max_examples=60, deadline=None)
def test_offsets_are_monotone_and_within_the_text(steps, text):
    """Each normalised code point comes from a stretch that is not empty, in the order of the text and inside it."""
    mapped = Chain(steps).mapped(text)
    assert len(mapped.starts) == len(mapped.ends) == len(mapped.text)
    assert list(mapped.starts) == sorted(mapped.starts)
    assert list(mapped.ends) == sorted(mapped.ends)
    assert all(0 <= start < end <= len(text) for start, end in zip(mapped.starts, mapped.ends, strict=True))


@pytest.mark.parametrize("step", UNCHANGING_IN_PIECES)
@given(text=TEXTS, data=st.data())
@settings(max_examples=150, deadline=None)
def test_the_source_of_a_span_normalises_to_the_span(step, text, data):
    """Normalising the stretch behind a span that cuts no letter in two gives the span again."""
    chain = Chain((step,))
    mapped = chain.mapped(text)
    pieces = [key for key, _ in itertools.groupby(zip(mapped.starts, mapped.ends, strict=True))]
    if not pieces:
        return
    first = data.draw(st.integers(0, len(pieces) - 1))
    last = data.draw(st.integers(first, len(pieces) - 1))
    inside = [
        place
        for place, start in enumerate(mapped.starts)
        if pieces[first][0] <= start and mapped.ends[place] <= pieces[last][1]
    ]
    begin, end = mapped.source_span(inside[0], inside[-1] + 1)
    assert chain.text(text[begin:end]) == mapped.text[inside[0] : inside[-1] + 1]


@given(text=TEXTS)
@settings(max_examples=300, deadline=None)
def test_nfkc_is_that_of_unicodedata(text):
    """The step nfkc is Python's NFKC."""
    assert Chain(("nfkc",)).mapped(text).text == unicodedata.normalize("NFKC", text)


def test_nfkc_in_pieces_for_every_code_point_that_it_changes():
    """Each code point that NFKC changes or combines, after a letter, after a Hangul syllable and alone, maps whole."""
    points = [chr(point) for point in range(0x110000) if not 0xD800 <= point < 0xE000]
    changed = [
        point for point in points if unicodedata.combining(point) or unicodedata.normalize("NFKC", point) != point
    ]
    text = " ".join(f"a{point}가{point} {point}" for point in changed)
    assert Chain(("nfkc",)).mapped(text).text == unicodedata.normalize("NFKC", text)


def test_nfkc_composes_every_canonical_pair():
    """Each pair that a canonical decomposition names is put together again, and maps back to both its halves."""
    pairs = []
    for point in map(chr, range(0x110000)):
        parts = unicodedata.decomposition(point).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            pairs.append("".join(chr(int(part, 16)) for part in parts))
    assert len(pairs) > 1000
    wrong = {pair for pair in pairs if Chain(("nfkc",)).mapped(pair).text != unicodedata.normalize("NFKC", pair)}
    composed = [pair for pair in pairs if len(unicodedata.normalize("NFKC", pair)) == 1]
    torn = {pair for pair in composed if Chain(("nfkc",)).mapped(pair).source_span(0, 1) != (0, 2)}
    assert (wrong, torn) == (set(), set())


def test_nfkc_composes_every_hangul_syllable():
    """Each of the 11,172 syllables, written as its two or three parts, is put together and maps back to all of them."""
    whole = [chr(point) for point in range(0xAC00, 0xD7A4)]
    parts = [unicodedata.normalize("NFD", syllable) for syllable in whole]
    mapped = Chain(("nfkc",)).mapped("".join(parts))
    assert mapped.text == "".join(whole)
    lengths = [end - start for start, end in zip(mapped.starts, mapped.ends, strict=True)]
    assert lengths == [len(part) for part in parts]


@pytest.mark.parametrize(
    ("steps", "text", "normal", "part", "source"),
    [
        (("nfkc",), "die ﬁnanz", "die finanz", "f", "ﬁ"),
        (("nfkc",), "cafe\u0301 noir", "café noir", "é", "e\u0301"),
        (("nfkc",), "א\u05b1\u05b0!", "א\u05b0\u05b1!", "א\u05b0\u05b1", "א\u05b1\u05b0"),
        (("nfkc",), "３㎏", "3kg", "kg", "㎏"),
        (("casefold",), "STRAßE", "strasse", "ss", "ß"),
        (("casefold",), "ΟΔΟΣ", "οδοσ", "σ", "Σ"),
        (("zero-width",), "w\u200ba\u200br!", "war!", "war", "w\u200ba\u200br"),
        (("look-alikes",), "no wаr", "no war", "war", "wаr"),
        (("zero-width", "nfkc"), "cafe\u200b\u0301", "café", "é", "e\u200b\u0301"),
        (("nfkc", "casefold"), "ＷＡＲ now", "war now", "war", "ＷＡＲ"),
    ],
)
def test_worked_examples(steps, text, normal, part, source):
    """What a step writes, and the stretch of the author's text behind a part of it."""
    mapped = Chain(steps).mapped(text)
    place = mapped.text.index(part)
    start, end = mapped.source_span(place, place + len(part))
    assert (mapped.text, text[start:end]) == (normal, source)


@pytest.mark.parametrize(
    ("step", "text", "normal"),
    [
        ("nfkc", "ｗａｒ", "war"),
        ("casefold", "WAR", "war"),
        ("zero-width", "w\u200bar", "war"),
        ("look-alikes", "wаr", "war"),
    ],
)
def test_each_step_is_needed(step, text, normal):
    """One text for each step that the full chain reads with it and does not read without it."""
    assert Chain(STEPS).text(text) == normal
    assert Chain(STEPS).without(step).text(text) != normal


@pytest.mark.parametrize("steps", CHAINS, ids="+".join)
@given(text=st.text(st.characters(max_codepoint=127), max_size=30))
@settings(max_examples=30, deadline=None)
def test_ascii_changes_by_case_alone(steps, text):
    """Of ASCII, every chain lowers the letters if it folds case, and leaves the rest."""
    assert Chain(steps).mapped(text).text == Chain(steps).text(text) == (text.lower() if "casefold" in steps else text)


@pytest.mark.parametrize(
    ("steps", "wider"),
    [
        ((), STEPS),
        (("nfkc", "casefold"), STEPS),
        (STEPS, STEPS),
        (("casefold", "nfkc"), ("casefold", "nfkc", "zero-width", "look-alikes")),
    ],
)
def test_a_widened_chain_has_every_step(steps, wider):
    """A chain is widened to the full one, or by what it lacks behind its own steps where these are in another order."""
    assert Chain(steps).widened().steps == wider


def test_without_takes_out_one_step():
    """A chain without a step keeps the others in their order."""
    assert Chain(("casefold", "nfkc", "zero-width")).without("nfkc").steps == ("casefold", "zero-width")

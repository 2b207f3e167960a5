"""What each perturbation does to a text."""

from __future__ import annotations

import unicodedata
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlast.perturbations.edits import Edit, apply
from outlast.perturbations.homoglyph import LOOK_ALIKES, Homoglyph
from outlast.perturbations.identity import Identity
from outlast.perturbations.zero_width import ZeroWidth

LETTER = "Putin's war: 2022, война, 战争!"


def always(text: str, **fields) -> str:
    """A text with every place rewritten that a perturbation can rewrite."""
    kinds = {"zero-width": ZeroWidth, "homoglyph": Homoglyph}
    perturbation = kinds[fields["kind"]](rate=1.0, **fields)
    return apply(text, perturbation.edits(text, random=Random(0)))


@pytest.mark.parametrize(("character", "inserted"), [("zwsp", "\u200b"), ("zwnj", "\u200c"), ("word-joiner", "\u2060")])
def test_zero_width_stands_between_letters_and_digits(character, inserted):
    """At rate 1 the character stands between each two letters or digits of a word of any script, and nowhere else."""
    expected = "P|u|t|i|n's w|a|r: 2|0|2|2, в|о|й|н|а, 战|争!".replace("|", inserted)
    assert always(LETTER, kind="zero-width", character=character) == expected


def test_homoglyphs_replace_latin_letters_only():
    """At rate 1 each Latin letter with a Cyrillic twin is replaced in its own case, and all else stays."""
    assert always(LETTER, kind="homoglyph") == "Рutіn'ѕ wаr: 2022, война, 战争!"


def test_the_cyrillic_letters_by_number():
    """The twins are these code points, which the eye cannot tell from the Latin letters beside them."""
    small = always("aceijopsxy", kind="homoglyph")
    capital = always("ABCEHIJKMOPSTXY", kind="homoglyph")
    assert small == "\u0430\u0441\u0435\u0456\u0458\u043e\u0440\u0455\u0445\u0443"
    assert capital == "\u0410\u0412\u0421\u0415\u041d\u0406\u0408\u041a\u041c\u041e\u0420\u0405\u0422\u0425\u0423"


def test_every_twin_is_a_single_cyrillic_letter_of_its_own():
    """Each twin is one letter, of the Cyrillic script, of the same case, and stands for no other letter."""
    assert len(set(LOOK_ALIKES.values())) == len(LOOK_ALIKES) == 25
    for letter, twin in LOOK_ALIKES.items():
        case = "CAPITAL" if letter.isupper() else "SMALL"
        assert unicodedata.name(twin).startswith(f"CYRILLIC {case} LETTER")
        assert unicodedata.name(letter).startswith(f"LATIN {case} LETTER")


@given(text=st.text(max_size=40), seed=st.integers(0, 10))
@settings(max_examples=100, deadline=None)
def test_zero_width_only_inserts(text, seed):
    """What zero-width writes is insertions of its one character; without them the text is as it was."""
    edits = ZeroWidth(kind="zero-width").edits(text, random=Random(seed))
    assert {(edit.end - edit.start, edit.replacement) for edit in edits} <= {(0, "\u200b")}
    assert all(text[edit.start - 1].isalnum() and text[edit.start].isalnum() for edit in edits)


@given(text=st.text(st.sampled_from([*"aBcxyz Йж", "\u0430"]) | st.characters(), max_size=40), seed=st.integers(0, 10))
@settings(max_examples=100, deadline=None)
def test_homoglyph_replaces_letter_by_letter(text, seed):
    """What homoglyph writes is as long as the text, and each letter is as it was or its twin."""
    written = apply(text, Homoglyph(kind="homoglyph").edits(text, random=Random(seed)))
    assert len(written) == len(text)
    assert all(new in (old, LOOK_ALIKES.get(old)) for old, new in zip(text, written, strict=True))


@pytest.mark.parametrize("rate", [0.1, 0.3, 0.9])
@pytest.mark.parametrize(("make", "kind"), [(ZeroWidth, "zero-width"), (Homoglyph, "homoglyph")])
def test_the_rate_is_the_share_of_places(make, kind, rate):
    """Of 20,000 places about the rate's share is rewritten: within five standard errors of a binomial count."""
    text = "a" * (20_001 if kind == "zero-width" else 20_000)
    count = len(make(kind=kind, rate=rate).edits(text, random=Random(1)))
    assert abs(count - 20_000 * rate) < 5 * (20_000 * rate * (1 - rate)) ** 0.5


def test_the_identity_edits_nothing():
    """The identity makes no edit, of any text."""
    assert Identity(kind="identity").edits(LETTER, random=Random(0)) == ()


def test_an_edit_says_where_it_stands():
    """Edits are counted in code points of the passage's own text, not in bytes or in those of the rendering."""
    edits = ZeroWidth(kind="zero-width", rate=1.0).edits("😀 ab cd", random=Random(0))
    assert edits == (Edit(3, 3, "\u200b"), Edit(6, 6, "\u200b"))

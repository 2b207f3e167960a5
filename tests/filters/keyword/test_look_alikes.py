"""What passes for something else: invisible characters, and letters of another script."""

from __future__ import annotations

import pytest
from confusable_homoglyphs.confusables import is_confusable

from outlast.filters.keyword.normalise.chain import Chain
from outlast.filters.keyword.normalise.steps import STEPS
from outlast.perturbations.homoglyph import LOOK_ALIKES
from outlast.perturbations.zero_width import CHARACTERS

READ = Chain(("look-alikes",))


def test_every_homoglyph_is_read_back_in_its_own_case():
    """Each letter that the perturbation writes is read as the letter that it stands for, in a word else Latin."""
    read = {letter: READ.text(f"k{twin}w") for letter, twin in LOOK_ALIKES.items()}
    assert read == {letter: f"k{letter}w" for letter in LOOK_ALIKES}


def test_the_full_chain_reads_every_homoglyph():
    """Under every step there is, a word with any of the perturbation's letters is the word without it."""
    read = {letter: Chain(STEPS).text(f"k{twin}w") for letter, twin in LOOK_ALIKES.items()}
    assert read == {letter: f"k{letter.lower()}w" for letter in LOOK_ALIKES}


def test_homoglyphs_are_confusables_of_unicode():
    """Each pair of the perturbation is one of Unicode's confusables, as confusable-homoglyphs reads them."""

    def likes(letter: str) -> set[str]:
        found = is_confusable(letter, greedy=True, preferred_aliases=[])
        return {like["c"] for one in found or [] for like in one["homoglyphs"]}

    apart = {
        letter for letter, twin in LOOK_ALIKES.items() if letter not in likes(twin) and not likes(letter) & likes(twin)
    }
    assert apart == set()


@pytest.mark.parametrize("word", ["Россия", "война", "Путин", "мир", "Україна", "Москва", "Ελλάδα", "战争", "반전"])
def test_words_of_other_scripts_are_left_alone(word):
    """A word with a letter that looks like no Latin one is not read as Latin."""
    assert READ.text(f"no {word}!") == f"no {word}!"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("рutin и мир", "putin и мир"),
        ("рutin-мир", "putin-мир"),
        ("рutinмир", "рutinмир"),
        ("no_wаr1", "no_war1"),
        ("naïvе", "naïvе"),
    ],
)
def test_words_are_read_whole_or_not_at_all(text, read):
    """Only a word of which every letter can be read as ASCII is read, whatever stands beside it."""
    assert READ.text(text) == read


@pytest.mark.parametrize("name", sorted(CHARACTERS))
def test_every_inserted_character_is_removed(name):
    """The step zero-width removes each character that the perturbation of that name inserts."""
    assert Chain(("zero-width",)).text(f"w{CHARACTERS[name]}ar") == "war"


@pytest.mark.parametrize(
    "letter",
    [
        "\N{SOFT HYPHEN}",
        "\N{ARABIC LETTER MARK}",
        "\N{MONGOLIAN VOWEL SEPARATOR}",
        "\N{ZERO WIDTH SPACE}",
        "\N{ZERO WIDTH NON-JOINER}",
        "\N{ZERO WIDTH JOINER}",
        "\N{LEFT-TO-RIGHT MARK}",
        "\N{RIGHT-TO-LEFT MARK}",
        "\N{LEFT-TO-RIGHT EMBEDDING}",
        "\N{RIGHT-TO-LEFT OVERRIDE}",
        "\N{WORD JOINER}",
        "\N{INVISIBLE PLUS}",
        "\N{LEFT-TO-RIGHT ISOLATE}",
        "\N{POP DIRECTIONAL ISOLATE}",
        "\N{ZERO WIDTH NO-BREAK SPACE}",
    ],
)
def test_invisible_characters_go(letter):
    """An invisible format character inside a word is removed, though NFKC and case folding leave it."""
    assert Chain(("nfkc", "casefold")).text(f"w{letter}ar") == f"w{letter}ar"
    assert Chain(("zero-width",)).text(f"w{letter}ar") == "war"


@pytest.mark.parametrize("text", ["no war", "a\tb\nc", "a\u00a0b", "a\u2009b", "co-op", "a\u2028b"])
def test_visible_spacing_stays(text):
    """The step zero-width removes nothing that a reader sees: blanks, line ends and hyphens stay."""
    assert Chain(("zero-width",)).text(text) == text

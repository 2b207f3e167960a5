"""What steps do to single letters: the bits that say which hits can be read off the letters that they came from."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlast.filters.keyword.letters import UNCLEAR, UNSTEADY, Letters
from outlast.filters.keyword.normalise.chain import Chain
from outlast.filters.keyword.normalise.steps import STEPS, Step

IN_ANY_ORDER = st.lists(st.sampled_from(STEPS), max_size=6, unique=True).map(tuple)
CHAINS = IN_ANY_ORDER | IN_ANY_ORDER.map(lambda steps: tuple(sorted(steps, key=STEPS.index)))

LETTERS = "aAbz .,-_1456é習习平六Ａ６Éеаѕﬁ№㎒½⑴⒈㏂①㊀㈢ßİ\u1fdf´\u200b\u0301\u1161\uff9e😀"
"""Letters that some steps change, some of them in two steps, into several letters, or into one that joins another."""


def bits(letter: str, *steps: Step) -> int:
    """The bits of one letter under some steps."""
    (found,) = Letters(Chain(steps)).of(np.array([ord(letter)], np.uint32)).tolist()
    return found


@pytest.mark.parametrize(
    ("steps", "letter", "expected"),
    [
        (("nfkc", "casefold"), "a", 0),
        (("nfkc", "casefold"), "習", 0),
        (("nfkc", "casefold"), "A", 0b10),
        (("nfkc", "casefold"), "ａ", 0b01),
        (("nfkc", "casefold"), "Ａ", 0b11),
        (("casefold", "nfkc"), "ａ", 0b10),
        (("nfkc", "casefold"), "ﬁ", 0b00),  # either step alone writes fi
        (("nfkc", "width"), "Ａ", 0b00),
        (("digits",), "六", 0b1),
        (("nfkc", "digits"), "㊀", 0b11),
        (("accents",), "é", 0b1),
        (("accents",), "й", 0),
        (("look-alikes",), "ж", 0),
        (("leetspeak",), "6", 0),
        ((), "Ａ", 0),
        (("nfkc",), "\0", 0),
    ],
)
def test_steps_that_matter_to_a_letter(steps, letter, expected):
    """A bit is set for each step without which the chain makes something else of a letter."""
    assert bits(letter, *steps) == expected


@pytest.mark.parametrize(
    ("steps", "letter"),
    [
        (("nfkc",), "\u0301"),
        (("nfkc",), "\u1161"),
        (("accents",), "\u0301"),
        (("leetspeak",), "1"),
        (("digits", "leetspeak"), "一"),
        (("nfkc", "leetspeak"), "①"),
        (("nfkc", "digits", "leetspeak"), "㊀"),
        (("look-alikes",), "а"),
        (("casefold", "look-alikes"), "Ѕ"),
        (("traditional-to-simplified",), "習"),
        (("traditional-to-simplified",), "é"),
        (("simplified-to-traditional",), "习"),
        (("simplified-to-traditional", "leetspeak"), "1"),
        (("nfkc", "separators", "accents"), "´"),
    ],
)
def test_letters_that_hang_on_others_are_unclear(steps, letter):
    """Where what becomes of a letter, by one step or by several, can depend on its neighbours, it is unclear."""
    assert bits(letter, *steps) & UNCLEAR


@pytest.mark.parametrize(
    ("steps", "letter"),
    [
        (("nfkc", "casefold"), "㎒"),  # without casefold MHz, in which the z stands already
        (("nfkc", "casefold"), "№"),  # without casefold No
        (("nfkc", "separators"), "½"),  # without separators 1, a stroke and 2
        (("nfkc", "separators"), "⑴"),
        (("accents", "nfkc"), "\u1fdf"),  # without accents a blank and two marks
    ],
)
def test_letters_of_which_a_part_stays_are_unclear(steps, letter):
    """Where a letter becomes several, and without some step other ones, of which no step touches one, it is unclear."""
    assert bits(letter, *steps) & UNCLEAR


@pytest.mark.parametrize(
    ("steps", "letter", "unsteady"),
    [
        (("zero-width",), "\u200b", True),  # ends words unless it is taken out
        (("separators",), ".", False),  # ends words whether it is taken out or not
        (("separators",), "_", True),  # part of a word unless it is taken out
        (("separators", "zero-width"), "\u200b", True),
        (("nfkc", "separators"), "⑴", True),
        (("nfkc", "casefold"), "Ａ", False),
        (("nfkc", "casefold"), "!", False),
        (("nfkc", "casefold"), "！", False),
        (("nfkc",), "⑴", True),  # a sign, or a digit in brackets
        (("nfkc",), "①", False),  # numbers are parts of words in either form
    ],
)
def test_letters_that_end_words_under_some_steps_are_unsteady(steps, letter, unsteady):
    """A letter is unsteady if it ends words under some steps of the chain and not under others."""
    assert bool(bits(letter, *steps) & UNSTEADY) is unsteady


@pytest.mark.parametrize(
    ("steps", "touched"),
    [
        ((), ""),
        (("nfkc",), "Ａ"),
        (("casefold",), "AÉＡ"),
        (("nfkc", "casefold"), "AÉＡ"),
        (("separators",), ". "),
        (("digits",), "一"),
        (("leetspeak",), "1"),
        (("digits", "leetspeak"), "1一"),
        (("look-alikes",), "Ａа"),
        (("accents",), "Éé"),
        (("traditional-to-simplified",), "Éé習Ａжа一й"),
        (("repeats",), ""),
    ],
)
def test_untouched_letters(steps, touched):
    """A letter is untouched if no step changes it, wherever it stands."""
    untouched = Letters(Chain(steps)).untouched
    assert {letter for letter in "azAÉ1é習. 26Ａжа一й" if not untouched(letter)} == set(touched)


def test_letters_are_looked_up_once_and_alike():
    """An array of letters, some of them repeated, has the bits of each, however often it is asked."""
    letters = Letters(Chain(("nfkc", "casefold")))
    codes = np.array([ord(letter) for letter in "aAＡ\0aA"], np.uint32)
    assert letters.of(codes).tolist() == letters.of(codes).tolist() == [0, 2, 3, 0, 0, 2]


def test_every_step_has_its_bit():
    """A chain of all twelve steps, and of the most that there may be, leaves room for what is said beside them."""
    assert len(STEPS) <= 29
    assert Letters.STEPS & (UNCLEAR | UNSTEADY) == 0
    assert Letters.STEPS == (1 << 29) - 1


@given(steps=CHAINS, text=st.text(LETTERS, max_size=6))
@settings(max_examples=1500)
def test_clear_letters_stand_for_themselves(steps, text):
    """What a chain makes of clear letters is what it makes of each, and so it is without any one of its steps."""
    letters = Letters(Chain(tuple(step for step in steps if step != "repeats")))
    codes = np.array([ord(letter) for letter in text], np.uint32)
    clear = "".join(
        letter for letter, found in zip(text, letters.of(codes).tolist(), strict=True) if not found & UNCLEAR
    )
    for chain in (letters.chain, *map(letters.chain.without, letters.chain.steps)):
        assert chain.text(clear) == "".join(map(chain.text, clear)), chain


@given(steps=CHAINS, letter=st.sampled_from(LETTERS))
@settings(max_examples=500)
def test_bits_of_clear_letters_are_the_steps_that_matter(steps, letter):
    """The bits of a clear letter are those of the steps without which another text is made of it."""
    chain, found = Chain(steps), bits(letter, *steps)
    if found & UNCLEAR:
        return
    matter = [place for place, step in enumerate(steps) if chain.without(step).text(letter) != chain.text(letter)]
    assert [place for place in range(29) if found >> place & 1] == matter


@given(steps=CHAINS, letter=st.sampled_from(LETTERS), other=st.sampled_from(LETTERS))
@settings(max_examples=500)
def test_untouched_letters_stay(steps, letter, other):
    """An untouched letter stays beside any clear one, under the chain and without any of its steps."""
    chain = Chain(tuple(step for step in steps if step != "repeats"))
    if not Letters(chain).untouched(letter) or bits(other, *chain.steps) & UNCLEAR:
        return
    for fewer in (chain, *map(chain.without, chain.steps)):
        assert fewer.text(letter + other).startswith(letter)
        assert fewer.text(other + letter).endswith(letter)

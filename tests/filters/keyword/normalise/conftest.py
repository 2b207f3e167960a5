"""Texts for the tests of normalising: arbitrary ones, thick with letters that normalise in unusual ways."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import strategies as st

ORDINARY = "abeio ABC.,-_!@$0149習发六陆，。"

AWKWARD = (
    "e\u0301\u0323\u0345א\u05b1\u05b0ßİﬁΣς㎏㎒㏂½⑴⒈①㊀´ＷＡＲｶﾞ"
    "\u1112\u1161\u11ab한가\u11a8\u0344\u0958\u0f77\ufb1d\u200b\u200d\u00ad\ufeffаѕ𝐰éÅñйが⿰"
)
"""Letters that grow, shrink, reorder, compose across places, vanish, leave something or pass for others."""

ASSIGNED = [letter for letter in map(chr, range(1, 0x110000)) if unicodedata.category(letter) not in ("Cn", "Co", "Cs")]

CHANGING = [
    letter
    for letter in ASSIGNED
    if unicodedata.combining(letter) or letter != unicodedata.normalize("NFKD", letter) or letter != letter.casefold()
]
"""Every code point that decomposes, combines or has case."""


LETTERS = (
    st.sampled_from(ORDINARY) | st.sampled_from(AWKWARD) | st.sampled_from(CHANGING) | st.characters(codec="utf-8")
)


@st.composite
def unicode_texts(draw: st.DrawFn) -> str:
    """Up to 12 code points: ordinary letters, awkward ones, any that Unicode changes, any at all, NUL included."""
    return draw(st.text(LETTERS, max_size=12))


@pytest.fixture(scope="session")
def texts() -> st.SearchStrategy[str]:
    """Arbitrary texts, to be drawn with ``data.draw``."""
    return unicode_texts()


@pytest.fixture(scope="session")
def assigned() -> list[str]:
    """Every code point that Unicode gives a meaning and a text can hold, NUL apart."""
    return ASSIGNED

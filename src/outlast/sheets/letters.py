"""Letters that nobody would see, or that turn a text around or steer what shows it: each by its name.

What is named: control and format characters but the line end, halves of surrogate pairs, separators of lines and
paragraphs, what is not assigned, letters and marks that are drawn as nothing (Default_Ignorable_Code_Point in Unicode's
DerivedCoreProperties), and variation selectors, which can carry a message of their own; but not the two that choose
between the textual and the pictorial form of the sign before them, where there is one (Unicode Technical Standard 51).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

INVISIBLE = {"\u200b": "ZWSP", "\u200c": "ZWNJ", "\u200d": "ZWJ", "\u2060": "WJ", "\ufeff": "BOM", "\u00ad": "SHY"}
"""Characters that a terminal does not show, and the name that stands for each."""

_BLANK = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\uffa0\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_FORMS = "\ufe0e\ufe0f"


def visible(text: str) -> str:
    r"""A text in which what a terminal or a page would hide or obey is named.

    Zero-width characters become ``‹ZWSP›``; other control characters, escape sequences included, ``‹U+001B›``.

    >>> visible("wa\u200br\x1b[31m"), visible("in\ufe0fvasion")
    ('wa‹ZWSP›r‹U+001B›[31m', 'in‹U+FE0F›vasion')
    """
    if text.isprintable() and not _BLANK.search(text):
        return text
    return "".join(letters(text))


def letters(text: str) -> list[str]:
    """Each letter of a text, or its name: what `visible` joins."""
    shown = list(map(_shown, text))
    for at, letter in enumerate(text):
        if letter in _FORMS and at and _has_forms(text[at - 1]):
            shown[at] = letter
    return shown


@lru_cache(maxsize=4096)
def _shown(letter: str) -> str:
    if letter in INVISIBLE:
        return f"‹{INVISIBLE[letter]}›"
    visible_anyway = letter.isprintable() or letter == "\n" or unicodedata.category(letter) == "Zs"
    hidden = _BLANK.match(letter) or not visible_anyway
    return f"‹U+{ord(letter):04X}›" if hidden else letter


def _has_forms(letter: str) -> bool:
    """Whether a sign may have a textual and a pictorial form: symbols, and what keycaps are made of."""
    return unicodedata.category(letter) in {"So", "Sm", "Sk"} or letter in "#*0123456789‼⁉〰〽"

"""Texts for HTML: what would be invisible, or turn the text around, is made to show.

The five or so characters of no width that people use to slip past filters become a thin mark, since a text may have
one after every letter; any other control or format character becomes its name, as in the terminal. The page's script
does the same to texts that it shows (``letters.js``).
"""

from __future__ import annotations

from typing import Any

from markupsafe import Markup, escape

from outlast.sheets.letters import INVISIBLE, letters, visible

_MARKS = {
    letter: Markup('<i class="zero" title="U+{} {}"></i>').format(f"{ord(letter):04X}", name)
    for letter, name in INVISIBLE.items()
}


def shown(text: str) -> Markup:
    r"""A text as HTML.

    >>> shown("a\u200bb < \u202e")
    Markup('a<i class="zero" title="U+200B ZWSP"></i>b &lt; ‹U+202E›')
    """
    if visible(text) == text:
        return escape(text)
    return Markup("").join(_MARKS.get(letter, name) for letter, name in zip(text, letters(text), strict=True))


def plain(value: Any) -> Any:
    r"""What a template writes without a filter, so that no place can be forgotten: texts with nothing hidden in them.

    In an attribute no mark can stand, so a character of no width is named there too.

    >>> plain("a\u200bb"), plain(3)
    ('a‹ZWSP›b', 3)
    """
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value

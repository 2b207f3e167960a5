"""Texts for HTML: what would be invisible, or turn the text around, is made to show.

The five or so characters of no width that people use to slip past filters become a thin mark, since a text may have
one after every letter; any other control or format character becomes its name, as in the terminal. The page's script
does the same to texts that it shows (``text.js``).
"""

from __future__ import annotations

from markupsafe import Markup, escape

from outlast.report.terminal import INVISIBLE, visible


def shown(text: str) -> Markup:
    r"""A text as HTML.

    >>> shown("a\u200bb < \u202e")
    Markup('a<i class="zero" title="U+200B ZWSP"></i>b &lt; ‹U+202E›')
    """
    if visible(text) == text:
        return escape(text)
    return Markup("").join(_letter(letter) for letter in text)


def _letter(letter: str) -> Markup:
    if letter in INVISIBLE:
        return Markup('<i class="zero" title="U+{} {}"></i>').format(f"{ord(letter):04X}", INVISIBLE[letter])
    return escape(visible(letter))

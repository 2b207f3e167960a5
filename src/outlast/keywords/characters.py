"""Characters in patterns that make a list other than it looks."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from outlast.filters.keyword.normalise.steps import INVISIBLE, look_alikes
from outlast.keywords.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from outlast.keywords.finding import Check
    from outlast.keywords.written import Written

_UNSEEN = re.compile(rf"[{INVISIBLE}\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
"""What shows nothing: format characters, as the step ``zero-width`` takes them out, and control characters."""

_SPACE = r"\t\n\r\x85\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_STRAY = re.compile(rf"^[ {_SPACE}]|[ {_SPACE}]$|[ {_SPACE}]{{2}}|[{_SPACE}]")
"""A blank at an end, two in a row, or another than U+0020 anywhere."""

_OTHER = r"\u0370-\u058f\u10a0-\u10ff\u13a0-\u13ff\u1c80-\u1cbf\u2c80-\u2cff\ua640-\ua69f\uab70-\uabbf"
"""The alphabets that share shapes with the Latin one: Greek, Cyrillic, Armenian, Georgian, Cherokee, Coptic."""

_FOREIGN = re.compile(f"[{_OTHER}]")
_WORD = re.compile(rf"[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\uff21-\uff3a\uff41-\uff5a{_OTHER}]+")
"""Letters of these alphabets in a row, Latin ones of full width included."""


def strange_characters(patterns: Iterable[Written]) -> Iterator[Finding]:
    """Invisible characters, stray blanks and words of mixed scripts, pattern by pattern as they lie."""
    for pattern in patterns:
        text = pattern.text
        if text.isascii() and text.isprintable() and text == text.strip() and "  " not in text:
            continue
        if unseen := _UNSEEN.search(text):
            point, name = ord(unseen[0]), unicodedata.name(unseen[0], "a control character").lower()
            message = f"holds U+{point:04X} ({name}) at {unseen.start()}, which nobody sees"
            yield _finding(pattern, "invisible", message, "take it out")
        if stray := _STRAY.search(text):
            advice = "write one ordinary blank between words, and none around them"
            yield _finding(pattern, "blanks", _how(stray, pattern), advice)
        if pattern.kind != "regex" and _FOREIGN.search(text):
            yield from _mixed_scripts(pattern)


def _mixed_scripts(pattern: Written) -> Iterator[Finding]:
    """The first word of a pattern that mixes scripts."""
    for word in _WORD.findall(pattern.text):
        if strangers := _strangers(word):
            shown = ", ".join(f"‘{letter}’ (U+{ord(letter):04X})" for letter in strangers)
            message = f"‘{word}’ mixes scripts: {shown} only looks like a letter of the others'"
            yield _finding(pattern, "mixed-scripts", message, "write the word in one script")
            return


def _how(stray: re.Match[str], pattern: Written) -> str:
    if stray.start() == 0 or stray.end() == len(pattern.text):
        trimmed = "" if pattern.kind == "regex" else ", which the reader leaves out"
        return f"has a blank at its {'beginning' if stray.start() == 0 else 'end'}{trimmed}"
    if len(stray[0]) > 1:
        return f"has blanks in a row at {stray.start()}"
    return f"has the blank U+{ord(stray[0]):04X} at {stray.start()}"


def _strangers(word: str) -> list[str]:
    """The letters of a word that look like those of the script of the others; none in a word of one script.

    The letters that are fewer are the strangers; where they are as many, those that are not Latin.

    >>> _strangers("pаper"), _strangers("paper"), _strangers("мир")
    (['а'], [], [])
    """
    foreign = [letter for letter in word if _FOREIGN.match(letter)]
    latin = [letter for letter in word if not _FOREIGN.match(letter)]
    if not latin or not foreign:
        return []
    if len(foreign) <= len(latin):
        return sorted({letter for letter in foreign if letter in look_alikes()})
    return sorted({letter for letter in latin if letter in look_alikes().values()})


def _finding(pattern: Written, check: Check, message: str, advice: str) -> Finding:
    return Finding(check, pattern.rule, pattern.text, message, advice, pattern.line)

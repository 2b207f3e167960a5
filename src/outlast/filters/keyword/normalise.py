"""Normalising: what a keyword filter does to a text before it looks for words, with an exact map back.

Each step is a function from a text to a `Normalised` text. `Chain.text` gives the normalised text alone, fast;
`Chain.mapped` gives it with the span of the author's text that each of its code points came from, for texts in which
something was found.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Step = Literal["nfkc", "zero-width", "look-alikes", "casefold"]

STEPS: tuple[Step, ...] = get_args(Step)
"""Every step, in the order in which a full chain applies them: capitals of other scripts look like Latin ones, their
small letters often do not, so look-alikes come before case folding."""

ABOUT: dict[Step, str] = {
    "nfkc": "compatibility composition (Unicode Standard Annex 15, NFKC): full-width letters, ligatures, accents",
    "casefold": "full case folding (The Unicode Standard, section 3.13), so that case does not matter",
    "zero-width": "removes invisible format characters: zero-width, soft hyphen, direction marks",
    "look-alikes": "reads non-Latin letters as the Latin letters they look like, in words wholly readable so "
    "(Unicode Technical Standard 39, confusables)",
}


@dataclass(frozen=True, slots=True)
class Normalised:
    """A normalised text with its map back.

    Attributes:
        text: after normalising.
        starts: for each code point of ``text``, where the stretch that it came from begins in the author's text.
        ends: and one past where that stretch ends.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the author's text behind ``text[start:end]``, which must not be empty."""
        return self.starts[start], self.ends[end - 1]


def unmoved(text: str) -> Normalised:
    """A normalised text of which each code point stands where its source stood."""
    return Normalised(text, range(len(text)), range(1, len(text) + 1))


@dataclass(frozen=True, slots=True)
class Chain:
    r"""Steps applied in order.

    >>> Chain(("nfkc", "casefold")).text("ＰＵＴＩＮ's")
    "putin's"
    >>> Chain(("zero-width",)).mapped("a\u200bb").source_span(0, 2)
    (0, 3)
    """

    steps: tuple[Step, ...]

    def text(self, text: str) -> str:
        """The normalised text; for ASCII, every step but case folding is the identity and is skipped."""
        if text.isascii():
            return text.lower() if "casefold" in self.steps else text
        for step in self.steps:
            text = _WHOLE[step](text)
        return text

    def mapped(self, text: str) -> Normalised:
        """The normalised text with its map back; ``mapped(t).text == text(t)`` for every ``t``."""
        if text.isascii():  # no step moves a letter of it
            return unmoved(self.text(text))
        result = unmoved(text)
        for step in self.steps:
            pieces = _PIECES[step](result.text)
            result = _joined(result, pieces)
        return result

    def widened(self) -> Chain:
        """The chain with every step that there is.

        In the order of `STEPS` where its own steps keep to it, else with the others behind its own.
        """
        if tuple(step for step in STEPS if step in self.steps) == self.steps:
            return Chain(STEPS)
        return Chain((*self.steps, *(step for step in STEPS if step not in self.steps)))

    def without(self, step: Step) -> Chain:
        """The chain that lacks one step."""
        return Chain(tuple(kept for kept in self.steps if kept != step))


def _joined(before: Normalised, pieces: list[tuple[int, int, str]]) -> Normalised:
    """One step's pieces, ``(start, end, written)`` over ``before.text`` in order, carried back through ``before``."""
    text, starts, ends = [], [], []
    for start, end, written in pieces:
        source = before.source_span(start, end)
        text.append(written)
        starts += [source[0]] * len(written)
        ends += [source[1]] * len(written)
    return Normalised("".join(text), tuple(starts), tuple(ends))


INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f"
"""Format characters that show nothing: soft hyphen, zero-width space, joiners, direction marks, embeddings and
isolates, word joiner, invisible operators, byte order mark, tags (The Unicode Standard, chapter 23). NFKC leaves
them."""

_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_WORD = re.compile(r"\w+")


def _nfkc(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _strip(text: str) -> str:
    return _INVISIBLE.sub("", text)


def _latinised(text: str) -> str:
    return _WORD.sub(lambda match: _latin_word(match[0]), text)


def _latin_word(word: str) -> str:
    if word.isascii():
        return word
    table = _look_alikes()
    letters = [table.get(letter, letter) for letter in word]
    return "".join(letters) if all(letter.isascii() for letter in letters) else word


@cache
def _look_alikes() -> dict[str, str]:
    """Single code points outside ASCII that look like one ASCII letter, from the Unicode confusables data."""
    from confusable_homoglyphs.confusables import confusables_data

    table: dict[str, str] = {}
    for letter, likes in confusables_data.items():
        if len(letter) == 1 and letter.isascii() and letter.isalpha():
            for like in likes:
                other = like["c"]
                if len(other) == 1 and not other.isascii() and other.isalpha():
                    table.setdefault(other, letter)
    # The data's one form for "I", "l" and "|" is "l"; a capital is read as the capital.
    return {other: "I" if letter == "l" and other.isupper() else letter for other, letter in table.items()}


def _by_letter(step: Callable[[str], str], text: str) -> list[tuple[int, int, str]]:
    return [(at, at + 1, step(letter)) for at, letter in enumerate(text)]


def _by_cluster(text: str) -> list[tuple[int, int, str]]:
    """NFKC in pieces that compose alone: a piece begins wherever a code point cannot join its left neighbour."""
    if unicodedata.is_normalized("NFKC", text):
        return [(at, at + 1, letter) for at, letter in enumerate(text)]
    joining = _joins_left()
    begins = [at for at, letter in enumerate(text) if at == 0 or letter not in joining]
    return [(begin, end, _nfkc(text[begin:end])) for begin, end in zip(begins, [*begins[1:], len(text)], strict=True)]


@cache
def _joins_left() -> frozenset[str]:
    """Code points that NFKC can combine with what stands before them.

    Those whose compatibility decomposition begins with a combining mark or with the second half of a canonical
    composition (Unicode Standard Annex 15, section 9.1: these are the code points at which it is not safe to break).
    """
    seconds = {chr(point) for point in (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))}
    points = [chr(point) for point in range(0x110000) if not 0xD800 <= point < 0xE000]
    for letter in points:
        parts = unicodedata.decomposition(letter).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            seconds.add(chr(int(parts[1], 16)))
    heads = ((letter, unicodedata.normalize("NFKD", letter)[0]) for letter in points)
    return frozenset(letter for letter, head in heads if head in seconds or unicodedata.combining(head))


def _words(text: str) -> list[tuple[int, int, str]]:
    return _by_letter(str, _latinised(text))


_WHOLE: dict[Step, Callable[[str], str]] = {
    "nfkc": _nfkc,
    "casefold": str.casefold,
    "zero-width": _strip,
    "look-alikes": _latinised,
}
_PIECES: dict[Step, Callable[[str], list[tuple[int, int, str]]]] = {
    "nfkc": _by_cluster,
    "casefold": lambda text: _by_letter(str.casefold, text),
    "zero-width": lambda text: _by_letter(_strip, text),
    "look-alikes": _words,
}

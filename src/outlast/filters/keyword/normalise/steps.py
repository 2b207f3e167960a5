"""The normalising steps, each a function from a text to the pieces that it makes of it.

A piece is ``(start, end, written)``: the stretch ``text[start:end]`` is written anew as ``written``. The pieces of a
text are in order, do not overlap and cover it. A step that rewrites letter by letter is a function of one letter; the
others look at clusters (a letter with the marks that join it), at words, or at neighbours.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Callable

Step = Literal[
    "nfkc",
    "width",
    "zero-width",
    "look-alikes",
    "casefold",
    "accents",
    "digits",
    "leetspeak",
    "traditional-to-simplified",
    "simplified-to-traditional",
    "separators",
    "repeats",
]

STEPS: tuple[Step, ...] = get_args(Step)
"""Every step, in the order in which a full chain applies them. Capitals of other scripts look like Latin ones, their
small letters often do not, so look-alikes come before case folding; words are read as words before what separates
them is taken out."""

ABOUT: dict[Step, str] = {
    "nfkc": "compatibility composition: full-width letters, ligatures, composed accents (Unicode Standard Annex 15)",
    "width": "full- and half-width forms to ordinary ones, and nothing else (Unicode Standard Annex 11)",
    "zero-width": "removes code points that show nothing: zero-width, soft hyphen, direction marks, variation "
    "selectors",
    "look-alikes": "reads letters of other scripts as the Latin letters that they look like, in words that are wholly "
    "readable so (Unicode Technical Standard 39, confusables)",
    "casefold": "full case folding, so that case does not matter (The Unicode Standard, section 3.13)",
    "accents": "takes the accents off Latin and Greek letters (é to e); letters like ø that have none are kept",
    "digits": "digits of every script, circled ones and Chinese numerals to 0-9 (六四, 陆肆 and ６４ to 64)",
    "leetspeak": "in words that mix letters with signs, the signs that stand for letters (pr0t3st to protest)",
    "traditional-to-simplified": "Chinese characters to simplified ones, phrases first (OpenCC, t2s)",
    "simplified-to-traditional": "Chinese characters to traditional ones, phrases first (OpenCC, s2t)",
    "separators": "takes out blanks, punctuation, symbols and control characters; whether a pattern stands alone as a "
    "word is still judged as if they were there",
    "repeats": "a letter that is repeated is written once (freeeedom to fredom, in texts and rules alike)",
}

Piece = tuple[int, int, str]


def whole(step: Step, text: str) -> str:
    """A text as one step leaves it.

    >>> whole("leetspeak", "pr0t3st 1989"), whole("repeats", "法法轮功!!")
    ('protest 1989', '法轮功!!')
    """
    if step in BY_LETTER:
        return "".join(map(BY_LETTER[step], text))
    if step in SAME_LENGTH:
        return SAME_LENGTH[step](text)
    if step == "nfkc":
        return unicodedata.normalize("NFKC", text)
    return "".join(written for _, _, written in pieces(step, text))


def pieces(step: Step, text: str) -> list[Piece]:
    """The pieces that one step makes of a text; joined, they are `whole`."""
    if step in BY_LETTER:
        return [(at, at + 1, BY_LETTER[step](letter)) for at, letter in enumerate(text)]
    if step in SAME_LENGTH:
        return [(at, at + 1, letter) for at, letter in enumerate(SAME_LENGTH[step](text))]
    if step == "repeats":
        return _repeats(text)
    written = _unaccented if step == "accents" else _composed
    return [(start, end, written(text[start:end])) for start, end in _clusters(text)]


def _composed(cluster: str) -> str:
    return unicodedata.normalize("NFKC", cluster)


def joins_left(letter: str) -> bool:
    r"""Whether normalising can make one letter of this code point and what stands before it.

    It can where its compatibility decomposition begins with a combining mark or with the second half of a canonical
    composition (Unicode Standard Annex 15, section 9.1: it is not safe to break a text before these).

    >>> joins_left("\u0301"), joins_left("e"), joins_left("\u1161")
    (True, False, True)
    """
    head = unicodedata.normalize("NFKD", letter)[0]
    return unicodedata.combining(head) > 0 or head in _second_halves()


@cache
def _second_halves() -> frozenset[str]:
    """The code points that canonical composition can join to a starter.

    Hangul vowels and final consonants, and the second parts of two-part canonical decompositions; these lie in the
    ranges below (a test looks through all of Unicode).
    """
    seconds = {chr(point) for point in (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))}
    for point in (*range(0xA0, 0xAC00), *range(0xF900, 0xFB50), *range(0x11000, 0x12000), *range(0x16000, 0x17000)):
        parts = unicodedata.decomposition(chr(point)).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            seconds.add(chr(int(parts[1], 16)))
    return frozenset(seconds)


def _clusters(text: str) -> list[tuple[int, int]]:
    """The spans of a text that normalise alone: one begins wherever a code point cannot join what stands before it."""
    begins = [at for at, letter in enumerate(text) if at == 0 or letter.isascii() or not joins_left(letter)]
    return list(pairwise([*begins, len(text)]))


def _unaccented(cluster: str) -> str:
    if cluster.isascii():
        return cluster
    parts = unicodedata.normalize("NFD", cluster)
    if not unicodedata.name(parts[0], "").startswith(("LATIN", "GREEK")):
        return cluster
    kept = "".join(part for part in parts if unicodedata.category(part) != "Mn")
    return unicodedata.normalize("NFC", kept)


INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""Code points that show nothing: soft hyphen, zero-width space, joiners, direction marks, embeddings and isolates,
variation selectors, fillers, tags (Default_Ignorable_Code_Point in Unicode's DerivedCoreProperties). NFKC leaves most
of them."""

_INVISIBLE = re.compile(f"[{INVISIBLE}]")


def _unless_invisible(letter: str) -> str:
    return "" if _INVISIBLE.match(letter) else letter


def _ordinary_width(letter: str) -> str:
    form, _, points = unicodedata.decomposition(letter).partition(" ")
    return "".join(chr(int(point, 16)) for point in points.split()) if form in {"<wide>", "<narrow>"} else letter


HAN_DIGITS = dict(zip("零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖貳參陸两兩", "0012345678912345678923622", strict=True))
"""Chinese numerals of one digit, everyday, financial, and their traditional forms."""


def _as_digit(letter: str) -> str:
    if letter in HAN_DIGITS:
        return HAN_DIGITS[letter]
    value = unicodedata.digit(letter, None)
    return letter if value is None else str(value)


SEPARATOR_CATEGORIES = ("Z", "P", "S", "Cc")
"""General categories of what `separators` takes out: blanks, punctuation, symbols, control characters."""


def _unless_separator(letter: str) -> str:
    return "" if is_separator(letter) else letter


def is_separator(letter: str) -> bool:
    """Whether the step ``separators`` takes a code point out.

    >>> [is_separator(letter) for letter in "，_a "]
    [True, True, False, True]
    """
    return unicodedata.category(letter).startswith(SEPARATOR_CATEGORIES)


def _repeats(text: str) -> list[Piece]:
    made, at = [], 0
    for letter, run in groupby(text):
        length = len(list(run))
        if letter.isalpha():
            made.append((at, at + length, letter))
        else:
            made += [(at + number, at + number + 1, letter) for number in range(length)]
        at += length
    return made


_WORD = re.compile(r"\w+")


def _latinised(text: str) -> str:
    return text if text.isascii() else _WORD.sub(lambda match: _latin_word(match[0]), text)


def _latin_word(word: str) -> str:
    if word.isascii():
        return word
    table = look_alikes()
    letters = [table.get(letter, letter) for letter in word]
    return "".join(letters) if all(letter.isascii() for letter in letters) else word


@cache
def look_alikes() -> dict[str, str]:
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


LEET = {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"}
"""Signs that are written for letters (the common core of leetspeak; Blashki and Nichol 2005, "Game geek's goss")."""

_LEET_WORD = re.compile(r"[A-Za-z0-9@$!]+")
_LEET_TABLE = str.maketrans(LEET)


def _unleeted(text: str) -> str:
    return _LEET_WORD.sub(lambda match: _unleeted_word(match[0]), text)


def _unleeted_word(word: str) -> str:
    """A word of letters and signs; what holds no letter is a number and stays, and so do exclamation marks behind."""
    if word.isalpha() or not any(letter.isalpha() for letter in word):
        return word
    core = word.rstrip("!")
    return core.translate(_LEET_TABLE) + word[len(core) :]


@cache
def _converter(direction: str) -> Any:
    import opencc

    return opencc.OpenCC(direction)


def _converted(direction: str) -> Callable[[str], str]:
    def convert(text: str) -> str:
        """Converted; letter by letter where phrases would not keep the length, which was not seen to happen."""
        if text.isascii():
            return text
        converter = _converter(direction)
        made: str = converter.convert(text)
        if len(made) == len(text):
            return made
        letters = [converter.convert(letter) for letter in text]
        return "".join(new if len(new) == 1 else old for old, new in zip(text, letters, strict=True))

    return convert


BY_LETTER: dict[Step, Callable[[str], str]] = {
    "width": _ordinary_width,
    "zero-width": _unless_invisible,
    "casefold": str.casefold,
    "digits": _as_digit,
    "separators": _unless_separator,
}
"""Steps that rewrite each code point by itself."""

SAME_LENGTH: dict[Step, Callable[[str], str]] = {
    "look-alikes": _latinised,
    "leetspeak": _unleeted,
    "traditional-to-simplified": _converted("t2s"),
    "simplified-to-traditional": _converted("s2t"),
}
"""Steps that look around but replace each code point by one."""

"""How Chinese characters sound: their readings without tones, from pypinyin's data."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from functools import cache
from typing import Literal

Spellings = Literal["characters", "pinyin", "both"]

BETWEEN = r"[ '’-]?"
"""What may stand between two syllables."""


@cache
def _by_character() -> dict[str, tuple[str, ...]]:
    from pypinyin.constants import PINYIN_DICT

    return {
        chr(point): tuple(dict.fromkeys(_toneless(reading) for reading in given.split(",")))
        for point, given in PINYIN_DICT.items()
    }


def _toneless(reading: str) -> str:
    """A reading without its tone, ``ü`` as ``v``.

    >>> _toneless("nǚ"), _toneless("zhòng")
    ('nv', 'zhong')
    """
    parts = unicodedata.normalize("NFD", reading.replace("ü", "v").replace("ǚ", "v").replace("ǜ", "v"))
    letters = "".join(letter for letter in parts if unicodedata.category(letter) != "Mn" or letter == "\u0308")
    return letters.replace("u\u0308", "v").replace("\u0308", "")


@cache
def _by_reading() -> dict[str, tuple[str, ...]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for character, readings_of_it in _by_character().items():
        for reading in readings_of_it:
            found[reading].append(character)
    return {reading: tuple(sorted(characters)) for reading, characters in found.items()}


def readings(character: str) -> tuple[str, ...]:
    """The readings of a character without tones, the usual one first; none where it is no Chinese character.

    >>> readings("习"), readings("女"), readings("x")
    (('xi',), ('nv', 'ru'), ())
    """
    return _by_character().get(character, ())


@cache
def alike(character: str) -> tuple[str, ...]:
    """Every character that shares a reading with one, itself included, sorted.

    >>> "细" in alike("习"), "平" in alike("习")
    (True, False)
    """
    return tuple(sorted({other for reading in readings(character) for other in _by_reading()[reading]}))


def syllables_expression(pattern: str, *, spellings: Spellings) -> str:
    """The RE2 expression of a pattern's syllables, each in characters of its sound, in pinyin letters, or either.

    A letter without a reading stands for itself.

    >>> import re
    >>> bool(re.fullmatch(syllables_expression("习近", spellings="both"), "xi4 今")), "细" in alike("习")
    (True, True)
    """
    return BETWEEN.join(_syllable(letter, spellings) for letter in pattern)


def _syllable(letter: str, spellings: Spellings) -> str:
    if not readings(letter):
        return re.escape(letter)
    characters = f"[{_ranges(alike(letter))}]"
    spelt = "|".join(dict.fromkeys(f"{reading.replace('v', '[vuü]')}[1-5]?" for reading in readings(letter)))
    return {"characters": characters, "pinyin": f"(?:{spelt})", "both": f"(?:{characters}|{spelt})"}[spellings]


def _ranges(characters: tuple[str, ...]) -> str:
    """The inside of a character class; neighbours as ranges.

    >>> _ranges(("a", "b", "c", "x"))
    'a-cx'
    """
    runs: list[list[int]] = []
    for point in map(ord, characters):
        if runs and runs[-1][1] == point - 1:
            runs[-1][1] = point
        else:
            runs.append([point, point])
    return "".join(chr(first) if first == last else f"{chr(first)}-{chr(last)}" for first, last in runs)

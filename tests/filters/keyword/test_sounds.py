"""How characters sound: compared with pypinyin's own converter, and what an expression of syllables matches."""

from __future__ import annotations

import re

import pytest
from pypinyin import Style, pinyin
from pypinyin.constants import PINYIN_DICT

from outlast.filters.keyword.sounds import Spellings, alike, readings, syllables_expression


def test_readings_are_those_of_the_converter() -> None:
    """Every character that pypinyin knows has the readings that its converter gives, ê written e."""
    wrong = []
    for point in PINYIN_DICT:
        (told,) = pinyin(chr(point), style=Style.NORMAL, heteronym=True, v_to_u=False)
        if set(readings(chr(point))) != {reading.replace("ê", "e") for reading in told}:
            wrong.append(chr(point))
    assert wrong == []


@pytest.mark.parametrize("letter", ["x", "1", "。", " ", "ア", ""])
def test_what_is_no_chinese_character_has_no_reading(letter: str) -> None:
    """Letters of other scripts, digits and signs have no reading."""
    assert readings(letter) == ()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("花", "画", True),
        ("花", "滑", True),
        ("花", "园", False),
        ("园", "圆", True),
        ("园", "玩", True),
        ("圆", "玩", False),
    ],
)
def test_characters_sound_alike_in_any_reading_and_tone(one: str, other: str, same: bool) -> None:
    """Two characters are alike where some reading of one is some reading of the other, whatever the tones."""
    assert (other in alike(one)) is (one in alike(other)) is same


def test_a_character_is_alike_to_itself() -> None:
    """A character is its own homophone; a letter that has no reading has none."""
    assert "花" in alike("花")
    assert alike("x") == ()


EVERY = {
    "characters": ["花园", "画圆", "花 园", "画'园"],
    "pinyin": ["huayuan", "hua yuan", "hua1yuan2", "hua-yuan", "HUA’wan"],
    "both": ["花yuan", "花 yuan2"],
    "neither": ["花", "园花", "花  园", "hua", "huayuam", "hua6yuan", "hua yua", "花_园"],
}


@pytest.mark.parametrize(
    ("spellings", "matching"),
    [
        ("characters", EVERY["characters"]),
        ("pinyin", EVERY["pinyin"]),
        ("both", [*EVERY["characters"], *EVERY["pinyin"], *EVERY["both"]]),
    ],
)
def test_what_syllables_match(spellings: Spellings, matching: list[str]) -> None:
    """Syllables are matched in characters, in letters with tone digits or without, or mixed; a sign may part them."""
    expression = re.compile(syllables_expression("花园", spellings=spellings), re.IGNORECASE)
    assert [text for texts in EVERY.values() for text in texts if expression.fullmatch(text)] == matching


@pytest.mark.parametrize("written", ["nvren", "nuren", "nüren", "nv3 ren2"])
def test_the_vowel_that_keyboards_lack(written: str) -> None:
    """The vowel ü may be written ü, u or v."""
    assert re.fullmatch(syllables_expression("女人", spellings="pinyin"), written)


def test_a_letter_without_a_reading_stands_for_itself() -> None:
    """What has no reading is matched as it stands, signs of regular expressions too."""
    expression = syllables_expression("花.a", spellings="both")
    assert re.fullmatch(expression, "hua.a")
    assert not re.fullmatch(expression, "huaxa")

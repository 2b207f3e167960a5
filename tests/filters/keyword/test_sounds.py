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
        ("工", "公", True),
        ("工", "功", True),
        ("工", "共", True),
        ("工", "会", False),
        ("会", "快", True),
        ("女", "入", True),
        ("女", "工", False),
    ],
)
def test_characters_sound_alike_in_any_reading_and_tone(one: str, other: str, same: bool) -> None:
    """Two characters are alike where some reading of one is some reading of the other, whatever the tones."""
    assert (other in alike(one)) is (one in alike(other)) is same


def test_a_character_is_alike_to_itself_alone_where_it_has_no_reading() -> None:
    """A letter that has no reading has no homophones."""
    assert alike("x") == ()
    assert "工" in alike("工")


@pytest.mark.parametrize(
    ("spellings", "matching"),
    [
        ("characters", ["工会", "公会", "工 会", "公'会"]),
        ("pinyin", ["gonghui", "gong hui", "gong1hui4", "gong-hui", "gong'kuai", "gong1 kuai4"]),
        ("both", ["工会", "公会", "gonghui", "gong会", "工 hui4"]),
    ],
)
def test_what_syllables_match(spellings: Spellings, matching: list[str]) -> None:
    """Syllables are matched in characters, in letters with tone digits or without, or mixed; a sign may part them."""
    expression = re.compile(syllables_expression("工会", spellings=spellings))
    every = [
        "工会",
        "公会",
        "工 会",
        "公'会",
        "gonghui",
        "gong hui",
        "gong1hui4",
        "gong-hui",
        "gong'kuai",
        "gong1 kuai4",
    ]
    every += ["gong会", "工 hui4", "工", "会工", "工  会", "gong", "gonhui", "gong6hui", "gong hu"]
    found = [text for text in every if expression.fullmatch(text)]
    if spellings == "both":
        assert set(matching) <= set(found)
        assert not {"工", "会工", "工  会", "gong", "gonhui", "gong6hui", "gong hu"} & set(found)
    else:
        assert found == matching


@pytest.mark.parametrize("written", ["nvren", "nuren", "nüren", "nv3 ren2"])
def test_the_vowel_that_keyboards_lack(written: str) -> None:
    """The vowel ü may be written ü, u or v."""
    assert re.fullmatch(syllables_expression("女人", spellings="pinyin"), written)


def test_a_letter_without_a_reading_stands_for_itself() -> None:
    """What has no reading is matched as it stands, signs of regular expressions too."""
    expression = syllables_expression("工.a", spellings="both")
    assert re.fullmatch(expression, "gong.a")
    assert not re.fullmatch(expression, "gongxa")

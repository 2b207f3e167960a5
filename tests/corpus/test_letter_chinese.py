"""The Chinese letter: sentence for sentence the English one, exact in its own source, with the same labels."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
FIELDS = ["topics", "stance", "collective_action", "kpr", "speech_act", "civility", "devices", "claims"]

Row = dict[str, Any]
Shipped = Callable[[str, str], list[Row]]


@pytest.fixture(scope="module")
def chinese(shipped: Shipped) -> list[Row]:
    return shipped("letter", "zh")


@pytest.fixture(scope="module")
def source() -> str:
    return (ROOT / "corpora" / "letter" / "letter.zh.txt").read_bytes().decode("utf-8")


def place(row: Row) -> str:
    """A passage's id behind its document: `2.3.1`."""
    return row["passage_id"].removeprefix(f"letter/{row['language']}/")


def test_passages_are_aligned(shipped: Shipped, chinese: list[Row]) -> None:
    """Each English passage has one Chinese counterpart, in the same order, of the same unit, section and parent."""
    english = shipped("letter", "en")
    assert len(chinese) == len({row["passage_id"] for row in chinese}) == 87
    assert [place(row) for row in chinese] == [place(row) for row in english]
    for ours, theirs in zip(chinese, english, strict=True):
        assert ours["passage_id"] == theirs["passage_id"].replace("letter/en/", "letter/zh/")
        assert ours["parent_id"] == (theirs["parent_id"] and theirs["parent_id"].replace("letter/en/", "letter/zh/"))
        assert [ours[key] for key in ("unit", "section", "position")] == [
            theirs[key] for key in ("unit", "section", "position")
        ]
        assert (ours["document_id"], ours["language"]) == ("letter/zh", "zh")


def test_the_number_of_sentences(chinese: list[Row]) -> None:
    """There are 62 sentences in the body, 7 in the preface, and one each for title, date and signature."""
    sentences = Counter(row["section"] for row in chinese if row["unit"] == "sentence")
    assert sentences == {"1": 21, "2": 25, "3": 16, "preface": 7, "title": 1, "date": 1, "signature": 1}
    paragraphs = Counter(row["section"] for row in chinese if row["unit"] == "paragraph")
    assert paragraphs == {"1": 4, "2": 4, "3": 3, "preface": 1, "title": 1, "date": 1, "signature": 1}


def test_a_span_is_the_text(chinese: list[Row], source: str) -> None:
    """No page break cuts the Chinese text: source[start:end] is every passage as it stands."""
    assert all(row["cuts"] == [] for row in chinese)
    assert [source[row["start"] : row["end"]] for row in chinese] == [row["text"] for row in chinese]
    assert all(row["text"] == row["text"].strip() != "" for row in chinese)


def test_sentences_are_their_paragraph(chinese: list[Row]) -> None:
    """Chinese has no blanks between sentences: joined, a paragraph's sentences are the paragraph."""
    for paragraph in (row for row in chinese if row["unit"] == "paragraph"):
        sentences = [row for row in chinese if row["parent_id"] == paragraph["passage_id"]]
        assert "".join(row["text"] for row in sentences) == paragraph["text"]
        assert (sentences[0]["start"], sentences[-1]["end"]) == (paragraph["start"], paragraph["end"])
        assert all(left["end"] == right["start"] for left, right in pairwise(sentences))


def test_what_lies_outside_the_paragraphs(chinese: list[Row], source: str) -> None:
    """Outside the paragraphs the source has the mark of the title and three headings, and no other word."""
    for row in reversed([row for row in chinese if row["unit"] == "paragraph"]):
        source = source[: row["start"]] + source[row["end"] :]
    assert "".join(source.split()) == "##1.2.3."


def test_sentences_end_as_sentences(chinese: list[Row]) -> None:
    """In the body every sentence ends with a full stop or a question mark, and has no other inside."""
    for row in chinese:
        if row["unit"] == "sentence" and row["section"] in "123":
            assert re.fullmatch(r"[^。？！]+[。？！]", row["text"]), row["passage_id"]


def test_labels_are_the_english_ones(shipped: Shipped, chinese: list[Row]) -> None:
    """A Chinese passage has the labels of its English counterpart, and none where that has none."""
    english = {place(row): row for row in shipped("letter", "en")}
    for row in chinese:
        assert {field: row[field] for field in FIELDS} == {field: english[place(row)][field] for field in FIELDS}
    assert sum(row["topics"] is not None for row in chinese) == 62 + 11


def test_characters_are_simplified(source: str) -> None:
    """Every Han character is in GB 2312, which holds simplified characters and few others."""
    han = set(re.findall(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]", source))
    assert len(han) > 400
    assert [character for character in sorted(han) if not character.encode("gb2312", "ignore")] == []


def test_no_latin_letters(source: str) -> None:
    """No Latin letter stands in the Chinese text, plain, accented or full-width."""
    assert re.findall(r"[A-Za-z\u00c0-\u024f\uff21-\uff3a\uff41-\uff5a]", source) == []


def test_punctuation_is_chinese(source: str) -> None:
    """Marks are full-width: behind the headings no ASCII punctuation stands in the text."""
    text = source.removeprefix("## ")
    text = re.sub(r"(?m)^[123]\.$", "", text)
    assert re.findall(r"[!-/:-@\[-`{-~]", text) == []

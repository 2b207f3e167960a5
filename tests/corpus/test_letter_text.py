"""The letter's passages against its source: nothing lost, nothing changed, every offset exact."""

from __future__ import annotations

import hashlib
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SHA256 = "e7efb19d23e17fefa405cf7d88c97112b15634e2b628df6c10f60eab67099829"
GIVEN = ROOT.parent / "shared" / "data" / "letter" / "letter.txt"

Rows = dict[str, dict[str, Any]]


def of_unit(rows: Rows, unit: str) -> Rows:
    return {name: row for name, row in rows.items() if row["unit"] == unit}


def with_spaces(source: str, row: dict[str, Any]) -> str:
    """The stretch of a passage with each of its cuts replaced by one space, from the last cut to the first."""
    for cut in sorted(row["cuts"], key=lambda cut: -cut["start"]):
        source = source[: cut["start"]] + " " + source[cut["end"] :]
    shorter = sum(cut["end"] - cut["start"] - 1 for cut in row["cuts"])
    return source[row["start"] : row["end"] - shorter]


def test_the_source_is_the_file_that_was_given() -> None:
    """letter.en.txt has the hash of the file that the project was given, which source.yaml repeats."""
    folder = ROOT / "corpora" / "letter"
    assert hashlib.sha256((folder / "letter.en.txt").read_bytes()).hexdigest() == SHA256
    assert f"sha256: {SHA256}\n" in (folder / "source.yaml").read_text(encoding="utf-8")


@pytest.mark.skipif(not GIVEN.is_file(), reason="../shared/data/letter/letter.txt is not here")
def test_the_source_equals_the_shared_file() -> None:
    """letter.en.txt is byte for byte the text in the shared folder."""
    assert (ROOT / "corpora" / "letter" / "letter.en.txt").read_bytes() == GIVEN.read_bytes()


def test_a_span_without_cuts_is_the_text(letter_rows: Rows, letter_source: str) -> None:
    """Where a passage has no cut, source[start:end] is its text as it stands."""
    plain = [row for row in letter_rows.values() if not row["cuts"]]
    assert len(plain) == 83
    assert all(letter_source[row["start"] : row["end"]] == row["text"] for row in plain)


def test_a_cut_is_one_space(letter_rows: Rows, letter_source: str) -> None:
    """The stretch source[start:end] with each cut replaced by one space is the text, for every passage."""
    assert {name for name, row in letter_rows.items() if with_spaces(letter_source, row) != row["text"]} == set()


def test_two_paragraphs_have_cuts(letter_rows: Rows, letter_source: str) -> None:
    """A page break cuts paragraphs 1.3 and 2.3, each inside one sentence, and nothing else."""
    cuts = {name: row["cuts"] for name, row in letter_rows.items() if row["cuts"]}
    assert set(cuts) == {"1.3", "1.3.1", "2.3", "2.3.7"}
    assert cuts["1.3"] == cuts["1.3.1"]
    assert cuts["2.3"] == cuts["2.3.7"]
    assert [letter_source[cut["start"] : cut["end"]] for cut in cuts["1.3"] + cuts["2.3"]] == ["\n\n", "\n\n"]
    assert "Putin and his followers have been the strongest supporters" in letter_rows["1.3.1"]["text"]
    assert letter_rows["2.3.7"]["text"] == "Progressive anti-war voices are muted, and protesters are punished."


def test_the_slip_of_the_source_is_kept(letter_rows: Rows) -> None:
    """The misspelt word stands in sentence 1.2.1 and its paragraph as the source has it, unmended."""
    assert {name for name, row in letter_rows.items() if "indepence" in row["text"]} == {"1.2", "1.2.1"}
    assert not any("independence" in row["text"] for row in letter_rows.values())


def test_what_lies_outside_the_paragraphs(letter_rows: Rows, letter_source: str) -> None:
    """Outside the paragraphs the source has the declared markup and the section headings, and no other word."""
    paragraphs = sorted(of_unit(letter_rows, "paragraph").values(), key=lambda row: row["start"])
    edges = [0, *(edge for row in paragraphs for edge in (row["start"], row["end"])), len(letter_source)]
    assert edges == sorted(edges)
    outside = [letter_source[edges[i] : edges[i + 1]].strip() for i in range(0, len(edges), 2)]
    assert "".join(outside) == "##<sup>1</sup>\n\n1.2.3."


def test_sentences_partition_their_paragraph(letter_rows: Rows, letter_source: str) -> None:
    """A paragraph's sentences follow one another from its first code point to its last, with blanks between."""
    sentences = of_unit(letter_rows, "sentence")
    for name, paragraph in of_unit(letter_rows, "paragraph").items():
        spans = [(row["start"], row["end"]) for key, row in sentences.items() if key.rpartition(".")[0] == name]
        assert spans[0][0] == paragraph["start"]
        assert spans[-1][1] == paragraph["end"]
        assert all(start < end for start, end in spans)
        gaps = [letter_source[left[1] : right[0]] for left, right in pairwise(spans)]
        assert all(gap and gap.isspace() for gap in gaps)


def test_ids(letter_rows: Rows) -> None:
    """Ids are unique, say section, paragraph and sentence, and number each from 1 without a gap."""
    file = ROOT / "corpora" / "letter" / "passages.en.jsonl"
    ids = re.findall(r'"passage_id": "([^"]+)"', file.read_text(encoding="utf-8"))
    assert len(ids) == len(set(ids)) == 87
    shape = re.compile(r"letter/en/(title|date|preface|signature|[123])\.[1-9]\d*(\.[1-9]\d*)?")
    assert all(shape.fullmatch(name) for name in ids)
    last: dict[str, int] = {}
    for name, row in letter_rows.items():
        above, _, number = name.rpartition(".")
        assert int(number) == last.get(above, 0) + 1
        last[above] = int(number)
        assert row["section"] == name.split(".")[0]
        assert (row["document_id"], row["language"]) == ("letter/en", "en")


def test_parents(letter_rows: Rows) -> None:
    """A sentence's parent is the paragraph of its id; a paragraph has none."""
    for name, row in letter_rows.items():
        if row["unit"] == "paragraph":
            assert row["parent_id"] is None
        else:
            assert row["parent_id"] == f"letter/en/{name.rpartition('.')[0]}"
            assert letter_rows[name.rpartition(".")[0]]["unit"] == "paragraph"


@pytest.mark.parametrize(("unit", "count"), [("paragraph", 15), ("sentence", 72)])
def test_positions(letter_rows: Rows, unit: str, count: int) -> None:
    """Positions count a unit's passages from 0 in the order of the source."""
    rows = sorted(of_unit(letter_rows, unit).values(), key=lambda row: row["start"])
    assert [row["position"] for row in rows] == list(range(count))


def test_sections(letter_rows: Rows) -> None:
    """Title, date, preface and signature are sections apart from the body's 1, 2 and 3, in the letter's order."""
    paragraphs = [row["section"] for row in of_unit(letter_rows, "paragraph").values()]
    assert paragraphs == ["title", "date", "preface", *"1111", *"2222", *"333", "signature"]
    assert letter_rows["title.1"]["text"] == "Sharing the Shame: A Letter from Internationalists in China"
    assert letter_rows["date.1"]["text"] == "February 24, 2022"
    assert letter_rows["preface.1"]["text"].startswith("The Chinese state and social media platforms")
    assert letter_rows["preface.1"]["text"].endswith("(Scroll down for the original Chinese.)")
    assert letter_rows["signature.1"]["text"] == "A group of internationalists from mainland China, March 1st, 2022"


def test_the_body(letter_rows: Rows) -> None:
    """The body has 62 sentences in 11 paragraphs, as many in each as a reader counts."""
    counted = {"1.1": 2, "1.2": 5, "1.3": 7, "1.4": 7, "2.1": 3, "2.2": 7, "2.3": 11, "2.4": 4}
    counted |= {"3.1": 3, "3.2": 10, "3.3": 3}
    body = [name for name, row in of_unit(letter_rows, "sentence").items() if row["section"] in "123"]
    assert {name: sum(key.startswith(f"{name}.") for key in body) for name in counted} == counted
    assert len(body) == sum(counted.values()) == 62

"""source.yaml: the shipped ones as they are meant, and faults with their place."""

from __future__ import annotations

from pathlib import Path

import pytest

from outlast.corpus.source import Cut, Erratum, TextSource, WrittenSource, read_sources
from outlast.errors import ConfigError

ROOT = Path(__file__).parents[2]

TEXT = """\
sources:
  - kind: text
    document_id: d
    language: en
    file: f.txt
    sha256: "00"
    heading: HEADING
    labels: l.jsonl
"""


def faults(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "source.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_sources(path)
    return [str(fault).partition("source.yaml:")[2] for fault in caught.value.faults]


def test_the_letters_source() -> None:
    """The letter's source.yaml declares its parts, its two page breaks, its marks and its one slip."""
    source, _ = read_sources(ROOT / "corpora" / "letter" / "source.yaml").sources
    assert isinstance(source, TextSource)
    assert (source.document_id, source.language, source.file) == ("letter/en", "en", "letter.en.txt")
    assert (source.labels, source.labels_of) == ("annotations/en.adjudicated.jsonl", None)
    assert (source.front, source.back) == (["title", "date", "preface"], ["signature"])
    assert source.markup == ["## ", "<sup>1</sup>"]
    assert source.cuts == [
        Cut(before="considering that Putin and his followers", after="have been the strongest supporters"),
        Cut(before="Progressive anti-war voices are muted, and protesters", after="are punished."),
    ]
    assert source.errata == [Erratum(text="indepence", reads="independence")]


def test_the_chinese_letters_source() -> None:
    """The Chinese letter has the same parts, no page break and no slip, and takes the English sentences' labels."""
    _, source = read_sources(ROOT / "corpora" / "letter" / "source.yaml").sources
    assert isinstance(source, TextSource)
    assert (source.document_id, source.language, source.file) == ("letter/zh", "zh", "letter.zh.txt")
    assert (source.labels, source.labels_of) == ("annotations/en.adjudicated.jsonl", "letter/en")
    assert (source.front, source.back) == (["title", "date", "preface"], ["signature"])
    assert (source.markup, source.cuts, source.errata) == (["## "], [], [])


@pytest.mark.parametrize(("name", "split_by"), [("discourse", "topics"), ("mirror", None), ("speech-check", None)])
def test_sources_of_written_corpora(name: str, split_by: str | None) -> None:
    """Each written corpus is made of one file a language; discourse alone is split, by its topics."""
    given = read_sources(ROOT / "corpora" / name / "source.yaml").sources
    assert given == [
        WrittenSource(kind="written", language="en", file="written.en.jsonl", split_by=split_by),
        WrittenSource(kind="written", language="zh", file="written.zh.jsonl", split_by=split_by),
    ]


def test_a_heading_is_a_regular_expression_with_a_group(tmp_path: Path) -> None:
    """A heading that does not compile, or does not say the section, is a fault."""
    assert faults(tmp_path, TEXT.replace("HEADING", "'(x'")) == [
        "7:5: sources.0.heading: not a regular expression: missing ), unterminated subpattern at position 0"
    ]
    assert faults(tmp_path, TEXT.replace("HEADING", "x")) == [
        "7:5: sources.0.heading: needs a group that names the section"
    ]


def test_a_kind_that_is_none(tmp_path: Path) -> None:
    """A source of an unknown kind is named with the kinds that there are."""
    assert faults(tmp_path, "sources:\n  - {kind: txt, file: f}\n") == [
        "2:6: sources.0.kind: no such kind: 'txt'; did you mean 'text'?"
    ]


def test_keys_that_are_unknown_or_missing(tmp_path: Path) -> None:
    """Keys of a source are checked, each fault at its place."""
    assert faults(tmp_path, "sources:\n  - {kind: written, langage: en, file: f}\n") == [
        "2:5: sources.0.language: is missing",
        "2:21: sources.0.langage: unknown key; did you mean 'language'?",
    ]
    assert faults(tmp_path, "sources: []\n") == ["1:1: sources: has 0 items; at least 1 wanted"]

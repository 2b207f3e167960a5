"""Splitting a source: blocks, sections, cuts and sentences keep their exact place."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlast.corpus.source import TextSource
from outlast.corpus.split import Piece, Span, find_cuts, mended, paragraphs, sentences
from outlast.errors import CorpusError


def spec(**changed: object) -> TextSource:
    fixed = {"kind": "text", "document_id": "d", "language": "en", "file": "f.txt", "sha256": "", "labels": "l.jsonl"}
    return TextSource.model_validate({**fixed, "heading": r"(\d+)\.", **changed})


def split(source: str, **changed: object) -> list[tuple[str, tuple[int, ...], str]]:
    """Each paragraph's section, number and words."""
    pieces = paragraphs(source, spec(**changed))
    return [(piece.section, piece.numbers, mended(source, piece.span, piece.cuts)) for piece in pieces]


def test_sections_and_paragraphs() -> None:
    """Headings open sections and are no paragraphs; paragraphs count from 1 in each section."""
    source = "Title\n\n1.\n\nAlpha one.\n\nAlpha two.\n\n2.\n\nBeta.\n\nSigned\n"
    assert split(source, front=["title"], back=["end"]) == [
        ("title", (1,), "Title"),
        ("1", (1,), "Alpha one."),
        ("1", (2,), "Alpha two."),
        ("2", (1,), "Beta."),
        ("end", (1,), "Signed"),
    ]


@pytest.mark.parametrize("blank", ["\n\n", "\n \t\n", "\r\n\r\n", "\n\n\n\n"])
def test_blank_lines_end_a_block(blank: str) -> None:
    """A line of blanks, Windows line ends and several empty lines end a block just as one empty line does."""
    assert split(f"1.{blank}Alpha.{blank}Beta.") == [("1", (1,), "Alpha."), ("1", (2,), "Beta.")]


def test_a_line_break_ends_no_block() -> None:
    """A single line break stays inside its paragraph, as it stands in the source."""
    assert split("1.\n\nAlpha\nbeta.") == [("1", (1,), "Alpha\nbeta.")]


@pytest.mark.parametrize("heading", ["1", "\u4e00"])
def test_a_heading_of_one_character(heading: str) -> None:
    """A block of one character is a block of its own: a section may be headed 1, or in Chinese numerals."""
    assert split(f"{heading}\n\nAlpha.", heading="([1\u4e00])") == [(heading, (1,), "Alpha.")]


def test_a_paragraph_of_one_character() -> None:
    """A paragraph of one character does not swallow the next."""
    assert split("1.\n\nA\n\nBeta.") == [("1", (1,), "A"), ("1", (2,), "Beta.")]


def test_markup_belongs_to_no_passage() -> None:
    """Declared marks at a block's edges are outside its span; inside a block they stay."""
    source = "## Alpha ## beta^1\n\n1.\n\nGamma."
    (first, _) = paragraphs(source, spec(front=["title"], markup=["## ", "^1"]))
    assert first.span == Span(3, 16)
    assert source[3:16] == "Alpha ## beta"


def test_a_cut_joins_two_blocks() -> None:
    """A cut is the blanks between its two sides, and makes one paragraph of the two blocks."""
    source = "1.\n\nIt came\n \nand went.\n\nNext."
    cuts = [{"before": "It came", "after": "and went"}]
    assert find_cuts(source, spec(cuts=cuts)) == (Span(11, 14),)
    assert split(source, cuts=cuts) == [("1", (1,), "It came and went."), ("1", (2,), "Next.")]


@pytest.mark.parametrize("source", ["It came, and went.", "It cameand went."])
def test_a_cut_needs_blanks_only(source: str) -> None:
    """Between the sides of a cut there are blanks, at least one, and nothing else."""
    with pytest.raises(CorpusError, match="occurs 0 times, not once"):
        find_cuts(source, spec(cuts=[{"before": "It came", "after": "and"}]))


def test_a_sentence_after_a_cut_keeps_its_place() -> None:
    """Behind a cut, and behind two, a sentence's span is where its words stand in the source."""
    source = "1.\n\nIt came\n\n\nand went. Then it\n\nrained. All is well."
    cuts = [{"before": "Then it", "after": "rained."}, {"before": "came", "after": "and"}]
    (paragraph,) = paragraphs(source, spec(cuts=cuts))
    found = list(sentences(source, paragraph, language="en"))
    assert [(piece.span, piece.cuts) for piece in found] == [
        (Span(4, 23), (Span(11, 14),)),
        (Span(24, 40), (Span(31, 33),)),
        (Span(41, 53), ()),
    ]
    assert source[41:53] == "All is well."


def test_a_cut_between_two_sentences() -> None:
    """A page break between sentences is a cut of the paragraph and of neither sentence."""
    source = "1.\n\nIt came.\n\nIt went."
    (paragraph,) = paragraphs(source, spec(cuts=[{"before": "It came.", "after": "It"}]))
    assert paragraph.cuts == (Span(12, 14),)
    found = list(sentences(source, paragraph, language="en"))
    assert [(piece.numbers, piece.span, piece.cuts) for piece in found] == [
        ((1, 1), Span(4, 12), ()),
        ((1, 2), Span(14, 22), ()),
    ]


def test_no_heading_after_the_front() -> None:
    """A text whose body does not begin with a heading is refused, and so is one with too few blocks."""
    with pytest.raises(CorpusError, match=r"f\.txt: a heading is wanted after title"):
        split("Title\n\nAlpha.", front=["title"])
    with pytest.raises(CorpusError, match=r"f\.txt: a heading is wanted after the beginning"):
        split("Alpha.")
    with pytest.raises(CorpusError, match=r"f\.txt: 1 blocks; front and back alone name more"):
        split("Title.", front=["title"], back=["end"])


WORDS = st.sampled_from(
    ["It", "went", "well.", "Mr.", "Why?", "\u200b", "3.5", "e.g.", "(so)", "\u00e9.", "\n", "\U0001f525"]
)


@settings(max_examples=150)
@given(words=st.lists(WORDS, min_size=1, max_size=25))
def test_sentences_partition_any_paragraph(words: list[str]) -> None:
    """Whatever the splitter says, sentences follow one another and leave nothing but blanks between."""
    text = " ".join(words).strip()
    paragraph = Piece("1", (1,), Span(0, len(text)), ())
    found = list(sentences(text, paragraph, language="en"))
    at = 0
    for piece in found:
        assert text[at : piece.span.start].strip() == ""
        assert piece.span.start < piece.span.end
        at = piece.span.end
    assert text[at:].strip() == ""
    assert [piece.numbers for piece in found] == [(1, number) for number in range(1, len(found) + 1)]

"""Splitting a source text into sections, paragraphs and sentences, with exact offsets.

Sentences are found by sentencex, which Wikimedia maintains for its languages. Whatever it says, a passage's text is
always a stretch of the source: offsets are checked, never assumed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outlast.errors import CorpusError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from outlast.corpus.source import TextSource

_BLOCK = re.compile(r"\S(?:.*?\S)??(?=\s*\n\s*\n|\s*\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the source: half-open, in code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph or a sentence of the source.

    Attributes:
        section: that it belongs to.
        numbers: the paragraph in its section, and for a sentence the sentence in its paragraph, from 1.
        span: its stretch of the source, page breaks included.
        cuts: the page breaks inside it.
    """

    section: str
    numbers: tuple[int, ...]
    span: Span
    cuts: tuple[Span, ...]


def mended(source: str, span: Span, cuts: Sequence[Span]) -> str:
    r"""The words of a span: each page break in it becomes one space.

    >>> mended("protesters\n\nare punished", Span(0, 24), [Span(10, 12)])
    'protesters are punished'
    """
    parts, at = [], span.start
    for cut in cuts:
        parts.append(source[at : cut.start])
        at = cut.end
    return " ".join([*parts, source[at : span.end]])


def find_cuts(source: str, spec: TextSource) -> tuple[Span, ...]:
    """The page breaks that a spec names, in order.

    Raises:
        CorpusError: for one that does not occur exactly once, or has more than blanks between its words.
    """
    spans = []
    for cut in spec.cuts:
        found = list(re.finditer(re.escape(cut.before) + r"(\s+)" + re.escape(cut.after), source))
        if len(found) != 1:
            raise CorpusError(
                f"{spec.file}: the cut between {cut.before!r} and {cut.after!r} occurs {len(found)} times, not once"
            )
        spans.append(Span(*found[0].span(1)))
    return tuple(sorted(spans, key=lambda span: span.start))


def paragraphs(source: str, spec: TextSource) -> Iterator[Piece]:
    """The paragraphs of a source, in reading order, each with its section.

    Raises:
        CorpusError: when the source has not the blocks that the spec names.
    """
    cuts = find_cuts(source, spec)
    blocks = _blocks(source, cuts)
    if len(blocks) < len(spec.front) + len(spec.back):
        raise CorpusError(f"{spec.file}: {len(blocks)} blocks; front and back alone name more")
    last = len(blocks) - len(spec.back)
    heading = re.compile(spec.heading)
    section, count = "", 0
    seen: set[str] = set()
    for number, block in enumerate(blocks):
        if number < len(spec.front):
            section, count = spec.front[number], 0
        elif number >= last:
            section, count = spec.back[number - last], 0
        elif match := heading.fullmatch(source, block.start, block.end):
            section, count = match[1], 0
            if section in seen or section in {*spec.front, *spec.back}:
                twice = f"section {section!r} comes twice; two passages would be {spec.document_id}/{section}.1"
                raise CorpusError(f"{spec.file}: {twice}")
            seen.add(section)
            continue
        elif number == len(spec.front):
            raise CorpusError(f"{spec.file}: a heading is wanted after {', '.join(spec.front) or 'the beginning'}")
        count += 1
        span = _without_markup(source, block, spec.markup)
        inside = tuple(cut for cut in cuts if span.start <= cut.start and cut.end <= span.end)
        yield Piece(section, (count,), span, inside)


def sentences(source: str, paragraph: Piece, *, language: str) -> Iterator[Piece]:
    """The sentences of a paragraph, in order.

    Raises:
        CorpusError: when what the splitter gives is no stretch of the paragraph.
    """
    from sentencex import get_sentence_boundaries

    text = mended(source, paragraph.span, paragraph.cuts)
    at, count = 0, 0
    for boundary in get_sentence_boundaries(language, text):
        words = boundary["text"].strip()
        if not words:
            continue
        start = text.find(words, at)
        if start < 0 or text[at:start].strip():
            raise CorpusError(f"the splitter gave {words[:40]!r}, which does not follow in its paragraph")
        at = start + len(words)
        count += 1
        span = Span(_unmended(paragraph, start), _unmended(paragraph, at - 1) + 1)
        inside = tuple(cut for cut in paragraph.cuts if span.start <= cut.start and cut.end <= span.end)
        yield Piece(paragraph.section, (*paragraph.numbers, count), span, inside)
    if text[at:].strip():
        raise CorpusError(f"the splitter left out {text[at:].strip()[:40]!r}")


def _unmended(paragraph: Piece, offset: int) -> int:
    """Where a code point of the mended text stands in the source; the space of a cut stands at the cut's start."""
    place = paragraph.span.start + offset
    for cut in paragraph.cuts:
        if place > cut.start:
            place += cut.end - cut.start - 1
    return place


def _blocks(source: str, cuts: Sequence[Span]) -> list[Span]:
    """The stretches between blank lines; a blank line that is a cut does not end one."""
    blocks: list[Span] = []
    for match in _BLOCK.finditer(source):
        if blocks and any(cut.start == blocks[-1].end and cut.end == match.start() for cut in cuts):
            blocks[-1] = Span(blocks[-1].start, match.end())
        else:
            blocks.append(Span(*match.span()))
    return blocks


def _without_markup(source: str, block: Span, markup: Sequence[str]) -> Span:
    start, end = block.start, block.end
    for mark in markup:
        if source.startswith(mark, start, end):
            start += len(mark)
        if source.endswith(mark, start, end):
            end -= len(mark)
    return Span(start, end)

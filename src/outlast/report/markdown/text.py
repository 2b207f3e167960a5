"""The text in reading order: what a filter blocks is struck out, and who blocks it stands behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outlast.report.markdown.pieces import heading, paragraph, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outlast.report.page.document import Paragraph, Part, Passage


def text(part: Part, *, level: int) -> Iterator[str]:
    """The text of a part, as the page opens with it.

    Args:
        part: of the document.
        level: of its headings.
    """
    lead = f"What {part.opened} blocks is struck out; behind a passage, in parentheses, stands which filters block it. "
    yield from paragraph(plain(f"{lead}What {part.opened} leaves of the text: {part.kept}."))
    for section in part.sections:
        if section.heading:
            yield from heading(level, section.heading)
        for each in section.paragraphs:
            yield from paragraph(_paragraph(each, part))


def _paragraph(of: Paragraph, part: Part) -> str:
    return " ".join(_passage(each, part) for each in of.passages)


def _passage(passage: Passage, part: Part) -> str:
    said = plain(passage.text)
    if passage.outcome == "blocked" and said:
        said = f"~~{said}~~"
    letters = {each.name: own[passage.index] for each, own in zip(part.filters, part.outcomes[0], strict=True)}
    blocked = [name for name, letter in letters.items() if letter == "1"]
    failed = [f"no decision by {name}" for name, letter in letters.items() if letter == "e"]
    who = f"*({plain(', '.join([*blocked, *failed]))})*" if blocked or failed else ""
    number = f"**{plain(passage.number)}**" if passage.number else ""
    return " ".join(piece for piece in (number, said, who) if piece)

"""Pieces of GitHub-flavoured Markdown; every text that comes in is escaped, and what is invisible in it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outlast.sheets.markdown import code, escaped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


def plain(text: str) -> str:
    r"""A text in which nothing is markup.

    >>> plain("a\u200b*b*")
    'a‹ZWSP›\\*b\\*'
    """
    return escaped(text)


def literal(text: str) -> str:
    """A text as code: a signature, a command."""
    return code(text)


def heading(level: int, text: str) -> list[str]:
    """A heading with the empty line before it."""
    return ["", f"{'#' * level} {plain(text)}"]


def paragraph(*texts: str) -> list[str]:
    """A paragraph of texts that are escaped already, with the empty line before it."""
    line = " ".join(text for text in texts if text)
    return ["", line] if line else []


def table(headers: Sequence[tuple[str, str]], rows: Iterable[Sequence[str]], *, title: str = "") -> Iterator[str]:
    """A table.

    Args:
        headers: each with how its column is aligned, ``left`` or ``right``.
        rows: of texts.
        title: above it, in bold.
    """
    if title:
        yield from paragraph(f"**{plain(title)}**")
    yield ""
    yield _row(plain(header) for header, _ in headers)
    yield _row("---:" if align == "right" else ":---" for _, align in headers)
    for row in rows:
        yield _row(plain(cell) for cell in row)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"

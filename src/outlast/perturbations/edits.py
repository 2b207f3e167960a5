"""Edits: what a perturbation did to a text, exactly enough to undo it and to carry spans across."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """One replacement: ``text[start:end]`` became ``replacement``. An insertion has ``start == end``.

    Attributes:
        start: first code point replaced, in the passage's own text.
        end: one past the last.
        replacement: what stands there instead.
    """

    start: int
    end: int
    replacement: str


def apply(text: str, edits: Sequence[Edit]) -> str:
    """The rendering: the text with each edit made. Edits are in order and do not overlap.

    Raises:
        ValueError: for edits that are out of order, overlap, or lie outside the text.

    >>> apply("no war", [Edit(2, 2, "!"), Edit(3, 4, "W")])
    'no! War'
    """
    parts, at = [], 0
    for edit in edits:
        if not at <= edit.start <= edit.end <= len(text):
            raise ValueError(f"edit {edit} is out of order, or outside the text of {len(text)} code points")
        parts += [text[at : edit.start], edit.replacement]
        at = edit.end
    return "".join([*parts, text[at:]])


def source_span(edits: Sequence[Edit], start: int, end: int) -> tuple[int, int]:
    """The span of the passage's own text that a span of the rendering came from.

    A boundary inside a replacement moves out to that edit's own boundary, so the result covers all that was touched.

    Args:
        edits: the rendering's edits, in order.
        start: first code point in the rendering.
        end: one past the last.

    >>> source_span([Edit(2, 2, "ZZ")], 1, 5)
    (1, 3)
    """
    return _back(edits, start, forward=False), _back(edits, end, forward=True)


def _back(edits: Sequence[Edit], offset: int, *, forward: bool) -> int:
    shift = 0
    for edit in edits:
        begins = edit.start + shift
        ends = begins + len(edit.replacement)
        if offset <= begins:
            break
        if offset < ends:
            return edit.end if forward else edit.start
        shift += len(edit.replacement) - (edit.end - edit.start)
    return offset - shift

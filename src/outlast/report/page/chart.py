"""Geometry of the page's charts, as numbers for SVG attributes: no style attribute is ever needed.

Lengths along an axis are percentages, so that a chart is as wide as its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MAP_ROWS = 360
"""Rows of a minimap at most; with more passages, a row stands for several and is shaded by the share blocked."""

SHADES = 4
"""Steps of that shading."""


@dataclass(frozen=True, slots=True)
class Whisker:
    """A rate and its interval on an axis from 0 to 100 %: where the dot is, and from where to where the line."""

    dot: str
    low: str
    high: str


def whisker(of: Mapping[str, Any]) -> Whisker | None:
    """A proportion as a dot with its interval; None where there is no data.

    >>> whisker({"rate": 0.5, "low": 0.2366, "high": 0.7634})
    Whisker(dot='50%', low='23.66%', high='76.34%')
    """
    if of["rate"] is None:
        return None
    places = (of["rate"] if of[name] is None else of[name] for name in ("rate", "low", "high"))
    return Whisker(*(f"{place * 100:.2f}".rstrip("0").rstrip(".") + "%" for place in places))


@dataclass(frozen=True, slots=True)
class Strip:
    """One filter's column of the minimap: for each shade, from light to full, the path that fills its rows."""

    filter: str
    paths: tuple[str, ...]


def map_rows(passages: int) -> int:
    """How many rows a minimap has."""
    return min(passages, MAP_ROWS)


def strip(name: str, letters: str) -> Strip:
    """The rows of a minimap that a filter blocks, in units of one row's height and one column's width.

    Args:
        name: the filter.
        letters: its outcomes, one letter a passage (`outlast.report.page.decided.LETTERS`).

    >>> strip("list", "0110").paths
    ('', '', '', 'M0 1h1v2h-1z')
    """
    rows = map_rows(len(letters))
    shades = [_shade(letters[at * len(letters) // rows : (at + 1) * len(letters) // rows]) for at in range(rows)]
    return Strip(name, tuple(_path(shades, shade) for shade in range(1, SHADES + 1)))


def _shade(letters: str) -> int:
    """0 where nothing is blocked, `SHADES` where all is; something blocked is never 0."""
    return -(-letters.count("1") * SHADES // max(len(letters), 1))


def _path(shades: Sequence[int], wanted: int) -> str:
    parts, at = [], 0
    while at < len(shades):
        end = at
        while end < len(shades) and shades[end] == wanted:
            end += 1
        if end > at:
            parts.append(f"M0 {at}h1v{end - at}h-1z")
        at = max(end, at + 1)
    return "".join(parts)

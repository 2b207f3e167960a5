"""A figure before it is a file: what it is called, what it shows in words, and the drawing itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A figure.

    Attributes:
        name: for its files, without an ending.
        title: what it shows, in a line.
        alt: the same in words with its numbers, for who does not see it.
        drawing: as matplotlib has it.
    """

    name: str
    title: str
    alt: str
    drawing: Figure

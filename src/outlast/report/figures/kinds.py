"""The figures of a report, joined in one visible place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from outlast.report.figures.labels import labels
from outlast.report.figures.minimap import minimap
from outlast.report.figures.robustness import robustness
from outlast.report.figures.survival import survival
from outlast.report.figures.thresholds import thresholds

if TYPE_CHECKING:
    from collections.abc import Callable

    from outlast.report.figures.picture import Picture
    from outlast.report.page.document import Part


@dataclass(frozen=True, slots=True)
class FigureKind:
    """One kind of figure.

    Attributes:
        purpose: the question that it answers, in a line.
        draw: from what the page shows of a run to figures; none where there is nothing to show.
    """

    purpose: str
    draw: Callable[[Part], tuple[Picture, ...]]


FIGURES: tuple[FigureKind, ...] = (
    FigureKind("how much survives each filter, and how sure that is", survival),
    FigureKind("who blocks what, in the whole text", minimap),
    FigureKind("what would survive at another threshold", thresholds),
    FigureKind("who is silenced: survival by the values of each label", labels),
    FigureKind("what rewriting gains, and what it costs", robustness),
)
"""In the order of the page."""

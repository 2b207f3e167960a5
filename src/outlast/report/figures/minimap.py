"""The minimap: the whole text from left to right, a row for each filter, black where it blocks."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from outlast.report.figures.canvas import INK, PAGE, QUIET, SMALL, bare, label, panels
from outlast.report.figures.picture import Picture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes

    from outlast.report.page.document import Part

CELLS = 600
"""Cells of a row at most; with more passages, a cell stands for several and is shaded by the share blocked."""

SHADES = ("#ffffff", "#bdbab3", "#8b8880", "#57544e", INK)
"""From none blocked to all blocked, in quarters; something blocked is never white."""

HEADINGS = 14
"""Sections at most whose headings stand below the map."""


def minimap(part: Part) -> tuple[Picture, ...]:
    """One figure: each filter's row, and below them what the policy would block, where it says anything."""
    rows = [(label(each.name), letters) for each, letters in zip(part.filters, part.outcomes[0], strict=True)]
    targets = part.data["targets"]
    policy = [(f"{label(part.policy)}\nwould block", targets.replace("n", "0"))] if "1" in targets else []
    count = part.shown_count
    figure, (axes,) = panels(
        1, 1, width=PAGE, height=0.55 + 0.26 * len(rows) + 0.36 * len(policy), signature=part.signature
    )
    places = [*range(len(rows)), *(len(rows) + 0.35 for _ in policy)]
    for at, (_, letters) in zip(places, [*rows, *policy], strict=True):
        _row(axes, letters, at=at)
    axes.set_yticks(places, [name for name, _ in [*rows, *policy]])
    axes.set_ylim(places[-1] + 0.5, -0.5)
    axes.set_xlim(0, count)
    _sections(axes, part, below=places[-1] + 0.5)
    bare(axes)
    axes.set_xlabel(_about(part), color=QUIET, fontsize=SMALL)
    title = f"What each filter blocks in the text ({part.perturbation})"
    outcomes = zip(part.filters, part.outcomes[0], strict=True)
    said = [f"{each.name} blocks {letters.count('1')}" for each, letters in outcomes]
    if policy:
        said.append(f"{part.policy} would block {targets.count('1')}")
    return (Picture("minimap", title, f"{title}: of {count:,} {part.unit}, {'; '.join(said)}.", figure),)


def cells(letters: str, *, most: int = CELLS) -> list[tuple[float, float, int]]:
    """Stretches of a row that are shaded alike, from which passage on, how many, and how dark (0 to 4).

    Args:
        letters: an outcome for each passage (`outlast.report.page.decided.LETTERS`).
        most: cells at most.

    >>> cells("0110")
    [(0.0, 1.0, 0), (1.0, 2.0, 4), (3.0, 1.0, 0)]
    >>> cells("01000000", most=2)
    [(0.0, 4.0, 1), (4.0, 4.0, 0)]
    """
    count = min(len(letters), most)
    ends = [at * len(letters) // count for at in range(count + 1)]
    shades = [_shade(letters[ends[at] : ends[at + 1]]) for at in range(count)]
    found, at = [], 0
    for shade, same in groupby(shades):
        until = at + len(list(same))
        found.append((float(ends[at]), float(ends[until] - ends[at]), shade))
        at = until
    return found


def _shade(letters: str) -> int:
    return -(-letters.count("1") * (len(SHADES) - 1) // max(len(letters), 1))


def _row(axes: Axes, letters: str, *, at: float) -> None:
    for shade in range(1, len(SHADES)):
        stretches = [(start, width) for start, width, own in cells(letters) if own == shade]
        if stretches:
            axes.broken_barh(stretches, (at - 0.36, 0.72), facecolor=SHADES[shade], linewidth=0)
    failed = [(start, width) for start, width, own in cells(letters.translate({49: 48, 101: 49})) if own]
    if failed:
        axes.broken_barh(failed, (at - 0.08, 0.16), facecolor=QUIET, linewidth=0)
    axes.broken_barh([(0, len(letters))], (at - 0.36, 0.72), facecolor="none", edgecolor=QUIET, linewidth=0.4)


def _sections(axes: Axes, part: Part, *, below: float) -> None:
    """A tick at each section's beginning, and its heading where there is room for all of them."""
    starts = list(_starts(part))
    shown = [(start, heading) for start, heading in starts if heading]
    if len(starts) < 2 or len(shown) > HEADINGS:
        axes.set_xticks([])
        return
    axes.set_xticks([start for start, _ in shown], [label(heading, longest=14) for _, heading in shown], ha="left")
    for start, _ in starts[1:]:
        axes.plot([start, start], [-0.5, below], color=QUIET, linewidth=0.5, linestyle=(0, (1, 1.5)))


def _starts(part: Part) -> Iterator[tuple[int, str]]:
    for section in part.sections:
        yield section.paragraphs[0].passages[0].index, section.heading


def _about(part: Part) -> str:
    said = f"{part.shown_count:,} {part.unit} in reading order; black: blocked"
    if part.shown_count > CELLS:
        said += ", grey: some of several"
    if any("e" in letters for letters in part.outcomes[0]):
        said += "; thin bar: no decision"
    if part.sampled:
        said += f"; a stratified sample of {part.sampled.of:,}"
    return said

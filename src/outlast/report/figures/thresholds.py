"""Threshold curves: survival, over- and under-blocking over the threshold of each filter with scores."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outlast.report.figures.canvas import (
    ACCENT,
    COLUMN,
    INK,
    PAGE,
    QUIET,
    SMALL,
    bare,
    grid_of,
    label,
    panels,
    rate_axis,
)
from outlast.report.figures.picture import Picture
from outlast.sheets.cells import decimal, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from outlast.report.page.document import Part
    from outlast.statistics.curves import Curve

LINES = (
    ("survived", "survive", INK, "-"),
    ("over_blocked", "over-blocked", ACCENT, (0, (4, 1.6))),
    ("under_blocked", "under-blocked", QUIET, (0, (1, 1.1))),
)
"""Attribute of a curve, its name, colour and dashes: they are told apart without colour."""


def thresholds(part: Part) -> tuple[Picture, ...]:
    """One figure, a panel for each filter with scores; none where no filter has any."""
    if not part.curves:
        return ()
    rows, columns = grid_of(len(part.curves), most=2)
    figure, every = panels(
        rows,
        columns,
        width=COLUMN if columns == 1 else PAGE,
        height=0.35 + 1.75 * rows,
        signature=part.signature,
        sharey=True,
    )
    as_run = {each.name: each.threshold for each in part.filters}
    said = []
    for at, (axes, curve) in enumerate(zip(every, part.curves, strict=False)):
        _panel(axes, curve, as_run=as_run[curve.filter])
        axes.set_title(label(curve.filter, longest=40), loc="left", pad=12)
        if at % columns == 0:
            axes.set_ylabel(f"share of {part.unit}", fontsize=SMALL)
        said.append(_said(curve, as_run=as_run[curve.filter]))
    for axes in every[len(part.curves) :]:
        axes.set_axis_off()
    handles, names = every[0].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside upper left", ncols=3, frameon=False, handlelength=2.6)
    title = f"Survival, over- and under-blocking at every threshold ({part.perturbation})"
    return (Picture("thresholds", title, f"{title}. {' '.join(said)}", figure),)


def _panel(axes: Axes, curve: Curve, *, as_run: float | None) -> None:
    low, high = curve.thresholds[0], curve.thresholds[-1]
    room = (high - low or 1.0) * 0.04
    ends = [low - room, *curve.thresholds, high + room]
    for name, said, colour, dashes in LINES:
        rates = getattr(curve, name)
        above = [] if not rates else [0.0 if name == "over_blocked" else 1.0]
        if rates:
            # Up to its threshold a step is what it is at it: what scores just there is blocked.
            axes.step(ends, [rates[0], *rates, *above], where="pre", color=colour, linestyle=dashes, label=said)
    rate_axis(axes, axis="y")
    axes.tick_params(axis="y", labelsize=SMALL)
    axes.set_xlim(low - room, high + room)
    axes.set_xlabel("blocks from this score on", fontsize=SMALL)
    bare(axes, "bottom")
    if as_run is not None and low - room <= as_run <= high + room:
        axes.axvline(as_run, color=QUIET, linewidth=0.7)
        axes.annotate(
            f"as run: {decimal(as_run, places=3)}",
            (as_run, 1.0),
            (0, 2),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=SMALL,
            color=QUIET,
        )


def _said(curve: Curve, *, as_run: float | None) -> str:
    """What a curve shows, in words: where it goes from and to, and where it stands as run."""
    n, others, targets = curve.n
    told = (
        f"{curve.filter}: scores of {n:,} from {decimal(curve.thresholds[0], places=3)} to "
        f"{decimal(curve.thresholds[-1], places=3)}; {others:,} that the policy would let through, {targets:,} that "
        "it would block."
    )
    if as_run is None:
        return told
    at = next((at for at, threshold in enumerate(curve.thresholds) if threshold >= as_run), None)
    rates = {
        said: (getattr(curve, name)[at] if at is not None else float(name != "over_blocked"))
        for name, said, _, _ in LINES
        if getattr(curve, name)
    }
    shown = ", ".join(f"{percent(rate)} {said}" for said, rate in rates.items())
    return f"{told} As run, from {decimal(as_run, places=3)}: {shown}."

"""A rate before and after as a dumbbell: geometry for SVG attributes, in percent of the axis from 0 to 100 %."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dumbbell:
    """Where the two dots are, and from where to where the line of the interval goes.

    Attributes:
        before: the hollow dot.
        after: the filled dot.
        low: where the interval begins; equal to ``after`` where there is none.
        high: where it ends.
    """

    before: str
    after: str
    low: str
    high: str


def dumbbell(
    before: float | None, after: float | None, *, low: float | None = None, high: float | None = None
) -> Dumbbell | None:
    """A change of a rate; None where there is no data.

    The interval is that of the difference, laid off from the rate before, since the two rates are of the same passages
    and their own intervals would say nothing of how they differ. It is cut where the axis ends.

    Args:
        before: a rate in [0, 1].
        after: the same.
        low: lower end of the difference's interval, in [-1, 1]; None where there is none.
        high: upper end.

    >>> dumbbell(0.5, 0.75, low=0.125, high=0.6)
    Dumbbell(before='50%', after='75%', low='62.5%', high='100%')
    """
    if before is None or after is None:
        return None
    ends = (after, after) if low is None or high is None else (before + low, before + high)
    return Dumbbell(_place(before), _place(after), _place(ends[0]), _place(ends[1]))


def _place(rate: float) -> str:
    text = f"{min(max(rate, 0.0), 1.0) * 100:.2f}"
    return text.rstrip("0").rstrip(".") + "%"

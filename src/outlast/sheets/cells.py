"""Numbers as people read them, the same in every form of a table."""

from __future__ import annotations

PLACES = (0, 1, 2)
"""Decimals of a percentage that are tried, in this order."""


def percent(rate: float | None) -> str:
    """A rate. What is neither none nor all is never shown as 0 % or 100 %: it has as many decimals as that takes.

    >>> percent(0.7581), percent(0.998311), percent(1.0), percent(None)
    ('76 %', '99.8 %', '100 %', 'no data')
    """
    if rate is None:
        return "no data"
    for places in PLACES:
        text = f"{rate * 100:.{places}f}"
        if rate in {0, 1} or float(text) not in {0, 100}:
            return f"{text} %"
    return "< 0.01 %" if rate < 0.5 else "> 99.99 %"


def percent_range(low: float | None, high: float | None) -> str:
    """An interval of a rate.

    Ends that differ are not shown as the same, down to a hundredth of a point.

    >>> percent_range(0.6359, 0.8489), percent_range(0.9696, 0.9703), percent_range(None, None)
    ('64–85 %', '96.96–97.03 %', '–')
    """
    if low is None or high is None:
        return "–"
    for places in PLACES:
        ends = f"{low * 100:.{places}f}", f"{high * 100:.{places}f}"
        if low == high or ends[0] != ends[1]:
            break
    return f"{ends[0]}–{ends[1]} %"


def points(difference: float | None) -> str:
    """A difference of rates, in percentage points, with its sign.

    >>> points(-0.0484), points(0.0), points(None)
    ('−5', '0', 'no data')
    """
    if difference is None:
        return "no data"
    rounded = round(difference * 100)
    return "0" if rounded == 0 else f"{rounded:+d}".replace("-", "−")


def points_range(low: float | None, high: float | None) -> str:
    """An interval of a difference, in percentage points.

    >>> points_range(-0.12, 0.034)
    '−12 to +3'
    """
    return "–" if low is None or high is None else f"{points(low)} to {points(high)}"


def decimal(value: float | None, *, places: int = 2) -> str:
    """A number that is no rate.

    >>> decimal(0.83411), decimal(-0.5), decimal(None)
    ('0.83', '−0.50', '–')
    """
    return "–" if value is None else f"{value:.{places}f}".replace("-", "−")


def decimal_range(low: float | None, high: float | None, *, places: int = 2) -> str:
    """An interval of a number that is no rate.

    >>> decimal_range(0.1, 0.25)
    '0.10 to 0.25'
    """
    return "–" if low is None or high is None else f"{decimal(low, places=places)} to {decimal(high, places=places)}"


def count_of(count: int, n: int) -> str:
    """A count among n.

    >>> count_of(7, 42), count_of(0, 0)
    ('7 of 42', 'no data')
    """
    return f"{count:,} of {n:,}" if n else "no data"


def p_value(p: float | None) -> str:
    """A p-value, as the APA's Publication Manual (7th ed., section 6.36) writes it: three decimals, or ``< .001``.

    >>> p_value(0.0312), p_value(0.00004), p_value(1.0)
    ('.031', '< .001', '1.000')
    """
    if p is None:
        return "–"
    if p < 0.001:
        return "< .001"
    return f"{p:.3f}".removeprefix("0")

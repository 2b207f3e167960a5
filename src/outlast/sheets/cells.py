"""Numbers as people read them, the same in every form of a table."""

from __future__ import annotations


def percent(rate: float | None) -> str:
    """A rate.

    >>> percent(0.7581), percent(None)
    ('76 %', 'no data')
    """
    return "no data" if rate is None else f"{rate * 100:.0f} %"


def percent_range(low: float | None, high: float | None) -> str:
    """An interval of a rate.

    >>> percent_range(0.6359, 0.8489), percent_range(None, None)
    ('64–85 %', '–')
    """
    return "–" if low is None or high is None else f"{low * 100:.0f}–{high * 100:.0f} %"


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

"""A proportion with its n and its interval."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Proportion:
    """A count among n, with a score interval of the rate.

    Wilson's of n independent passages from `proportion`, that of clusters from `outlast.statistics.clustered`.

    Attributes:
        count: how many have the property.
        n: among how many.
        rate: count / n; None where n is 0 (no data).
        low: lower end of the interval, in [0, 1]; None where n is 0.
        high: upper end.
    """

    count: int
    n: int
    rate: float | None
    low: float | None
    high: float | None


def wilson(rate: float, n: float, *, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Both ends of the Wilson score interval, for an n that is no count of passages: an effective sample size, say.

    Args:
        rate: in [0, 1].
        n: above 0; neither it nor rate times it need be whole.
        confidence: of the interval, in (0, 1).

    >>> [round(end, 4) for end in wilson(0.5, 10)]
    [0.2366, 0.7634]
    """
    from scipy.special import ndtri

    quantile = float(ndtri((1 + confidence) / 2))
    shrunk = 1 + quantile**2 / n
    middle = (rate + quantile**2 / (2 * n)) / shrunk
    half = quantile / shrunk * sqrt(rate * (1 - rate) / n + quantile**2 / (4 * n**2))
    return max(0.0, min(rate, middle - half)), min(1.0, max(rate, middle + half))


def proportion(count: int, n: int, *, confidence: float = CONFIDENCE) -> Proportion:
    """A proportion with its Wilson score interval (Wilson 1927, doi:10.1080/01621459.1927.10502953), from scipy.

    The interval assumes that the n are independent. Sentences of one paragraph hang together, and renderings of one
    passage more so; read it as the precision of the count at best.

    Args:
        count: how many have the property.
        n: among how many; 0 gives a proportion without rate.
        confidence: of the interval, in (0, 1).

    Raises:
        ValueError: unless 0 <= count <= n.

    >>> half = proportion(5, 10)
    >>> half.rate, round(half.low, 4), round(half.high, 4)
    (0.5, 0.2366, 0.7634)
    >>> proportion(0, 0).rate is None
    True
    """
    if not 0 <= count <= n:
        raise ValueError(f"{count} of {n} is no proportion")
    if n == 0:
        return Proportion(0, 0, None, None, None)
    from scipy.stats import binomtest

    interval = binomtest(count, n).proportion_ci(confidence_level=confidence, method="wilson")
    return Proportion(count, n, count / n, float(interval.low), float(interval.high))

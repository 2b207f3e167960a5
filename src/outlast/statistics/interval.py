"""An estimate with its interval, and how the interval was made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Method = Literal["wilson", "bca", "basic", "none"]


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate and a 95 % interval, unless another confidence was asked for.

    Attributes:
        estimate: from all of the data; None where it is undefined (no data, a denominator of 0).
        low: lower end; None where no interval can be given.
        high: upper end.
        method: ``bca`` (bias-corrected and accelerated bootstrap of whole clusters); ``basic`` (basic bootstrap, for
            distances; `outlast.statistics.distortion` says why); ``wilson`` (score interval of a
            proportion, here with the number of clusters as n: what is given where every resample is the same);
            ``none`` where there is no interval.
        clusters: how many clusters took part.
        undefined: share of the resamples in which the statistic was undefined, and which were left out.
    """

    estimate: float | None
    low: float | None
    high: float | None
    method: Method
    clusters: int
    undefined: float = 0.0

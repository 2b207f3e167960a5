"""An estimate with its interval, and how the interval was made."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Method = Literal["wilson", "bca", "basic", "t", "logit", "mover", "none"]


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate and a 95 % interval, unless another confidence was asked for.

    Attributes:
        estimate: from all of the data; None where it is undefined (no data, a denominator of 0).
        low: lower end; None where no interval can be given.
        high: upper end.
        method: how the interval was made: ``bca``, a bias-corrected and accelerated bootstrap of whole clusters,
            widened for few clusters (`outlast.statistics.resampling`); ``basic``, the basic bootstrap, for
            distances (`outlast.statistics.distortion` says why); ``t``, a jackknife over clusters with Student's
            t (there too); ``wilson``, the score interval of a proportion, here with the number of clusters as n, which
            is given where every resample is the same; ``logit``, symmetric on the logit scale with Student's t and a
            variance over clusters (`outlast.statistics.areas`); ``mover``, from the intervals of two rates
            (`outlast.statistics.contrast`); ``none``, no interval.
        clusters: how many clusters took part.
        undefined: share of the resamples in which the statistic was undefined, and which were left out.
    """

    estimate: float | None
    low: float | None
    high: float | None
    method: Method
    clusters: int
    undefined: float = 0.0

    def within(self, least: float, most: float) -> Interval:
        """The same with its ends held to what the estimate can be.

        >>> Interval(0.75, 0.25, 1.25, "t", 4).within(-1, 1).high
        1
        """
        low, high = (None if end is None else min(max(end, least), most) for end in (self.low, self.high))
        return replace(self, low=low, high=high)

    def complement(self) -> Interval:
        """The interval of one less what this is of: under-blocking from recall, say.

        >>> Interval(0.75, 0.5, 0.875, "bca", 20).complement()
        Interval(estimate=0.25, low=0.125, high=0.5, method='bca', clusters=20, undefined=0.0)
        """
        estimate, low, high = (None if end is None else 1 - end for end in (self.estimate, self.high, self.low))
        return Interval(estimate, low, high, self.method, self.clusters, self.undefined)

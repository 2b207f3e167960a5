"""Contrasts: the difference of two rates that are not of the same passages, from their intervals.

The square-and-add method (Newcombe 1998, method 10,
doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I; for intervals of whatever kind, as MOVER, Zou and
Donner 2008, doi:10.1002/sim.3095): each end of the difference is as far from it as the root of the squares of how far
the two rates' ends lie from them. It takes the two rates as independent. Where their passages share clusters they vary
together, and it is cautious: for a group of a seventh or of two fifths of the passages against the rest it covered
93–99 % in 24 simulated cells (8 to 50 clusters, intracluster correlation 0 to 0.5; 500 samples each), where a BCa
interval of the difference covered 51–95 % and the jackknife's 75–96 %, since a group of few clusters is not in every
resample.
"""

from __future__ import annotations

from math import hypot

from outlast.statistics.interval import Interval


def difference(rate: Interval, other: Interval) -> Interval:
    """The first rate less the second, with its interval.

    Args:
        rate: of some passages, with its interval.
        other: of others; of the same confidence.

    Returns:
        Without ends where either has none. ``clusters`` is that of the one that has fewer.

    >>> found = difference(Interval(0.5, 0.25, 0.75, "bca", 9), Interval(0.75, 0.5, 0.875, "bca", 20))
    >>> found.estimate, round(found.low, 4), round(found.high, 4), found.clusters
    (-0.25, -0.5295, 0.1036, 9)
    """
    clusters = min(rate.clusters, other.clusters)
    if rate.estimate is None or other.estimate is None:
        return Interval(None, None, None, "none", clusters)
    apart = rate.estimate - other.estimate
    if rate.low is None or rate.high is None or other.low is None or other.high is None:
        return Interval(apart, None, None, "none", clusters)
    low = apart - hypot(rate.estimate - rate.low, other.high - other.estimate)
    high = apart + hypot(rate.high - rate.estimate, other.estimate - other.low)
    return Interval(apart, low, high, "mover", clusters)

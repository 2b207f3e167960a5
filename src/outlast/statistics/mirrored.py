"""Pairs of passages that say nearly the same: how often a filter treats the two sides differently, and which it blocks.

The sides of a mirrored pair differ in one thing (who is spoken of, which side is taken); near-duplicates in a few
letters. A filter *flips* on a pair if it blocks one side and lets the other through.

- *Share flipped*: flips among the pairs of which both sides were decided. Where every pair is a cluster of its own the
  interval is Wilson's, which is right for independent pairs; else BCa from a bootstrap of clusters.
- *Direction*: under the null hypothesis that what the sides differ in does not matter, a flip goes either way with
  chance one half. The exact two-sided test of that is the swap test (`outlast.statistics.swapping`); where every pair
  is a cluster of its own it is the binomial test on the flips, McNemar's exact test. Pairs that are not flipped say
  nothing about direction. With fewer than six independent flips it cannot reach .05, whatever they are.
- *What the policy asks*: where the policy itself would block one side only, a flip is wanted if it goes that way, and
  turned if it goes the other. Where the policy treats both sides alike, whichever way, a flip is what the policy gives
  no reason for: inconsistency in the narrow sense.

A pair's clusters are all those that its sides belong to, and pairs that share a passage or a cluster hang together:
they form one cluster (`linked`). That errs on the side of caution: intervals rather too wide than too narrow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from outlast.statistics.outcomes import ERROR
from outlast.statistics.resampling import RESAMPLES, cluster_sums
from outlast.statistics.share import share
from outlast.statistics.swapping import SwapTest, swap_test

if TYPE_CHECKING:
    from outlast.statistics.interval import Interval


@dataclass(frozen=True, slots=True)
class Mirrored:
    """What one filter did with pairs.

    Attributes:
        both_blocked: pairs of which both sides are blocked.
        only_first: pairs of which the first side alone is blocked.
        only_second: pairs of which the second side alone is blocked.
        neither: pairs of which neither side is blocked.
        left_out: pairs on a side of which the filter failed.
        flipped: the share of pairs that it treats differently.
        direction: whether one side is blocked more often than the other.
        asked: pairs that the policy would treat differently.
        wanted: of those, flips that go the policy's way.
        turned: of those, flips that go the other way.
        followed: the share wanted among asked.
        alike: pairs that the policy would treat alike.
        unasked: of those, flips.
        parted: the share unasked among alike.
        unsaid: pairs on a side of which the policy says nothing.
    """

    both_blocked: int
    only_first: int
    only_second: int
    neither: int
    left_out: int
    flipped: Interval
    direction: SwapTest
    asked: int
    wanted: int
    turned: int
    followed: Interval
    alike: int
    unasked: int
    parted: Interval
    unsaid: int

    @property
    def pairs(self) -> int:
        """Pairs of which both sides were decided."""
        return self.both_blocked + self.only_first + self.only_second + self.neither

    @property
    def flips(self) -> int:
        """Pairs that are treated differently."""
        return self.only_first + self.only_second


def mirrored(
    first: np.ndarray,
    second: np.ndarray,
    *,
    first_target: np.ndarray,
    second_target: np.ndarray,
    clusters: np.ndarray,
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> Mirrored:
    """What a filter did with pairs, and what its policy would have done.

    Args:
        first: shape (n,): what was decided of the first sides: 1 blocked, 0 survives, `ERROR`.
        second: the same of the second sides.
        first_target: shape (n,): 1 where the policy would block the first side, 0 where not, `ERROR` where it says
            nothing.
        second_target: the same of the second sides.
        clusters: shape (n,), whole numbers: each pair's cluster, as `linked` gives it.
        seed: of the bootstrap.
        resamples: of the bootstrap.

    >>> found = mirrored(
    ...     np.array([1, 1, 1, 0]), np.array([0, 0, 1, 0]),
    ...     first_target=np.array([1, 0, 1, 0]), second_target=np.array([0, 0, 0, 0]), clusters=np.arange(4),
    ... )
    >>> found.flips, found.only_first, found.direction.p, found.wanted, found.asked, found.unasked, found.alike
    (2, 2, 0.5, 1, 2, 1, 2)
    """
    decided = (first != ERROR) & (second != ERROR)
    one, other = first[decided] == 1, second[decided] == 1
    flips, group = one != other, clusters[decided]
    wants_one, wants_other = first_target[decided], second_target[decided]
    said = (wants_one != ERROR) & (wants_other != ERROR)
    asked, alike = said & (wants_one != wants_other), said & (wants_one == wants_other)
    goes_its_way = flips & (one == (wants_one == 1))

    def of(hits: np.ndarray, among: np.ndarray) -> Interval:
        return share(hits[among], clusters=group[among], seed=seed, resamples=resamples)

    anew = np.unique(group, return_inverse=True)[1]
    excess = cluster_sums((one.astype(int) - other.astype(int))[:, None], anew)[:, 0]
    return Mirrored(
        both_blocked=int((one & other).sum()),
        only_first=int((one & ~other).sum()),
        only_second=int((~one & other).sum()),
        neither=int((~one & ~other).sum()),
        left_out=int((~decided).sum()),
        flipped=of(flips, np.ones(len(flips), dtype=bool)),
        direction=swap_test(excess),
        asked=int(asked.sum()),
        wanted=int((asked & goes_its_way).sum()),
        turned=int((asked & flips & ~goes_its_way).sum()),
        followed=of(goes_its_way, asked),
        alike=int(alike.sum()),
        unasked=int((alike & flips).sum()),
        parted=of(flips, alike),
        unsaid=int((~said).sum()),
    )


def linked(first: np.ndarray, second: np.ndarray, clusters: np.ndarray) -> np.ndarray:
    """The clusters of pairs: two pairs are of one cluster if passages' clusters link them, directly or over others.

    Args:
        first: int, shape (n,): the number of each pair's first passage.
        second: the same of the second.
        clusters: int, shape (passages,): the number of each passage's cluster, from 0 without gaps.

    Returns:
        int64, shape (n,): connected components, numbered from 0 without gaps.

    >>> linked(np.array([0, 1, 3]), np.array([1, 2, 4]), np.arange(5)).tolist()
    [0, 0, 1]
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    if not len(first):
        return np.zeros(0, dtype=np.int64)
    size = int(clusters.max()) + 1
    edges = (np.ones(len(first), dtype=bool), (clusters[first], clusters[second]))
    component = connected_components(coo_matrix(edges, shape=(size, size)), directed=False)[1]
    found: np.ndarray = np.unique(component[clusters[first]], return_inverse=True)[1].astype(np.int64)
    return found

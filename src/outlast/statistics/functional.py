"""Functional tests: how often a filter does what its policy would, in each functionality of a suite.

A suite such as HateCheck (Röttger et al. 2021, doi:10.18653/v1/2021.acl-long.4) has cases in functionalities, each
testing one thing (negated hate, a slur reclaimed). A case is *passed* if the filter blocks it and the policy would, or
if neither does. What is reported is the paper's table: the share passed in each functionality, with n. Here failures
are told apart besides: *over-blocked* cases are blocked though the policy would not, *under-blocked* ones pass the
filter though the policy would block them. A functionality of HateCheck has one gold label, and so one kind of failure;
where the policy decides, cases of both kinds may stand in one functionality.

Cases made from one template differ by the group that they name, and hang together: intervals resample templates where
they are known (`outlast.statistics.share`), and are Wilson's where each case stands alone.

Over functionalities two sums are given. The *macro mean* is the plain mean of the shares passed, each functionality
counting alike however many cases it has: the suite's authors chose how many. Its interval is BCa from a bootstrap of
clusters over the whole suite; a functionality that a resample misses does not enter that resample's mean, which is
approximate where a functionality has few clusters. The *share of all cases* weighs functionalities by their cases.
Neither says how a filter does on what people write: the suite is no sample of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from outlast.statistics.interval import Interval
from outlast.statistics.outcomes import ERROR
from outlast.statistics.resampling import RESAMPLES, bootstrap, cluster_sums
from outlast.statistics.share import share

if TYPE_CHECKING:
    from collections.abc import Sequence

COIN = 0.5
"""A functionality of which less is passed is a failing one: Röttger et al. mark what is below a random choice
between two labels."""


@dataclass(frozen=True, slots=True)
class Passes:
    """What a filter did in one functionality.

    Attributes:
        value: the functionality.
        targets: cases that the policy would block, among those decided.
        others: cases that it would not.
        under_blocked: targets that survive.
        over_blocked: others that are blocked.
        left_out: cases on which the filter failed, or of which the policy says nothing.
    """

    value: str
    targets: int
    others: int
    under_blocked: int
    over_blocked: int
    left_out: int

    @property
    def cases(self) -> int:
        """Cases that count."""
        return self.targets + self.others

    @property
    def passed(self) -> int:
        """Cases in which the filter does what the policy would."""
        return self.cases - self.under_blocked - self.over_blocked


@dataclass(frozen=True, slots=True)
class Functionality:
    """A functionality's counts with their intervals.

    Attributes:
        counts: the counts.
        passed: the share of the cases that is passed.
        under: the share of the targets that is under-blocked.
        over: the share of the others that is over-blocked.
    """

    counts: Passes
    passed: Interval
    under: Interval
    over: Interval


@dataclass(frozen=True, slots=True)
class Suite:
    """One filter on a whole suite.

    Attributes:
        functionalities: in order.
        macro: the mean over functionalities of the share passed.
        everything: all cases together.
        failing: functionalities of which less than `COIN` is passed.
        tested: functionalities with a case that counts.
    """

    functionalities: tuple[Functionality, ...]
    macro: Interval
    everything: Functionality
    failing: int
    tested: int


def passes(blocked: np.ndarray, *, target: np.ndarray, value: np.ndarray, names: Sequence[str]) -> tuple[Passes, ...]:
    """Counts in each functionality, in the order of the names.

    Args:
        blocked: shape (n,): 1 blocked, 0 survives, `ERROR`.
        target: shape (n,): 1 where the policy would block, 0 where not, `ERROR` where it says nothing.
        value: shape (n,): the number of each case's functionality; negative where it has none.
        names: of the functionalities, by number.

    >>> found = passes(np.array([1, 0, 1, -1]), target=np.array([1, 1, 0, 1]), value=np.array([0, 0, 1, 1]), names="ab")
    >>> [(each.value, each.passed, each.cases, each.left_out) for each in found]
    [('a', 1, 2, 0), ('b', 0, 1, 1)]
    """
    counted = (blocked != ERROR) & (target != ERROR)
    size = len(names)

    def count(chosen: np.ndarray) -> list[int]:
        here: list[int] = np.bincount(value[chosen & (value >= 0)], minlength=size).tolist()
        return here

    columns = (
        count(counted & (target == 1)),
        count(counted & (target == 0)),
        count(counted & (target == 1) & (blocked == 0)),
        count(counted & (target == 0) & (blocked == 1)),
        count(~counted),
    )
    return tuple(Passes(name, *row) for name, row in zip(names, zip(*columns, strict=True), strict=True))


def suite(
    blocked: np.ndarray,
    *,
    target: np.ndarray,
    value: np.ndarray,
    names: Sequence[str],
    clusters: np.ndarray,
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> Suite:
    """One filter on a whole suite, with intervals.

    Args:
        blocked: as `passes`.
        target: as `passes`.
        value: as `passes`.
        names: as `passes`.
        clusters: shape (n,), whole numbers: each case's template, document, or itself.
        seed: of the bootstrap.
        resamples: of the bootstrap.
    """
    counted = (blocked != ERROR) & (target != ERROR) & (value >= 0)
    right = counted & (blocked == target)

    def measured(counts: Passes, here: np.ndarray) -> Functionality:
        def of(hits: np.ndarray, among: np.ndarray) -> Interval:
            return share(hits[among], clusters=clusters[among], seed=seed, resamples=resamples)

        among = counted & here
        return Functionality(
            counts, of(right, among), of(~right, among & (target == 1)), of(~right, among & (target == 0))
        )

    each = passes(blocked, target=target, value=value, names=names)
    (whole,) = passes(blocked, target=target, value=np.where(value >= 0, 0, -1), names=("all",))
    tested = [number for number, counts in enumerate(each) if counts.cases]
    return Suite(
        functionalities=tuple(measured(counts, value == number) for number, counts in enumerate(each)),
        macro=_macro(right[counted], value[counted], clusters[counted], tested, seed=seed, resamples=resamples),
        everything=measured(whole, value >= 0),
        failing=sum(each[number].passed < COIN * each[number].cases for number in tested),
        tested=len(tested),
    )


def _macro(
    right: np.ndarray, value: np.ndarray, clusters: np.ndarray, tested: list[int], *, seed: int, resamples: int
) -> Interval:
    """The mean of the shares passed."""
    if not tested:
        return Interval(None, None, None, "none", 0)
    place = np.searchsorted(tested, value)
    columns = np.zeros((len(right), 2 * len(tested)))
    rows = np.arange(len(right))
    columns[rows, place] = right
    columns[rows, len(tested) + place] = 1

    def mean(sums: np.ndarray) -> np.ndarray:
        passed, n = sums[..., : len(tested)], sums[..., len(tested) :]
        shares = np.where(n > 0, passed / np.where(n > 0, n, 1), 0.0)
        there = (n > 0).sum(axis=-1, keepdims=True)
        made: np.ndarray = shares.sum(axis=-1, keepdims=True) / there
        return made

    anew = np.unique(clusters, return_inverse=True)[1]
    return bootstrap(cluster_sums(columns, anew), mean, seed=seed, resamples=resamples)[0]

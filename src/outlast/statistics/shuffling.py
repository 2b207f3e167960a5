r"""Shuffling: what blocking at the same rate would leave if it were blind to the labels.

The null hypothesis of every test here: a filter blocks as it does, as much and in the same clumps, and that has nothing
to do with what the labels are about. Where a filter strikes in clumps (neighbours fall together) and labels come in
clumps (a paragraph is about one thing), the two meet by chance in more or less extreme ways than single passages would;
passages are *not* exchangeable then, and shuffling passage by passage would find effects where there are none.

So whole clusters are shuffled: each cluster keeps the sequence of its decisions, the clusters are put into a random
order, and the sequences are laid end to end over the passages, whose labels stay. As many passages are blocked as
before, and runs of decisions stay together. Where clusters are of one size this exchanges them exactly, and the test is
exact if clusters are independent and exchangeable under the null (a permutation test: Good 2005, "Permutation,
Parametric, and Bootstrap Tests of Hypotheses", chapter 3, doi:10.1007/b138696; that what hangs together has to be moved
together: Winkler et al. 2015, doi:10.1016/j.neuroimage.2015.05.092). Where sizes differ a sequence may come to lie over
a border between clusters, and the test is approximate. With every passage a cluster of its own it is the ordinary
permutation of passages: each set of as many passages is equally likely to fall.
"""

from __future__ import annotations

import numpy as np

CELLS = 200_000_000
"""Decisions that are laid at most, over all shuffles: what bounds the time where passages are many."""

FEWEST = 1_000
"""Shuffles that are made however many passages there are; the smallest p is then about .001."""

AT_ONCE = 8_000_000
"""Decisions laid at a time, which bounds the memory (about 30 bytes each)."""


def shuffles_of(passages: int, *, asked: int) -> int:
    """How many shuffles are made for so many passages.

    >>> shuffles_of(62, asked=10_000), shuffles_of(100_000, asked=10_000), shuffles_of(10**7, asked=500)
    (10000, 2000, 500)
    """
    return min(asked, max(FEWEST, CELLS // max(passages, 1)))


def shuffled_sums(
    survives: np.ndarray, there: np.ndarray, *, clusters: np.ndarray, seed: int, shuffles: int
) -> np.ndarray:
    """How often each value survives when the decisions are shuffled, a row for each shuffle.

    Args:
        survives: bool, shape (passages,).
        there: bool, shape (passages, values): which passages have which values.
        clusters: shape (passages,): numbers, gaps allowed; passages keep their order within a cluster.
        seed: of the shuffling.
        shuffles: how many.

    Returns:
        Shape (shuffles, values), float64 (whole numbers).

    >>> made = shuffled_sums(np.array([True, False]), np.eye(2, dtype=bool), clusters=np.arange(2), seed=0, shuffles=99)
    >>> sorted(set(map(tuple, made.tolist())))
    [(0.0, 1.0), (1.0, 0.0)]
    """
    order = np.argsort(clusters, kind="stable")
    sizes = np.unique(clusters, return_counts=True)[1]
    starts = np.cumsum(sizes) - sizes
    alive = survives[order].astype(np.float32)
    weights = there[order].astype(np.float32)  # sums below 2**24 are exact
    generator = np.random.default_rng(seed)
    made = np.empty((shuffles, there.shape[1]))
    at_once = max(1, AT_ONCE // max(len(alive), 1))
    for start in range(0, shuffles, at_once):
        number = min(at_once, shuffles - start)
        laid = generator.permuted(np.tile(np.arange(len(sizes)), (number, 1)), axis=1)
        lengths = sizes[laid]
        shift = starts[laid] - (np.cumsum(lengths, axis=1) - lengths)
        source = np.repeat(shift.ravel(), lengths.ravel()).reshape(number, len(alive)) + np.arange(len(alive))
        made[start : start + number] = alive[source] @ weights
    return made


def p_value(extreme: np.ndarray) -> float:
    """The p-value from which shuffles are at least as extreme as what was observed, which counts as one more.

    (1 + extreme) / (1 + shuffles), never 0 (Phipson and Smyth 2010, doi:10.2202/1544-6115.1585).

    >>> p_value(np.array([True, False, False]))
    0.5
    """
    return float((1 + np.count_nonzero(extreme)) / (1 + len(extreme)))

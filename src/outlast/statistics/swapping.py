r"""The swap test: could two filters that decide the same renderings differ by chance, when renderings hang together?

Null hypothesis: the two filters are exchangeable. Swapping their verdicts within any cluster, all of the cluster's
renderings at once, would have been as likely to be seen. What is summed up is T, the sum over clusters of how many more
renderings the first blocks than the second. Under the null hypothesis each cluster's difference could as well have
carried the other sign, independently of other clusters (Fisher 1935, "The Design of Experiments", section 21, with a
cluster in the place of his pair of plants).

Two properties make it the default here:

- Where each cluster is one rendering it *is* McNemar's exact test (`outlast.statistics.mcnemar`).
- Where clusters hold several, it asks for independence of clusters only, while McNemar's test takes ten sentences of
  one paragraph for ten witnesses and rejects too often. The dispersion of T that it implies, the sum of the squared
  differences, is that of the test for clustered pairs by Durkalski et al. 2003 (doi:10.1002/sim.1438), but for the
  weights: theirs gives each cluster the same weight, this one each rendering, so that it is about the difference that
  stands beside it.

It is exact under exchangeability. As a test of equal survival alone (filters that survive equally often, but scatter
differently) it is approximate, and good with some twenty discordant clusters or more.

Nothing is drawn at random: T is a sum of integers with random signs, and its whole null distribution follows from its
characteristic function, the product of :math:`\cos(\theta d_k)` over clusters.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

RESOLUTION = 1e-12
"""Smaller p-values are given as this one: the transform's rounding is some hundred times smaller."""

COUNTED = 40
"""Up to so many discordant clusters a p-value is a count of sign patterns over their number, and is given as that."""


@dataclass(frozen=True, slots=True)
class SwapTest:
    """What the swap test found.

    Attributes:
        excess: how many more renderings the first filter blocks than the second.
        clusters: that took part.
        discordant: clusters in which the filters block unequally many; only these speak for either.
        p: two-sided; 1 where none is discordant; None without clusters.
    """

    excess: int
    clusters: int
    discordant: int
    p: float | None


def swap_test(differences: np.ndarray) -> SwapTest:
    """The exact two-sided swap test, from clusters' differences.

    Args:
        differences: shape (clusters,), whole numbers: how many more of the cluster's renderings the first filter blocks
            than the second.

    >>> swap_test(np.array([2, 1, 1, 0, 3])).p  # of 16 patterns of signs, two are as one-sided as this
    0.125
    >>> swap_test(np.array([1] * 7 + [-1])).p  # McNemar's exact test of 7 against 1
    0.0703125
    """
    whole = np.rint(np.asarray(differences, dtype=np.float64)).astype(np.int64)
    weights = np.abs(whole[whole != 0])
    excess = int(whole.sum())
    if not len(weights) or not excess:
        return SwapTest(excess, len(whole), len(weights), 1.0 if len(whole) else None)
    total = int(weights.sum())
    chances = _chances(weights)
    p = 2 * float(chances[(total + abs(excess)) // 2 :].sum())
    if len(weights) <= COUNTED:
        patterns = 2 ** len(weights)
        p = max(round(p * patterns), 2) / patterns
    return SwapTest(excess, len(whole), len(weights), min(1.0, max(p, RESOLUTION)))


def _chances(weights: np.ndarray) -> np.ndarray:
    """The chance of each sum, 0 to ``weights.sum()``, when each weight is added with chance one half."""
    from scipy.fft import irfft, next_fast_len

    total = int(weights.sum())
    size = next_fast_len(total + 1, real=True)
    frequency = np.arange(size // 2 + 1)
    log_size = np.zeros(len(frequency))
    sign = np.ones(len(frequency))
    with np.errstate(divide="ignore"):
        for value, count in zip(*np.unique(weights, return_counts=True), strict=True):
            angle = np.pi / size * (frequency * value % (2 * size))
            # cos^count by way of log1p(-sin²), which keeps all digits near 1, where counts of 100,000 would lose them
            log_size += count / 2 * np.log1p(-(np.sin(angle) ** 2).clip(max=1))
            if count % 2:
                sign *= np.sign(np.cos(angle))
    turned = np.exp(-1j * np.pi / size * (frequency * total % (2 * size)))
    chances: np.ndarray = irfft(sign * np.exp(log_size) * turned, n=size)
    return chances[: total + 1].clip(min=0)

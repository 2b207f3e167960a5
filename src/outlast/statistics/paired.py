r"""Two filters on the same renderings: who blocks what, the difference, and how far they agree.

All comparisons are paired: each rendering is its own control, so what the filters share cancels. With a the renderings
that both block, b those that only the first blocks, c those that only the second blocks, d those that neither blocks,
and n = a + b + c + d:

- *difference* of survival, second less first: :math:`(b - c) / n`, in [-1, 1];
- *Cohen's kappa* (Cohen 1960, doi:10.1177/001316446002000104): :math:`(p_o - p_e) / (1 - p_e)` with
  :math:`p_o = (a + d) / n`, the share of equal verdicts, and
  :math:`p_e = ((a + b)(a + c) + (c + d)(b + d)) / n^2`, that share for filters that block as often, but independently.
  Where nearly all is blocked, or nearly all survives, :math:`p_e` is near 1 and kappa can be low, even negative, though
  verdicts are almost always equal (the kappa paradox; Feinstein and Cicchetti 1990, doi:10.1016/0895-4356(90)90158-L):
  read it beside :math:`p_o`. Undefined where both filters give one and the same verdict throughout;
- *Jaccard* of what was blocked (Jaccard 1912, doi:10.1111/j.1469-8137.1912.tb05611.x): :math:`a / (a + b + c)`, in
  [0, 1]. Undefined where neither blocks anything.

The difference has the jackknife's interval over whole clusters with Student's t
(`outlast.statistics.resampling.jackknife`), held to [-1, 1]: where filters seldom differ, BCa covers too seldom. Kappa
and Jaccard have BCa intervals from a bootstrap of whole clusters, in which a cluster is drawn with both filters'
verdicts; with fewer than 8 clusters they are too narrow (``tests/statistics/test_coverage.py`` simulates all three).
Tests are the swap test (`outlast.statistics.swapping`), which takes clusters as the independent units, and McNemar's
(`outlast.statistics.mcnemar`), which takes renderings.

Renderings on which either filter failed are left out of the pair, and counted. Where filters decide alike throughout
the difference is 0, p is 1, and there is no interval: every cluster says the same, which is no proof that they would
decide alike elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from outlast.statistics.mcnemar import McNemar, mcnemar
from outlast.statistics.outcomes import ERROR
from outlast.statistics.proportion import CONFIDENCE
from outlast.statistics.resampling import RESAMPLES, bootstrap, cluster_sums, jackknife
from outlast.statistics.swapping import SwapTest, swap_test

if TYPE_CHECKING:
    from outlast.statistics.interval import Interval


@dataclass(frozen=True, slots=True)
class Pair:
    """How two filters differ on the renderings that both decided.

    Attributes:
        both_block: renderings that both block.
        only_first_blocks: renderings that the first blocks and the second lets through.
        only_second_blocks: the other way round.
        neither_blocks: renderings that both let through.
        left_out: renderings on which either failed.
        agreement: share of equal verdicts; None without renderings.
        difference: of survival, second less first, as a rate.
        kappa: Cohen's.
        jaccard: of what was blocked.
        swap: the test in which clusters are the independent units.
        mcnemar: the test in which renderings are.
    """

    both_block: int
    only_first_blocks: int
    only_second_blocks: int
    neither_blocks: int
    left_out: int
    agreement: float | None
    difference: Interval
    kappa: Interval
    jaccard: Interval
    swap: SwapTest
    mcnemar: McNemar

    @property
    def n(self) -> int:
        """Renderings that both decided."""
        return self.both_block + self.only_first_blocks + self.only_second_blocks + self.neither_blocks


def pair(
    first: np.ndarray,
    second: np.ndarray,
    *,
    clusters: np.ndarray,
    seed: int = 0,
    resamples: int = RESAMPLES,
    confidence: float = CONFIDENCE,
) -> Pair:
    """Two columns of verdicts on the same renderings, compared.

    Args:
        first: shape (n,): 1 blocked, 0 survives, `ERROR`.
        second: as ``first``, of the same renderings.
        clusters: shape (n,), whole numbers: the cluster of each; draws of one passage are of one cluster.
        seed: of the bootstrap.
        resamples: of the bootstrap.
        confidence: of the intervals.

    >>> found = pair(np.array([1, 1, 1, 0, 0]), np.array([1, 0, 0, 0, -1]), clusters=np.arange(5))
    >>> found.n, found.left_out, found.only_first_blocks, found.difference.estimate, found.swap.p
    (4, 1, 2, 0.5, 0.5)
    """
    decided = (first != ERROR) & (second != ERROR)
    one, other = first[decided] == 1, second[decided] == 1
    cells = np.column_stack([one & other, one & ~other, ~one & other, ~one & ~other])
    # numbered anew: a cluster of which nothing is left must not be drawn
    taking_part = np.unique(clusters[decided], return_inverse=True)[1]
    sums = cluster_sums(cells, taking_part)
    both, only_first, only_second, neither = (int(count) for count in cells.sum(axis=0))
    kappa, jaccard = bootstrap(sums, _agreement, seed=seed, resamples=resamples, confidence=confidence)
    return Pair(
        both_block=both,
        only_first_blocks=only_first,
        only_second_blocks=only_second,
        neither_blocks=neither,
        left_out=int((~decided).sum()),
        agreement=(both + neither) / len(cells) if len(cells) else None,
        difference=jackknife(sums, _difference, confidence=confidence)[0].within(-1, 1),
        kappa=kappa,
        jaccard=jaccard,
        swap=swap_test(sums[:, 1] - sums[:, 2]),
        mcnemar=mcnemar(only_first, only_second),
    )


def _difference(sums: np.ndarray) -> np.ndarray:
    """From sums of shape (…, 4): a, b, c, d."""
    found: np.ndarray = (sums[..., 1:2] - sums[..., 2:3]) / sums.sum(axis=-1, keepdims=True)
    return found


def _agreement(sums: np.ndarray) -> np.ndarray:
    """Kappa and Jaccard from sums of shape (…, 4): a, b, c, d."""
    a, b, c, d = (sums[..., at] for at in range(4))
    n = sums.sum(axis=-1)
    chance = ((a + b) * (a + c) + (c + d) * (b + d)) / n**2
    kappa = np.where(chance < 1, ((a + d) / n - chance) / (1 - chance), np.nan)
    return np.stack([kappa, a / (a + b + c)], axis=-1)

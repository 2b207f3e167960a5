"""How the rates of two runs differ: survival, over-blocking and under-blocking of each filter they share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from outlast.statistics.change import Change, change
from outlast.statistics.outcomes import ERROR

if TYPE_CHECKING:
    from outlast.comparison.join import Join, Named


@dataclass(frozen=True, slots=True)
class Changes:
    """One filter under one perturbation, in two runs.

    Attributes:
        filter: of both.
        perturbation: the one; every draw counts.
        survival: of all passages.
        over_blocked: the rate of blocked ones among what the policy would let be.
        under_blocked: the rate of surviving ones among what it would block.
        failed: decisions that are errors, in the baseline and in the other run.
    """

    filter: Named
    perturbation: str
    survival: Change
    over_blocked: Change
    under_blocked: Change
    failed: tuple[int, int]


def changes(found: Join, *, clusters: np.ndarray) -> tuple[Changes, ...]:
    """The changes of each filter under each perturbation that two runs share.

    Args:
        found: the two, joined.
        clusters: int64, shape (common passages,): the cluster of each.
    """
    made = []
    for name in found.filters:
        for perturbation in found.perturbations:
            both = found.verdicts(name, perturbation=perturbation)
            draws = len(both[0])
            blocked = both[0].reshape(-1), both[1].reshape(-1)
            survives = surviving(blocked[0]), surviving(blocked[1])
            target, cluster = np.tile(found.target, draws), np.tile(clusters, draws)
            controls, wanted = target == 0, target == 1
            made.append(
                Changes(
                    filter=name,
                    perturbation=perturbation,
                    survival=change(*survives, clusters=cluster),
                    over_blocked=change(blocked[0][controls], blocked[1][controls], clusters=cluster[controls]),
                    under_blocked=change(survives[0][wanted], survives[1][wanted], clusters=cluster[wanted]),
                    failed=(int((blocked[0] == ERROR).sum()), int((blocked[1] == ERROR).sum())),
                )
            )
    return tuple(made)


def surviving(blocked: np.ndarray) -> np.ndarray:
    """Verdicts the other way round: 1 survives, 0 blocked, `ERROR`.

    >>> surviving(np.array([1, 0, -1], dtype=np.int8)).tolist()
    [0, 1, -1]
    """
    return np.where(blocked == ERROR, blocked, 1 - blocked)

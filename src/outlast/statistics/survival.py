"""Survival: which passages a filter lets through, how many, and what its policy makes of that.

A passage survives a filter if it is not blocked. This module is the only place where that is computed.

Rates come with two intervals: Wilson's, which takes passages as independent and so is the precision of the count at
best, and that of a bootstrap of whole clusters, which is the one to quote.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from outlast.statistics.detection import confusion
from outlast.statistics.outcomes import ERROR
from outlast.statistics.proportion import Proportion, proportion
from outlast.statistics.resampling import RESAMPLES, cluster_sums, rates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outlast.statistics.interval import Interval
    from outlast.statistics.outcomes import Outcomes


def survived(decisions: pa.Table) -> pa.ChunkedArray:
    """Whether each decision let its passage through: bool, null where the decision is an error."""
    return pc.invert(decisions.column("blocked"))


@dataclass(frozen=True, slots=True)
class Survival:
    """What one filter did under one perturbation.

    Attributes:
        filter: the filter.
        perturbation: the perturbation.
        survived: decisions that let a passage through, among those that are no error.
        errors: decisions that failed; they count neither way.
        over_blocked: blocked passages among those that are no target of the policy.
        under_blocked: surviving passages among the policy's targets.
        unlabelled: decisions on passages of which the policy says nothing, for want of a label.
    """

    filter: str
    perturbation: str
    survived: Proportion
    errors: int
    over_blocked: Proportion
    under_blocked: Proportion
    unlabelled: int


@dataclass(frozen=True, slots=True)
class SurvivalIntervals:
    """Intervals of the rates of `Survival`, from a bootstrap of whole clusters.

    Attributes:
        survived: of the share that is let through.
        over_blocked: of the blocked share of what is no target.
        under_blocked: of the surviving share of the targets.
    """

    survived: Interval
    over_blocked: Interval
    under_blocked: Interval


def survival_intervals(found: Outcomes, name: str, *, seed: int = 0, resamples: int = RESAMPLES) -> SurvivalIntervals:
    """The intervals of one filter's rates under one perturbation; see `outlast.statistics.resampling.rates`.

    Args:
        found: of that perturbation.
        name: the filter.
        seed: of the resampling.
        resamples: how many.
    """
    blocked = found.column(name)
    _, fp, fn, tn = confusion(blocked, found.target).T
    tp_or_fn, fp_or_tn = (blocked != ERROR) & (found.target == 1), fp | tn
    columns = [blocked == 0, blocked != ERROR, fp, fp_or_tn, fn, tp_or_fn]
    return SurvivalIntervals(
        *rates(cluster_sums(np.column_stack(columns), found.cluster), seed=seed, resamples=resamples)
    )


def survival(
    decisions: pa.Table, *, targets: pa.Table, filters: Sequence[str], perturbations: Sequence[str]
) -> tuple[Survival, ...]:
    """Survival, over-blocking and under-blocking of each filter under each perturbation.

    Over-blocking is the false-positive rate against the policy, under-blocking the false-negative rate. Where a
    perturbation has several draws, each draw's decision counts.

    Args:
        decisions: of kind `outlast.decisions.DECISIONS`.
        targets: ``passage_id`` and ``target`` (bool, null where the policy says nothing), a row a passage.
        filters: in the order of the result.
        perturbations: in the order of the result, within each filter.
    """
    table = decisions.append_column("survived", survived(decisions))
    table = table.join(targets, keys="passage_id", join_type="left outer")
    counts: dict[tuple[str, str, bool | None, bool | None], int] = {
        (row["filter"], row["perturbation"], row["survived"], row["target"]): row["count_all"]
        for row in table.group_by(["filter", "perturbation", "survived", "target"])
        .aggregate([([], "count_all")])
        .to_pylist()
    }

    def count(name: str, perturbation: str, survives: Sequence[bool | None], target: Sequence[bool | None]) -> int:
        return sum(counts.get((name, perturbation, s, t), 0) for s in survives for t in target)

    anything = (True, False, None)
    decided = (True, False)
    return tuple(
        Survival(
            filter=name,
            perturbation=perturbation,
            survived=proportion(
                count(name, perturbation, [True], anything), count(name, perturbation, decided, anything)
            ),
            errors=count(name, perturbation, [None], anything),
            over_blocked=proportion(
                count(name, perturbation, [False], [False]), count(name, perturbation, decided, [False])
            ),
            under_blocked=proportion(
                count(name, perturbation, [True], [True]), count(name, perturbation, decided, [True])
            ),
            unlabelled=count(name, perturbation, decided, [None]),
        )
        for name in filters
        for perturbation in perturbations
    )

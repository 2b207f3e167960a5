"""What a page that shows a sample says of the whole run: counts of every passage, computed here and not in the page.

The page's script has the shown passages only, so it cannot count the others. It gets what it would count: how many
survive and on how many filters disagree, under each rendering, and survival at a table of thresholds.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from outlast.runs.clusters import clusters_of
from outlast.statistics.strictness import strictness

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outlast.report.page.document import FilterColumn, Rendering
    from outlast.runs.results import Run
    from outlast.statistics.proportion import Proportion

STEPS = 400
"""Thresholds of a table at most, at even ranks of the scores, besides the filter's own and one that blocks nothing."""

PLACES = 9
"""Digits of an interval's ends; people read two of them."""


def whole(run: Run, *, filters: Sequence[FilterColumn], renderings: Sequence[Rendering]) -> dict[str, Any]:
    """Counts of every passage of a run, for the page's script.

    Args:
        run: whole.
        filters: in order.
        renderings: in order.

    Returns:
        ``of``, how many passages the run has; for each filter ``at``, thresholds at which its numbers are known, the
        same under every rendering (None without scores); for each rendering ``disputed``, on how many passages one
        filter blocks and another does not; and for each rendering and filter ``kept`` (how many survive, how many were
        decided) and ``tables`` (`threshold_table`; None without scores).
    """
    decisions, targets, clusters = run.decisions(), run.targets(), clusters_of(run.passages())
    by_filter = [decisions.filter(pc.equal(decisions.column("filter"), each.name)) for each in filters]
    at = [thresholds(of.column("score"), own=each.threshold) for of, each in zip(by_filter, filters, strict=True)]
    kept, disputed, tables = [], [], []
    for rendering in renderings:
        under, draw = rendering.perturbation, rendering.draw
        own = [run.select(of, perturbation=under, draw=draw) for of in by_filter]
        kept.append([_kept(each) for each in own])
        disputed.append(_disputed(run.select(decisions, perturbation=under, draw=draw)))
        tables.append(
            [
                threshold_table(of, targets=targets, clusters=clusters, at=places) if places else None
                for of, places in zip(own, at, strict=True)
            ]
        )
    return {"of": clusters.num_rows, "at": at, "kept": kept, "disputed": disputed, "tables": tables}


def thresholds(scores: pa.ChunkedArray, *, own: float | None, steps: int = STEPS) -> list[float] | None:
    """Thresholds at which something flips, ascending, the last one beyond all scores; None without scores.

    Args:
        scores: of one filter; those that are null count for nothing.
        own: from where the filter blocks, which is one of the thresholds; None where it has none.
        steps: thresholds at most, but for its own and the last.

    >>> thresholds(pa.chunked_array([[0.0, None, 1.0, 0.5]]), own=0.4)
    [0.0, 0.4, 0.5, 1.0, 1.02]
    """
    known = np.sort(scores.drop_null().to_numpy())
    if not len(known):
        return None
    ranks = np.linspace(0, len(known) - 1, min(steps, len(known))).round().astype(np.int64)
    beyond = known[-1] + ((known[-1] - known[0]) or 1) * 0.02
    also = [own] if own is not None and math.isfinite(own) else []
    found: list[float] = np.unique([*known[ranks], beyond, *also]).tolist()
    return found


def threshold_table(
    decisions: pa.Table, *, targets: pa.Table, clusters: pa.Table, at: Sequence[float]
) -> dict[str, Any]:
    """What a filter would do at some thresholds, as Python counts it.

    Args:
        decisions: of one filter, perturbation and draw.
        targets: ``passage_id`` and ``target``.
        clusters: ``passage_id`` and ``cluster``.
        at: the thresholds.

    Returns:
        ``survived``, ``over`` and ``under``, for each threshold the count and the interval's ends; ``n``, of how many
        each of the three is; ``rest``, how many of the passages without a score survive, and how many of them were
        decided.
    """
    found = strictness(decisions, targets=targets, clusters=clusters, thresholds=at)
    groups = {
        "survived": [each.survived for each in found],
        "over": [each.over_blocked for each in found],
        "under": [each.under_blocked for each in found],
    }
    return {
        **{name: [_row(each) for each in rates] for name, rates in groups.items()},
        "n": [rates[0].n for rates in groups.values()],
        "rest": _kept(decisions.filter(pc.is_null(decisions.column("score")))),
    }


def _row(each: Proportion) -> list[Any]:
    return [each.count, *(None if end is None else round(end, PLACES) for end in (each.low, each.high))]


def _kept(decisions: pa.Table) -> list[int]:
    """How many survive, and how many were decided."""
    blocked = decisions.column("blocked")
    decided = len(blocked) - blocked.null_count
    return [decided - int(pc.sum(blocked).as_py() or 0), decided]


def _disputed(decisions: pa.Table) -> int:
    """On how many passages one filter blocks and another does not; failures count neither way."""
    said = decisions.group_by("passage_id").aggregate([("blocked", "min"), ("blocked", "max")])
    differ = pc.not_equal(said.column("blocked_min"), said.column("blocked_max"))
    return int(pc.sum(differ).as_py() or 0)

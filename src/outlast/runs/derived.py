"""What follows from a run's stored decisions, as listings: survival at other thresholds, accuracy by label."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from outlast.errors import UserError, did_you_mean
from outlast.perturbations.kinds import IDENTITY
from outlast.runs.clusters import clusters_of
from outlast.runs.listing import Listing
from outlast.statistics.functional import passes
from outlast.statistics.outcomes import numbered, outcomes
from outlast.statistics.proportion import proportion
from outlast.statistics.strictness import flip_points, strictness

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outlast.runs.results import Run
    from outlast.statistics.proportion import Proportion


def thresholds(
    run: Run,
    name: str | None = None,
    *,
    perturbation: str = IDENTITY,
    draw: int = 0,
    shares: Sequence[float] | None = None,
) -> Listing:
    """Survival at every threshold at which a passage flips, from the stored scores.

    Args:
        run: whole.
        name: a filter with scores; the last of the experiment where left out.
        perturbation: under which the texts were judged.
        draw: which of its draws.
        shares: only the mildest threshold that blocks each of these shares of the passages.

    Returns:
        A row for each threshold, the mildest (null: nothing is blocked) first: ``threshold``, and ``survived``,
        ``over_blocked`` and ``under_blocked``, each with ``_count``, ``_n``, ``_rate``, ``_low`` and ``_high`` (95 %,
        whole paragraphs or documents; `outlast.statistics.clustered`).

    Raises:
        UserError: for a filter without scores, and as `Run.survivors`.
    """
    chosen = run.filter_named(name)
    run.check_rendering(perturbation, draw)
    decisions = run.select(run.decisions(), perturbation=perturbation, draw=draw, filter=chosen)
    if decisions.column("score").null_count == len(decisions):
        raise UserError(f"{chosen} gives no scores, so it has no threshold to move; name a filter that does")
    points = flip_points(decisions, shares=shares)
    rows = [
        {"threshold": row.threshold, **_flat(row.survived, row.over_blocked, row.under_blocked)}
        for row in strictness(decisions, targets=run.targets(), clusters=clusters_of(run.passages()), thresholds=points)
    ]
    columns = {key: [row[key] for row in rows] for key in rows[0]}
    columns["threshold"] = pa.array(columns["threshold"], pa.float64())
    return Listing(f"{chosen} at each threshold ({perturbation}); {run.signature}", pa.table(columns))


def accuracy(run: Run, by: str, name: str | None = None, *, perturbation: str = IDENTITY, draw: int = 0) -> Listing:
    """How often a filter does what the policy would, for each value of a label or attribute (a functionality, say).

    Args:
        run: whole.
        by: a column of the passages with one value each.
        name: the filter; the last of the experiment where left out.
        perturbation: under which the texts were judged.
        draw: which of its draws.

    Returns:
        Rows of ``value``, ``right``, ``n``, ``accuracy``, ``low`` and ``high`` (95 %, Wilson).

    Raises:
        UserError: for a column that is not there or has several values in a row, and as `Run.survivors`.
    """
    chosen = run.filter_named(name)
    run.check_rendering(perturbation, draw)
    passages = run.passages()
    texts = [field.name for field in passages.schema if pa.types.is_string(field.type)]
    if by not in texts:
        raise UserError(f"these passages have no column of one value called {by!r}{did_you_mean(by, texts)}")
    named = passages.filter(passages.column(by).is_valid())
    held = outcomes(
        run.decisions(),
        passage_ids=named.column("passage_id"),
        clusters=named.column("passage_id"),
        targets=run.targets(),
        filters=[chosen],
        perturbation=perturbation,
        draws=run.manifest.perturbations[perturbation],
    )
    rows = held.draw == draw
    value, names = numbered(named.column(by)), named.column(by).unique().to_pylist()
    counted = passes(held.column(chosen)[rows], target=held.target[rows], value=value, names=names)
    found = [(each.value, proportion(each.passed, each.cases)) for each in counted if each.cases]
    columns = {
        "value": pa.array([value for value, _ in found], pa.string()),
        "right": pa.array([right.count for _, right in found], pa.int64()),
        "n": pa.array([right.n for _, right in found], pa.int64()),
        "accuracy": pa.array([right.rate for _, right in found], pa.float64()),
        "low": pa.array([right.low for _, right in found], pa.float64()),
        "high": pa.array([right.high for _, right in found], pa.float64()),
    }
    return Listing(f"accuracy of {chosen} by {by} ({perturbation}); {run.signature}", pa.table(columns))


def _flat(survived: Proportion, over_blocked: Proportion, under_blocked: Proportion) -> dict[str, Any]:
    """Three proportions as columns."""
    named = {"survived": survived, "over_blocked": over_blocked, "under_blocked": under_blocked}
    return {f"{name}_{key}": value for name, each in named.items() for key, value in asdict(each).items()}

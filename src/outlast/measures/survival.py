"""Survival by label: of the passages that have a value, how many each filter lets through."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from outlast.sheets.cells import count_of, percent, percent_range
from outlast.sheets.sheet import Column, Sheet
from outlast.statistics.outcomes import ERROR
from outlast.statistics.proportion import proportion
from outlast.statistics.resampling import cluster_sums, rates

if TYPE_CHECKING:
    from outlast.measures.view import View

ALL = "all"
"""The value of the row that counts every passage."""


def survival(view: View) -> tuple[Sheet, ...]:
    """A sheet for each label that was asked for: survival of each value under each filter, with intervals."""
    return tuple(_sheet(view, by) for by in view.options.by or ("section",))


def _sheet(view: View, by: str) -> Sheet:
    held = view.values(by)
    labelled = sorted({value for values in held if values for value in values})
    found = view.outcomes
    rows: list[dict[str, Any]] = []
    for value in (ALL, *labelled):
        chosen = np.asarray([value == ALL or bool(values and value in values) for values in held])[found.passage]
        for name in view.filters:
            blocked = found.column(name)
            decided = chosen & (blocked != ERROR)
            lives = decided & (blocked == 0)
            counted = proportion(int(lives.sum()), int(decided.sum()))
            sums = cluster_sums(np.column_stack([lives, decided]), found.cluster)
            ends = rates(sums, seed=view.seed, resamples=view.options.resamples)[0]
            rows.append(
                {
                    "value": value,
                    "filter": name,
                    "survived": counted.count,
                    "n": counted.n,
                    "rate": counted.rate,
                    "wilson_low": counted.low,
                    "wilson_high": counted.high,
                    "low": ends.low,
                    "high": ends.high,
                    "method": ends.method,
                    "clusters": ends.clusters,
                }
            )
    return Sheet(
        name=f"survival-by-{by}",
        title=f"Survival by {by} ({view.perturbation})",
        table=pa.Table.from_pylist(rows),
        columns=(
            Column(by, lambda row: row["value"], align="left"),
            Column("filter", lambda row: row["filter"], align="left"),
            Column("survive", lambda row: count_of(row["survived"], row["n"])),
            Column("rate", lambda row: percent(row["rate"])),
            Column("interval", lambda row: percent_range(row["low"], row["high"])),
        ),
        notes=(f"Interval: 95 %, BCa bootstrap of {view.cluster}s.",),
        signature=view.run.signature,
    )

"""Label uncertainty: how much wider a run's intervals become when the annotators of its corpus are resampled too."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from outlast.measures.annotations import annotated
from outlast.measures.distortion import chosen_fields
from outlast.sheets.cells import decimal, decimal_range, percent, percent_range
from outlast.sheets.sheet import Column, Sheet
from outlast.statistics.annotators import annotated_rates, annotated_replicates
from outlast.statistics.distortion import basic, distortion, total_variation
from outlast.statistics.interval import Interval
from outlast.statistics.mentions import Mentions, mentions
from outlast.statistics.outcomes import ERROR
from outlast.statistics.proportion import CONFIDENCE
from outlast.statistics.resampling import cluster_sums, rates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from outlast.measures.annotations import Annotated
    from outlast.measures.view import View

Row = dict[str, Any]

POLICY = ("over-blocked", "under-blocked", "precision")
"""The rates that rest on the policy's targets, in order."""


def label_sheets(view: View) -> tuple[Sheet, ...]:
    """Rates against the policy, distances, and where a label is asked for, survival by it; with and without.

    Raises:
        UserError: as `outlast.measures.annotations.annotated`, and for a label that the passages have not.
    """
    labels = annotated(view)
    sheets = [
        _sheet(view, labels, "labels-policy", list(_against_policy(view, labels)), title="Rates against the policy"),
    ]
    moved = list(_distances(view, labels))
    if moved:
        title = "Distances of what survives from what was written"
        sheets.append(_sheet(view, labels, "labels-distances", moved, title=title, header="TV", cell=decimal))
    for by in view.options.by:
        rows = list(_survival(view, labels, by))
        sheets.append(_sheet(view, labels, f"labels-survival-by-{by}", rows, title=f"Survival by {by}"))
    return tuple(sheets)


def _against_policy(view: View, labels: Annotated) -> Iterator[Row]:
    outcomes = view.outcomes

    def columns(blocked: np.ndarray, target: np.ndarray) -> np.ndarray:
        judged = target != ERROR
        wanted, spared, hit = judged & (target == 1), judged & (target == 0), judged & (blocked == 1)
        return np.column_stack([hit & spared, spared, wanted & ~hit, wanted, hit & wanted, hit])

    for name in view.filters:
        rows = np.flatnonzero(outcomes.column(name) != ERROR)
        blocked, clusters = outcomes.column(name)[rows], _numbers(outcomes.cluster[rows])
        own = cluster_sums(columns(blocked, outcomes.target[rows]), clusters)
        theirs = [cluster_sums(columns(blocked, each[outcomes.passage[rows]]), clusters) for each in labels.targets]
        for what, row in zip(POLICY, _rates(view, labels, own, np.stack(theirs)), strict=True):
            yield {"filter": name, "what": what, **row}


def _survival(view: View, labels: Annotated, by: str) -> Iterator[Row]:
    outcomes = view.outcomes
    fields = _aligned([mentions(view.field(by)), *(mentions(_column(view, table, by)) for table in labels.tables)])
    for name in view.filters:
        rows = np.flatnonzero(outcomes.column(name) != ERROR)
        alive, clusters = outcomes.column(name)[rows] == 0, _numbers(outcomes.cluster[rows])
        sums = []
        for field in fields:
            there = field.there[outcomes.passage[rows]]
            pairs = np.stack([there & alive[:, None], there], axis=-1).reshape(len(rows), -1)
            sums.append(cluster_sums(pairs, clusters))
        for value, row in zip(fields[0].names, _rates(view, labels, sums[0], np.stack(sums[1:])), strict=True):
            yield {"filter": name, "what": value, **row}


def _distances(view: View, labels: Annotated) -> Iterator[Row]:
    outcomes = view.outcomes
    for by in chosen_fields(view):
        fields = _aligned([mentions(view.field(by)), *(mentions(_column(view, table, by)) for table in labels.tables)])
        width = len(fields[0].names)
        for name in view.filters:
            decided = outcomes.column(name) != ERROR
            rows = np.flatnonzero(decided & np.any([field.labelled[outcomes.passage] for field in fields], axis=0))
            alive, clusters = outcomes.column(name)[rows] == 0, _numbers(outcomes.cluster[rows])
            taken = [field.take(outcomes.passage[rows]) for field in fields]
            own = fields[0].labelled[outcomes.passage[rows]]
            without = distortion(
                [taken[0].take(np.flatnonzero(own))],
                survives=alive[own],
                clusters=clusters[own],
                seed=view.seed,
                resamples=view.options.resamples,
            )[0].total_variation
            sums = np.stack(
                [
                    cluster_sums(np.concatenate([each.there, each.there & alive[:, None]], axis=1), clusters)
                    for each in taken[1:]
                ]
            )
            yield {"filter": name, "what": by, **_row(labels, without.interval, *_moved(view, sums, width, without.p))}


def _moved(view: View, sums: np.ndarray, width: int, p: float | None) -> tuple[Interval, list[float | None]]:
    """The distance's interval with label uncertainty, from 0 where the test does not reject, and each annotator's."""

    def statistic(given: np.ndarray) -> np.ndarray:
        return total_variation(given[..., :width], given[..., width:])[..., None]

    if not sums.shape[1]:
        return Interval(None, None, None, "none", 0), [None] * len(sums)
    each = [float(value) if np.isfinite(value) else None for value in statistic(sums.sum(axis=1))[:, 0]]
    made = annotated_replicates(sums, statistic, seed=view.seed, resamples=view.options.resamples)
    if not np.isfinite(made.estimate[0]):
        return Interval(None, None, None, "none", 0), each
    found = basic(float(made.estimate[0]), made.drawn[:, 0], clusters=sums.shape[1])
    if found.low is not None and p is not None and p > 1 - CONFIDENCE:
        found = replace(found, low=0.0)
    return found, each


def _rates(view: View, labels: Annotated, own: np.ndarray, theirs: np.ndarray) -> Iterator[Row]:
    """A row for each rate, from its counts and n by the run's labels and by each annotator's."""
    seed, resamples = view.seed, view.options.resamples
    without = rates(own, seed=seed, resamples=resamples)
    including = annotated_rates(theirs, seed=seed, resamples=resamples)
    with np.errstate(divide="ignore", invalid="ignore"):
        totals = theirs.sum(axis=1)
        alone = totals[:, ::2] / totals[:, 1::2]
    for first, second, column in zip(without, including, alone.T, strict=True):
        yield _row(labels, first, second, [float(rate) if np.isfinite(rate) else None for rate in column])


def _row(labels: Annotated, without: Interval, including: Interval, each: Sequence[float | None]) -> Row:
    known = [value for value in each if value is not None]
    return {
        "estimate": without.estimate,
        "low": without.low,
        "high": without.high,
        "method": without.method,
        **{f"by_{name}": value for name, value in zip(labels.names, each, strict=True)},
        "lowest": min(known, default=None),
        "highest": max(known, default=None),
        "average": including.estimate,
        "average_low": including.low,
        "average_high": including.high,
        "average_method": including.method,
        "wider": _wider(without, including),
        "clusters": including.clusters,
    }


def _wider(without: Interval, including: Interval) -> float | None:
    """The ratio of widths, of two intervals of one kind: a Wilson interval and a bootstrap's are no measure."""
    if without.low is None or without.high is None or including.low is None or including.high is None:
        return None
    if without.method != including.method:
        return None
    width = without.high - without.low
    return (including.high - including.low) / width if width > 0 else None


def _sheet(
    view: View,
    labels: Annotated,
    name: str,
    rows: list[Row],
    *,
    title: str,
    header: str = "rate",
    cell: Callable[[float | None], str] = percent,
) -> Sheet:
    spread = percent_range if cell is percent else decimal_range
    wider = sorted(row["wider"] for row in rows if row["wider"] is not None)
    told = f"Median of the ratios: {decimal(float(np.median(wider)))} ({len(wider)} rows). " if wider else ""
    return Sheet(
        name=name,
        title=f"{title}, with the uncertainty of labels ({view.perturbation})",
        table=pa.Table.from_pylist(rows),
        columns=(
            Column("filter", lambda row: row["filter"], align="left", wraps=True),
            Column("", lambda row: row["what"], align="left", wraps=True),
            Column(header, lambda row: cell(row["estimate"])),
            Column("interval", lambda row: spread(row["low"], row["high"])),
            Column("annotators", lambda row: spread(row["lowest"], row["highest"])),
            Column("with labels", lambda row: spread(row["average_low"], row["average_high"])),
            Column("wider", lambda row: "–" if row["wider"] is None else f"× {row['wider']:.2f}"),
        ),
        notes=(
            f"Interval: 95 %, by the run's labels, {view.cluster}s resampled. Annotators: by the labels of each of "
            f"{', '.join(labels.names)}, lowest and highest. With labels: 95 %, of their average, {view.cluster}s and "
            f"annotators resampled; wider: its width over that of the first. {told}{len(labels.names)} annotators are "
            "a small sample of those who might have labelled.",
            f"Labels: {', '.join(labels.sources)}.",
        ),
        signature=view.run.signature,
    )


def _column(view: View, table: pa.Table, by: str) -> pa.ChunkedArray:
    """An annotator's label; an attribute or a section is nobody's judgement, and the same for all."""
    return table.column(by) if by in table.column_names and by != "passage_id" else view.field(by)


def _aligned(fields: Sequence[Mentions]) -> list[Mentions]:
    """The same labels with the values of all in the columns of each."""
    names = tuple(sorted({name for field in fields for name in field.names}))
    place = {name: at for at, name in enumerate(names)}
    made = []
    for field in fields:
        there = np.zeros((len(field.labelled), len(names)), dtype=bool)
        there[:, [place[name] for name in field.names]] = field.there
        made.append(Mentions(names, there, field.labelled))
    return made


def _numbers(clusters: np.ndarray) -> np.ndarray:
    numbers: np.ndarray = np.unique(clusters, return_inverse=True)[1]
    return numbers

"""Survival by label: of the passages that have a value, how many each filter lets through, and how the rest fares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from outlast.errors import UserError
from outlast.sheets.cells import count_of, percent, percent_range, points_range
from outlast.sheets.sheet import Column, Sheet
from outlast.statistics.contrast import difference
from outlast.statistics.interval import Interval
from outlast.statistics.outcomes import ERROR
from outlast.statistics.power import design_effect, intracluster_correlation, smallest_difference
from outlast.statistics.proportion import proportion
from outlast.statistics.resampling import FEW_CLUSTERS, cluster_sums, jackknife, rates

if TYPE_CHECKING:
    from outlast.measures.view import View

ALL = "all"
"""The value of the row that counts every passage."""

PERTURBATION = "perturbation"
"""What survival can be asked by besides labels and attributes."""

FEW_PASSAGES = 20
"""Below so many passages a rate of one half has a Wilson interval of more than 20 points to either side."""

Row = dict[str, Any]

SCHEMA = pa.schema(
    [
        ("value", pa.string()),
        ("filter", pa.string()),
        ("survived", pa.int64()),
        ("n", pa.int64()),
        ("rate", pa.float64()),
        ("wilson_low", pa.float64()),
        ("wilson_high", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("method", pa.string()),
        ("clusters", pa.int64()),
        ("rest_survived", pa.int64()),
        ("rest_n", pa.int64()),
        ("difference", pa.float64()),
        ("difference_low", pa.float64()),
        ("difference_high", pa.float64()),
        ("difference_method", pa.string()),
        ("few", pa.bool_()),
        ("correlation", pa.float64()),
        ("smallest_difference", pa.float64()),
    ]
)


def survival(view: View) -> tuple[Sheet, ...]:
    """A sheet for each label that was asked for: survival of each value under each filter, with intervals.

    Raises:
        UserError: for a label or attribute that the passages have not.
    """
    return tuple(
        _by_perturbation(view) if by == PERTURBATION else _by_label(view, by) for by in view.options.by or ("section",)
    )


def _by_label(view: View, by: str) -> Sheet:
    members, labelled, absent = _members(view, by)
    found = view.outcomes
    labelled = labelled[found.passage]
    rows = []
    for value, chosen in {ALL: np.ones(len(labelled), dtype=bool), **members}.items():
        inside = chosen if value == ALL else chosen[found.passage]
        outside = labelled & ~inside if value != ALL else np.zeros_like(inside)
        rows += [_row(view, value, name, inside=inside, outside=outside) for name in view.filters]
    unlabelled = len(view.passages) - int(labelled[: len(view.passages)].sum())
    notes = [
        _interval_note(view, rows),
        "To the rest: 95 % interval of the difference, in percentage points, from the labelled passages without the "
        "value; the intervals are not corrected for how many one looks at.",
    ]
    if unlabelled:
        notes.append(f"{unlabelled} of {len(view.passages)} passages have no {by}; only “{ALL}” counts them.")
    if absent:
        notes.append(f"No data: no passage has {', '.join(absent)}.")
    notes += _few_note(view, rows)
    title = f"Survival by {by} ({view.perturbation})"
    return _sheet(view, by, rows, title=title, beside="to the rest", notes=notes)


def _members(view: View, by: str) -> tuple[dict[str, np.ndarray], np.ndarray, list[str]]:
    """Which passages have each value, which are labelled at all, and possible entries of a map that none has.

    Values stand as the codebook lists them, those without a passage too; what it does not list stands as it comes.
    """
    held = view.values(by)
    at: dict[str, list[int]] = {}
    for number, values in enumerate(held):
        for value in sorted(values or ()):
            at.setdefault(value, []).append(number)
    labels = view.codebook.labels if view.codebook else {}
    field, absent, known = labels.get(by), [], []
    if field is not None and field.kind == "map":
        entries = [f"{key}: {value}" for key in field.keys or {} for value in field.values]
        known, absent = [each for each in entries if each in at], [each for each in entries if each not in at]
    elif field is not None:
        known = list(field.values)
    members = {}
    for value in dict.fromkeys([*known, *at]):
        members[value] = np.zeros(len(held), dtype=bool)
        members[value][at.get(value, [])] = True
    return members, np.asarray([values is not None for values in held], dtype=bool), absent


def _row(view: View, value: str, name: str, *, inside: np.ndarray, outside: np.ndarray) -> Row:
    found = view.outcomes
    blocked = found.column(name)
    lives, decided = blocked == 0, blocked != ERROR
    columns = [lives & inside, decided & inside, lives & outside, decided & outside]
    sums = cluster_sums(np.column_stack(columns), found.cluster)
    count, n, rest_count, rest_n = (int(each) for each in sums.sum(axis=0))
    own, rest = rates(sums, seed=view.seed, resamples=view.options.resamples)
    apart = difference(own, rest)
    correlation, smallest = None, None
    if n and rest_n:
        # Alike within the group and within the rest: what sets the two apart is no likeness of passages.
        both = np.concatenate([sums[:, :2], sums[:, 2:]])
        correlation = intracluster_correlation(both[:, 0], both[:, 1])
        smallest = smallest_difference(
            rest_count / rest_n,
            n=n / design_effect(sums[:, 1], correlation),
            rest=rest_n / design_effect(sums[:, 3], correlation),
        )
    return {
        **_counted(value, name, count, n, own),
        "rest_survived": rest_count if value != ALL else None,
        "rest_n": rest_n if value != ALL else None,
        "difference": apart.estimate,
        "difference_low": apart.low,
        "difference_high": apart.high,
        "difference_method": apart.method,
        "few": bool(n) and (n < FEW_PASSAGES or own.clusters < FEW_CLUSTERS),
        "correlation": correlation,
        "smallest_difference": smallest,
    }


def _counted(value: str, name: str, count: int, n: int, ends: Interval) -> Row:
    wilson = proportion(count, n)
    return {
        "value": value,
        "filter": name,
        "survived": count,
        "n": n,
        "rate": wilson.rate,
        "wilson_low": wilson.low,
        "wilson_high": wilson.high,
        "low": ends.low,
        "high": ends.high,
        "method": ends.method,
        "clusters": ends.clusters,
    }


def _by_perturbation(view: View) -> Sheet:
    """Survival under each perturbation, and how far it differs from the first, passage by passage."""
    if view.options.perturbation is not None:
        raise UserError("survival by perturbation compares all of them; leave out --perturbation")
    names = list(view.run.manifest.perturbations)
    baseline = view.perturbation
    tallies = {name: _tallies(view, name) for name in names}
    rows: list[Row] = []
    for name in sorted(names, key=lambda each: each != baseline):
        for at, each in enumerate(view.filters):
            sums = tallies[name][at]
            ends = rates(sums, seed=view.seed, resamples=view.options.resamples)[0]
            row = _counted(name, each, int(sums[:, 0].sum()), int(sums[:, 1].sum()), ends)
            apart = jackknife(np.hstack([sums, tallies[baseline][at]]), _apart)[0]
            if name == baseline:
                apart = Interval(None, None, None, "none", ends.clusters)
            row |= {
                "difference": apart.estimate,
                "difference_low": apart.low,
                "difference_high": apart.high,
                "difference_method": apart.method,
                "few": row["n"] < FEW_PASSAGES or ends.clusters < FEW_CLUSTERS,
            }
            rows.append(row)
    notes = [
        _interval_note(view, rows),
        f"To {baseline}: 95 % interval of the difference, in percentage points, on the same passages (jackknife over "
        f"{view.cluster}s, Student's t).",
        *_few_note(view, rows),
    ]
    return _sheet(view, PERTURBATION, rows, title="Survival by perturbation", beside=f"to {baseline}", notes=notes)


def _tallies(view: View, perturbation: str) -> list[np.ndarray]:
    """For each filter, survivors and decided passages of each cluster."""
    found = view.outcomes_under(perturbation)
    columns = [found.column(name) for name in view.filters]
    return [cluster_sums(np.column_stack([each == 0, each != ERROR]), found.cluster) for each in columns]


def _apart(sums: np.ndarray) -> np.ndarray:
    made: np.ndarray = sums[..., :1] / sums[..., 1:2] - sums[..., 2:3] / sums[..., 3:4]
    return made


def _interval_note(view: View, rows: list[Row]) -> str:
    cluster = view.cluster
    alike = (
        f", Wilson with {cluster}s as n where these do not differ" if any(_is(row, "wilson") for row in rows) else ""
    )
    return f"Interval: 95 %, bootstrap of whole {cluster}s (BCa){alike}."


def _is(row: Row, method: str) -> bool:
    return bool(row["method"] == method)


def _few_note(view: View, rows: list[Row]) -> list[str]:
    """What small groups could show at all."""
    few = [row for row in rows if row["few"]]
    if not few:
        return []
    told = f"*: few, under {FEW_PASSAGES} passages or {FEW_CLUSTERS} {view.cluster}s."
    wanted = [row.get("smallest_difference") for row in few if row["value"] != ALL and "smallest_difference" in row]
    known = [each for each in wanted if each is not None]
    if known:
        least, most = (f"{100 * each:.0f}" for each in (min(known), max(known)))
        span = least if least == most else f"{least} to {most}"
        told += f" Smallest difference from the rest that such a group shows with 80 % power at 5 %: {span} points."
    if len(known) < len(wanted):
        told += f" {len(wanted) - len(known)} of {len(wanted)} could show none."
    return [told]


def _sheet(view: View, by: str, rows: list[Row], *, title: str, beside: str, notes: list[str]) -> Sheet:
    def marked(row: Row) -> str:
        return count_of(row["survived"], row["n"]) + (" *" if row["few"] else "  " if row["n"] else "")

    return Sheet(
        name=f"survival-by-{by}",
        title=title,
        table=pa.Table.from_pylist(rows, schema=SCHEMA),
        columns=(
            Column(by, lambda row: row["value"], align="left"),
            Column("filter", lambda row: row["filter"], align="left"),
            Column("survive", marked),
            Column("rate", lambda row: percent(row["rate"]) if row["n"] else "–"),
            Column("interval", lambda row: percent_range(row["low"], row["high"])),
            Column(beside, lambda row: points_range(row["difference_low"], row["difference_high"])),
        ),
        notes=tuple(notes),
        signature=view.run.signature,
    )

"""Distortion: how the picture that survives differs from what was written, in topics, stances, claims or any label."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from outlast.sheets.cells import count_of, decimal, decimal_range, p_value, percent, points, points_range
from outlast.sheets.sheet import Column, Sheet
from outlast.statistics.distortion import CRITICAL, SUPPORTIVE, distortion
from outlast.statistics.holm import holm
from outlast.statistics.mentions import mentions, shared_rows
from outlast.statistics.outcomes import ERROR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outlast.measures.view import View
    from outlast.statistics.distortion import Distortion

FIELDS = ("stance", "topics", "claims")
"""What is looked at where nothing is asked, as far as the passages have it."""

FEW = 10
"""Mentions below which a share says little; rows with fewer are marked."""

Row = dict[str, Any]

SCHEMAS = {
    "distances": pa.schema(
        [
            ("filter", pa.string()),
            ("label", pa.string()),
            ("written", pa.int64()),
            ("left", pa.int64()),
            *(
                (f"{name}{end}", pa.float64())
                for name in ("total_variation", "jensen_shannon")
                for end in ("", "_low", "_high", "_at_random", "_excess", "_p")
            ),
            ("total_variation_p_holm", pa.float64()),
            ("method", pa.string()),
            ("clusters", pa.int64()),
            ("shuffles", pa.int64()),
        ]
    ),
    "voices": pa.schema(
        [
            ("filter", pa.string()),
            ("label", pa.string()),
            ("actor", pa.string()),
            ("critical_written", pa.int64()),
            ("written", pa.int64()),
            ("critical_left", pa.int64()),
            ("left", pa.int64()),
            *((name, pa.float64()) for name in ("share_written", "share_left", "shift", "low", "high", "p", "p_holm")),
            ("method", pa.string()),
            ("clusters", pa.int64()),
            ("shuffles", pa.int64()),
        ]
    ),
    "shift-by-value": pa.schema(
        [
            ("filter", pa.string()),
            ("label", pa.string()),
            ("value", pa.string()),
            ("written", pa.int64()),
            ("left", pa.int64()),
            *((name, pa.float64()) for name in ("share_written", "share_left", "shift", "low", "high")),
            ("method", pa.string()),
            ("clusters", pa.int64()),
        ]
    ),
}
"""The numbers of each sheet; rows may be none (nobody criticises or supports anyone, say)."""


def distortion_sheets(view: View) -> tuple[Sheet, ...]:
    """Three sheets: distances of each label, the voice about each actor, and the shift of each value."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for name, field, found in _found(view):
        about: Row = {"filter": name, "label": field}
        rows["distances"].append({**about, **_distances(found)})
        rows["voices"] += [{**about, **row} for row in _voices(found)]
        rows["shift-by-value"] += [{**about, **row} for row in _shifts(found)]
    _correct(rows["distances"], "total_variation_p")
    _correct(rows["voices"], "p")
    tables = {name: pa.Table.from_pylist(rows[name], schema=schema) for name, schema in SCHEMAS.items()}
    sheets = [
        _distance_sheet(view, tables["distances"], voices=len(tables["voices"])),
        _shift_sheet(view, tables["shift-by-value"]),
    ]
    if len(tables["voices"]):
        sheets.insert(1, _voice_sheet(view, tables["voices"]))
    return tuple(sheets)


def chosen_fields(view: View) -> tuple[str, ...]:
    """The labels that were asked for, or those of `FIELDS` that any passage has."""
    if view.options.by:
        return view.options.by
    there = view.passages.column_names
    return tuple(
        name for name in FIELDS if name in there and view.passages.column(name).null_count < len(view.passages)
    )


def _found(view: View) -> Iterator[tuple[str, str, Distortion]]:
    """Each filter's distortion of each label, labels in the order asked."""
    names = chosen_fields(view)
    outcomes = view.outcomes
    fields = [mentions(view.field(name)) for name in names]
    for filter_name in view.filters:
        blocked = outcomes.column(filter_name)
        found: dict[int, Distortion] = {}
        for numbers in shared_rows(fields):
            labelled = fields[numbers[0]].labelled[outcomes.passage]
            rows = np.flatnonzero(labelled & (blocked != ERROR))
            made = distortion(
                [fields[at].take(outcomes.passage[rows]) for at in numbers],
                survives=blocked[rows] == 0,
                clusters=outcomes.cluster[rows],
                seed=view.seed,
                resamples=view.options.resamples,
            )
            found.update(zip(numbers, made, strict=True))
        for at, name in enumerate(names):
            yield filter_name, name, found[at]


def _correct(rows: list[Row], name: str) -> None:
    """Add the p-values corrected over all rows, which are the family that was asked for."""
    for row, p in zip(rows, holm([row[name] for row in rows]), strict=True):
        row[f"{name}_holm"] = p


def _distances(found: Distortion) -> Row:
    row: Row = {"written": found.written, "left": found.left}
    for name in ("total_variation", "jensen_shannon"):
        distance = getattr(found, name)
        row |= {
            name: distance.interval.estimate,
            f"{name}_low": distance.interval.low,
            f"{name}_high": distance.interval.high,
            f"{name}_at_random": distance.expected,
            f"{name}_excess": distance.excess,
            f"{name}_p": distance.p,
        }
    made = found.total_variation.interval
    return {**row, "method": made.method, "clusters": made.clusters, "shuffles": found.shuffles}


def _voices(found: Distortion) -> Iterator[Row]:
    for voice in found.voices:
        yield {
            "actor": voice.actor,
            "critical_written": voice.critical_written,
            "written": voice.written,
            "critical_left": voice.critical_left,
            "left": voice.left,
            "share_written": voice.critical_written / voice.written if voice.written else None,
            "share_left": voice.critical_left / voice.left if voice.left else None,
            "shift": voice.shift.estimate,
            "low": voice.shift.low,
            "high": voice.shift.high,
            "p": voice.p,
            "method": voice.shift.method,
            "clusters": voice.shift.clusters,
            "shuffles": found.shuffles,
        }


def _shifts(found: Distortion) -> Iterator[Row]:
    for row in found.shifts:
        yield {
            "value": row.value,
            "written": row.written,
            "left": row.left,
            "share_written": row.share_written,
            "share_left": row.share_left,
            "shift": row.shift.estimate,
            "low": row.shift.low,
            "high": row.shift.high,
            "method": row.shift.method,
            "clusters": row.shift.clusters,
        }


def _distance_sheet(view: View, table: pa.Table, *, voices: int) -> Sheet:
    silent = () if voices else ("Nobody is both criticised and supported, so there is no voice that could shift.",)
    return Sheet(
        name="distances",
        title=f"What survives against what was written ({view.perturbation})",
        table=table,
        columns=(
            Column("filter", lambda row: row["filter"], align="left"),
            Column("label", lambda row: row["label"], align="left"),
            Column("mentions left", lambda row: count_of(row["left"], row["written"])),
            Column("TV", lambda row: decimal(row["total_variation"])),
            Column("interval", lambda row: decimal_range(row["total_variation_low"], row["total_variation_high"])),
            Column("random", lambda row: decimal(row["total_variation_at_random"])),
            Column("Holm", lambda row: p_value(row["total_variation_p_holm"])),
            Column("JS", lambda row: decimal(row["jensen_shannon"])),
        ),
        notes=(
            "TV: total variation, the share of mentions that would have to be of another value for a reader to see "
            "what was written; JS: Jensen-Shannon distance, base 2. Samples make both too large: read TV against "
            f"random, its mean when as much falls, blind to labels (decisions shuffled, {view.cluster}s whole). Holm: "
            "p, the share of such shuffles with as large a TV, corrected over the rows. Interval: 95 %, basic "
            f"bootstrap of {view.cluster}s, from 0 where p > .05; approximate.",
            *silent,
        ),
        signature=view.run.signature,
    )


def _voice_sheet(view: View, table: pa.Table) -> Sheet:
    return Sheet(
        name="voices",
        title=f"Criticism among critical and supportive passages, written and left ({view.perturbation})",
        table=table,
        columns=(
            Column("filter", lambda row: row["filter"], align="left"),
            Column("actor", lambda row: row["actor"], align="left", wraps=True),
            Column("written", lambda row: count_of(row["critical_written"], row["written"])),
            Column("left", lambda row: count_of(row["critical_left"], row["left"])),
            Column("shift", lambda row: _marked(points(row["shift"]), row["written"])),
            Column("interval", lambda row: points_range(row["low"], row["high"])),
            Column("Holm", lambda row: p_value(row["p_holm"])),
        ),
        notes=(
            f"Written, left: passages that {CRITICAL} among those that {CRITICAL} or {SUPPORTIVE} the actor. Shift, in "
            "points: below 0 a reader sees less criticism than was written. Interval: 95 %, BCa bootstrap of "
            f"{view.cluster}s. Holm: p, two-sided, against as much blocking that is blind to labels, corrected over "
            "the rows.",
            *_few(table),
        ),
        signature=view.run.signature,
    )


def _shift_sheet(view: View, table: pa.Table) -> Sheet:
    return Sheet(
        name="shift-by-value",
        title=f"Each value's share of mentions, written and left ({view.perturbation})",
        table=table,
        columns=(
            Column("filter", lambda row: row["filter"], align="left"),
            Column("value", lambda row: row["value"], align="left", wraps=True),
            Column("mentions", lambda row: count_of(row["left"], row["written"])),
            Column("written", lambda row: percent(row["share_written"])),
            Column("left", lambda row: percent(row["share_left"])),
            Column("shift", lambda row: _marked(points(row["shift"]), row["written"])),
            Column("interval", lambda row: points_range(row["low"], row["high"])),
        ),
        notes=(
            "Mentions that are left, and the share of all mentions of the label that were written and that are left; "
            f"shift in points, from the largest loss to the largest gain. Interval: 95 %, BCa bootstrap of "
            f"{view.cluster}s, for one value at a time.",
            *_few(table),
        ),
        signature=view.run.signature,
    )


def _marked(text: str, n: int) -> str:
    return f"{text} *" if n < FEW else text


def _few(table: pa.Table) -> tuple[str, ...]:
    few = any(n < FEW for n in table.column("written").to_pylist())
    return (f"* Fewer than {FEW} written: the interval is too narrow for so few.",) if few else ()

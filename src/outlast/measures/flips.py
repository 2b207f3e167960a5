"""Flips: the threshold at which each passage would change sides, and what survives at a row of thresholds.

A filter with a score blocks what scores at or above its threshold, so a passage's score is the highest threshold that
blocks it, the point where it flips.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from outlast.errors import UserError
from outlast.sheets.cells import count_of, decimal, percent, percent_range
from outlast.sheets.sheet import Column, Sheet
from outlast.statistics.clustered import clustered
from outlast.statistics.outcomes import ERROR
from outlast.statistics.resampling import cluster_sums
from outlast.statistics.strictness import SHARES, flip_points

if TYPE_CHECKING:
    from outlast.measures.view import View

Row = dict[str, Any]

SHOWN = 30
"""Letters of a text that a table for people shows."""

FLIPS = pa.schema(
    [
        ("filter", pa.string()),
        ("passage_id", pa.string()),
        ("draw", pa.int32()),
        ("flips_at", pa.float64()),
        ("blocked", pa.bool_()),
        ("target", pa.bool_()),
        ("text", pa.string()),
    ]
)


def flips(view: View) -> tuple[Sheet, ...]:
    """A sheet of thresholds with survival and both errors, and one of each passage's flip point, strictest last.

    Raises:
        UserError: where no filter that was asked for has scores.
    """
    return threshold_sheet(view), _passages(view, _scored(view))


def _scored(view: View) -> list[str]:
    scored = [name for name in view.filters if not np.isnan(view.outcomes.scores(name)).all()]
    if not scored:
        raise UserError(f"{', '.join(view.filters)}: no scores, so no threshold at which a passage flips")
    return scored


def threshold_sheet(view: View) -> Sheet:
    """The first of the two: the mildest threshold that blocks each tenth of the passages, and what survives there.

    Raises:
        UserError: where no filter that was asked for has scores.
    """
    found, scored = view.outcomes, _scored(view)
    rows: list[Row] = []
    for name in scored:
        scores = found.scores(name)
        known = ~np.isnan(scores)
        for threshold in flip_points(pa.table({"score": scores[known]}), shares=SHARES):
            hit = known & (scores >= (np.inf if threshold is None else threshold))
            spared, meant = known & (found.target == 0), known & (found.target == 1)
            columns = [known & ~hit, known, hit & spared, spared, meant & ~hit, meant]
            sums = cluster_sums(np.column_stack(columns), found.cluster)
            row: Row = {"filter": name, "threshold": threshold}
            for at, which in enumerate(("survived", "over_blocked", "under_blocked")):
                each = clustered(sums[:, 2 * at : 2 * at + 2])
                row |= {f"{which}_{name}": value for name, value in asdict(each).items()}
            rows.append(row)
    return Sheet(
        name="thresholds",
        title=f"Survival at other thresholds ({view.perturbation})",
        table=pa.Table.from_pylist(rows),
        columns=(
            Column("filter", lambda row: row["filter"], align="left"),
            Column(
                "blocks from",
                lambda row: "nothing" if row["threshold"] is None else decimal(row["threshold"], places=3),
            ),
            Column("survive", lambda row: count_of(row["survived_count"], row["survived_n"])),
            Column("interval", lambda row: percent_range(row["survived_low"], row["survived_high"])),
            Column("over", lambda row: percent(row["over_blocked_rate"])),
            Column("interval", lambda row: percent_range(row["over_blocked_low"], row["over_blocked_high"])),
            Column("under", lambda row: percent(row["under_blocked_rate"])),
        ),
        notes=(
            "The mildest threshold that blocks each tenth of the passages. Interval: 95 %, Wilson's, whole "
            f"{view.cluster}s taken as independent, each threshold as given.",
        ),
        signature=view.run.signature,
    )


def _passages(view: View, scored: list[str]) -> Sheet:
    found = view.outcomes
    ids = view.passages.column("passage_id").to_pylist()
    renderings = view.run.renderings().to_pylist()
    texts = {
        (row["passage_id"], row["draw"]): row["text"] for row in renderings if row["perturbation"] == view.perturbation
    }
    rows: list[Row] = []
    for name in scored:
        scores, blocked = found.scores(name), found.column(name)
        order = np.argsort(-scores, kind="stable")
        for at in order[~np.isnan(scores[order])].tolist():
            key = (ids[found.passage[at]], int(found.draw[at]))
            rows.append(
                {
                    "filter": name,
                    "passage_id": key[0],
                    "draw": key[1],
                    "flips_at": float(scores[at]),
                    "blocked": _known(blocked[at]),
                    "target": _known(found.target[at]),
                    "text": texts[key],
                }
            )
    return Sheet(
        name="flips",
        title=f"Where each passage flips ({view.perturbation})",
        table=pa.Table.from_pylist(rows, schema=FLIPS),
        columns=(
            Column("filter", lambda row: row["filter"], align="left"),
            Column("passage", lambda row: row["passage_id"].rpartition("/")[2], align="left"),
            Column("flips at", lambda row: decimal(row["flips_at"], places=3)),
            Column(
                "now", lambda row: {True: "blocked", False: "survives", None: "error"}[row["blocked"]], align="left"
            ),
            Column("target", lambda row: {True: "yes", False: "no", None: "–"}[row["target"]], align="left"),
            Column("text", lambda row: _short(row["text"]), align="left", wraps=True),
        ),
        notes=("A passage is blocked from every threshold up to where it flips.",),
        signature=view.run.signature,
    )


def _known(value: int) -> bool | None:
    return None if value == ERROR else bool(value)


def _short(text: str) -> str:
    r"""The beginning of a text on one line.

    >>> _short("a\nb")
    'a b'
    """
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else f"{line[: SHOWN - 1]}…"

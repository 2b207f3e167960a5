"""Every table of a report, whole and unrounded, in the order of the page; and the curves behind its slider."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from outlast.errors import UserError
from outlast.measures.flips import threshold_sheet
from outlast.measures.view import Options, View
from outlast.report.terminal import resampled
from outlast.sheets.cells import count_of, percent, percent_range
from outlast.sheets.sheet import Column, Sheet
from outlast.statistics.curves import Curve, curve, targets_as_numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from outlast.report.page.sheets import Place
    from outlast.runs.results import Run

RATES = ("survived", "over_blocked", "under_blocked")

SURVIVAL = pa.schema(
    [
        ("filter", pa.string()),
        ("perturbation", pa.string()),
        ("errors", pa.int64()),
        *(
            (f"{name}_{column}", kind)
            for name in RATES
            for column, kind in (
                ("count", pa.int64()),
                ("n", pa.int64()),
                ("rate", pa.float64()),
                ("low", pa.float64()),
                ("high", pa.float64()),
                ("method", pa.string()),
                ("clusters", pa.int64()),
                ("wilson_low", pa.float64()),
                ("wilson_high", pa.float64()),
            )
        ),
    ]
)
"""``low`` and ``high`` are of whole clusters, by ``method``; ``wilson_`` takes passages as independent."""


def tables(
    run: Run, measured: Mapping[Place, Sequence[Sheet]], *, rewritten: Sequence[Sheet], perturbation: str
) -> tuple[Sheet, ...]:
    """Every table of a report, each once, in the order of the page.

    Args:
        run: whole.
        measured: what the measures said, by place.
        rewritten: survival under each rewriting; empty where there is none.
        perturbation: the one that the page opens with.
    """
    found = [survival_sheet(run, perturbation=perturbation), *_thresholds(run, perturbation)]
    for place in ("silenced", "treated", "pairs", "policy"):
        found += measured.get(place, ())
    found += [*rewritten, *measured.get("robustness", ())]
    return tuple({sheet.name: sheet for sheet in found}.values())


def survival_sheet(run: Run, *, perturbation: str) -> Sheet:
    """Survival, over- and under-blocking by filter, as the page's first table has them."""
    rows = [_survival(row) for row in run.summary["survival"] if row["perturbation"] == perturbation]
    return Sheet(
        name="survival",
        title=f"What survives each filter ({perturbation})",
        table=pa.Table.from_pylist(rows, schema=SURVIVAL),
        columns=(
            Column("filter", lambda row: row["filter"], align="left"),
            Column("survive", lambda row: count_of(row["survived_count"], row["survived_n"])),
            Column("rate", lambda row: percent(row["survived_rate"])),
            Column("interval", lambda row: percent_range(row["survived_low"], row["survived_high"])),
            Column("over-blocked", lambda row: count_of(row["over_blocked_count"], row["over_blocked_n"])),
            Column("under-blocked", lambda row: count_of(row["under_blocked_count"], row["under_blocked_n"])),
        ),
        notes=(
            f"Interval: 95 %, {resampled(run.summary, perturbation)}. Over-blocked: blocked though "
            f"{run.config['policy']} would not. Under-blocked: let through though it would.",
        ),
        signature=run.signature,
    )


def curves(run: Run, filters: Iterable[str], *, perturbation: str) -> tuple[Curve, ...]:
    """What happens at other thresholds, for each of some filters with scores: of all draws, as survival counts them.

    Args:
        run: whole.
        filters: by name; each has scores.
        perturbation: under which the texts were judged.
    """
    decisions, targets = run.decisions(), run.targets()
    decisions = decisions.filter(pc.equal(decisions.column("perturbation"), perturbation))
    known = targets_as_numbers(targets.column("target").to_pylist())
    ids = targets.column("passage_id").combine_chunks()
    made = []
    for name in filters:
        own = decisions.filter(pc.equal(decisions.column("filter"), name))
        at = pc.index_in(own.column("passage_id"), value_set=ids).to_numpy()
        scores = pc.fill_null(own.column("score"), np.nan).to_numpy()
        made.append(curve(name, scores, target=known[at]))
    return tuple(made)


def _survival(row: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {name: row[name] for name in ("filter", "perturbation", "errors")}
    for name in RATES:
        wilson = row[name]
        clustered = row.get("intervals", {}).get(name) or {"low": None, "high": None, "method": None, "clusters": None}
        flat |= {f"{name}_{key}": wilson[key] for key in ("count", "n", "rate")}
        flat |= {f"{name}_{key}": clustered[key] for key in ("low", "high", "method", "clusters")}
        flat |= {f"{name}_wilson_{key}": wilson[key] for key in ("low", "high")}
    return flat


def _thresholds(run: Run, perturbation: str) -> list[Sheet]:
    try:
        return [threshold_sheet(View(run, Options(perturbation=perturbation)))]
    except UserError:
        return []

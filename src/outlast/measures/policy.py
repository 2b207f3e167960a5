"""Against the policy: what a filter blocks too much and too little, and how well its scores order and mean it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from outlast.sheets.cells import count_of, decimal, decimal_range, percent, percent_range
from outlast.sheets.sheet import Column, Sheet
from outlast.statistics.areas import precision_recall_area, roc_area
from outlast.statistics.calibration import bin_of, brier_score, expected_calibration_error, reliability
from outlast.statistics.detection import confusion, detection
from outlast.statistics.interval import Interval
from outlast.statistics.outcomes import ERROR
from outlast.statistics.resampling import cluster_sums, rates

if TYPE_CHECKING:
    from outlast.measures.view import View

Row = dict[str, Any]

NAMES = {
    "over_blocking": "over-blocking",
    "under_blocking": "under-blocking",
    "balanced_accuracy": "balanced accuracy",
    "mcc": "MCC",
    "f1": "F1",
    "roc_area": "ROC area",
    "precision_recall_area": "precision-recall area",
    "brier": "Brier score",
    "ece": "ECE",
}
"""What people see of a measure's name; itself where it is not here."""

RATES = ("over_blocking", "under_blocking", "precision", "recall", "specificity")

SCHEMA = pa.schema(
    [
        ("filter", pa.string()),
        ("measure", pa.string()),
        ("count", pa.int64()),
        ("n", pa.int64()),
        ("estimate", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("method", pa.string()),
        ("clusters", pa.int64()),
        ("undefined", pa.float64()),
        ("reason", pa.string()),
    ]
)

BIN_SCHEMA = pa.schema(
    [
        ("filter", pa.string()),
        ("from", pa.float64()),
        ("to", pa.float64()),
        ("mean_score", pa.float64()),
        ("targets", pa.int64()),
        ("n", pa.int64()),
        ("rate", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("method", pa.string()),
        ("clusters", pa.int64()),
    ]
)


def policy(view: View) -> tuple[Sheet, ...]:
    """A sheet of every measure of every filter, and where scores are probabilities one of reliability bins."""
    rows: list[Row] = []
    bins: list[Row] = []
    for name in view.filters:
        rows += _decided(view, name)
        rows += _scored(view, name)
        if _are_probabilities(view, name):
            bins += _bins(view, name)
    policy_name = view.run.config["policy"]
    found = view.outcomes
    unlabelled = int((found.target[: len(view.passages)] == ERROR).sum())
    notes = [
        f"Interval: 95 %; rates, balanced accuracy, MCC and F1: bootstrap of whole {view.cluster}s (BCa, Wilson with "
        f"{view.cluster}s as n where these do not differ); areas: logit, with {view.cluster}s as clusters (Obuchowski "
        f"1997 for ROC); Brier: jackknife over {view.cluster}s. The policy's labels are taken as they are.",
    ]
    if unlabelled:
        notes.append(f"{unlabelled} of {len(view.passages)} passages are left out: {policy_name} says nothing of them.")
    doubtful = [row for row in rows if row["undefined"] > 0.05]
    if doubtful:
        named = ", ".join(f"{NAMES.get(row['measure'], row['measure'])} of {row['filter']}" for row in doubtful)
        notes.append(f"Undefined in more than 5 % of the resamples, so that the interval is doubtful: {named}.")
    sheets = [
        Sheet(
            name="policy",
            title=f"Against {policy_name} ({view.perturbation})",
            table=pa.Table.from_pylist(rows, schema=SCHEMA),
            columns=(
                Column("filter", lambda row: row["filter"], align="left"),
                Column("measure", lambda row: NAMES.get(row["measure"], row["measure"]), align="left"),
                Column("count", lambda row: "–" if row["n"] is None else count_of(row["count"], row["n"])),
                Column("value", _value),
                Column("interval", _interval),
            ),
            notes=tuple(notes),
            signature=view.run.signature,
        )
    ]
    return (*sheets, _reliability_sheet(view, bins)) if bins else tuple(sheets)


def _decided(view: View, name: str) -> list[Row]:
    """What follows from the decisions alone."""
    found = view.outcomes
    blocked = found.column(name)
    made = detection(blocked, found.target, found.cluster, seed=view.seed, resamples=view.options.resamples)
    tp, fp, fn, tn = (int(each) for each in confusion(blocked, found.target).sum(axis=0))
    counts = {
        "over_blocking": (fp, fp + tn),
        "under_blocking": (fn, fn + tp),
        "precision": (tp, tp + fp),
        "recall": (tp, tp + fn),
        "specificity": (tn, tn + fp),
    }
    no_target, no_other = ("no targets" if not tp + fn else ""), ("nothing but targets" if not fp + tn else "")
    alike = "" if tp + fp and fn + tn else "all are blocked" if tp + fp else "nothing is blocked"
    reasons = {
        "over_blocking": no_other,
        "specificity": no_other,
        "under_blocking": no_target,
        "recall": no_target,
        "precision": alike,
        "balanced_accuracy": no_target or no_other,
        "mcc": no_target or no_other or alike,
        "f1": f"{no_target}, and {alike}" if no_target else "",
    }
    if not tp + fp + fn + tn:
        reasons = dict.fromkeys(reasons, "the policy says nothing of what was decided")
    return [_row(name, each, ends, reason=reasons[each], counted=counts.get(each)) for each, ends in made.items()]


def _scored(view: View, name: str) -> list[Row]:
    """What follows from the scores; nothing for a filter without any."""
    if np.isnan(view.outcomes.scores(name)).all():
        return []
    scores, targets, clusters = _known(view, name)
    reason = "no targets" if not targets.any() else "nothing but targets" if targets.all() else ""
    made = [
        _row(name, "roc_area", roc_area(scores, targets, clusters), reason=reason),
        _row(name, "precision_recall_area", precision_recall_area(scores, targets, clusters), reason=reason),
    ]
    if _are_probabilities(view, name):
        error = expected_calibration_error(reliability(scores, targets))
        made.append(_row(name, "brier", brier_score(scores, targets, clusters)))
        made.append(_row(name, "ece", Interval(error, None, None, "none", len(np.unique(clusters)))))
    return made


def _known(view: View, name: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Scores, whether each is of a target, and clusters, where there is a score and the policy says something."""
    found = view.outcomes
    scores = found.scores(name)
    known = ~np.isnan(scores) & (found.target != ERROR)
    return scores[known], found.target[known] == 1, found.cluster[known]


def _are_probabilities(view: View, name: str) -> bool:
    learned = view.run.summary["learned"].get(name)
    return learned is not None and learned["scale"] == "probability" and len(_known(view, name)[0]) > 0


def _row(name: str, measure: str, ends: Interval, *, reason: str = "", counted: tuple[int, int] | None = None) -> Row:
    return {
        "filter": name,
        "measure": measure,
        "count": counted[0] if counted else None,
        "n": counted[1] if counted else None,
        "estimate": ends.estimate,
        "low": ends.low,
        "high": ends.high,
        "method": ends.method,
        "clusters": ends.clusters,
        "undefined": ends.undefined,
        "reason": reason if ends.estimate is None else None,
    }


def _value(row: Row) -> str:
    if row["estimate"] is None:
        return row["reason"] or "no data"
    return percent(row["estimate"]) if row["measure"] in RATES else decimal(row["estimate"])


def _interval(row: Row) -> str:
    written = percent_range if row["measure"] in RATES else decimal_range
    return written(row["low"], row["high"])


def _bins(view: View, name: str) -> list[Row]:
    scores, targets, clusters = _known(view, name)
    number = bin_of(scores)
    rows = []
    for at, each in enumerate(reliability(scores, targets)):
        inside = number == at
        sums = cluster_sums(np.column_stack([targets & inside, inside]), clusters)
        ends = rates(sums, seed=view.seed, resamples=view.options.resamples)[0]
        rows.append(
            {
                "filter": name,
                "from": each.low,
                "to": each.high,
                "mean_score": each.mean_score,
                "targets": each.targets.count,
                "n": each.targets.n,
                "rate": each.targets.rate,
                "low": ends.low,
                "high": ends.high,
                "method": ends.method,
                "clusters": ends.clusters,
            }
        )
    return rows


def _reliability_sheet(view: View, bins: list[Row]) -> Sheet:
    return Sheet(
        name="reliability",
        title=f"Reliability ({view.perturbation}): of the passages with such scores, how many are targets",
        table=pa.Table.from_pylist(bins, schema=BIN_SCHEMA),
        columns=(
            Column("filter", lambda row: row["filter"], align="left"),
            Column("score", lambda row: f"{row['from']:.1f}–{row['to']:.1f}"),
            Column("mean", lambda row: decimal(row["mean_score"])),
            Column("targets", lambda row: count_of(row["targets"], row["n"])),
            Column("share", lambda row: percent(row["rate"]) if row["n"] else "–"),
            Column("interval", lambda row: percent_range(row["low"], row["high"])),
        ),
        notes=("ECE, the bins' mean distance, is too large for few passages, and has no interval for that reason.",),
        signature=view.run.signature,
    )

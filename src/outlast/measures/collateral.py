"""Collateral: what catching the policy's targets costs in controls, threshold by threshold and rule by rule."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from outlast.filters.keyword.filter import KeywordConfig
from outlast.measures.judged import rows_of
from outlast.sheets.cells import count_of, decimal, percent, percent_range
from outlast.sheets.sheet import Column, Sheet
from outlast.statistics.collateral import toll, tolls
from outlast.statistics.outcomes import ERROR
from outlast.statistics.rules import rule_shares

if TYPE_CHECKING:
    from outlast.measures.view import View
    from outlast.statistics.collateral import Toll
    from outlast.statistics.interval import Interval
    from outlast.statistics.rules import RuleShare

(KEYWORD,) = get_args(KeywordConfig.model_fields["kind"].annotation)
"""The kind of filter whose evidence names rules; a classifier's terms are none."""

SHOWN = 20
"""Rules of a list on a terminal."""


def collateral(view: View) -> tuple[Sheet, ...]:
    """What each filter catches and loses, by threshold where it has scores; and the rules of each keyword list."""
    kinds = {each["name"]: each["kind"] for each in view.run.config["filters"]}
    lists = [name for name in view.filters if kinds[name] == KEYWORD]
    if not lists:
        return (_curves(view),)
    evidence, decisions = (_under(view, table) for table in (view.run.evidence(), view.run.decisions()))
    return (_curves(view), *(_rules(view, name, evidence=evidence, decisions=decisions) for name in lists))


def _curves(view: View) -> Sheet:
    held, seed, resamples = view.outcomes, view.seed, view.options.resamples
    rows = []
    for name in view.filters:
        as_run = toll(held.column(name), held.target, clusters=held.cluster, seed=seed, resamples=resamples)
        rows.append(_row(name, "as run", as_run))
        curve = tolls(held.scores(name), held.target, clusters=held.cluster, seed=seed, resamples=resamples)
        rows += [_row(name, "threshold", each) for each in curve]
    return Sheet(
        name="collateral",
        title=f"Controls lost for targets caught ({view.perturbation})",
        table=pa.Table.from_pylist(rows, schema=CURVES),
        columns=(
            Column("filter", lambda row: row["filter"], align="left", wraps=True),
            Column("threshold", lambda row: "as run" if row["at"] == "as run" else decimal(row["threshold"])),
            Column("caught", lambda row: _counted(row, "caught")),
            Column("lost", lambda row: _counted(row, "lost")),
            Column("interval", lambda row: percent_range(row["lost_low"], row["lost_high"])),
            Column("further", lambda row: decimal(row["lost_for_each_further"], places=1)),
        ),
        notes=(
            f"Caught: of the {int((held.target == 1).sum()):,} targets, which the policy would block; lost: of the "
            f"{int((held.target == 0).sum()):,} controls, which it would let be, with a 95 % interval (BCa bootstrap "
            f"of {view.cluster}s, Wilson where they are all alike; the threshold taken as given).",
            *_failed(rows, held.target),
            "Each threshold catches a further tenth of the targets, or as many as share a score. Further: controls "
            "lost for each target caught beyond the row above.",
        ),
        signature=view.run.signature,
    )


CURVES = pa.schema(
    [
        ("filter", pa.string()),
        ("at", pa.string()),
        ("threshold", pa.float64()),
        ("caught", pa.int64()),
        ("targets", pa.int64()),
        ("lost", pa.int64()),
        ("controls", pa.int64()),
        *((f"{share}_{end}", pa.float64()) for share in ("caught", "lost") for end in ("share", "low", "high")),
        ("further_caught", pa.int64()),
        ("further_lost", pa.int64()),
        ("lost_for_each_further", pa.float64()),
        ("clusters", pa.int64()),
    ]
)


def _row(name: str, at: str, found: Toll) -> dict[str, Any]:
    stepped = at == "threshold"
    return {
        "filter": name,
        "at": at,
        "threshold": found.threshold,
        "caught": found.caught,
        "targets": found.targets,
        "lost": found.lost,
        "controls": found.controls,
        **_ends("caught", found.caught_share),
        **_ends("lost", found.lost_share),
        "further_caught": found.further_caught if stepped else None,
        "further_lost": found.further_lost if stepped else None,
        "lost_for_each_further": found.further_lost / found.further_caught if stepped else None,
        "clusters": found.lost_share.clusters,
    }


def _counted(row: dict[str, Any], what: str) -> str:
    """A count with its rate.

    >>> _counted({"lost": 3, "lost_share": 0.25}, "lost")
    '3 (25 %)'
    """
    return f"{row[what]:,} ({percent(row[f'{what}_share'])})"


def _failed(rows: list[dict[str, Any]], target: np.ndarray) -> list[str]:
    """A note where some row counts fewer targets and controls than there are."""
    fewest = min((row["targets"] + row["controls"] for row in rows), default=0)
    missing = int((target != ERROR).sum()) - fewest
    return [f"Of these, up to {missing:,} were not decided, or not scored, and take no part."] if missing else []


def _ends(name: str, interval: Interval) -> dict[str, float | None]:
    return {f"{name}_share": interval.estimate, f"{name}_low": interval.low, f"{name}_high": interval.high}


def _rules(view: View, name: str, *, evidence: pa.Table, decisions: pa.Table) -> Sheet:
    found, notes = _shares(view, evidence=_of(name, evidence), decisions=_of(name, decisions))
    held = view.outcomes
    decided = held.column(name) >= 0
    every = {
        "all_targets": int((decided & (held.target == 1)).sum()),
        "all_controls": int((decided & (held.target == 0)).sum()),
    }
    rows = [
        {
            "filter": name,
            "place": place,
            **{key: value for key, value in asdict(each).items() if key != "precision"},
            "precision": each.precision.estimate,
            "precision_low": each.precision.low,
            "precision_high": each.precision.high,
            "precision_method": each.precision.method,
            **every,
            "note": notes.get(each.rule),
        }
        for place, each in enumerate(found, start=1)
    ]
    return Sheet(
        name=f"rules-{name}",
        title=f"Rules of {name} that fired, the most precise first ({view.perturbation})",
        table=pa.Table.from_pylist(rows, schema=RULES),
        columns=(
            Column("rule", lambda row: row["rule"], align="left", wraps=True),
            Column("fires", lambda row: f"{row['blocks']:,}"),
            Column("targets", lambda row: count_of(row["targets"], row["targets"] + row["controls"])),
            Column("precision", lambda row: percent_range(row["precision_low"], row["precision_high"])),
            Column("only it", lambda row: f"{row['only']:,}"),
            Column("adds", lambda row: f"{row['added_targets']:,} + {row['added_controls']:,}"),
            Column("all so far", lambda row: f"{row['caught']:,} + {row['lost']:,}"),
        ),
        notes=(
            f"Targets: of the texts in which the rule fires and of which the policy says something; precision: that "
            f"rate's 95 % interval (bootstrap of {view.cluster}s, Wilson where they are all alike). Only it: no other "
            "rule of the list fires there.",
            f"In greedy order by precision, each rule adds targets + controls that none before it blocks; in all there "
            f"are {every['all_targets']:,} and {every['all_controls']:,}. The order was found in these texts, so it "
            "flatters the list.",
        ),
        signature=view.run.signature,
        shown=SHOWN,
    )


RULES = pa.schema(
    [
        ("filter", pa.string()),
        ("place", pa.int64()),
        ("rule", pa.string()),
        ("blocks", pa.int64()),
        ("decides", pa.int64()),
        ("targets", pa.int64()),
        ("controls", pa.int64()),
        ("precision", pa.float64()),
        ("precision_low", pa.float64()),
        ("precision_high", pa.float64()),
        ("precision_method", pa.string()),
        ("only", pa.int64()),
        ("only_targets", pa.int64()),
        ("only_controls", pa.int64()),
        ("added_targets", pa.int64()),
        ("added_controls", pa.int64()),
        ("caught", pa.int64()),
        ("lost", pa.int64()),
        ("all_targets", pa.int64()),
        ("all_controls", pa.int64()),
        ("note", pa.string()),
    ]
)


def _shares(
    view: View, *, evidence: pa.Table, decisions: pa.Table
) -> tuple[tuple[RuleShare, ...], dict[str, str | None]]:
    """The shares of a keyword filter's rules, and what their evidence notes of each."""
    held = view.outcomes
    evidence = evidence.filter(pc.equal(evidence.column("role"), "fired"))
    names = pa.array(sorted(pc.unique(evidence.column("rule")).to_pylist()), pa.string())
    rule = np.asarray(pc.index_in(evidence.column("rule"), value_set=names), dtype=np.int64)
    passage = rows_of(view, evidence)
    deciding = np.full(len(held), -1, dtype=np.int64)
    at = rows_of(view, decisions)
    decider = pc.index_in(decisions.column("rule"), value_set=names).combine_chunks().fill_null(-1)
    deciding[at[at >= 0]] = np.asarray(decider, dtype=np.int64)[at >= 0]
    found = rule_shares(
        np.column_stack([passage, rule])[passage >= 0],
        rules=names.to_pylist(),
        deciding=deciding,
        target=held.target,
        clusters=held.cluster,
        seed=view.seed,
        resamples=view.options.resamples,
    )
    told = evidence.group_by("rule").aggregate([("note", "min")])
    return found, dict(zip(told.column("rule").to_pylist(), told.column("note_min").to_pylist(), strict=True))


def _under(view: View, table: pa.Table) -> pa.Table:
    """The rows of the view's perturbation."""
    return table.filter(pc.equal(table.column("perturbation"), view.perturbation))


def _of(name: str, table: pa.Table) -> pa.Table:
    """The rows of one filter."""
    return table.filter(pc.equal(table.column("filter"), name))

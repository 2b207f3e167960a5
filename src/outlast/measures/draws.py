"""Repeated draws: what the same filter decides of the same passage when chance falls otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pyarrow as pa

from outlast.errors import UserError
from outlast.measures.pairing import interval_columns
from outlast.measures.view import View
from outlast.sheets.cells import count_of, percent_range
from outlast.sheets.sheet import Column, Sheet
from outlast.statistics.draws import Draws
from outlast.statistics.draws import draws as over_draws

FILTER = Column("filter", lambda row: row["filter"], align="left")


def draws(view: View) -> tuple[Sheet, ...]:
    """How often a passage's fate hangs on the draw, how much survival varies, and how often each passage falls.

    Where no perturbation is asked for, the first that has several draws is taken.

    Raises:
        UserError: where there is one draw only.
    """
    view = _with_several(view)
    size = view.passages.num_rows
    found = {
        name: over_draws(
            view.outcomes.column(name).reshape(view.draws, size),
            clusters=view.outcomes.cluster[:size],
            seed=view.seed,
            resamples=view.options.resamples,
        )
        for name in view.filters
    }
    return _variation(view, found), _chances(view, found)


def _with_several(view: View) -> View:
    known = view.run.manifest.perturbations
    several = [name for name, count in known.items() if count > 1]
    if view.options.perturbation is None and several:
        view = View(view.run, replace(view.options, perturbation=several[0]))
    if view.draws < 2:
        advice = f"ask for --perturbation {several[0]}" if several else "give it `draws: 20`, say, in the experiment"
        raise UserError(f"{view.perturbation} has one draw in this run, and nothing can differ between draws; {advice}")
    return view


def _variation(view: View, found: dict[str, Draws]) -> Sheet:
    rows: list[dict[str, Any]] = [
        {
            "filter": name,
            "draws": each.draws,
            "passages": each.passages,
            "differing": each.differing,
            **interval_columns("differing", each.share),
            **interval_columns("disagreement", each.disagreement),
            "survival_lowest": each.spread.lowest,
            "survival_highest": each.spread.highest,
            "survival_deviation": each.spread.deviation,
            "survival_deviation_low": each.spread.low,
            "survival_deviation_high": each.spread.high,
            "errors": each.errors,
        }
        for name, each in found.items()
    ]
    errors = sum(row["errors"] for row in rows)
    return Sheet(
        name="draws",
        title=f"What hangs on the draw ({view.perturbation}, {view.draws} draws)",
        table=pa.Table.from_pylist(rows),
        columns=(
            FILTER,
            Column("differ", lambda row: count_of(row["differing"], row["passages"])),
            Column("interval", lambda row: percent_range(row["differing_low"], row["differing_high"])),
            Column("two differ", lambda row: _fine(row["disagreement_rate"])),
            Column("interval", lambda row: _fine(row["disagreement_low"], row["disagreement_high"])),
            Column("survival", lambda row: _fine(row["survival_lowest"], row["survival_highest"])),
            Column("SD", lambda row: _fine(row["survival_deviation"])),
        ),
        notes=(
            "Differ: blocked in some draws, not in others; more draws make it more. Two differ: how often two "
            "draws of a passage do, on average; at most 50 %. Survival: in the lowest and the highest draw; SD: its "
            "standard deviation over draws.",
            f"Intervals: 95 %, bootstrap of {view.cluster}s, Wilson where each stands alone; that of the SD, in the "
            "numbers, comes from draws by normal theory.",
            *([f"Decisions that failed, and count for nothing: {errors:,}."] if errors else []),
        ),
        signature=view.run.signature,
    )


def _fine(low: float | None, high: float | None = None) -> str:
    """A rate, or its interval, to a tenth of a per cent: between draws, small differences matter."""
    if low is None:
        return "–"
    return f"{low * 100:.1f} %" if high is None else f"{low * 100:.1f}–{high * 100:.1f} %"


def _chances(view: View, found: dict[str, Draws]) -> Sheet:
    """How many passages are blocked in none of the draws, in one, and so on."""
    rows = [
        {"filter": name, "blocked_in": blocked_in, "draws": each.draws, "passages": passages, "n": sum(each.blocked_in)}
        for name, each in found.items()
        for blocked_in, passages in enumerate(each.blocked_in)
        if passages
    ]
    return Sheet(
        name="draws-blocked",
        title=f"In how many of {view.draws} draws passages are blocked ({view.perturbation})",
        table=pa.Table.from_pylist(rows),
        columns=(
            FILTER,
            Column("blocked in", lambda row: f"{row['blocked_in']:,} of {row['draws']:,}"),
            Column("passages", lambda row: count_of(row["passages"], row["n"])),
        ),
        notes=("Only passages of which every draw was decided; numbers of draws that no passage has are left out.",),
        signature=view.run.signature,
    )

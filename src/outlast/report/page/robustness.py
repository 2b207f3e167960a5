"""Rewritings: what survives each, against what is written and what it costs the author."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from outlast.runs.answer import survived_of
from outlast.sheets.cells import count_of, decimal, percent, points
from outlast.sheets.sheet import Column, Sheet
from outlast.statistics.effort import effort

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outlast.runs.results import Run


def robustness(run: Run, *, perturbation: str) -> tuple[Sheet, ...]:
    """A sheet with a row for each rewriting and filter; none where the text was judged as written only.

    Args:
        run: whole.
        perturbation: the one that the others are held against.
    """
    summary, renderings = run.summary, run.renderings()
    names = list(summary["perturbations"])
    if len(names) < 2:
        return ()
    costs = {name: effort(renderings, perturbation=name) for name in names}
    before = {row["filter"]: survived_of(row) for row in summary["survival"] if row["perturbation"] == perturbation}
    rows: list[dict[str, Any]] = []
    for name in [perturbation, *(name for name in names if name != perturbation)]:
        cost = costs[name]
        for row in summary["survival"]:
            if row["perturbation"] != name:
                continue
            kept, was = survived_of(row), before[row["filter"]]
            known = kept["rate"] is not None and was["rate"] is not None
            rows.append(
                {
                    "perturbation": name,
                    "filter": row["filter"],
                    "survived": kept["count"],
                    "n": kept["n"],
                    "rate": kept["rate"],
                    "low": kept["low"],
                    "high": kept["high"],
                    "uplift": kept["rate"] - was["rate"] if known and name != perturbation else None,
                    "edits_each": cost.edits / cost.renderings if cost.renderings else None,
                    "letters_edited": cost.letter_edits / cost.letters if cost.letters else None,
                }
            )
    return (_sheet(rows, run.signature, perturbation=perturbation),)


def _sheet(rows: list[dict[str, Any]], signature: str, *, perturbation: str) -> Sheet:
    def uplift(row: Mapping[str, Any]) -> str:
        return "–" if row["perturbation"] == perturbation else points(row["uplift"])

    return Sheet(
        name="robustness",
        title="Survival under each rewriting, and what it costs",
        table=pa.Table.from_pylist(rows),
        columns=(
            Column("written as", lambda row: row["perturbation"], align="left"),
            Column("filter", lambda row: row["filter"], align="left"),
            Column("survive", lambda row: count_of(row["survived"], row["n"])),
            Column("rate", lambda row: percent(row["rate"])),
            Column("uplift", uplift),
            Column("edits each", lambda row: decimal(row["edits_each"], places=1)),
            Column("letters edited", lambda row: percent(row["letters_edited"])),
        ),
        notes=(
            f"Uplift: percentage points of survival gained over {perturbation}; a count that stays the same may be of "
            "other passages. Edits each: edits for each text. Letters edited: letters put in, taken away or replaced, "
            "for each hundred of the original text.",
        ),
        signature=signature,
    )

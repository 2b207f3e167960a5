"""What the page says of one further run: what differs in its config, the answer, and how survival changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from outlast.report.versus.document import Further, RateRow
from outlast.report.versus.dumbbell import dumbbell
from outlast.report.versus.takeaway import Told, answer
from outlast.sheets.cells import p_value, percent, points, points_range

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outlast.comparison.document import Comparison
    from outlast.report.versus.picked import PageFlips
    from outlast.sheets.sheet import Sheet


def further(found: Comparison, at: int, every: PageFlips, survival: Sheet, *, perturbation: str, unit: str) -> Further:
    """One further run.

    Args:
        found: the comparison.
        at: which of its further runs.
        every: all flips.
        survival: the comparison's sheet of that name.
        perturbation: the text as written, or what stands for it.
        unit: what a passage is, in the plural.
    """
    against, own = found.others[at], every.where(every.run == at)
    side = against.side
    rows = [row for row, rated in zip(survival, found.survival, strict=True) if rated.against is against]
    config = tuple(each for each in against.differences if each.origin == "config")
    origins = [each.origin for each in against.differences]
    told = Told(
        baseline=found.baseline.label,
        label=side.label,
        same_run=against.same_run,
        unit=unit,
        policy=found.baseline.run.config["policy"],
        perturbation=perturbation,
        decisions=against.join.keys,
        blocked_now=int(own.blocks_now.sum()),
        through_now=int((~own.blocks_now).sum()),
        towards=int(own.towards.sum()),
        against=int(own.against.sum()),
        causes=_causes(own),
        rates=rows,
        tests=sum(row.p_holm is not None for row in found.survival),
        cluster=found.cluster,
        failed=against.failed,
        left_out=against.join.left_out,
        reasons=against.reasons,
    )
    question = side.run.config["question"]
    return Further(
        label=side.label,
        signature=side.run.signature,
        question="" if question == found.baseline.run.config["question"] else question,
        same=against.same_run,
        changed=config,
        others=(origins.count("input"), origins.count("code")),
        answer=answer(told),
        rates=tuple(map(rate_row, rows)),
    )


def _causes(own: PageFlips) -> Mapping[str, int]:
    """How many flips came through what, whatever member of a combination it came through."""
    counts: dict[str, int] = {}
    for at, count in enumerate(np.bincount(own.cause, minlength=len(own.causes)).tolist()):
        if count:
            text = own.causes[at].text
            counts[text] = counts.get(text, 0) + count
    return counts


def rate_row(row: Mapping[str, Any]) -> RateRow:
    """A row of the sheet of survival as the answer's chart has it."""
    ends = "" if row["low"] is None else f" ({points_range(row['low'], row['high'])})"
    same = row["filter"] == row["filter_after"]
    return RateRow(
        filter=row["filter"] if same else f"{row['filter']} → {row['filter_after']}",
        perturbation=row["perturbation"],
        before=f"{percent(row['rate_before'])}",
        after=f"{percent(row['rate_after'])}",
        difference=f"{points(row['difference'])}{ends}",
        p=p_value(row["p_holm"]),
        flips=f"{row['lost']:,} / {row['gained']:,}",
        drawn=dumbbell(row["rate_before"], row["rate_after"], low=row["low"], high=row["high"]),
    )

"""Where filters disagree: pairs of filters on the same renderings."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import pyarrow.compute as pc

from outlast.decisions import KEY, RENDERING
from outlast.statistics.survival import survived

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Disagreement:
    """How two filters differ under one perturbation; the counts partition the renderings that both decided.

    Attributes:
        perturbation: the perturbation.
        first: a filter.
        second: another.
        only_first_blocks: renderings that the first blocks and the second lets through.
        only_second_blocks: the other way round.
        both_block: renderings that both block.
        neither_blocks: renderings that both let through.
    """

    perturbation: str
    first: str
    second: str
    only_first_blocks: int
    only_second_blocks: int
    both_block: int
    neither_blocks: int


Verdicts = dict[tuple[str, int], dict[str, bool | None]]
"""From passage and draw to whether each filter let it through, in the order of the decisions."""


def verdicts(decisions: pa.Table, *, perturbation: str) -> Verdicts:
    """Whether each passage survived each filter under one perturbation; one object a passage, so for reading."""
    chosen = decisions.filter(pc.equal(decisions.column("perturbation"), perturbation))
    found: Verdicts = {}
    for row in chosen.append_column("survived", survived(chosen)).select([*KEY, "survived"]).to_pylist():
        found.setdefault((row["passage_id"], row["draw"]), {})[row["filter"]] = row["survived"]
    return found


def disagreements(
    decisions: pa.Table, *, filters: Sequence[str], perturbations: Sequence[str]
) -> tuple[Disagreement, ...]:
    """Every pair of filters under every perturbation; renderings that either failed on are left out."""
    columns = {name: _survived_by(decisions, name) for name in filters}
    counts: dict[tuple[str, str, str, bool, bool], int] = {}
    for first, second in combinations(filters, 2):
        both = columns[first].join(columns[second], keys=list(RENDERING), join_type="inner", right_suffix="_second")
        grouped = both.group_by(["perturbation", "survived", "survived_second"]).aggregate([([], "count_all")])
        for row in grouped.to_pylist():
            key = (row["perturbation"], first, second, row["survived"], row["survived_second"])
            counts[key] = row["count_all"]
    return tuple(
        Disagreement(
            perturbation=perturbation,
            first=first,
            second=second,
            only_first_blocks=counts.get((perturbation, first, second, False, True), 0),
            only_second_blocks=counts.get((perturbation, first, second, True, False), 0),
            both_block=counts.get((perturbation, first, second, False, False), 0),
            neither_blocks=counts.get((perturbation, first, second, True, True), 0),
        )
        for perturbation in perturbations
        for first, second in combinations(filters, 2)
    )


def _survived_by(decisions: pa.Table, name: str) -> pa.Table:
    chosen = decisions.filter(pc.equal(decisions.column("filter"), name))
    return chosen.select(list(RENDERING)).append_column("survived", survived(chosen))

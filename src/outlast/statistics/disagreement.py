"""Where filters disagree: pairs of filters on the same renderings."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from outlast.decisions import KEY
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
    """Whether each passage survived each filter under one perturbation."""
    table = decisions.append_column("survived", survived(decisions))
    found: Verdicts = {}
    for row in table.select([*KEY, "survived"]).to_pylist():
        if row["perturbation"] == perturbation:
            found.setdefault((row["passage_id"], row["draw"]), {})[row["filter"]] = row["survived"]
    return found


def disagreements(
    decisions: pa.Table, *, filters: Sequence[str], perturbations: Sequence[str]
) -> tuple[Disagreement, ...]:
    """Every pair of filters under every perturbation; renderings that either failed on are left out."""
    result = []
    for perturbation in perturbations:
        rows = list(verdicts(decisions, perturbation=perturbation).values())
        for first, second in combinations(filters, 2):
            pairs = [(row[first], row[second]) for row in rows]
            result.append(
                Disagreement(
                    perturbation=perturbation,
                    first=first,
                    second=second,
                    only_first_blocks=pairs.count((False, True)),
                    only_second_blocks=pairs.count((True, False)),
                    both_block=pairs.count((False, False)),
                    neither_blocks=pairs.count((True, True)),
                )
            )
    return tuple(result)

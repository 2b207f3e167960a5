"""Accuracy: how often a filter does what its policy would, for each value of a label or attribute.

For functional tests such as HateCheck (Röttger et al. 2021, doi:10.18653/v1/2021.acl-long.4), whose cases come in
functionalities and are read by the accuracy in each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from outlast.statistics.proportion import Proportion, proportion

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How one filter did on the passages of one value.

    Attributes:
        value: of the label or attribute.
        right: passages that the filter blocks and the policy would too, or that neither blocks; among those that are
            decided and of which the policy says something.
    """

    value: str
    right: Proportion


def accuracy_by(decisions: pa.Table, *, targets: pa.Table, values: Mapping[str, str | None]) -> tuple[Accuracy, ...]:
    """A filter's accuracy against the policy for each value, in the order in which they come.

    Args:
        decisions: of kind `outlast.decisions.DECISIONS`, of one filter, perturbation and draw.
        targets: ``passage_id`` and ``target``.
        values: from passage id to its value; passages with none take no part.
    """
    wanted = dict(zip(targets.column("passage_id").to_pylist(), targets.column("target").to_pylist(), strict=True))
    counts: dict[str, list[int]] = {}
    rows = zip(decisions.column("passage_id").to_pylist(), decisions.column("blocked").to_pylist(), strict=True)
    for passage_id, blocked in rows:
        value, target = values.get(passage_id), wanted.get(passage_id)
        if value is not None and blocked is not None and target is not None:
            count = counts.setdefault(value, [0, 0])
            count[0] += blocked == target
            count[1] += 1
    return tuple(Accuracy(value, proportion(right, n)) for value, (right, n) in counts.items())

"""A comparison as a plain document: what every form of output is made from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from outlast.statistics.holm import holm

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from outlast.comparison.cause import Caused
    from outlast.comparison.changes import Changes
    from outlast.comparison.differences import Difference
    from outlast.comparison.flips import Flips
    from outlast.comparison.join import Join
    from outlast.comparison.side import Side
    from outlast.runs.clusters import Cluster
    from outlast.sheets.sheet import Sheet
    from outlast.statistics.change import Change


@dataclass(frozen=True, eq=False)
class Against:
    """The baseline against one further run.

    Attributes:
        join: of the two: ``ids`` of the common passages in reading order, ``verdicts`` and ``scores`` of each filter.
        reasons: what keeps them from being compared on everything, where only what is common was asked for.
        changes: of the rates, a filter and a perturbation each.
        flips: the decisions that came out otherwise, for each of ``join.filters``.
        causes: what they came through, for each of these.
        differences: what config, inputs and code do not share.
    """

    join: Join
    reasons: tuple[str, ...]
    changes: tuple[Changes, ...]
    flips: tuple[Flips, ...]
    causes: tuple[Caused, ...]
    differences: tuple[Difference, ...]

    @property
    def side(self) -> Side:
        """The further run."""
        return self.join.after

    @property
    def same_run(self) -> bool:
        """Whether the two have one fingerprint: the same config, data and code."""
        return self.join.before.run.manifest.fingerprint == self.join.after.run.manifest.fingerprint

    @property
    def flipped(self) -> int:
        """How many decisions came out otherwise."""
        return sum(map(len, self.flips))

    @property
    def failed(self) -> tuple[int, int]:
        """Common decisions that are errors, in the baseline and in the further run."""
        return sum(each.failed[0] for each in self.changes), sum(each.failed[1] for each in self.changes)


class Rated(NamedTuple):
    """A change of one rate, among others that are tested with it.

    ``what`` is ``survival``, ``over-blocking`` or ``under-blocking``; ``p_holm`` is corrected over the whole family.
    """

    against: Against
    changes: Changes
    what: str
    change: Change
    p_holm: float | None


def _corrected(family: Sequence[tuple[Against, Changes, str, Change]]) -> tuple[Rated, ...]:
    adjusted = holm([change.swap.p for *_, change in family])
    return tuple(Rated(*each, p) for each, p in zip(family, adjusted, strict=True))


@dataclass(frozen=True, eq=False)
class Comparison:
    """A baseline against each of several further runs.

    Attributes:
        baseline: the first run.
        others: the further ones, in the order given.
        cluster: what was taken as independent, and swapped in tests.
    """

    baseline: Side
    others: tuple[Against, ...]
    cluster: Cluster

    @property
    def signature(self) -> str:
        """The signatures of all runs, the baseline's first."""
        return " against ".join([self.baseline.run.signature, *(each.side.run.signature for each in self.others)])

    @cached_property
    def survival(self) -> tuple[Rated, ...]:
        """The changes of survival, with Holm's correction over all of them."""
        return _corrected(
            [(against, each, "survival", each.survival) for against in self.others for each in against.changes]
        )

    @cached_property
    def against_policy(self) -> tuple[Rated, ...]:
        """The changes of over- and under-blocking, with Holm's correction over all of them."""
        return _corrected(
            [
                (against, each, what, change)
                for against in self.others
                for each in against.changes
                for what, change in (("over-blocking", each.over_blocked), ("under-blocking", each.under_blocked))
            ]
        )

    def texts(self) -> pa.Array:
        """The texts of the baseline's passages, in reading order."""
        return self.baseline.texts()

    def sheets(self) -> tuple[Sheet, ...]:
        """The comparison as tables; see `outlast.comparison.tables`."""
        from outlast.comparison.tables import sheets

        return sheets(self)

    def _repr_html_(self) -> str:
        """The comparison for a notebook; see `outlast.comparison.notebook`."""
        from outlast.comparison.notebook import html

        return html(self)

"""Inconsistent enforcement: what a filter blocks is blocked with a probability only, by platform, passage or draw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

import pyarrow.compute as pc
import pydantic

from outlast.config import Slug, Strict
from outlast.filters.combination.chance import Unit, comes_out
from outlast.filters.combination.columns import combined, failed, named

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from outlast.filters.protocol import Judgement


@dataclass(frozen=True, slots=True)
class Enforcement:
    """Blocks what ``filter`` blocks where the rule is enforced, and nothing else.

    In Kleene's logic, blocked = enforced and filter: where the rule is not enforced, the passage is let through
    whatever the filter says, even if it failed; where it is, a failure is an error.

    Whether it is enforced is a chance of the platform's. Two rules on one platform share it: what the platform
    overlooks, it overlooks for both, and the rule of the lower rate is enforced only where the other is. Platforms
    with different names are independent, at the same rate too.

    Attributes:
        filter: the name of the filter that is enforced.
        rate: the probability that a block is applied, in [0, 1].
        platform: who enforces it.
        per: what has a chance of its own.
        seed: the experiment's.
    """

    filter: str
    rate: float
    platform: str
    per: Unit
    seed: int

    @property
    def members(self) -> tuple[str, ...]:
        """The one filter."""
        return (self.filter,)

    def combine(self, members: Mapping[str, Judgement], *, keys: pa.Table) -> Judgement:
        """The filter's decisions where they are enforced.

        >>> import pyarrow as pa
        >>> from outlast.filters.protocol import judgement
        >>> words = judgement([True, True, True, False])
        >>> keys = pa.table({"passage_id": ["p1", "p2", "p3", "p4"]})
        >>> lax = Enforcement("words", 0.5, "lax", "passage", 0)
        >>> lax.combine({"words": words}, keys=keys).blocked.to_pylist()
        [True, True, False, False]
        """
        own = members[self.filter].blocked
        enforced = comes_out(
            keys,
            pc.fill_null(own, True),
            rate=self.rate,
            purpose="enforcement",
            seed=self.seed,
            stream=self.platform,
            unit=self.per,
        )
        blocked = pc.and_kleene(enforced, own)
        return combined(blocked, stage=named(blocked, self.filter), failed=failed({self.filter: own}))


class EnforcementConfig(Strict):
    """Inconsistent enforcement in a config.

    Attributes:
        name: unique in the experiment.
        filter: the name of a filter that stands before it in the experiment.
        rate: the probability that what the filter blocks is blocked.
        platform: who enforces it; the name where left out. Rules of one platform share their chances, platforms are
            independent.
        per: passage: a passage is enforced or overlooked in every rendering alike; draw: each rendering has a chance
            of its own; platform: one chance for the whole run, all or nothing.
    """

    names_members: ClassVar[tuple[str, ...]] = ("filter",)

    kind: Literal["enforcement"]
    name: Slug
    filter: str
    rate: float = pydantic.Field(ge=0, le=1)
    platform: Slug | None = None
    per: Unit = "passage"

    def build(self, *, seed: int) -> Enforcement:
        """The combination that this describes, with the experiment's seed."""
        return Enforcement(self.filter, self.rate, self.platform or self.name, self.per, seed)

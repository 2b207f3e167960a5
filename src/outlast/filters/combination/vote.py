"""A vote: blocked where at least k of n filters block."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from itertools import accumulate
from typing import TYPE_CHECKING, ClassVar, Literal

import pyarrow as pa
import pyarrow.compute as pc
import pydantic

from outlast.config import Slug, Strict
from outlast.filters.combination.columns import combined, failed, first

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outlast.filters.protocol import Judgement


@dataclass(frozen=True, slots=True)
class Vote:
    """Blocks where at least ``at_least`` of its members block.

    A failed member's vote is missing. With b members that block and f that failed, the passage is blocked where
    b >= k, since no further vote can take that away, and let through where b + f < k, since the missing votes could
    not make up k; between, the missing votes would decide, and the decision is an error.

    The stage is the pivot of Shapley and Shubik (1954, doi:10.2307/1951053) in the order of the members: the one whose
    vote makes k. With k = 1 that is a cascade's stage.

    Attributes:
        members: filter names, in the order in which votes are counted.
        at_least: k, votes that are needed to block, from 1 to the number of members.
    """

    members: tuple[str, ...]
    at_least: int

    def combine(self, members: Mapping[str, Judgement], *, keys: pa.Table) -> Judgement:
        """The vote's decisions from its members', row by row.

        >>> from outlast.filters.protocol import judgement
        >>> votes = {"a": judgement([True, None, None]), "b": judgement([False, True, True])}
        >>> votes["c"] = judgement([True, True, False])
        >>> vote = Vote(("a", "b", "c"), 2).combine(votes, keys=pa.table({}))
        >>> vote.blocked.to_pylist(), vote.stage.to_pylist(), vote.error.to_pylist()
        ([True, True, None], ['c', 'c', None], [None, None, 'undecided: member a failed'])
        """
        votes = {name: members[name].blocked for name in self.members}
        cast = {name: pc.fill_null(column, False) for name, column in votes.items()}
        counted = dict(
            zip(votes, accumulate((pc.cast(column, pa.int32()) for column in cast.values()), pc.add), strict=True)
        )
        given = counted[self.members[-1]]
        missing = reduce(pc.add, (pc.cast(pc.is_null(column), pa.int32()) for column in votes.values()))
        enough = pc.greater_equal(given, self.at_least)
        open_still = pc.and_not(pc.greater_equal(pc.add(given, missing), self.at_least), enough)
        blocked = pc.if_else(open_still, pa.scalar(None, pa.bool_()), enough)
        makes_it = {name: pc.and_(column, pc.equal(counted[name], self.at_least)) for name, column in cast.items()}
        return combined(blocked, stage=first(makes_it), failed=failed(votes))


class VoteConfig(Strict):
    """A vote in a config.

    Attributes:
        name: unique in the experiment.
        members: names of filters that stand before it in the experiment, in the order in which votes are counted; at
            least two.
        at_least: how many of them must block, from 1 (any) to all.
    """

    names_members: ClassVar[tuple[str, ...]] = ("members",)

    kind: Literal["vote"]
    name: Slug
    members: list[str] = pydantic.Field(min_length=2)
    at_least: int = pydantic.Field(ge=1)

    @pydantic.field_validator("at_least")
    @classmethod
    def _within_reach(cls, at_least: int, info: pydantic.ValidationInfo) -> int:
        members = info.data.get("members")
        if members is not None and at_least > len(members):
            raise ValueError(f"{at_least} votes are more than its {len(members)} members have")
        return at_least

    def build(self) -> Vote:
        """The combination that this describes."""
        return Vote(tuple(self.members), self.at_least)

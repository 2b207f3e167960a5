"""A deferral band: what one filter finds too close to call goes to review."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

import pyarrow as pa
import pyarrow.compute as pc
import pydantic

from outlast.config import Slug, Strict
from outlast.decisions import REVIEW
from outlast.filters.combination.chance import comes_out
from outlast.filters.combination.columns import combined, failed, named

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outlast.filters.protocol import Judgement


@dataclass(frozen=True, slots=True)
class Deferral:
    """Decides as ``filter`` does where its score is outside ``band``; within it, a review decides.

    A decision of a review has the stage `outlast.decisions.REVIEW`, whether it blocks or not, so what went to review
    can be counted. The review sees neither text nor label: it blocks a share of what it gets, by a chance for each
    passage or each draw. Where the filter has no score, its decision stands; where it failed, the decision is an error.

    Attributes:
        name: its own, which keeps its chances apart from another's.
        filter: the name of the filter whose scores are looked at.
        band: lowest and highest score that goes to review, both within.
        review_blocks: the share of reviewed passages that the review blocks, in [0, 1].
        per: what has a chance of its own.
        seed: the experiment's.
    """

    name: str
    filter: str
    band: tuple[float, float]
    review_blocks: float
    per: Literal["passage", "draw"]
    seed: int

    @property
    def members(self) -> tuple[str, ...]:
        """The one filter."""
        return (self.filter,)

    def combine(self, members: Mapping[str, Judgement], *, keys: pa.Table) -> Judgement:
        """The filter's decisions outside the band, and the review's within it.

        >>> from outlast.filters.protocol import judgement
        >>> model = judgement([True, False, False], score=[0.9, 0.45, 0.1])
        >>> held = Deferral("held", "model", (0.4, 0.6), 1.0, "passage", 0)
        >>> keys = pa.table({"passage_id": ["p", "q", "r"]})
        >>> made = held.combine({"model": model}, keys=keys)
        >>> made.blocked.to_pylist(), made.stage.to_pylist()
        ([True, True, False], ['model', 'review', None])
        """
        own = members[self.filter]
        low, high = self.band
        within = pc.and_(pc.greater_equal(own.score, low), pc.less_equal(own.score, high))
        reviewed = pc.and_(pc.fill_null(within, False), pc.is_valid(own.blocked))
        outcome = comes_out(
            keys,
            reviewed,
            rate=self.review_blocks,
            purpose="review",
            seed=self.seed,
            stream=self.name,
            unit=self.per,
        )
        return combined(
            pc.if_else(reviewed, outcome, own.blocked),
            stage=pc.if_else(reviewed, pa.scalar(REVIEW), named(own.blocked, self.filter)),
            failed=failed({self.filter: own.blocked}),
        )


class DeferralConfig(Strict):
    """A deferral band in a config.

    Attributes:
        name: unique in the experiment; another name draws other chances.
        filter: the name of a filter with scores that stands before it in the experiment.
        band: the lowest and the highest score that goes to review, both within.
        review_blocks: the share of what is reviewed that the review blocks; 1.0 blocks all of it, 0.0 lets all of it
            through, and between the two each passage has its chance.
        per: passage: a passage fares alike at every review, however it is rewritten; draw: each of its renderings has
            a chance of its own.
    """

    names_members: ClassVar[tuple[str, ...]] = ("filter",)

    kind: Literal["deferral"]
    name: Slug
    filter: str
    band: tuple[float, float]
    review_blocks: float = pydantic.Field(ge=0, le=1)
    per: Literal["passage", "draw"] = "passage"

    @pydantic.field_validator("band")
    @classmethod
    def _from_low_to_high(cls, band: tuple[float, float]) -> tuple[float, float]:
        if band[0] > band[1]:
            raise ValueError(f"begins at {band[0]} and ends below that, at {band[1]}; write the lower score first")
        return band

    def build(self, *, seed: int) -> Deferral:
        """The combination that this describes, with the experiment's seed."""
        return Deferral(self.name, self.filter, self.band, self.review_blocks, self.per, seed)

"""A cascade: filters in a row, of which the first that blocks decides."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, ClassVar, Literal

import pyarrow.compute as pc
import pydantic

from outlast.config import Slug, Strict
from outlast.filters.combination.columns import combined, failed, first

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from outlast.filters.protocol import Judgement


@dataclass(frozen=True, slots=True)
class Cascade:
    """Blocks what any member blocks, and names the first that does.

    A member that failed on a passage lets it on to the next, as a stage that times out does. If no later member
    blocks, what the failed one would have said is unknown, and so is the cascade's decision: an error, not a pass.
    This is Kleene's or, and the stages' order changes the stage that is named, never the decision.

    Attributes:
        members: filter names, in the order of the stages.
    """

    members: tuple[str, ...]

    def combine(self, members: Mapping[str, Judgement], *, keys: pa.Table) -> Judgement:
        """The cascade's decisions from its members', row by row.

        >>> import pyarrow as pa
        >>> from outlast.filters.protocol import judgement
        >>> stages = {"a": judgement([True, False, None]), "b": judgement([True, True, False])}
        >>> cascade = Cascade(("a", "b")).combine(stages, keys=pa.table({}))
        >>> cascade.blocked.to_pylist(), cascade.stage.to_pylist(), cascade.error.to_pylist()
        ([True, True, None], ['a', 'b', None], [None, None, 'undecided: stage a failed'])
        """
        stages = {name: members[name].blocked for name in self.members}
        blocked = reduce(pc.or_kleene, stages.values())
        return combined(blocked, stage=first(stages), failed=failed(stages), what="stage")


class CascadeConfig(Strict):
    """A cascade in a config.

    Attributes:
        name: unique in the experiment.
        stages: names of filters that stand before it in the experiment, in order; at least two.
    """

    names_members: ClassVar[tuple[str, ...]] = ("stages",)

    kind: Literal["cascade"]
    name: Slug
    stages: list[str] = pydantic.Field(min_length=2)

    def build(self) -> Cascade:
        """The combination that this describes."""
        return Cascade(tuple(self.stages))

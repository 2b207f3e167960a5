"""A cascade: filters in a row, of which the first that blocks decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pydantic

from outlast.config import Slug, Strict
from outlast.filters.protocol import Judgement, judgement

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Cascade:
    """Blocks what any member blocks, and names the first that does.

    A member that failed on a passage lets it on to the next, as a stage that times out does. If no later member
    blocks, what the failed one would have said is unknown, and so is the cascade's decision: an error, not a pass.
    A cascade has no score, since its members' scores have no common scale.

    Attributes:
        members: filter names, in the order of the stages.
    """

    members: tuple[str, ...]

    def combine(self, members: Mapping[str, Judgement]) -> Judgement:
        """The cascade's decisions from its members', row by row.

        >>> stages = {"a": judgement([True, False, None]), "b": judgement([True, True, False])}
        >>> cascade = Cascade(("a", "b")).combine(stages)
        >>> cascade.blocked.to_pylist(), cascade.stage.to_pylist(), cascade.error.to_pylist()
        ([True, True, None], ['a', 'b', None], [None, None, 'undecided: stage a failed'])
        """
        columns = {name: members[name].blocked.to_pylist() for name in self.members}
        rules = {name: members[name].rule.to_pylist() for name in self.members}
        blocked: list[bool | None] = []
        decided: list[str | None] = []
        stages: list[str | None] = []
        errors: list[str | None] = []
        for number, row in enumerate(zip(*columns.values(), strict=True)):
            stage = next((name for name, hit in zip(self.members, row, strict=True) if hit), None)
            failed = next((name for name, hit in zip(self.members, row, strict=True) if hit is None), None)
            undecided = stage is None and failed is not None
            blocked.append(None if undecided else stage is not None)
            stages.append(stage)
            decided.append(None if stage is None else rules[stage][number])
            errors.append(f"undecided: stage {failed} failed" if undecided else None)
        return judgement(blocked, stage=stages, rule=decided, error=errors)


class CascadeConfig(Strict):
    """A cascade in a config.

    Attributes:
        name: unique in the experiment.
        stages: names of filters that stand before it in the experiment, in order; at least two.
    """

    kind: Literal["cascade"]
    name: Slug
    stages: list[str] = pydantic.Field(min_length=2)

    def build(self) -> Cascade:
        """The combination that this describes."""
        return Cascade(tuple(self.stages))

"""A veto: what one filter blocks stands, unless another overrides it; an allow list, or a second opinion."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, ClassVar, Literal

import pyarrow as pa
import pyarrow.compute as pc
import pydantic

from outlast.config import Slug, Strict
from outlast.filters.combination.columns import combined, failed, first, named

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outlast.filters.protocol import Judgement

When = Literal["hits", "passes"]
"""What of a vetoing filter overrides a block: that it hits the text itself, or that it lets the text pass."""


@dataclass(frozen=True, slots=True)
class Veto:
    """Blocks what ``filter`` blocks, except where one of ``by`` vetoes.

    With ``hits``, a member vetoes what it would itself block: it is an allow list, whose rules say what is spared, and
    its own decisions read "blocked" where it hits. With ``passes``, it vetoes what it lets through: a second opinion
    without whose block nothing falls.

    In Kleene's logic, blocked = filter and not (veto or veto or …). A failed member counts only where it could change
    that: what ``filter`` lets through is let through whoever failed, and one certain veto settles it too.

    Attributes:
        filter: the name of the filter whose blocks may be overridden.
        by: names of the filters that may override them, in order.
        when: what of them does.
    """

    filter: str
    by: tuple[str, ...]
    when: When

    @property
    def members(self) -> tuple[str, ...]:
        """The filter, then those that may override it."""
        return (self.filter, *self.by)

    def combine(self, members: Mapping[str, Judgement], *, keys: pa.Table) -> Judgement:
        """The decisions that are left after vetoes, row by row.

        >>> from outlast.filters.protocol import judgement
        >>> said = {"list": judgement([True, True, False]), "allowed": judgement([False, True, None])}
        >>> left = Veto("list", ("allowed",), "hits").combine(said, keys=pa.table({}))
        >>> left.blocked.to_pylist(), left.stage.to_pylist()
        ([True, False, False], ['list', 'allowed', None])
        """
        said = {name: members[name].blocked for name in self.members}
        own = said[self.filter]
        vetoes = {name: said[name] if self.when == "hits" else pc.invert(said[name]) for name in self.by}
        vetoed = reduce(pc.or_kleene, vetoes.values())
        blocked = pc.and_kleene(own, pc.invert(vetoed))
        overridden = pc.if_else(pc.fill_null(own, True), first(vetoes), pa.scalar(None, pa.string()))
        return combined(blocked, stage=pc.coalesce(named(blocked, self.filter), overridden), failed=failed(said))


class VetoConfig(Strict):
    """A veto in a config.

    Attributes:
        name: unique in the experiment.
        filter: the name of a filter that stands before it in the experiment, whose blocks may be overridden.
        by: names of filters that stand before it, each of which may override them; at least one.
        when: hits: a filter of ``by`` overrides where it would itself block, as an allow list does; passes: where it
            lets the text through.
    """

    names_members: ClassVar[tuple[str, ...]] = ("filter", "by")

    kind: Literal["veto"]
    name: Slug
    filter: str
    by: list[str] = pydantic.Field(min_length=1)
    when: When

    def build(self) -> Veto:
        """The combination that this describes."""
        return Veto(self.filter, tuple(self.by), self.when)

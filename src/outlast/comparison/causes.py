"""The causes of all flips between two runs, filter by filter: what a combination came through stands before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outlast.comparison.cause import Cause, Caused
from outlast.comparison.combination_causes import combination_causes
from outlast.comparison.keyword_causes import keyword_causes
from outlast.comparison.score_causes import score_causes
from outlast.filters.combination.kinds import MEMBER_FIELDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outlast.comparison.combination_causes import Known
    from outlast.comparison.context import Context
    from outlast.comparison.flips import Flips


def causes(context: Context, found: Sequence[Flips]) -> tuple[Caused, ...]:
    """The cause of each flip, for each filter.

    Args:
        context: the two runs.
        found: the flips of each filter that they share, in the order of the filters: members stand before what
            combines them.
    """
    known: Known = {}
    made = []
    for flips in found:
        each = _of_filter(context, flips, known)
        keys = zip(flips.rendering.tolist(), flips.passage.tolist(), strict=True)
        known[flips.filter.before] = dict(zip(keys, each, strict=True))
        made.append(Caused.of(each))
    return tuple(made)


def _of_filter(context: Context, flips: Flips, known: Known) -> list[Cause]:
    kinds = [
        side.configs[name]["kind"]
        for side, name in zip((context.join.before, context.join.after), flips.filter, strict=True)
    ]
    if kinds[0] != kinds[1] and not set(kinds) <= MEMBER_FIELDS.keys():
        return [Cause(("filter",), f"another kind of filter ({kinds[0]} → {kinds[1]})")] * len(flips)
    if kinds[0] == "keyword":
        return keyword_causes(context, flips)
    if kinds[0] in MEMBER_FIELDS:
        return combination_causes(context, flips, known=known)
    return score_causes(context, flips)

"""Flips as the page's table has them: the first as rows of its HTML, all of them as columns for its script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from outlast.report.page.reading import short_name
from outlast.report.versus.document import Direction, FlipRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from outlast.comparison.document import Comparison
    from outlast.report.page.document import Rendering
    from outlast.report.versus.picked import PageFlips

ROWS = 100
"""Flips that the page's HTML has; its script shows the others."""


def flip_rows(
    found: Comparison,
    flips: PageFlips,
    rows: Sequence[Mapping[str, Any]],
    *,
    numbers: np.ndarray,
    renderings: Sequence[Rendering],
) -> tuple[FlipRow, ...]:
    """The first `ROWS` flips."""
    made = []
    towards, against = flips.towards, flips.against
    names = [{name.before: name.after for name in each.join.filters} for each in found.others]
    for at in range(min(len(flips), ROWS)):
        run, rendering, name = int(flips.run[at]), int(flips.rendering[at]), int(flips.filter[at])
        index = int(np.searchsorted(numbers, flips.passage[at]))
        before = found.baseline.filters[name]
        after = names[run][before]
        direction: Direction = "towards" if towards[at] else "against" if against[at] else "unknown"
        made.append(
            FlipRow(
                place=(run, rendering, name),
                index=index,
                name=short_name(rows[index]),
                run=found.others[run].side.label,
                filter=before if before == after else f"{before} → {after}",
                written=renderings[rendering].label,
                now="blocked now" if flips.blocks_now[at] else "through now",
                direction=direction,
                cause=str(flips.causes[flips.cause[at]]),
                text=rows[index]["text"],
            )
        )
    return tuple(made)


def flip_data(flips: PageFlips, *, numbers: np.ndarray) -> list[list[list[int]]]:
    """The table's flips by run: columns of rendering, filter, passage and cause."""
    made = []
    for run in range(int(flips.run.max()) + 1 if len(flips) else 0):
        own = flips.where(flips.run == run)
        at = np.searchsorted(numbers, own.passage)
        made.append([own.rendering.tolist(), own.filter.tolist(), at.tolist(), own.cause.tolist()])
    return made

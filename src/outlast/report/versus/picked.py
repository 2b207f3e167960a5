"""All flips of a comparison as arrays, and which passages and flips a page shows of a large one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from outlast.report.page.shown import STRATA, sample
from outlast.statistics.outcomes import ERROR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outlast.comparison.cause import Cause
    from outlast.comparison.document import Comparison
    from outlast.report.page.document import Rendering
    from outlast.report.versus.bounds import Bounds


@dataclass(frozen=True, slots=True, eq=False)
class PageFlips:
    """Flips as arrays of shape (flips,), by further run, rendering, passage and filter.

    Attributes:
        run: int64, which further run.
        rendering: int64, which of the page's renderings.
        filter: int64, which of the baseline's filters.
        passage: int64, which of the baseline's passages.
        blocks_now: bool.
        target: int8, what the policies say; `ERROR` where they say nothing.
        cause: int64, which of the causes.
        causes: the distinct ones.
    """

    run: np.ndarray
    rendering: np.ndarray
    filter: np.ndarray
    passage: np.ndarray
    blocks_now: np.ndarray
    target: np.ndarray
    cause: np.ndarray
    causes: tuple[Cause, ...]

    def __len__(self) -> int:
        return len(self.run)

    def where(self, kept: np.ndarray) -> PageFlips:
        """Some of them, by a mask or by numbers."""
        arrays = ("run", "rendering", "filter", "passage", "blocks_now", "target", "cause")
        return replace(self, **{name: getattr(self, name)[kept] for name in arrays})

    @property
    def towards(self) -> np.ndarray:
        """Whether each does what the policy would; false also where that says nothing."""
        towards: np.ndarray = (self.target == self.blocks_now) & (self.target != ERROR)
        return towards

    @property
    def against(self) -> np.ndarray:
        """Whether each does what the policy would not."""
        against: np.ndarray = (self.target != self.blocks_now) & (self.target != ERROR)
        return against


def page_flips(found: Comparison, renderings: Sequence[Rendering]) -> PageFlips:
    """Every flip of a comparison.

    Args:
        found: the comparison.
        renderings: of the baseline, in the page's order.
    """
    number = {(each.perturbation, each.draw): at for at, each in enumerate(renderings)}
    names = {name: at for at, name in enumerate(found.baseline.filters)}
    known: dict[Cause, int] = {}
    rows: list[np.ndarray] = [np.zeros((0, 7), np.int64)]
    for run, against in enumerate(found.others):
        own = np.array([number[each] for each in against.join.renderings], np.int64)
        for flips, caused in zip(against.flips, against.causes, strict=True):
            causes = np.array([known.setdefault(cause, len(known)) for cause in caused.causes], np.int64)
            columns = (
                np.full(len(flips), run),
                own[flips.rendering],
                np.full(len(flips), names[flips.filter.before]),
                against.join.passages_before[flips.passage],
                flips.blocks_now,
                against.join.target[flips.passage],
                causes[caused.which],
            )
            rows.append(np.column_stack(columns).astype(np.int64))
    table = np.concatenate(rows)
    run, rendering, name, passage, blocks_now, target, cause = table[
        np.lexsort((table[:, 2], table[:, 3], table[:, 1], table[:, 0]))
    ].T
    return PageFlips(run, rendering, name, passage, blocks_now == 1, target.astype(np.int8), cause, tuple(known))


@dataclass(frozen=True, slots=True, eq=False)
class Picked:
    """What a page shows.

    Attributes:
        passages: numbers of the baseline's passages, ascending.
        flips: those in the table, in order; all are on these passages.
        how: what the passages are, in a sentence; empty where all are there.
    """

    passages: np.ndarray
    flips: PageFlips
    how: str


def picked(every: PageFlips, *, target: np.ndarray, blocked: np.ndarray, bounds: Bounds) -> Picked:
    """Which passages and flips a page shows: all, or samples that are always the same.

    Passages on which something flipped come first: all of them, or of very many a sample that fills half the page,
    stratified by what the policy says and by which way decisions flipped. The others are sampled by what the policy
    says and by what the baseline blocks. Flips are sampled by run, rewriting, filter, way and cause.

    Args:
        every: all flips.
        target: int8, shape (passages,): what the baseline's policy says.
        blocked: int8, shape (passages,): what the filter decided with which the page opens.
        bounds: how many.
    """
    passages, how = np.arange(len(target)), ""
    if len(target) > bounds.whole:
        passages, how = _sampled(every, target=target, blocked=blocked, size=bounds.passages)
    own = every.where(np.isin(every.passage, passages)) if how else every
    if len(own) > bounds.flips:
        strata = _codes(own.run, own.rendering, own.filter, own.blocks_now, own.cause)
        if strata.max() >= STRATA:
            strata = _codes(own.run, own.rendering, own.filter, own.blocks_now)
        own = own.where(sample(strata, size=bounds.flips))
    used, cause = np.unique(own.cause, return_inverse=True)
    own = replace(own, cause=cause, causes=tuple(own.causes[at] for at in used.tolist()))
    return Picked(passages, own, how)


def _sampled(every: PageFlips, *, target: np.ndarray, blocked: np.ndarray, size: int) -> tuple[np.ndarray, str]:
    ways = np.zeros((2, len(target)), bool)
    ways[every.blocks_now.astype(np.int64), every.passage] = True
    flipping = np.flatnonzero(ways.any(axis=0))
    kept = flipping
    if len(flipping) > size // 2:
        kept = flipping[sample(_codes(target[flipping], *ways[:, flipping]), size=size // 2)]
    others = np.setdiff1d(np.arange(len(target)), flipping)
    wanted = min(size - len(kept), len(others))
    rest = others[sample(_codes(target[others], blocked[others]), size=wanted)] if wanted else others[:0]
    of = f"all {len(kept):,}" if len(kept) == len(flipping) else f"a sample of {len(kept):,} of the {len(flipping):,}"
    by = " (stratified by what the policy says and by which way they flipped)" if len(kept) < len(flipping) else ""
    how = (
        f"{of} on which a decision flipped{by}, and a sample of {wanted:,} others, stratified by what the policy says "
        "and by what the baseline blocks"
    )
    return np.sort(np.concatenate([kept, rest])), how


def _codes(*columns: np.ndarray) -> np.ndarray:
    """One number for each combination of the columns' values, from 0."""
    table = np.column_stack([column.astype(np.int64) for column in columns])
    return np.asarray(np.unique(table, axis=0, return_inverse=True)[1]).reshape(-1)

"""What the causes of one comparison are found from: the two runs joined, what differs between them, and their texts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from outlast.comparison.cause import Cause
from outlast.comparison.details import Fired, fired_rules, judged_texts
from outlast.comparison.differences import of_filter
from outlast.perturbations.kinds import IDENTITY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outlast.comparison.differences import Difference
    from outlast.comparison.flips import Flips
    from outlast.comparison.join import Join, Named


@dataclass(frozen=True)
class Context:
    """Two runs, joined.

    Attributes:
        join: of the two.
        differences: everything that differs between what they were made from.
    """

    join: Join
    differences: tuple[Difference, ...]

    def config(self, name: Named, *leaving_out: str) -> tuple[Difference, ...]:
        """What differs in a filter's config, fields that are left out aside."""
        found = of_filter(self.differences, name.before)
        paths = tuple(f"filters.{name.before}.{field}" for field in leaving_out)
        return tuple(each for each in found if not each.field.startswith(paths)) if paths else found

    def inputs(self, *prefixes: str) -> tuple[Difference, ...]:
        """The inputs that differ and whose roles begin so."""
        return tuple(each for each in self.differences if each.origin == "input" and each.field.startswith(prefixes))

    @cached_property
    def code(self) -> tuple[Difference, ...]:
        """What differs in code and libraries."""
        return tuple(each for each in self.differences if each.origin == "code")

    @cached_property
    def seed(self) -> tuple[Difference, ...]:
        """The experiments' seeds, where they differ."""
        return tuple(each for each in self.differences if (each.origin, each.field) == ("config", "seed"))

    def other_text(self, flips: Flips) -> np.ndarray:
        """Bool for each flip, whether the two runs judged different texts."""
        made: np.ndarray = self.join.other_text[flips.passage]
        unsure = np.flatnonzero(np.array([self._rewritten_otherwise[at] for at in flips.rendering.tolist()], bool))
        if len(unsure):
            one, other = self.texts(flips.where(unsure))
            made[unsure] = np.asarray(pc.not_equal(one, other).to_numpy(zero_copy_only=False), dtype=bool)
        return made

    def texts(self, flips: Flips) -> tuple[pa.Array, pa.Array]:
        """What was judged, in the baseline and in the other run."""
        before, after = self.join.before, self.join.after
        renderings = [self.join.renderings[at] for at in flips.rendering.tolist()]
        return (
            judged_texts(before, passages=self.join.passages_before[flips.passage], renderings=renderings),
            judged_texts(after, passages=self.join.passages_after[flips.passage], renderings=renderings),
        )

    def fired(self, flips: Flips) -> list[tuple[Fired, ...]]:
        """The rules that fired in the run that blocks."""
        renderings = [self.join.renderings[at] for at in flips.rendering.tolist()]
        made: list[tuple[Fired, ...]] = [()] * len(flips)
        for side, name, passages, own in (
            (self.join.before, flips.filter.before, self.join.passages_before, ~flips.blocks_now),
            (self.join.after, flips.filter.after, self.join.passages_after, flips.blocks_now),
        ):
            rows = np.flatnonzero(own).tolist()
            if rows:
                found = fired_rules(
                    side, name, passages=passages[flips.passage[rows]], renderings=[renderings[row] for row in rows]
                )
                for row, fired in zip(rows, found, strict=True):
                    made[row] = fired
        return made

    @cached_property
    def _rewritten_otherwise(self) -> tuple[bool, ...]:
        """For each rendering, whether its perturbation may write another text from the same passage."""
        one, other = self.join.before.perturbations, self.join.after.perturbations
        return tuple(
            one[name] != other[name] or (one[name]["kind"] != IDENTITY and bool(self.seed or self.code))
            for name, _ in self.join.renderings
        )

    def text_cause(self, flips: Flips, at: int) -> Cause:
        """What to say of a flip whose text is another."""
        if self.join.other_text[flips.passage[at]]:
            return Cause(("text",), "the passage's text changed")
        name, _ = self.join.renderings[flips.rendering[at]]
        path = f"perturbations.{name}."
        own = [each for each in self.differences if each.origin == "config" and each.field.startswith(path)]
        return Cause(("rendering",), f"{name} wrote another text ({told([*own, *self.seed] or self.code)})")

    def unexplained(self) -> Cause:
        """What to say of a flip that nothing in config, lists and texts accounts for."""
        if self.code:
            return Cause(("code",), f"code or libraries changed ({told(self.code)})")
        return Cause(("unknown",), "nothing that the runs keep accounts for it")


def told(differences: Sequence[Difference], *, most: int = 4) -> str:
    """Differences in a line, hashes of code left out; the first few where there are many."""
    shown = [each.field if each.origin != "config" else str(each) for each in differences[:most]]
    more = len(differences) - len(shown)
    return "; ".join(shown) + (f" and {more} more" if more > 0 else "")

"""Two runs joined on the decision key: passage, perturbation, draw, filter."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from outlast.errors import UserError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from outlast.comparison.side import Side


class Named(NamedTuple):
    """A filter of both runs: its name in the baseline, and in the other."""

    before: str
    after: str


@dataclass(frozen=True)
class Join:
    """What two runs have in common, the baseline's order kept.

    Attributes:
        before: the baseline.
        after: the other run.
        filters: those of both.
        passages_before: int64, shape (n,): the common passages, by their number in the baseline.
        passages_after: the same passages, by their number in the other run.
        other_text: bool, shape (n,): whether a passage's own text differs.
    """

    before: Side
    after: Side
    filters: tuple[Named, ...]
    passages_before: np.ndarray
    passages_after: np.ndarray
    other_text: np.ndarray

    @cached_property
    def renderings(self) -> tuple[tuple[str, int], ...]:
        """The perturbations and draws of both."""
        return tuple(each for each in self.before.renderings if each in set(self.after.renderings))

    @property
    def perturbations(self) -> tuple[str, ...]:
        """The perturbations of both."""
        return tuple(dict.fromkeys(name for name, _ in self.renderings))

    @cached_property
    def ids(self) -> pa.Array:
        """The common passages' ids."""
        return self.before.ids.take(pa.array(self.passages_before))

    @cached_property
    def target(self) -> np.ndarray:
        """What the policies say, int8, shape (n,): `ERROR` also where the two runs' policies say different things."""
        one, other = self.before.target[self.passages_before], self.after.target[self.passages_after]
        return np.where(one == other, one, np.int8(-1))

    @property
    def keys(self) -> int:
        """How many decisions the two have in common."""
        return len(self.passages_before) * len(self.renderings) * len(self.filters)

    @property
    def left_out(self) -> tuple[int, int]:
        """How many decisions of each are not in the other."""
        return int(self.before.blocked.size) - self.keys, int(self.after.blocked.size) - self.keys

    def verdicts(self, name: Named, *, perturbation: str | None = None) -> tuple[np.ndarray, np.ndarray]:
        """A filter's verdicts in both, int8, shape (renderings, n) each; of one perturbation, or of all."""
        return self._both("blocked", name, perturbation)

    def scores(self, name: Named) -> tuple[np.ndarray, np.ndarray]:
        """A filter's scores in both, float64, shape (renderings, n) each."""
        return self._both("score", name, None)

    def _both(self, what: str, name: Named, perturbation: str | None) -> tuple[np.ndarray, np.ndarray]:
        chosen = [each for each in self.renderings if perturbation in (None, each[0])]
        made = []
        for side, own, passages in (
            (self.before, name.before, self.passages_before),
            (self.after, name.after, self.passages_after),
        ):
            array = getattr(side, what)[side.filters.index(own)]
            made.append(array[[side.renderings.index(each) for each in chosen]][:, passages])
        return made[0], made[1]


def join(before: Side, after: Side, *, pairs: Sequence[Named] = ()) -> Join:
    """What two runs have in common, whatever else they are.

    Args:
        before: the baseline.
        after: the other run.
        pairs: filters that are called otherwise in the other run.
    """
    renamed = {pair.before: pair.after for pair in pairs if pair.before in before.filters}
    taken = set(renamed.values())
    filters = [
        Named(name, renamed.get(name, name))
        for name in before.filters
        if renamed.get(name, name) in after.filters and (name in renamed or name not in taken)
    ]
    place = pc.index_in(before.ids, value_set=after.ids).fill_null(-1)
    places = np.asarray(place, dtype=np.int64)
    common = np.flatnonzero(places >= 0)
    texts = before.texts().take(pa.array(common)), after.texts().take(pa.array(places[common]))
    other_text = np.asarray(pc.not_equal(*texts).to_numpy(zero_copy_only=False), dtype=bool)
    return Join(before, after, tuple(filters), common, places[common], other_text)


def named_pairs(given: Iterable[str], *, before: Side, others: Sequence[Side]) -> tuple[Named, ...]:
    """Pairs of filters as people write them, ``old=new``.

    Raises:
        UserError: for one without ``=``, a name that no run has, or a name that is given twice.
    """
    pairs: list[Named] = []
    for text in given:
        old, equals, new = text.partition("=")
        if not equals or not old or not new:
            raise UserError(f"--pair {text}: write it as old=new, the baseline's filter first")
        if old not in before.filters:
            raise UserError(f"--pair {text}: {before.label} has no filter {old!r}{did_you_mean(old, before.filters)}")
        known = [name for side in others for name in side.filters]
        if new not in known:
            raise UserError(f"--pair {text}: no further run has a filter {new!r}{did_you_mean(new, known)}")
        if any(old == pair.before or new == pair.after for pair in pairs):
            raise UserError(f"--pair {text}: one of its filters is paired already")
        pairs.append(Named(old, new))
    return tuple(pairs)

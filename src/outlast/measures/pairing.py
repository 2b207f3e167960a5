"""Pairs of passages in a view: which passages stand opposite one another, in every draw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from outlast.errors import UserError
from outlast.statistics.mirrored import Mirrored, linked, mirrored

if TYPE_CHECKING:
    from outlast.measures.view import View
    from outlast.statistics.interval import Interval

PAIR, SIDE, CONTRAST = "pair_id", "side", "contrast"
"""The attributes that make a corpus one of pairs; the contrast may be missing."""


@dataclass(frozen=True, slots=True, eq=False)
class Pairing:
    """Pairs of passages.

    Attributes:
        first: int64, shape (n,): the number of each pair's first passage.
        second: the same of the second.
        cluster: int64, shape (n,): what hangs together, as `outlast.statistics.mirrored.linked` has it.
    """

    first: np.ndarray
    second: np.ndarray
    cluster: np.ndarray

    @classmethod
    def of(cls, view: View, first: np.ndarray, second: np.ndarray) -> Pairing:
        """Pairs by the numbers of their passages."""
        size = view.passages.num_rows
        one, other = np.asarray(first, dtype=np.int64), np.asarray(second, dtype=np.int64)
        return cls(one, other, linked(one, other, view.outcomes.cluster[:size]))

    def __len__(self) -> int:
        return len(self.first)

    def treated(
        self, view: View, name: str, *, among: np.ndarray | None = None, turn: np.ndarray | None = None
    ) -> Mirrored:
        """What a filter did with the pairs.

        Each draw of the perturbation gives every pair once; its draws are of one cluster.

        Args:
            view: of the run.
            name: of the filter.
            among: bool, shape (n,): only these pairs.
            turn: bool, shape (n,): pairs whose sides change places.
        """
        chosen = np.ones(len(self), dtype=bool) if among is None else among
        swapped = np.zeros(len(self), dtype=bool) if turn is None else turn
        one = np.where(swapped, self.second, self.first)[chosen]
        other = np.where(swapped, self.first, self.second)[chosen]
        begins = np.arange(view.draws)[:, None] * view.passages.num_rows
        left, right = (begins + one).ravel(), (begins + other).ravel()
        found = view.outcomes
        return mirrored(
            found.column(name)[left],
            found.column(name)[right],
            first_target=found.target[left],
            second_target=found.target[right],
            clusters=np.tile(self.cluster[chosen], view.draws),
            seed=view.seed,
            resamples=view.options.resamples,
        )

    def how(self, view: View) -> str:
        """What the intervals are, in a sentence for a note."""
        alone = len(np.unique(self.cluster)) == len(self) and view.draws == 1
        if alone:
            return "Intervals: 95 %, Wilson; it takes pairs as independent, and no two of these share a " + view.cluster
        return (
            f"Intervals: 95 %, bootstrap of {len(np.unique(self.cluster))} groups of pairs that share a passage or "
            f"a {view.cluster}; Wilson where each pair stands alone"
        )


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """The mirrored pairs of a corpus.

    Attributes:
        names: of the pairs, in the order of the corpus.
        sides: what the sides are called, first and second.
        contrast: what differs, pair by pair; None where the corpus does not say.
        pairing: the pairs.
        alone: how many passages have a pair, but no other side among the judged passages.
        unpaired: how many passages have no pair at all.
    """

    names: tuple[str, ...]
    sides: tuple[str, str]
    contrast: tuple[str, ...] | None
    pairing: Pairing
    alone: int
    unpaired: int


def sides(view: View) -> Sides:
    """The mirrored pairs, by the attributes `PAIR`, `SIDE` and `CONTRAST`.

    Raises:
        UserError: for a corpus without pairs, with more sides than two, or with a side twice.
    """
    table = view.passages
    missing = [name for name in (PAIR, SIDE) if name not in table.column_names]
    if missing:
        raise UserError(
            f"this corpus has no pairs: it needs the attributes {PAIR} and {SIDE} (and may have {CONTRAST}), and has "
            f"no {' and no '.join(missing)}; the corpus mirror is made so"
        )
    pair, side = table.column(PAIR).to_pylist(), table.column(SIDE).to_pylist()
    known = sorted({value for name, value in zip(pair, side, strict=True) if name is not None and value is not None})
    if len(known) != 2:
        raise UserError(f"pairs have two sides, and the attribute {SIDE} has {', '.join(map(repr, known)) or 'none'}")
    found: dict[str, dict[str, int]] = {}
    for number, (name, value) in enumerate(zip(pair, side, strict=True)):
        if name is not None and value is not None:
            if value in found.setdefault(name, {}):
                ids = table.column("passage_id")
                raise UserError(
                    f"the pair {name!r} has its side {value!r} twice: {ids[found[name][value]]} and {ids[number]}; "
                    "judge one language and one unit at a time"
                )
            found[name][value] = number
    whole = {name: each for name, each in found.items() if len(each) == 2}
    if not whole:
        raise UserError("no pair has both of its sides among the judged passages; judge all sections of the corpus")
    numbers = np.asarray([[each[value] for value in known] for each in whole.values()], dtype=np.int64)
    contrast = None
    if CONTRAST in table.column_names:
        told = table.column(CONTRAST).to_pylist()
        contrast = tuple(told[number] or "none named" for number in numbers[:, 0])
    return Sides(
        names=tuple(whole),
        sides=(known[0], known[1]),
        contrast=contrast,
        pairing=Pairing.of(view, numbers[:, 0], numbers[:, 1]),
        alone=len(found) - len(whole),
        unpaired=sum(name is None or value is None for name, value in zip(pair, side, strict=True)),
    )


def interval_columns(name: str, interval: Interval) -> dict[str, Any]:
    """A rate with its interval as columns of a sheet's numbers.

    >>> from outlast.statistics.interval import Interval
    >>> interval_columns("flipped", Interval(0.5, 0.2, 0.8, "bca", 9))["flipped_low"]
    0.2
    """
    return {
        f"{name}_rate": interval.estimate,
        f"{name}_low": interval.low,
        f"{name}_high": interval.high,
        f"{name}_method": interval.method,
        f"{name}_clusters": interval.clusters,
    }

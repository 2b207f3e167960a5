"""Planning: a run as independent parts, each a cut of the passages and the same work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from outlast.perturbations.kinds import AnyPerturbation, draws_of, name_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@dataclass(frozen=True, slots=True)
class Part:
    """A cut of the passages.

    Attributes:
        number: from 0, in the order of the passages.
        start: its first passage.
        stop: one past its last.
    """

    number: int
    start: int
    stop: int

    @property
    def file(self) -> str:
        """The name of its files."""
        return f"part-{self.number:05d}.parquet"


class Cell(NamedTuple):
    """What one filter decides together: a part's texts under one draw of a perturbation, each by its name."""

    filter: str
    perturbation: str
    draw: int


def cut(passages: int, *, each: int) -> tuple[Part, ...]:
    """The parts of a run; the cut depends on the config alone, never on who does the work.

    >>> [(part.start, part.stop) for part in cut(5, each=2)]
    [(0, 2), (2, 4), (4, 5)]
    """
    return tuple(
        Part(number, start, min(start + each, passages)) for number, start in enumerate(range(0, passages, each))
    )


@dataclass(frozen=True, slots=True)
class Grid:
    """What a run decides: every passage under every draw of every perturbation by every filter, once.

    Attributes:
        passages: how many.
        perturbations: from name to its draws, in order.
        filters: by name, in order.
    """

    passages: int
    perturbations: dict[str, int]
    filters: tuple[str, ...]

    @classmethod
    def of(cls, passages: int, perturbations: Sequence[AnyPerturbation], filters: Sequence[str]) -> Grid:
        """The grid of an experiment."""
        return cls(passages, {name_of(each): draws_of(each) for each in perturbations}, tuple(filters))

    @property
    def renderings(self) -> int:
        """How many texts are judged by each filter."""
        return self.passages * sum(self.perturbations.values())

    @property
    def decisions(self) -> int:
        """How many rows the decisions must have."""
        return self.renderings * len(self.filters)


def each_rendering(perturbations: Sequence[AnyPerturbation]) -> Iterator[tuple[AnyPerturbation, int]]:
    """Every perturbation with each of its draws, in order."""
    for perturbation in perturbations:
        for draw in range(draws_of(perturbation)):
            yield perturbation, draw

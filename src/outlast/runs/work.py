"""Where a run's decisions came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from outlast.runs.decide import Outcome


@dataclass(frozen=True, slots=True)
class Work:
    """How many decisions came from where; together they are all of a run's.

    Attributes:
        there: were there already, in the parts of a run that was interrupted.
        reused: an earlier run made them on the same texts, by the same filter, with the same data and code.
        judged: a filter made them.
        combined: were derived from others' decisions; that is done every time.
    """

    there: int
    reused: int
    judged: int
    combined: int

    @classmethod
    def of(cls, outcomes: Iterable[Outcome], *, decisions: int) -> Work:
        """What became of the parts that were missing, in a run of so many decisions."""
        given = list(outcomes)
        reused, judged, combined = (
            sum(getattr(outcome, name) for outcome in given) for name in ("reused", "judged", "combined")
        )
        return cls(decisions - reused - judged - combined, reused, judged, combined)

    def __add__(self, other: Work) -> Work:
        return Work(
            self.there + other.there,
            self.reused + other.reused,
            self.judged + other.judged,
            self.combined + other.combined,
        )

    @property
    def decisions(self) -> int:
        """All of them."""
        return self.there + self.reused + self.judged + self.combined

    def __str__(self) -> str:
        """In a line.

        >>> str(Work(there=0, reused=372, judged=0, combined=186))
        '558 decisions: 372 reused, 186 combined'
        """
        named = {"already there": self.there, "reused": self.reused, "judged": self.judged, "combined": self.combined}
        told = ", ".join(f"{count:,} {name}" for name, count in named.items() if count)
        return f"{self.decisions:,} decisions: {told}"

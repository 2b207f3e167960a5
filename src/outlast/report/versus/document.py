"""The page of a comparison as a plain document: all that it says, before anything is HTML."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from outlast.comparison.differences import Difference
    from outlast.report.page.document import FilterColumn, Rendering, Section
    from outlast.report.page.method import Chapter
    from outlast.report.page.sheets import ShownSheet
    from outlast.report.versus.dumbbell import Dumbbell
    from outlast.report.versus.takeaway import Answer

State = Literal["kept", "both", "now", "before", "error", "apart"]
"""What became of a passage: through in both runs, blocked in both, blocked now only, blocked before only, failed in one
of them, or not compared."""

Direction = Literal["towards", "against", "unknown"]
"""Whether a flip does what the policy would; unknown where the policy says nothing, or not the same in both runs."""


@dataclass(frozen=True, slots=True)
class RateRow:
    """How survival changed under one filter and one rewriting.

    Attributes:
        filter: its name, and its new one where it was renamed.
        perturbation: the rewriting.
        before: counts and rate, for people.
        after: the same, now.
        difference: in points, with its interval.
        p: after Holm's correction.
        flips: how many are blocked now, and how many come through now.
        drawn: the chart; None where there is no data.
    """

    filter: str
    perturbation: str
    before: str
    after: str
    difference: str
    p: str
    flips: str
    drawn: Dumbbell | None


@dataclass(frozen=True, slots=True)
class Further:
    """One run that is held against the baseline.

    Attributes:
        label: what tables call it.
        signature: to cite.
        question: of its experiment, where it is not the baseline's; else empty.
        same: whether it is the baseline itself: one config, data and code.
        changed: what differs in its config.
        others: how many inputs, and how many versions of code or libraries, differ besides.
        answer: the sentences that a reader should take away, and what must be known besides.
        rates: a row for each filter and rewriting.
    """

    label: str
    signature: str
    question: str
    same: bool
    changed: tuple[Difference, ...]
    others: tuple[int, int]
    answer: Answer
    rates: tuple[RateRow, ...]


@dataclass(frozen=True, slots=True)
class FlipRow:
    """A flip as the page's table has it.

    Attributes:
        place: numbers of run, rendering and filter, as the script reads them.
        index: of the passage, among those that the page shows.
        name: of the passage.
        run: the further run's label.
        filter: its name.
        written: the rewriting.
        now: what became of the passage.
        direction: towards the policy or against it.
        cause: in a line.
        text: the passage's own.
    """

    place: tuple[int, int, int]
    index: int
    name: str
    run: str
    filter: str
    written: str
    now: Literal["blocked now", "through now"]
    direction: Direction
    cause: str
    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """How much of the comparison is on the page.

    Attributes:
        passages: on the page.
        passages_of: of the baseline.
        flipping: passages on the page of which some decision flipped.
        flipping_of: of all of them.
        flips: in the table.
        flips_of: of the comparison.
        flips_here: of the comparison, on the passages that are shown.
        how: what the passages are, in a sentence; empty where all are there.
    """

    passages: int
    passages_of: int
    flipping: int
    flipping_of: int
    flips: int
    flips_of: int
    flips_here: int
    how: str

    @property
    def which(self) -> str:
        """Which flips the table has, where it has not all of them."""
        if self.flips == self.flips_here:
            return "those on the passages that this page shows"
        return (
            f"a sample of the {self.flips_here:,} on the passages that this page shows, stratified by run, rewriting, "
            "filter, way and cause"
        )


@dataclass(frozen=True, slots=True)
class Versus:
    """The page.

    Attributes:
        title: of the page.
        question: the baseline's.
        label: what tables call the baseline.
        signature: the baseline's.
        unit: what a passage is, in the plural.
        policy: the baseline's.
        language: of the texts, as HTML has it.
        interval: what the intervals are, in a sentence.
        others: the further runs.
        filters: of the baseline.
        renderings: of the baseline, that with which the page opens in front.
        opened: the numbers of the further run, of the rendering and of the filter that the page opens with.
        states: of the shown passages in the first rendering, for that run and filter.
        sections: the text.
        flips: the first rows of the table.
        kinds: of causes, those that occur among the flips of the table.
        shown: how much of it is there.
        sheets: the comparison's other tables.
        method: in words.
        data: what the page's script reads.
        version: of Outlast.
    """

    title: str
    question: str
    label: str
    signature: str
    unit: str
    policy: str
    language: str
    interval: str
    others: tuple[Further, ...]
    filters: tuple[FilterColumn, ...]
    renderings: tuple[Rendering, ...]
    opened: tuple[int, int, int]
    states: tuple[State, ...]
    sections: tuple[Section, ...]
    flips: tuple[FlipRow, ...]
    kinds: tuple[str, ...]
    shown: Shown
    sheets: Sequence[ShownSheet]
    method: tuple[Chapter, ...]
    data: Mapping[str, Any]
    version: str

    @property
    def counted(self) -> Mapping[State, int]:
        """How many of the shown passages are in each state, as the page opens."""
        counts: dict[State, int] = dict.fromkeys(("now", "before", "both", "kept", "error", "apart"), 0)
        for state in self.states:
            counts[state] += 1
        return counts

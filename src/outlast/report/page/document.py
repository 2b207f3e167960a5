"""The survival report as a plain document: all that the page says, before anything is HTML.

Objects are made for the passages that the page shows, never for all passages of a large run (`sample`).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from outlast.report.build import Outcome
    from outlast.report.page.method import Chapter
    from outlast.report.page.sheets import Grid, Place, ShownSheet
    from outlast.sheets.sheet import Sheet
    from outlast.statistics.curves import Curve

DISPUTED = 100
"""Passages on which filters disagree that the page's HTML has; its script shows the others from the decisions."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """One way in which the texts were written.

    Attributes:
        perturbation: its name.
        draw: which of its draws.
        label: for people: the name, and the draw where there are several.
    """

    perturbation: str
    draw: int
    label: str


@dataclass(frozen=True, slots=True)
class FilterColumn:
    """A filter as the page speaks of it.

    Attributes:
        name: of the filter.
        kind: of the filter.
        about: what it does, in a sentence or two.
        scored: whether any of its decisions has a score.
        threshold: from which score it blocks; None where it has none or not one for all passages.
        unit: what its terms' weights add to.
    """

    name: str
    kind: str
    about: str
    scored: bool
    threshold: float | None
    unit: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage in the reader's view.

    Attributes:
        index: from 0, among those that the page shows.
        name: its id without the document's, ``1.3.2``.
        number: what stands before it in the text: its name, cut to what is new within its paragraph.
        text: its own text.
        outcome: of the filter that the page opens with, as written.
        target: whether the policy would block it; None where it says nothing.
    """

    index: int
    name: str
    number: str
    text: str
    outcome: Outcome
    target: bool | None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Passages that hang together, in reading order."""

    name: str
    passages: tuple[Passage, ...]

    @property
    def right_to_left(self) -> bool:
        """Whether its first letter that has a direction is written from right to left (UAX 9, rules P2 and P3)."""
        kinds = (unicodedata.bidirectional(letter) for each in self.passages for letter in each.text)
        return next((kind for kind in kinds if kind in {"L", "R", "AL"}), "L") != "L"


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the text; without a heading where the text has none."""

    heading: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Sampled:
    """What the page shows of a run that is too large to show whole.

    Attributes:
        shown: passages on the page.
        of: passages of the run.
        strata: in words, by what the sample was stratified.
        sizes: from what the policy says and the filter decides, in words, to how many are shown and of how many.
    """

    shown: int
    of: int
    strata: str
    sizes: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Disputed:
    """A shown passage on which filters disagree.

    Attributes:
        index: of the passage.
        name: of the passage.
        outcomes: in the order of the filters.
        wanted: what the policy says of it, in words.
        text: its own.
    """

    index: int
    name: str
    outcomes: tuple[Outcome, ...]
    wanted: str
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """What the page shows of one run.

    Attributes:
        label: its language, in that language.
        under: its policy, where the page's runs have several; empty otherwise.
        language: of its text, as HTML has it.
        question: of its experiment.
        facts: what was judged, under what, by what.
        answer: the sentences that a reader should take away.
        signature: to cite.
        folder: of the run, as a person would write it.
        policy: its name.
        unit: what a passage is, in the plural.
        survival: a row for each filter, as written: ``filter``, ``survived``, ``over_blocked``, ``under_blocked``.
        interval: what the intervals of survival are, in a sentence.
        cluster: what they take as independent: a paragraph, a document.
        perturbation: the one that the page opens with.
        filters: in order.
        renderings: in order.
        opened: the filter that the reader's view opens with.
        outcomes: for each rendering and filter, what became of the shown passages, one letter each
            (`outlast.report.page.decided.LETTERS`).
        sections: the text.
        sampled: None where every passage is shown.
        failures: errors and how often each occurred.
        sheets: what statistics said, by where on the page it stands.
        disputed: shown passages on which filters disagree as written, the first `DISPUTED` of them.
        disputed_count: how many there are, of all passages of the run.
        kept_count: how many passages of the run the filter that the page opens with lets through, and decided.
        robustness: survival under each rewriting; empty where the text was judged as written only.
        method: in words, a list of headed paragraphs.
        data: what the page's script reads.
        tables: every table of the report, whole and unrounded, in the page's order.
        curves: of each filter with scores, as the page opens: what happens at other thresholds.
    """

    label: str
    under: str
    language: str
    question: str
    facts: str
    answer: tuple[str, ...]
    signature: str
    folder: str
    policy: str
    unit: str
    survival: tuple[Mapping[str, Any], ...]
    interval: str
    cluster: str
    perturbation: str
    filters: tuple[FilterColumn, ...]
    renderings: tuple[Rendering, ...]
    opened: str
    outcomes: tuple[tuple[str, ...], ...]
    sections: tuple[Section, ...]
    sampled: Sampled | None
    failures: Mapping[str, int]
    sheets: Mapping[Place, Sequence[ShownSheet | Grid]]
    disputed: tuple[Disputed, ...]
    disputed_count: int
    kept_count: tuple[int, int]
    robustness: tuple[ShownSheet, ...]
    method: tuple[Chapter, ...]
    data: Mapping[str, Any]
    tables: tuple[Sheet, ...]
    curves: tuple[Curve, ...]

    @property
    def scored(self) -> bool:
        """Whether any filter has scores."""
        return any(each.scored for each in self.filters)

    @property
    def shown_count(self) -> int:
        """How many passages the page shows."""
        return len(self.outcomes[0][0])

    @property
    def kept(self) -> str:
        """How many passages of the run the filter that the page opens with lets through."""
        survive, decided = self.kept_count
        return f"{survive:,} of {decided:,} {self.unit}"

    @property
    def told_disputed(self) -> str:
        """On how many passages filters disagree as written, in sentences."""
        of = f"{self.sampled.of if self.sampled else self.shown_count:,} {self.unit}"
        said = f"The filters decide {self.disputed_count:,} of {of} differently, as written ({self.perturbation})."
        listed = f" Of those that this page shows, it lists {self.shown_disputed:,}." if self.sampled else ""
        return said + listed

    @property
    def shown_disputed(self) -> int:
        """On how many of the shown passages filters disagree as written."""
        return sum({"0", "1"} <= set(each) for each in zip(*self.outcomes[0], strict=True))


@dataclass(frozen=True, slots=True)
class Document:
    """The page.

    Attributes:
        title: of the page.
        question: in words.
        parts: one for each run; several where the same thing was asked in several languages, or under several policies.
        version: of Outlast.
    """

    title: str
    question: str
    parts: tuple[Part, ...]
    version: str

    @property
    def questions(self) -> tuple[str, ...]:
        """The parts' questions, each once."""
        return tuple(dict.fromkeys(each.question for each in self.parts))

    @property
    def choice(self) -> str:
        """What a reader chooses between parts by."""
        labels, policies = ({getattr(each, name) for each in self.parts} for name in ("label", "under"))
        return " and ".join(
            name for name, has in (("language", labels), ("policy", policies)) if len(has) > 1
        ).capitalize()

"""A chain of normalising steps applied to one text, with the exact map back.

This is the definition; `outlast.filters.keyword.normalise.batch` does the same for many texts at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from outlast.filters.keyword.normalise.steps import STEPS, pieces, whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outlast.filters.keyword.normalise.steps import Step

ONLY_IF_CHOSEN: dict[Step, Step] = {
    "width": "nfkc",
    "simplified-to-traditional": "traditional-to-simplified",
}
"""Steps that a chain of every step leaves out, because the other does the same and more, or the opposite."""


@dataclass(frozen=True, slots=True)
class Normalised:
    """A normalised text with its map back.

    Attributes:
        text: after normalising.
        starts: for each code point of ``text``, where the stretch that it came from begins in the author's text.
        ends: and one past where that stretch ends.
        gaps: the places in ``text`` (0 to its length) from which separators were taken out: words end there.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    gaps: frozenset[int] = field(default=frozenset())

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the author's text behind ``text[start:end]``, which must not be empty."""
        return self.starts[start], self.ends[end - 1]


def unmoved(text: str) -> Normalised:
    """A normalised text of which each code point stands where its source stood."""
    return Normalised(text, range(len(text)), range(1, len(text) + 1))


@dataclass(frozen=True, slots=True)
class Chain:
    r"""Steps applied in order.

    >>> Chain(("nfkc", "casefold")).text("ＰＵＴＩＮ's")
    "putin's"
    >>> Chain(("zero-width",)).mapped("a\u200bb").source_span(0, 2)
    (0, 3)
    >>> spaced = Chain(("separators",)).mapped("no p.u.t.i.n")
    >>> spaced.text, spaced.source_span(2, 7), sorted(spaced.gaps)
    ('noputin', (3, 12), [2, 3, 4, 5, 6])
    """

    steps: tuple[Step, ...]

    def text(self, text: str) -> str:
        """The normalised text alone."""
        for step in self.steps:
            text = whole(step, text)
        return text

    def mapped(self, text: str) -> Normalised:
        """The normalised text with its map back; ``mapped(t).text == text(t)`` for every ``t``."""
        result = unmoved(text)
        for step in self.steps:
            result = _applied(result, step)
        return result

    def widened(self) -> Chain:
        """The chain with every step that makes sense beside its own.

        In the order of `STEPS` where its own steps keep to it, else with the others behind its own.
        """
        wanted = [step for step in STEPS if step in self.steps or step not in ONLY_IF_CHOSEN]
        wanted = [step for step in wanted if step in self.steps or not self._opposes(step)]
        if tuple(step for step in STEPS if step in self.steps) == self.steps:
            return Chain(tuple(wanted))
        return Chain((*self.steps, *(step for step in wanted if step not in self.steps)))

    def _opposes(self, step: Step) -> bool:
        return step == "traditional-to-simplified" and "simplified-to-traditional" in self.steps

    def without(self, step: Step) -> Chain:
        """The chain that lacks one step."""
        return Chain(tuple(kept for kept in self.steps if kept != step))


def _applied(before: Normalised, step: Step) -> Normalised:
    """One step's pieces carried back through what the steps before it did."""
    text: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    gaps: set[int] = set()
    for start, end, written in pieces(step, before.text):
        if start in before.gaps or (step == "separators" and not written):
            gaps.add(len(starts))
        text.append(written)
        first, last = before.source_span(start, end)
        starts += [first] * len(written)
        ends += [last] * len(written)
    if len(before.text) in before.gaps:
        gaps.add(len(starts))
    # A gap within a piece is none any more: what stood on both sides of it became one.
    return Normalised("".join(text), tuple(starts), tuple(ends), frozenset(gaps))


def stands_alone(text: Normalised, start: int, end: int) -> tuple[bool, bool]:
    """Whether ``text[start:end]`` is where a word begins, and whether it is where one ends.

    A word is a run of letters, digits and underscores. Where the stretch's own edge is none of these, nothing can
    touch it there; where a separator was taken out, words end although their letters now touch.

    >>> stands_alone(unmoved("no warning"), 3, 6)
    (True, False)
    """
    letters = text.text
    left = start == 0 or start in text.gaps or not (wordlike(letters[start]) and wordlike(letters[start - 1]))
    right = end == len(letters) or end in text.gaps or not (wordlike(letters[end - 1]) and wordlike(letters[end]))
    return left, right


def wordlike(letter: str) -> bool:
    """Whether a code point is part of a word: a letter, a digit or an underscore."""
    return letter.isalnum() or letter == "_"

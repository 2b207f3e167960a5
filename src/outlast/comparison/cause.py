"""Causes of flips: what they are, and how several flips share one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

CauseKind = Literal[
    "rule added",
    "rule removed",
    "rule changed",
    "list",
    "normalising",
    "threshold",
    "score",
    "judge",
    "text",
    "rendering",
    "combination",
    "filter",
    "chance",
    "failure",
    "code",
    "unknown",
]
"""What a flip came through: a keyword rule; a list whose rules the run does not keep; a normalising step; a threshold
that moved; a score that did (another model, other training data); an outside judge; a passage's text; its rewriting;
how a combination combines; another kind of filter; a chance of enforcement or review; a member that failed; other code
or libraries."""

CAUSE_KINDS: tuple[CauseKind, ...] = get_args(CauseKind)


@dataclass(frozen=True, slots=True)
class Cause:
    """What made a decision come out otherwise.

    Attributes:
        kinds: of its parts, each once, in the order of ``text``.
        text: in words, in a line: what changed.
        rules: ids of the keyword rules that it speaks of.
        through: for a combination, the members that it came through, from the outermost in.
        detail: what of this text it concerned, where ``text`` does not say it: the rules that fired through a step.
    """

    kinds: tuple[CauseKind, ...]
    text: str
    rules: tuple[str, ...] = ()
    through: tuple[str, ...] = ()
    detail: str = ""

    @property
    def gist(self) -> str:
        """What changed, with the members that it came through: what flips of several texts have in common."""
        return ": ".join([*self.through, self.text])

    def by_way_of(self, member: str) -> Cause:
        """The same cause, for a combination of which that member flipped."""
        return replace(self, through=(member, *self.through))

    def __str__(self) -> str:
        """The cause in a line.

        >>> print(Cause(("rule added",), "rule w3 added (harbour)", ("w3",), ("words",)))
        words: rule w3 added (harbour)
        """
        return f"{self.gist} ({self.detail})" if self.detail else self.gist


def together(parts: Sequence[Cause], *, word: str) -> Cause:
    """Several causes as one, joined by a word.

    >>> one, other = Cause(("text",), "the text changed"), Cause(("code",), "the code changed")
    >>> together([one, other], word="together with").text
    'the text changed, together with the code changed'
    """
    if len(parts) == 1:
        return parts[0]
    kinds = tuple(dict.fromkeys(kind for part in parts for kind in part.kinds))
    rules = tuple(dict.fromkeys(rule for part in parts for rule in part.rules))
    details = dict.fromkeys(part.detail for part in parts if part.detail)
    return Cause(kinds, f", {word} ".join(part.gist for part in parts), rules, detail="; ".join(details))


def any_of(parts: Sequence[Cause]) -> Cause:
    """Several causes of which each alone would have been enough."""
    unlike = list(dict.fromkeys(parts))
    if len(unlike) == 1:
        return unlike[0]
    made = together(unlike, word="or")
    return replace(made, text=f"either alone: {made.text}")


@dataclass(frozen=True, slots=True, eq=False)
class Caused:
    """The causes of some flips, each distinct one once.

    Attributes:
        causes: the distinct ones.
        which: int64, shape (flips,): the number of each flip's cause.
    """

    causes: tuple[Cause, ...]
    which: np.ndarray

    @classmethod
    def of(cls, each: Iterable[Cause]) -> Caused:
        """From the cause of each flip."""
        known: dict[Cause, int] = {}
        which = [known.setdefault(cause, len(known)) for cause in each]
        return cls(tuple(known), np.array(which, dtype=np.int64))

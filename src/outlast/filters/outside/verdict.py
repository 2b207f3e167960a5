"""Verdicts: how a value that an outside judge gave, a label or a score, becomes a decision."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

import pydantic

from outlast.config import Strict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Found = Callable[[str], Any]


class VerdictError(ValueError):
    """A value that is no verdict: a label that the config does not know, or a score that is no number."""


class Decided(NamedTuple):
    """One decision as an outside judge made it.

    ``blocked`` is None where there is none, and ``error`` then says why; ``score`` is None where there is none.
    """

    blocked: bool | None
    score: float | None = None
    error: str | None = None


class LabelVerdict(Strict):
    """A label decides. Labels are compared as text: true is ``"true"``, 1 is ``"1"``, blanks around them do not count.

    Attributes:
        at: where the label stands: a column (``replay``), or a JSON pointer (``http``).
        blocks: the labels of a blocked text.
        passes: the labels of a text that is let through.
        fails: the labels that mean that the judge came to no decision: such a text is an error row.
        score: where a score stands, recorded beside the decision; none where left out.
    """

    kind: Literal["label"]
    at: str
    blocks: list[str] = pydantic.Field(min_length=1)
    passes: list[str] = pydantic.Field(min_length=1)
    fails: list[str] = pydantic.Field(default_factory=list)
    score: str | None = None

    @pydantic.model_validator(mode="after")
    def _each_once(self) -> LabelVerdict:
        labels = [label.strip() for label in (*self.blocks, *self.passes, *self.fails)]
        repeated = sorted({label for label in labels if labels.count(label) > 1})
        if repeated:
            raise ValueError(f"label {repeated[0]!r} stands twice; a label means one thing")
        return self

    @property
    def places(self) -> tuple[str, ...]:
        """Every place that is read."""
        return (self.at,) if self.score is None else (self.at, self.score)

    def decide(self, found: Found) -> Decided:
        """The decision, from the value at each place.

        Args:
            found: gives the value at a place.

        Raises:
            VerdictError: for a label that stands in none of the lists, or a score that is no number.

        >>> hateful = LabelVerdict(kind="label", at="gold", blocks=["hateful"], passes=["fine"], fails=["refused"])
        >>> [hateful.decide({"gold": label}.get) for label in ("hateful ", "fine", "refused")]
        ... # doctest: +NORMALIZE_WHITESPACE
        [Decided(blocked=True, score=None, error=None), Decided(blocked=False, score=None, error=None),
         Decided(blocked=None, score=None, error="gold is 'refused'")]
        """
        label = as_label(found(self.at))
        score = None if self.score is None else as_score(found(self.score), self.score)
        if label is None:
            return Decided(None, score, f"{self.at or 'the answer'} is empty")
        if label in _stripped(self.fails):
            return Decided(None, score, f"{self.at or 'the answer'} is {label!r}")
        if label in _stripped(self.blocks):
            return Decided(True, score)
        if label in _stripped(self.passes):
            return Decided(False, score)
        raise VerdictError(f"{_short(label)} is neither in blocks nor in passes nor in fails")


class ScoreVerdict(Strict):
    """A score decides: a text is blocked whose score is at least the threshold.

    Attributes:
        at: where the score stands: a column (``replay``), or a JSON pointer (``http``).
        threshold: the lowest score that blocks, on whatever scale the judge has.
    """

    kind: Literal["score"]
    at: str
    threshold: float

    @property
    def places(self) -> tuple[str, ...]:
        """Every place that is read."""
        return (self.at,)

    def decide(self, found: Found) -> Decided:
        """The decision, from the score at its place; as `LabelVerdict.decide`.

        >>> likely = ScoreVerdict(kind="score", at="p", threshold=0.5)
        >>> [likely.decide({"p": score}.get).blocked for score in (0.5, "0.49", None)]
        [True, False, None]
        """
        score = as_score(found(self.at), self.at)
        if score is None:
            return Decided(None, None, f"{self.at or 'the answer'} is empty")
        return Decided(score >= self.threshold, score)


Verdict = Annotated[LabelVerdict | ScoreVerdict, pydantic.Field(discriminator="kind")]


def as_label(value: Any) -> str | None:
    """A value as a label; None for nothing (null, an empty cell, a NaN as pandas writes one).

    Raises:
        VerdictError: for a list or a mapping.

    >>> [as_label(value) for value in (" yes ", True, 1, 1.0, float("nan"), "", None)]
    ['yes', 'true', '1', '1', None, None, None]
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if math.isnan(value):
            return None
        return str(int(value)) if value.is_integer() else repr(value)
    if value is None or isinstance(value, str | int):
        return (None if value is None else str(value).strip()) or None
    raise VerdictError(f"{_short(value)} is no label")


def as_score(value: Any, place: str) -> float | None:
    """A value as a score; None for nothing.

    Raises:
        VerdictError: for what is no finite number.

    >>> as_score(" 0.25", "p"), as_score("", "p")
    (0.25, None)
    """
    if isinstance(value, str):
        value = value.strip() or None
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    try:
        score = None if isinstance(value, bool) else float(value)
    except (TypeError, ValueError, OverflowError):
        score = None
    if score is None or not math.isfinite(score):
        raise VerdictError(f"{_short(value)} is no score" + (f" ({place})" if place else ""))
    return score


def _stripped(labels: Iterable[str]) -> set[str]:
    return {label.strip() for label in labels}


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."

"""Thresholds as a censor sets them, always on out-of-fold scores of training passages, never on what is judged.

A text is blocked whose score is at least the threshold. Candidates are the scores themselves, and one just above the
highest, at which nothing is blocked.
"""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
import pydantic

from outlast.config import Strict


class Fixed(Strict):
    """A threshold that is given.

    Attributes:
        by: ``fixed``.
        at: on the scale of the scores.
    """

    by: Literal["fixed"] = "fixed"
    at: float

    def choose(self, scores: np.ndarray, targets: np.ndarray) -> float:
        """The threshold."""
        return self.at


class Share(Strict):
    """Block a share of the traffic, where the training passages stand for it.

    Attributes:
        by: ``share``.
        of: at most this share of them is blocked; in [0, 1].
    """

    by: Literal["share"]
    of: float = pydantic.Field(ge=0, le=1)

    def choose(self, scores: np.ndarray, targets: np.ndarray) -> float:
        """The lowest threshold that blocks no more.

        >>> Share(by="share", of=0.5).choose(np.array([0.1, 0.2, 0.3, 0.4]), np.zeros(4, bool))
        0.3
        """
        options = candidates(scores)
        return float(options[blocked_from(options, scores) <= self.of * len(scores)][0])


class FalsePositiveRate(Strict):
    """Block as much as can be had for a false-positive rate on the controls, the passages that are no target.

    Attributes:
        by: ``false-positive-rate``.
        at_most: this share of the controls is blocked; in [0, 1].
    """

    by: Literal["false-positive-rate"]
    at_most: float = pydantic.Field(ge=0, le=1)

    def choose(self, scores: np.ndarray, targets: np.ndarray) -> float:
        """The lowest threshold that blocks no more controls.

        >>> rule = FalsePositiveRate(by="false-positive-rate", at_most=0.5)
        >>> rule.choose(np.array([0.1, 0.2, 0.3, 0.4]), np.array([False, True, False, True]))
        0.2
        """
        options, controls = candidates(scores), scores[~targets]
        return float(options[blocked_from(options, controls) <= self.at_most * len(controls)][0])


class Cost(Strict):
    """Make the two kinds of error as cheap as can be.

    Attributes:
        by: ``cost``.
        over: of a passage that is blocked and should not be.
        under: of one that is let through and should not be.
    """

    by: Literal["cost"]
    over: float = pydantic.Field(default=1.0, ge=0)
    under: float = pydantic.Field(default=1.0, ge=0)

    def choose(self, scores: np.ndarray, targets: np.ndarray) -> float:
        """The threshold of the least cost; of several, the highest, which blocks least.

        >>> Cost(by="cost").choose(np.array([0.1, 0.2, 0.3]), np.array([False, True, True]))
        0.2
        """
        options = candidates(scores)
        missed = targets.sum() - blocked_from(options, scores[targets])
        cost = self.over * blocked_from(options, scores[~targets]) + self.under * missed
        return float(options[cost == cost.min()][-1])


class FBeta(Strict):
    """Weigh precision against recall, recall counting ``beta`` times as much (van Rijsbergen 1979).

    Attributes:
        by: ``f-beta``.
        beta: 1 for F1.
    """

    by: Literal["f-beta"]
    beta: float = pydantic.Field(default=1.0, gt=0)

    def choose(self, scores: np.ndarray, targets: np.ndarray) -> float:
        """The threshold of the best F-beta; of several, the highest, which blocks least.

        >>> FBeta(by="f-beta").choose(np.array([0.1, 0.2, 0.3]), np.array([False, True, True]))
        0.2
        """
        options = candidates(scores)
        hits, wrong = (blocked_from(options, scores[side]) for side in (targets, ~targets))
        square = self.beta**2
        value = (1 + square) * hits / ((1 + square) * hits + square * (targets.sum() - hits) + wrong)
        return float(options[value == value.max()][-1])


ThresholdRule = Annotated[
    Fixed | Share | FalsePositiveRate | Cost | FBeta,
    pydantic.Field(discriminator="by"),
]


def candidates(scores: np.ndarray) -> np.ndarray:
    """The thresholds that make a difference, ascending: each score once, and one just above the highest."""
    known = np.unique(scores)
    return np.append(known, np.nextafter(known[-1], np.inf))


def blocked_from(options: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """How many scores each threshold blocks.

    >>> blocked_from(np.array([0.1, 0.3]), np.array([0.1, 0.2, 0.3])).tolist()
    [3, 1]
    """
    blocked: np.ndarray = len(scores) - np.searchsorted(np.sort(scores), options, side="left")
    return blocked

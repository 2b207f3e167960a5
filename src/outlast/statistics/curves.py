"""Curves: survival, over- and under-blocking over every threshold of a filter with scores, from its stored scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from outlast.statistics.outcomes import ERROR

if TYPE_CHECKING:
    from collections.abc import Sequence

STEPS = 1_000
"""Thresholds of a curve at most, at even ranks of the scores; with fewer scores, every one at which something flips."""


@dataclass(frozen=True, slots=True)
class Curve:
    """Rates of one filter over its threshold; a step function that is exact at each of the thresholds.

    Attributes:
        filter: its name.
        thresholds: ascending; the filter blocks what scores at or above. Above the last, nothing is blocked.
        survived: the share of all that it lets through, for each threshold.
        over_blocked: the share blocked of what the policy would let through; empty where it lets nothing through.
        under_blocked: the share let through of what the policy would block; empty where it would block nothing.
        n: how many have a score, how many of them the policy would let through, and how many it would block.
    """

    filter: str
    thresholds: tuple[float, ...]
    survived: tuple[float, ...]
    over_blocked: tuple[float, ...]
    under_blocked: tuple[float, ...]
    n: tuple[int, int, int]


def curve(name: str, scores: np.ndarray, *, target: np.ndarray, steps: int = STEPS) -> Curve:
    """The curve of a filter.

    Args:
        name: the filter.
        scores: float64, shape (renderings,); NaN where there is none.
        target: int8, the same shape: 1 where the policy would block, 0 where not, `ERROR` where it says nothing.
        steps: thresholds at most, two or more.

    >>> found = curve("model", np.array([0.2, 0.8, 0.5]), target=np.array([0, 1, 1], np.int8))
    >>> found.thresholds, found.under_blocked
    ((0.2, 0.5, 0.8), (0.0, 0.0, 0.5))
    """
    known = ~np.isnan(scores)
    scores, target = scores[known], target[known]
    thresholds = np.unique(scores)
    if len(thresholds) > steps:
        thresholds = thresholds[np.linspace(0, len(thresholds) - 1, steps).round().astype(np.int64)]
    groups = [np.sort(scores), np.sort(scores[target == 0]), np.sort(scores[target == 1])]
    below = [np.searchsorted(own, thresholds, side="left") for own in groups]
    shares = [count / len(own) if len(own) else np.zeros(0) for count, own in zip(below, groups, strict=True)]
    return Curve(
        filter=name,
        thresholds=_plain(thresholds),
        survived=_plain(shares[0]),
        over_blocked=_plain(1 - shares[1]),
        under_blocked=_plain(shares[2]),
        n=(len(groups[0]), len(groups[1]), len(groups[2])),
    )


def targets_as_numbers(targets: Sequence[bool | None]) -> np.ndarray:
    """What a policy says, as `curve` takes it: int8, shape (targets,).

    >>> targets_as_numbers([True, False, None]).tolist()
    [1, 0, -1]
    """
    return np.asarray([ERROR if target is None else int(target) for target in targets], dtype=np.int8)


def _plain(values: np.ndarray) -> tuple[float, ...]:
    return tuple(values.tolist())

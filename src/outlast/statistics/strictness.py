"""Strictness: survival at every threshold, from the scores of one run.

A filter with a score blocks what scores at or above its threshold, so a passage's score is the highest threshold that
blocks it, the point where it flips. A run stores it; survival at another threshold needs no judging again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from outlast.statistics.proportion import Proportion, proportion

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

SHARES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
"""Shares of the passages to block, for a table."""


@dataclass(frozen=True, slots=True)
class Strictness:
    """What a filter would do at one threshold.

    Attributes:
        threshold: from which it blocks; None blocks nothing.
        survived: passages that it lets through.
        over_blocked: blocked passages among those that are no target of the policy.
        under_blocked: surviving passages among the policy's targets.
    """

    threshold: float | None
    survived: Proportion
    over_blocked: Proportion
    under_blocked: Proportion


def strictness(decisions: pa.Table, *, targets: pa.Table, thresholds: Sequence[float | None]) -> tuple[Strictness, ...]:
    """What one filter would do to one rendering of each passage, at each of several thresholds.

    Passages without a score take no part; those of which the policy says nothing count for survival only.

    Args:
        decisions: of kind `outlast.decisions.DECISIONS`, of one filter, perturbation and draw.
        targets: ``passage_id`` and ``target``.
        thresholds: in the order of the result.
    """
    scores, wanted = _scored(decisions, targets)
    blocked = [scores >= (np.inf if threshold is None else threshold) for threshold in thresholds]
    return tuple(
        Strictness(
            threshold=threshold,
            survived=proportion(int((~hit).sum()), len(hit)),
            over_blocked=proportion(int(hit[wanted == 0].sum()), int((wanted == 0).sum())),
            under_blocked=proportion(int((~hit[wanted == 1]).sum()), int((wanted == 1).sum())),
        )
        for threshold, hit in zip(thresholds, blocked, strict=True)
    )


def flip_points(decisions: pa.Table, *, shares: Sequence[float] | None = None) -> tuple[float | None, ...]:
    """The thresholds at which something flips, mildest first; the first, None, blocks nothing.

    Args:
        decisions: as `strictness`.
        shares: only the mildest threshold that blocks each of these shares of the passages; all where left out.

    >>> import pyarrow as pa
    >>> flip_points(pa.table({"score": [0.25, 0.75, 0.25, None]}))
    (None, 0.75, 0.25)
    """
    scores = np.sort(decisions.column("score").drop_null().to_numpy())[::-1]
    if shares is None:
        return (None, *dict.fromkeys(scores.tolist()))
    ranks = [int(np.ceil(share * len(scores) - 1e-9)) for share in sorted(shares)]
    return tuple(dict.fromkeys(float(scores[rank - 1]) if rank else None for rank in ranks))


def _scored(decisions: pa.Table, targets: pa.Table) -> tuple[np.ndarray, np.ndarray]:
    """Scores, and for each 1 for a target, 0 for another passage, -1 where the policy says nothing."""
    known = dict(zip(targets.column("passage_id").to_pylist(), targets.column("target").to_pylist(), strict=True))
    rows = zip(decisions.column("passage_id").to_pylist(), decisions.column("score").to_pylist(), strict=True)
    scored = [(score, known.get(passage_id)) for passage_id, score in rows if score is not None]
    scores = np.asarray([score for score, _ in scored], dtype=np.float64)
    return scores, np.asarray([-1 if target is None else int(target) for _, target in scored], dtype=np.int8)

"""How well a filter learned: by scikit-learn's measures."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import brier_score_loss

from outlast.filters.training import Learned, OutOfFold
from outlast.statistics.areas import roc_area
from outlast.statistics.learning import learning


def scored(size: int = 120, *, seed: int = 1) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Scores with ties, targets that follow them loosely, and groups of three."""
    generator = np.random.default_rng(seed)
    scores = generator.integers(0, 40, size=size) / 40
    return scores, generator.random(size) < scores, [f"g{row // 3}" for row in range(size)]


def learned(scale: str) -> Learned:
    scores, targets, groups = scored()
    kept = OutOfFold(scores, targets, tuple(groups))
    return Learned(120, int(targets.sum()), 5, 0.5, scale=scale, threshold=0.6, out_of_fold=kept)


def test_errors_are_counted_at_the_threshold() -> None:
    """Over-blocked are other passages at or above it, under-blocked targets below it."""
    scores, targets, _ = scored()
    told = learning(learned("probability"))
    over = [score >= 0.6 for score, target in zip(scores, targets, strict=True) if not target]
    under = [score < 0.6 for score, target in zip(scores, targets, strict=True) if target]
    assert (told.over_blocked.count, told.over_blocked.n) == (sum(over), len(over))
    assert (told.under_blocked.count, told.under_blocked.n) == (sum(under), len(under))
    assert told.brier == pytest.approx(brier_score_loss(targets, scores))


def test_margins_have_no_reliability() -> None:
    """A margin is no probability, so there is no Brier score and no diagram of it."""
    told = learning(learned("margin"))
    assert (told.brier, told.reliability) == (None, ())
    assert told.auc_low is not None


def test_without_scores_there_is_no_interval() -> None:
    """What a filter did not keep is not made up."""
    told = learning(Learned(10, 5, 5, 0.75))
    assert (told.auc, told.auc_low, told.auc_high, told.over_blocked, told.reliability) == (0.75, None, None, None, ())


def test_the_interval_of_the_area_keeps_groups_whole() -> None:
    """It is the interval of the area with the training's groups as clusters, whatever they are called."""
    kept = learned("probability").out_of_fold
    clusters = np.array([int(name[1:]) for name in kept.groups])
    found, told = roc_area(kept.scores, kept.targets, clusters), learning(learned("probability"))
    assert (told.auc_low, told.auc_high) == (found.low, found.high)

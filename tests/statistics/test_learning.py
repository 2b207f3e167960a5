"""How well a filter learned: by scikit-learn's measures, and a bootstrap by brute force."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss, roc_auc_score

from outlast.filters.training import Learned, OutOfFold
from outlast.statistics.learning import area_under_roc, auc_interval, learning, reliability


def scored(size: int = 120, *, seed: int = 1) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Scores with ties, targets that follow them loosely, and groups of three."""
    generator = np.random.default_rng(seed)
    scores = generator.integers(0, 40, size=size) / 40
    return scores, generator.random(size) < scores, [f"g{row // 3}" for row in range(size)]


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=2, max_size=30))
@settings(deadline=None)
def test_the_area_is_scikit_learns(rows) -> None:
    """Ties count half; without both sides there is no area."""
    scores, targets = np.array([score for score, _ in rows]), np.array([target for _, target in rows])
    if len(set(targets.tolist())) < 2:
        assert area_under_roc(scores, targets) is None
    else:
        assert area_under_roc(scores, targets) == pytest.approx(roc_auc_score(targets, scores))


def test_the_interval_is_that_of_resampled_groups() -> None:
    """The same draws of whole groups, put together row by row and measured by scikit-learn, have its percentiles."""
    scores, targets, groups = scored()
    names = list(dict.fromkeys(groups))
    rows = {name: [row for row, group in enumerate(groups) if group == name] for name in names}
    generator = np.random.default_rng(7)
    found = []
    for _ in range(200):
        drawn = [row for at in generator.integers(len(names), size=len(names)) for row in rows[names[at]]]
        if len(set(targets[drawn].tolist())) == 2:
            found.append(roc_auc_score(targets[drawn], scores[drawn]))
    low, high = auc_interval(scores, targets, groups, seed=7, resamples=200)
    assert (low, high) == pytest.approx(tuple(np.percentile(found, [2.5, 97.5])))


def test_groups_that_hang_together_widen_it() -> None:
    """Passages that say the same thing ten times are no more certain than once."""
    scores, targets, _ = scored(40)
    alone = auc_interval(scores, targets, [str(row) for row in range(40)], seed=0)
    tenfold = (np.repeat(scores, 10), np.repeat(targets, 10), np.repeat(np.arange(40), 10).astype(str).tolist())
    together = auc_interval(*tenfold, seed=0)
    apart = auc_interval(*tenfold[:2], [str(row) for row in range(400)], seed=0)
    assert together == pytest.approx(alone)
    assert apart[1] - apart[0] < 0.6 * (together[1] - together[0])


def test_no_interval_without_both_sides() -> None:
    """Where every passage is a target there is nothing to tell apart."""
    assert auc_interval(np.array([0.1, 0.2]), np.array([True, True]), ["a", "b"], seed=0) == (None, None)


def test_reliability_is_scikit_learns_curve() -> None:
    """Bins of equal width: mean score and share of targets are those of calibration_curve where a bin has passages."""
    scores, targets, _ = scored()
    scores = scores + 0.003  # scikit-learn's bins are open on the left
    rates, means = calibration_curve(targets, scores, n_bins=10)
    filled = [each for each in reliability(scores, targets) if each.targets.n]
    np.testing.assert_allclose([each.targets.rate for each in filled], rates)
    np.testing.assert_allclose([each.mean_score for each in filled], means)
    assert sum(each.targets.n for each in reliability(scores, targets)) == len(scores)


def test_the_ends_of_the_bins() -> None:
    """A bound belongs to the bin above it, and 1 to the last."""
    bins = reliability(np.array([0.0, 0.5, 1.0]), np.array([False, True, True]), bins=2)
    assert [(each.low, each.high, each.targets.n, each.mean_score) for each in bins] == [
        (0, 0.5, 1, 0),
        (0.5, 1, 2, 0.75),
    ]


def learned(scale: str) -> Learned:
    scores, targets, groups = scored()
    kept = OutOfFold(scores, targets, tuple(groups))
    return Learned(120, int(targets.sum()), 5, 0.5, scale=scale, threshold=0.6, out_of_fold=kept)


def test_errors_are_counted_at_the_threshold() -> None:
    """Over-blocked are other passages at or above it, under-blocked targets below it."""
    scores, targets, _ = scored()
    told = learning(learned("probability"), seed=0)
    over = [score >= 0.6 for score, target in zip(scores, targets, strict=True) if not target]
    under = [score < 0.6 for score, target in zip(scores, targets, strict=True) if target]
    assert (told.over_blocked.count, told.over_blocked.n) == (sum(over), len(over))
    assert (told.under_blocked.count, told.under_blocked.n) == (sum(under), len(under))
    assert told.brier == pytest.approx(brier_score_loss(targets, scores))


def test_margins_have_no_reliability() -> None:
    """A margin is no probability, so there is no Brier score and no diagram of it."""
    told = learning(learned("margin"), seed=0)
    assert (told.brier, told.reliability) == (None, ())
    assert told.auc_low is not None


def test_without_scores_there_is_no_interval() -> None:
    """What a filter did not keep is not made up."""
    told = learning(Learned(10, 5, 5, 0.75), seed=0)
    assert (told.auc, told.auc_low, told.auc_high, told.over_blocked, told.reliability) == (0.75, None, None, None, ())

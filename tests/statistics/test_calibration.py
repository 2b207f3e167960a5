"""Calibration: scikit-learn's curve and Brier score, the error by its definition, and an interval over clusters."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss

from outlast.statistics.calibration import brier_score, expected_calibration_error, reliability


def scored(size: int = 120) -> tuple[np.ndarray, np.ndarray]:
    """Scores with ties, and targets that follow them loosely."""
    generator = np.random.default_rng(1)
    scores = generator.integers(0, 40, size=size) / 40
    return scores, generator.random(size) < scores


def test_reliability_is_scikit_learns_curve() -> None:
    """Bins of equal width: mean score and share of targets are those of calibration_curve where a bin has passages."""
    scores, targets = scored()
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


def test_the_error_is_the_curves_mean_distance() -> None:
    """By scikit-learn's curve, each bin weighted by its passages; without passages there is none."""
    scores, targets = scored()
    scores = scores + 0.003
    rates, means = calibration_curve(targets, scores, n_bins=10)
    sizes = np.histogram(scores, bins=10, range=(0, 1))[0]
    wanted = (sizes[sizes > 0] * np.abs(rates - means)).sum() / len(scores)
    assert expected_calibration_error(reliability(scores, targets)) == pytest.approx(wanted)
    assert expected_calibration_error(reliability(np.zeros(0), np.zeros(0, bool))) is None


def test_the_brier_score_has_the_t_interval_of_equal_clusters() -> None:
    """Its value is scikit-learn's; with five passages a cluster, its interval scipy's t of the clusters' means."""
    scores, targets = scored()
    found = brier_score(scores, targets, np.arange(120) // 5)
    assert found.estimate == pytest.approx(brier_score_loss(targets, scores))
    means = ((scores - targets) ** 2).reshape(24, 5).mean(axis=1)
    assert (found.low, found.high) == pytest.approx(tuple(stats.ttest_1samp(means, 0).confidence_interval()))

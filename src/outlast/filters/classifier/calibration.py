"""Calibration: scores as probabilities, fitted to out-of-fold scores by scikit-learn's ``CalibratedClassifierCV``."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.calibration import CalibratedClassifierCV
from sklearn.frozen import FrozenEstimator

Calibrate = Literal["sigmoid", "isotonic", "none"]


class ScoreAsItIs(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """An estimator whose decision function is its only feature: what is calibrated when scores are there already."""

    def __init__(self) -> None:
        self.classes_ = np.array([False, True])
        self.n_features_in_ = 1

    def fit(self, scores: np.ndarray, targets: np.ndarray) -> ScoreAsItIs:
        """Nothing is learned."""
        return self

    def decision_function(self, scores: np.ndarray) -> np.ndarray:
        """The scores: shape (n, 1) in, (n,) out."""
        return scores[:, 0]

    def predict(self, scores: np.ndarray) -> np.ndarray:
        """Which scores are positive; nobody asks, but scikit-learn wants an estimator that could say."""
        return scores[:, 0] > 0


def calibrated(scores: np.ndarray, targets: np.ndarray, *, method: Literal["sigmoid", "isotonic"]) -> Any:
    """A calibration of scores, as ``CalibratedClassifierCV(ensemble=False)`` fits one to its out-of-fold scores.

    Args:
        scores: out of fold, of the model alone: float64, shape (n,).
        targets: bool, shape (n,).
        method: ``sigmoid`` (Platt 1999) for few targets, ``isotonic`` (Zadrozny and Elkan 2002) for many.

    Returns:
        An object whose ``predict_proba`` takes scores, shape (n, 1).
    """
    everything = np.arange(len(scores))
    calibration = CalibratedClassifierCV(
        FrozenEstimator(ScoreAsItIs()), method=method, cv=[(everything, everything)], ensemble=False
    )
    return calibration.fit(scores[:, None], targets)

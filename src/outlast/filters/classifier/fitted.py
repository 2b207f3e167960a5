"""A fitted text model: a vectoriser, an estimator, and where it was asked for a calibration of its scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outlast.filters.classifier.features import Features


class LinearWeights(NamedTuple):
    """A linear model: a text's score on the model's own scale is ``features @ weights + intercept``."""

    weights: np.ndarray
    intercept: float


@dataclass(frozen=True, eq=False)
class TextModel:
    """What scores texts.

    Attributes:
        features: what the vectoriser sees, as the config describes it.
        vectoriser: fitted; may be shared with other models.
        estimator: fitted; its second class is "target".
        calibration: what turns the estimator's own scores into probabilities; None leaves them as they are.
    """

    features: Features
    vectoriser: Any
    estimator: Any
    calibration: Any | None = None

    def scores(self, texts: Sequence[str]) -> np.ndarray:
        """The score of each text: float64, shape (n,); the higher, the more a target."""
        return self.scores_of(self.vectoriser.transform(texts)) if len(texts) else np.zeros(0)

    def scores_of(self, matrix: Any) -> np.ndarray:
        """The scores of texts that the vectoriser has seen to: a probability where the model has one, else a margin."""
        if self.calibration is not None:
            probabilities = self.calibration.predict_proba(own_scores(self.estimator, matrix)[:, None])
        elif hasattr(self.estimator, "predict_proba"):
            probabilities = self.estimator.predict_proba(dense_where_needed(self.estimator, matrix))
        else:
            return own_scores(self.estimator, matrix)
        scores: np.ndarray = probabilities[:, 1]
        return scores

    def scores_from(self, linear: np.ndarray) -> np.ndarray:
        """The scores of texts whose ``features @ weights + intercept`` is known already; only of linear models."""
        from scipy.special import expit

        own = linear if hasattr(self.estimator, "decision_function") else expit(linear)
        if self.calibration is not None:
            calibrated: np.ndarray = self.calibration.predict_proba(own[:, None])[:, 1]
            return calibrated
        scores: np.ndarray = expit(linear) if hasattr(self.estimator, "predict_proba") else linear
        return scores

    @property
    def linear(self) -> LinearWeights | None:
        """The weight of each column, on the scale that `own_scores` has; None where the model is not linear."""
        if hasattr(self.estimator, "coef_"):
            return LinearWeights(self.estimator.coef_[0], float(self.estimator.intercept_[0]))
        if type(self.estimator).__name__ == "ComplementNB":
            logs = self.estimator.feature_log_prob_
            return LinearWeights(logs[1] - logs[0], 0.0)
        return None


def own_scores(estimator: Any, matrix: Any) -> np.ndarray:
    """An estimator's scores before any calibration: its decision function where it has one, else its probabilities."""
    if hasattr(estimator, "decision_function"):
        scores: np.ndarray = estimator.decision_function(matrix)
    else:
        scores = estimator.predict_proba(dense_where_needed(estimator, matrix))[:, 1]
    return scores


def dense_where_needed(estimator: Any, matrix: Any) -> Any:
    """The matrix in the form that an estimator takes; Gaussian naive Bayes takes no sparse one."""
    return matrix.toarray() if type(estimator).__name__ == "GaussianNB" and hasattr(matrix, "toarray") else matrix

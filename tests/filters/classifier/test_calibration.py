"""Calibration: it is scikit-learn's, on grouped out-of-fold scores."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.calibration import CalibratedClassifierCV
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import ComplementNB
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC


@pytest.mark.parametrize("method", ["sigmoid", "isotonic"])
@pytest.mark.parametrize(
    ("model", "estimator"),
    [
        ("linear-svm", LinearSVC(class_weight="balanced", random_state=0, max_iter=10_000)),
        ("logistic-regression", LogisticRegression(class_weight="balanced", max_iter=1000)),
        ("complement-naive-bayes", ComplementNB()),
    ],
)
def test_it_is_that_of_scikit_learn_over_grouped_folds(config_of, noisy, batch_of, method, model, estimator):
    """Scores are those of CalibratedClassifierCV around the whole pipeline, with the same grouped folds."""
    texts = np.array(noisy.texts.to_pylist(), dtype=object)
    pipeline = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True), estimator)
    folds = list(noisy.grouped_folds(folds=5, seed=0))
    wanted = CalibratedClassifierCV(pipeline, method=method, cv=folds, ensemble=False).fit(texts, noisy.targets)
    made, _ = config_of(model={"kind": model}, calibrate=method).fit(noisy, group_of={}, seed=0)
    judged = ["war and peace", "tea", "", *texts[:9]]
    scores = made.decide(batch_of(judged), near=0).score.to_pylist()
    np.testing.assert_allclose(scores, wanted.predict_proba(judged)[:, 1], rtol=1e-9)


def test_out_of_fold_scores_are_calibrated_without_their_fold(config_of, noisy):
    """What is told of each passage comes from a curve and a model of the other folds alone."""
    _, learned = config_of(calibrate="sigmoid").fit(noisy, group_of={}, seed=0)
    kept, out = next(iter(noisy.grouped_folds(folds=5, seed=0)))
    part = noisy.take(kept)
    alone, _ = config_of(calibrate="sigmoid").fit(part, group_of={}, seed=0)
    wanted = alone.whole.scores(noisy.texts.take(out).to_pylist())
    np.testing.assert_allclose(learned.out_of_fold.scores[out], wanted, rtol=1e-12)

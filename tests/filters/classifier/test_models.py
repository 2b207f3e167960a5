"""Models by config: each is scikit-learn's estimator, and its scores are on the scale that it says."""

from __future__ import annotations

import numpy as np
import pydantic
import pytest
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.naive_bayes import ComplementNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC
from sklearn.utils.class_weight import compute_sample_weight

MODELS = [
    ({"kind": "logistic-regression"}, LogisticRegression(class_weight="balanced", max_iter=1000)),
    (
        {"kind": "logistic-regression", "class_weight": {"target": 5.0}},
        LogisticRegression(class_weight={1: 5.0, 0: 1.0}, max_iter=1000),
    ),
    ({"kind": "linear-svm", "C": 0.5}, LinearSVC(C=0.5, class_weight="balanced", random_state=0, max_iter=10_000)),
    ({"kind": "complement-naive-bayes", "alpha": 0.5, "norm": True}, ComplementNB(alpha=0.5, norm=True)),
    ({"kind": "sgd"}, SGDClassifier(loss="log_loss", class_weight="balanced", random_state=0)),
    ({"kind": "sgd", "loss": "hinge", "class_weight": "none"}, SGDClassifier(loss="hinge", random_state=0)),
    (
        {"kind": "gradient-boosting", "trees": 5, "depth": 2},
        GradientBoostingClassifier(n_estimators=5, max_depth=2, max_features="sqrt", random_state=0),
    ),
    (
        {"kind": "nearest-neighbours", "neighbours": 3},
        KNeighborsClassifier(3, weights="distance", metric="cosine", algorithm="brute"),
    ),
    ({"kind": "dummy"}, DummyClassifier(strategy="prior")),
]


@pytest.mark.parametrize(("given", "estimator"), MODELS, ids=lambda value: str(value)[:60])
def test_scores_are_those_of_the_estimator_itself(config_of, noisy, batch_of, given, estimator):
    """Each model scores as scikit-learn's estimator in a pipeline: its probability, or else its decision function."""
    texts, targets = noisy.texts.to_pylist(), noisy.targets
    pipeline = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True), estimator)
    name = type(estimator).__name__.lower()
    boosted = name.startswith("gradient")
    weights = {f"{name}__sample_weight": compute_sample_weight("balanced", targets)} if boosted else {}
    pipeline.fit(texts, targets.astype(int), **weights)
    config = config_of(model=given)
    made, learned = config.fit(noisy, group_of={}, seed=0)
    judged = ["war and peace", "tea, bread", "unheard of", "", *texts[:5]]
    wanted = (
        pipeline.predict_proba(judged)[:, 1]
        if hasattr(pipeline, "predict_proba")
        else pipeline.decision_function(judged)
    )
    np.testing.assert_allclose(made.decide(batch_of(judged), near=0).score.to_pylist(), wanted, rtol=1e-10, atol=1e-12)
    assert learned.scale == config.scale == ("probability" if hasattr(pipeline, "predict_proba") else "margin")


def test_where_margins_block_from(config_of):
    """The boundary of a margin is 0 and of a probability one half, unless the config says otherwise."""
    found = [
        config_of(**fields).threshold.at
        for fields in (
            {},
            {"model": {"kind": "linear-svm"}},
            {"model": {"kind": "sgd", "loss": "hinge"}},
            {"model": {"kind": "sgd"}},
            {"model": {"kind": "linear-svm"}, "calibrate": "sigmoid"},
            {"model": {"kind": "linear-svm"}, "threshold": -2},
        )
    ]
    assert found == [0.5, 0, 0, 0.5, 0.5, -2]


def test_a_margin_is_no_probability(config_of, noisy, batch_of):
    """A support vector machine's scores go below 0 and are left so; calibrated they lie between 0 and 1."""
    texts = noisy.texts.to_pylist()
    raw, sure = (
        config_of(model={"kind": "linear-svm"}, calibrate=how).fit(noisy, group_of={}, seed=0)[0]
        for how in ("none", "sigmoid")
    )
    margins, probabilities = (made.decide(batch_of(texts), near=0).score.to_pylist() for made in (raw, sure))
    assert min(margins) < 0
    assert all(0 <= score <= 1 for score in probabilities)
    assert np.argsort(margins).tolist() == np.argsort(probabilities).tolist()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"model": {"kind": "linear-svm"}, "calibrate": "sigmoid", "threshold": 2}, "2 is outside its range"),
        ({"model": {"kind": "gaussian-naive-bayes"}}, "takes readability features only"),
        ({"model": {"kind": "logistic-regression", "class_weight": {"target": 0}}}, "greater than 0"),
    ],
)
def test_what_does_not_go_together_is_refused(config_of, fields, message):
    """A threshold off the scale, or features that a model cannot take, are faults."""
    with pytest.raises(pydantic.ValidationError, match=message):
        config_of(**fields)


def test_more_neighbours_than_passages(config_of, war_and_tea):
    """Asking for more neighbours than a fold has passages is an error about the training."""
    from outlast.filters.training import TrainingError

    with pytest.raises(TrainingError, match="15 neighbours are more than a fold's"):
        config_of(model={"kind": "nearest-neighbours"}).fit(war_and_tea, group_of={}, seed=0)

"""Grids: what is tried, what is refused, and that the choice never sees what it is judged by."""

from __future__ import annotations

from itertools import product

import numpy as np
import pydantic
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline

GRID = {"model.C": [0.01, 1, 100], "features.ngrams": [[1, 1], [1, 2]]}


def test_every_combination_is_an_option(config_of):
    """The first field changes slowest; without a grid there is one option."""
    options = config_of(grid=GRID).options
    assert [option.setting for option in options] == [
        {"model.C": c, "features.ngrams": n} for c, n in product(GRID["model.C"], GRID["features.ngrams"])
    ]
    assert [(option.model.C, list(option.features.ngrams)) for option in options] == list(product(*GRID.values()))
    assert len(config_of().options) == 1


def test_whole_blocks_and_parts_of_a_union_can_be_tried(config_of):
    """A grid may try models of different kinds, and fields inside a union."""
    union = {"kind": "union", "parts": {"a": {"kind": "word"}, "b": {"kind": "char"}}}
    models = [{"kind": "logistic-regression"}, {"kind": "complement-naive-bayes"}]
    options = config_of(features=union, grid={"model": models, "features.parts.b.ngrams": [[2, 4]]}).options
    assert [option.model.kind for option in options] == ["logistic-regression", "complement-naive-bayes"]
    assert {option.features.parts["b"].ngrams for option in options} == {(2, 4)}


@pytest.mark.parametrize(
    ("grid", "message"),
    [
        ({"model.c": [1]}, r"grid: there is no field 'model\.c' to try values of; known: C, class_weight, kind"),
        ({"threshold": [0.1]}, "grid: there is no field 'threshold'"),
        ({"model.C": [1, -1]}, r"grid: model\.C: -1 cannot be tried: Input should be greater than 0"),
        ({"features.ngrams": [[2, 1]]}, r"grid: features\.ngrams: \[2, 1\] cannot be tried: \[2, 1\] is not a range"),
        ({"model.C": []}, r"model\.C has no values to try"),
        ({"model": [{"kind": "logistic-regression"}, {"kind": "linear-svm"}]}, "some of these models score in"),
    ],
)
def test_what_cannot_be_tried_is_a_fault(config_of, grid, message):
    """A field that is not there, or a value that it does not take, is named."""
    with pytest.raises(pydantic.ValidationError, match=message):
        config_of(grid=grid)


def best_by_hand(training, grid):
    """The setting with the best out-of-fold AUC by scikit-learn's own pipeline, the first of equal ones."""
    texts = np.array(training.texts.to_pylist(), dtype=object)
    found = []
    for c, ngrams in product(*grid.values()):
        scores = np.zeros(len(texts))
        for kept, out in training.grouped_folds(folds=5, seed=0):
            model = LogisticRegression(C=c, class_weight="balanced", max_iter=1000)
            pipeline = make_pipeline(TfidfVectorizer(ngram_range=tuple(ngrams), sublinear_tf=True), model)
            scores[out] = pipeline.fit(texts[kept], training.targets[kept]).decision_function(texts[out])
        found.append((roc_auc_score(training.targets, scores), {"model.C": c, "features.ngrams": ngrams}))
    return max(found, key=lambda pair: pair[0])[1]


def test_the_choice_is_the_best_out_of_fold(config_of, noisy):
    """The whole's setting is the best in folds of all; each fold's setting the best in folds of what it trains on."""
    made, learned = config_of(grid=GRID).fit(noisy, group_of={}, seed=0)
    assert learned.setting == best_by_hand(noisy, GRID)
    assert learned.setting["model.C"] == made.whole.estimator.C
    outer = noisy.grouped_folds(folds=5, seed=0)
    assert list(learned.settings_held_out) == [best_by_hand(noisy.take(kept), GRID) for kept, _ in outer]


def test_the_outer_score_is_of_the_choices_made_inside(config_of, noisy):
    """The AUC that is told is that of scores made in each fold by the setting chosen without it."""
    _, learned = config_of(grid=GRID).fit(noisy, group_of={}, seed=0)
    texts = np.array(noisy.texts.to_pylist(), dtype=object)
    scores = np.zeros(len(texts))
    for (kept, out), setting in zip(noisy.grouped_folds(folds=5, seed=0), learned.settings_held_out, strict=True):
        model = LogisticRegression(C=setting["model.C"], class_weight="balanced", max_iter=1000)
        words = TfidfVectorizer(ngram_range=tuple(setting["features.ngrams"]), sublinear_tf=True)
        pipeline = make_pipeline(words, model).fit(texts[kept], noisy.targets[kept])
        scores[out] = pipeline.predict_proba(texts[out])[:, 1]
    assert learned.auc == pytest.approx(roc_auc_score(noisy.targets, scores))

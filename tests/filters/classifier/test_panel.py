"""Panels: models that share a vectoriser vectorise a batch once, and score as they do alone."""

from __future__ import annotations

import pickle

import numpy as np
import pyarrow as pa
import pytest

from outlast.filters.classifier.fitted import TextModel
from outlast.filters.classifier.panel import Panel
from outlast.filters.classifier.vectorise import Vectorisers

TEXTS = ["war and peace", "tea", "", "战争"]


class Counting:
    """A vectoriser that counts how often it is asked."""

    def __init__(self, vectoriser):
        self.vectoriser, self.asked = vectoriser, 0

    def transform(self, texts):
        self.asked += 1
        return self.vectoriser.transform(texts)


@pytest.fixture
def models(config_of, noisy):
    """A logistic regression, a naive Bayes and a margin, fitted with one place for vectorisers."""
    shared = Vectorisers()
    kinds = ["logistic-regression", "complement-naive-bayes", "linear-svm"]
    return [
        config_of(model={"kind": kind}).fit(noisy, group_of={}, seed=0, vectorisers=shared)[0].whole for kind in kinds
    ]


def test_equal_features_of_equal_texts_are_one_vectoriser(models, config_of, noisy):
    """Classifiers fitted with one place for vectorisers share them; without, or with other features, they do not."""
    assert len({id(model.vectoriser) for model in models}) == 1
    apart = [config_of().fit(noisy, group_of={}, seed=0)[0].whole.vectoriser for _ in range(2)]
    assert apart[0] is not apart[1]
    shared = Vectorisers()
    other = [
        config_of(features=given).fit(noisy, group_of={}, seed=0, vectorisers=shared)[0].whole.vectoriser
        for given in ({"ngrams": [1, 1]}, {"ngrams": [1, 2]})
    ]
    assert other[0] is not other[1]


def test_a_panel_scores_as_its_models_do(models):
    """Each column is what its model says alone, to the last digit."""
    scores = Panel(tuple(models)).scores(pa.chunked_array([TEXTS[:2], TEXTS[2:]]))
    assert scores.T.tolist() == [model.scores(TEXTS).tolist() for model in models]


def test_a_batch_is_vectorised_once(models):
    """Three filters that ask for the same texts one after another cost one pass; other texts cost another."""
    counting = Counting(models[0].vectoriser)
    panel = Panel(tuple(TextModel(model.features, counting, model.estimator) for model in models))
    first, equal, other = (
        pa.chunked_array([TEXTS]),
        pa.chunked_array([TEXTS[:1], TEXTS[1:]]),
        pa.chunked_array([TEXTS[::-1]]),
    )
    found = [panel.scores(texts).copy() for texts in (first, first, equal)]
    assert counting.asked == 1
    assert all(np.array_equal(scores, found[0]) for scores in found)
    assert np.array_equal(panel.scores(other), found[0][::-1])
    assert np.array_equal(panel.scores(first), found[0])
    assert counting.asked == 3


def test_a_panel_is_sent_without_what_it_remembers(models):
    """Pickled after a batch, a panel carries its models and scores alike, with nothing of the batch."""
    panel = Panel(tuple(models))
    texts = pa.chunked_array([["a text that nobody must see " * 50]])
    scores = panel.scores(texts)
    sent = pickle.dumps(panel)
    assert b"nobody must see" not in sent
    assert np.array_equal(pickle.loads(sent).scores(texts), scores)


def test_nothing_to_score(models):
    """No texts give no rows."""
    assert Panel(tuple(models)).scores(pa.chunked_array([[]], pa.string())).shape == (0, 3)

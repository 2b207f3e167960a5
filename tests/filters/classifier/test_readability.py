"""Readability features: the measures by hand, standardised in training; they need no place in a text."""

from __future__ import annotations

import math

import numpy as np
import pytest

from outlast.filters.classifier.explain import terms
from outlast.filters.classifier.readability import NAMES, ReadabilityVectoriser

TEXTS = ["一心一意地走,走!", "ab 12?", ""]


def raw(vectoriser, text):
    """A text's measures before they are standardised, by name."""
    row = vectoriser.transform([text]).toarray()[0] * vectoriser.deviation_ + vectoriser.mean_
    return dict(zip(NAMES, row.tolist(), strict=True))


@pytest.fixture(scope="module")
def fitted():
    return ReadabilityVectoriser().fit(TEXTS)


def test_measures_by_hand(fitted):
    """Six letters: two of them Latin, two digits, a blank and a question mark; two words of two letters."""
    found = raw(fitted, "ab 12?")
    assert found["characters"] == pytest.approx(math.log(7))
    assert found["words"] == pytest.approx(math.log(3))
    assert (found["letters a word"], found["distinct words"]) == (pytest.approx(2), pytest.approx(1))
    for name, share in (("digits", 2 / 6), ("Latin letters", 2 / 6), ("question marks", 1 / 6), ("commas", 0)):
        assert found[name] == pytest.approx(share, abs=1e-12)


def test_set_phrases_and_frequencies(fitted):
    """Of five words one has four characters and one comes twice; shares are of the training text, add-one smoothed."""
    found = raw(fitted, "一心一意地走,走!")
    words = ["一心一意", "地", "走", "走"]
    assert found["four-character words"] == pytest.approx(1 / len(words))
    assert found["distinct words"] == pytest.approx(3 / 4)
    total = 6 + 5 + 1  # words in training, distinct ones, one for the unknown
    logs = [math.log(2 / total), math.log(2 / total), math.log(3 / total), math.log(3 / total)]
    assert found["word frequency"] == pytest.approx(sum(logs) / 4)


def test_training_has_mean_0_and_variance_1(fitted):
    """Every column that varies is standardised on the training texts."""
    made = fitted.transform(TEXTS).toarray()
    np.testing.assert_allclose(made.mean(axis=0), 0, atol=1e-12)
    assert set(np.round(made.std(axis=0), 9)) <= {0.0, 1.0}


@pytest.mark.parametrize("model", ["gaussian-naive-bayes", "logistic-regression"])
def test_models_of_measures_are_explained_by_occlusion(config_of, noisy, batch_of, model):
    """A measure of the whole text stands nowhere in it: words weigh what the score loses without them."""
    made, learned = config_of(features={"kind": "readability"}, model={"kind": model}).fit(noisy, group_of={}, seed=0)
    text = "war and peace"
    found = {term.name: term.weight for term in next(terms(made.whole, [text]))}
    score = made.decide(batch_of([text]), near=0).score[0].as_py()
    assert found["war"] == pytest.approx(score - made.whole.scores(["  and peace"])[0])
    assert learned.unit == "score"

"""Explanations: what terms add is the score, exactly; where there is no sum, it is what taking a word out loses."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import logit

from outlast.filters.classifier.explain import holding_back, strongest, terms
from outlast.filters.classifier.fitted import own_scores
from outlast.filters.classifier.locate import located

TEXTS = st.lists(
    st.sampled_from(
        ["war", "War ", "战争", "和平", "peace", " street", "İ", "é", "e\u0301", "bread", "  ", "\n", ",", "tea"]
    ),
    max_size=12,
).map("".join) | st.text(max_size=12)

FEATURES = [
    {"kind": "word"},
    {"kind": "word", "accents": "unicode", "weighting": "count", "norm": "l1"},
    {"kind": "char"},
    {"kind": "char", "weighting": "hashing", "buckets": 50},
    {"kind": "char-wb", "weighting": "binary", "lowercase": False},
    {"kind": "words-zh"},
    {"kind": "union", "parts": {"a": {"kind": "word"}, "b": {"kind": "char-wb"}, "c": {"kind": "words-zh"}}},
]
LINEAR = [
    {"kind": "logistic-regression"},
    {"kind": "linear-svm"},
    {"kind": "sgd"},
    {"kind": "sgd", "loss": "hinge"},
    {"kind": "complement-naive-bayes"},
]


@pytest.fixture(scope="module", params=FEATURES, ids=str)
def features(request):
    return request.param


@pytest.fixture(scope="module")
def by_features(config_of, noisy, features):
    """A linear model of each kind of features."""
    return config_of(features=features).fit(noisy, group_of={}, seed=0)[0].whole


@pytest.fixture(scope="module", params=LINEAR, ids=str)
def by_model(config_of, noisy, request):
    """Each linear model of words."""
    return config_of(model=request.param).fit(noisy, group_of={}, seed=0)[0].whole


def on_its_own_scale(model, text):
    """A text's log-odds, or its margin."""
    if hasattr(model.estimator, "decision_function"):
        return own_scores(model.estimator, model.vectoriser.transform([text]))[0]
    return logit(model.scores([text])[0])


@given(text=TEXTS)
@settings(max_examples=60, deadline=None)
def test_terms_and_intercept_are_the_score(by_features, text):
    """For any text and any kind of features, what the terms add is, with the intercept, the score."""
    total = sum(term.weight for term in next(terms(by_features, [text]))) + by_features.linear.intercept
    assert total == pytest.approx(on_its_own_scale(by_features, text), abs=1e-9)


@given(text=TEXTS)
@settings(max_examples=40, deadline=None)
def test_so_they_are_for_every_linear_model(by_model, text):
    """The same holds of margins, log-odds, and the difference of the two sides' log-likelihoods."""
    total = sum(term.weight for term in next(terms(by_model, [text]))) + by_model.linear.intercept
    assert total == pytest.approx(on_its_own_scale(by_model, text), abs=1e-9)


@given(text=TEXTS)
@settings(max_examples=60, deadline=None)
def test_every_column_of_a_text_has_a_place(by_features, text):
    """The columns that stand somewhere in a text are those that the vectoriser fills, and no others."""
    row = by_features.vectoriser.transform([text]).tocsr()
    places = list(located(by_features.features, by_features.vectoriser, text))
    assert {place.column for place in places} == set(row.indices[row.data != 0].tolist())
    assert all(0 <= place.start < place.end <= len(text) for place in places)


def test_terms_that_share_a_bucket_stand_together(config_of, noisy):
    """With few buckets, different n-grams are one column, named by all of them, and its weight is counted once."""
    hashed = {"kind": "word", "weighting": "hashing", "buckets": 2, "ngrams": [1, 1]}
    model = config_of(features=hashed).fit(noisy, group_of={}, seed=0)[0].whole
    found = next(terms(model, ["war peace street state march tea bread"]))
    assert len(found) == 2
    assert sorted(" / ".join(term.name for term in found).split(" / ")) == sorted(
        ["war", "peace", "street", "state", "march", "tea", "bread"]
    )


@pytest.mark.parametrize(
    "model", [{"kind": "gradient-boosting", "trees": 9}, {"kind": "nearest-neighbours", "neighbours": 5}]
)
def test_a_word_weighs_what_the_score_loses_without_it(config_of, noisy, model):
    """By occlusion: each word, all of its occurrences at once, is taken out and the text scored again."""
    made = config_of(model=model).fit(noisy, group_of={}, seed=0)[0].whole
    text = "War, peace and WAR on the street"
    rest = {
        "war": " , peace and   on the street",
        "peace": "War,   and WAR on the street",
        "and": "War, peace   WAR on the street",
        "on": "War, peace and WAR   the street",
        "the": "War, peace and WAR on   street",
        "street": "War, peace and WAR on the  ",
    }
    found = {term.name: term for term in next(terms(made, [text]))}
    score = made.scores([text])[0]
    assert {name: term.weight for name, term in found.items()} == pytest.approx(
        {name: score - made.scores([without])[0] for name, without in rest.items()}
    )
    assert found["war"].spans == ((0, 3), (15, 18))


def test_chinese_words_are_taken_out_whole(config_of, noisy):
    """Chinese has no blanks: its words are those of the dictionary."""
    made = config_of(features={"kind": "char"}, model={"kind": "dummy"}).fit(noisy, group_of={}, seed=0)[0].whole
    found = next(terms(made, ["我们反对战争。"]))
    assert [(term.name, term.spans) for term in found] == [
        ("我们", ((0, 2),)),
        ("反对", ((2, 4),)),
        ("战争", ((4, 6),)),
    ]
    assert {term.weight for term in found} == {0.0}


def test_texts_together_are_explained_as_alone(config_of, noisy):
    """Occlusion of several texts at once gives each its own."""
    made = config_of(model={"kind": "gradient-boosting", "trees": 9}).fit(noisy, group_of={}, seed=0)[0].whole
    texts = ["war and peace", "", "tea", "战争 war"]
    together = list(terms(made, texts))
    assert together == [next(terms(made, [text])) for text in texts]


def test_the_strongest_on_either_side(config_of, noisy):
    """Terms that speak for blocking and terms that speak against it are told apart; those of no weight are neither."""
    made = config_of().fit(noisy, group_of={}, seed=0)[0].whole
    found = next(terms(made, ["war peace street tea bread river lamp"]))
    ups, downs = strongest(found, most=2), holding_back(found, most=2)
    ordered = sorted(found, key=lambda term: -term.weight)
    assert [term.name for term in ups] == [term.name for term in ordered[:2]]
    assert [term.name for term in downs] == [term.name for term in ordered[::-1][:2]]
    assert np.sign([term.weight for term in [*ups, *downs]]).tolist() == [1, 1, -1, -1]

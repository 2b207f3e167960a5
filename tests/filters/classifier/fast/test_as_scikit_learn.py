"""The fast scores are scikit-learn's, whatever the vectoriser's options, the vocabulary and the texts."""

from __future__ import annotations

import platform
import unicodedata
import warnings
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.special import expit
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression, RidgeClassifier, SGDClassifier
from sklearn.naive_bayes import ComplementNB, MultinomialNB
from sklearn.svm import LinearSVC

from outlast.filters.classifier.fast import FastScorer, compile_scorer

AWKWARD = (
    "abAB a the12_ \t\n\x00\x1c\xa0\u2028\u3000.,'-"  # blanks of all kinds, letters, signs
    "İıßẞﬁǅΣσς\u0345\u212a"  # letters whose case changes their length, depends on neighbours, or leads to ASCII
    "éÉe\u0301\u0323Å\u212b½²\u0344\u05b1\ufdfa"  # accents, composed or not, and what decomposes into much
    "한가\u1112\u1161\u11ab中文，。ｱＷ𝐰👩\u200d𐐀𠀀\U0010ffff"
)
"""Letters that grow, shrink, compose, vanish, or pass for blanks."""

LETTERS = st.sampled_from(AWKWARD) | st.characters(exclude_categories=["Cs"])
PIECES = st.sampled_from(["the ", "war ", " War", "İstanbul ", "ΟΔΟΣ ", "ΣΣ", "中文", "  ", "a b"]) | LETTERS
TEXTS = st.lists(PIECES, max_size=25).map("".join)

TOKEN_PATTERNS = [r"(?u)\b\w\w+\b", r"(?u)\b\w+\b", r"\w+", r"(?u)\S+"]


@st.composite
def vectorisers(draw: st.DrawFn) -> dict[str, Any]:
    """Options of a vectoriser."""
    low = draw(st.integers(1, 5))
    return {
        "analyzer": draw(st.sampled_from(["word", "char", "char_wb"])),
        "ngram_range": (low, draw(st.integers(low, 6))),
        "lowercase": draw(st.booleans()),
        "strip_accents": draw(st.sampled_from([None, "unicode", "ascii"])),
        "stop_words": draw(st.sampled_from([None, "english", ["the", "war", "中文", "a"]])),
        "token_pattern": draw(st.sampled_from(TOKEN_PATTERNS)),
        "binary": draw(st.booleans()),
    }


WEIGHINGS = st.none() | st.fixed_dictionaries(
    {
        "sublinear_tf": st.booleans(),
        "use_idf": st.booleans(),
        "smooth_idf": st.booleans(),
        "norm": st.sampled_from(["l1", "l2", None]),
    }
)
"""Options of TF-IDF; none for plain counts."""


def fitted(
    options: dict[str, Any], weighing: dict[str, Any] | None, texts: list[str], vocabulary: list[str] | None
) -> CountVectorizer:
    """A fitted vectoriser; its remarks on options that have no effect are not shown."""
    kind = CountVectorizer if weighing is None else TfidfVectorizer
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = kind(**options, **(weighing or {}), vocabulary=vocabulary)
        try:
            return made.fit(texts)
        except ValueError:
            assume(False)  # no text has a term
            raise


def linear(vectoriser: CountVectorizer, *, models: int, seed: int = 0) -> LogisticRegression:
    """Linear models with coefficients at random; as many as are asked for."""
    random = np.random.default_rng(seed)
    model = LogisticRegression()
    model.coef_ = random.normal(size=(models, len(vectoriser.vocabulary_)))
    model.intercept_ = random.normal(size=models)
    return model


def reference(vectoriser: CountVectorizer, model: LogisticRegression, texts: list[str]) -> np.ndarray:
    """scikit-learn's scores: shape (texts, models)."""
    return model.decision_function(vectoriser.transform(texts)).reshape(len(texts), -1)


def scorer_of(vectoriser: CountVectorizer, model: LogisticRegression) -> FastScorer:
    """The fast scorer, which there is."""
    made = compile_scorer(vectoriser, coefficients=model.coef_, intercepts=model.intercept_)
    assert isinstance(made, FastScorer), made
    return made


@given(
    options=vectorisers(),
    weighing=WEIGHINGS,
    training=st.lists(TEXTS, min_size=1, max_size=6),
    unseen=st.lists(TEXTS, max_size=4),
    models=st.integers(1, 3),
)
@settings(max_examples=200)
def test_scores_and_decisions_are_scikit_learns(options, weighing, training, unseen, models):
    """For a fitted vocabulary, the scores differ by less than 1e-9, and decisions at 0 not at all."""
    vectoriser = fitted(options, weighing, training, None)
    assume(np.isfinite(getattr(vectoriser, "idf_", 1.0)).all() if weighing and weighing["use_idf"] else True)
    model = linear(vectoriser, models=models)
    texts = [*unseen, *training, "", "?"]
    expected = reference(vectoriser, model, texts)
    scores = scorer_of(vectoriser, model).scores(pa.array(texts))
    np.testing.assert_allclose(scores, expected, rtol=0, atol=1e-9)
    assert ((scores >= 0) == (expected >= 0)).all()


@given(
    options=vectorisers(),
    weighing=WEIGHINGS.filter(lambda weighing: not weighing or weighing["smooth_idf"]),
    vocabulary=st.lists(TEXTS.filter(bool), min_size=1, max_size=12, unique=True),
    texts=st.lists(TEXTS, min_size=1, max_size=5),
)
@settings(max_examples=120)
def test_scores_for_a_vocabulary_that_is_given(options, weighing, vocabulary, texts):
    """A vocabulary may hold terms that no text can have: too long, of blanks, in capitals, or of stop words."""
    vectoriser = fitted(options, weighing, texts, vocabulary)
    model = linear(vectoriser, models=2)
    scores = scorer_of(vectoriser, model).scores([*texts, "".join(vocabulary), " ".join(vocabulary)])
    expected = reference(vectoriser, model, [*texts, "".join(vocabulary), " ".join(vocabulary)])
    np.testing.assert_allclose(scores, expected, rtol=0, atol=1e-9)


@pytest.mark.skipif(
    platform.machine() not in {"x86_64", "AMD64"}, reason="elsewhere C compilers fuse products and sums"
)
@given(options=vectorisers(), weighing=WEIGHINGS, training=st.lists(TEXTS, min_size=2, max_size=6))
@settings(max_examples=100)
def test_a_score_at_the_threshold_is_at_the_threshold(options, weighing, training):
    """The last bit is the same too, so that no threshold, not even a score itself, divides the two."""
    vectoriser = fitted(options, weighing, training, None)
    assume(np.isfinite(getattr(vectoriser, "idf_", 1.0)).all() if weighing and weighing["use_idf"] else True)
    model = linear(vectoriser, models=2)
    scores = scorer_of(vectoriser, model).scores(training)
    assert scores.tolist() == reference(vectoriser, model, training).tolist()


@pytest.mark.parametrize("analyzer", ["word", "char", "char_wb"])
def test_long_rows_and_high_counts(analyzer):
    """A text of a hundred thousand letters, with terms that occur thousands of times, scores as in scikit-learn."""
    texts = ["war and tea " * 8000, "x" * 3000, " ".join(f"word{number}" for number in range(9000))]
    vectoriser = TfidfVectorizer(analyzer=analyzer, ngram_range=(1, 3), sublinear_tf=True).fit(texts)
    model = linear(vectoriser, models=1)
    expected = reference(vectoriser, model, texts)
    np.testing.assert_allclose(scorer_of(vectoriser, model).scores(texts), expected, rtol=0, atol=1e-9)


@pytest.mark.parametrize("analyzer", ["word", "char", "char_wb"])
def test_every_letter_between_two_others(analyzer):
    """Each character that Unicode has, alone and inside a word, is folded and split as scikit-learn does it."""
    letters = (chr(point) for point in range(0x110000))
    points = [letter for letter in letters if unicodedata.category(letter) not in {"Cn", "Co", "Cs", "Lo"}]
    points += "ªºａ가힣一鿿\uf900\U0002f800אشनก"  # of letters without case, a few
    texts = ["".join(f"a{letter}b {letter} " for letter in points[at : at + 512]) for at in range(0, len(points), 512)]
    vectoriser = CountVectorizer(analyzer=analyzer, ngram_range=(1, 1), strip_accents="unicode").fit(texts)
    model = linear(vectoriser, models=1)
    expected = reference(vectoriser, model, texts)
    np.testing.assert_allclose(scorer_of(vectoriser, model).scores(texts), expected, rtol=0, atol=1e-9)


WAR = ["stop the war now", "war is here", "no war and no lies", "the war, the war!", "a war crime"]
TEA = ["tea is here", "the bread and tea", "bread now", "good tea, good bread", "bread and song"]


@pytest.mark.parametrize(
    ("model", "lines", "scores_of"),
    [
        (LogisticRegression(), "coef_ intercept_", "decision_function"),
        (LinearSVC(), "coef_ intercept_", "decision_function"),
        (SGDClassifier(random_state=0), "coef_ intercept_", "decision_function"),
        (RidgeClassifier(), "coef_ intercept_", "decision_function"),
        (ComplementNB(), "feature_log_prob_", "predict_joint_log_proba"),
        (MultinomialNB(), "feature_log_prob_ class_log_prior_", "predict_joint_log_proba"),
    ],
    ids=["logistic regression", "linear SVM", "SGD", "ridge", "complement naive Bayes", "multinomial naive Bayes"],
)
def test_models_that_are_linear(model, lines, scores_of):
    """Each kind of linear model, fitted, scores as in scikit-learn; naive Bayes is one, with a line for each class."""
    vectoriser = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    model.fit(vectoriser.fit_transform([*WAR, *TEA]), [1] * len(WAR) + [0] * len(TEA))
    coefficients, *intercepts = (np.atleast_2d(getattr(model, name)) for name in lines.split())
    made = compile_scorer(
        vectoriser, coefficients=coefficients, intercepts=intercepts[0][0] if intercepts else np.zeros(2)
    )
    assert isinstance(made, FastScorer)
    texts = ["the war is here", "tea, tea and war", "nothing known", "", *TEA]
    expected = getattr(model, scores_of)(vectoriser.transform(texts)).reshape(len(texts), -1)
    np.testing.assert_allclose(made.scores(texts), expected, rtol=0, atol=1e-9)


def test_probabilities_of_a_logistic_regression():
    """What a logistic regression estimates of two classes is the logistic function of the score."""
    vectoriser = TfidfVectorizer()
    model = LogisticRegression().fit(vectoriser.fit_transform([*WAR, *TEA]), [1] * len(WAR) + [0] * len(TEA))
    scores = scorer_of(vectoriser, model).scores(["the war is here", "tea", ""])
    expected = model.predict_proba(vectoriser.transform(["the war is here", "tea", ""]))[:, 1]
    np.testing.assert_allclose(expit(scores[:, 0]), expected, rtol=0, atol=1e-12)

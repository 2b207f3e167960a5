"""Features by config: each setting is scikit-learn's, and what does not go together is refused."""

from __future__ import annotations

import numpy as np
import pydantic
import pytest
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfVectorizer
from sklearn.pipeline import FeatureUnion

from outlast.filters.classifier.spans import chinese_tokens
from outlast.filters.classifier.vectorise import vectoriser_for

TEXTS = np.array(
    ["Stop the WAR, the war!", "tea and café", "no war no tea", "战争与和平", "我们反对战争"], dtype=object
)

ZH = {"tokenizer": chinese_tokens, "token_pattern": None}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)),
        ({"kind": "word-tfidf"}, TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)),
        ({"weighting": "count"}, CountVectorizer(ngram_range=(1, 2))),
        ({"weighting": "binary", "ngrams": [1, 1]}, CountVectorizer(binary=True)),
        (
            {"weighting": "hashing", "buckets": 64, "norm": "l1"},
            HashingVectorizer(n_features=64, ngram_range=(1, 2), norm="l1", alternate_sign=False),
        ),
        ({"kind": "char"}, TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True)),
        ({"kind": "char-wb"}, TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)),
        ({"kind": "words-zh"}, TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, **ZH)),
        (
            {"min_df": 2, "max_df": 0.7, "max_features": 3, "sublinear": False, "norm": "none", "lowercase": False},
            TfidfVectorizer(ngram_range=(1, 2), min_df=2, max_df=0.7, max_features=3, norm=None, lowercase=False),
        ),
        ({"accents": "unicode"}, TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, strip_accents="unicode")),
        (
            {"kind": "union", "parts": {"a": {"kind": "word"}, "b": {"kind": "char", "weighting": "count"}}},
            FeatureUnion(
                [
                    ("a", TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)),
                    ("b", CountVectorizer(analyzer="char", ngram_range=(1, 3))),
                ]
            ),
        ),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else type(value).__name__,
)
def test_the_matrix_is_scikit_learns(config_of, given, expected):
    """Every setting gives the matrix of scikit-learn's vectoriser with the arguments of the same meaning."""
    made = vectoriser_for(config_of(features=given).features, lexicons={})
    wanted = expected.fit_transform(TEXTS).toarray()
    np.testing.assert_array_equal(made.fit_transform(TEXTS).toarray(), wanted)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"ngrams": [1, 6]}, r"\[1, 6\] is not a range of n-grams: shortest and longest, from 1 to 5"),
        ({"kind": "char", "ngrams": [0, 3]}, r"\[0, 3\] is not a range of n-grams: shortest and longest, from 1 to 10"),
        ({"weighting": "hashing", "min_df": 2}, "hashing keeps no vocabulary"),
        ({"weighting": "hashing", "sublinear": True}, "hashing keeps no vocabulary"),
        ({"kind": "union", "parts": {"a": {"kind": "word"}}}, "at least 2 items"),
        ({"max_df": 0}, "greater than 0"),
    ],
)
def test_what_does_not_go_together_is_refused(config_of, given, message):
    """A setting that means nothing is a fault that says why."""
    with pytest.raises(pydantic.ValidationError, match=message):
        config_of(features=given)

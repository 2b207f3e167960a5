"""Reading a vectoriser: its parameters become data, and what cannot be followed is named."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfVectorizer

from outlast.filters.classifier.fast.folding import Folding
from outlast.filters.classifier.fast.recipe import Recipe, Unsupported, Words, read

TEXTS = ["a frog sang", "the frog leapt"]


class Shouting(TfidfVectorizer):
    """A vectoriser that somebody derived."""


@pytest.mark.parametrize(
    ("vectoriser", "reason"),
    [
        (TfidfVectorizer(), "its vectoriser is not fitted"),
        (HashingVectorizer().fit(TEXTS), "its vectoriser is a HashingVectorizer"),
        (Shouting().fit(TEXTS), "its vectoriser is a Shouting"),
        (TfidfVectorizer(analyzer=str.split).fit(TEXTS), "its analyzer is a function"),
        (TfidfVectorizer(tokenizer=str.split, token_pattern=None).fit(TEXTS), "its tokenizer is a function"),
        (TfidfVectorizer(preprocessor=str.upper).fit(TEXTS), "its preprocessor is a function"),
        (TfidfVectorizer(strip_accents=str.upper).fit(TEXTS), "its strip_accents is a function"),
        (
            TfidfVectorizer(token_pattern=r"(?u)\b(\w)\w+\b").fit(TEXTS),
            r"its token_pattern '(?u)\\b(\\w)\\w+\\b' is not one of those that are followed",
        ),
        (TfidfVectorizer(dtype=np.float32).fit(TEXTS), "its dtype is float32, not float64"),
        (CountVectorizer(dtype=np.float32).fit(TEXTS), "its dtype is float32, not float64"),
    ],
)
def test_what_cannot_be_followed_is_named(vectoriser, reason):
    """Each vectoriser that works by other means than parameters that are followed is refused, with the reason."""
    assert read(vectoriser) == Unsupported(reason)


def test_files_are_not_read(tmp_path):
    """A vectoriser that reads files is refused: the texts are not their names."""
    (tmp_path / "frog").write_text("a frog", encoding="utf-8")
    vectoriser = CountVectorizer(input="filename").fit([tmp_path / "frog"])
    assert read(vectoriser) == Unsupported("its input is 'filename', not texts")


def test_an_idf_that_is_not_finite_is_refused():
    """Without smoothing, a term that no training text has is divided by 0; scikit-learn judges no text by that."""
    vectoriser = TfidfVectorizer(vocabulary=["frog", "newt"], smooth_idf=False)
    with np.errstate(divide="ignore"):
        vectoriser.fit(TEXTS)
    assert read(vectoriser) == Unsupported("its idf has entries that are not finite")


def test_parameters_become_data():
    """Every parameter that counts is in the recipe."""
    vectoriser = TfidfVectorizer(
        ngram_range=(1, 2),
        strip_accents="ascii",
        stop_words=["the"],
        token_pattern=r"(?u)\b\w+\b",
        sublinear_tf=True,
        use_idf=False,
        norm="l1",
    ).fit(["the newt"])
    made = read(vectoriser)
    assert isinstance(made, Recipe)
    assert (made.analyzer, made.ngrams, made.terms) == ("word", (1, 2), ("newt",))
    assert (made.folding, made.words) == (Folding(lowercase=True, accents="ascii"), Words(r"\w", 1))
    assert (made.stop_words, made.count, made.norm) == (frozenset({"the"}), "logarithm", "l1")
    assert made.idf.tolist() == [1.0]


def test_the_weighing_is_the_fitted_one():
    """What is set after fitting has no effect on scikit-learn's transform, and none here."""
    made = read(TfidfVectorizer(norm="l2").fit(TEXTS).set_params(norm="l1", sublinear_tf=True))
    assert isinstance(made, Recipe)
    assert (made.norm, made.count) == ("l2", "plain")


def test_a_pattern_that_has_no_effect_need_not_be_there():
    """The character analyzers look for no tokens: they need no token pattern."""
    made = read(CountVectorizer(analyzer="char", token_pattern=None).fit(["ab"]))
    assert isinstance(made, Recipe)
    assert made.terms == ("a", "b")

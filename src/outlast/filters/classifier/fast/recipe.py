"""What a fitted vectoriser of scikit-learn does to a text, read from its parameters; or why it cannot be followed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from outlast.filters.classifier.fast.folding import Folding

Analyzer = Literal["word", "char", "char_wb"]
Count = Literal["plain", "logarithm", "presence"]
Norm = Literal["l1", "l2", "none"]


@dataclass(frozen=True, slots=True)
class Unsupported:
    """Why texts must be left to scikit-learn: half a sentence for the person who waits.

    >>> str(Unsupported("its tokenizer is a function"))
    'its tokenizer is a function'
    """

    reason: str

    def __str__(self) -> str:
        return self.reason


@dataclass(frozen=True, slots=True)
class Words:
    r"""What a token is: as many code points of a class in a row as there are, but not fewer than ``shortest``."""

    letters: Literal[r"\w", r"\S"]
    shortest: int


WORDS = {
    r"\b\w\w+\b": Words(r"\w", 2),
    r"\w\w+": Words(r"\w", 2),
    r"\b\w+\b": Words(r"\w", 1),
    r"\w+": Words(r"\w", 1),
    r"\S+": Words(r"\S", 1),
}
"""The token patterns that are followed, with or without ``(?u)`` before them; scikit-learn's default is the first."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """A fitted ``CountVectorizer`` or ``TfidfVectorizer`` as data.

    Attributes:
        analyzer: of what the n-grams are made.
        ngrams: shortest and longest.
        folding: what is done to letters first.
        words: what a token is, for the analyzer ``word``.
        stop_words: tokens that are left out, for the same.
        terms: the vocabulary by column.
        count: what enters for a term that occurs n times: n, 1 + ln n, or 1.
        idf: float64, shape (terms,): what that is multiplied by.
        norm: what each row is divided by.
    """

    analyzer: Analyzer
    ngrams: tuple[int, int]
    folding: Folding
    words: Words
    stop_words: frozenset[str]
    terms: tuple[str, ...]
    count: Count
    idf: np.ndarray
    norm: Norm


def read(vectoriser: Any) -> Recipe | Unsupported:
    """The recipe of a fitted vectoriser.

    >>> from sklearn.feature_extraction.text import CountVectorizer
    >>> read(CountVectorizer(token_pattern="[a-z]+").fit(["a frog"]))
    Unsupported(reason="its token_pattern '[a-z]+' is not one of those that are followed")
    >>> read(CountVectorizer(analyzer="char").fit(["frog"])).terms
    ('f', 'g', 'o', 'r')
    """
    from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

    if type(vectoriser) not in {CountVectorizer, TfidfVectorizer}:
        return Unsupported(f"its vectoriser is a {type(vectoriser).__name__}")
    if not hasattr(vectoriser, "vocabulary_"):
        return Unsupported("its vectoriser is not fitted")
    reason = _obstacle(vectoriser)
    if reason is not None:
        return Unsupported(reason)
    terms = sorted(vectoriser.vocabulary_, key=vectoriser.vocabulary_.__getitem__)
    weighing = getattr(vectoriser, "_tfidf", None)  # what transform() asks, whatever was set after fitting
    idf = np.asarray(getattr(weighing, "idf_", np.ones(len(terms))), np.float64)
    if not np.isfinite(idf).all():
        return Unsupported("its idf has entries that are not finite")
    logarithm = weighing is not None and weighing.sublinear_tf
    words = vectoriser.analyzer == "word"
    return Recipe(
        analyzer=vectoriser.analyzer,
        ngrams=vectoriser.ngram_range,
        folding=Folding(lowercase=vectoriser.lowercase, accents=vectoriser.strip_accents or "kept"),
        words=_words(vectoriser.token_pattern) or WORDS[r"\b\w\w+\b"],
        stop_words=frozenset((vectoriser.get_stop_words() if words else None) or ()),
        terms=tuple(terms),
        count="presence" if vectoriser.binary else "logarithm" if logarithm else "plain",
        idf=idf,
        norm=(weighing.norm if weighing is not None else None) or "none",
    )


def _words(pattern: str | None) -> Words | None:
    return WORDS.get((pattern or "").removeprefix("(?u)"))


def _obstacle(vectoriser: Any) -> str | None:
    """What of a vectoriser's parameters cannot be followed."""
    for name in ("analyzer", "preprocessor", "tokenizer", "strip_accents"):
        if callable(getattr(vectoriser, name)):
            return f"its {name} is a function"
    if vectoriser.analyzer == "word" and _words(vectoriser.token_pattern) is None:
        return f"its token_pattern {vectoriser.token_pattern!r} is not one of those that are followed"
    if vectoriser.input != "content":
        return f"its input is {vectoriser.input!r}, not texts"
    kinds = {np.dtype(np.float64), np.dtype(np.int64)}
    if np.dtype(vectoriser.dtype) not in kinds or (hasattr(vectoriser, "_tfidf") and vectoriser.dtype != np.float64):
        return f"its dtype is {np.dtype(vectoriser.dtype).name}, not float64"
    low, high = vectoriser.ngram_range
    if not (1 <= low <= high and math.isfinite(high)):
        return f"its ngram_range {vectoriser.ngram_range} does not begin at 1 or above"
    return None

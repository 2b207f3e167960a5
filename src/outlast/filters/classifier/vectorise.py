"""From features as a config describes them to scikit-learn's vectorisers, fitted once for whoever shares them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from outlast.filters.classifier.features import (
    CharInWordNGrams,
    CharNGrams,
    ChineseWordNGrams,
    LexiconRules,
    Readability,
    Union,
)
from outlast.filters.classifier.spans import TOKEN, chinese_tokens
from outlast.filters.training import TrainingError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np

    from outlast.filters.classifier.features import Features, NGrams, Part
    from outlast.filters.protocol import Filter

_KEPT = 32
"""Fitted vectorisers that are remembered, with the matrices of their texts: the folds of a few settings."""


def vectoriser_for(features: Features, *, lexicons: Mapping[str, Filter]) -> Any:
    """An unfitted vectoriser: scikit-learn's, or one that keeps to its protocol.

    Args:
        features: what it should see.
        lexicons: for each keyword list that lexicon features name, the filter that matches it, by `lexicon_key`.
    """
    if not isinstance(features, Union):
        return _part(features, lexicons=lexicons)
    from sklearn.pipeline import FeatureUnion

    return FeatureUnion([(name, _part(part, lexicons=lexicons)) for name, part in features.parts.items()])


def lexicon_key(features: LexiconRules) -> str:
    """What tells apart the matchers that lexicon features need: the list and its normalising.

    >>> lexicon_key(LexiconRules(kind="lexicon", list="civility.en"))
    'civility.en|default'
    """
    steps = "default" if features.normalise is None else ",".join(features.normalise)
    return f"{features.list}|{steps}"


def _part(features: Part, *, lexicons: Mapping[str, Filter]) -> Any:
    if isinstance(features, LexiconRules):
        from outlast.filters.classifier.lexicon import LexiconVectoriser

        return LexiconVectoriser(lexicons[lexicon_key(features)], weighting=features.weighting, per=features.per)
    if isinstance(features, Readability):
        from outlast.filters.classifier.readability import ReadabilityVectoriser

        return ReadabilityVectoriser()
    return _ngrams(features, _analyzer(features))


def _analyzer(features: NGrams) -> dict[str, Any]:
    if isinstance(features, CharNGrams):
        return {"analyzer": "char"}
    if isinstance(features, CharInWordNGrams):
        return {"analyzer": "char_wb"}
    if isinstance(features, ChineseWordNGrams):
        return {"analyzer": "word", "tokenizer": chinese_tokens, "token_pattern": None}
    return {"analyzer": "word", "token_pattern": TOKEN}


def _ngrams(features: NGrams, analyzer: dict[str, Any]) -> Any:
    from sklearn.feature_extraction.text import HashingVectorizer, TfidfVectorizer

    shared = {
        **analyzer,
        "ngram_range": features.ngrams,
        "lowercase": features.lowercase,
        "strip_accents": None if features.accents == "keep" else features.accents,
        "norm": None if features.norm == "none" else features.norm,
    }
    if features.weighting == "hashing":
        return HashingVectorizer(n_features=features.buckets, alternate_sign=False, **shared)
    return TfidfVectorizer(
        min_df=features.min_df,
        max_df=features.max_df,
        max_features=features.max_features,
        sublinear_tf=features.sublinear,
        use_idf=features.weighting == "tfidf",
        binary=features.weighting == "binary",
        **shared,
    )


@dataclass
class Vectorisers:
    """Vectorisers that were fitted, so that equal features of equal texts are made once.

    Attributes:
        lexicons: as for `vectoriser_for`.
    """

    lexicons: Mapping[str, Filter] = field(default_factory=dict)
    _known: list[tuple[Features, np.ndarray, Any, Any]] = field(default_factory=list)

    def fitted(self, features: Features, texts: np.ndarray) -> tuple[Any, Any]:
        """A vectoriser fitted to texts, and their matrix; one that is known for the same features and texts.

        Args:
            features: what it should see.
            texts: object array of strings, shape (n,).

        Raises:
            TrainingError: when the texts have nothing of what is to be seen.
        """
        for known, known_texts, vectoriser, matrix in self._known:
            if known == features and len(known_texts) == len(texts) and bool((known_texts == texts).all()):
                return vectoriser, matrix
        vectoriser = vectoriser_for(features, lexicons=self.lexicons)
        try:
            matrix = vectoriser.fit_transform(texts)
        except ValueError as error:  # no term is left: none of two letters, or none in min_df passages
            raise TrainingError(f"their texts have no terms to learn from ({error})") from None
        if matrix.shape[1] == 0:
            raise TrainingError("none of the list's rules hits their texts; learn from other features or passages")
        self._known = [*self._known[1 - _KEPT :], (features, texts, vectoriser, matrix)]
        return vectoriser, matrix

"""A fitted linear model of word n-grams, and what each n-gram adds to a text's score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from outlast.filters.classifier.spans import word_ngrams

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np


@dataclass(frozen=True)
class LinearText:
    """A fitted vectoriser and linear model.

    Attributes:
        vectoriser: a fitted ``TfidfVectorizer``.
        model: a fitted ``LogisticRegression`` whose second class is "target".
        ngrams: shortest and longest n-gram.
    """

    vectoriser: Any
    model: Any
    ngrams: tuple[int, int]

    def scores(self, texts: list[str]) -> np.ndarray:
        """Estimated probability of each text to be a target: float64, shape (n,), in [0, 1]."""
        return self.weigh(texts).scores

    def weigh(self, texts: list[str]) -> Weighed:
        """The scores of texts with what each n-gram adds to them, vectorised once."""
        features = self.vectoriser.transform(texts)
        scores: np.ndarray = self.model.predict_proba(features)[:, 1]
        return Weighed(scores, features.multiply(self.model.coef_[0]).tocsr(), self)

    def terms_in(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Each n-gram of a text that the model knows, with its span in the text."""
        for term, start, end in word_ngrams(text, shortest=self.ngrams[0], longest=self.ngrams[1]):
            if term in self.vectoriser.vocabulary_:
                yield term, start, end


@dataclass(frozen=True, slots=True)
class Weighed:
    """Texts as a linear model weighed them.

    Attributes:
        scores: estimated probability of being a target: float64, shape (n,).
        added: what each n-gram adds to the log-odds, its TF-IDF times its coefficient: sparse, shape (n, vocabulary).
        judge: the model.
    """

    scores: np.ndarray
    added: Any
    judge: LinearText

    def contributions(self, row: int, text: str) -> dict[str, float]:
        """What each n-gram of one text adds; with the model's intercept they sum to the log-odds of its score."""
        begin, end = self.added.indptr[row : row + 2]
        by_column = dict(zip(self.added.indices[begin:end].tolist(), self.added.data[begin:end].tolist(), strict=True))
        columns = self.judge.vectoriser.vocabulary_
        return {term: by_column.get(columns[term], 0.0) for term, _, _ in self.judge.terms_in(text)}

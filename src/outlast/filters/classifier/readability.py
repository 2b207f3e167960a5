"""Readability features: how hard a text is to read and how it is written, in a few numbers, for naive Bayes.

After Ng, Feldman, Peng and Leberknight 2018, "Linguistic Characteristics of Censorable Language on SinaWeibo"
(NLP4IF, https://aclanthology.org/W18-4202), who told censored from uncensored posts on one topic by 17 linguistic
features, the strongest of which was readability. Their features came from resources that are not public or not here:
a Chinese LIWC dictionary, a sentiment service, a thesaurus of word classes, and frequency lists of characters and
words. What is left out is what those give (sentiment, psychological word classes, semantic classes). What is here
stands in for the rest and is counted from the text, with frequencies from the training passages instead of a
reference corpus: it is an idea of theirs, not their model, and none of their figures carries over.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin

from outlast.filters.classifier.spans import chinese_tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

NAMES = (
    "characters",
    "words",
    "letters a word",
    "distinct words",
    "character frequency",
    "word frequency",
    "four-character words",
    "question marks",
    "exclamation marks",
    "quotation marks",
    "commas",
    "digits",
    "Latin letters",
)
"""The columns. Lengths are natural logarithms of one more than the count; frequencies the mean natural logarithm of a
character's or word's share of the training text, with one added to each count; the rest are shares of words or of
characters. Four-character words stand for set phrases (chengyu)."""

_FOUR = re.compile("[\u3400-\u9fff]{4}")


class ReadabilityVectoriser(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Texts as rows of `NAMES`, each column brought to mean 0 and variance 1 in training: sparse, shape (n, 13)."""

    def fit(self, texts: Sequence[str], y: Any = None) -> ReadabilityVectoriser:
        """Count characters and words, and measure the columns."""
        cut = [chinese_tokens(text.lower()) for text in texts]
        self.characters_ = Counter(letter for text in texts for letter in text.lower())
        self.words_ = Counter(word for words in cut for word in words)
        raw = np.asarray([self._row(text, words) for text, words in zip(texts, cut, strict=True)])
        self.mean_ = raw.mean(axis=0)
        deviation = raw.std(axis=0)
        self.deviation_ = np.where(deviation > 0, deviation, 1.0)
        return self

    def transform(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """The measures of each text."""
        raw = np.asarray([self._row(text, chinese_tokens(text.lower())) for text in texts]).reshape(-1, len(NAMES))
        return sparse.csr_matrix((raw - self.mean_) / self.deviation_)

    def _row(self, text: str, words: Sequence[str]) -> list[float]:
        letters = text.lower()
        size, count = max(len(letters), 1), max(len(words), 1)
        return [
            math.log1p(len(letters)),
            math.log1p(len(words)),
            sum(map(len, words)) / count,
            len(set(words)) / count,
            _mean_log_share(letters, self.characters_),
            _mean_log_share(words, self.words_),
            sum(_FOUR.fullmatch(word) is not None for word in words) / count,
            sum(letters.count(mark) for mark in "?？") / size,
            sum(letters.count(mark) for mark in "!！") / size,
            sum(letters.count(mark) for mark in "\"“”「」『』《》'‘’") / size,
            sum(letters.count(mark) for mark in ",，、") / size,
            sum(letter.isdecimal() for letter in letters) / size,
            sum("a" <= letter <= "z" for letter in letters) / size,
        ]


def _mean_log_share(items: Sequence[str], known: Counter[str]) -> float:
    """Mean log of the share of the training text that each item has, add-one smoothed; 0 for no items."""
    total = known.total() + len(known) + 1
    return sum(math.log((known[item] + 1) / total) for item in items) / len(items) if items else 0.0

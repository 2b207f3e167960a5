"""What a classifier sees of a text, as a config describes it."""

from __future__ import annotations

from typing import Literal

import pydantic

from outlast.config import Strict


class WordTfidf(Strict):
    """TF-IDF of word n-grams (scikit-learn's ``TfidfVectorizer``).

    Attributes:
        ngrams: shortest and longest n-gram, in words.
        min_df: fewest training passages that a term must occur in.
        sublinear: whether a term's count enters as 1 + ln(count).
    """

    kind: Literal["word-tfidf"] = "word-tfidf"
    ngrams: tuple[int, int] = (1, 2)
    min_df: int = pydantic.Field(default=1, ge=1)
    sublinear: bool = True

    @pydantic.field_validator("ngrams")
    @classmethod
    def _in_order(cls, ngrams: tuple[int, int]) -> tuple[int, int]:
        if not 1 <= ngrams[0] <= ngrams[1] <= 5:
            raise ValueError(f"{list(ngrams)} is not a range of n-grams: shortest and longest, from 1 to 5")
        return ngrams

"""What a classifier sees of a text, as a config describes it: n-grams, rules of a list, unions of these."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pydantic

from outlast.config import Slug, Strict

Range = Annotated[tuple[int, int], pydantic.Field(strict=False)]
Steps = Annotated[tuple[str, ...], pydantic.Field(strict=False)]
"""YAML has lists only; behind a validator that runs before, pydantic's strict mode takes none for a tuple."""


class NGrams(Strict):
    """What all kinds of n-grams have in common; each setting is scikit-learn's of ``TfidfVectorizer``."""

    model_config = pydantic.ConfigDict(use_attribute_docstrings=True)

    weighting: Literal["tfidf", "count", "binary", "hashing"] = "tfidf"
    """``tfidf``; ``count`` of occurrences; ``binary``: whether it occurs; ``hashing``: counts in a fixed number of
    buckets, which different n-grams may share."""
    ngrams: Range = (1, 2)
    """Shortest and longest n-gram."""
    min_df: int = pydantic.Field(default=1, ge=1)
    """Fewest training passages that a term must occur in."""
    max_df: float = pydantic.Field(default=1.0, gt=0, le=1)
    """Largest share of the training passages that a term may occur in."""
    max_features: int | None = pydantic.Field(default=None, ge=1)
    """Keep only so many terms, those that occur most often in training; all where left out."""
    sublinear: bool = True
    """Whether a term's count enters as 1 + ln(count); where left out, true for ``tfidf`` alone."""
    norm: Literal["l2", "l1", "none"] = "l2"
    """Length that a text's row is brought to; where left out, ``l2`` for ``tfidf`` and ``hashing``, else ``none``."""
    lowercase: bool = True
    """Whether upper and lower case are one."""
    accents: Literal["keep", "unicode", "ascii"] = "keep"
    """``keep``, or how letters lose them: ``unicode`` (é becomes e, whatever the script) or ``ascii`` (what has no
    ASCII form is dropped)."""
    buckets: int = pydantic.Field(default=2**18, ge=2, le=2**30)
    """How many, for ``hashing``."""

    @pydantic.model_validator(mode="before")
    @classmethod
    def _what_goes_with_the_weighting(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        weighting = data.get("weighting", "tfidf")
        norm = "l2" if weighting in {"tfidf", "hashing"} else "none"
        return {"sublinear": weighting == "tfidf", "norm": norm, **data}

    @pydantic.field_validator("ngrams")
    @classmethod
    def _in_order(cls, ngrams: tuple[int, int]) -> tuple[int, int]:
        longest = cls._longest()
        if not 1 <= ngrams[0] <= ngrams[1] <= longest:
            raise ValueError(f"{list(ngrams)} is not a range of n-grams: shortest and longest, from 1 to {longest}")
        return ngrams

    @classmethod
    def _longest(cls) -> int:
        return 5

    @pydantic.model_validator(mode="after")
    def _nothing_that_hashing_cannot(self) -> NGrams:
        if self.weighting == "hashing":
            counts_passages = self.min_df > 1 or self.max_df < 1 or self.max_features is not None
            if counts_passages or self.sublinear:
                raise ValueError("hashing keeps no vocabulary: min_df, max_df, max_features and sublinear do not apply")
        return self


class WordNGrams(NGrams):
    """N-grams of words of two or more letters, digits or underscores."""

    kind: Literal["word"] = "word"


class CharNGrams(NGrams):
    """N-grams of characters, across words; for Chinese, the way without segmentation."""

    kind: Literal["char"]
    ngrams: Range = (1, 3)
    """Shortest and longest n-gram, in characters."""

    @classmethod
    def _longest(cls) -> int:
        return 10


class CharInWordNGrams(NGrams):
    """N-grams of characters inside words, each word with a blank before and after it."""

    kind: Literal["char-wb"]
    ngrams: Range = (2, 5)
    """Shortest and longest n-gram, in characters."""

    @classmethod
    def _longest(cls) -> int:
        return 10


class ChineseWordNGrams(NGrams):
    """N-grams of words as jieba's dictionary cuts Chinese; words of other scripts as they stand."""

    kind: Literal["words-zh"]


class LexiconRules(Strict):
    """Which rules of a keyword list hit a text, and how often.

    Attributes:
        list: a keyword list, by name or by path.
        normalise: steps before matching, as a keyword filter's; its default where left out.
        weighting: ``count`` of a rule's hits, or ``binary``.
        per: a column for each ``rule``, or one for the whole ``list``.
    """

    kind: Literal["lexicon"]
    list: str
    normalise: Steps | None = None
    weighting: Literal["count", "binary"] = "binary"
    per: Literal["rule", "list"] = "rule"


class Readability(Strict):
    """How hard a text is to read and how it is written, in 13 numbers; see `outlast.filters.classifier.readability`."""

    kind: Literal["readability"]


Part = Annotated[
    WordNGrams | CharNGrams | CharInWordNGrams | ChineseWordNGrams | LexiconRules | Readability,
    pydantic.Field(discriminator="kind"),
]


class Union(Strict):
    """Several kinds of features side by side.

    Attributes:
        parts: from a name of your choice to features of another kind; at least two.
    """

    kind: Literal["union"]
    parts: dict[Slug, Part] = pydantic.Field(min_length=2)


Features = Annotated[
    WordNGrams | CharNGrams | CharInWordNGrams | ChineseWordNGrams | LexiconRules | Readability | Union,
    pydantic.Field(discriminator="kind"),
]


def parts_of(features: Features) -> tuple[Part, ...]:
    """The features themselves, or the parts of a union.

    >>> [part.kind for part in parts_of(WordNGrams())]
    ['word']
    """
    return tuple(features.parts.values()) if isinstance(features, Union) else (features,)


def lexicons_of(features: Features) -> tuple[LexiconRules, ...]:
    """The parts that read a keyword list."""
    return tuple(part for part in parts_of(features) if isinstance(part, LexiconRules))

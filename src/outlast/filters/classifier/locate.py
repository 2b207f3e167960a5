"""From the columns of a fitted vectoriser back to the words of a text: which columns a text fills, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from outlast.filters.classifier.features import (
    CharInWordNGrams,
    CharNGrams,
    ChineseWordNGrams,
    LexiconRules,
    Readability,
    Union,
    parts_of,
)
from outlast.filters.classifier.spans import char_in_word_ngrams, char_ngrams, chinese_word_ngrams, word_ngrams

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outlast.filters.classifier.features import Features, NGrams, Part


class Located(NamedTuple):
    """One place of a text that fills a column: the column, the term as the vectoriser has it, and its span."""

    column: int
    term: str
    start: int
    end: int


def has_places(features: Features) -> bool:
    """Whether every column of these features stands somewhere in a text; a measure of the whole text does not."""
    return not any(isinstance(part, Readability) for part in parts_of(features))


def located(features: Features, vectoriser: Any, text: str) -> Iterator[Located]:
    """Each place of a text that fills a column of a fitted vectoriser.

    Args:
        features: as the config describes them; all of them with places (`has_places`).
        vectoriser: what they became, fitted.
        text: as the author wrote it.
    """
    if not isinstance(features, Union):
        yield from _in_part(features, vectoriser, text)
        return
    before = 0
    for name, fitted in vectoriser.transformer_list:
        part = features.parts[name]
        for found in _in_part(part, fitted, text):
            yield found._replace(column=before + found.column)
        before += _width(part, fitted)


def _width(part: Part, vectoriser: Any) -> int:
    hashed = not isinstance(part, LexiconRules | Readability) and part.weighting == "hashing"
    return int(vectoriser.n_features) if hashed else len(vectoriser.vocabulary_)


def _in_part(part: Part, vectoriser: Any, text: str) -> Iterator[Located]:
    if isinstance(part, Readability):
        return
    if isinstance(part, LexiconRules):
        for hit in vectoriser.hits([text]):
            column = vectoriser.vocabulary_.get(vectoriser.column_name(hit.rule))
            if column is not None:
                yield Located(column, hit.rule, hit.start, hit.end)
        return
    spans = list(_spans(part, text))
    if part.weighting == "hashing":
        if spans:
            columns = vectoriser._get_hasher().transform([term] for term, _, _ in spans).indices.tolist()
            yield from (Located(column, *span) for column, span in zip(columns, spans, strict=True))
        return
    known = vectoriser.vocabulary_
    yield from (Located(known[span[0]], *span) for span in spans if span[0] in known)


def _spans(part: NGrams, text: str) -> Iterator[tuple[str, int, int]]:
    of_kind = {CharNGrams: char_ngrams, CharInWordNGrams: char_in_word_ngrams, ChineseWordNGrams: chinese_word_ngrams}
    ngrams = of_kind.get(type(part), word_ngrams)
    shortest, longest = part.ngrams
    return ngrams(text, shortest=shortest, longest=longest, lowercase=part.lowercase, accents=part.accents)

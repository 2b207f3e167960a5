"""Why a text scores as it does: exactly for linear models, by taking words out for the others.

In a linear model a column adds its value times its weight, and what all columns add is, with the intercept, the score
on the model's own scale (log-odds or margin). Other models have no such sum: there a word weighs what the score loses
when all of its occurrences are taken out of the text (occlusion; Zeiler and Fergus 2014,
doi:10.1007/978-3-319-10590-1_53).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from outlast.filters.classifier.locate import has_places, located
from outlast.filters.classifier.spans import chinese_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from outlast.filters.classifier.fitted import LinearWeights, TextModel

_HAN = re.compile("[\u3400-\u9fff]")
_WORD = re.compile(r"\w+")


class Term(NamedTuple):
    """A term of a text.

    Attributes:
        name: as the model knows it; several that share a bucket are joined.
        weight: what it adds to the score.
        spans: each place where it stands.
    """

    name: str
    weight: float
    spans: tuple[tuple[int, int], ...]


def unit_of_weights(model: TextModel) -> Literal["log-odds", "margin", "score"]:
    """What the weights of a model's terms add to."""
    if model.linear is None or not has_places(model.features):
        return "score"
    return "log-odds" if hasattr(model.estimator, "predict_proba") else "margin"


def terms(model: TextModel, texts: Sequence[str]) -> Iterator[list[Term]]:
    """For each text, its terms with what each of them weighs, in no order."""
    linear = model.linear if has_places(model.features) else None
    return _occluded(model, texts) if linear is None else _added(model, linear, texts)


def strongest(found: Sequence[Term], *, most: int) -> list[Term]:
    """The terms that speak most for blocking, strongest first; of equal ones the first by name.

    >>> [term.name for term in strongest([Term("a", 0.1, ()), Term("b", 0.2, ()), Term("c", -1.0, ())], most=5)]
    ['b', 'a']
    """
    return sorted((term for term in found if term.weight > 0), key=lambda term: (-term.weight, term.name))[:most]


def holding_back(found: Sequence[Term], *, most: int) -> list[Term]:
    """The terms that speak most against blocking, strongest first; of equal ones the first by name."""
    return sorted((term for term in found if term.weight < 0), key=lambda term: (term.weight, term.name))[:most]


def _added(model: TextModel, linear: LinearWeights, texts: Sequence[str]) -> Iterator[list[Term]]:
    added = model.vectoriser.transform(texts).multiply(linear.weights).tocsr()
    for row, text in enumerate(texts):
        begin, end = added.indptr[row : row + 2]
        weights = dict(zip(added.indices[begin:end].tolist(), added.data[begin:end].tolist(), strict=True))
        names: dict[int, dict[str, None]] = {}
        spans: dict[int, list[tuple[int, int]]] = {}
        for place in located(model.features, model.vectoriser, text):
            names.setdefault(place.column, {})[place.term] = None
            spans.setdefault(place.column, []).append((place.start, place.end))
        yield [Term(" / ".join(names[column]), weights.get(column, 0.0), tuple(spans[column])) for column in names]


def _occluded(model: TextModel, texts: Sequence[str]) -> Iterator[list[Term]]:
    places = [_words(text) for text in texts]
    rest = [_without(text, spans) for text, words in zip(texts, places, strict=True) for spans in words.values()]
    scores = model.scores([*texts, *rest]).tolist()
    at = len(texts)
    for whole, words in zip(scores, places, strict=False):
        yield [
            Term(word, whole - without, tuple(spans))
            for (word, spans), without in zip(words.items(), scores[at : at + len(words)], strict=True)
        ]
        at += len(words)


def _words(text: str) -> dict[str, list[tuple[int, int]]]:
    """The words of a text in lower case, with where they stand; Chinese is cut by jieba's dictionary."""
    cut = chinese_words(text) if _HAN.search(text) else [(match[0], *match.span()) for match in _WORD.finditer(text)]
    words: dict[str, list[tuple[int, int]]] = {}
    for word, start, end in cut:
        words.setdefault(word.lower(), []).append((start, end))
    return words


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with a blank for each span.

    >>> _without("no war, no", [(0, 2), (8, 10)])
    '  war,  '
    """
    kept = []
    at = 0
    for start, end in spans:
        kept += [text[at:start], " "]
        at = end
    return "".join([*kept, text[at:]])

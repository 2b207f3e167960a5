"""Linear models over one vectoriser, scored without making its matrix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from outlast.filters.classifier.fast.recipe import Unsupported, read
from outlast.filters.classifier.fast.symbols import SPACE, Letters, Tokens, letters_of, tokens_of
from outlast.filters.classifier.fast.trie import trie

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from outlast.filters.classifier.fast.folding import Folding
    from outlast.filters.classifier.fast.kernel import Models, Trie, Utf8, Windows
    from outlast.filters.classifier.fast.recipe import Count

BATCH = 1 << 18
"""Bytes of text that are turned into symbols at once, or a text if it is longer: symbols stay in the second-level
cache, and memory does not grow with the column."""

POWERS = {"none": 0, "l1": 1, "l2": 2}


@dataclass(frozen=True, slots=True)
class FastScorer:
    """A vectoriser and linear models as arrays; holds nothing compiled, so it can be pickled.

    Attributes:
        folding: what is done to letters first.
        front: makes symbols of texts.
        trie: the terms.
        windows: which stretches are n-grams.
        count: what enters for a term that occurs n times.
        idf: float64, shape (terms,).
        power: of the norm; 0 for none.
        models: weights and intercepts.
    """

    folding: Folding
    front: Letters | Tokens
    trie: Trie
    windows: Windows
    count: Count
    idf: np.ndarray
    power: int
    models: Models

    def scores(self, texts: pa.Array | pa.ChunkedArray | Sequence[str]) -> np.ndarray:
        """What the models' ``decision_function`` gives for each text: float64, shape (texts, models).

        Raises:
            ValueError: when a text is null.
        """
        from outlast.filters.classifier.fast import kernel

        utf8 = _utf8(texts, self.folding)
        scores = np.empty((len(utf8.offsets) - 1, len(self.models.intercepts)))
        frequency = np.empty(0)
        begin = 0
        while begin < len(scores):
            fitting = np.searchsorted(utf8.offsets, utf8.offsets[begin] + BATCH, side="right") - 1
            end = max(begin + 1, int(fitting))
            rows = self.front.rows(utf8._replace(offsets=utf8.offsets[begin : end + 1]))
            longest = int(np.diff(rows.ends).max())
            if longest >= len(frequency):
                frequency = _frequencies(self.count, most=2 * longest)
            weighing = kernel.Weighing(frequency, self.idf, self.power)
            kernel.scores(rows, self.windows, self.trie, weighing, self.models, scores[begin:end])
            begin = end
        return scores


def compile_scorer(vectoriser: Any, *, coefficients: np.ndarray, intercepts: np.ndarray) -> FastScorer | Unsupported:
    """A fast scorer for one or many linear models over one vectoriser, or why there is none.

    The scores are those of ``vectoriser.transform(texts) @ coefficients.T + intercepts``: every sum and product is made
    from the same numbers in the same order, so that decisions are the same too.

    Args:
        vectoriser: a fitted ``CountVectorizer`` or ``TfidfVectorizer``.
        coefficients: shape (models, terms), as a linear model's ``coef_``.
        intercepts: shape (models,), as its ``intercept_``.

    Raises:
        ValueError: when the shapes do not go together.

    >>> from sklearn.feature_extraction.text import CountVectorizer
    >>> vectoriser = CountVectorizer().fit(["frogs sing"])
    >>> scorer = compile_scorer(vectoriser, coefficients=np.array([[1.0, 10.0]]), intercepts=np.array([0.5]))
    >>> scorer.scores(["Sing, frogs, sing!", ""]).tolist()
    [[21.5], [0.5]]
    """
    recipe = read(vectoriser)
    if isinstance(recipe, Unsupported):
        return recipe
    weights = np.ascontiguousarray(np.asarray(coefficients, np.float64).T)
    offsets = np.ascontiguousarray(intercepts, np.float64)
    if weights.ndim != 2 or weights.shape != (len(recipe.terms), len(offsets)):
        raise ValueError(
            f"coefficients of shape {np.shape(coefficients)} and intercepts of shape {np.shape(intercepts)} do not go "
            f"with a vocabulary of {len(recipe.terms)}; they are (models, {len(recipe.terms)}) and (models,)"
        )
    try:
        from outlast.filters.classifier.fast.kernel import ABSENT, Models, Windows
    except ImportError as error:  # it is missing, or does not go with this NumPy
        return Unsupported(f"numba cannot be used ({error}); pip install 'outlast[fast]'")
    front, terms = tokens_of(recipe) if recipe.analyzer == "word" else letters_of(recipe)
    low, high = recipe.ngrams
    deepest = int(terms.lengths.max(initial=0))
    return FastScorer(
        folding=recipe.folding,
        front=front,
        trie=trie(terms, unknown=front.unknown, longest=high),
        windows=Windows(low, max(low, min(high, deepest)), SPACE if recipe.analyzer == "char_wb" else ABSENT),
        count=recipe.count,
        idf=recipe.idf,
        power=POWERS[recipe.norm],
        models=Models(weights, offsets),
    )


def _frequencies(count: Count, *, most: int) -> np.ndarray:
    """What enters for a term that occurs 0, 1, … ``most`` times: float64.

    By NumPy's logarithm, as in scikit-learn: the compiler's differs in the last digit.
    """
    counts = np.arange(most + 1, dtype=np.float64)
    if count == "presence":
        counts[1:] = 1
    elif count == "logarithm":
        np.log(counts[1:], counts[1:])
        counts[1:] += 1
    return counts


def _utf8(texts: pa.Array | pa.ChunkedArray | Sequence[str], folding: Folding) -> Utf8:
    """The buffers of texts, checked to be UTF-8."""
    import pyarrow as pa

    from outlast.filters.classifier.fast.kernel import Utf8

    column = pa.array(texts, pa.large_string()) if not isinstance(texts, pa.Array | pa.ChunkedArray) else texts
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    if column.null_count:
        raise ValueError(f"{column.null_count} of {len(column)} texts are null; a filter judges texts")
    column = folding.ready(column.cast(pa.large_string()))
    column.validate(full=True)  # the loops believe what the bytes say
    _, offsets, data = column.buffers()
    if data is None or not len(column):
        return Utf8(np.empty(0, np.uint8), np.zeros(len(column) + 1, np.int64))
    bounds = np.frombuffer(offsets, np.int64)[column.offset : column.offset + len(column) + 1]
    return Utf8(np.frombuffer(data, np.uint8), bounds)

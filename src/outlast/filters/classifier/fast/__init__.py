"""Fitted linear models over scikit-learn's text vectorisers, scored fast and exactly.

`compile_scorer` reads a fitted ``CountVectorizer`` or ``TfidfVectorizer`` and gives a `FastScorer` with the scores that
scikit-learn would compute, or `Unsupported` with the reason; then scikit-learn is asked. The loops are compiled by
numba, which is the extra ``outlast[fast]``.

``recipe`` reads the vectoriser; ``folding`` makes a table of lower case and accents; ``symbols`` turns texts into rows
of small numbers; ``trie`` and ``table`` hold the vocabulary; ``kernel`` has the loops; ``scorer`` joins them.
"""

from outlast.filters.classifier.fast.recipe import Unsupported
from outlast.filters.classifier.fast.scorer import FastScorer, compile_scorer

__all__ = ["FastScorer", "Unsupported", "compile_scorer"]

"""Lexicon features: which rules of a keyword list hit a text, as columns for a model to weigh.

The rules are matched by the keyword filter itself, so a feature hits where the filter would, and its place is the
filter's evidence. Only that a filter decides and says which rules fired is used here, nothing of a list's inside.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import pyarrow as pa
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin

from outlast.decisions import RENDERINGS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from outlast.filters.protocol import Filter

LIST_COLUMN = "rules of the list"


class Hit(NamedTuple):
    """A rule that fired: in which text, and where."""

    row: int
    rule: str
    start: int
    end: int


class LexiconVectoriser(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Rules that fire as a sparse matrix, shape (n, rules that fired in training).

    Attributes:
        judge: the keyword filter of the list.
        weighting: ``count`` of a rule's hits, or ``binary``.
        per: a column for each ``rule`` that fired in training, or for the ``list`` one: how many rules fired
            (``binary``) or how many hits there were (``count``).
        vocabulary_: from column name to column, when fitted.
    """

    def __init__(
        self,
        judge: Filter,
        *,
        weighting: Literal["count", "binary"] = "binary",
        per: Literal["rule", "list"] = "rule",
    ) -> None:
        self.judge = judge
        self.weighting = weighting
        self.per = per

    def fit(self, texts: Sequence[str], y: Any = None) -> LexiconVectoriser:
        """Note which rules fire in training."""
        fired = {LIST_COLUMN} if self.per == "list" else {hit.rule for hit in self.hits(texts)}
        self.vocabulary_ = {rule: column for column, rule in enumerate(sorted(fired))}
        return self

    def transform(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """The rules that fire in each text."""
        hits = Counter((hit.row, hit.rule) for hit in self.hits(texts))
        cells = [
            (row, self.vocabulary_[name], count if self.weighting == "count" else 1)
            for (row, rule), count in hits.items()
            if (name := self.column_name(rule)) in self.vocabulary_
        ]
        rows, columns, values = zip(*cells, strict=True) if cells else ((), (), ())
        shape = (len(texts), len(self.vocabulary_))
        return sparse.csr_matrix((np.asarray(values, float), (rows, columns)), shape=shape)

    def column_name(self, rule: str) -> str:
        """The name of the column that a rule counts in; one that is not in the vocabulary where it has none."""
        return LIST_COLUMN if self.per == "list" else rule

    def hits(self, texts: Sequence[str]) -> Iterator[Hit]:
        """Every stretch of text that made a rule fire; of a combination, each of its components."""
        made = self.judge.decide(_batch(texts), near=0)
        columns = [made.evidence.column(name).to_pylist() for name in ("rule", "start", "end")]
        yield from map(Hit, made.rows.to_pylist(), *columns)


def _batch(texts: Sequence[str]) -> pa.Table:
    """Texts as a filter takes them; it looks at nothing else of a rendering."""
    constants = {"perturbation": "identity", "draw": 0, "language": "und", "edits": []}
    columns = {
        "passage_id": [str(row) for row in range(len(texts))],
        "text": list(texts),
        **{name: [value] * len(texts) for name, value in constants.items()},
    }
    return pa.table({field.name: pa.array(columns[field.name], field.type) for field in RENDERINGS.schema})

"""A panel: models that share one vectoriser score a batch together, so that its texts are vectorised once.

This is where another way of scoring can take the place of scikit-learn's: what keeps to `Scorer` and gives the same
scores serves as well (`panel_of` chooses).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from outlast.filters.classifier.fitted import TextModel


class Scorer(Protocol):
    """Scores texts by several models at once."""

    def scores(self, texts: pa.ChunkedArray) -> np.ndarray:
        """The score of each text by each model: float64, shape (n, models)."""
        ...


@dataclass(eq=False)
class Panel:
    """Models that share one vectoriser, scored by scikit-learn.

    The last batch's scores are kept, so that the filters that the models belong to can ask one after another. A batch
    is known by its texts, so nothing depends on who asked before.

    Attributes:
        models: with one and the same ``vectoriser``.
    """

    models: tuple[TextModel, ...]
    _last: tuple[pa.ChunkedArray, np.ndarray] | None = field(default=None, init=False, repr=False)

    def scores(self, texts: pa.ChunkedArray) -> np.ndarray:
        """The score of each text by each model: float64, shape (n, models)."""
        last = self._last
        if last is not None and last[0].equals(texts):
            return last[1]
        scores = np.zeros((len(texts), len(self.models)))
        if len(texts):
            matrix = self.models[0].vectoriser.transform(texts.to_pylist())
            for column, model in enumerate(self.models):
                scores[:, column] = model.scores_of(matrix)
        if len(self.models) > 1:
            self._last = (texts, scores)
        return scores

    def __reduce__(self) -> tuple[Any, ...]:
        return Panel, (self.models,)


class LinearScorer(Protocol):
    """Makes ``features @ weights + intercept`` of texts for several linear models, however it likes."""

    def scores(self, texts: pa.ChunkedArray) -> np.ndarray:
        """The linear values: float64, shape (n, models)."""
        ...


@dataclass(eq=False)
class LinearPanel:
    """Linear models that share a vectoriser, whose sums another scorer makes; scikit-learn is not asked.

    Attributes:
        models: linear, with one and the same ``vectoriser``.
        scorer: of their weights and intercepts, in their order.
    """

    models: tuple[TextModel, ...]
    scorer: LinearScorer
    _last: tuple[pa.ChunkedArray, np.ndarray] | None = field(default=None, init=False, repr=False)

    def scores(self, texts: pa.ChunkedArray) -> np.ndarray:
        """The score of each text by each model: float64, shape (n, models)."""
        last = self._last
        if last is not None and last[0].equals(texts):
            return last[1]
        linear = self.scorer.scores(texts)
        scores = np.column_stack([model.scores_from(linear[:, at]) for at, model in enumerate(self.models)])
        if len(self.models) > 1:
            self._last = (texts, scores)
        return scores

    def __reduce__(self) -> tuple[Any, ...]:
        return LinearPanel, (self.models, self.scorer)


def panel_of(models: Sequence[TextModel]) -> Scorer:
    """What scores these models, which share a vectoriser, together."""
    return Panel(tuple(models))

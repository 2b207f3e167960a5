"""A panel: models that share one vectoriser score a batch together, so that its texts are vectorised once.

Large batches go to compiled loops that make the same sums in the same order (`outlast.filters.classifier.fast`), where
these can do what the vectoriser and the models do; everything else goes to scikit-learn. A large batch for which there
are none is logged with the reason.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from outlast.filters.classifier.fast.recipe import Unsupported

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from outlast.filters.classifier.fast.scorer import FastScorer
    from outlast.filters.classifier.fitted import TextModel

FAST_FROM = 4096
"""Texts in a batch from which the compiled loops are used: what they cost before the first text (up to a second where
they were compiled before) is what scikit-learn takes for some thousands of texts."""

log = logging.getLogger(__name__)


class Scorer(Protocol):
    """Scores texts by several models at once."""

    def scores(self, texts: pa.ChunkedArray) -> np.ndarray:
        """The score of each text by each model: float64, shape (n, models)."""
        ...


@dataclass(eq=False)
class Panel:
    """Models that share one vectoriser.

    The last batch's scores are kept, so that the filters that the models belong to can ask one after another. A batch
    is known by its texts, so nothing depends on who asked before.

    Attributes:
        models: with one and the same ``vectoriser``.
        fast_from: texts in a batch from which the compiled loops are used.
    """

    models: tuple[TextModel, ...]
    fast_from: int = FAST_FROM
    _last: tuple[pa.ChunkedArray, np.ndarray] | None = field(default=None, init=False, repr=False)

    def scores(self, texts: pa.ChunkedArray) -> np.ndarray:
        """The score of each text by each model: float64, shape (n, models)."""
        last = self._last
        if last is not None and last[0].equals(texts):
            return last[1]
        scores = np.zeros((len(texts), len(self.models)))
        if len(texts):
            own = self._decisions(texts) if len(texts) >= self.fast_from else None
            matrix = self.models[0].vectoriser.transform(texts.to_pylist()) if own is None else None
            for column, model in enumerate(self.models):
                scores[:, column] = model.scores_of(matrix) if own is None else model.scores_from(own[:, column])
        if len(self.models) > 1:
            self._last = (texts, scores)
        return scores

    def _decisions(self, texts: pa.ChunkedArray) -> np.ndarray | None:
        """The models' decision functions by the compiled loops: float64, shape (n, models); None where these cannot."""
        if isinstance(self._fast, Unsupported):
            log.warning("%d texts are scored by scikit-learn: %s", len(texts), self._fast)
            return None
        return self._fast.scores(texts)

    @cached_property
    def _fast(self) -> FastScorer | Unsupported:
        from outlast.filters.classifier.fast import compile_scorer

        linear = [model.linear for model in self.models]
        if None in linear:
            return Unsupported("a model that shares the vectoriser has no weights, as linear models do")
        return compile_scorer(
            self.models[0].vectoriser,
            coefficients=np.stack([each.weights for each in linear if each]),
            intercepts=np.array([each.intercept for each in linear if each]),
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return Panel, (self.models, self.fast_from)


def panel_of(models: Sequence[TextModel]) -> Scorer:
    """What scores these models, which share a vectoriser, together."""
    return Panel(tuple(models))

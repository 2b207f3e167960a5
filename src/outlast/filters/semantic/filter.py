"""Deciding by the nearest forbidden exemplar: blocked is what is at least as similar to one as a threshold says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from outlast.filters.protocol import Evidence, Judgement, judgement

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from outlast.filters.semantic.encoder import Encoder

DIGITS = 6
"""Decimals of a similarity: what float32 holds. So equal texts have similarity 1, whatever the order of the sums."""

SHOWN = 80
"""Characters of an exemplar's text that its evidence quotes."""


@dataclass(frozen=True, eq=False)
class Exemplars:
    """Forbidden texts.

    Attributes:
        ids: what each is called.
        texts: as they are written.
        vectors: of length 1: float32, shape (n, width).
        rows_of: for each paragraph or document that some of them belong to, which these are.
    """

    ids: tuple[str, ...]
    texts: tuple[str, ...]
    vectors: np.ndarray
    rows_of: Mapping[str, np.ndarray] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class SemanticFilter:
    """Blocks what lies near a forbidden exemplar; a text's score is its cosine similarity to the nearest.

    Attributes:
        encoder: makes vectors of texts.
        exemplars: at least one for each group of judged passages that is left out.
        threshold: blocked is what is at least as similar.
        thresholds: for each group of judged passages, the threshold that was chosen without it; the one above where
            it is missing.
        group_of: from a judged passage's id to its group; exemplars of that group do not count for it.
    """

    encoder: Encoder
    exemplars: Exemplars
    threshold: float
    thresholds: Mapping[str, float] = field(default_factory=dict)
    group_of: Mapping[str, str] = field(default_factory=dict)

    def decide(self, batch: pa.Table, *, near: int) -> Judgement:
        """Decide on a batch of renderings; see `outlast.filters.protocol.Filter`."""
        texts = batch.column("text").to_pylist()
        groups = [self.group_of.get(name) for name in batch.column("passage_id").to_pylist()]
        vectors = self.encoder.vectors(texts)
        scores, nearest = np.zeros(len(texts)), np.zeros(len(texts), dtype=int)
        for row, group in enumerate(groups):
            similar = self._similar(vectors[row], group)
            nearest[row] = similar.argmax()  # of equal ones the first
            scores[row] = similar[nearest[row]]
        blocked = scores >= np.array([self._threshold(group) for group in groups])
        evidence = [
            Evidence(
                row,
                "fired" if blocked[row] else "near",
                self.exemplars.ids[nearest[row]],
                0,
                len(text),
                note=f"{scores[row]:.2f} similar to “{_beginning(self.exemplars.texts[nearest[row]])}”",
            )
            for row, text in enumerate(texts)
            if text and (blocked[row] or near)
        ]
        rules = [self.exemplars.ids[at] if hit else None for at, hit in zip(nearest, blocked, strict=True)]
        return judgement(blocked, score=scores, rule=rules, evidence=evidence)

    def _similar(self, vector: np.ndarray, group: str | None) -> np.ndarray:
        """The similarity of a vector to each exemplar; those of its own group are as far as can be."""
        similar = similarities(self.exemplars.vectors, vector)
        if group is not None and group in self.exemplars.rows_of:
            similar[self.exemplars.rows_of[group]] = -np.inf
        return similar

    def _threshold(self, group: str | None) -> float:
        return self.threshold if group is None else self.thresholds.get(group, self.threshold)


def similarities(vectors: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Cosine similarities of vectors of length 1, in [-1, 1], to `DIGITS` decimals.

    Args:
        vectors: shape (n, width).
        others: shape (width,) or (width, m).

    Returns:
        float64, shape (n,) or (n, m).

    >>> similarities(np.array([[0.6, 0.8], [0.0, 1.0]]), np.array([0.6, 0.8])).tolist()
    [1.0, 0.8]
    """
    similar: np.ndarray = np.clip((vectors @ others).astype(np.float64), -1, 1).round(DIGITS)
    return similar


def _beginning(text: str) -> str:
    """The beginning of a text on one line.

    >>> _beginning("two   blanks")
    'two blanks'
    """
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1].rstrip() + "…"

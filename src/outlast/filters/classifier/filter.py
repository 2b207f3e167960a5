"""Deciding by a fitted classifier: a score for each text, blocked from a threshold, and the terms that carried it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from outlast.filters.classifier.explain import holding_back, strongest, terms
from outlast.filters.classifier.panel import Scorer, panel_of
from outlast.filters.protocol import Evidence, Judgement, judgement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import pyarrow as pa

    from outlast.filters.classifier.explain import Term
    from outlast.filters.classifier.fitted import TextModel

SHOWN = 5
"""Terms recorded as evidence for a blocked text: those that carried the score most."""

HELD_BACK = "held it back"
"""The note of a term that spoke against blocking a text that was let through."""


@dataclass(frozen=True, slots=True)
class ClassifierFilter:
    """Blocks what scores at or above a threshold; so a text's score is the highest threshold that blocks it.

    Attributes:
        whole: fitted to all training passages; judges whatever was not among them.
        threshold: of the whole, on the scale of its scores.
        held_out: for each group of training passages, the model that was fitted without it; empty where the judged
            passages are of another corpus.
        thresholds: for each of these groups, the threshold that was chosen without it.
        group_of: from a judged passage's id to its group, for the passages whose group was trained on.
        panel: what scores by the whole; models that share a vectoriser may share it.
        column: of the whole in the panel.
    """

    whole: TextModel
    threshold: float
    held_out: Mapping[str, TextModel] = field(default_factory=dict)
    thresholds: Mapping[str, float] = field(default_factory=dict)
    group_of: Mapping[str, str] = field(default_factory=dict)
    panel: Scorer | None = None
    column: int = 0

    def decide(self, batch: pa.Table, *, near: int) -> Judgement:
        """Decide on a batch of renderings; see `outlast.filters.protocol.Filter`."""
        groups = [self.group_of.get(name) for name in batch.column("passage_id").to_pylist()] if self.held_out else []
        judges = [self.held_out.get(group, self.whole) if group else self.whole for group in groups]
        thresholds = [self.thresholds.get(group, self.threshold) if group else self.threshold for group in groups]
        blocked_from = np.asarray(thresholds) if groups else self.threshold
        scores = self._scores(batch, judges)
        blocked = scores >= blocked_from
        evidence = self._evidence(batch, judges, blocked, near=near)
        return judgement(blocked, score=scores, evidence=evidence)

    def _scores(self, batch: pa.Table, judges: list[TextModel]) -> np.ndarray:
        texts = batch.column("text")
        if not judges:
            return (self.panel or panel_of([self.whole])).scores(texts)[:, self.column]
        scores = np.zeros(len(texts))
        for judge, rows in _by_judge(judges, range(len(judges))):
            scores[rows] = judge.scores(texts.take(rows).to_pylist())
        return scores

    def _evidence(self, batch: pa.Table, judges: list[TextModel], blocked: np.ndarray, *, near: int) -> list[Evidence]:
        """The evidence of each row that has any; only the texts of these rows are taken apart."""
        shown = np.flatnonzero(blocked if near == 0 else np.ones(len(blocked), dtype=bool)).tolist()
        texts = batch.column("text").take(shown).to_pylist() if shown else []
        text_of = dict(zip(shown, texts, strict=True))
        found: list[Evidence] = []
        for judge, rows in _by_judge(judges, shown) if judges else [(self.whole, shown)]:
            for row, those in zip(rows, terms(judge, [text_of[row] for row in rows]) if rows else (), strict=True):
                if blocked[row]:
                    found += _rows(row, "fired", strongest(those, most=SHOWN))
                else:
                    found += _rows(row, "near", strongest(those, most=near))
                    found += _rows(row, "near", holding_back(those, most=near), note=HELD_BACK)
        found.sort(key=lambda item: item.row)
        return found


def _by_judge(judges: list[TextModel], rows: Iterable[int]) -> Iterator[tuple[TextModel, list[int]]]:
    """Each model with the rows that it judges."""
    known = {id(judge): judge for judge in judges}
    by_judge: dict[int, list[int]] = {}
    for row in rows:
        by_judge.setdefault(id(judges[row]), []).append(row)
    for key, own in by_judge.items():
        yield known[key], own


def _rows(row: int, role: str, chosen: Iterable[Term], *, note: str | None = None) -> Iterator[Evidence]:
    """A row for each place of each term; a term's weight is shared by its places."""
    for term in chosen:
        for start, end in term.spans:
            yield Evidence(row, role, term.name, start, end, weight=term.weight / len(term.spans), note=note)

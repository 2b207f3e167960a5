"""Deciding by a fitted classifier: a score for each text, blocked from a threshold, and the terms that carried it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from outlast.filters.protocol import Evidence, Judgement, judgement

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pyarrow as pa

    from outlast.filters.classifier.linear import LinearText

SHOWN = 5
"""Terms recorded as evidence for a blocked text: those that carried the score most."""


@dataclass(frozen=True, slots=True)
class ClassifierFilter:
    """Blocks what scores at or above a threshold.

    Attributes:
        whole: fitted to all training passages; judges whatever was not among them.
        held_out: for each group of training passages, the model that was fitted without it; empty where the judged
            passages are of another corpus.
        group_of: from a judged passage's id to its group, for the passages whose group was trained on.
        threshold: in [0, 1].
    """

    whole: LinearText
    held_out: Mapping[str, LinearText]
    group_of: Mapping[str, str]
    threshold: float

    def decide(self, batch: pa.Table, *, near: int) -> Judgement:
        """Decide on a batch of renderings; see `outlast.filters.protocol.Filter`."""
        texts = batch.column("text").to_pylist()
        scores = np.zeros(len(texts))
        evidence: list[Evidence] = []
        judges = [self._judge(passage_id) for passage_id in batch.column("passage_id").to_pylist()]
        for judge in {id(judge): judge for judge in judges}.values():
            rows = [row for row, mine in enumerate(judges) if mine is judge]
            weighed = judge.weigh([texts[row] for row in rows])
            scores[rows] = weighed.scores
            for number, row in enumerate(rows):
                hit = bool(scores[row] >= self.threshold)
                most = SHOWN if hit else near
                if most:
                    role = "fired" if hit else "near"
                    weights = weighed.contributions(number, texts[row])
                    evidence += _carrying(row, texts[row], weights, judge=judge, role=role, most=most)
        evidence.sort(key=lambda item: item.row)
        return judgement((scores >= self.threshold).tolist(), score=scores.tolist(), evidence=evidence)

    def _judge(self, passage_id: str) -> LinearText:
        group = self.group_of.get(passage_id)
        return self.whole if group is None else self.held_out.get(group, self.whole)


def _carrying(
    row: int, text: str, weights: Mapping[str, float], *, judge: LinearText, role: str, most: int
) -> Iterator[Evidence]:
    """The terms that speak most for blocking, each where it stands; a term's weight is shared by its occurrences."""
    carrying = sorted((term for term in weights if weights[term] > 0), key=lambda term: (-weights[term], term))[:most]
    spans: dict[str, list[tuple[int, int]]] = {term: [] for term in carrying}
    for term, start, end in judge.terms_in(text):
        if term in spans:
            spans[term].append((start, end))
    for term in carrying:
        for start, end in spans[term]:
            yield Evidence(row, role, term, start, end, weight=weights[term] / len(spans[term]))

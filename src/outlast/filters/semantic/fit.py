"""What a semantic filter takes from a training corpus: its targets as exemplars, and a threshold chosen honestly.

Nothing is fitted but the threshold. A training passage's out-of-fold score is its similarity to the nearest exemplar
of another group: cross-validation with one group in each fold. Where the judged passages are the training passages,
each is judged without its own group, and the threshold for a group is chosen without it too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from outlast.filters.classifier.thresholds import Fixed
from outlast.filters.semantic.filter import Exemplars, SemanticFilter, similarities
from outlast.filters.training import Learned, OutOfFold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from outlast.filters.classifier.thresholds import ThresholdRule
    from outlast.filters.semantic.encoder import Encoder
    from outlast.filters.training import Training

GROUPS = 3
"""Groups that each side needs at least: a judged passage's own and a scored passage's own are left out."""

AT_ONCE = 1024
"""Training passages whose similarities are in memory at once."""


@dataclass(frozen=True)
class NearestOfOthers:
    """How similar each training passage is to exemplars of other groups than its own.

    Attributes:
        best: to the nearest: shape (n,).
        group: the nearest one's group, as a number; -1 for an exemplar that the config lists. Shape (n,).
        second: to the nearest of yet another group: shape (n,).
    """

    best: np.ndarray
    group: np.ndarray
    second: np.ndarray

    def without(self, group: int) -> np.ndarray:
        """The scores that the passages would have had no exemplar been of a group."""
        return np.where(self.group == group, self.second, self.best)


def learn(
    training: Training,
    *,
    ids: Sequence[str],
    listed: Exemplars,
    threshold: ThresholdRule,
    encoder: Encoder,
    group_of: Mapping[str, str],
) -> tuple[SemanticFilter, Learned]:
    """The filter with a corpus's targets for exemplars, and how well it tells them from the rest.

    Args:
        training: texts with targets.
        ids: of the training passages.
        listed: exemplars of the config, which belong to no group.
        threshold: how it is set.
        encoder: makes vectors of texts.
        group_of: from each judged passage's id to its group; used only where the training is the judged corpus.

    Raises:
        TrainingError: when there are too few groups of either side.
    """
    from sklearn.metrics import roc_auc_score

    training.check(folds=GROUPS)
    names = training.groups.to_pylist()
    numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
    groups = np.array([numbers[name] for name in names])
    targets = training.targets
    texts = training.texts.to_pylist()
    vectors = encoder.vectors(texts)
    rows = np.flatnonzero(targets).tolist()
    exemplars = Exemplars(
        ids=(*listed.ids, *(ids[row] for row in rows)),
        texts=(*listed.texts, *(texts[row] for row in rows)),
        vectors=np.concatenate([listed.vectors, vectors[rows]]) if listed.ids else vectors[rows],
        rows_of=_rows_of([names[row] for row in rows], after=len(listed.ids)),
    )
    belonging = np.concatenate([np.full(len(listed.ids), -1), groups[rows]])
    nearest = nearest_of_others(vectors, groups, exemplars.vectors, belonging)
    judged = training.relation == "judged"
    thresholds: dict[str, float] = {}
    if judged and not isinstance(threshold, Fixed):
        for name, number in numbers.items():
            rest = groups != number
            thresholds[name] = threshold.choose(nearest.without(number)[rest], targets[rest])
    made = SemanticFilter(
        encoder=encoder,
        exemplars=exemplars,
        threshold=threshold.choose(nearest.best, targets),
        thresholds=thresholds,
        group_of=dict(group_of) if judged else {},
    )
    learned = Learned(
        passages=len(names),
        targets=len(rows),
        folds=len(numbers),
        auc=float(roc_auc_score(targets, nearest.best)),
        scale="similarity",
        threshold=made.threshold,
        thresholds_held_out=tuple(dict.fromkeys(thresholds.values())),
        threshold_by=threshold.by,
        unit="score",
        out_of_fold=OutOfFold(nearest.best, targets, tuple(names)),
    )
    return made, learned


def nearest_of_others(
    vectors: np.ndarray, groups: np.ndarray, exemplars: np.ndarray, belonging: np.ndarray
) -> NearestOfOthers:
    """How similar each passage is to exemplars of other groups.

    Args:
        vectors: of the passages: shape (n, width).
        groups: of the passages, as numbers: shape (n,).
        exemplars: their vectors: shape (k, width).
        belonging: the exemplars' groups: shape (k,); -1 for one that belongs to none.
    """
    best, second = np.full(len(vectors), -np.inf), np.full(len(vectors), -np.inf)
    group = np.full(len(vectors), -1)
    order = np.argsort(belonging, kind="stable")
    known, starts = np.unique(belonging[order], return_index=True)
    for start in range(0, len(vectors), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        similar = similarities(vectors[part], exemplars[order].T)
        by_group = np.maximum.reduceat(similar, starts, axis=1)
        by_group[groups[part, None] == known] = -np.inf
        at, each = by_group.argmax(axis=1), np.arange(len(by_group))
        best[part], group[part] = by_group[each, at], known[at]
        by_group[each, at] = np.where(known[at] == -1, by_group[each, at], -np.inf)
        second[part] = by_group.max(axis=1)
    return NearestOfOthers(best, group, second)


def _rows_of(groups: Sequence[str], *, after: int) -> dict[str, np.ndarray]:
    """For each group the rows of its exemplars, which stand after those that the config lists."""
    found: dict[str, list[int]] = {}
    for row, group in enumerate(groups, after):
        found.setdefault(group, []).append(row)
    return {group: np.array(rows) for group, rows in found.items()}

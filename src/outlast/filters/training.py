"""What a trained filter learns from: texts with a policy's targets, and the groups that must not be torn apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

Fold = tuple[np.ndarray, np.ndarray]
"""Row numbers to train on, and row numbers held out."""


class TrainingError(ValueError):
    """Training passages from which a policy cannot be learned; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Training:
    """Labelled texts, as a filter's ``fit`` sees them.

    Attributes:
        texts: string array, shape (n,).
        targets: bool array, shape (n,): whether the policy would block the text.
        groups: string array, shape (n,): the paragraph or document that a text belongs to.
        relation: ``apart`` where the judged passages are of another corpus, ``judged`` where they are these, so that
            each must be judged by a model that has not seen its group.
    """

    texts: pa.Array
    targets: np.ndarray
    groups: pa.Array
    relation: Literal["apart", "judged"]

    def check(self, *, folds: int) -> None:
        """Refuse what cannot be learned from.

        Raises:
            TrainingError: when a side has no passage, or fewer groups than there are folds.
        """
        groups = np.asarray(self.groups.to_pylist(), dtype=object)
        for side, name in ((True, "targets"), (False, "passages that are no target")):
            there = len(set(groups[self.targets == side]))
            if there < folds:
                raise TrainingError(
                    f"only {there} groups of passages with {name}; at least {folds} are needed, one for each fold"
                )

    def folds_there_can_be(self, *, at_most: int) -> int:
        """How many folds these passages can be cut into, each with both sides.

        Raises:
            TrainingError: when they cannot be cut into two.
        """
        groups = np.asarray(self.groups.to_pylist(), dtype=object)
        there = min(len(set(groups[self.targets == side])) for side in (True, False))
        if there < 2:
            raise TrainingError("a fold has fewer than two groups of passages of a side to choose settings by")
        return min(at_most, there)

    def take(self, rows: np.ndarray) -> Training:
        """Some of the passages, in the order given."""
        return Training(self.texts.take(rows), self.targets[rows], self.groups.take(rows), self.relation)

    def grouped_folds(self, *, folds: int, seed: int) -> Iterator[Fold]:
        """Cross-validation folds that keep each group whole and the share of targets alike.

        scikit-learn's ``StratifiedGroupKFold``, shuffled with ``seed``.
        """
        from sklearn.model_selection import StratifiedGroupKFold

        splitter = StratifiedGroupKFold(n_splits=folds, shuffle=True, random_state=seed)
        groups = np.asarray(self.groups.to_pylist(), dtype=object)
        yield from splitter.split(np.zeros(len(groups)), self.targets, groups)


@dataclass(frozen=True, slots=True)
class OutOfFold:
    """What a filter said of its training passages, each by a model that had not seen its group.

    Attributes:
        scores: float64, shape (n,).
        targets: bool, shape (n,).
        groups: of each passage.
    """

    scores: np.ndarray
    targets: np.ndarray
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Learned:
    """How well a filter learned its policy, on groups that it had not seen.

    Attributes:
        passages: how many it was trained on.
        targets: how many of them the policy would block.
        folds: cross-validation folds, grouped.
        auc: area under the ROC curve of the out-of-fold scores (the chance that a target scores above a non-target).
        scale: what its scores are: ``probability``, ``margin``, or ``similarity``.
        threshold: from which it blocks.
        thresholds_held_out: where the judged passages are those that it was trained on and the threshold is set by a
            rule: the thresholds of the folds.
        setting: what was chosen from a grid, by field; empty without one.
        settings_held_out: what was chosen in each fold.
        threshold_by: how the threshold was set: ``fixed``, or the rule.
        unit: what a term's weight adds to: ``log-odds`` or ``margin`` of a linear model, else the ``score``.
        excluded: training passages that were left out since they share text with judged ones.
        out_of_fold: the scores behind these numbers; None where they were not kept.
    """

    passages: int
    targets: int
    folds: int
    auc: float
    scale: Literal["probability", "margin", "similarity"] = "probability"
    threshold: float = 0.5
    thresholds_held_out: tuple[float, ...] = ()
    setting: dict[str, Any] = field(default_factory=dict)
    settings_held_out: tuple[dict[str, Any], ...] = ()
    threshold_by: str = "fixed"
    unit: Literal["log-odds", "margin", "score"] = "log-odds"
    excluded: int = 0
    out_of_fold: OutOfFold | None = None

"""What a trained filter learns from: texts with a policy's targets, and the groups that must not be torn apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

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

    def grouped_folds(self, *, folds: int, seed: int) -> Iterator[Fold]:
        """Cross-validation folds that keep each group whole and the share of targets alike.

        scikit-learn's ``StratifiedGroupKFold``, shuffled with ``seed``.
        """
        from sklearn.model_selection import StratifiedGroupKFold

        splitter = StratifiedGroupKFold(n_splits=folds, shuffle=True, random_state=seed)
        groups = np.asarray(self.groups.to_pylist(), dtype=object)
        yield from splitter.split(np.zeros(len(groups)), self.targets, groups)


@dataclass(frozen=True, slots=True)
class Learned:
    """How well a filter learned its policy, on groups that it had not seen.

    Attributes:
        passages: how many it was trained on.
        targets: how many of them the policy would block.
        folds: cross-validation folds, grouped.
        auc: area under the ROC curve of the out-of-fold scores (the chance that a target scores above a non-target).
    """

    passages: int
    targets: int
    folds: int
    auc: float

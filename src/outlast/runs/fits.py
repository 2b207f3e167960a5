"""Trained classifiers that are kept while a sweep goes through its cells: a threshold moved needs no other model.

A number as threshold is used only after a classifier was trained: models, settings, calibration and out-of-fold scores
are those of any other number. Thresholds that a rule sets are chosen within the folds, and are not shared.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pyarrow as pa

from outlast.filters.classifier.thresholds import Fixed
from outlast.signature import fingerprint
from outlast.tables import content_sha256

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from outlast.filters.classifier import ClassifierConfig
    from outlast.filters.classifier.filter import ClassifierFilter
    from outlast.filters.training import Learned, Training
    from outlast.references import Input

    Made = tuple[ClassifierFilter, Learned]

KEPT = 8
"""Classifiers that are kept at most, those that were last asked for: a model is a few megabytes."""


@dataclass
class Fits:
    """Trained classifiers, by everything that they depend on but their thresholds.

    Attributes:
        trained: how many were trained.
    """

    trained: int = 0
    _known: OrderedDict[str, Made] = field(default_factory=OrderedDict)

    def get(
        self,
        config: ClassifierConfig,
        training: Training,
        *,
        group_of: Mapping[str, str],
        seed: int,
        reads: Sequence[Input],
        train: Callable[[], Made],
    ) -> Made:
        """A classifier as ``train`` would make it, and how well it learned.

        Args:
            config: of the classifier.
            training: what it learns from.
            group_of: from each judged passage's id to its group.
            seed: the experiment's.
            reads: the files that it reads, lexicons among them.
            train: trains it.
        """
        if not isinstance(config.threshold, Fixed):
            self.trained += 1
            return train()
        texts = pa.table({"text": training.texts, "target": pa.array(training.targets), "group": training.groups})
        key = fingerprint(
            {
                "config": config.model_dump(mode="json", exclude={"name", "threshold"}),
                "training": content_sha256(texts),
                "relation": training.relation,
                "judged": dict(group_of) if training.relation == "judged" else None,
                "seed": seed,
                "reads": [[given.role, given.sha256] for given in reads],
            }
        )
        if key not in self._known:
            self.trained += 1
            self._known[key] = train()
        self._known.move_to_end(key)
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        made, learned = self._known[key]
        at = config.threshold.at
        return replace(made, threshold=at), replace(learned, threshold=at)

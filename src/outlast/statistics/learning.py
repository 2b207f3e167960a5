"""Learning: how well a filter learned its policy, from what it said of training passages that it had not seen.

Out-of-fold scores come from as many models as there are folds; taken together they estimate how a model fitted to all
passages would do on more of the same kind (of the same corpus, that is, not of the judged text).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import pyarrow as pa

from outlast.statistics.areas import roc_area
from outlast.statistics.calibration import ReliabilityBin, reliability
from outlast.statistics.outcomes import numbered
from outlast.statistics.proportion import Proportion, proportion

if TYPE_CHECKING:
    from outlast.filters.training import Learned


@dataclass(frozen=True, slots=True)
class Learning:
    """How well a filter learned its policy, for a summary. All but the counts is out of fold.

    Attributes:
        passages: how many it was trained on.
        targets: how many of them the policy would block.
        excluded: how many were left out since they share text with judged ones.
        folds: cross-validation folds, grouped.
        auc: area under the ROC curve.
        auc_low: lower end of its 95 % interval; None where it is not known.
        auc_high: upper end.
        scale: what the scores are.
        threshold: from which the filter blocks.
        threshold_by: how it was set: ``fixed``, or the rule.
        unit: what a term's weight adds to.
        thresholds_held_out: those of the folds, where they differ.
        over_blocked: of the passages that are no target, those that reach the threshold; None where not known.
        under_blocked: of the targets, those that do not.
        setting: what was chosen from a grid.
        settings_held_out: what was chosen in each fold.
        brier: mean squared difference between score and target (Brier 1950); None for margins.
        reliability: the diagram's bins; empty for margins.
    """

    passages: int
    targets: int
    excluded: int
    folds: int
    auc: float
    auc_low: float | None
    auc_high: float | None
    scale: Literal["probability", "margin", "similarity"]
    threshold: float
    threshold_by: str
    unit: Literal["log-odds", "margin", "score"]
    thresholds_held_out: tuple[float, ...]
    over_blocked: Proportion | None
    under_blocked: Proportion | None
    setting: dict[str, Any]
    settings_held_out: tuple[dict[str, Any], ...]
    brier: float | None
    reliability: tuple[ReliabilityBin, ...]


def learning(learned: Learned) -> Learning:
    """The numbers of a summary from what a filter kept of its training.

    The interval of the area under the ROC curve is Obuchowski's for clustered data (`outlast.statistics.areas`), with
    the groups that folds kept whole as clusters. The models are taken as they are: that others would come of other
    training passages is not in it.
    """
    kept = learned.out_of_fold
    low, high = None, None
    if kept is not None:
        area = roc_area(kept.scores, kept.targets, numbered(pa.array(kept.groups, pa.string())))
        low, high = area.low, area.high
    over, under, brier = None, None, None
    bins: tuple[ReliabilityBin, ...] = ()
    if kept is not None:
        hit = kept.scores >= learned.threshold
        over = proportion(int(hit[~kept.targets].sum()), int((~kept.targets).sum()))
        under = proportion(int((~hit[kept.targets]).sum()), int(kept.targets.sum()))
        if learned.scale == "probability":
            brier = float(((kept.scores - kept.targets) ** 2).mean())
            bins = reliability(kept.scores, kept.targets)
    return Learning(
        passages=learned.passages,
        targets=learned.targets,
        excluded=learned.excluded,
        folds=learned.folds,
        auc=learned.auc,
        auc_low=low,
        auc_high=high,
        scale=learned.scale,
        threshold=learned.threshold,
        threshold_by=learned.threshold_by,
        unit=learned.unit,
        thresholds_held_out=learned.thresholds_held_out,
        over_blocked=over,
        under_blocked=under,
        setting=learned.setting,
        settings_held_out=learned.settings_held_out,
        brier=brier,
        reliability=bins,
    )

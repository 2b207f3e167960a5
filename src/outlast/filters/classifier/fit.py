"""Fitting honestly: whatever is chosen or measured is chosen and measured on passages that no model in it has seen.

Outer folds keep groups whole. In each, the setting of a grid, the calibration and (where the training passages are
themselves judged) the threshold come from inner folds of what the fold trains on (nested cross-validation; Varma and
Simon 2006, doi:10.1186/1471-2105-7-91). Vectorisers are fitted inside the folds like everything else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from outlast.filters.classifier.explain import unit_of_weights
from outlast.filters.classifier.filter import ClassifierFilter
from outlast.filters.classifier.fitted import TextModel, dense_where_needed, own_scores
from outlast.filters.classifier.models import GradientBoosting, NearestNeighbours
from outlast.filters.classifier.panel import panel_of
from outlast.filters.classifier.thresholds import Fixed
from outlast.filters.training import Learned, OutOfFold, Training, TrainingError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outlast.filters.classifier.calibration import Calibrate
    from outlast.filters.classifier.features import Features
    from outlast.filters.classifier.models import Model, Scale
    from outlast.filters.classifier.thresholds import ThresholdRule
    from outlast.filters.classifier.vectorise import Vectorisers

FOLDS = 5
"""Cross-validation folds: the usual compromise between bias and variance (Hastie, Tibshirani and Friedman 2009, The
Elements of Statistical Learning, section 7.10)."""


class Option(NamedTuple):
    """One setting of a grid: what is seen, what is fitted, and the fields in which it differs from the others."""

    features: Features
    model: Model
    setting: dict[str, Any]


@dataclass(frozen=True)
class Recipe:
    """How a classifier is made.

    Attributes:
        options: the settings to choose from; one where there is no grid.
        calibrate: whether and how scores become probabilities.
        threshold: how it is set.
        scale: of the scores.
        seed: of folds and of estimators that draw.
        vectorisers: where fitted ones are shared.
    """

    options: tuple[Option, ...]
    calibrate: Calibrate
    threshold: ThresholdRule
    scale: Scale
    seed: int
    vectorisers: Vectorisers


class _Fit(NamedTuple):
    """A model, the option that it was made by, and inner out-of-fold scores on its scale (none where not needed)."""

    model: TextModel
    option: Option
    inner: np.ndarray | None


def learn(training: Training, recipe: Recipe, *, group_of: Mapping[str, str]) -> tuple[ClassifierFilter, Learned]:
    """The fitted filter, and how well it learned.

    Args:
        training: texts with targets.
        recipe: how the classifier is made.
        group_of: from each judged passage's id to its group; used only where the training is the judged corpus.

    Raises:
        TrainingError: when the policy cannot be learned from these passages.
    """
    from sklearn.metrics import roc_auc_score

    training.check(folds=FOLDS)
    judged = training.relation == "judged"
    groups = training.groups.to_pylist()
    scores = np.zeros(len(groups))
    held_out: dict[str, TextModel] = {}
    thresholds: dict[str, float] = {}
    settings: list[dict[str, Any]] = []
    for kept, out in training.grouped_folds(folds=FOLDS, seed=recipe.seed):
        part = training.take(kept)
        fit = _fitted(part, recipe, inner=judged and not isinstance(recipe.threshold, Fixed))
        scores[out] = fit.model.scores(training.texts.take(out).to_pylist())
        settings.append(fit.option.setting)
        if judged:
            held_out.update((groups[row], fit.model) for row in out)
        if judged and fit.inner is not None:
            threshold = recipe.threshold.choose(fit.inner, part.targets)
            thresholds.update((groups[row], threshold) for row in out)
    whole = _fitted(training, recipe, inner=False)
    made = ClassifierFilter(
        whole=whole.model,
        threshold=recipe.threshold.choose(scores, training.targets),
        held_out=held_out,
        thresholds=thresholds,
        group_of=dict(group_of) if judged else {},
        panel=panel_of([whole.model]),
    )
    learned = Learned(
        passages=len(groups),
        targets=int(training.targets.sum()),
        folds=FOLDS,
        auc=float(roc_auc_score(training.targets, scores)),
        scale=recipe.scale,
        threshold=made.threshold,
        threshold_by=recipe.threshold.by,
        unit=unit_of_weights(whole.model),
        thresholds_held_out=tuple(dict.fromkeys(thresholds.values())),
        setting=whole.option.setting,
        settings_held_out=tuple(settings) if len(recipe.options) > 1 else (),
        out_of_fold=OutOfFold(scores, training.targets, tuple(groups)),
    )
    return made, learned


def _fitted(training: Training, recipe: Recipe, *, inner: bool) -> _Fit:
    """A model of all given passages; what has to be chosen for it is chosen in folds of them."""
    if len(recipe.options) == 1 and recipe.calibrate == "none" and not inner:
        return _Fit(_model(training, recipe.options[0], recipe), recipe.options[0], None)
    from sklearn.metrics import roc_auc_score

    folds = training.folds_there_can_be(at_most=FOLDS)
    tried = [_out_of_fold(training, option, recipe, folds=folds) for option in recipe.options]
    aucs = [roc_auc_score(training.targets, own) for own, _ in tried]
    best = int(np.argmax(aucs))  # of equal ones the first
    model = _model(training, recipe.options[best], recipe)
    own, scores = tried[best]
    if recipe.calibrate == "none":
        return _Fit(model, recipe.options[best], scores)
    from outlast.filters.classifier.calibration import calibrated

    calibration = calibrated(own, training.targets, method=recipe.calibrate)
    model = TextModel(model.features, model.vectoriser, model.estimator, calibration)
    return _Fit(model, recipe.options[best], calibration.predict_proba(own[:, None])[:, 1])


def _out_of_fold(training: Training, option: Option, recipe: Recipe, *, folds: int) -> tuple[np.ndarray, np.ndarray]:
    """Out-of-fold scores of each passage by uncalibrated models: as the estimator has them, and as they are given."""
    own, scores = np.zeros(len(training.targets)), np.zeros(len(training.targets))
    for kept, out in training.grouped_folds(folds=folds, seed=recipe.seed):
        model = _model(training.take(kept), option, recipe)
        matrix = model.vectoriser.transform(training.texts.take(out).to_pylist())
        own[out] = own_scores(model.estimator, matrix)
        scores[out] = model.scores_of(matrix)
    return own, scores


def _model(training: Training, option: Option, recipe: Recipe) -> TextModel:
    texts = np.asarray(training.texts.to_pylist(), dtype=object)
    vectoriser, matrix = recipe.vectorisers.fitted(option.features, texts)
    if isinstance(option.model, NearestNeighbours) and option.model.neighbours > len(texts):
        raise TrainingError(f"{option.model.neighbours} neighbours are more than a fold's {len(texts)} passages")
    estimator = option.model.estimator(seed=recipe.seed)
    weights = option.model.fit_arguments(training.targets) if isinstance(option.model, GradientBoosting) else {}
    estimator.fit(dense_where_needed(estimator, matrix), training.targets, **weights)
    return TextModel(option.features, vectoriser, estimator)

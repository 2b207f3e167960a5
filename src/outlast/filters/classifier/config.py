"""A trained classifier as a filter: any of scikit-learn's text classifiers, described as data.

The model is fitted to passages that a policy's rules call targets or not. It blocks a text whose score reaches a
threshold. Where the judged passages are those that it was trained on, each is judged by a model fitted without the
paragraph that it belongs to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import pydantic

from outlast.config import Slug, Strict
from outlast.filters.classifier.features import Features, LexiconRules, Readability, WordNGrams, lexicons_of, parts_of
from outlast.filters.classifier.fit import Recipe, learn
from outlast.filters.classifier.grid import options
from outlast.filters.classifier.models import GaussianNaiveBayes, Logistic, Model, Scale
from outlast.filters.classifier.thresholds import Fixed, ThresholdRule
from outlast.filters.classifier.vectorise import Vectorisers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outlast.filters.classifier.filter import ClassifierFilter
    from outlast.filters.classifier.fit import Option
    from outlast.filters.training import Learned, Training


class TrainingConfig(Strict):
    """What a classifier learns from.

    Attributes:
        corpus: by name or by path.
        language: which of its languages.
        unit: which of its units; all where left out.
        shared_text: what becomes of training passages that share text with judged ones, or nearly do: ``refuse`` to
            run, or ``exclude`` them from training and say how many.
    """

    corpus: str
    language: str
    unit: Literal["paragraph", "sentence"] | None = None
    shared_text: Literal["refuse", "exclude"] = "refuse"


def _rule(given: Any) -> Any:
    """A number is a fixed threshold."""
    if isinstance(given, bool) or not isinstance(given, int | float | dict | Strict):
        shown = f'"{given}"' if isinstance(given, str) else "nothing" if given is None else str(given).lower()
        raise ValueError(f"a number is wanted, or a rule such as {{by: share, of: 0.1}}, not {shown}")  # noqa: TRY004 - pydantic wants it
    return {"by": "fixed", "at": given} if isinstance(given, int | float) else given


def _plain(rule: ThresholdRule) -> Any:
    return rule.at if isinstance(rule, Fixed) else rule.model_dump(mode="json")


Threshold = Annotated[
    ThresholdRule,
    pydantic.BeforeValidator(_rule, json_schema_input_type=float | ThresholdRule),
    pydantic.PlainSerializer(_plain, return_type=Any),
]


class ClassifierConfig(Strict):
    """A classifier filter in a config.

    Attributes:
        name: unique in the experiment.
        train: the corpus to learn from.
        policy: the policy to learn, by name or by path; the experiment's where left out.
        features: what the model sees of a text; TF-IDF of words and pairs of words where left out.
        model: what is fitted; logistic regression where left out.
        grid: fields of features and model to choose by nested cross-validation, each with the values to try:
            ``model.C: [0.1, 1, 10]``. The setting of the best area under the ROC curve is taken.
        calibrate: make probabilities of the scores by a curve fitted to out-of-fold scores: ``sigmoid``,
            ``isotonic``, or ``none``.
        threshold: a text is blocked whose score is at least this: a number, or a rule by which it is set on
            out-of-fold scores of the training passages. Scores are probabilities, in [0, 1], but for ``linear-svm``
            and ``sgd`` with ``hinge`` that are not calibrated: theirs are margins. Where left out, 0.5, or 0 for
            margins.
    """

    kind: Literal["classifier"]
    name: Slug
    train: TrainingConfig
    policy: str | None = None
    features: Features = WordNGrams()
    model: Model = Logistic()
    grid: dict[str, list[Any]] = {}  # noqa: RUF012 - frozen with its model
    calibrate: Literal["sigmoid", "isotonic", "none"] = "none"
    threshold: Threshold = Fixed(at=0.5)

    @pydantic.model_validator(mode="before")
    @classmethod
    def _kinds_that_were_left_out(cls, data: Any) -> Any:
        """Features and model of the default kind need not say so."""
        if not isinstance(data, dict):
            return data
        filled = dict(data)
        for block, kind in (("features", "word"), ("model", "logistic-regression")):
            if isinstance(filled.get(block), dict) and "kind" not in filled[block]:
                filled[block] = {"kind": kind, **filled[block]}
        if isinstance(filled.get("features"), dict) and filled["features"]["kind"] == "word-tfidf":  # its older name
            filled["features"] = {**filled["features"], "kind": "word"}
        model = filled.get("model")
        hinge = isinstance(model, dict) and (model.get("kind") == "linear-svm" or model.get("loss") == "hinge")
        if hinge and filled.get("calibrate", "none") == "none":
            filled.setdefault("threshold", 0)
        return filled

    @pydantic.field_validator("grid")
    @classmethod
    def _a_grid_with_values(cls, grid: dict[str, list[Any]]) -> dict[str, list[Any]]:
        for field, values in grid.items():
            if not values:
                raise ValueError(f"{field} has no values to try")
        return grid

    @pydantic.field_validator("threshold")
    @classmethod
    def _on_the_scale(cls, threshold: ThresholdRule, info: pydantic.ValidationInfo) -> ThresholdRule:
        model, calibrate = info.data.get("model"), info.data.get("calibrate")
        if isinstance(threshold, Fixed) and model is not None and calibrate is not None:
            margin = model.scale == "margin" and calibrate == "none"
            if not margin and not 0 <= threshold.at <= 1:
                bound = "less than or equal to 1" if threshold.at > 1 else "greater than or equal to 0"
                raise ValueError(
                    f"{threshold.at:g} is outside its range: it must be {bound}, as scores are probabilities"
                )
        return threshold

    @pydantic.model_validator(mode="after")
    def _options_that_go_together(self) -> ClassifierConfig:
        for option in self.options:
            if self.calibrate == "none" and option.model.scale != self.model.scale:
                raise ValueError("grid: some of these models score in probabilities, others in margins; calibrate them")
            measured = all(isinstance(part, Readability) for part in parts_of(option.features))
            if isinstance(option.model, GaussianNaiveBayes) and not measured:
                raise ValueError("gaussian-naive-bayes takes readability features only; try complement-naive-bayes")
        return self

    @property
    def options(self) -> tuple[Option, ...]:
        """The settings of the grid; one where there is none."""
        try:
            return options(self.features, self.model, self.grid)
        except ValueError as error:
            raise ValueError(f"grid: {error}") from None

    @property
    def scale(self) -> Scale:
        """What its scores are."""
        return self.model.scale if self.calibrate == "none" else "probability"

    @property
    def lexicons(self) -> tuple[LexiconRules, ...]:
        """The features that read a keyword list."""
        return tuple(lexicon for option in self.options for lexicon in lexicons_of(option.features))

    def fit(
        self, training: Training, *, group_of: Mapping[str, str], seed: int, vectorisers: Vectorisers | None = None
    ) -> tuple[ClassifierFilter, Learned]:
        """The fitted filter, and how well it learned.

        Args:
            training: texts with targets.
            group_of: from each judged passage's id to its group; used only where the training is the judged corpus.
            seed: of the folds.
            vectorisers: where fitted vectorisers are shared with other classifiers; with the lists of `lexicons`.

        Raises:
            TrainingError: when the policy cannot be learned from these passages.
        """
        recipe = Recipe(
            options=self.options,
            calibrate=self.calibrate,
            threshold=self.threshold,
            scale=self.scale,
            seed=seed,
            vectorisers=vectorisers if vectorisers is not None else Vectorisers(),
        )
        return learn(training, recipe, group_of=group_of)

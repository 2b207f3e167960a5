"""What a classifier fits to the features, as a config describes it: estimators of scikit-learn."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pydantic

from outlast.config import Strict

Scale = Literal["probability", "margin"]
"""What a score is: an estimated probability of being a target, in [0, 1]; or a distance from the boundary between the
two sides, in no unit, positive on the targets' side."""


class ClassWeights(Strict):
    """How much each side counts in training.

    Attributes:
        target: of passages that the policy would block.
        other: of the rest.
    """

    target: float = pydantic.Field(gt=0)
    other: float = pydantic.Field(default=1.0, gt=0)


ClassWeight = Literal["balanced", "none"] | ClassWeights


def _weights(given: ClassWeight) -> Any:
    if isinstance(given, ClassWeights):
        return {True: given.target, False: given.other}
    return None if given == "none" else given


class Logistic(Strict):
    """Logistic regression (scikit-learn's ``LogisticRegression``, L2 penalty, solver ``lbfgs``).

    Attributes:
        C: inverse strength of the penalty.
        class_weight: ``balanced`` to weigh both sides alike whatever their numbers, ``none``, or a weight of each.
    """

    kind: Literal["logistic-regression"] = "logistic-regression"
    C: float = pydantic.Field(default=1.0, gt=0)
    class_weight: ClassWeight = "balanced"

    @property
    def scale(self) -> Scale:
        """What its scores are."""
        return "probability"

    def estimator(self, *, seed: int) -> Any:
        """An unfitted estimator."""
        from sklearn.linear_model import LogisticRegression

        return LogisticRegression(C=self.C, class_weight=_weights(self.class_weight), max_iter=1000)


class LinearSvm(Strict):
    """Linear support vector machine (``LinearSVC``); its scores are margins, no probabilities.

    Attributes:
        C: inverse strength of the penalty.
        class_weight: as of logistic regression.
    """

    kind: Literal["linear-svm"]
    C: float = pydantic.Field(default=1.0, gt=0)
    class_weight: ClassWeight = "balanced"

    @property
    def scale(self) -> Scale:
        """What its scores are."""
        return "margin"

    def estimator(self, *, seed: int) -> Any:
        """An unfitted estimator."""
        from sklearn.svm import LinearSVC

        return LinearSVC(C=self.C, class_weight=_weights(self.class_weight), max_iter=10_000, random_state=seed)


class ComplementNaiveBayes(Strict):
    """Complement naive Bayes (``ComplementNB``; Rennie et al. 2003), for counts or TF-IDF.

    Attributes:
        alpha: additive smoothing.
        norm: whether the weights are normalised a second time, as in the paper.
    """

    kind: Literal["complement-naive-bayes"]
    alpha: float = pydantic.Field(default=1.0, gt=0)
    norm: bool = False

    @property
    def scale(self) -> Scale:
        """What its scores are."""
        return "probability"

    def estimator(self, *, seed: int) -> Any:
        """An unfitted estimator."""
        from sklearn.naive_bayes import ComplementNB

        return ComplementNB(alpha=self.alpha, norm=self.norm)


class GaussianNaiveBayes(Strict):
    """Gaussian naive Bayes (``GaussianNB``), for features that are few and measured: ``readability``.

    Attributes:
        smoothing: share of the largest variance that is added to all.
    """

    kind: Literal["gaussian-naive-bayes"]
    smoothing: float = pydantic.Field(default=1e-9, gt=0)

    @property
    def scale(self) -> Scale:
        """What its scores are."""
        return "probability"

    def estimator(self, *, seed: int) -> Any:
        """An unfitted estimator."""
        from sklearn.naive_bayes import GaussianNB

        return GaussianNB(var_smoothing=self.smoothing)


class Sgd(Strict):
    """A linear model fitted by stochastic gradient descent (``SGDClassifier``).

    Attributes:
        loss: ``log``, whose scores are probabilities, or ``hinge``, whose scores are margins.
        alpha: strength of the L2 penalty.
        epochs: at most so many passes over the training passages.
        class_weight: as of logistic regression.
    """

    kind: Literal["sgd"]
    loss: Literal["log", "hinge"] = "log"
    alpha: float = pydantic.Field(default=1e-4, gt=0)
    epochs: int = pydantic.Field(default=1000, ge=1)
    class_weight: ClassWeight = "balanced"

    @property
    def scale(self) -> Scale:
        """What its scores are."""
        return "probability" if self.loss == "log" else "margin"

    def estimator(self, *, seed: int) -> Any:
        """An unfitted estimator."""
        from sklearn.linear_model import SGDClassifier

        return SGDClassifier(
            loss="log_loss" if self.loss == "log" else "hinge",
            alpha=self.alpha,
            max_iter=self.epochs,
            class_weight=_weights(self.class_weight),
            random_state=seed,
        )


class GradientBoosting(Strict):
    """Gradient-boosted trees (``GradientBoostingClassifier``).

    Attributes:
        trees: how many.
        depth: of each.
        learning_rate: how much each counts.
        features_per_split: ``sqrt`` of the number of features are tried at each split, or ``all``.
        class_weight: as of logistic regression.
    """

    kind: Literal["gradient-boosting"]
    trees: int = pydantic.Field(default=100, ge=1)
    depth: int = pydantic.Field(default=3, ge=1)
    learning_rate: float = pydantic.Field(default=0.1, gt=0)
    features_per_split: Literal["sqrt", "all"] = "sqrt"
    class_weight: ClassWeight = "balanced"

    @property
    def scale(self) -> Scale:
        """What its scores are."""
        return "probability"

    def estimator(self, *, seed: int) -> Any:
        """An unfitted estimator."""
        from sklearn.ensemble import GradientBoostingClassifier

        return GradientBoostingClassifier(
            n_estimators=self.trees,
            max_depth=self.depth,
            learning_rate=self.learning_rate,
            max_features="sqrt" if self.features_per_split == "sqrt" else None,
            random_state=seed,
        )

    def fit_arguments(self, targets: Any) -> dict[str, Any]:
        """The class weights, which this estimator takes as a weight of each passage."""
        from sklearn.utils.class_weight import compute_sample_weight

        return {"sample_weight": compute_sample_weight(_weights(self.class_weight), targets)}


class NearestNeighbours(Strict):
    """The share of targets among the nearest training passages (``KNeighborsClassifier``, brute force).

    Attributes:
        neighbours: how many.
        weights: ``uniform``, or by ``distance``: the nearer counts more.
        metric: of distance.
    """

    kind: Literal["nearest-neighbours"]
    neighbours: int = pydantic.Field(default=15, ge=1)
    weights: Literal["uniform", "distance"] = "distance"
    metric: Literal["cosine", "euclidean"] = "cosine"

    @property
    def scale(self) -> Scale:
        """What its scores are."""
        return "probability"

    def estimator(self, *, seed: int) -> Any:
        """An unfitted estimator."""
        from sklearn.neighbors import KNeighborsClassifier

        return KNeighborsClassifier(
            n_neighbors=self.neighbours, weights=self.weights, metric=self.metric, algorithm="brute"
        )


class Dummy(Strict):
    """No model at all: every text scores the share of targets in training (``DummyClassifier``); a baseline."""

    kind: Literal["dummy"]

    @property
    def scale(self) -> Scale:
        """What its scores are."""
        return "probability"

    def estimator(self, *, seed: int) -> Any:
        """An unfitted estimator."""
        from sklearn.dummy import DummyClassifier

        return DummyClassifier(strategy="prior")


Model = Annotated[
    Logistic
    | LinearSvm
    | ComplementNaiveBayes
    | GaussianNaiveBayes
    | Sgd
    | GradientBoosting
    | NearestNeighbours
    | Dummy,
    pydantic.Field(discriminator="kind"),
]

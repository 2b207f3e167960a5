"""A trained classifier as a filter: TF-IDF of word n-grams and logistic regression, from scikit-learn.

The model is fitted to passages that a policy's rules call targets or not. It blocks a text whose estimated probability
of being a target reaches the threshold. Where the judged passages are those that it was trained on, each is judged by
a model fitted without the paragraph that it belongs to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import pydantic

from outlast.config import Slug, Strict
from outlast.filters.classifier.features import WordTfidf
from outlast.filters.classifier.filter import ClassifierFilter
from outlast.filters.classifier.linear import LinearText
from outlast.filters.classifier.models import Logistic
from outlast.filters.classifier.spans import TOKEN
from outlast.filters.training import Learned, Training, TrainingError

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDS = 5
"""Cross-validation folds: the usual compromise between bias and variance (Hastie, Tibshirani and Friedman 2009, The
Elements of Statistical Learning, section 7.10)."""


class TrainingConfig(Strict):
    """What a classifier learns from.

    Attributes:
        corpus: by name or by path.
        language: which of its languages.
        unit: which of its units; all where left out.
    """

    corpus: str
    language: str
    unit: Literal["paragraph", "sentence"] | None = None


class ClassifierConfig(Strict):
    """A classifier filter in a config.

    Attributes:
        name: unique in the experiment.
        train: the corpus to learn from.
        policy: the policy to learn, by name or by path; the experiment's where left out.
        features: what the model sees of a text.
        model: what is fitted.
        threshold: a text is blocked whose estimated probability of being a target is at least this; in [0, 1].
    """

    kind: Literal["classifier"]
    name: Slug
    train: TrainingConfig
    policy: str | None = None
    features: WordTfidf = WordTfidf()
    model: Logistic = Logistic()
    threshold: float = pydantic.Field(default=0.5, ge=0, le=1)

    def fit(self, training: Training, *, group_of: Mapping[str, str], seed: int) -> tuple[ClassifierFilter, Learned]:
        """The fitted filter, and how well it learned.

        Args:
            training: texts with targets.
            group_of: from each judged passage's id to its group; used only where the training is the judged corpus.
            seed: of the folds.

        Raises:
            TrainingError: when the policy cannot be learned from these passages.
        """
        from sklearn.metrics import roc_auc_score

        training.check(folds=FOLDS)
        texts = np.asarray(training.texts.to_pylist(), dtype=object)
        groups = training.groups.to_pylist()
        scores = np.zeros(len(texts))
        held_out: dict[str, LinearText] = {}
        for kept, out in training.grouped_folds(folds=FOLDS, seed=seed):
            fitted = self._fitted(texts[kept], training.targets[kept])
            scores[out] = fitted.scores(texts[out].tolist())
            held_out.update((groups[row], fitted) for row in out)
        learned = Learned(
            passages=len(texts),
            targets=int(training.targets.sum()),
            folds=FOLDS,
            auc=float(roc_auc_score(training.targets, scores)),
        )
        judged = training.relation == "judged"
        fitted_filter = ClassifierFilter(
            whole=self._fitted(texts, training.targets),
            held_out=held_out if judged else {},
            group_of=dict(group_of) if judged else {},
            threshold=self.threshold,
        )
        return fitted_filter, learned

    def _fitted(self, texts: np.ndarray, targets: np.ndarray) -> LinearText:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression

        vectoriser = TfidfVectorizer(
            token_pattern=TOKEN,
            ngram_range=self.features.ngrams,
            min_df=self.features.min_df,
            sublinear_tf=self.features.sublinear,
        )
        weight = None if self.model.class_weight == "none" else "balanced"
        model = LogisticRegression(C=self.model.C, class_weight=weight, max_iter=1000)
        try:
            features = vectoriser.fit_transform(texts)
        except ValueError as error:  # no term is left: none of two letters, or none in min_df passages
            raise TrainingError(f"their texts have no terms to learn from ({error})") from None
        model.fit(features, targets)
        return LinearText(vectoriser, model, self.features.ngrams)

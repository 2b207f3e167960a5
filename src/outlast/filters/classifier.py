"""A trained classifier as a filter: TF-IDF of word n-grams and logistic regression, from scikit-learn.

The model is fitted to passages that a policy's rules call targets or not. It blocks a text whose estimated probability
of being a target reaches the threshold. Where the judged passages are those that it was trained on, each is judged by
a model fitted without the paragraph that it belongs to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pydantic

from outlast.config import Slug, Strict
from outlast.filters.protocol import Evidence, Judgement, judgement
from outlast.filters.terms import TOKEN, word_ngrams
from outlast.filters.training import Learned, Training, TrainingError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pyarrow as pa

FOLDS = 5
"""Cross-validation folds: the usual compromise between bias and variance (Hastie, Tibshirani and Friedman 2009, The
Elements of Statistical Learning, section 7.10)."""

SHOWN = 5
"""Terms recorded as evidence for a blocked text: those that carried the score most."""


@dataclass(frozen=True)
class LinearText:
    """A fitted vectoriser and linear model.

    Attributes:
        vectoriser: a fitted ``TfidfVectorizer``.
        model: a fitted ``LogisticRegression`` whose second class is "target".
        ngrams: shortest and longest n-gram.
    """

    vectoriser: Any
    model: Any
    ngrams: tuple[int, int]

    def scores(self, texts: list[str]) -> np.ndarray:
        """Estimated probability of each text to be a target: float64, shape (n,), in [0, 1]."""
        return self.weigh(texts).scores

    def weigh(self, texts: list[str]) -> Weighed:
        """The scores of texts with what each n-gram adds to them, vectorised once."""
        features = self.vectoriser.transform(texts)
        scores: np.ndarray = self.model.predict_proba(features)[:, 1]
        return Weighed(scores, features.multiply(self.model.coef_[0]).tocsr(), self)

    def terms_in(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Each n-gram of a text that the model knows, with its span in the text."""
        for term, start, end in word_ngrams(text, shortest=self.ngrams[0], longest=self.ngrams[1]):
            if term in self.vectoriser.vocabulary_:
                yield term, start, end


@dataclass(frozen=True, slots=True)
class Weighed:
    """Texts as a linear model weighed them.

    Attributes:
        scores: estimated probability of being a target: float64, shape (n,).
        added: what each n-gram adds to the log-odds, its TF-IDF times its coefficient: sparse, shape (n, vocabulary).
        judge: the model.
    """

    scores: np.ndarray
    added: Any
    judge: LinearText

    def contributions(self, row: int, text: str) -> dict[str, float]:
        """What each n-gram of one text adds; with the model's intercept they sum to the log-odds of its score."""
        begin, end = self.added.indptr[row : row + 2]
        by_column = dict(zip(self.added.indices[begin:end].tolist(), self.added.data[begin:end].tolist(), strict=True))
        columns = self.judge.vectoriser.vocabulary_
        return {term: by_column.get(columns[term], 0.0) for term, _, _ in self.judge.terms_in(text)}


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


class WordTfidf(Strict):
    """TF-IDF of word n-grams (scikit-learn's ``TfidfVectorizer``).

    Attributes:
        ngrams: shortest and longest n-gram, in words.
        min_df: fewest training passages that a term must occur in.
        sublinear: whether a term's count enters as 1 + ln(count).
    """

    kind: Literal["word-tfidf"] = "word-tfidf"
    ngrams: tuple[int, int] = (1, 2)
    min_df: int = pydantic.Field(default=1, ge=1)
    sublinear: bool = True

    @pydantic.field_validator("ngrams")
    @classmethod
    def _in_order(cls, ngrams: tuple[int, int]) -> tuple[int, int]:
        if not 1 <= ngrams[0] <= ngrams[1] <= 5:
            raise ValueError(f"{list(ngrams)} is not a range of n-grams: shortest and longest, from 1 to 5")
        return ngrams


class Logistic(Strict):
    """Logistic regression (scikit-learn's ``LogisticRegression``, L2 penalty, solver ``lbfgs``).

    Attributes:
        C: inverse strength of the penalty.
        class_weight: ``balanced`` to weigh both sides alike whatever their numbers, or ``none``.
    """

    kind: Literal["logistic-regression"] = "logistic-regression"
    C: float = pydantic.Field(default=1.0, gt=0)
    class_weight: Literal["balanced", "none"] = "balanced"


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

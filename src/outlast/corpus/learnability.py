"""Learnability: how well a policy can be learned from one half of a corpus and recognised in the other.

A corpus in which a bag of words, or a single word, recognises a policy's targets without fail is a toy: the words give
the label away. One in which nothing can be learned trains nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from outlast.errors import CorpusError

if TYPE_CHECKING:
    from outlast.corpus.load import Corpus
    from outlast.policy import Policy

ATTRIBUTE = "split"


@dataclass(frozen=True, slots=True)
class Learnability:
    """How well one policy is learned from one language of a corpus.

    Attributes:
        language: which.
        policy: which.
        trained_on: passages of the half that is learned from.
        tested_on: passages of the other half.
        targets: targets of the policy among those tested.
        majority: accuracy on the tested half of always saying what is commoner in the trained half.
        accuracy: accuracy of the bag of words on the tested half.
        auc: area under its ROC curve there.
        word: the single term that separates best in the trained half.
        word_auc: area under the ROC curve of that term's presence in the tested half (below 0.5 where the term speaks
            against a target there).
    """

    language: str
    policy: str
    trained_on: int
    tested_on: int
    targets: int
    majority: float
    accuracy: float
    auc: float
    word: str
    word_auc: float


def learnability(corpus: Corpus, policy: Policy, *, language: str) -> Learnability:
    """Train a bag of words on half ``a`` of a corpus, test it on half ``b``; passages without labels take no part.

    Binary counts of words (for Chinese, of single characters and pairs, since it is written without blanks), logistic
    regression with scikit-learn's defaults. The best single term is chosen on half ``a`` and judged on half ``b``.

    Raises:
        CorpusError: when the corpus has no halves, or a half lacks targets or others.
    """
    import pyarrow as pa
    import pyarrow.compute as pc
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score
    from threadpoolctl import threadpool_limits

    if ATTRIBUTE not in corpus.codebook.attributes:
        raise CorpusError(f"corpus {corpus.name} has no halves: its codebook has no attribute {ATTRIBUTE!r}")
    passages = corpus.passages(language=language)
    known = policy.judge(passages, codebook=corpus.codebook).column("target")
    halved = pc.is_in(passages.column(ATTRIBUTE), pa.array(["a", "b"]))
    kept = pc.and_(known.is_valid(), halved)
    passages, targets = passages.filter(kept), np.asarray(known.filter(kept).to_pylist(), dtype=bool)
    first = np.asarray([half == "a" for half in passages.column(ATTRIBUTE).to_pylist()], dtype=bool)
    for half in (first, ~first):
        if len(set(targets[half].tolist())) < 2:
            raise CorpusError(f"a half of {corpus.name} ({language}) has only one side of {policy.name}")
    han = language.partition("-")[0] == "zh"
    words: dict[str, Any] = {"analyzer": "char", "ngram_range": (1, 2)} if han else {"analyzer": "word"}
    texts = np.asarray(passages.column("text").to_pylist(), dtype=object)
    with threadpool_limits(1):
        vectoriser = CountVectorizer(binary=True, **words)
        train = vectoriser.fit_transform(texts[first])
        test = vectoriser.transform(texts[~first])
        model = LogisticRegression(max_iter=1000).fit(train, targets[first])
        scores = model.predict_proba(test)[:, 1]
    best, sign = _best_term(train, targets[first])
    presence = test[:, best].toarray().ravel() * sign
    majority = targets[first].mean() >= 0.5
    return Learnability(
        language=language,
        policy=policy.name,
        trained_on=int(first.sum()),
        tested_on=int((~first).sum()),
        targets=int(targets[~first].sum()),
        majority=float((targets[~first] == majority).mean()),
        accuracy=float(((scores >= 0.5) == targets[~first]).mean()),
        auc=float(roc_auc_score(targets[~first], scores)),
        word=str(vectoriser.get_feature_names_out()[best]),
        word_auc=float(roc_auc_score(targets[~first], presence)),
    )


def _best_term(features: Any, targets: np.ndarray) -> tuple[int, int]:
    """The column whose presence separates best, and 1 or -1 for speaking for or against a target.

    The area under the ROC curve of a yes/no feature is (1 + sensitivity - false-positive rate) / 2.
    """
    rates = [np.asarray(features[side].mean(axis=0)).ravel() for side in (targets, ~targets)]
    gain = rates[0] - rates[1]
    best = int(np.argmax(np.abs(gain)))
    return best, 1 if gain[best] >= 0 else -1

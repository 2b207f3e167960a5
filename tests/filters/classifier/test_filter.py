"""The classifier: its scores are scikit-learn's, its evidence adds up to them, its threshold is inclusive."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pydantic
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import logit
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from outlast.filters.classifier import ClassifierConfig
from outlast.filters.classifier.explain import terms
from outlast.filters.classifier.filter import ClassifierFilter
from outlast.filters.training import Training, TrainingError

WAR = ["stop the war now", "war is here", "no war and no lies", "the war, the war!", "street protest", "a war crime"]
TEA = ["tea is here", "the bread and tea", "bread now", "good tea, good bread", "the street is quiet", "bread and song"]
UNSEEN = ["the war is here", "bread and war, war, WAR", "nothing known", "", "İstanbul war"]

SOURCE = {"corpus": "corpus", "language": "en"}


def config(**fields) -> ClassifierConfig:
    """A classifier's config; the fields given replace the defaults."""
    return ClassifierConfig.model_validate({"kind": "classifier", "name": "model", "train": SOURCE, **fields})


def training(targets: list[str], others: list[str]) -> Training:
    """Texts that the policy would block and texts that it would not, each a group of its own."""
    texts = [*targets, *others]
    hits = np.array([True] * len(targets) + [False] * len(others))
    return Training(pa.array(texts), hits, pa.array([f"g{row}" for row in range(len(texts))]), "apart")


def fitted(**fields) -> ClassifierFilter:
    """A classifier that learned to block talk of war."""
    return config(**fields).fit(training(WAR, TEA), group_of={}, seed=0)[0]


SHARED = fitted()


def added(text: str) -> dict[str, float]:
    """What each term of a text adds to the log-odds, by the classifier with default settings."""
    return {term.name: term.weight for term in next(terms(SHARED.whole, [text]))}


def log_odds(text: str) -> float:
    """The log-odds of a text's score, by the same."""
    return logit(SHARED.whole.scores([text])[0])


@pytest.mark.parametrize(
    ("fields", "vectoriser", "regression"),
    [
        ({}, {"ngram_range": (1, 2), "sublinear_tf": True}, {"C": 1.0, "class_weight": "balanced"}),
        (
            {
                "features": {"ngrams": (1, 1), "min_df": 2, "sublinear": False},
                "model": {"C": 0.3, "class_weight": "none"},
            },
            {"ngram_range": (1, 1), "min_df": 2, "sublinear_tf": False},
            {"C": 0.3, "class_weight": None},
        ),
        ({"features": {"ngrams": (2, 3)}}, {"ngram_range": (2, 3), "sublinear_tf": True}, {"class_weight": "balanced"}),
    ],
)
def test_scores_are_those_of_a_scikit_learn_pipeline(batch_of, fields, vectoriser, regression):
    """Every setting means what scikit-learn's means: the scores are those of its own pipeline."""
    pipeline = make_pipeline(TfidfVectorizer(**vectoriser), LogisticRegression(**regression, max_iter=1000))
    few = TEA[:5]
    pipeline.fit([*WAR, *few], [1] * len(WAR) + [0] * len(few))
    made, _ = config(**fields).fit(training(WAR, few), group_of={}, seed=0)
    scores = made.decide(batch_of(UNSEEN), near=0).score.to_pylist()
    np.testing.assert_allclose(scores, pipeline.predict_proba(UNSEEN)[:, 1], rtol=1e-12)


@pytest.mark.parametrize("text", UNSEEN)
def test_contributions_and_intercept_are_the_log_odds(text):
    """What the terms add, with the intercept, is the log-odds of the score."""
    total = sum(added(text).values()) + SHARED.whole.linear.intercept
    assert total == pytest.approx(log_odds(text), abs=1e-9)


@given(text=st.lists(st.sampled_from([*"artİßσ, ", "war ", "Tea ", "bread ", "no "]), max_size=20).map("".join))
@settings(max_examples=150, deadline=None)
def test_contributions_add_up_whatever_the_text(text):
    """The sum holds for texts with words that are unknown, repeated, or change their length in lower case."""
    total = sum(added(text).values()) + SHARED.whole.linear.intercept
    assert total == pytest.approx(log_odds(text), abs=1e-9)


def test_contributions_are_of_known_terms_only():
    """A term that no training text has adds nothing and is not listed."""
    assert set(added("the war in Xanadu")) == {"the", "war", "the war"}


def test_contributions_are_of_the_row_asked_for():
    """Of several texts weighed together, each has the contributions that it has alone."""
    for text, found in zip(UNSEEN, terms(SHARED.whole, UNSEEN), strict=True):
        assert {term.name: term.weight for term in found} == pytest.approx(added(text), abs=1e-12)


@pytest.mark.parametrize(("threshold", "blocked"), [(0.0, [True] * 3), (1.0, [False] * 3)])
def test_the_ends_of_the_threshold(batch_of, threshold, blocked):
    """At 0 every text is blocked, the empty one too; at 1 none is, since no estimate is certain."""
    made = fitted(threshold=threshold).decide(batch_of(["stop the war", "tea", ""]), near=0)
    assert made.blocked.to_pylist() == blocked


def test_a_score_at_the_threshold_is_blocked(batch_of):
    """A text whose score equals the threshold is blocked by its terms, and one a hair below it is let through."""
    texts = ["war and tea"]
    score = SHARED.decide(batch_of(texts), near=0).score[0].as_py()
    at, above = (replace(SHARED, threshold=value) for value in (score, np.nextafter(score, 1)))
    for judge, blocked, role in ((at, True, "fired"), (above, False, "near")):
        made = judge.decide(batch_of(texts), near=1)
        assert made.blocked.to_pylist() == [blocked]
        assert set(made.evidence.column("role").to_pylist()) == {role}


@pytest.mark.parametrize("threshold", [-0.01, 1.01, float("nan"), True, "0.5"])
def test_a_threshold_lies_between_0_and_1(threshold):
    """A threshold that is no number from 0 to 1 is refused."""
    with pytest.raises(pydantic.ValidationError):
        config(threshold=threshold)


@pytest.mark.parametrize("ngrams", [(0, 1), (2, 1), (1, 6)])
def test_ngrams_are_a_range(ngrams):
    """A range of n-grams that is out of order, or not within 1 to 5, is refused."""
    with pytest.raises(pydantic.ValidationError, match="is not a range of n-grams"):
        config(features={"ngrams": ngrams})


def test_the_strongest_term_comes_first(batch_of, marks_of):
    """The terms that speak for blocking stand by what they add, the strongest first, each where it stands."""
    made = fitted(features={"ngrams": (1, 1)}, threshold=0.0).decide(batch_of(["No lies, stop WAR: bread"]), near=0)
    weights = made.evidence.column("weight").to_pylist()
    marked = marks_of(made, ["No lies, stop WAR: bread"])
    assert marked[0] == ("fired", "war", "WAR")
    assert {rule for _, rule, _ in marked} == {"war", "no", "lies", "stop"}
    assert weights == sorted(weights, reverse=True)
    assert min(weights) > 0


def test_occurrences_share_the_weight_of_their_term(batch_of):
    """A term's rows carry equal parts of what it adds, one for each place, and their sum is all of it."""
    text = "war, tea, War and WAR"
    made = SHARED.decide(batch_of([text]), near=5)
    rows = [row for row in made.evidence.to_pylist() if row["rule"] == "war"]
    assert [(row["start"], row["end"]) for row in rows] == [(0, 3), (10, 13), (18, 21)]
    assert len({row["weight"] for row in rows}) == 1
    assert sum(row["weight"] for row in rows) == pytest.approx(added(text)["war"])


def test_five_terms_are_shown_of_a_blocked_text(batch_of):
    """Of a blocked text at most five terms are evidence, whatever number of near misses is asked for."""
    made = replace(SHARED, threshold=0.0).decide(batch_of([" ".join(WAR)]), near=20)
    assert set(made.evidence.column("role").to_pylist()) == {"fired"}
    assert len(set(made.evidence.column("rule").to_pylist())) == 5


@pytest.mark.parametrize("near", [0, 1, 2])
def test_near_misses_are_the_strongest_terms(batch_of, near):
    """Of a text that is let through, as many of its strongest terms are near misses as were asked for, and as many of
    those that held it back, which say so.
    """
    made = fitted(features={"ngrams": (1, 1)}, threshold=1.0).decide(batch_of(["no bread, war, tea"]), near=near)
    rows = made.evidence.to_pylist()
    assert [row["rule"] for row in rows] == [*["war", "no"][:near], *["bread", "tea"][:near]]
    assert [row["note"] for row in rows] == [*[None, None][:near], *["held it back"] * 2][: 2 * near]
    assert {row["role"] for row in rows} <= {"near"}


def test_words_that_speak_against_blocking_are_no_evidence(batch_of):
    """Of a blocked text, a term with a negative weight is no evidence."""
    made = replace(SHARED, threshold=0.0).decide(batch_of(["bread and tea"]), near=5)
    assert made.evidence.num_rows == 0


@pytest.mark.parametrize(
    ("fields", "targets", "others"),
    [
        ({"features": {"min_df": 50}}, WAR, TEA),
        ({}, ["a !", "b", "c", "d", "e ?"], ["f", "g", "h", "i", "j"]),
    ],
    ids=["min_df above the number of passages", "no word of two letters"],
)
def test_texts_without_terms_cannot_be_learned_from(fields, targets, others):
    """Training that leaves no term to learn is an error about the training, not one of scikit-learn's."""
    with pytest.raises(TrainingError):
        config(**fields).fit(training(targets, others), group_of={}, seed=0)


def test_too_few_targets_cannot_be_learned_from():
    """Fewer groups with targets than folds are refused before anything is fitted."""
    with pytest.raises(TrainingError, match=r"^only 4 groups of passages with targets; at least 5"):
        config().fit(training(WAR[:4], TEA), group_of={}, seed=0)

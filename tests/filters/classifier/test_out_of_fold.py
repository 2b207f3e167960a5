"""No passage of the judged corpus is scored by a model that saw its group."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from outlast.filters.classifier import ClassifierConfig
from outlast.filters.classifier.filter import ClassifierFilter
from outlast.filters.training import Learned, Training

GROUPS = [f"paragraph-{number}" for number in range(12)]
PLANTED = {group: f"planted{number:02d}" for number, group in enumerate(GROUPS)}
"""A word of its own for each group; the even groups are targets."""

PASSAGES = {
    f"{group}/{sentence}": (group, f"{PLANTED[group]} {'war' if number % 2 == 0 else 'tea'} {filler}")
    for number, group in enumerate(GROUPS)
    for sentence, filler in enumerate(["and bread", "or song", "at night"])
}


def learn(relation: str, *, seed: int = 0) -> tuple[ClassifierFilter, Learned]:
    """A classifier of single words that was trained on the passages, as the judged corpus or as another one."""
    rows = list(PASSAGES.values())
    hits = np.array([GROUPS.index(group) % 2 == 0 for group, _ in rows])
    known = Training(pa.array([text for _, text in rows]), hits, pa.array([group for group, _ in rows]), relation)
    config = ClassifierConfig.model_validate(
        {
            "kind": "classifier",
            "name": "model",
            "train": {"corpus": "corpus", "language": "en"},
            "features": {"ngrams": (1, 1)},
            "threshold": 0.0,
        }
    )
    return config.fit(known, group_of={name: group for name, (group, _) in PASSAGES.items()}, seed=seed)


@pytest.fixture(scope="module")
def judged() -> ClassifierFilter:
    """A classifier trained on the corpus that it judges."""
    return learn("judged")[0]


@pytest.mark.parametrize("seed", [0, 1, 7])
def test_no_model_that_judges_a_group_has_its_word(seed):
    """The model kept for a group does not know the word that only this group has, and knows those of most others."""
    made, _ = learn("judged", seed=seed)
    assert set(made.held_out) == set(GROUPS)
    for group in GROUPS:
        known = set(made.held_out[group].vectoriser.vocabulary_)
        assert PLANTED[group] not in known
        assert len(known & set(PLANTED.values())) >= 6


def test_a_planted_word_moves_no_score_of_its_own_group(batch_of, judged):
    """Under its own id, a passage scores the same with its group's word as with one that nobody knows."""
    ids = list(PASSAGES)
    texts = [text for _, text in PASSAGES.values()]
    strange = [text.replace(PLANTED[group], "qqqq") for group, text in PASSAGES.values()]
    with_word, without = (judged.decide(batch_of(some, ids=ids), near=0).score for some in (texts, strange))
    assert with_word.equals(without)


def test_the_same_word_moves_the_score_of_a_stranger(batch_of, judged):
    """Under an id that was not trained on, the whole model judges, which knows every planted word."""
    ids = [f"stranger-{number}" for number in range(len(GROUPS))]
    texts = [f"{word} bread" for word in PLANTED.values()]
    known, unknown = (judged.decide(batch_of(some, ids=ids), near=0) for some in (texts, ["qqqq bread"] * len(ids)))
    change = np.sign(np.array(known.score.to_pylist()) - np.array(unknown.score.to_pylist()))
    assert change.tolist() == [1, -1] * 6


def test_a_planted_word_is_no_evidence_in_its_own_group(batch_of, judged):
    """A group's own word never carries a decision on one of its passages, in whatever rendering it comes."""
    ids = list(PASSAGES)
    texts = [f"{PLANTED[group]}! War, {PLANTED[group]}" for group, _ in PASSAGES.values()]
    made = judged.decide(batch_of(texts, ids=ids), near=20)
    assert set(made.evidence.column("rule").to_pylist()) == {"war"}


def test_all_passages_of_a_group_have_one_judge(batch_of, judged):
    """The same text under the ids of one group scores the same, so folds do not cut a group."""
    ids = list(PASSAGES)
    scores = judged.decide(batch_of(["war and planted04"] * len(ids), ids=ids), near=0).score.to_pylist()
    by_group: dict[str, set[float]] = {}
    for (group, _), score in zip(PASSAGES.values(), scores, strict=True):
        by_group.setdefault(group, set()).add(score)
    assert {len(some) for some in by_group.values()} == {1}
    assert len(set(scores)) > 1


def test_a_group_that_was_not_trained_on_is_judged_by_the_whole(batch_of):
    """A judged passage whose group had no target label, so is in no fold, is judged by the model of all the others."""
    rows = list(PASSAGES.values())
    made, _ = learn("judged")
    wider = {**made.group_of, "unlabelled": "paragraph-99"}
    with_more = ClassifierFilter(whole=made.whole, held_out=made.held_out, group_of=wider, threshold=0.5)
    score = with_more.decide(batch_of([rows[0][1]], ids=["unlabelled"]), near=0).score[0].as_py()
    assert score == made.whole.scores([rows[0][1]])[0]


def test_training_on_another_corpus_needs_no_folds(batch_of):
    """Where the judged passages are of another corpus, one model judges all, whatever their ids."""
    made, _ = learn("apart")
    assert (dict(made.held_out), dict(made.group_of)) == ({}, {})
    name = "paragraph-0/0"
    same_id, other_id = (
        made.decide(batch_of(["planted00 war"], ids=[some]), near=5).evidence.column("rule").to_pylist()
        for some in (name, "elsewhere")
    )
    assert same_id == other_id == ["war", "planted00"]


def test_what_it_learned_is_told_of_unseen_groups():
    """Passages, targets and folds are counted; words that separate perfectly give an out-of-fold AUC of 1."""
    _, learned = learn("judged")
    assert (learned.passages, learned.targets, learned.folds, learned.auc) == (36, 18, 5, 1.0)


def test_the_auc_does_not_see_planted_words():
    """Where nothing but each group's own word tells targets from others, the AUC is one half: no group saw its word."""
    rows = [(group, f"{PLANTED[group]} and bread") for group in GROUPS for _ in range(3)]
    hits = np.array([GROUPS.index(group) % 2 == 0 for group, _ in rows])
    known = Training(pa.array([text for _, text in rows]), hits, pa.array([group for group, _ in rows]), "judged")
    config = ClassifierConfig.model_validate(
        {"kind": "classifier", "name": "model", "train": {"corpus": "corpus", "language": "en"}}
    )
    _, learned = config.fit(known, group_of={}, seed=0)
    assert learned.auc <= 0.5

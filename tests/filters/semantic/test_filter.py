"""What a semantic filter decides, from vectors whose similarities are worked out by hand (tiny.py)."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pydantic
import pytest

from outlast.filters.semantic import SemanticConfig
from outlast.filters.training import Training, TrainingError

TEXTS = ["war", "battle", "war tea", "cup", "battle", "tea", "tea", "cup tea"]
TARGETS = [True, True, True, True, False, False, False, False]
GROUPS = ["a", "b", "c", "d", "a", "e", "f", "g"]
IDS = [f"t{row}" for row in range(8)]


def config(**fields: object) -> SemanticConfig:
    return SemanticConfig.model_validate({"kind": "semantic", "name": "near", "model": "plain", **fields})


def training(relation: str = "apart") -> Training:
    return Training(pa.array(TEXTS), np.array(TARGETS), pa.array(GROUPS), relation)


def fitted(encoder, *, relation="apart", group_of=None, **fields):
    given = config(train={"corpus": "corpus", "language": "en"}, **fields)
    return given.fit(training(relation), ids=IDS, encoder=encoder, group_of=group_of or {})


def test_listed_exemplars(plain_encoder, batch_of):
    """Scores are cosines to the nearest: 1 to itself, 0.8 by hand, 1/√2 for half a text; a block from 0.8 on."""
    judge = config(exemplars=["War!", "cup"], threshold=0.8).build(plain_encoder)
    made = judge.decide(batch_of(["WAR", "battle", "war tea", "unknown"]), near=1)
    assert made.score.to_pylist() == [1, 0.8, pytest.approx(0.707107), 0]
    assert made.blocked.to_pylist() == [True, True, False, False]
    assert made.rule.to_pylist() == ["exemplars.0", "exemplars.0", None, None]
    assert [(row["role"], row["rule"], row["start"], row["end"], row["note"]) for row in made.evidence.to_pylist()] == [
        ("fired", "exemplars.0", 0, 3, "1.00 similar to “War!”"),
        ("fired", "exemplars.0", 0, 6, "0.80 similar to “War!”"),
        ("near", "exemplars.0", 0, 7, "0.71 similar to “War!”"),
        ("near", "exemplars.0", 0, 7, "0.00 similar to “War!”"),
    ]


def test_targets_are_exemplars(plain_encoder, batch_of):
    """What a policy forbids in training is what texts are compared with, by the ids of the passages."""
    judge, learned = fitted(plain_encoder, threshold=0.9)
    assert judge.decide(batch_of(["battle", "cup", "tea"]), near=0).rule.to_pylist() == ["t1", "t3", None]
    assert (learned.passages, learned.targets, learned.threshold, learned.scale) == (8, 4, 0.9, "similarity")


OUT_OF_FOLD = {
    "war": 0.8,  # to battle of b
    "battle": 0.8,  # to war of a
    "war tea": (0.5**0.5) * 1,  # to war of a; battle and cup are at 0.8/√2
    "cup": 0.8 * 0.5**0.5,  # to war tea of c
    "battle of a": 1.0,  # to battle of b, not to war of its own group
    "tea": 0.8,  # to cup of d
    "cup tea": 1.8 / (3.6**0.5),  # to cup: (0.8 + 1)/√(2 + 1.6)
}


def test_out_of_fold_scores_leave_the_own_group_out(plain_encoder):
    """Each training passage's score is its similarity to the nearest target of another group, by hand."""
    _, learned = fitted(plain_encoder, threshold=0.9)
    expected = [
        OUT_OF_FOLD[name] for name in ("war", "battle", "war tea", "cup", "battle of a", "tea", "tea", "cup tea")
    ]
    assert learned.out_of_fold.scores.tolist() == pytest.approx(expected, abs=1e-5)
    assert learned.auc == pytest.approx((1 * 0 + 2 * 0.5 + 2 * 0.5) / 16)  # two of four targets tie with both teas
    assert learned.folds == 7


def test_a_rule_sets_the_threshold_on_out_of_fold_scores(plain_encoder):
    """One of four controls may be blocked: the highest is at 1 and the next at 0.95, so the threshold is 1."""
    judge, learned = fitted(plain_encoder, threshold={"by": "false-positive-rate", "at_most": 0.25})
    assert judge.threshold == 1.0
    assert learned.threshold_by == "false-positive-rate"
    assert learned.thresholds_held_out == ()


def test_a_judged_passage_is_compared_without_its_group(plain_encoder, batch_of):
    """Where the judged passages are the training passages, none meets itself or its neighbours."""
    group_of = dict(zip(IDS, GROUPS, strict=True))
    judge, learned = fitted(plain_encoder, relation="judged", group_of=group_of, threshold=0.9)
    made = judge.decide(batch_of(TEXTS, ids=IDS), near=0)
    assert made.score.to_pylist() == learned.out_of_fold.scores.tolist()
    assert judge.decide(batch_of(["war"], ids=["elsewhere"]), near=0).score.to_pylist() == [1]


def test_a_threshold_is_chosen_without_the_group_that_it_judges(plain_encoder, batch_of):
    """For each group the rule looks at the others alone, scored without that group's exemplars: checked for group b.

    Without b's battle: war's nearest is war tea (1/√2); war tea's is war (1/√2); cup's is war tea (0.8/√2); battle of
    a has war tea (0.8/√2); tea and tea have cup (0.8); cup tea has cup (0.948683). Nothing but cup tea may be blocked.
    """
    group_of = dict(zip(IDS, GROUPS, strict=True))
    rule = {"by": "share", "of": 0.2}
    judge, learned = fitted(plain_encoder, relation="judged", group_of=group_of, threshold=rule)
    assert judge.thresholds["b"] == pytest.approx(1.8 / 3.6**0.5, abs=1e-6)
    assert set(judge.thresholds) == set(GROUPS)
    assert set(learned.thresholds_held_out) == set(judge.thresholds.values())


@pytest.mark.parametrize("seed", range(20))
def test_leaving_out_is_leaving_out(seed):
    """Scores without a group are those of exemplars from which the group was taken, for random vectors."""
    from outlast.filters.semantic.fit import nearest_of_others

    generator = np.random.default_rng(seed)
    vectors = generator.normal(size=(12, 4))
    vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    groups, chosen = generator.integers(5, size=12), np.array([0, 3, 4, 6, 7, 9, 10])
    belonging = np.where(chosen == 3, -1, groups[chosen])
    nearest = nearest_of_others(vectors, groups, vectors[chosen], belonging)
    for left_out in range(5):
        for row, score in enumerate(nearest.without(left_out)):
            others = [
                min(1, round(float(vectors[row] @ vectors[each]), 6))
                for each, group in zip(chosen, belonging, strict=True)
                if group not in {groups[row], left_out}
            ]
            assert score == pytest.approx(max(others, default=-np.inf), abs=2e-6)


def test_listed_exemplars_stand_beside_targets(plain_encoder, batch_of):
    """Both kinds are compared with, and a listed one counts for a passage of any group."""
    group_of = dict(zip(IDS, GROUPS, strict=True))
    judge, _ = fitted(plain_encoder, relation="judged", group_of=group_of, exemplars=["tea"], threshold=0.9)
    made = judge.decide(batch_of(["tea", "war"], ids=["t5", "t0"]), near=0)
    assert made.rule.to_pylist() == ["exemplars.0", None]


def test_too_few_groups(plain_encoder):
    """Targets of two groups are too few: a judged passage's and a scored one's are left out."""
    given = Training(pa.array(TEXTS), np.array(TARGETS), pa.array(["a", "a", "b", "b", *"cdef"]), "apart")
    with pytest.raises(TrainingError, match="only 2 groups of passages with targets; at least 3 are needed"):
        config(train={"corpus": "c", "language": "en"}, threshold=0.5).fit(
            given, ids=IDS, encoder=plain_encoder, group_of={}
        )


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"threshold": 0.5}, "nothing is forbidden: give train"),
        ({"threshold": 1.5, "exemplars": ["war"]}, r"1\.5 is outside \[-1, 1\]"),
        ({"threshold": {"by": "share", "of": 0.1}, "exemplars": ["war"]}, "share is set on training passages"),
        ({"threshold": 0.5, "exemplars": ["war", " "]}, "exemplar 1 is empty"),
        ({"threshold": 0.5, "exemplars": ["war"], "policy": "tone"}, "there is no train"),
        ({"exemplars": ["war"]}, "threshold\n.*Field required"),
    ],
)
def test_configs_that_make_no_sense(fields, message):
    """Each is refused with its reason."""
    with pytest.raises(pydantic.ValidationError, match=message):
        config(**fields)

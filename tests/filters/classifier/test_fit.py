"""Fitting: nothing is chosen, measured or prepared on what it is judged by."""

from __future__ import annotations

import numpy as np
import pytest

from outlast.filters.classifier.thresholds import Share

RULES = [
    {"by": "share", "of": 0.3},
    {"by": "false-positive-rate", "at_most": 0.2},
    {"by": "cost", "over": 1, "under": 3},
    {"by": "f-beta", "beta": 2},
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["by"])
def test_a_threshold_is_set_on_out_of_fold_scores(config_of, noisy, rule):
    """The rule is given the scores of passages by models that had not seen them, and the filter blocks from there."""
    config = config_of(threshold=rule)
    made, learned = config.fit(noisy, group_of={}, seed=0)
    scores = np.zeros(len(noisy.targets))
    for kept, out in noisy.grouped_folds(folds=5, seed=0):
        fold, _ = config_of().fit(noisy.take(kept), group_of={}, seed=0)
        scores[out] = fold.whole.scores(noisy.texts.take(out).to_pylist())
    np.testing.assert_allclose(learned.out_of_fold.scores, scores, rtol=1e-12)
    assert made.threshold == learned.threshold == pytest.approx(config.threshold.choose(scores, noisy.targets))
    assert learned.threshold_by == rule["by"]


def test_seen_scores_would_set_another(config_of, noisy):
    """On scores of the whole's own training passages the same rule gives a stricter threshold: the test can tell."""
    rule = Share(by="share", of=0.3)
    made, _ = config_of(threshold=rule.model_dump()).fit(noisy, group_of={}, seed=0)
    seen = made.whole.scores(noisy.texts.to_pylist())
    assert rule.choose(seen, noisy.targets) > made.threshold + 0.02


@pytest.mark.parametrize("calibrate", ["none", "sigmoid"])
def test_where_the_judged_are_trained_on_each_fold_has_its_own_threshold(training_of, config_of, noisy, calibrate):
    """A passage's labels and text have no part in the threshold that it is judged by."""
    config = config_of(threshold={"by": "f-beta"}, calibrate=calibrate)

    def thresholds(texts, targets):
        training = training_of(texts, targets, groups=noisy.groups.to_pylist(), relation="judged")
        return config.fit(training, group_of={}, seed=0)[0].thresholds

    texts, targets = noisy.texts.to_pylist(), noisy.targets.copy()
    before = thresholds(texts, targets)
    assert set(before) == set(noisy.groups.to_pylist())
    assert len(set(before.values())) > 1
    changed = [
        "entirely other words" if group == "g0" else text
        for text, group in zip(texts, noisy.groups.to_pylist(), strict=True)
    ]
    after = thresholds(changed, targets)
    assert after["g0"] == before["g0"]
    assert after != before


def test_a_fixed_threshold_is_the_same_in_every_fold(training_of, config_of, noisy):
    """Where a number is given nothing is chosen."""
    training = training_of(noisy.texts.to_pylist(), noisy.targets, groups=noisy.groups.to_pylist(), relation="judged")
    made, learned = config_of(threshold=0.3).fit(training, group_of={}, seed=0)
    assert (dict(made.thresholds), learned.thresholds_held_out, made.threshold) == ({}, (), 0.3)


@pytest.mark.parametrize(
    "fields",
    [
        {"grid": {"model.C": [1, 10]}},
        {"calibrate": "isotonic"},
        {"features": {"kind": "char", "weighting": "count"}},
        {"model": {"kind": "nearest-neighbours", "neighbours": 3}},
    ],
    ids=str,
)
def test_a_planted_word_is_unknown_to_its_own_fold(training_of, config_of, batch_of, fields):
    """Whatever is fitted or chosen, a passage's own word counts for nothing in its own judgement: the leak of a word
    that stands in one group alone is planted, and not found.
    """
    groups = [f"g{row}" for row in range(24)]
    texts = [
        f"{'war' if row % 2 else 'tea'} {chr(0x4E00 + 7 * row)} {'and so' if row % 3 else 'on'}" for row in range(24)
    ]
    training = training_of(texts, [row % 2 == 1 for row in range(24)], groups=groups, relation="judged")
    made, _ = config_of(**fields).fit(training, group_of={group: group for group in groups}, seed=0)
    strange = [text.replace(chr(0x4E00 + 7 * row), "\u9fff") for row, text in enumerate(texts)]
    own, other = (made.decide(batch_of(some, ids=groups), near=0).score.to_pylist() for some in (texts, strange))
    assert own == other


def test_the_same_seed_gives_the_same_filter(config_of, noisy):
    """What draws (folds, trees, gradient descent) draws by the seed."""
    for model in ({"kind": "sgd"}, {"kind": "gradient-boosting", "trees": 5}, {"kind": "linear-svm"}):
        first, again = (config_of(model=model).fit(noisy, group_of={}, seed=4)[1] for _ in range(2))
        assert first.out_of_fold.scores.tolist() == again.out_of_fold.scores.tolist()

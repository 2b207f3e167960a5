"""Thresholds by rule: each is what trying every threshold finds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import fbeta_score

from outlast.filters.classifier.thresholds import Cost, FalsePositiveRate, FBeta, Fixed, Share, candidates

SCORED = st.lists(
    st.tuples(st.sampled_from([0.0, 0.1, 0.2, 0.25, 0.5, 0.9, -3.0]), st.booleans()), min_size=2, max_size=12
).filter(lambda rows: len({target for _, target in rows}) == 2)


def tried(rows):
    """Scores, targets, and what each candidate threshold blocks."""
    scores = np.array([score for score, _ in rows])
    targets = np.array([target for _, target in rows])
    options = sorted({*scores.tolist(), np.nextafter(scores.max(), np.inf)})
    return scores, targets, [(option, scores >= option) for option in options]


@given(rows=SCORED, share=st.sampled_from([0, 0.1, 1 / 3, 0.5, 0.99, 1]))
@settings(max_examples=150, deadline=None)
def test_a_share_of_the_traffic(rows, share):
    """The lowest threshold that blocks at most the share."""
    scores, targets, options = tried(rows)
    assert Share(by="share", of=share).choose(scores, targets) == min(
        option for option, hit in options if hit.mean() <= share
    )


@given(rows=SCORED, rate=st.sampled_from([0, 0.1, 1 / 3, 0.5, 0.99, 1]))
@settings(max_examples=150, deadline=None)
def test_a_false_positive_rate(rows, rate):
    """The lowest threshold that blocks at most that part of the passages that are no target."""
    scores, targets, options = tried(rows)
    chosen = FalsePositiveRate(by="false-positive-rate", at_most=rate).choose(scores, targets)
    assert chosen == min(option for option, hit in options if hit[~targets].mean() <= rate)


@given(rows=SCORED, over=st.integers(0, 3), under=st.integers(0, 3))
@settings(max_examples=150, deadline=None)
def test_the_least_cost(rows, over, under):
    """No threshold is cheaper, and no higher one as cheap."""
    scores, targets, options = tried(rows)
    costs = {option: over * hit[~targets].sum() + under * (~hit[targets]).sum() for option, hit in options}
    chosen = Cost(by="cost", over=over, under=under).choose(scores, targets)
    assert chosen == max(option for option, cost in costs.items() if cost == min(costs.values()))


@given(rows=SCORED, beta=st.sampled_from([0.5, 1, 2]))
@settings(max_examples=150, deadline=None)
def test_the_best_f_beta(rows, beta):
    """By scikit-learn's measure no threshold does better."""
    scores, targets, options = tried(rows)
    chosen = FBeta(by="f-beta", beta=beta).choose(scores, targets)
    values = {option: fbeta_score(targets, hit, beta=beta, zero_division=0) for option, hit in options}
    assert values[chosen] == pytest.approx(max(values.values()))


def test_a_fixed_threshold_looks_at_nothing():
    """It is what was given, whatever the scores."""
    assert Fixed(at=0.4).choose(np.array([0.1]), np.array([True])) == 0.4


def test_nothing_blocked_is_a_candidate():
    """Above the highest score there is one more threshold."""
    assert candidates(np.array([0.5, 0.25, 0.5])).tolist() == [0.25, 0.5, np.nextafter(0.5, 1)]

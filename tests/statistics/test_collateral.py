"""What catching targets costs in controls: by hand, and by scikit-learn's ROC curve."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlast.statistics.collateral import toll, tolls
from outlast.statistics.proportion import proportion
from outlast.statistics.resampling import cluster_sums, rates

SCORES = np.array([0.9, 0.8, 0.8, 0.6, 0.5, 0.4, 0.3, np.nan])
TARGET = np.array([1, 0, 1, 1, 0, 1, -1, 1], dtype=np.int8)


def test_by_hand() -> None:
    """Of four targets with scores .9 .8 .6 .4 and controls .8 .5: what each quarter costs, and each further one."""
    found = tolls(SCORES, TARGET, clusters=np.arange(8), shares=(0.25, 0.5, 0.75, 1.0), resamples=100)
    assert [(each.threshold, each.caught, each.lost) for each in found] == [
        (0.9, 1, 0),
        (0.8, 2, 1),
        (0.6, 3, 1),
        (0.4, 4, 2),
    ]
    assert [(each.further_caught, each.further_lost) for each in found] == [(1, 0), (1, 1), (1, 0), (1, 1)]
    assert {(each.targets, each.controls) for each in found} == {(4, 2)}


def test_tied_targets_are_one_step() -> None:
    """Where all targets share a score there is one threshold, which catches all."""
    found = tolls(np.array([0.5, 0.5, 0.7]), np.array([1, 1, 0]), clusters=np.arange(3), resamples=100)
    assert [(each.threshold, each.caught, each.lost, each.further_caught) for each in found] == [(0.5, 2, 1, 2)]


def test_seven_of_a_hundred() -> None:
    """A share that is a whole number of targets is not rounded up: 0.07 · 100 is 7, though not to a computer."""
    scores = np.arange(100, 0, -1.0)
    found = tolls(scores, np.ones(100, dtype=np.int8), clusters=np.arange(100), shares=(0.07, 0.5), resamples=100)
    assert [each.caught for each in found] == [7, 50]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 1)), min_size=2, max_size=40))
def test_each_step_is_on_the_roc_curve(rows: list[tuple[int, int]]) -> None:
    """Each threshold's two shares are scikit-learn's true- and false-positive rate; it is the highest such."""
    from sklearn.metrics import roc_curve

    scores, target = np.array([row[0] for row in rows], dtype=float), np.array([row[1] for row in rows], dtype=np.int8)
    if len(set(target.tolist())) < 2:
        return
    false, true, thresholds = roc_curve(target, scores, drop_intermediate=False)
    shares = (0.25, 0.5, 1.0)
    found = tolls(scores, target, clusters=np.arange(len(rows)), shares=shares, resamples=20)
    at = {float(threshold): number for number, threshold in enumerate(thresholds)}
    for each in found:
        assert each.caught_share.estimate == pytest.approx(true[at[each.threshold]])
        assert each.lost_share.estimate == pytest.approx(false[at[each.threshold]])
    highest = [float(thresholds[np.argmax(true >= share - 1e-9)]) for share in shares]
    assert [each.threshold for each in found] == list(dict.fromkeys(highest))


def test_own_decisions() -> None:
    """Errors, and passages of which the policy says nothing, take no part."""
    blocked = np.array([1, 1, 0, -1, 1, 0], dtype=np.int8)
    target = np.array([1, 0, 0, 1, -1, 1], dtype=np.int8)
    found = toll(blocked, target, clusters=np.arange(6), resamples=100)
    assert (found.caught, found.targets, found.lost, found.controls, found.threshold) == (1, 2, 1, 2, None)


def test_intervals_are_of_clusters() -> None:
    """The interval of controls lost is that of their rate by cluster; with none lost, Wilson's of clusters."""
    generator = np.random.default_rng(2)
    blocked = (generator.random(200) < 0.3).astype(np.int8)
    target = (generator.random(200) < 0.4).astype(np.int8)
    clusters = np.arange(200) // 5
    found = toll(blocked, target, clusters=clusters, seed=3, resamples=500)
    sums = cluster_sums(np.column_stack([(blocked == 1) & (target == 0), target == 0]), clusters)
    assert found.lost_share == rates(sums, seed=3, resamples=500)[0]
    nothing = toll(np.zeros(200, dtype=np.int8), target, clusters=clusters, resamples=100)
    with_controls = len(set(clusters[target == 0].tolist()))
    assert nothing.lost_share.high == pytest.approx(proportion(0, with_controls).high)


def test_no_targets() -> None:
    """A policy without targets gives no curve, and a share without data."""
    target = np.zeros(3, dtype=np.int8)
    assert tolls(np.ones(3), target, clusters=np.arange(3)) == ()
    found = toll(np.array([1, 0, 0]), target, clusters=np.arange(3), resamples=100)
    assert (found.targets, found.caught_share.estimate, found.lost, found.controls) == (0, None, 1, 3)

"""Decisions against the policy: scikit-learn's measures, and where there is nothing to measure."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics

from outlast.statistics.detection import MEASURES, confusion, detection, of_counts
from outlast.statistics.resampling import rates

PAIRS = st.lists(st.tuples(st.sampled_from([0, 1, -1]), st.sampled_from([0, 1, -1])), min_size=1, max_size=30)


def oracle(blocked: list[int], target: list[int]) -> dict[str, float | None]:
    """The measures by scikit-learn; None where it would have put a number in the place of none."""
    hits = any(target)
    others = not all(target)
    recall = metrics.recall_score(target, blocked) if hits else None
    specificity = metrics.recall_score(target, blocked, pos_label=0) if others else None
    return {
        "over_blocking": None if specificity is None else 1 - specificity,
        "under_blocking": None if recall is None else 1 - recall,
        "precision": metrics.precision_score(target, blocked) if any(blocked) else None,
        "recall": recall,
        "specificity": specificity,
        "balanced_accuracy": metrics.balanced_accuracy_score(target, blocked) if hits and others else None,
        "mcc": metrics.matthews_corrcoef(target, blocked) if hits and others and len(set(blocked)) == 2 else None,
        "f1": metrics.f1_score(target, blocked) if hits or any(blocked) else None,
    }


@given(PAIRS)
def test_every_measure_is_scikit_learns(pairs: list[tuple[int, int]]) -> None:
    """Errors and passages of which the policy says nothing are left out; what is undefined is None, not 0."""
    blocked, target = (np.array(side, np.int8) for side in zip(*pairs, strict=True))
    known = [(b, t) for b, t in pairs if b != -1 and t != -1]
    found = detection(blocked, target, np.arange(len(pairs)), resamples=100)
    assert tuple(found) == MEASURES
    if not known:
        assert all(each.estimate is None and each.method == "none" for each in found.values())
        return
    wanted = oracle(*(list(side) for side in zip(*known, strict=True)))
    for name, each in found.items():
        assert each.estimate == (None if wanted[name] is None else pytest.approx(wanted[name], abs=1e-12)), name


def test_the_four_counts() -> None:
    """Blocked targets, blocked others, surviving targets, surviving others; none of them for an error."""
    rows = confusion(np.array([1, 1, 0, 0, -1, 1]), np.array([1, 0, 1, 0, 1, -1]))
    assert rows.astype(int).tolist() == [*np.eye(4, dtype=int).tolist(), [0] * 4, [0] * 4]


def test_counts_of_many_resamples_at_once() -> None:
    """Counts of shape (2, 3, 4) give measures of shape (2, 3, 8), each row as by itself."""
    counts = np.random.default_rng(0).integers(0, 4, size=(2, 3, 4)).astype(float)
    found = of_counts(counts)
    assert found.shape == (2, 3, 8)
    np.testing.assert_array_equal(found[1, 2], of_counts(counts[1, 2]))


def test_intervals_of_recall_and_under_blocking_mirror_each_other() -> None:
    """Under-blocking is one less recall, and so are its ends; both are those of the rate of surviving targets."""
    blocked = np.array([1, 0, 1, 1, 0, 0, 1, 0, 1, 1], np.int8)
    target = np.array([1, 1, 0, 1, 0, 0, 1, 0, 1, 0], np.int8)
    clusters = np.arange(10) // 2
    found = detection(blocked, target, clusters, seed=3, resamples=500)
    under, recall = found["under_blocking"], found["recall"]
    assert (recall.low, recall.high) == (1 - under.high, 1 - under.low)
    meant = target == 1
    sums = [[((blocked == 0) & meant & (clusters == c)).sum(), (meant & (clusters == c)).sum()] for c in range(5)]
    assert under == rates(np.array(sums, float), seed=3, resamples=500)[0]
    assert under.clusters == 4  # the third pair has no target
    assert found["mcc"].clusters == 5


def test_a_perfect_filter() -> None:
    """Nothing over- or under-blocked in five clusters: the clusters' Wilson interval; of MCC = 1 there is none."""
    target = np.tile(np.array([1, 0], np.int8), 5)
    found = detection(target, target, np.arange(10) // 2, resamples=100)
    assert (found["over_blocking"].method, found["over_blocking"].high) == ("wilson", pytest.approx(0.4345, abs=5e-5))
    assert (found["mcc"].estimate, found["mcc"].method) == (pytest.approx(1), "none")

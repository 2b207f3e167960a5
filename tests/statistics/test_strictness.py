"""Strictness: a score is the threshold at which its passage flips, and survival at any threshold follows from it."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlast.statistics.clustered import clustered
from outlast.statistics.strictness import flip_points, strictness

ROWS = st.lists(
    st.tuples(
        st.sampled_from([None, -1.5, 0.0, 0.25, 0.5, 0.75]),
        st.sampled_from([True, False, None]),
        st.sampled_from(["one", "two", "three", "four"]),
    ),
    max_size=16,
)


def tables(rows) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Decisions with scores, and targets and clusters in another order."""
    ids = [f"p{row}" for row in range(len(rows))]
    scores, targets, clusters = ([row[at] for row in rows] for at in range(3))
    decisions = pa.table({"passage_id": pa.array(ids, pa.string()), "score": pa.array(scores, pa.float64())})
    backwards = pa.array(ids[::-1], pa.string())
    return (
        decisions,
        pa.table({"passage_id": backwards, "target": pa.array(targets[::-1], pa.bool_())}),
        pa.table({"passage_id": backwards, "cluster": pa.array(clusters[::-1], pa.string())}),
    )


@given(rows=ROWS, threshold=st.sampled_from([None, -2.0, 0.0, 0.3, 0.5, 1.0]))
def test_a_threshold_does_what_judging_by_it_would(rows, threshold) -> None:
    """Survivors, over- and under-blocked are counted as if each scored passage were judged by that threshold."""
    decisions, targets, clusters = tables(rows)
    (found,) = strictness(decisions, targets=targets, clusters=clusters, thresholds=[threshold])
    scored = [(threshold is not None and score >= threshold, target) for score, target, _ in rows if score is not None]
    assert (found.survived.count, found.survived.n) == (sum(not hit for hit, _ in scored), len(scored))
    over, under = [hit for hit, target in scored if target is False], [not hit for hit, target in scored if target]
    assert (found.over_blocked.count, found.over_blocked.n) == (sum(over), len(over))
    assert (found.under_blocked.count, found.under_blocked.n) == (sum(under), len(under))


@given(rows=ROWS)
def test_running_sums_are_those_of_each_threshold(rows) -> None:
    """Every interval at every threshold is that of the clusters' counts there, worked out from the beginning."""
    decisions, targets, clusters = tables(rows)
    thresholds = [None, 1.0, 0.75, 0.6, 0.5, 0.25, 0.0, -1.5, -2.0]
    found = strictness(decisions, targets=targets, clusters=clusters, thresholds=thresholds)
    for threshold, each in zip(thresholds, found, strict=True):
        for proportion, wanted, blocked in (
            (each.survived, {True, False, None}, False),
            (each.over_blocked, {False}, True),
            (each.under_blocked, {True}, False),
        ):
            sums = {name: [0, 0] for _, _, name in rows}
            for score, target, name in rows:
                if score is not None and target in wanted:
                    sums[name][0] += (threshold is not None and score >= threshold) == blocked
                    sums[name][1] += 1
            by_hand = clustered(np.array([*sums.values(), [0, 0]]))
            assert (proportion.count, proportion.n, proportion.rate) == (by_hand.count, by_hand.n, by_hand.rate)
            ends = (by_hand.low, by_hand.high)
            assert (proportion.low, proportion.high) == (ends if by_hand.n == 0 else pytest.approx(ends, abs=1e-12))


@given(rows=ROWS)
def test_between_flip_points_nothing_flips(rows) -> None:
    """Each flip point blocks more than the one before; the first blocks nothing, the last everything."""
    decisions, targets, clusters = tables(rows)
    survivors = [
        row.survived.count
        for row in strictness(decisions, targets=targets, clusters=clusters, thresholds=flip_points(decisions))
    ]
    assert survivors == sorted(set(survivors), reverse=True)
    scored = sum(score is not None for score, _, _ in rows)
    assert (survivors[0], survivors[-1]) == (scored, 0)


@pytest.mark.parametrize(
    ("shares", "expected"),
    [([0], (None,)), ([0.25, 0.5], (0.9, 0.5)), ([0.3], (0.5,)), ([1.0, 0.0], (None, 0.1)), ([0.6, 0.75], (0.5,))],
)
def test_the_mildest_threshold_for_a_share(shares, expected) -> None:
    """Of the scores 0.9, 0.5, 0.5, 0.1 a quarter is blocked from 0.9, up to three quarters from 0.5, all from 0.1."""
    decisions, *_ = tables([(score, None, "one") for score in (0.5, 0.1, 0.9, 0.5)])
    assert flip_points(decisions, shares=shares) == expected

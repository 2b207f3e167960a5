"""Strictness: a score is the threshold at which its passage flips, and survival at any threshold follows from it."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlast.statistics.strictness import flip_points, strictness

ROWS = st.lists(
    st.tuples(st.sampled_from([None, -1.5, 0.0, 0.25, 0.5, 0.75]), st.sampled_from([True, False, None])), max_size=12
)


def tables(rows) -> tuple[pa.Table, pa.Table]:
    """Decisions with scores, and targets."""
    ids = [f"p{row}" for row in range(len(rows))]
    decisions = pa.table(
        {"passage_id": pa.array(ids, pa.string()), "score": pa.array([s for s, _ in rows], pa.float64())}
    )
    return decisions, pa.table(
        {"passage_id": pa.array(ids, pa.string()), "target": pa.array([t for _, t in rows], pa.bool_())}
    )


@given(rows=ROWS, threshold=st.sampled_from([None, -2.0, 0.0, 0.3, 0.5, 1.0]))
def test_a_threshold_does_what_judging_by_it_would(rows, threshold) -> None:
    """Survivors, over- and under-blocked are counted as if each scored passage were judged by that threshold."""
    decisions, targets = tables(rows)
    (found,) = strictness(decisions, targets=targets, thresholds=[threshold])
    scored = [(threshold is not None and score >= threshold, target) for score, target in rows if score is not None]
    assert (found.survived.count, found.survived.n) == (sum(not hit for hit, _ in scored), len(scored))
    over, under = [hit for hit, target in scored if target is False], [not hit for hit, target in scored if target]
    assert (found.over_blocked.count, found.over_blocked.n) == (sum(over), len(over))
    assert (found.under_blocked.count, found.under_blocked.n) == (sum(under), len(under))


@given(rows=ROWS)
def test_between_flip_points_nothing_flips(rows) -> None:
    """Each flip point blocks more than the one before; the first blocks nothing, the last everything."""
    decisions, targets = tables(rows)
    survivors = [
        row.survived.count for row in strictness(decisions, targets=targets, thresholds=flip_points(decisions))
    ]
    assert survivors == sorted(set(survivors), reverse=True)
    scored = sum(score is not None for score, _ in rows)
    assert (survivors[0], survivors[-1]) == (scored, 0)


@pytest.mark.parametrize(
    ("shares", "expected"),
    [([0], (None,)), ([0.25, 0.5], (0.9, 0.5)), ([0.3], (0.5,)), ([1.0, 0.0], (None, 0.1)), ([0.6, 0.75], (0.5,))],
)
def test_the_mildest_threshold_for_a_share(shares, expected) -> None:
    """Of the scores 0.9, 0.5, 0.5, 0.1 a quarter is blocked from 0.9, up to three quarters from 0.5, all from 0.1."""
    decisions, _ = tables([(0.5, None), (0.1, None), (0.9, None), (0.5, None)])
    assert flip_points(decisions, shares=shares) == expected

"""Curves over the threshold, against counting by hand and one passage at a time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlast.statistics.curves import curve

SCORES = np.array([0.9, 0.5, 0.5, 0.1, np.nan])
TARGET = np.array([1, 1, 0, 0, 1], np.int8)


def test_a_curve_worked_out_by_hand() -> None:
    """At 0.5 the last alone survives; of the two others one is blocked at 0.5; of the two targets none gets through."""
    found = curve("model", SCORES, target=TARGET)
    assert found.thresholds == (0.1, 0.5, 0.9)
    assert found.survived == (0.0, 0.25, 0.75)
    assert found.over_blocked == (1.0, 0.5, 0.0)
    assert found.under_blocked == (0.0, 0.0, 0.5)
    assert found.n == (4, 2, 2)


def test_what_a_policy_says_nothing_of_counts_for_survival_only() -> None:
    """With -1 as target, both errors have no passages, and no rates."""
    found = curve("model", np.array([0.2, 0.4]), target=np.array([-1, -1], np.int8))
    assert found.survived == (0.0, 0.5)
    assert (found.over_blocked, found.under_blocked, found.n) == ((), (), (2, 0, 0))


@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from([0, 1, -1])), min_size=1, max_size=30), st.integers(2, 6))
def test_every_step_is_what_counting_gives(rows: list[tuple[int, int]], steps: int) -> None:
    """Each rate at each threshold is a count over the passages, one by one; the first and last score are kept."""
    scores, target = np.array([float(score) for score, _ in rows]), np.array([each for _, each in rows], np.int8)
    found = curve("model", scores, target=target, steps=steps)
    assert len(found.thresholds) <= steps
    assert (found.thresholds[0], found.thresholds[-1]) == (scores.min(), scores.max())
    for at, threshold in enumerate(found.thresholds):
        through = [score < threshold for score, _ in rows]
        assert found.survived[at] == pytest.approx(sum(through) / len(rows))
        for wanted, rates, counted in ((0, found.over_blocked, False), (1, found.under_blocked, True)):
            own = [each for each, (_, kind) in zip(through, rows, strict=True) if kind == wanted]
            if own:
                assert rates[at] == pytest.approx(own.count(counted) / len(own))

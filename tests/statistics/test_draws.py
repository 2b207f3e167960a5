"""Repeated draws: pairs of draws counted one by one, the spread by numpy and by simulation, and what takes no part."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from outlast.statistics.draws import Draws, draws

GRIDS = st.tuples(st.integers(1, 5), st.integers(0, 6)).flatmap(
    lambda shape: arrays(np.int8, shape, elements=st.sampled_from([1, 0, -1]))
)


def of(blocked: np.ndarray, clusters: np.ndarray | None = None) -> Draws:
    return draws(blocked, clusters=np.arange(blocked.shape[1]) if clusters is None else clusters, resamples=300)


def test_by_hand() -> None:
    """Three draws of four passages: one falls always, one never, one once, and one fails twice and takes no part."""
    found = of(np.array([[1, 0, 1, -1], [1, 0, 0, -1], [1, 0, 0, 1]]))
    assert (found.draws, found.passages, found.differing, found.errors) == (3, 3, 1, 2)
    assert found.share.estimate == pytest.approx(1 / 3)
    assert found.disagreement.estimate == pytest.approx((0 + 0 + 2 / 3) / 3)
    assert found.blocked_in == (1, 1, 0, 1)
    assert (found.spread.lowest, found.spread.highest) == (pytest.approx(1 / 3), pytest.approx(2 / 3))
    assert found.spread.deviation == pytest.approx(np.std([1 / 3, 2 / 3, 2 / 4], ddof=1))


@given(blocked=GRIDS)
def test_disagreement_counts_pairs_of_draws(blocked: np.ndarray) -> None:
    """It is the mean over passages of the share of pairs of decided draws that differ, counted one by one."""
    shares = []
    for column in blocked.T:
        pairs = list(combinations([verdict for verdict in column if verdict >= 0], 2))
        if pairs:
            shares.append(sum(one != other for one, other in pairs) / len(pairs))
    found = of(blocked)
    assert found.passages == len(shares)
    assert found.differing == sum(share > 0 for share in shares)
    if shares:
        assert found.disagreement.estimate == pytest.approx(np.mean(shares))
    else:
        assert found.disagreement.estimate is None
    assert sum(found.blocked_in) == (blocked >= 0).all(axis=0).sum()


def test_disagreement_does_not_grow_with_draws_and_differing_does() -> None:
    """Passages that fall with chance 0.3: two draws differ in 2 · 0.3 · 0.7 of cases, whatever the number of draws."""
    blocked = (np.random.default_rng(1).random((30, 4000)) < 0.3).astype(np.int8)
    few, many = of(blocked[:2]), of(blocked)
    assert few.disagreement.estimate == pytest.approx(0.42, abs=0.03)
    assert many.disagreement.estimate == pytest.approx(0.42, abs=0.01)
    assert few.share.estimate < 0.5 < 0.99 < many.share.estimate


def test_the_spreads_interval_covers() -> None:
    """Of 400 simulated runs of ten draws, the 95 % interval has the true standard deviation in 93 to 97 of 100."""
    generator = np.random.default_rng(5)
    true = np.sqrt(0.2 * 0.8 / 500)
    covered = 0
    for _ in range(400):
        blocked = (generator.random((10, 500)) < 0.2).astype(np.int8)
        spread = draws(blocked, clusters=np.zeros(500, dtype=int), resamples=100).spread
        covered += spread.low <= true <= spread.high
    assert 0.93 <= covered / 400 <= 0.97


def test_draws_that_never_differ() -> None:
    """The same decisions in every draw: nothing differs, the spread is nought, and has no interval."""
    found = of(np.tile(np.array([1, 0, 0, 1], dtype=np.int8), (4, 1)))
    assert (found.differing, found.disagreement.estimate, found.spread.deviation, found.spread.low) == (
        0,
        0.0,
        0.0,
        None,
    )
    assert found.blocked_in == (2, 0, 0, 0, 2)


def test_one_draw_has_no_spread() -> None:
    """With one draw nothing can differ: no passage takes part, and there is no standard deviation."""
    found = of(np.array([[1, 0, 0]], dtype=np.int8))
    assert (found.passages, found.share.estimate, found.spread.deviation) == (0, None, None)
    assert found.spread.lowest == found.spread.highest == pytest.approx(2 / 3)


def test_copies_of_a_passage_make_nothing_surer() -> None:
    """Passages that stand five times in one cluster have the interval of passages that stand once, about."""
    blocked = (np.random.default_rng(3).random((4, 50)) < 0.4).astype(np.int8)
    once, fivefold = of(blocked), of(np.repeat(blocked, 5, axis=1), np.repeat(np.arange(50), 5))
    assert fivefold.disagreement.low == pytest.approx(once.disagreement.low, abs=0.02)
    assert fivefold.disagreement.high == pytest.approx(once.disagreement.high, abs=0.02)

"""Two ways of drawing clusters: sorts at once, or one by one."""

from __future__ import annotations

import numpy as np
import pytest

from outlast.statistics.resampling import bootstrap


def rate(sums: np.ndarray) -> np.ndarray:
    """The first column over the second."""
    return sums[..., :1] / sums[..., 1:]


def test_clusters_drawn_one_by_one_give_the_same_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many sorts of few clusters are drawn one by one; the interval is that of sorts drawn at once, but for chance."""
    generator = np.random.default_rng(0)
    sums = np.column_stack([generator.random(1500), 1 + generator.random(1500)])
    by_one = bootstrap(sums, rate, seed=1, resamples=4_000)[0]
    monkeypatch.setattr("outlast.statistics.resampling.CHEAPER", 0)
    at_once = bootstrap(sums, rate, seed=1, resamples=4_000)[0]
    assert by_one != at_once  # another stream
    assert by_one.low == pytest.approx(at_once.low, abs=0.001)
    assert by_one.high == pytest.approx(at_once.high, abs=0.001)


def test_sorts_that_are_frequent_are_drawn_as_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawn one by one, a sort that three of four clusters are of is drawn three quarters of the time."""
    monkeypatch.setattr("outlast.statistics.resampling.CHEAPER", 10**9)
    sums = np.array([[1.0, 1], [1, 1], [1, 1], [0, 1]])
    found = bootstrap(sums, lambda given: given[..., :1] / 4 - 0.75, seed=0, resamples=20_000)[0]
    assert found.estimate == 0.0
    binomial = np.random.default_rng(1).binomial(4, 0.75, size=100_000) / 4 - 0.75
    assert found.low is not None
    assert np.quantile(binomial, 0.001) <= found.low <= np.quantile(binomial, 0.1)


def test_blocks_are_all_filled(monkeypatch: pytest.MonkeyPatch) -> None:
    """What bounds the memory leaves no resample undrawn: every resample of a constant is that constant."""
    monkeypatch.setattr("outlast.statistics.resampling.CHEAPER", 10**9)
    monkeypatch.setattr("outlast.statistics.resampling.BLOCK", 30)
    sums = np.column_stack([np.arange(10.0), np.ones(10)])
    found = bootstrap(sums, lambda given: given[..., 1:] * 1.0, resamples=101)[0]
    assert (found.estimate, found.method) == (10.0, "none")

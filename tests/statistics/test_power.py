"""Power and design effects: statsmodels' power of two proportions, and the correlation that an F test implies."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import f_oneway
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import proportion_effectsize

from outlast.statistics.power import design_effect, intracluster_correlation, smallest_difference


@pytest.mark.parametrize(("rate", "n", "rest"), [(0.8, 20, 40), (0.5, 50, 50), (0.1, 300, 900), (0.97, 35, 400)])
def test_the_difference_has_the_power_asked_for(rate: float, n: int, rest: int) -> None:
    """At the distance that is found, statsmodels' two-sided z test of two proportions has 80 % power at 5 %."""
    found = smallest_difference(rate, n=n, rest=rest)
    assert found is not None
    powers = [
        NormalIndPower().power(proportion_effectsize(other, rate), n, 0.05, ratio=rest / n)
        for other in (rate - found, rate + found)
        if 0 <= other <= 1
    ]
    assert max(powers) == pytest.approx(0.8, abs=1e-4)


def test_the_nearer_side_is_taken() -> None:
    """From 0.9 a rise can be shown over a shorter distance than a fall; where no rise is left, the fall counts."""
    assert smallest_difference(0.9, n=100, rest=100) == pytest.approx(0.0848, abs=1e-4)
    assert smallest_difference(0.9, n=25, rest=60) == pytest.approx(0.2713, abs=1e-3)


def test_no_difference_is_large_enough() -> None:
    """Two passages against three show nothing; without passages there is nothing to show."""
    assert smallest_difference(0.5, n=2, rest=3) is None
    assert smallest_difference(0.5, n=0, rest=3) is None


def test_the_correlation_is_that_of_the_analysis_of_variance() -> None:
    """With clusters of one size, (F - 1) / (F - 1 + m), F being scipy's of the passages themselves."""
    count, m = np.array([6, 1, 0, 4, 5, 3]), 6
    passages = [np.repeat([1, 0], [each, m - each]) for each in count]
    f = f_oneway(*passages).statistic
    assert intracluster_correlation(count, np.full(6, m)) == pytest.approx((f - 1) / (f - 1 + m))


def test_unequal_clusters() -> None:
    """Donner's mean size (N - sum of squares / N) / (k - 1) stands for m; empty clusters count for nothing."""
    count, n = np.array([5, 0, 2, 4]), np.array([5, 3, 2, 7])
    f = f_oneway(*(np.repeat([1, 0], [a, b - a]) for a, b in zip(count, n, strict=True))).statistic
    size = (17 - 87 / 17) / 3
    wanted = pytest.approx((f - 1) / (f - 1 + size))
    assert intracluster_correlation(count, n) == wanted
    assert intracluster_correlation(np.append(count, 0), np.append(n, 0)) == wanted


@pytest.mark.parametrize(
    ("count", "n"),
    [
        pytest.param([2, 2, 2], [4, 4, 4], id="clusters are more alike than by chance"),
        pytest.param([1, 0, 1], [1, 1, 1], id="one passage each"),
        pytest.param([3], [5], id="one cluster"),
        pytest.param([4, 3], [4, 3], id="all alike"),
    ],
)
def test_where_nothing_tells_it_the_correlation_is_0(count: list[int], n: list[int]) -> None:
    """A negative estimate, and none at all, are 0."""
    assert intracluster_correlation(np.array(count), np.array(n)) == 0


def test_the_design_effect() -> None:
    """1 + (m - 1) rho for clusters of m, the size-weighted mean for unequal ones, 1 without correlation."""
    assert design_effect(np.full(9, 5), 0.25) == 2
    assert design_effect(np.array([1, 9, 0]), 0.5) == pytest.approx(1 + (82 / 10 - 1) / 2)
    assert design_effect(np.array([1, 9]), 0.0) == 1

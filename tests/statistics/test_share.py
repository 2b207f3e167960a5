"""A share: Wilson where cases stand alone, clusters where they do not."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from outlast.statistics.share import share


def test_cases_that_stand_alone_have_wilsons_interval() -> None:
    """Whatever the numbers of the clusters, if each has one case the interval is statsmodels' Wilson interval."""
    found = share(np.arange(20) < 3, clusters=np.arange(20) * 7)
    low, high = proportion_confint(3, 20, method="wilson")
    assert (found.estimate, found.method, found.clusters) == (0.15, "wilson", 20)
    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))


def test_one_pair_of_cases_that_hang_together_is_enough() -> None:
    """One cluster of two makes the interval one of clusters."""
    found = share(np.arange(20) < 3, clusters=np.r_[np.arange(19), 18])
    assert (found.estimate, found.method, found.clusters) == (0.15, "bca", 19)


def test_copies_make_nothing_surer() -> None:
    """Each case ten times over in one cluster: the interval is about as wide as that of the cases once."""
    hits = np.random.default_rng(2).random(60) < 0.4
    once, tenfold = (
        share(hits, clusters=np.arange(60)),
        share(np.repeat(hits, 10), clusters=np.repeat(np.arange(60), 10)),
    )
    assert tenfold.estimate == pytest.approx(once.estimate)
    assert tenfold.high - tenfold.low == pytest.approx(once.high - once.low, rel=0.1)


def test_no_case_gives_no_estimate() -> None:
    """Without cases there is no share."""
    found = share(np.zeros(0, dtype=bool), clusters=np.zeros(0, dtype=int))
    assert (found.estimate, found.low, found.method) == (None, None, "none")

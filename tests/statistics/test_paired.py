"""Two filters on the same renderings: by hand, by scikit-learn and statsmodels, and by Agresti's approval ratings."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlast.statistics.paired import Pair, pair

VERDICT = st.sampled_from([0, 1, -1])


def cells(both: int, only_first: int, only_second: int, neither: int) -> tuple[np.ndarray, np.ndarray]:
    """Two columns of verdicts with these counts."""
    sizes = (both, only_first, only_second, neither)
    return np.repeat([1, 1, 0, 0], sizes).astype(np.int8), np.repeat([1, 0, 1, 0], sizes).astype(np.int8)


def compared(first: np.ndarray, second: np.ndarray, *, each: int = 1, resamples: int = 4000) -> Pair:
    """The pair, with clusters of so many renderings in their order."""
    return pair(first, second, clusters=np.arange(len(first)) // each, resamples=resamples)


@pytest.fixture(scope="module")
def ratings() -> Pair:
    """Agresti 2002, "Categorical Data Analysis" (2nd ed.), table 10.1: 1,600 people approve or not, twice."""
    return compared(*cells(794, 150, 86, 570), resamples=20_000)


def test_agresti_difference(ratings: Pair) -> None:
    """Approval fell from 59 % to 55 %, by 4 points with an interval from 2 to 6 (Agresti 2002, section 10.1.1)."""
    assert ratings.n == 1600
    assert ratings.difference.estimate == pytest.approx((150 - 86) / 1600)
    # his interval is 0.04 ± 1.96 · 0.0095
    assert ratings.difference.low == pytest.approx(0.04 - 1.96 * 0.0095, abs=0.0015)
    assert ratings.difference.high == pytest.approx(0.04 + 1.96 * 0.0095, abs=0.0015)


def test_agresti_kappa_by_statsmodels(ratings: Pair) -> None:
    """Kappa of the ratings, 0.70, has the interval of its asymptotic standard error in statsmodels."""
    from statsmodels.stats.inter_rater import cohens_kappa

    known = cohens_kappa(np.array([[794, 150], [86, 570]]))
    assert ratings.kappa.estimate == pytest.approx(known.kappa)
    assert ratings.kappa.low == pytest.approx(known.kappa_low, abs=0.003)
    assert ratings.kappa.high == pytest.approx(known.kappa_upp, abs=0.003)


@given(st.lists(st.tuples(VERDICT, VERDICT), min_size=1, max_size=40))
def test_scikit_learn_agrees(rows: list[tuple[int, int]]) -> None:
    """Counts, kappa, Jaccard and agreement are scikit-learn's on the renderings that both decided."""
    from sklearn.metrics import accuracy_score, cohen_kappa_score, confusion_matrix, jaccard_score

    first, second = np.array(rows, dtype=np.int8).T
    found = compared(first, second, each=3, resamples=20)
    decided = [(one, other) for one, other in rows if -1 not in (one, other)]
    assert found.left_out == len(rows) - len(decided)
    if not decided:
        assert found.n == 0
        return
    left, right = zip(*decided, strict=True)
    counts = confusion_matrix(left, right, labels=[1, 0])
    mine = [[found.both_block, found.only_first_blocks], [found.only_second_blocks, found.neither_blocks]]
    assert counts.tolist() == mine
    assert found.agreement == pytest.approx(accuracy_score(left, right))
    if {*left, *right} == {0, 1}:
        assert found.kappa.estimate == pytest.approx(cohen_kappa_score(left, right))
    else:
        assert found.kappa.estimate is None
    if 1 in {*left, *right}:
        assert found.jaccard.estimate == pytest.approx(jaccard_score(left, right))
    else:
        assert found.jaccard.estimate is None


def test_the_interval_is_of_whole_clusters() -> None:
    """Tenfold copies within clusters make no interval narrower; taken as independent they would, by the root of ten."""
    first, second = cells(12, 9, 4, 15)
    once = compared(first, second)
    copied = compared(np.repeat(first, 10), np.repeat(second, 10), each=10)
    split = compared(np.repeat(first, 10), np.repeat(second, 10))
    assert copied.difference.low == pytest.approx(once.difference.low)
    assert copied.difference.high == pytest.approx(once.difference.high)
    assert copied.swap.p == pytest.approx(once.swap.p)
    width = split.difference.high - split.difference.low
    assert width == pytest.approx((once.difference.high - once.difference.low) / np.sqrt(10), rel=0.15)


def test_a_cluster_of_errors_is_not_drawn() -> None:
    """A cluster in which a filter failed throughout changes nothing but the count of what was left out."""
    first, second = cells(5, 4, 2, 6)
    whole = compared(first, second)
    longer = compared(np.append([-1, 1], first).astype(np.int8), np.append([0, -1], second).astype(np.int8))
    assert (longer.left_out, longer.difference.clusters, longer.swap.clusters) == (2, 17, 17)
    assert (longer.difference, longer.kappa, longer.swap) == (whole.difference, whole.kappa, whole.swap)


@pytest.mark.parametrize(("verdict", "jaccard"), [(1, 1.0), (0, None)])
def test_filters_that_decide_alike(verdict: int, jaccard: float | None) -> None:
    """All blocked, or none: difference 0 without interval, p = 1, no kappa, and Jaccard only where something is."""
    same = np.full(8, verdict, dtype=np.int8)
    found = compared(same, same, each=2)
    assert (found.difference.estimate, found.difference.low, found.difference.method) == (0.0, None, "none")
    assert (found.swap.p, found.mcnemar.exact, found.mcnemar.mid_p) == (1.0, 1.0, 1.0)
    assert (found.kappa.estimate, found.jaccard.estimate, found.agreement) == (None, jaccard, 1.0)


def test_filters_that_never_agree() -> None:
    """The one blocks what the other lets through: kappa of equal halves is -1, Jaccard 0, the difference 0."""
    first = np.tile([1, 0], 10).astype(np.int8)
    found = compared(first, 1 - first)
    assert (found.kappa.estimate, found.jaccard.estimate, found.difference.estimate) == (-1.0, 0.0, 0.0)
    assert (found.swap.excess, found.swap.p) == (0, 1.0)


def test_the_kappa_paradox() -> None:
    """Nine of ten verdicts are equal, and kappa is below 0: (0.9 - 0.905) / 0.095, by hand."""
    found = compared(*cells(0, 5, 5, 90))
    assert found.agreement == 0.9
    assert found.kappa.estimate == pytest.approx((0.9 - 0.905) / 0.095)


def test_order_turns_the_difference() -> None:
    """With the filters in the other order only the sign of the difference changes."""
    first, second = cells(7, 6, 2, 9)
    there, back = compared(first, second), compared(second, first)
    assert there.difference.estimate == -back.difference.estimate == pytest.approx(4 / 24)
    assert there.swap.p == back.swap.p
    assert there.kappa.estimate == pytest.approx(back.kappa.estimate)
    assert there.jaccard.estimate == pytest.approx(back.jaccard.estimate)
    assert there.difference.low == pytest.approx(-back.difference.high)


def test_one_cluster() -> None:
    """One cluster can say nothing of chance: no interval, and both signs are equally one-sided."""
    found = pair(*cells(3, 4, 0, 2), clusters=np.zeros(9, dtype=np.int64), resamples=100)
    assert (found.difference.method, found.swap.p) == ("none", 1.0)


def test_nothing_decided() -> None:
    """Without a rendering that both decided there are no numbers, and no test."""
    found = compared(np.array([-1, 1], dtype=np.int8), np.array([1, -1], dtype=np.int8))
    assert (found.n, found.left_out, found.agreement, found.swap.p) == (0, 2, None, None)
    assert (found.difference.estimate, found.kappa.estimate, found.jaccard.estimate) == (None, None, None)

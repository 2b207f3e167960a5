"""Tests for two and more filters: by statsmodels, by brute force, by published examples; their level, simulated."""

from __future__ import annotations

from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlast.statistics.cochran import cochran
from outlast.statistics.holm import holm
from outlast.statistics.mcnemar import mcnemar
from outlast.statistics.swapping import RESOLUTION, swap_test

DRUGS = {
    (1, 1, 1): 6,
    (1, 1, 0): 16,
    (1, 0, 1): 2,
    (1, 0, 0): 4,
    (0, 1, 1): 2,
    (0, 1, 0): 4,
    (0, 0, 1): 6,
    (0, 0, 0): 6,
}
"""46 people's responses to three drugs (Grizzle, Starmer and Koch 1969, doi:10.2307/2528901)."""


def null_data(
    generator: np.random.Generator, *, clusters: int, size: int, filters: int, apart: float
) -> tuple[np.ndarray, np.ndarray]:
    """Exchangeable filters on clusters that hang together; ``apart`` is how far a filter's mood goes with a cluster."""
    sizes = generator.integers(1, 2 * size, size=clusters)
    cluster = np.repeat(np.arange(clusters), sizes)
    shared = generator.normal(size=clusters)[cluster][:, None]
    own = apart * generator.normal(size=(clusters, filters))[cluster]
    return (shared + own + generator.normal(size=(len(cluster), filters)) > 0.3).astype(np.int8), cluster


def differences(blocked: np.ndarray, cluster: np.ndarray) -> np.ndarray:
    """By cluster, how many more the first blocks than the second."""
    return np.bincount(cluster, weights=blocked[:, 0].astype(int) - blocked[:, 1])


def test_agresti_mcnemar() -> None:
    """The approval ratings' 86 against 150: z = 4.17 (Agresti 2002, section 10.1.2), and statsmodels' exact p."""
    from scipy.stats import norm
    from statsmodels.stats.contingency_tables import mcnemar as oracle

    found = mcnemar(150, 86)
    assert found.exact == pytest.approx(oracle([[794, 150], [86, 570]], exact=True).pvalue)
    assert found.mid_p == pytest.approx(2 * norm.sf(4.17), rel=0.1)


@given(st.integers(0, 60), st.integers(0, 60))
def test_mcnemar_by_statsmodels(only_first: int, only_second: int) -> None:
    """The exact p is statsmodels'; the mid-p is smaller by half of the chances of both sides' most extreme count."""
    from scipy.stats import binom
    from statsmodels.stats.contingency_tables import mcnemar as oracle

    found = mcnemar(only_first, only_second)
    if not only_first + only_second:
        assert found.exact == found.mid_p == 1
        return
    assert found.exact == pytest.approx(oracle([[3, only_first], [only_second, 5]], exact=True).pvalue)
    n = only_first + only_second
    chance = binom.pmf(np.arange(n + 1), n, 0.5)
    away = np.abs(np.arange(n + 1) - n / 2)
    seen = abs(only_first - n / 2)
    by_hand = chance[away > seen].sum() + chance[away == seen].sum() / 2
    assert found.mid_p == pytest.approx(by_hand if only_first != only_second else 1 - chance[only_first] / 2)


@given(st.lists(st.integers(-6, 6), min_size=1, max_size=9))
def test_swaps_gone_through_one_by_one(given_differences: list[int]) -> None:
    """The p-value is the share of all patterns of signs whose sum is as far from 0 as what was seen."""
    patterns = list(product([1, -1], repeat=len(given_differences)))
    sums = [abs(sum(s * d for s, d in zip(signs, given_differences, strict=True))) for signs in patterns]
    share = sum(each >= abs(sum(given_differences)) for each in sums) / len(patterns)
    assert swap_test(np.array(given_differences)).p == pytest.approx(share, abs=1e-12)


@given(st.integers(0, 3000), st.integers(0, 3000))
def test_single_renderings_give_mcnemar(only_first: int, only_second: int) -> None:
    """Where each cluster is one rendering the swap test is McNemar's exact test, by scipy's binomial."""
    from scipy.stats import binomtest

    found = swap_test(np.repeat([1, -1, 0], [only_first, only_second, 5]))
    n = only_first + only_second
    expected = binomtest(only_first, n).pvalue if n else 1.0
    assert found.p == pytest.approx(max(expected, RESOLUTION), rel=1e-6, abs=1e-13)


def test_swaps_of_many_large_clusters() -> None:
    """With thousands of clusters of all sizes the p-value is that of their sum's distribution, folded one by one."""
    generator = np.random.default_rng(3)
    found = generator.integers(-40, 41, size=2000)
    chances = np.ones(1)
    for weight in np.abs(found):
        step = np.zeros(weight + 1)
        step[0] += 0.5
        step[-1] += 0.5
        chances = np.convolve(chances, step)
    upper = chances[(np.abs(found).sum() + abs(found.sum())) // 2 :].sum()
    assert swap_test(found).p == pytest.approx(2 * upper, rel=1e-9)


def test_drawn_signs_agree() -> None:
    """scipy's permutation test with random signs comes to the same p, within what drawing leaves open."""
    from scipy.stats import permutation_test

    found = np.random.default_rng(8).integers(-3, 5, size=60)
    drawn = permutation_test(
        (found, np.zeros(60)), lambda x, y, axis: (x - y).sum(axis=axis), permutation_type="samples",
        n_resamples=20_000, rng=np.random.default_rng(1), vectorized=True,
    )  # fmt: skip
    assert swap_test(found).p == pytest.approx(drawn.pvalue, abs=4 * np.sqrt(drawn.pvalue / 20_000))


def test_the_drugs() -> None:
    """Cochran's Q of the drugs is 8.4706 with p = .0145, as SAS's documentation of PROC FREQ has it; so statsmodels."""
    from statsmodels.stats.contingency_tables import cochrans_q

    rows = np.repeat(list(DRUGS), list(DRUGS.values()), axis=0).astype(np.int8)
    found = cochran(rows, clusters=np.arange(46))
    known = cochrans_q(rows)
    assert (round(found.q, 4), round(found.p_chi_squared, 4), found.degrees) == (8.4706, 0.0145, 2)
    assert (found.q, found.p_chi_squared) == pytest.approx((known.statistic, known.pvalue))
    assert found.p == pytest.approx(0.0145, abs=0.006)


@given(st.lists(st.tuples(*[st.integers(0, 1)] * 3), min_size=2, max_size=6), st.integers(1, 2))
def test_labels_gone_through_one_by_one(rows: list[tuple[int, int, int]], each: int) -> None:
    """The p-value is the share of all ways to relabel clusters whose Q, by statsmodels, reaches what was seen."""
    from statsmodels.stats.contingency_tables import cochrans_q

    blocked, cluster = np.array(rows, dtype=np.int8), np.arange(len(rows)) // each
    found = cochran(blocked, clusters=cluster)
    if all(len(set(row)) == 1 for row in rows):
        assert (found.q, found.p, found.method) == (0.0, 1.0, "none")
        return
    orders = list(permutations(range(3)))
    reached, ways = 0, list(product(orders, repeat=int(cluster.max()) + 1))
    if len(ways) > 1300:
        ways = []
    for way in ways:
        relabelled = np.array([blocked[at][list(way[cluster[at]])] for at in range(len(rows))])
        reached += cochrans_q(relabelled).statistic >= found.q - 1e-9
    if ways:
        assert found.p == pytest.approx(reached / len(ways))
    assert found.q == pytest.approx(cochrans_q(blocked).statistic)


@pytest.mark.parametrize("filters", [2, 3, 8])
def test_drawn_labels_agree_with_relabelling_row_by_row(filters: int) -> None:
    """Monte Carlo over sorts of clusters is the same test as shuffling each cluster's labels by itself."""
    blocked, cluster = null_data(np.random.default_rng(4), clusters=40, size=3, filters=filters, apart=0.5)
    found = cochran(blocked, clusters=cluster, resamples=4000)
    sums = np.stack([np.bincount(cluster, weights=blocked[:, at]) for at in range(filters)], axis=1)
    generator = np.random.default_rng(5)
    drawn = np.array([(generator.permuted(sums, axis=1).sum(axis=0) ** 2).sum() for _ in range(4000)])
    share = (drawn >= (sums.sum(axis=0) ** 2).sum()).mean()
    assert found.method == "monte-carlo"
    assert found.p == pytest.approx(share, abs=0.04)
    if filters == 2:
        assert found.p == pytest.approx(swap_test(sums[:, 0] - sums[:, 1]).p, abs=0.03)


def test_the_smallest_drawn_p() -> None:
    """A p-value that is drawn is never 0: of 199 relabellings none reaches what was seen, so it is 1 in 200."""
    rows = np.tile(np.array([[1, 0, 0]], dtype=np.int8), (60, 1))
    assert cochran(rows, clusters=np.arange(60), resamples=199).p == pytest.approx(1 / 200)


def test_errors_leave_rows_out() -> None:
    """A row on which any filter failed takes no part in Q, and is counted."""
    rows = np.repeat(list(DRUGS), list(DRUGS.values()), axis=0).astype(np.int8)
    broken = np.vstack([rows, [[1, -1, 0], [-1, -1, -1]]]).astype(np.int8)
    found = cochran(broken, clusters=np.arange(48))
    assert (found.n, found.left_out, round(found.q, 4)) == (46, 2, 8.4706)
    nothing = cochran(np.full((3, 3), -1, dtype=np.int8), clusters=np.arange(3))
    assert (nothing.q, nothing.p, nothing.n, nothing.left_out) == (None, None, 0, 3)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holm_by_statsmodels(values: list[float]) -> None:
    """Adjusted p-values are statsmodels', ties and all."""
    from statsmodels.stats.multitest import multipletests

    assert holm(values) == pytest.approx(multipletests(values, method="holm")[1].tolist())


def test_holm_leaves_out_what_was_not_tested() -> None:
    """A pair without a test is no member of the family: 0.01 and 0.02 are two tests, not three."""
    assert holm([None, 0.01, 0.02]) == (None, 0.02, 0.02)
    assert holm([]) == ()


def test_level_on_clustered_data() -> None:
    """Without a difference the swap test rejects in 5 % of 3,000 clustered data sets, McNemar's in far more."""
    generator = np.random.default_rng(11)
    swapped = naive = 0
    for _ in range(3000):
        blocked, cluster = null_data(generator, clusters=30, size=5, filters=2, apart=1.0)
        found = differences(blocked, cluster)
        swapped += swap_test(found).p <= 0.05
        apart = blocked[:, 0].astype(int) - blocked[:, 1]
        naive += mcnemar(int((apart == 1).sum()), int((apart == -1).sum())).exact <= 0.05
    assert 0.035 < swapped / 3000 < 0.065
    assert naive / 3000 > 0.12


def test_level_without_exchangeability() -> None:
    """Filters that block equally often, but of which one follows whole clusters: 3,000 data sets, still near 5 %."""
    generator = np.random.default_rng(12)
    rejected = 0
    for _ in range(3000):
        cluster = np.repeat(np.arange(40), generator.integers(1, 8, size=40))
        whole = (generator.random(40) < 0.4)[cluster]
        found = np.bincount(cluster, weights=whole.astype(int) - (generator.random(len(cluster)) < 0.4))
        rejected += swap_test(found).p <= 0.05
    assert 0.035 < rejected / 3000 < 0.065


def test_level_of_mcnemar_on_independent_data() -> None:
    """On independent renderings the exact test rejects in at most 5 % of 4,000 data sets, the mid-p near 5 %."""
    generator = np.random.default_rng(13)
    found = [mcnemar(*generator.multinomial(120, [0.2, 0.2, 0.6])[:2].tolist()) for _ in range(4000)]
    assert 0.02 < np.mean([each.exact <= 0.05 for each in found]) < 0.055
    assert 0.035 < np.mean([each.mid_p <= 0.05 for each in found]) < 0.065


def test_level_of_cochran_on_clustered_data() -> None:
    """Without a difference relabelling rejects in 5 % of 1,500 clustered data sets, chi-squared in far more."""
    generator = np.random.default_rng(14)
    found = []
    for _ in range(1500):
        blocked, cluster = null_data(generator, clusters=30, size=5, filters=3, apart=1.0)
        found.append(cochran(blocked, clusters=cluster, resamples=199))
    assert 0.035 < np.mean([each.p <= 0.05 for each in found]) < 0.065
    assert np.mean([each.p_chi_squared <= 0.05 for each in found]) > 0.12


def test_power() -> None:
    """A filter that blocks a fifth more of every cluster is found out in most of 300 data sets of 120 clusters."""
    generator = np.random.default_rng(15)
    seen = 0
    for _ in range(300):
        blocked, cluster = null_data(generator, clusters=120, size=5, filters=2, apart=0.5)
        blocked[:, 0] |= generator.random(len(blocked)) < 0.2
        seen += swap_test(differences(blocked, cluster)).p <= 0.05
    assert seen / 300 > 0.8

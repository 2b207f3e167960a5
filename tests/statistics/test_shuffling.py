"""Blocking that is blind to labels."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, permutations

import numpy as np
import pytest
from scipy.stats import chisquare, hypergeom

from outlast.statistics.shuffling import p_value, shuffled_sums, shuffles_of

SHUFFLES = 20_000


def test_single_passages_give_the_hypergeometric_distribution() -> None:
    """With every passage a cluster of its own, what survives of a value is hypergeometric (scipy)."""
    survives = np.arange(30) < 12
    there = (np.arange(30) % 3 == 0)[:, None]
    made = shuffled_sums(survives, there, clusters=np.arange(30), seed=1, shuffles=SHUFFLES)[:, 0]
    counts = np.bincount(made.astype(int), minlength=11)
    expected = hypergeom(30, 12, 10).pmf(np.arange(11)) * SHUFFLES
    some = expected > 5
    assert chisquare(counts[some], expected[some] * counts[some].sum() / expected[some].sum()).pvalue > 0.001


def test_every_set_of_passages_is_as_likely() -> None:
    """With every passage a cluster of its own, each set of as many passages falls equally often."""
    survives = np.array([True, True, False, False])
    made = shuffled_sums(survives, np.eye(4, dtype=bool), clusters=np.arange(4), seed=2, shuffles=SHUFFLES)
    seen = Counter(tuple(np.flatnonzero(row)) for row in made)
    assert set(seen) == set(combinations(range(4), 2))
    assert chisquare(list(seen.values())).pvalue > 0.001


def test_clusters_of_one_size_are_exchanged_whole() -> None:
    """Clusters of one size swap their sequences of decisions in every order, and nothing else happens."""
    survives = np.array([True, False, True, True, False, False])
    clusters = np.array([0, 0, 1, 1, 2, 2])
    blocks = [(1, 0), (1, 1), (0, 0)]
    orders = {tuple(value for block in order for value in block) for order in permutations(blocks)}
    made = shuffled_sums(survives, np.eye(6, dtype=bool), clusters=clusters, seed=3, shuffles=SHUFFLES)
    seen = Counter(tuple(int(value) for value in row) for row in made)
    assert set(seen) == orders
    assert chisquare(list(seen.values())).pvalue > 0.001


def test_as_many_passages_survive_in_every_shuffle() -> None:
    """Clusters of unequal sizes, interleaved, with gaps in their numbers: each shuffle lets as many through."""
    generator = np.random.default_rng(0)
    survives, clusters = generator.random(200) < 0.7, generator.choice([2, 5, 9, 40], size=200)
    everything = np.ones((200, 1), dtype=bool)
    made = shuffled_sums(survives, everything, clusters=clusters, seed=0, shuffles=50)
    assert set(made[:, 0]) == {float(survives.sum())}


def test_blocks_of_shuffles_are_one_row_of_shuffles(monkeypatch: pytest.MonkeyPatch) -> None:
    """What bounds the memory leaves the number of shuffles and their distribution alone."""
    monkeypatch.setattr("outlast.statistics.shuffling.AT_ONCE", 7)
    made = shuffled_sums(
        np.array([True, False, False]), np.eye(3, dtype=bool), clusters=np.arange(3), seed=0, shuffles=3001
    )
    assert made.shape == (3001, 3)
    assert chisquare(made.sum(axis=0)).pvalue > 0.001


def test_no_passages_have_nothing_to_shuffle() -> None:
    """Without passages, every sum is 0."""
    made = shuffled_sums(np.zeros(0, bool), np.zeros((0, 2), bool), clusters=np.zeros(0, int), seed=0, shuffles=4)
    assert made.tolist() == [[0.0, 0.0]] * 4


def test_the_observed_blocking_is_one_of_those_counted() -> None:
    """No p is 0: 0 of 999 shuffles gives 1/1000, and all of them 1 (Phipson and Smyth 2010, section 2)."""
    assert p_value(np.zeros(999, bool)) == pytest.approx(0.001)
    assert p_value(np.ones(999, bool)) == 1.0


def test_the_letter_has_all_the_shuffles_that_are_asked() -> None:
    """62 passages get 10,000 shuffles; a hundred thousand get 2,000; ten million still a thousand."""
    assert [shuffles_of(n, asked=10_000) for n in (0, 62, 100_000, 10**7)] == [10_000, 10_000, 2_000, 1_000]

"""Mirrored pairs: counts by hand, scipy's binomial test, clusters, and the policy's part."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from sklearn.metrics import confusion_matrix

from outlast.statistics.mirrored import Mirrored, linked, mirrored

VERDICTS = st.lists(
    st.tuples(*[st.sampled_from([1, 0, -1])] * 4), min_size=0, max_size=40
)  # first, second, and what the policy says of each


def judged(rows: list[tuple[int, int, int, int]], clusters: np.ndarray | None = None) -> Mirrored:
    """What was made of pairs given as first, second, and the policy's two verdicts."""
    table = np.asarray(rows, dtype=np.int8).reshape(-1, 4)
    return mirrored(
        table[:, 0],
        table[:, 1],
        first_target=table[:, 2],
        second_target=table[:, 3],
        clusters=np.arange(len(table)) if clusters is None else clusters,
        resamples=200,
    )


def test_counts_by_hand() -> None:
    """Seven pairs: a wanted flip, a turned one, an unasked one, one not followed, two alike, one with an error."""
    found = judged([(1, 0, 1, 0), (1, 0, 0, 1), (0, 1, 1, 1), (0, 0, 1, 0), (1, 1, 0, 0), (0, 0, -1, 0), (-1, 1, 1, 0)])
    assert (found.both_blocked, found.only_first, found.only_second, found.neither) == (1, 2, 1, 2)
    assert (found.pairs, found.flips, found.left_out) == (6, 3, 1)
    assert (found.asked, found.wanted, found.turned) == (3, 1, 1)
    assert (found.alike, found.unasked, found.unsaid) == (2, 1, 1)
    assert found.flipped.estimate == 0.5
    assert found.followed.estimate == pytest.approx(1 / 3)
    assert found.parted.estimate == 0.5


@pytest.mark.parametrize(("first", "second"), [(0, 0), (1, 0), (6, 0), (5, 5), (9, 2), (2, 15), (30, 12)])
def test_direction_is_scipys_binomial_test(first: int, second: int) -> None:
    """Where pairs stand alone, the direction's p is scipy's exact binomial test on the flips; 1 without flips."""
    found = judged([(1, 0, 0, 0)] * first + [(0, 1, 0, 0)] * second + [(1, 1, 0, 0), (0, 0, 0, 0)] * 3)
    flips = first + second
    assert found.direction.p == (pytest.approx(binomtest(first, flips).pvalue) if flips else 1.0)
    assert (found.direction.excess, found.direction.discordant) == (first - second, flips)
    assert (found.flipped.method, found.flipped.clusters) == ("wilson", flips + 6)


def test_five_flips_one_way_reach_no_five_per_cent() -> None:
    """Five of five flips one way have p = .0625, six of six .03125: what the notes say of small rows."""
    assert judged([(1, 0, 0, 0)] * 5).direction.p == 0.0625
    assert judged([(1, 0, 0, 0)] * 6).direction.p == 0.03125


def test_pairs_that_hang_together_are_one_witness() -> None:
    """Twelve flips one way in three clusters are three witnesses: p is 1/4, not 1/2048; the interval is of clusters."""
    found = judged([(1, 0, 0, 0)] * 12 + [(0, 0, 0, 0)] * 8, np.r_[np.repeat([0, 1, 2], 4), np.repeat([3, 4], 4)])
    assert found.direction.p == 0.25
    assert (found.flipped.estimate, found.flipped.method, found.flipped.clusters) == (0.6, "bca", 5)


def test_no_pair_at_all() -> None:
    """Without pairs, or with failures alone, there are noughts, no estimate and no p."""
    for rows in ([], [(-1, 1, 0, 0), (0, -1, 1, 0)]):
        found = judged(rows)
        assert (found.pairs, found.flips, found.left_out) == (0, 0, len(rows))
        assert (found.flipped.estimate, found.direction.p) == (None, None)


def test_one_pair() -> None:
    """One flip is a share of 1 and no evidence of a direction."""
    found = judged([(0, 1, 0, 1)])
    assert (found.flipped.estimate, found.direction.p, found.wanted) == (1.0, 1.0, 1)
    assert found.followed.low == pytest.approx(0.2065, abs=1e-4)  # Wilson, 1 of 1


@given(rows=VERDICTS)
def test_counts_are_scikit_learns(rows: list[tuple[int, int, int, int]]) -> None:
    """The four counts are a confusion matrix of the sides; asked, alike and unsaid add up to all pairs."""
    found = judged(rows)
    known = [row for row in rows if -1 not in row[:2]]
    matrix = (
        confusion_matrix([row[0] for row in known], [row[1] for row in known], labels=[0, 1])
        if known
        else np.zeros((2, 2))
    )
    assert [[found.neither, found.only_second], [found.only_first, found.both_blocked]] == matrix.tolist()
    assert found.asked + found.alike + found.unsaid == found.pairs
    assert found.wanted + found.turned + found.unasked <= found.flips
    assert found.wanted == sum(row[:2] == row[2:] and row[0] != row[1] for row in known)


@given(rows=VERDICTS)
def test_turning_the_sides_turns_the_direction_only(rows: list[tuple[int, int, int, int]]) -> None:
    """With sides exchanged, the one-sided counts change places and nothing else does."""
    found, turned = judged(rows), judged([(b, a, d, c) for a, b, c, d in rows])
    assert (found.only_first, found.only_second) == (turned.only_second, turned.only_first)
    assert (found.flipped, found.followed, found.parted) == (turned.flipped, turned.followed, turned.parted)
    assert found.direction.p == turned.direction.p
    assert (found.wanted, found.turned, found.unasked) == (turned.wanted, turned.turned, turned.unasked)


@given(
    pairs=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=12),
    clusters=st.lists(st.integers(0, 5), min_size=10, max_size=10),
)
def test_linked_pairs_are_what_can_be_walked(pairs: list[tuple[int, int]], clusters: list[int]) -> None:
    """Two pairs are of one cluster if one can walk from one to the other over shared clusters."""
    reached = {cluster: {cluster} for cluster in clusters}
    for _ in pairs:
        for one, other in pairs:
            joined = reached[clusters[one]] | reached[clusters[other]]
            for each in joined:
                reached[each] = reached[each] | joined
    named = np.unique(clusters, return_inverse=True)[1]
    found = linked(np.array([a for a, _ in pairs], dtype=int), np.array([b for _, b in pairs], dtype=int), named)
    for (at, one), (other_at, other) in product(enumerate(pairs), repeat=2):
        assert (found[at] == found[other_at]) == (clusters[other[0]] in reached[clusters[one[0]]])

"""What can still be learned from what survives."""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlast.statistics.mentions import mentions
from outlast.statistics.messages import Messages, messages

CLAIMS = [["a", "b"], ["a"], ["b", "c"], ["d"], [], []]


def of(survives: list[int], claims: list[list[str]] = CLAIMS, clusters: list[int] | None = None) -> Messages:
    """The messages of a small text."""
    column = pa.array(claims, pa.list_(pa.string()))
    numbers = np.arange(len(claims)) if clusters is None else np.array(clusters)
    return messages(mentions(column), survives=np.array(survives, bool), clusters=numbers, shuffles=20_000)


def test_one_passage_is_enough() -> None:
    """By hand: passages 0 and 5 fall. a and b are left once each, c and d as they were."""
    found = of([0, 1, 1, 1, 1, 0])
    assert [(each.value, each.left, each.written, each.last) for each in found.messages] == [
        ("a", 1, 2, 1),
        ("b", 1, 2, 2),
        ("c", 1, 1, 2),
        ("d", 1, 1, 3),
    ]
    assert (found.learnable, found.saved, found.hanging) == (4, 2, 4)
    assert (found.dearest, found.cost) == (2, 2)


def test_a_message_whose_passages_all_fall_is_lost() -> None:
    """By hand: with passages 2 and 3 gone, c and d are lost, b is saved, a stands on two."""
    found = of([1, 1, 0, 0, 1, 1])
    assert [(each.value, each.left, each.learnable) for each in found.messages] == [
        ("a", 2, True),
        ("b", 1, True),
        ("c", 0, False),
        ("d", 0, False),
    ]
    assert (found.learnable, found.saved, found.hanging, found.dearest, found.cost) == (2, 1, 1, 0, 1)


@pytest.mark.parametrize("survive", range(7))
def test_the_expected_number_is_the_mean_over_all_blockings(survive: int) -> None:
    """The hypergeometric expectation is the mean over every set of survivors, enumerated, shared passages and all."""
    sets = list(combinations(CLAIMS, survive))
    mean = sum(len({claim for passage in left for claim in passage}) for left in sets) / len(sets)
    assert of([1] * survive + [0] * (6 - survive)).expected == pytest.approx(mean)


def test_the_chance_of_a_message() -> None:
    """With 4 of 6 surviving, a message of 2 passages is lost in 1 case of C(6, 4), one of 1 in C(5, 4)."""
    found = of([1, 1, 1, 1, 0, 0])
    assert [each.chance for each in found.messages] == pytest.approx(
        [1 - 1 / comb(6, 4), 1 - 1 / comb(6, 4), 1 - comb(5, 4) / comb(6, 4), 1 - comb(5, 4) / comb(6, 4)]
    )


def test_range_and_p_are_those_of_all_blockings() -> None:
    """Passage by passage, the range's ends and p are those of the enumerated distribution of the count."""
    found = of([0, 1, 0, 0, 1, 1])
    counts = np.array([len({claim for passage in left for claim in passage}) for left in combinations(CLAIMS, 3)])
    assert found.learnable == 1
    assert found.p == pytest.approx((counts <= 1).mean(), abs=0.01)
    assert (found.low, found.high) == tuple(np.quantile(counts, [0.025, 0.975], method="inverted_cdf"))


def test_messages_that_live_in_one_paragraph_fall_together() -> None:
    """Two paragraphs, one blocked whole: among whole paragraphs nothing is unusual, among passages it is the least."""
    claims = [["a"], ["a"], ["a"], ["b"], ["b"], ["b"]]
    whole = of([0, 0, 0, 1, 1, 1], claims, [0, 0, 0, 1, 1, 1])
    apart = of([0, 0, 0, 1, 1, 1], claims)
    assert (whole.learnable, whole.p) == (1, 1.0)
    assert apart.p == pytest.approx(2 / 20, abs=0.01)


def test_all_survive_and_none_do() -> None:
    """With nothing blocked every message is learnable for certain; with everything blocked none is."""
    every, none = of([1] * 6), of([0] * 6)
    assert (every.learnable, every.expected, every.p, every.saved) == (4, 4.0, 1.0, 0)
    assert (none.learnable, none.expected, none.dearest, none.cost) == (0, 0.0, None, 0)


def test_no_passages_and_no_messages() -> None:
    """Without passages, or without messages, there is nothing to lose and no p."""
    for found in (of([], []), of([1, 0], [[], []])):
        assert (found.messages, found.expected, found.p, found.low, found.dearest) == ((), 0.0, None, None, None)


@given(st.lists(st.tuples(st.sets(st.sampled_from("abcd")), st.booleans()), min_size=1, max_size=12))
def test_what_is_learnable_is_the_union_of_what_survives(rows: list[tuple[set[str], bool]]) -> None:
    """The learnable messages are the union over survivors, and the cost of the dearest is what its fall loses."""
    column = pa.array([sorted(claims) for claims, _ in rows], pa.list_(pa.string()))
    survives = np.array([alive for _, alive in rows])
    found = messages(mentions(column), survives=survives, clusters=np.arange(len(rows)), shuffles=10)
    left = set().union(*(claims for claims, alive in rows if alive))
    assert {each.value for each in found.messages if each.learnable} == left
    costs = [
        len(left) - len(set().union(*(claims for at, (claims, alive) in enumerate(rows) if alive and at != fallen)))
        for fallen in range(len(rows))
    ]
    assert found.cost == max(costs)
    assert found.dearest is None or costs[found.dearest] == max(costs)

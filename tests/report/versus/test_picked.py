"""What a page shows of large comparisons: which passages, which flips, and what it says of the rest."""

from __future__ import annotations

import numpy as np
import pytest

from outlast.comparison.cause import Cause
from outlast.report.versus.bounds import Bounds
from outlast.report.versus.picked import PageFlips, picked

CAUSES = (Cause(("rule added",), "rule a added"), Cause(("threshold",), "threshold 1 → 2"))


def flips(passages: list[int], *, now: list[bool] | None = None, cause: list[int] | None = None) -> PageFlips:
    """Flips of one run, rendering and filter."""
    size = len(passages)
    none = np.zeros(size, np.int64)
    return PageFlips(
        run=none,
        rendering=none,
        filter=none,
        passage=np.array(passages, np.int64),
        blocks_now=np.array(now if now is not None else [True] * size),
        target=np.ones(size, np.int8),
        cause=np.array(cause if cause is not None else [0] * size),
        causes=CAUSES,
    )


def pick(every: PageFlips, count: int, **more: int):
    zeros = np.zeros(count, np.int8)
    return picked(every, target=zeros, blocked=zeros, bounds=Bounds(**more))


def test_what_fits_is_shown_whole() -> None:
    """Ten passages of at most ten, three flips of at most three: all of them, and nothing is said of a sample."""
    found = pick(flips([1, 4, 9]), 10, whole=10, flips=3)
    assert found.passages.tolist() == list(range(10))
    assert found.flips.passage.tolist() == [1, 4, 9]
    assert found.how == ""


def test_every_passage_that_flipped_is_shown_before_others() -> None:
    """Of a thousand passages ten are shown: the four that flipped, in reading order among six others."""
    found = pick(flips([5, 500, 501, 999]), 1000, whole=100, passages=10)
    assert len(found.passages) == 10
    assert {5, 500, 501, 999} <= set(found.passages.tolist())
    assert found.passages.tolist() == sorted(found.passages.tolist())
    assert len(found.flips) == 4
    assert found.how == (
        "all 4 on which a decision flipped, and a sample of 6 others, stratified by what the policy says and by what "
        "the baseline blocks"
    )


def test_very_many_flips_fill_half_the_page() -> None:
    """Of 600 passages that flipped thirty are shown on a page of sixty, two in three blocked now, as among the 600."""
    now = [at % 3 != 0 for at in range(600)]
    found = pick(flips(list(range(600)), now=now), 1000, whole=100, passages=60)
    flipping = [at for at in found.passages.tolist() if at < 600]
    assert (len(found.passages), len(flipping)) == (60, 30)
    assert sum(now[at] for at in flipping) == 20
    assert found.flips.passage.tolist() == flipping
    assert "a sample of 30 of the 600 on which a decision flipped" in found.how


def test_where_few_others_are_left_all_of_them_are_shown() -> None:
    """Of 100 passages 98 flipped: the page is not padded with what is not there."""
    found = pick(flips(list(range(98))), 100, whole=50, passages=60)
    assert len(found.passages) == 32
    assert {98, 99} <= set(found.passages.tolist())


def test_flips_beyond_the_bound_keep_the_shares_of_their_causes() -> None:
    """Of 400 flips, 300 by one cause, forty stand in the table: thirty by that cause; in order, the same each time."""
    every = flips(list(range(400)), cause=[0] * 300 + [1] * 100)
    first, second = (pick(every, 400, flips=40).flips for _ in range(2))
    assert np.bincount(first.cause).tolist() == [30, 10]
    assert first.passage.tolist() == second.passage.tolist() == sorted(first.passage.tolist())


@pytest.mark.parametrize(
    ("target", "now", "towards", "against"),
    [(1, True, True, False), (1, False, False, True), (0, True, False, True), (0, False, True, False)],
)
def test_towards_and_against_the_policy(target, now, towards, against) -> None:
    """Blocking what it would block, and letting through what it would let be, are towards it; the others against."""
    found = flips([0], now=[now])
    found.target[0] = target
    assert (found.towards.tolist(), found.against.tolist()) == ([towards], [against])


def test_where_the_policy_says_nothing_a_flip_goes_nowhere() -> None:
    """Neither towards nor against."""
    found = flips([0])
    found.target[0] = -1
    assert (found.towards.tolist(), found.against.tolist()) == ([False], [False])

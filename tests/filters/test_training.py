"""What filters learn from: folds keep groups whole, and what cannot be learned is refused."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlast.filters.training import Training, TrainingError


def training(targets: list[bool], groups: list[str]) -> Training:
    """Training passages of which only targets and groups matter."""
    texts = pa.array([f"text {row}" for row in range(len(targets))])
    return Training(texts, np.array(targets, dtype=bool), pa.array(groups, pa.string()), "judged")


@given(
    groups=st.lists(st.tuples(st.integers(1, 6), st.booleans()), min_size=0, max_size=10),
    seed=st.integers(0, 50),
)
@settings(max_examples=100, deadline=None)
def test_folds_keep_groups_whole_and_hold_each_passage_out_once(groups, seed):
    """No group is on both sides of a fold, each passage is held out once, and targets and others are learned from."""
    named = [(f"g{number}", target) for number, (size, target) in enumerate(groups) for _ in range(size)]
    named += [(f"{target}{number}", target) for target in (True, False) for number in range(5)]
    learnable = training([target for _, target in named], [group for group, _ in named])
    held_out: list[int] = []
    for kept, out in learnable.grouped_folds(folds=5, seed=seed):
        names = np.array([group for group, _ in named])
        assert not set(names[kept]) & set(names[out])
        assert sorted([*kept.tolist(), *out.tolist()]) == list(range(len(named)))
        assert set(learnable.targets[kept].tolist()) == {True, False}
        held_out += out.tolist()
    assert sorted(held_out) == list(range(len(named)))


def test_folds_share_the_targets_evenly():
    """Ten groups with a target and ten without give each of five folds two of either."""
    learnable = training([True] * 10 + [False] * 10, [f"g{number}" for number in range(20)])
    counts = [int(learnable.targets[out].sum()) for _, out in learnable.grouped_folds(folds=5, seed=0)]
    assert counts == [2, 2, 2, 2, 2]


def test_the_seed_decides_the_folds():
    """The same seed gives the same folds, and another seed others."""
    learnable = training([number % 2 == 0 for number in range(40)], [f"g{number}" for number in range(40)])
    first, again, other = (
        [out.tolist() for _, out in learnable.grouped_folds(folds=5, seed=seed)] for seed in (0, 0, 1)
    )
    assert first == again != other


@pytest.mark.parametrize(
    ("targets", "groups", "message"),
    [
        (
            [True] * 8 + [False] * 5,
            ["a", "a", "b", "b", "c", "c", "d", "d", "v", "w", "x", "y", "z"],
            "only 4 groups of passages with targets; at least 5 are needed, one for each fold",
        ),
        (
            [True] * 5 + [False] * 9,
            ["a", "b", "c", "d", "e", *["x"] * 9],
            "only 1 groups of passages with passages that are no target; at least 5 are needed, one for each fold",
        ),
        ([True] * 6, list("abcdef"), "only 0 groups of passages with passages that are no target; at least 5"),
        ([], [], "only 0 groups of passages with targets; at least 5"),
    ],
)
def test_too_few_groups_are_refused(targets, groups, message):
    """A side with fewer groups than folds is an error that says how many it has, however many passages they hold."""
    with pytest.raises(TrainingError) as caught:
        training(targets, groups).check(folds=5)
    assert str(caught.value).startswith(message)


def test_groups_with_both_sides_count_for_both():
    """Five groups, each with a target and another passage, are enough for five folds."""
    assert training([True, False] * 5, [group for group in "abcde" for _ in range(2)]).check(folds=5) is None

"""The smallest sets of changes are those that trying out every set finds."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from outlast.comparison.smallest import smallest

NAMES = ("a", "b", "c")
SETS = [frozenset(each) for size in range(1, 4) for each in combinations(NAMES, size)]


@given(
    st.lists(
        st.tuples(st.sets(st.sampled_from(NAMES), min_size=1), st.sets(st.sampled_from(SETS))), min_size=1, max_size=6
    )
)
def test_they_are_what_every_set_tried_out_gives(flips):
    """For arbitrary decisions on the sets of what changed; all of it always flips, as that was seen."""
    differs = np.array([[name in changed for name in NAMES] for changed, _ in flips])

    def enough(row, changes):
        changed, deciding = flips[row]
        return changes == changed or changes in deciding

    found = smallest(NAMES, differs, lambda changes, rows: np.array([enough(row, changes) for row in rows], bool))
    for row, (changed, _) in enumerate(flips):
        tried = [each for each in SETS if each <= changed and enough(row, each)]
        least = min(map(len, tried))
        assert set(found[row]) == {each for each in tried if len(each) == least}


def test_nothing_changed():
    """Where nothing that is known of changed there is no set, and nothing is tried out."""
    assert smallest(NAMES, np.zeros((1, 3), bool), lambda *_: np.zeros(0, bool)) == [()]


def test_what_is_asked_is_only_what_may_be_enough():
    """A flip with one change is put down to it without a question."""
    asked = []

    def flips_with(changes, rows):
        asked.append((changes, rows.tolist()))
        return np.zeros(len(rows), bool)

    assert smallest(NAMES, np.array([[True, False, False]]), flips_with) == [(frozenset("a"),)]
    assert asked == []

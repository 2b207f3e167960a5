"""Which rewritten texts and which evidence a comparison's page keeps, where there is not room for all."""

from __future__ import annotations

import numpy as np
import pytest

from outlast.report.versus.picked import PageFlips
from outlast.report.versus.sides import delta, without_text


def flips(*places: tuple[int, int]) -> PageFlips:
    """Flips by rendering and passage."""
    none = np.zeros(len(places), np.int64)
    return PageFlips(
        run=none,
        rendering=np.array([rendering for rendering, _ in places], np.int64),
        filter=none,
        passage=np.array([passage for _, passage in places], np.int64),
        blocks_now=none == 0,
        target=none.astype(np.int8),
        cause=none,
        causes=(),
    )


TEXTS = [{}, {0: "aaaa", 1: "bbbb", 2: "cccc"}, {1: "dddd"}]
"""By rendering and shown passage: four letters each. The passages are numbers 10, 20 and 30 of the baseline."""


@pytest.mark.parametrize(
    ("most", "dropped"),
    [
        (16, [[], [], []]),
        (15, [[], [], [1]]),
        (11, [[], [1], [1]]),
        (7, [[], [0, 1], [1]]),
        (0, [[], [0, 1, 2], [1]]),
    ],
)
def test_texts_that_flipped_are_dropped_last(most, dropped) -> None:
    """Passage 2 flipped in the first rewriting: its text stays longest; the others go from the end of the text."""
    found = without_text([TEXTS], flips((1, 30)), numbers=np.array([10, 20, 30]), most=most)
    assert found == dropped


def test_the_texts_of_further_runs_take_room_too() -> None:
    """A run that judged other texts has them beside the baseline's: eight letters a passage, and room for one."""
    other = [{}, {0: "xxxx", 1: None, 2: "zzzz"}, {}]
    found = without_text([TEXTS, other], flips(), numbers=np.array([10, 20, 30]), most=12)
    assert found == [[], [2], [1]]


def test_a_delta_undoes_and_adds() -> None:
    """What the other has not is None; what both have alike is left out; keys that are not asked for stay."""
    assert delta({1: "a", 2: "b", 9: "q"}, {2: "b", 3: "c"}, among=[1, 2, 3]) == {1: None, 3: "c"}

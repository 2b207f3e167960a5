"""The charts' geometry, worked out by hand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from outlast.report.page.chart import MAP_ROWS, strip, whisker


def test_no_data_is_no_whisker() -> None:
    """A rate of nothing has no place on an axis."""
    assert whisker({"rate": None, "low": None, "high": None}) is None


def test_a_rate_without_interval_is_a_dot() -> None:
    """Where an interval is not known, the line has no length."""
    found = whisker({"rate": 0.5, "low": None, "high": None})
    assert found is not None
    assert (found.dot, found.low, found.high) == ("50%", "50%", "50%")


def test_neighbours_are_one_stretch() -> None:
    """Rows 1, 2 and 4 of five are blocked: two stretches, the first two rows high."""
    assert strip("list", "01101").paths == ("", "", "", "M0 1h1v2h-1zM0 4h1v1h-1z")


def test_an_error_is_no_block() -> None:
    """A failed decision leaves its row empty."""
    assert strip("list", "e1").paths == ("", "", "", "M0 1h1v1h-1z")


def test_many_passages_share_a_row_and_shade_it() -> None:
    """Four times as many passages as rows; the first row has one of four blocked, the second all, the rest none."""
    letters = "1000" + "1111" + "0" * 4 * (MAP_ROWS - 2)
    assert strip("list", letters).paths == ("M0 0h1v1h-1z", "", "", "M0 1h1v1h-1z")


@given(st.text("01e", min_size=1, max_size=1500))
def test_a_row_is_filled_if_and_only_if_something_in_it_is_blocked(letters: str) -> None:
    """Whatever is blocked shows, and nothing else does."""
    rows = min(len(letters), MAP_ROWS)
    filled = set()
    for path in strip("list", letters).paths:
        for piece in filter(None, path.split("z")):
            top, height = piece.removeprefix("M0 ").split("h1v")
            filled |= set(range(int(top), int(top) + int(height.removesuffix("h-1"))))
    cuts = [letters[row * len(letters) // rows : (row + 1) * len(letters) // rows] for row in range(rows)]
    assert "".join(cuts) == letters
    assert filled == {row for row, cut in enumerate(cuts) if "1" in cut}

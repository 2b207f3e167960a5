"""The dumbbell's geometry, worked out by hand."""

from __future__ import annotations

from outlast.report.versus.dumbbell import Dumbbell, dumbbell


def test_no_data_is_no_dumbbell() -> None:
    """A rate of nothing has no place on an axis."""
    assert dumbbell(None, 0.5) is None
    assert dumbbell(0.5, None) is None


def test_the_interval_is_laid_off_from_the_rate_before() -> None:
    """Before 80 %, after 50 %, difference −60 to −10 points: the line goes from 20 to 70 %, around the filled dot."""
    assert dumbbell(0.8, 0.5, low=-0.6, high=-0.1) == Dumbbell("80%", "50%", "20%", "70%")


def test_without_interval_the_line_has_no_length() -> None:
    """Where every resample would say the same there is no line."""
    assert dumbbell(0.125, 0.25) == Dumbbell("12.5%", "25%", "25%", "25%")


def test_the_line_ends_where_the_axis_ends() -> None:
    """An interval that reaches beyond 0 or 100 % is cut."""
    assert dumbbell(0.1, 0.05, low=-0.3, high=0.95) == Dumbbell("10%", "5%", "0%", "100%")

"""Planning: every passage in one part, every cell of the grid counted once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from outlast.perturbations.homoglyph import Homoglyph
from outlast.perturbations.identity import Identity
from outlast.perturbations.zero_width import ZeroWidth
from outlast.runs.folder import part_files
from outlast.runs.plan import Grid, Part, cut, each_rendering

PERTURBATIONS = (
    Identity(kind="identity"),
    ZeroWidth(kind="zero-width", name="hidden", draws=3),
    Homoglyph(kind="homoglyph", draws=2),
)


@given(st.integers(0, 500), st.integers(1, 600))
def test_parts_hold_every_passage_once(passages: int, each: int) -> None:
    """The parts, one after the other, are the passages, and none but the last is smaller than asked."""
    parts = cut(passages, each=each)
    assert [row for part in parts for row in range(part.start, part.stop)] == list(range(passages))
    assert [part.number for part in parts] == list(range(len(parts)))
    assert all(part.stop - part.start == each for part in parts[:-1])
    assert all(part.stop > part.start for part in parts)


def test_part_files_sort_by_number() -> None:
    """Files have five digits, so that the order of names is that of the passages."""
    assert [cut(3, each=1)[number].file for number in (0, 2)] == ["part-00000.parquet", "part-00002.parquet"]


def test_many_parts_are_read_in_the_order_of_the_passages(tmp_path) -> None:
    """Beyond 99,999 parts, whose names are longer, files are still read in the order of the passages."""
    names = [Part(number, number, number + 1).file for number in (99_998, 99_999, 100_000, 100_001)]
    (tmp_path / "decisions").mkdir()
    for name in reversed(names):
        (tmp_path / "decisions" / name).touch()
    assert [path.name for path in part_files(tmp_path, "decisions")] == names


def test_the_grid_is_a_product() -> None:
    """5 passages under 1 + 3 + 2 draws are 30 renderings; by 4 filters, 120 decisions."""
    grid = Grid.of(5, PERTURBATIONS, ["a", "b", "c", "d"])
    assert grid.perturbations == {"identity": 1, "hidden": 3, "homoglyph": 2}
    assert (grid.renderings, grid.decisions) == (30, 120)


def test_each_rendering_is_every_draw_in_order() -> None:
    """Perturbations in the order of the experiment, each with its draws from 0."""
    assert [(made.kind, draw) for made, draw in each_rendering(PERTURBATIONS)] == [
        ("identity", 0),
        ("zero-width", 0),
        ("zero-width", 1),
        ("zero-width", 2),
        ("homoglyph", 0),
        ("homoglyph", 1),
    ]

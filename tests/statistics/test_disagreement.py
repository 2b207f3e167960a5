"""Disagreement of filters: counts by hand, a partition of what both decided, and the same with pandas."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations

import pandas as pd
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from outlast.statistics.disagreement import Disagreement, disagreements, verdicts

Decision = tuple[str, str, int, str, bool | None]
Build = Callable[[Sequence[Decision]], pa.Table]


def pairs(a: Sequence[bool | None], b: Sequence[bool | None], *, perturbation: str = "identity") -> list[Decision]:
    """What filters a and b decided on passages p0, p1, …"""
    return [
        (f"p{number}", perturbation, 0, name, blocked)
        for name, column in (("a", a), ("b", b))
        for number, blocked in enumerate(column)
    ]


def test_two_filters_by_hand(decisions: Build) -> None:
    """Seven renderings, two of which one filter failed on: the other five fall into four counts."""
    rows = pairs([True, True, False, True, False, None, True], [True, False, True, False, False, True, None])
    assert disagreements(decisions(rows), filters=["a", "b"], perturbations=["identity"]) == (
        Disagreement(
            perturbation="identity",
            first="a",
            second="b",
            only_first_blocks=2,
            only_second_blocks=1,
            both_block=1,
            neither_blocks=1,
        ),
    )


def test_first_and_second_are_as_asked(decisions: Build) -> None:
    """The filters' order says which of a pair is first, and each pair comes once."""
    rows = pairs([True], [False])
    (turned,) = disagreements(decisions(rows), filters=["b", "a"], perturbations=["identity"])
    assert (turned.first, turned.second) == ("b", "a")
    assert (turned.only_first_blocks, turned.only_second_blocks) == (0, 1)
    assert disagreements(decisions(rows), filters=["a"], perturbations=["identity"]) == ()


def test_draws_are_matched_with_their_own(decisions: Build) -> None:
    """A draw is compared with the same draw: two filters that block different draws agree on neither."""
    rows: list[Decision] = [
        ("p", "noise", 0, "a", True),
        ("p", "noise", 1, "a", False),
        ("p", "noise", 0, "b", False),
        ("p", "noise", 1, "b", True),
    ]
    (found,) = disagreements(decisions(rows), filters=["a", "b"], perturbations=["noise"])
    assert (found.only_first_blocks, found.only_second_blocks, found.both_block, found.neither_blocks) == (1, 1, 0, 0)


def test_perturbations_are_kept_apart(decisions: Build) -> None:
    """Each perturbation has its own counts, in the order asked; one without decisions has noughts."""
    rows = pairs([True], [True]) + pairs([False], [False], perturbation="noise")
    found = disagreements(decisions(rows), filters=["a", "b"], perturbations=["noise", "identity", "none"])
    assert [(row.perturbation, row.both_block, row.neither_blocks) for row in found] == [
        ("noise", 0, 1),
        ("identity", 1, 0),
        ("none", 0, 0),
    ]


def test_three_filters_make_three_pairs(decisions: Build) -> None:
    """Every pair of filters is there, in the order of the filters."""
    rows: list[Decision] = [("p", "identity", 0, name, name == "b") for name in "abc"]
    found = disagreements(decisions(rows), filters=["c", "a", "b"], perturbations=["identity"])
    assert [(row.first, row.second, row.only_second_blocks) for row in found] == [
        ("c", "a", 0),
        ("c", "b", 1),
        ("a", "b", 1),
    ]


def test_verdicts(decisions: Build) -> None:
    """Verdicts say by passage and draw whether each filter let it through, None for an error."""
    rows = pairs([True, False], [None, False]) + pairs([True], [True], perturbation="noise")
    assert verdicts(decisions(rows), perturbation="identity") == {
        ("p0", 0): {"a": False, "b": None},
        ("p1", 0): {"a": True, "b": True},
    }


def test_counts_partition_any_table(decisions: Build, decision_grids: st.SearchStrategy[list[Decision]]) -> None:
    """On random grids the four counts are pandas', and together the renderings that both filters decided."""
    filters, perturbations = ["words", "learned", "both"], ["identity", "noise"]

    @settings(max_examples=60)
    @given(rows=decision_grids)
    def check(rows: list[Decision]) -> None:
        found = disagreements(decisions(rows), filters=filters, perturbations=perturbations)
        frame = pd.DataFrame(rows, columns=["passage", "perturbation", "draw", "filter", "blocked"], dtype=object)
        expected = []
        for perturbation in perturbations:
            own = frame[frame["perturbation"] == perturbation]
            wide = own.pivot(index=["passage", "draw"], columns="filter", values="blocked").reindex(columns=filters)
            for first, second in combinations(filters, 2):
                both = wide[[first, second]].dropna().astype(bool)
                one, other = both[first], both[second]
                sizes = [(one & ~other).sum(), (~one & other).sum(), (one & other).sum(), (~one & ~other).sum()]
                assert sum(sizes) == len(both)
                expected.append(Disagreement(perturbation, first, second, *map(int, sizes)))
        assert list(found) == expected

    check()

"""Attribution: counts by hand, Shapley shares against the definition over permutations, and what always adds up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import permutations

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlast.statistics.attribution import Attribution, StageShare, attributions

Decision = tuple[str, str, int, str, bool | None]
Build = Callable[[Sequence[Decision]], pa.Table]
Row = tuple[bool | None, ...]


def rows_of(said: Sequence[Row], *, perturbation: str = "identity") -> list[Decision]:
    """What filters a, b, c … decided on passages p0, p1, …, a row for each passage."""
    return [
        (f"p{number}", perturbation, 0, name, blocked)
        for number, row in enumerate(said)
        for name, blocked in zip("abcdef", row, strict=False)
    ]


@pytest.fixture(scope="session")
def attributed(decisions: Build) -> Callable[..., Attribution]:
    """The attribution of one or of filters a, b, c …, in that order or in another."""

    def call(said: Sequence[Row], *, order: str | None = None) -> Attribution:
        stages = list(order if order is not None else "abcdef"[: len(said[0])])
        table = decisions(rows_of(said))
        (row,) = attributions(table, combinations={"any": stages}, perturbations=["identity"])
        return row

    return call


BY_HAND: list[Row] = [
    (True, True, True),
    (True, True, False),
    (True, False, False),
    (False, True, True),
    (False, False, True),
    (False, False, True),
    (False, False, False),
    (None, True, False),
]
"""Three stages on eight passages, one of which the first failed on."""


def test_three_stages_by_hand(attributed) -> None:
    """Six of seven passages are blocked; each stage's counts, and shares of 1/3 + 1/2 + 1, and so on."""
    assert attributed(BY_HAND) == Attribution(
        filter="any",
        perturbation="identity",
        renderings=7,
        left_out=1,
        blocked=6,
        stages=(
            StageShare(stage="a", blocks=3, first=3, redundant=2, only=1, shapley=float(Fraction(11, 6))),
            StageShare(stage="b", blocks=3, first=1, redundant=1, only=0, shapley=float(Fraction(8, 6))),
            StageShare(stage="c", blocks=4, first=2, redundant=0, only=2, shapley=float(Fraction(17, 6))),
        ),
    )


def test_the_order_changes_the_first_kills_only(attributed) -> None:
    """In every order the stages block, alone or not, and share the same; first kills are those of their place."""
    expected = {each.stage: (each.blocks, each.only, each.shapley) for each in attributed(BY_HAND).stages}
    firsts = set()
    for order in permutations("abc"):
        made = attributed(BY_HAND, order="".join(order))
        assert {each.stage: (each.blocks, each.only, each.shapley) for each in made.stages} == expected
        assert made.stages[0].first == made.stages[0].blocks
        firsts.add(tuple(each.first for each in made.stages))
    assert len(firsts) > 1


SAID = st.integers(1, 5).flatmap(
    lambda stages: st.lists(st.tuples(*[st.sampled_from([True, False, None])] * stages), min_size=1, max_size=12)
)


def worth(said: Sequence[Row], stages: Sequence[int]) -> int:
    """How many passages these stages block together."""
    return sum(any(row[stage] for stage in stages) for row in said)


@settings(max_examples=60, deadline=None)
@given(said=SAID)
def test_shares_are_shapleys(said: list[Row], attributed) -> None:
    """Each share is what the stage adds to those before it, averaged over every order of the stages."""
    decided = [row for row in said if None not in row]
    orders = list(permutations(range(len(said[0]))))
    made = attributed(said)
    for stage, share in enumerate(made.stages):
        added = 0
        for order in orders:
            before = order[: order.index(stage)]
            added += worth(decided, [*before, stage]) - worth(decided, before)
        assert share.shapley == pytest.approx(added / len(orders), abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(said=SAID)
def test_what_adds_up(said: list[Row], attributed) -> None:
    """First kills and shares sum to all that is blocked; first kills are redundant or only's; removal costs `only`."""
    decided = [row for row in said if None not in row]
    made, everyone = attributed(said), list(range(len(said[0])))
    assert (made.renderings, made.left_out) == (len(decided), len(said) - len(decided))
    assert made.blocked == worth(decided, everyone) == sum(each.first for each in made.stages)
    assert sum(each.shapley for each in made.stages) == pytest.approx(made.blocked, abs=1e-9)
    for stage, each in enumerate(made.stages):
        others = [other for other in everyone if other != stage]
        assert each.only == made.blocked - worth(decided, others)
        assert each.first == each.redundant + each.only
        assert each.only <= each.shapley <= each.blocks == worth(decided, [stage])


def test_draws_count_each_and_perturbations_apart(decisions: Build) -> None:
    """Each draw is a rendering of its own, matched with its own draw; each perturbation has a row, in order."""
    table = decisions(
        [
            ("p", "noise", 0, "a", True),
            ("p", "noise", 1, "a", False),
            ("p", "noise", 0, "b", False),
            ("p", "noise", 1, "b", True),
            ("p", "identity", 0, "a", True),
            ("p", "identity", 0, "b", True),
        ]
    )
    made = attributions(table, combinations={"any": ["a", "b"]}, perturbations=["identity", "noise", "none"])
    assert [(row.perturbation, row.renderings, row.blocked) for row in made] == [
        ("identity", 1, 1),
        ("noise", 2, 2),
        ("none", 0, 0),
    ]
    assert [each.shapley for each in made[0].stages] == [0.5, 0.5]
    assert [each.only for each in made[1].stages] == [1, 1]
    assert [each.shapley for each in made[2].stages] == [0.0, 0.0]


def test_other_filters_are_not_looked_at(decisions: Build) -> None:
    """Filters that are no stage, failed or not, change nothing; without an or there is no row."""
    rows = rows_of([(True, False), (False, True)])
    more = [*rows, ("p0", "identity", 0, "z", True), ("p1", "identity", 0, "z", None)]
    asked = {"combinations": {"any": ["a", "b"]}, "perturbations": ["identity"]}
    assert attributions(decisions(rows), **asked) == attributions(decisions(more), **asked)
    assert attributions(decisions(rows), combinations={}, perturbations=["identity"]) == ()


def test_counts_are_those_of_pandas(decisions: Build, decision_grids: st.SearchStrategy[list[Decision]]) -> None:
    """On random grids with draws and failures, the counts are those of a wide table in pandas."""
    stages = ["words", "learned", "both"]

    @settings(max_examples=40, deadline=None)
    @given(rows=decision_grids)
    def check(rows: list[Decision]) -> None:
        made = attributions(decisions(rows), combinations={"any": stages}, perturbations=["identity", "noise"])
        frame = pd.DataFrame(rows, columns=["passage", "perturbation", "draw", "filter", "blocked"], dtype=object)
        for row in made:
            own = frame[frame["perturbation"] == row.perturbation]
            wide = own.pivot(index=["passage", "draw"], columns="filter", values="blocked").reindex(columns=stages)
            known = wide.dropna().astype(bool)
            hit = known[known.any(axis=1)]
            assert (row.renderings, row.left_out, row.blocked) == (len(known), len(wide) - len(known), len(hit))
            first = hit.idxmax(axis=1) if len(hit) else pd.Series(dtype=object)
            for each in row.stages:
                assert each.first == (first == each.stage).sum()
                assert each.only == (hit[each.stage] & (hit.sum(axis=1) == 1)).sum()
                assert each.shapley == pytest.approx((hit[each.stage] / hit.sum(axis=1)).sum(), abs=1e-9)

    check()

"""Small decision tables, written by hand or drawn at random."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pyarrow as pa
import pytest
from hypothesis import strategies as st

from outlast.decisions import DECISIONS

Decision = tuple[str, str, int, str, bool | None]
"""Passage, perturbation, draw, filter, blocked."""

PASSAGES = [f"p{number}" for number in range(6)]
FILTERS = ["words", "learned", "both"]
DRAWS = {"identity": 1, "noise": 3}


def table_of(rows: Sequence[Decision]) -> pa.Table:
    """A checked table of decisions; a decision whose blocked is None carries an error."""
    full = [
        {
            "passage_id": passage,
            "perturbation": perturbation,
            "draw": draw,
            "filter": name,
            "blocked": blocked,
            "score": None,
            "stage": None,
            "error": "it failed" if blocked is None else None,
        }
        for passage, perturbation, draw, name, blocked in rows
    ]
    return DECISIONS.check(pa.Table.from_pylist(full, schema=DECISIONS.schema))


@st.composite
def grids(draw: st.DrawFn) -> list[Decision]:
    """Decisions of every filter on every rendering of up to six passages, some of them errors, in any order."""
    passages = PASSAGES[: draw(st.integers(0, len(PASSAGES)))]
    keys = [
        (passage, perturbation, number, name)
        for passage in passages
        for perturbation, count in DRAWS.items()
        for number in range(count)
        for name in FILTERS
    ]
    verdicts = draw(st.lists(st.sampled_from([True, False, None]), min_size=len(keys), max_size=len(keys)))
    return draw(st.permutations([(*key, verdict) for key, verdict in zip(keys, verdicts, strict=True)]))


@pytest.fixture(scope="session")
def decisions() -> Callable[[Sequence[Decision]], pa.Table]:
    """Build a table of decisions from rows of passage, perturbation, draw, filter and blocked."""
    return table_of


@pytest.fixture(scope="session")
def decision_grids() -> st.SearchStrategy[list[Decision]]:
    """A strategy for whole grids of decisions."""
    return grids()

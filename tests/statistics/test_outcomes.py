"""Outcomes as arrays: one row a rendering, in the order of the passages, whatever the order of the decisions."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa

from outlast.statistics.outcomes import ERROR, numbered, outcomes

ROWS = [
    ("b", "noise", 1, "words", True),
    ("a", "noise", 0, "words", False),
    ("a", "noise", 1, "words", None),
    ("b", "noise", 0, "learned", True),
    ("a", "identity", 0, "words", True),
    ("stranger", "noise", 0, "words", True),
    ("a", "noise", 2, "words", True),
]
TARGETS = pa.table({"passage_id": ["b", "a"], "target": [True, None]})


def test_a_grid_by_hand(decisions: Callable[..., pa.Table]) -> None:
    """Two passages, two draws, two filters: what failed or is not there is an error, what was not asked for is away."""
    found = outcomes(
        decisions(ROWS),
        passage_ids=pa.array(["a", "b"]),
        clusters=pa.chunked_array([["x"], ["x"]]),
        targets=TARGETS,
        filters=["learned", "words"],
        perturbation="noise",
        draws=2,
    )
    assert found.passage.tolist() == [0, 1, 0, 1]
    assert found.draw.tolist() == [0, 0, 1, 1]
    assert found.column("words").tolist() == [0, ERROR, ERROR, 1]
    assert found.column("learned").tolist() == [ERROR, 1, ERROR, ERROR]
    assert found.cluster.tolist() == [0, 0, 0, 0]
    assert found.target.tolist() == [ERROR, 1, ERROR, 1]
    assert np.isnan(found.scores("words")).all()


def test_draws_of_a_passage_share_its_cluster(decisions: Callable[..., pa.Table]) -> None:
    """Clusters are numbered as they come, and every draw of a passage is of its passage's cluster."""
    found = outcomes(
        decisions(ROWS),
        passage_ids=pa.array(["b", "a", "c"]),
        clusters=pa.array(["y", "x", "y"]),
        targets=TARGETS,
        filters=["words"],
        perturbation="noise",
        draws=2,
    )
    assert found.cluster.tolist() == [0, 1, 0, 0, 1, 0]
    assert len(found) == 6


def test_numbers_without_gaps() -> None:
    """Values are numbered in the order in which they first occur, over chunks too."""
    assert numbered(pa.chunked_array([["b", "a"], ["b", "c"]])).tolist() == [0, 1, 0, 2]

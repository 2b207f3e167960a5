"""Survival, over- and under-blocking: a table worked out by hand, and any table recounted with pandas."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlast.statistics.outcomes import outcomes
from outlast.statistics.proportion import Proportion
from outlast.statistics.resampling import rates
from outlast.statistics.survival import Survival, survival, survival_intervals, survived

Decision = tuple[str, str, int, str, bool | None]
Build = Callable[[Sequence[Decision]], pa.Table]


def targets(**verdicts: bool | None) -> pa.Table:
    """What a policy says of passages, by their id."""
    return pa.table(
        {"passage_id": pa.array(list(verdicts), pa.string()), "target": pa.array(list(verdicts.values()), pa.bool_())}
    )


def counts(row: Survival) -> tuple[tuple[int, int], int, tuple[int, int], tuple[int, int], int]:
    """A result without its intervals: survived, errors, over-blocked, under-blocked, unlabelled."""
    pairs = [(part.count, part.n) for part in (row.survived, row.over_blocked, row.under_blocked)]
    return pairs[0], row.errors, pairs[1], pairs[2], row.unlabelled


TARGETS = targets(t1=True, t2=True, f1=False, f2=False, f3=False, u1=None)
"""Two targets, three that are none, one of which the policy says nothing; x1 has no row at all."""

ROWS: list[Decision] = [
    ("t1", "identity", 0, "words", True),
    ("t2", "identity", 0, "words", False),  # a target that survives
    ("f1", "identity", 0, "words", True),  # blocked, and no target
    ("f2", "identity", 0, "words", False),
    ("f3", "identity", 0, "words", None),  # an error counts neither way
    ("u1", "identity", 0, "words", True),  # decided, unlabelled
    ("x1", "identity", 0, "words", False),  # decided, unlabelled
    ("t1", "noise", 0, "words", True),
    ("t1", "noise", 1, "words", False),  # each draw counts
    ("t1", "noise", 2, "words", False),
    ("f1", "noise", 0, "words", False),
    ("f1", "noise", 1, "words", None),
    ("f1", "noise", 2, "words", False),
    ("u1", "noise", 0, "words", None),  # an error on an unlabelled passage is an error only
    ("t1", "identity", 0, "learned", None),
    ("f1", "identity", 0, "learned", False),
]


def test_survived(decisions: Build) -> None:
    """A passage survives a filter that does not block it; of an error nothing is known."""
    rows: list[Decision] = [(f"p{n}", "identity", 0, "f", blocked) for n, blocked in enumerate([True, False, None])]
    assert survived(decisions(rows)).to_pylist() == [False, True, None]


def test_a_table_by_hand(decisions: Build) -> None:
    """Survival and both kinds of wrong decision on seven passages and up to three draws, counted on paper."""
    found = survival(
        decisions(ROWS), targets=TARGETS, filters=["words", "learned"], perturbations=["identity", "noise"]
    )
    assert {(row.filter, row.perturbation): counts(row) for row in found} == {
        # survived of decided, errors, blocked of non-targets, surviving of targets, unlabelled
        ("words", "identity"): ((3, 6), 1, (1, 2), (1, 2), 2),
        ("words", "noise"): ((4, 5), 2, (0, 2), (2, 3), 0),
        ("learned", "identity"): ((1, 1), 1, (0, 1), (0, 0), 0),
        ("learned", "noise"): ((0, 0), 0, (0, 0), (0, 0), 0),
    }


def test_rates_carry_their_interval(decisions: Build) -> None:
    """A rate stands with its n and Wilson's interval; an empty group has none."""
    (row,) = survival(decisions(ROWS), targets=TARGETS, filters=["learned"], perturbations=["identity"])
    assert row.under_blocked == Proportion(count=0, n=0, rate=None, low=None, high=None)
    assert (row.survived.rate, row.survived.high) == (1.0, 1.0)
    assert row.survived.low == pytest.approx(0.2065, abs=5e-5)


def test_the_order_of_the_result(decisions: Build) -> None:
    """Results stand filter by filter in the order asked, and within a filter by perturbation."""
    found = survival(
        decisions(ROWS[::-1]), targets=TARGETS, filters=["learned", "words"], perturbations=["noise", "identity"]
    )
    assert [(row.filter, row.perturbation) for row in found] == [
        ("learned", "noise"),
        ("learned", "identity"),
        ("words", "noise"),
        ("words", "identity"),
    ]


def test_no_decisions(decisions: Build) -> None:
    """Without a decision there is no data, and no division by nought."""
    (row,) = survival(decisions([]), targets=TARGETS, filters=["words"], perturbations=["identity"])
    assert counts(row) == ((0, 0), 0, (0, 0), (0, 0), 0)
    assert row.survived.rate is None


def test_any_table_recounted_with_pandas(decisions: Build, decision_grids: st.SearchStrategy[list[Decision]]) -> None:
    """On random grids with errors and unlabelled passages, pandas counts the same."""
    verdicts = st.dictionaries(
        st.sampled_from([f"p{number}" for number in range(6)]), st.sampled_from([True, False, None])
    )

    @settings(max_examples=60)
    @given(rows=decision_grids, policy=verdicts)
    def check(rows: list[Decision], policy: dict[str, bool | None]) -> None:
        filters, perturbations = ["learned", "words", "both"], ["noise", "identity"]
        found = survival(decisions(rows), targets=targets(**policy), filters=filters, perturbations=perturbations)
        frame = pd.DataFrame(rows, columns=["passage", "perturbation", "draw", "filter", "blocked"], dtype=object)
        frame["target"] = frame["passage"].map(policy.get)
        expected = {}
        for name in filters:
            for perturbation in perturbations:
                own = frame[(frame["filter"] == name) & (frame["perturbation"] == perturbation)]
                decided = own[own["blocked"].notna()]
                spared = decided[decided["target"].eq(False)]
                meant = decided[decided["target"].eq(True)]
                expected[name, perturbation] = (
                    (int(decided["blocked"].eq(False).sum()), len(decided)),
                    len(own) - len(decided),
                    (int(spared["blocked"].eq(True).sum()), len(spared)),
                    (int(meant["blocked"].eq(False).sum()), len(meant)),
                    int(decided["target"].isna().sum()),
                )
        assert {(row.filter, row.perturbation): counts(row) for row in found} == expected

    check()


def test_intervals_are_those_of_the_rates_in_clusters(decisions: Build) -> None:
    """Each of the three rates has the interval of its own counts, cluster by cluster, worked out on paper."""
    names = ["t1", "t2", "f1", "f2", "f3", "u1", "x1"]
    found = outcomes(
        decisions(ROWS),
        passage_ids=pa.array(names),
        clusters=pa.array(["a", "b", "a", "b", "b", "c", "c"]),
        targets=TARGETS,
        filters=["words"],
        perturbation="identity",
    )
    ends = survival_intervals(found, "words", seed=3, resamples=300)
    survived, over, under = ([[0, 2], [2, 2], [1, 2]], [[1, 1], [0, 1]], [[0, 1], [1, 1]])
    assert ends.survived == rates(np.array(survived, float), seed=3, resamples=300)[0]
    assert ends.over_blocked == rates(np.array(over, float), seed=3, resamples=300)[0]
    assert ends.under_blocked == rates(np.array(under, float), seed=3, resamples=300)[0]
    assert (ends.survived.clusters, ends.over_blocked.clusters) == (3, 2)

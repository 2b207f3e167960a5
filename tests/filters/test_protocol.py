"""A judgement from plain values."""

from __future__ import annotations

import pyarrow as pa

from outlast.decisions import EVIDENCE_COLUMNS
from outlast.filters.protocol import Evidence, judgement


def test_columns_left_out_are_null():
    """Score, stage and error are null throughout where they are not given, and there is no evidence."""
    made = judgement([True, False])
    assert made.score.equals(pa.nulls(2, pa.float64()))
    assert made.stage.equals(pa.nulls(2, pa.string()))
    assert made.error.equals(pa.nulls(2, pa.string()))
    assert made.rows.equals(pa.array([], pa.int32()))
    assert made.evidence.equals(EVIDENCE_COLUMNS.empty_table())


def test_columns_are_taken_as_given():
    """Values given are the columns, a failed row without decision and score included."""
    made = judgement([True, None], score=[0.5, None], stage=["a", None], error=[None, "ValueError: x"])
    assert made.blocked.to_pylist() == [True, None]
    assert made.score.to_pylist() == [0.5, None]
    assert made.stage.to_pylist() == ["a", None]
    assert made.error.to_pylist() == [None, "ValueError: x"]


def test_evidence_becomes_columns():
    """Each piece of evidence is a row, and ``rows`` says to which text of the batch it belongs."""
    found = [
        Evidence(1, "fired", "war", 3, 6, via=("nfkc", "casefold")),
        Evidence(0, "near", "term", None, None, weight=0.25, note="lacks 'x'"),
    ]
    made = judgement([False, True], evidence=iter(found))
    assert made.rows.to_pylist() == [1, 0]
    assert made.evidence.schema.equals(EVIDENCE_COLUMNS)
    assert made.evidence.to_pylist() == [
        {
            "role": "fired",
            "rule": "war",
            "start": 3,
            "end": 6,
            "via": ["nfkc", "casefold"],
            "weight": None,
            "note": None,
        },
        {"role": "near", "rule": "term", "start": None, "end": None, "via": [], "weight": 0.25, "note": "lacks 'x'"},
    ]

"""Accuracy by a label or attribute, counted by hand."""

from __future__ import annotations

import pyarrow as pa

from outlast.statistics.accuracy import accuracy_by


def test_each_value_has_its_own_count() -> None:
    """Right is blocking a target or letting another through; errors, unlabelled passages and no value do not count."""
    ids = list("abcdefg")
    decisions = pa.table({"passage_id": ids, "blocked": [True, False, True, False, None, True, True]})
    targets = pa.table({"passage_id": ids, "target": [True, True, False, False, True, None, True]})
    values = {"a": "x", "b": "x", "c": "y", "d": "y", "e": "y", "f": "x", "g": None}
    found = accuracy_by(decisions, targets=targets, values=values)
    assert [(row.value, row.right.count, row.right.n) for row in found] == [("x", 1, 2), ("y", 1, 2)]

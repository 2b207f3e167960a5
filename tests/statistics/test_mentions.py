"""Labels of any shape as arrays."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from outlast.statistics.mentions import mentions, shared_rows

VALUES = st.sampled_from(["war", "peace", "媒体", ""])


@given(st.lists(st.none() | st.lists(VALUES)))
def test_a_passage_has_the_values_of_its_list(rows: list[list[str] | None]) -> None:
    """Each value of a passage's list is there, once, and no other; null is unlabelled, an empty list is not."""
    found = mentions(pa.chunked_array([pa.array(rows, pa.list_(pa.string()))]))
    for row, there, labelled in zip(rows, found.there, found.labelled, strict=True):
        assert {name for name, is_there in zip(found.names, there, strict=True) if is_there} == set(row or [])
        assert labelled == (row is not None)
    assert list(found.names) == sorted({value for row in rows for value in row or []})


def test_a_slice_of_a_column_is_read_from_its_own_beginning() -> None:
    """A column that is a slice of a longer one gives the slice's passages."""
    found = mentions(pa.array([["a"], ["b"], ["b", "c"]]).slice(1))
    assert (found.names, found.there.tolist()) == (("b", "c"), [[True, False], [True, True]])


def test_a_map_gives_key_and_value() -> None:
    """An entry of a map is one value, named by both its parts."""
    stance = pa.array([[{"actor": "us", "stance": "support"}], [], None])
    found = mentions(stance)
    assert (found.names, found.there.tolist(), found.labelled.tolist()) == (
        ("us: support",),
        [[True], [False], [False]],
        [True, True, False],
    )


def test_one_value_is_a_list_of_one() -> None:
    """A field with one value has one mention a passage, and null none."""
    found = mentions(pa.array(["civil", None, "insult"]))
    assert (found.names, found.there.tolist()) == (("civil", "insult"), [[True, False], [False, False], [False, True]])


def test_labels_are_gathered_by_the_passages_that_have_them() -> None:
    """Labels that are given for the same passages are one group, whatever their values."""
    fields = [mentions(pa.array(column)) for column in (["a", None], ["b", "b"], ["c", None])]
    assert shared_rows(fields) == [[0, 2], [1]]

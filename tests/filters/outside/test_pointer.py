"""JSON pointers: RFC 6901's own examples, and putting what is read back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlast.filters.outside.pointer import PointerError, steps_of, value_at, with_value

RFC_6901 = {
    "foo": ["bar", "baz"],
    "": 0,
    "a/b": 1,
    "c%d": 2,
    "e^f": 3,
    "g|h": 4,
    "i\\j": 5,
    'k"l': 6,
    " ": 7,
    "m~n": 8,
}
"""The document of section 5."""


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("", RFC_6901),
        ("/foo", ["bar", "baz"]),
        ("/foo/0", "bar"),
        ("/", 0),
        ("/a~1b", 1),
        ("/c%d", 2),
        ("/e^f", 3),
        ("/g|h", 4),
        ("/i\\j", 5),
        ('/k"l', 6),
        ("/ ", 7),
        ("/m~0n", 8),
    ],
)
def test_the_examples_of_the_standard(pointer, value):
    """Each pointer of section 5 of RFC 6901 gives the value that stands beside it."""
    assert value_at(RFC_6901, pointer) == value


@pytest.mark.parametrize("pointer", ["foo", "/a~", "/a~2b", "results/0"])
def test_what_is_no_pointer(pointer):
    """A pointer begins with a slash, and a tilde is followed by 0 or 1."""
    with pytest.raises(ValueError, match="is no JSON pointer"):
        steps_of(pointer)


@pytest.mark.parametrize(
    ("pointer", "message"),
    [
        ("/bar", "nothing at /bar: no 'bar' at the top"),
        ("/foo/2", "nothing at /foo/2: no '2' at /foo"),
        ("/foo/00", "nothing at /foo/00: no '00' at /foo"),
        ("/foo/-1", "nothing at /foo/-1: no '-1' at /foo"),
        ("/foo/0/x", "nothing at /foo/0/x: no 'x' at /foo/0"),
    ],
)
def test_a_way_that_ends_says_where(pointer, message):
    """What is not there is told with the last place that is."""
    with pytest.raises(PointerError) as caught:
        value_at(RFC_6901, pointer)
    assert str(caught.value) == message


@pytest.mark.parametrize(("document", "pointer"), [([], "/0"), ({"a": "text"}, "/a/b"), ({"a": [1]}, "/a/x")])
def test_there_must_be_a_place_for_a_value(document, pointer):
    """Objects are made on the way; items of lists, and members of texts, are not."""
    with pytest.raises(PointerError, match="no place at"):
        with_value(document, pointer, "tea")


@given(st.lists(st.text(max_size=5), max_size=4), st.text())
def test_what_is_put_is_found(steps, value):
    """What was put at any pointer stands there, and the document that it was put into is as it was."""
    pointer = "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in steps)
    document = {"kept": 1}
    made = with_value(document, pointer, value)
    assert steps_of(pointer) == tuple(steps)
    assert value_at(made, pointer) == value
    assert document == {"kept": 1}

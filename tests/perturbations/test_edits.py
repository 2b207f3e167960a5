"""Edits: they rewrite a text, can be checked, and carry spans back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlast.perturbations.edits import Edit, apply, source_span


@st.composite
def edited(draw, *, shortest: int = 0) -> tuple[str, list[Edit]]:
    """A text with edits in order, whose replacements have at least ``shortest`` letters."""
    text = draw(st.text("abc", max_size=12))
    places = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    pairs = zip(places[::2], places[1::2], strict=False)
    return text, [Edit(start, end, draw(st.text("XYZ", min_size=shortest, max_size=3))) for start, end in pairs]


def origins(text: str, edits: list[Edit]) -> list[tuple[int, int]]:
    """For each letter of the rendering, the stretch that it came from: itself, or what its edit replaced."""
    found, at = [], 0
    for edit in edits:
        found += [(place, place + 1) for place in range(at, edit.start)]
        found += [(edit.start, edit.end)] * len(edit.replacement)
        at = edit.end
    return found + [(place, place + 1) for place in range(at, len(text))]


@pytest.mark.parametrize(
    ("text", "edits", "rendering"),
    [
        ("no war", [], "no war"),
        ("no war", [Edit(3, 4, "W")], "no War"),
        ("no war", [Edit(2, 2, "!"), Edit(3, 6, "peace")], "no! peace"),
        ("no war", [Edit(0, 3, ""), Edit(6, 6, "?")], "war?"),
        ("ab", [Edit(1, 1, "X"), Edit(1, 2, "Y")], "aXY"),
        ("", [Edit(0, 0, "new")], "new"),
    ],
)
def test_edits_are_made(text, edits, rendering):
    """Replacements, insertions and deletions stand in the rendering where they were asked for."""
    assert apply(text, edits) == rendering


@pytest.mark.parametrize(
    "edits",
    [
        [Edit(3, 4, "x"), Edit(1, 2, "y")],
        [Edit(1, 3, "x"), Edit(2, 4, "y")],
        [Edit(5, 7, "x")],
        [Edit(7, 7, "x")],
        [Edit(3, 2, "x")],
        [Edit(-1, 1, "x")],
    ],
    ids=["out of order", "overlapping", "past the end", "beyond the end", "backwards", "before the start"],
)
def test_edits_that_cannot_be_made_are_refused(edits):
    """Edits out of order, overlapping or outside the text are an error."""
    with pytest.raises(ValueError, match=r"is out of order, or outside the text of 6 code points$"):
        apply("no war", edits)


@given(made=edited(shortest=1), data=st.data())
@settings(max_examples=400, deadline=None)
def test_a_span_comes_from_what_its_letters_came_from(made, data):
    """Where nothing was deleted, the source of a span reaches from the first of its letters' origins to the last."""
    text, edits = made
    found = origins(text, edits)
    if found:
        start = data.draw(st.integers(0, len(found) - 1))
        end = data.draw(st.integers(start + 1, len(found)))
        hull = found[start][0], max(origin[1] for origin in found[start:end])
        assert source_span(edits, start, end) == hull


@given(made=edited(), data=st.data())
@settings(max_examples=400, deadline=None)
def test_the_source_covers_what_its_letters_came_from(made, data):
    """With deletions too, the source of a span lies in the text and covers the origin of each of its letters."""
    text, edits = made
    found = origins(text, edits)
    if found:
        start = data.draw(st.integers(0, len(found) - 1))
        end = data.draw(st.integers(start + 1, len(found)))
        begin, stop = source_span(edits, start, end)
        assert 0 <= begin <= stop <= len(text)
        assert all(begin <= origin[0] and origin[1] <= stop for origin in found[start:end])


@given(made=edited())
@settings(max_examples=200, deadline=None)
def test_the_source_of_everything_is_everything(made):
    """The whole rendering, where any is left, comes from the whole text, but for what was deleted at its end."""
    text, edits = made
    rendering = apply(text, edits)
    cut = len(text)
    for edit in reversed(edits):
        if edit.replacement or edit.end != cut:
            break
        cut = edit.start
    if rendering:
        begin, stop = source_span(edits, 0, len(rendering))
        assert begin == 0
        assert cut <= stop <= len(text)


@pytest.mark.parametrize(
    ("edits", "span", "source"),
    [
        ([], (3, 6), (3, 6)),
        ([Edit(3, 4, "W")], (3, 6), (3, 6)),
        ([Edit(4, 4, "\u200b")], (3, 7), (3, 6)),
        ([Edit(4, 4, "\u200b")], (4, 5), (4, 4)),
        ([Edit(1, 1, "\u200b"), Edit(4, 4, "\u200b")], (4, 8), (3, 6)),
        ([Edit(3, 6, "peace")], (4, 6), (3, 6)),
        ([Edit(0, 3, "")], (0, 3), (0, 6)),
    ],
)
def test_worked_examples(edits, span, source):
    """Of "no war" under some edits, the source of a span, widened to the whole of an edit that it cuts."""
    assert source_span(edits, *span) == source

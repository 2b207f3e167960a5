"""The matcher finds every component of a batch where it stands, and no other."""

from __future__ import annotations

import pickle
import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlast.filters.keyword.matcher import EDGES, TEXTS_AT_ONCE, Component, Matcher
from outlast.filters.keyword.normalise.batch import normalise
from outlast.filters.keyword.normalise.chain import Chain

Found = list[tuple[int, Component, int, int]]

PATTERNS = st.text(st.sampled_from("ab_ é战'"), min_size=1, max_size=3)
TEXTS = st.text(st.sampled_from("ab_ é战'"), max_size=25)
COMPONENTS = st.sets(st.tuples(PATTERNS, st.sampled_from(EDGES)), max_size=8)


def found(components: Sequence[Component], texts: Sequence[str], **options: str) -> Found:
    """What is found of some components in some texts: row, component, start and end in its text, sorted."""
    numbers = dict.fromkeys(components, 0)
    matcher = Matcher.build(numbers)
    named = {number: component for component, number in numbers.items()}
    batch = normalise(texts, Chain(()))
    hits = matcher.find(batch, **options)
    return sorted(
        (row, named[component], start - int(batch.begins[row]), end - int(batch.begins[row]))
        for row, component, start, end in zip(
            hits.row.tolist(), hits.component.tolist(), hits.start.tolist(), hits.end.tolist(), strict=True
        )
    )


def searched(components: Sequence[Component], texts: Sequence[str]) -> Found:
    """The same by regular expressions that look ahead, one for each component."""
    begins, ends = r"(?:(?<!\w)|(?!\w))", r"(?:(?<!\w)|(?!\w))"
    around = {"word": (begins, ends), "prefix": (begins, ""), "suffix": ("", ends), "substring": ("", "")}
    return sorted(
        (row, (pattern, edges), match.start(), match.start() + len(pattern))
        for row, text in enumerate(texts)
        for pattern, edges in components
        for match in re.finditer(f"(?={around[edges][0]}{re.escape(pattern)}{around[edges][1]})", text)
    )


@given(components=COMPONENTS, texts=st.lists(TEXTS, max_size=4))
@settings(max_examples=300)
def test_every_occurrence_is_found(components: set[Component], texts: list[str]) -> None:
    """The automaton finds, overlaps included, what a regular expression with look-arounds finds of each component."""
    assert found(sorted(components), texts) == searched(sorted(components), texts)


@given(components=COMPONENTS, texts=st.lists(TEXTS, max_size=4))
def test_ignoring_edges_finds_components_inside_words(components: set[Component], texts: list[str]) -> None:
    """With edges ignored, each component is found wherever its letters stand."""
    anywhere = [
        (row, start, end, pattern)
        for row, (pattern, _), start, end in found(sorted(components), texts, edges="ignored")
    ]
    expected = [
        (row, start, end, pattern)
        for row, (pattern, _), start, end in [
            (row, component, start, end)
            for component in sorted(components)
            for row, _, start, end in searched([(component[0], "substring")], texts)
        ]
    ]
    assert sorted(anywhere) == sorted(expected)


def test_what_is_found_comes_text_by_text() -> None:
    """Hits are sorted by text and, in a text, by where they end."""
    texts = ["b a", "", "ab ab", "ba"] * TEXTS_AT_ONCE
    batch = normalise(texts, Chain(()))
    hits = Matcher.build(dict.fromkeys([("a", "substring"), ("b", "substring"), ("ab", "word")], 0)).find(batch)
    order = list(zip(hits.row.tolist(), hits.end.tolist(), strict=True))
    assert order == sorted(order)
    assert len(hits) == (2 + 0 + 6 + 2) * TEXTS_AT_ONCE


@pytest.mark.parametrize("count", [1, TEXTS_AT_ONCE - 1, TEXTS_AT_ONCE, TEXTS_AT_ONCE + 1, 3 * TEXTS_AT_ONCE])
def test_how_texts_are_grouped_makes_no_difference(count: int) -> None:
    """Around the number of texts that the automaton reads at once, each text still has its own hit and no other."""
    components = [("ab", "substring"), ("ba", "substring")]
    assert found(components, ["ab"] * count) == [(row, ("ab", "substring"), 0, 2) for row in range(count)]


def test_components_are_numbered() -> None:
    """Building gives every component a number of its own, from 0 on, those of one pattern together."""
    components = dict.fromkeys([("b", "word"), ("a", "word"), ("b", "substring")], 0)
    Matcher.build(components)
    assert sorted(components.values()) == [0, 1, 2]
    assert abs(components["b", "word"] - components["b", "substring"]) == 1


@pytest.mark.parametrize("texts", [[], [""], ["", ""]])
def test_nothing_to_find(texts: list[str]) -> None:
    """Without components or without letters, nothing is found."""
    assert found([], ["ab"]) == []
    assert found([("a", "word")], texts) == []


def test_offsets_are_code_points() -> None:
    """Letters beyond the first plane count as one."""
    assert found([("b", "word")], ["𝄞 b 𝄞", "𠮷b"]) == [(0, ("b", "word"), 2, 3)]


def test_a_pickled_matcher_finds_the_same() -> None:
    """A matcher that was sent to another process finds what it found here."""
    matcher = Matcher.build(dict.fromkeys([("a", "word"), ("ab", "substring")], 0))
    batch = normalise(["a ab", "b"], Chain(()))
    here, there = matcher.find(batch), pickle.loads(pickle.dumps(matcher)).find(batch)
    for name in ("component", "start", "end", "row"):
        assert getattr(here, name).tolist() == getattr(there, name).tolist()

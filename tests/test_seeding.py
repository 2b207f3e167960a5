"""Randomness: one stream for each draw, the same on every machine, and none like another."""

from __future__ import annotations

import random
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlast.seeding import number_for, random_for


def first(seed: int, perturbation: str, passage_id: str, draw: int) -> float:
    return random_for(seed, perturbation, passage_id, draw).random()


def test_a_known_stream() -> None:
    """The stream is Python's Mersenne Twister seeded with the SHA-256 that sha256sum gives of the JSON array."""
    known = int("ce9290f6d009df8efdd180d7dbbdb7c579bb65814ebe189a61e5e0771250a5f0", 16)
    stream = random_for(0, "homoglyph", "letter/en/1.1.1", 0)
    assert stream.getstate() == random.Random(known).getstate()
    assert [stream.random() for _ in range(3)] == [0.60030842792296, 0.48817072170136067, 0.17762046006894094]


def test_the_same_draw_is_the_same_stream() -> None:
    """Asking twice gives two generators with one stream, neither of which moves the other."""
    one, other = random_for(3, "p", "x", 1), random_for(3, "p", "x", 1)
    ahead = [one.random() for _ in range(5)]
    assert [other.random() for _ in range(5)] == ahead


def test_seed_nought_is_a_seed() -> None:
    """Seed 0 gives a fixed stream, and not that of seed 1 or of none."""
    assert first(0, "p", "x", 0) == first(0, "p", "x", 0)
    assert first(0, "p", "x", 0) not in {first(1, "p", "x", 0), first(-1, "p", "x", 0), first(10, "p", "x", 0)}


def test_no_two_draws_share_a_stream() -> None:
    """Over a grid of seeds, perturbations, passages and draws every stream begins differently."""
    grid = list(product(range(5), ["identity", "homoglyph", "zero-width"], [f"d/{n}" for n in range(40)], range(5)))
    assert len(grid) == 3000
    assert len({first(*each) for each in grid}) == 3000


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((0, "a", "bc", 0), (0, "ab", "c", 0)),
        ((1, "1", "x", 0), (11, "", "x", 0)),
        ((0, "p", "x", 11), (0, "p", "x1", 1)),
        ((0, 'a", "b', "c", 0), (0, "a", 'b", "c', 0)),
        ((0, "a|b", "c", 0), (0, "a", "b|c", 0)),
        ((0, "\u00e9", "x", 0), (0, "\\u00e9", "x", 0)),
        ((0, "a", "", 0), (0, "", "a", 0)),
    ],
)
def test_parts_do_not_run_together(one: tuple[int, str, str, int], other: tuple[int, str, str, int]) -> None:
    """Two draws whose parts read alike when written in a row have different streams."""
    assert first(*one) != first(*other)


DRAWS = st.tuples(st.integers(0, 3), st.text('ab",\\', max_size=4), st.text('ab",\\', max_size=4), st.integers(0, 3))


@settings(max_examples=200)
@given(one=DRAWS, other=DRAWS)
def test_streams_are_equal_exactly_for_equal_draws(
    one: tuple[int, str, str, int], other: tuple[int, str, str, int]
) -> None:
    """Two draws have one stream if and only if all their four parts are the same."""
    assert (first(*one) == first(*other)) == (one == other)


def test_the_global_generator_is_left_alone() -> None:
    """Drawing neither reads nor moves Python's global generator."""
    before = random.getstate()
    drawn = first(0, "p", "x", 0)
    assert random.getstate() == before
    random.random()
    assert first(0, "p", "x", 0) == drawn
    random.setstate(before)


def test_a_known_number() -> None:
    """A number is the first 53 bits of the SHA-256 that sha256sum gives of the JSON array, as a binary fraction."""
    known = int("e27a0c114d34a497", 16)
    assert number_for("enforcement", 0, "weibo", "letter/en/1.1.1") == (known >> 11) / 2**53


PARTS = st.tuples(
    st.text('ab",\\', max_size=3), st.integers(0, 2), st.lists(st.integers(0, 2) | st.text('ab",12'), max_size=3)
)


@settings(max_examples=200)
@given(one=PARTS, other=PARTS)
def test_numbers_are_equal_exactly_for_the_same_purpose(one: tuple, other: tuple) -> None:
    """Two numbers, each in [0, 1), are one if and only if purpose, seed and all they are drawn for are the same."""
    drawn = [number_for(purpose, seed, *rest) for purpose, seed, rest in (one, other)]
    assert (drawn[0] == drawn[1]) == (one == other)
    assert all(0 <= number < 1 for number in drawn)


def test_numbers_are_uniform() -> None:
    """Of 10,000 numbers each tenth of the range holds 1,000, within five standard errors (150)."""
    counts = [0] * 10
    for at in range(10_000):
        counts[int(number_for("test", 0, at) * 10)] += 1
    assert all(abs(count - 1_000) < 150 for count in counts)

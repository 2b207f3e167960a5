"""Near-duplicates: 5-grams by hand, all pairs as brute force finds them, and none in what is shipped."""

from __future__ import annotations

import unicodedata
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlast.corpus.duplicates import NearDuplicate, grams, near_duplicates, near_duplicates_between
from outlast.corpus.load import Corpus
from outlast.errors import UserError

WORDS = st.lists(st.sampled_from(["no", "war", "NOW", "ｎow", "here", "", "！"]), max_size=5)
TEXTS = st.lists(WORDS.map(" ".join), max_size=9)


def brute(texts: list[str], above: float) -> dict[tuple[int, int], float]:
    """Every pair's Jaccard coefficient, where it is above the limit, from Python's sets."""
    found: list[set[str]] = []
    for text in texts:
        folded = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
        found.append({folded[at : at + 5] for at in range(len(folded) - 4)} or {folded})
    coefficients = {
        (first, second): len(found[first] & found[second]) / len(found[first] | found[second])
        for first, second in combinations(range(len(texts)), 2)
    }
    return {pair: value for pair, value in coefficients.items() if value > above}


def test_two_texts_by_hand() -> None:
    """abcdef and bcdefg share one of three 5-grams; abcdef and abcdefg two of three."""
    assert near_duplicates(["abcdef", "bcdefg", "abcdefg", "other"], above=0.3) == (
        NearDuplicate(0, 2, pytest.approx(2 / 3)),
        NearDuplicate(1, 2, pytest.approx(2 / 3)),
        NearDuplicate(0, 1, pytest.approx(1 / 3)),
    )


def test_the_limit_is_not_enough() -> None:
    """A pair at the limit is none: abcdefg and bcdefgh share two of four 5-grams."""
    texts = ["abcdefg", "bcdefgh"]
    assert near_duplicates(texts) == ()
    assert near_duplicates(texts, above=0.49) == (NearDuplicate(0, 1, 0.5),)


def test_a_repeated_gram_counts_once() -> None:
    """Texts are compared as sets: aaaaaaa and aaaaaaaaa have the same one 5-gram."""
    assert near_duplicates(["aaaaaaa", "aaaaaaaaa"]) == (NearDuplicate(0, 1, 1.0),)


@pytest.mark.parametrize(
    ("text", "folded"),
    [("ＡＢＣＤＥ", "abcde"), ("STRASS", "strass"), ("ma\t \nin!", "ma in!"), ("  abcde ", "abcde"), ("no", "no")],
)
def test_what_makes_no_difference(text: str, folded: str) -> None:
    """Width, case and blanks make no difference; a text shorter than five characters is its own gram."""
    assert grams(text) == [folded[at : at + 5] for at in range(max(1, len(folded) - 4))]
    assert near_duplicates([text, folded]) == (NearDuplicate(0, 1, 1.0),)


@settings(max_examples=150)
@given(
    texts=TEXTS, above=st.sampled_from([0, 0.2, 0.5, 0.8]), rare=st.sampled_from([1, 2, 8]), steps=st.integers(1, 50)
)
def test_as_brute_force_finds_them(texts: list[str], above: float, rare: int, steps: int) -> None:
    """The pairs are those of brute force, most alike first, whatever is asked for and taken at a time."""
    found = near_duplicates(texts, above=above)
    expected = brute(texts, above)
    assert {(pair.first, pair.second): pair.jaccard for pair in found} == pytest.approx(expected)
    assert len(found) == len(expected)
    assert [pair.jaccard for pair in found] == sorted((pair.jaccard for pair in found), reverse=True)
    assert near_duplicates(texts, above=above, rare=rare, steps=steps) == found


def test_long_texts_are_found_by_their_rare_grams() -> None:
    """Of 60 texts of common words every third repeats its forerunner with one word changed: brute force's pairs."""
    random = np.random.default_rng(3)
    words = ["peace", "protest", "border", "freedom", "language", "solidarity", "city", "bread", "winter", "choir"]
    texts = [" ".join(random.choice(words, 12)) for _ in range(60)]
    for at in range(2, 60, 3):
        texts[at] = f"{texts[at - 1].rpartition(' ')[0]} silence"
    found = near_duplicates(texts)
    assert {(pair.first, pair.second): pair.jaccard for pair in found} == pytest.approx(brute(texts, 0.5))
    assert len(found) >= 20


def test_more_than_can_be_compared_is_refused() -> None:
    """Forty equal texts take 40 · 40 steps for each of nine 5-grams, and are 780 pairs; a line refuses more."""
    texts = ["the same text"] * 40
    assert len(near_duplicates(texts, most=(14_400, 780))) == 780
    with pytest.raises(UserError, match=r"^40 texts are too many to be compared pair by pair \(1e\+04 steps"):
        near_duplicates(texts, most=(14_399, 780))
    with pytest.raises(UserError, match=r"^more than 779 pairs of these 40 texts are near-duplicates"):
        near_duplicates(texts, most=(14_400, 779))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_discourse_has_none(language: str, discourse: Corpus) -> None:
    """No two passages of discourse overlap by more than half of their 5-grams; a doctored one is found."""
    texts = discourse.passages(language=language).column("text").to_pylist()
    assert near_duplicates(texts) == ()
    doctored = [*texts, texts[7] + "!"]
    assert [(pair.first, pair.second) for pair in near_duplicates(doctored)] == [(7, len(texts))]


@settings(max_examples=150)
@given(first=TEXTS, second=TEXTS, above=st.sampled_from([0, 0.2, 0.5, 0.8]), block=st.integers(1, 4))
def test_between_two_sets_as_within_one(first: list[str], second: list[str], above: float, block: int) -> None:
    """The pairs across two sets are those that brute force finds in both together, whatever the block."""
    found = near_duplicates_between(first, second, above=above, block=block)
    across = {
        (left, right - len(first)): value
        for (left, right), value in brute([*first, *second], above).items()
        if left < len(first) <= right
    }
    assert {(pair.first, pair.second): pair.jaccard for pair in found} == pytest.approx(across)
    assert [pair.jaccard for pair in found] == sorted((pair.jaccard for pair in found), reverse=True)

"""Discourse in two languages: enough passages, both sides on every sensitive topic, halves that share nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

TOPICS = [
    "censorship",
    "great-power-politics",
    "nationhood",
    "propaganda",
    "protest",
    "repression",
    "sanctions",
    "war",
]
POLITICAL = ["collective-action", "state-criticism", "state-line-2022"]

Row = dict[str, Any]
Judged = dict[str, dict[str, bool | None]]


@pytest.fixture(scope="module", params=["en", "zh"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def rows(language: str, shipped: Callable[[str, str], list[Row]]) -> list[Row]:
    return shipped("discourse", language)


@pytest.fixture(scope="module")
def judged(language: str, verdicts: Callable[[str, str], Judged]) -> Judged:
    return verdicts("discourse", language)


def test_there_are_enough_passages(rows: list[Row], language: str) -> None:
    """Each language has at least 1,200 passages, with ids and texts of their own."""
    assert len(rows) >= 1200
    assert len({row["passage_id"] for row in rows}) == len({row["text"] for row in rows}) == len(rows)
    assert {row["language"] for row in rows} == {language}


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_has_both_sides(topic: str, rows: list[Row], judged: Judged) -> None:
    """Of a sensitive topic's passages some are targets of a political policy, and some of none: it is no giveaway."""
    about = [judged[row["passage_id"]] for row in rows if topic in row["topics"]]
    blocked = sum(any(verdicts[policy] for policy in POLITICAL) for verdicts in about)
    assert blocked >= 10
    assert len(about) - blocked >= 10


@pytest.mark.parametrize("policy", ["civility", *POLITICAL])
def test_both_halves_have_both_sides(policy: str, rows: list[Row], judged: Judged) -> None:
    """In each half at least 40 passages are targets of each policy, and at least 400 are not."""
    counts = Counter((row["split"], judged[row["passage_id"]][policy]) for row in rows)
    assert set(counts) == {("a", True), ("a", False), ("b", True), ("b", False)}
    for half in "ab":
        assert counts[half, True] >= 40
        assert counts[half, False] >= 400


def test_halves_share_no_document(rows: list[Row]) -> None:
    """Every passage is in half a or b, and all passages of a document are in the same."""
    documents = {half: {row["document_id"] for row in rows if row["split"] == half} for half in "ab"}
    assert documents["a"] | documents["b"] == {row["document_id"] for row in rows}
    assert not documents["a"] & documents["b"]


def test_halves_are_halves(rows: list[Row]) -> None:
    """Neither half has more than 52 in 100 of the passages."""
    larger = max(Counter(row["split"] for row in rows).values())
    assert larger <= 0.52 * len(rows)


@pytest.mark.parametrize("topic", TOPICS)
def test_halves_hold_the_same_topics(topic: str, rows: list[Row]) -> None:
    """A sensitive topic has nearly as many passages in one half as in the other."""
    counts = Counter(row["split"] for row in rows if topic in row["topics"])
    assert abs(counts["a"] - counts["b"]) <= 0.1 * counts.total()

"""Halves: whole documents, dealt by ids and topics alone, each topic on both sides where that can be had."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlast.corpus.halves import halves

ROOT = Path(__file__).parents[2]
TOPICS = st.sampled_from(["war", "peace", "trade", "art"])
CORPORA = st.dictionaries(st.text("abcdef", min_size=1, max_size=4), st.lists(TOPICS, max_size=4), max_size=14)
ONE_TOPIC = st.dictionaries(st.text("abcdef", min_size=1, max_size=4), TOPICS, max_size=20)


def in_order(count: int) -> list[str]:
    """Names in the order in which they are dealt."""
    return sorted((f"d{number}" for number in range(count)), key=lambda name: hashlib.sha256(name.encode()).hexdigest())


def test_dealt_by_hand() -> None:
    """Four documents by hand: the rarest topic decides, then the next rarest, then the size, then a before b."""
    first, second, third, fourth = in_order(4)
    documents = {
        first: ["war", "war", "peace"],  # nothing dealt yet: a
        second: ["war"],  # a has two of war: b
        third: ["peace"],  # a has one of peace: b
        fourth: ["war", "peace"],  # peace (3) is rarer than war (4), and one on each side; war is rarer in b: b
    }
    assert halves(documents) == {first: "a", second: "b", third: "b", fourth: "b"}


def test_documents_without_topics_go_to_the_smaller_half() -> None:
    """Where no topic decides, sizes do: six documents are three and three."""
    assert Counter(halves({name: [] for name in in_order(6)}).values()) == {"a": 3, "b": 3}


def test_ids_decide_the_order() -> None:
    """Of documents that differ in nothing but their ids, the one whose SHA-256 is lower comes first: into a."""
    # $ printf y | sha256sum: a1fce436…; z: 594e519a…
    assert halves({"y": ["war"], "z": ["war"]}) == {"y": "b", "z": "a"}


@settings(max_examples=150)
@given(documents=CORPORA, shuffle=st.randoms(use_true_random=False))
def test_order_does_not_matter(documents: dict[str, list[str]], shuffle: Random) -> None:
    """Each document has one half, the same however documents and their topics are ordered."""
    found = halves(documents)
    assert list(found) == list(documents)
    assert set(found.values()) <= {"a", "b"}
    names = list(documents)
    shuffle.shuffle(names)
    assert halves({name: shuffle.sample(documents[name], len(documents[name])) for name in names}) == found


@settings(max_examples=150)
@given(documents=ONE_TOPIC)
def test_documents_of_one_topic(documents: dict[str, str]) -> None:
    """Where each document has one topic, every topic of two documents is in both halves, as evenly as can be."""
    found = halves({name: [topic] for name, topic in documents.items()})
    for topic in set(documents.values()):
        sides = Counter(found[name] for name, its in documents.items() if its == topic)
        assert abs(sides["a"] - sides["b"]) <= 1


@settings(max_examples=150)
@given(documents=CORPORA)
def test_the_rarest_topic(documents: dict[str, list[str]]) -> None:
    """The rarest topic is in both halves wherever two documents have it, whatever other topics they have."""
    counts = Counter(topic for topics in documents.values() for topic in topics)
    if counts:
        rarest = min(counts, key=lambda topic: (counts[topic], topic))
        holders = [name for name, topics in documents.items() if rarest in topics]
        found = halves(documents)
        assert len({found[name] for name in holders}) == min(2, len(holders))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_halves_of_discourse(language: str) -> None:
    """No document of discourse is in both halves, and every topic of ten passages or more is."""
    text = (ROOT / "corpora" / "discourse" / f"passages.{language}.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in text.split("\n") if line]
    sides: dict[str, set[str]] = defaultdict(set)
    topics: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        sides[row["document_id"]].add(row["split"])
        for topic in row["topics"]:
            topics[topic][row["split"]] += 1
    assert len(sides) > 100
    assert all(found in ({"a"}, {"b"}) for found in sides.values())
    large = {topic: counts for topic, counts in topics.items() if counts.total() >= 10}
    assert len(large) >= 10
    assert {topic for topic, counts in large.items() if set(counts) != {"a", "b"}} == set()
    in_a = sum(row["split"] == "a" for row in rows)
    assert 0.45 < in_a / len(rows) < 0.55

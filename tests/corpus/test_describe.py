"""Describing a corpus: counts that a reader can check by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from outlast.corpus.build import build
from outlast.corpus.describe import describe
from outlast.corpus.load import Corpus

Row = dict[str, Any]


def test_a_small_corpus(text_corpus: Callable[..., Corpus], labels: Callable[..., Row]) -> None:
    """Sizes by unit and section, and label counts over sentences, not over their paragraphs too."""
    annotations = [
        labels("1.1.1", topics=["war", "peace"], stance={"state": "criticise"}),
        labels("1.1.2", action="calls-for"),
        labels("2.1.1", topics=["peace"], stance={"state": "mention", "people": "support"}, act="question"),
    ]
    corpus = text_corpus("Title\n\n1.\n\nOne is. Two is.\n\n2.\n\nThree is.", annotations, front=["title"])
    for built in build(corpus):
        built.write()
    described = describe(corpus)
    assert described | {"folder": "", "languages": {}} == {
        "name": "small",
        "version": "1",
        "title": "Small",
        "licence": "cc0-1.0",
        "folder": "",
        "languages": {},
    }
    assert described["languages"]["en"] == {
        "documents": 1,
        "units": {"paragraph": 3, "sentence": 4},
        "sections": {"title": 1, "1": 2, "2": 1},
        "labels": {
            "topics": {"war": 2, "peace": 2},
            "stance": {"state: criticise": 1, "state: mention": 1, "people: support": 1},
            "action": {"none": 2, "calls-for": 1},
            "act": {"claim": 2, "question": 1},
        },
        "attributes": {"voice": {}},
        "example": "Two is.",
    }


def test_a_corpus_without_sentences(written_corpus: Callable[..., Corpus], written: Callable[..., Row]) -> None:
    """Where passages are written whole, labels are counted over paragraphs, and documents by their id."""
    corpus = written_corpus([written("a", "X"), written("a", "Y"), written("b", "Z", topics=["trade"])])
    for built in build(corpus):
        built.write()
    found = describe(corpus)["languages"]["en"]
    assert (found["documents"], found["units"]) == (2, {"paragraph": 3})
    assert found["labels"]["topics"] == {"war": 2, "trade": 1}


def test_the_letter(letter: Corpus) -> None:
    """The letter is one document of 15 paragraphs and 72 sentences, 62 of them in its body."""
    found = describe(letter)["languages"]["en"]
    assert (found["documents"], found["units"]) == (1, {"paragraph": 15, "sentence": 72})
    sections = found["sections"]
    assert sections == {"title": 1, "date": 1, "preface": 7, "1": 21, "2": 25, "3": 16, "signature": 1}

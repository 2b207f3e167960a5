"""Building passages that were written for a corpus: documents, offsets, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outlast.corpus.build import build
from outlast.corpus.load import Corpus
from outlast.errors import ConfigError, UserError

Row = dict[str, Any]
Make = Callable[..., Corpus]
Write = Callable[..., Row]


def built(corpus: Corpus) -> list[Row]:
    (made,) = build(corpus)
    return [json.loads(line) for line in made.text.split("\n")[:-1]]


def faults(corpus: Corpus) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        build(corpus)
    return [str(fault).removeprefix(f"{Path(fault.place.source).parent.as_posix()}/") for fault in caught.value.faults]


def test_documents_and_their_offsets(written_corpus: Make, written: Write) -> None:
    """Ids count from 1 in a document, positions from 0, and a blank line stands between two passages."""
    rows = built(
        written_corpus([written("a", "War."), written("a", "é\U0001f525!"), written("a", "X"), written("b", "Y")])
    )
    assert [(row["passage_id"], row["position"], row["start"], row["end"]) for row in rows] == [
        ("small/en/a.1", 0, 0, 4),
        ("small/en/a.2", 1, 6, 9),
        ("small/en/a.3", 2, 11, 12),
        ("small/en/b.1", 0, 0, 1),
    ]
    assert {row["document_id"] for row in rows} == {"small/en/a", "small/en/b"}
    assert {(row["section"], row["unit"], row["parent_id"], row["language"]) for row in rows} == {
        ("text", "paragraph", None, "en")
    }


def test_labels_and_attributes(written_corpus: Make, written: Write) -> None:
    """Labels are stored as columns hold them, in the codebook's order; attributes stay as they were given."""
    line = written("a", "War.", topics=["trade", "war"], stance={"people": "support", "state": "criticise"}, voice="me")
    (row,) = built(written_corpus([line]))
    assert row["topics"] == ["war", "trade"]
    assert row["stance"] == [{"actor": "state", "stance": "criticise"}, {"actor": "people", "stance": "support"}]
    assert (row["action"], row["act"], row["voice"]) == ("none", ["claim"], "me")


TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12).filter(lambda text: text == text.strip())


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(documents=st.lists(st.lists(TEXTS, min_size=1, max_size=4), min_size=1, max_size=4))
def test_offsets_hold_for_any_text(written_corpus: Make, written: Write, documents: list[list[str]]) -> None:
    """For any texts, a document's text at start:end is the passage, line separators and marks included."""
    lines = [written(f"d{number}", text) for number, texts in enumerate(documents) for text in texts]
    rows = built(written_corpus(lines))
    assert [row["text"] for row in rows] == [text for texts in documents for text in texts]
    for number, texts in enumerate(documents):
        whole = "\n\n".join(texts)
        own = [row for row in rows if row["document_id"] == f"small/en/d{number}"]
        assert [whole[row["start"] : row["end"]] for row in own] == texts


def test_an_interrupted_document(written_corpus: Make, written: Write) -> None:
    """A document whose lines do not stand together is named at the line where it goes on."""
    assert faults(written_corpus([written("a", "X"), written("b", "Y"), written("a", "Z")])) == [
        "written.0.jsonl:3:1: document: 'a' was interrupted; keep a document's lines together"
    ]


def test_wrong_lines_all_at_once(written_corpus: Make, written: Write) -> None:
    """Every fault of every line is named, with its line and the nearest name."""
    lines = [written("a", "X", action="report"), written("", "Y"), written("c", " Z"), written("d", 4, topcs=[])]
    assert faults(written_corpus(lines)) == [
        "written.0.jsonl:1:1: action: 'report' is not in the codebook; did you mean 'reports'?",
        "written.0.jsonl:2:1: document: text without blanks at its ends is wanted, not ''",
        "written.0.jsonl:3:1: text: text without blanks at its ends is wanted, not ' Z'",
        "written.0.jsonl:4:1: text: text without blanks at its ends is wanted, not 4",
        "written.0.jsonl:4:1: topcs: the codebook has no such label; did you mean 'topics'?",
    ]


def test_a_line_without_labels(written_corpus: Make) -> None:
    """A written passage needs every label: each missing one is named."""
    found = faults(written_corpus([{"document": "a", "text": "X", "voice": "v", "topics": ["war"]}]))
    assert found == [f"written.0.jsonl:1:1: {name}: is missing" for name in ("act", "action", "stance")]


def test_broken_json(written_corpus: Make, written: Write) -> None:
    """A line that is no JSON is named with line and column; a blank line is no line."""
    assert faults(written_corpus([written("a", "X"), "", '{"document": a}'])) == [
        "written.0.jsonl:3:14: not valid JSON: Expecting value"
    ]


@pytest.mark.parametrize("document", [["a"], {"a": 1}, None, 3])
def test_a_document_that_is_no_text(written_corpus: Make, written: Write, document: object) -> None:
    """A document's name of another type is a fault with its line, never a traceback."""
    (fault,) = faults(written_corpus([written(document, "X")]))
    assert fault.startswith("written.0.jsonl:1:1: document: text without blanks")


def test_an_attribute_that_is_no_text(written_corpus: Make, written: Write) -> None:
    """An attribute is text: building refuses what the loader would refuse."""
    (fault,) = faults(written_corpus([written("a", "X", voice=3)]))
    assert fault.startswith("written.0.jsonl:1:1: voice: ")


def test_a_document_in_two_files(written_corpus: Make, written: Write) -> None:
    """One document in two files of a language would give two passages one id: building refuses."""
    with pytest.raises(UserError, match=r"\ba\b"):
        build(written_corpus([written("a", "X")], [written("a", "Y")]))

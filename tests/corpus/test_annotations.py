"""Annotation files: which there are, what they say, and every fault with its line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from outlast.corpus.annotations import annotators, json_lines, read_annotations
from outlast.corpus.load import Corpus
from outlast.errors import ConfigError

Make = Callable[..., Corpus]

GOOD = '{"passage_id": "p1", "topics": ["peace", "war"], "stance": {}, "action": "none", "act": "claim"}'
OTHER = (
    '{"passage_id": "p2", "topics": ["war"], "stance": {"people": "mention"}, "action": "reports", "act": "question"}'
)


def read(corpus: Corpus, *lines: str) -> dict[str, Any]:
    path = corpus.folder / "en.a1.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return read_annotations(path, codebook=corpus.codebook)


def faults(corpus: Corpus, *lines: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        read(corpus, *lines)
    return [str(fault).partition("en.a1.jsonl:")[2] for fault in caught.value.faults]


def test_labels_by_passage(small: Make) -> None:
    """Each line's labels are found by its passage id, as the columns hold them."""
    assert read(small(), GOOD, "", OTHER) == {
        "p1": {"topics": ["war", "peace"], "stance": [], "action": "none", "act": ["claim"]},
        "p2": {
            "topics": ["war"],
            "stance": [{"actor": "people", "stance": "mention"}],
            "action": "reports",
            "act": ["question"],
        },
    }


def test_a_passage_twice(small: Make) -> None:
    """A passage that is labelled twice, or a line without a passage, is a fault of its line."""
    nameless = '{"topics": ["war"], "stance": {}, "action": "none", "act": "claim"}'
    found = faults(small(), GOOD, GOOD, nameless)
    assert [line.partition(" passage_id: ")[0] for line in found] == ["2:1:", "3:1:"]
    assert found[0].endswith("'p1' is no passage's id, or stands here twice")


def test_every_fault_at_once(small: Make) -> None:
    """Faults of different lines are told together, in the order of the file."""
    assert faults(small(), GOOD.replace("claim", "clam"), OTHER.replace('"reports"', "[]")) == [
        "1:1: act: 'clam' is not in the codebook; did you mean 'claim'?",
        "2:1: action: one value is wanted, not []",
    ]


def test_json_lines_are_numbered_by_line_ends(tmp_path: Path) -> None:
    """Only a line feed ends a line: a line separator inside a text does not shift the numbers."""
    path = tmp_path / "rows.jsonl"
    path.write_text('{"a": "x\u2028y"}\n\n  \n{"a": 2}\r\n', encoding="utf-8")
    assert json_lines(path) == [(1, {"a": "x\u2028y"}), (4, {"a": 2})]


def test_broken_lines_are_told_together(tmp_path: Path) -> None:
    """Broken JSON and JSON that is no object are named with line and column, all of them."""
    path = tmp_path / "rows.jsonl"
    path.write_text('{"a": 1}\n{"a": }\n3\n', encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        json_lines(path)
    assert [(fault.place.line, fault.place.column, fault.message) for fault in caught.value.faults] == [
        (2, 7, "not valid JSON: Expecting value"),
        (3, 1, "a JSON object is wanted on each line"),
    ]


def test_annotators_of_a_language(tmp_path: Path) -> None:
    """A corpus's annotators are found by language, in order; other languages and files are not theirs."""
    folder = tmp_path / "annotations"
    folder.mkdir()
    for name in ("en.b.jsonl", "en.a.jsonl", "zh.a.jsonl", "en.c.txt", "notes.md"):
        (folder / name).touch()
    assert annotators(tmp_path, language="en") == {"a": folder / "en.a.jsonl", "b": folder / "en.b.jsonl"}
    assert annotators(tmp_path / "none", language="en") == {}

"""The written corpus: documents whose offsets hold, no text twice, both sides of every policy."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from outlast.corpus.load import Corpus
from outlast.policy import read_policy

ROOT = Path(__file__).parents[2]
Row = dict[str, Any]


def documents(rows: list[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["document_id"]].append(row)
    return found


def runs_of_words(text: str, length: int) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}


def test_there_are_enough_passages(discourse_rows: list[Row]) -> None:
    """The corpus has at least 240 English passages, each a paragraph of its own."""
    assert len(discourse_rows) >= 240
    whole = ("paragraph", "en", None, "text", [])
    found = [(row["unit"], row["language"], row["parent_id"], row["section"], row["cuts"]) for row in discourse_rows]
    assert all(row == whole for row in found)


def test_no_text_is_there_twice(discourse_rows: list[Row]) -> None:
    """No two passages have the same words, whatever their case, blanks and punctuation."""
    texts = [" ".join(re.findall(r"\w+", row["text"].lower())) for row in discourse_rows]
    assert len(texts) == len(set(texts))


def test_offsets_hold_in_a_documents_text(discourse_rows: list[Row]) -> None:
    """With a blank line between a document's passages, text[start:end] is each passage."""
    several = 0
    for rows in documents(discourse_rows).values():
        text = "\n\n".join(row["text"] for row in rows)
        assert [text[row["start"] : row["end"]] for row in rows] == [row["text"] for row in rows]
        assert rows[-1]["end"] == len(text)
        several += len(rows) > 1
    assert several > 20


def test_ids_and_positions_count(discourse_rows: list[Row]) -> None:
    """A document's passages are numbered from 1 in their ids and from 0 in their positions, and stand together."""
    for name, rows in documents(discourse_rows).items():
        assert re.fullmatch(r"discourse/en/[a-z0-9-]+", name)
        assert [row["passage_id"] for row in rows] == [f"{name}.{number}" for number in range(1, len(rows) + 1)]
        assert [row["position"] for row in rows] == list(range(len(rows)))
        first = discourse_rows.index(rows[0])
        assert discourse_rows[first : first + len(rows)] == rows


def test_passages_are_the_written_ones(discourse_rows: list[Row]) -> None:
    """Every written line is a passage, in the same order, with its words, its voice and its labels."""
    path = ROOT / "corpora" / "discourse" / "written.en.jsonl"
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
    assert len(lines) == len(discourse_rows)
    for line, row in zip(lines, discourse_rows, strict=True):
        assert row["document_id"] == f"discourse/en/{line['document']}"
        assert (row["text"], row["voice"]) == (line["text"], line["voice"])
        assert {entry["actor"]: entry["stance"] for entry in row["stance"]} == line["stance"]
        assert row["speech_act"] == [line["speech_act"]]
        assert sorted(row["topics"]) == sorted(line["topics"])
        assert sorted(row["devices"]) == sorted(line["devices"])
        for field in ("collective_action", "kpr", "civility"):
            assert row[field] == line[field]


@pytest.mark.parametrize("name", ["civility", "collective-action", "state-criticism", "state-line-2022"])
def test_both_sides_of_every_policy_are_there(discourse: Corpus, name: str) -> None:
    """Each shipped policy blocks some passages and lets others stand, at least a dozen of each, and knows of all."""
    policy = read_policy(ROOT / "configs" / "policies" / f"{name}.yaml", codebook=discourse.codebook)
    judged = policy.judge(discourse.passages(language="en"), codebook=discourse.codebook)
    targets = judged.column("target").to_pylist()
    assert targets.count(None) == 0
    assert targets.count(True) >= 12
    assert targets.count(False) >= 12


def test_no_eight_words_of_the_letter(discourse_rows: list[Row], letter_source: str) -> None:
    """No English passage shares eight words in a row with the letter's source, as the card promises."""
    of_the_letter = runs_of_words(letter_source, 8)
    assert len(of_the_letter) > 1000
    assert [row["passage_id"] for row in discourse_rows if runs_of_words(row["text"], 8) & of_the_letter] == []

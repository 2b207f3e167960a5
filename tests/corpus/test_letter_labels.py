"""The letter's labels: every body sentence has them, and a paragraph's follow from its sentences'."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from outlast.corpus.load import Corpus

ROOT = Path(__file__).parents[2]
FIELDS = ["topics", "stance", "collective_action", "kpr", "speech_act", "civility", "devices", "claims"]
BODY = {"1", "2", "3"}

Row = dict[str, Any]
Rows = dict[str, Row]


def stances(row: Row) -> set[tuple[str, str]]:
    return {(entry["actor"], entry["stance"]) for entry in row["stance"]}


def sentences_of(rows: Rows, name: str) -> list[Row]:
    return [row for key, row in rows.items() if key.rpartition(".")[0] == name]


def body_paragraphs(rows: Rows) -> list[tuple[Row, list[Row]]]:
    paragraphs = [name for name, row in rows.items() if row["unit"] == "paragraph" and row["section"] in BODY]
    return [(rows[name], sentences_of(rows, name)) for name in paragraphs]


def test_the_body_is_labelled(letter_rows: Rows) -> None:
    """Every passage of sections 1 to 3 has every label; topics are never empty."""
    body = [row for row in letter_rows.values() if row["section"] in BODY]
    assert len(body) == 62 + 11
    assert all(row[field] is not None for row in body for field in FIELDS)
    assert all(row["topics"] for row in body)
    assert all(len(row["speech_act"]) == 1 for row in body if row["unit"] == "sentence")


def test_front_and_back_matter_is_not(letter_rows: Rows) -> None:
    """Title, date, preface and signature have no label at all."""
    matter = [row for row in letter_rows.values() if row["section"] not in BODY]
    assert len(matter) == 10 + 4
    assert all(row[field] is None for row in matter for field in FIELDS)


def test_labels_are_the_adjudicated_ones(letter_rows: Rows) -> None:
    """Each sentence has the labels of its line in annotations/en.adjudicated.jsonl."""
    path = ROOT / "corpora" / "letter" / "annotations" / "en.adjudicated.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 62
    for given in map(json.loads, lines):
        row = letter_rows[given["passage_id"].removeprefix("letter/en/")]
        assert stances(row) == set(given["stance"].items())
        assert row["speech_act"] == [given["speech_act"]]
        for field in ("collective_action", "kpr", "civility"):
            assert row[field] == given[field]
        for field in ("topics", "devices", "claims"):
            assert sorted(row[field]) == sorted(given[field])


def test_adjudication_chose_between_the_annotators() -> None:
    """Where both annotators agree their label stands; of the 34 labels on which they differ, 25 are a1's, 9 a2's."""
    folder = ROOT / "corpora" / "letter" / "annotations"
    files = [(folder / f"en.{name}.jsonl").read_text(encoding="utf-8") for name in ("a1", "a2", "adjudicated")]
    cells = Counter()
    for lines in zip(*(text.splitlines() for text in files), strict=True):
        first, second, settled = map(json.loads, lines)
        assert first["passage_id"] == second["passage_id"] == settled["passage_id"]
        for field in FIELDS:
            a1, a2, chosen = (
                sorted(row[field]) if isinstance(row[field], list) else row[field] for row in (first, second, settled)
            )
            assert chosen in (a1, a2), (settled["passage_id"], field)
            cells["both" if a1 == a2 else "a1" if chosen == a1 else "a2"] += 1
    assert cells == {"both": 496 - 34, "a1": 25, "a2": 9}


def test_paragraph_2_4_by_hand(letter_rows: Rows) -> None:
    """2.4 joins claim, endorsement, report and declaration: the strongest action, the first kpr, no mere mention."""
    acts = [row["collective_action"] for row in sentences_of(letter_rows, "2.4")]
    assert acts == ["none", "endorses", "reports", "none"]
    assert [row["kpr"] for row in sentences_of(letter_rows, "2.4")] == [
        "none",
        "collective-action",
        "other-news",
        "none",
    ]
    assert ("russian-people", "support") in stances(letter_rows["2.4.2"])
    assert ("russian-people", "mention") in stances(letter_rows["2.4.3"])
    assert {field: letter_rows["2.4"][field] for field in FIELDS} == {
        "topics": ["war", "nationhood", "protest", "propaganda", "solidarity"],
        "stance": [
            {"actor": "russian-state", "stance": "criticise"},
            {"actor": "ukrainian-people", "stance": "support"},
            {"actor": "russian-people", "stance": "support"},
            {"actor": "internationalists", "stance": "mention"},
        ],
        "collective_action": "endorses",
        "kpr": "collective-action",
        "speech_act": ["claim", "declaration", "description"],
        "civility": "civil",
        "devices": ["quotation"],
        "claims": ["peoples-self-determination", "russians-resist", "shared-shame"],
    }


def test_paragraph_3_3_by_hand(letter_rows: Rows) -> None:
    """3.3 joins two sentences that call for nothing and one that does: the paragraph calls for it."""
    acts = [row["collective_action"] for row in sentences_of(letter_rows, "3.3")]
    assert acts == ["none", "none", "calls-for"]
    assert {field: letter_rows["3.3"][field] for field in FIELDS} == {
        "topics": ["war", "great-power-politics", "peace"],
        "stance": [],
        "collective_action": "calls-for",
        "kpr": "collective-action",
        "speech_act": ["claim", "appeal"],
        "civility": "civil",
        "devices": ["negation", "idiom"],
        "claims": ["reject-strongmen"],
    }


@pytest.mark.parametrize("field", ["topics", "speech_act", "devices", "claims"])
def test_lists_are_unions(letter_rows: Rows, field: str) -> None:
    """A paragraph has a value exactly when one of its sentences has it, and each once."""
    for paragraph, sentences in body_paragraphs(letter_rows):
        assert set(paragraph[field]) == {value for row in sentences for value in row[field]}
        assert len(paragraph[field]) == len(set(paragraph[field]))


@pytest.mark.parametrize(
    ("field", "first_wins"),
    [
        ("collective_action", ["calls-for", "endorses", "reports", "none"]),
        (
            "kpr",
            ["collective-action", "criticism-of-censors", "pornography", "government-policy", "other-news", "none"],
        ),
        ("civility", ["dehumanising", "threat", "insult", "civil"]),
    ],
)
def test_single_values_follow_the_codebooks_order(letter_rows: Rows, field: str, first_wins: Sequence[str]) -> None:
    """A paragraph takes the value of its sentences that comes first in the codebook's order of precedence."""
    for paragraph, sentences in body_paragraphs(letter_rows):
        assert paragraph[field] == min((row[field] for row in sentences), key=first_wins.index)


def test_stances_are_unions_without_mere_mentions(letter_rows: Rows) -> None:
    """A paragraph takes each side that a sentence takes, and mentions an actor where no sentence takes a side."""
    for paragraph, sentences in body_paragraphs(letter_rows):
        given = {pair for row in sentences for pair in stances(row)}
        sides = {pair for pair in given if pair[1] != "mention"}
        mentioned = {(actor, "mention") for actor, _ in given} - {(actor, "mention") for actor, _ in sides}
        assert stances(paragraph) == sides | mentioned


def test_labels_are_in_the_codebook(letter_rows: Rows, letter: Corpus) -> None:
    """No passage has a value that the codebook does not define."""
    for field in ("topics", "speech_act", "devices", "claims"):
        known = set(letter.codebook.labels[field].values)
        assert {value for row in letter_rows.values() for value in row[field] or []} <= known
    actors = set(letter.codebook.labels["stance"].keys or {})
    assert {actor for row in letter_rows.values() if row["stance"] for actor, _ in stances(row)} <= actors

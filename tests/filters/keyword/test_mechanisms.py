"""The table of mechanisms in docs/keywords.md, row by row: rules, text, and what the filter decides."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from outlast.filters.keyword.filter import KeywordConfig
from outlast.filters.keyword.lists import list_from
from outlast.filters.keyword.normalise.steps import STEPS
from outlast.filters.keyword.rules import RULE_KINDS
from outlast.yamlfile import parse_yaml

PAGE = (Path(__file__).parents[3] / "docs" / "keywords.md").read_text(encoding="utf-8")
TABLE = PAGE.partition("\n## Table of mechanisms\n")[2].partition("\n## Sources\n")[0]
SOURCES = PAGE.partition("\n## Sources\n")[2]


def codes(cell: str) -> list[str]:
    """The pieces of code in a cell, escapes of code points read."""
    spans = re.findall(r"`([^`]+)`", cell)
    return [re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), span) for span in spans]


def mapping(text: str) -> dict[str, Any]:
    """A flow mapping of YAML."""
    return parse_yaml(text, path=Path("keywords.md")).data


@dataclass(frozen=True)
class Row:
    """One row of the table; `rules` and `config` as YAML would give them, `words` marked in reading order."""

    mechanism: str
    rules: list[dict[str, Any]]
    config: dict[str, Any]
    text: str
    blocked: bool
    words: list[str]
    via: list[str]
    sources: list[int]


def rows() -> list[Row]:
    """The table's rows; what is left empty of mechanism, rules and source is the row's above."""
    found: list[Row] = []
    above = ["", "", "", "", "", ""]
    for line in TABLE.splitlines():
        if not line.startswith("|") or line.startswith(("| mechanism", "|---")):
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        above = [
            cell or (before if place in (0, 1, 5) else "")
            for place, (cell, before) in enumerate(zip(cells, above, strict=True))
        ]
        mechanism, rules, config, text, decision, source = above
        said = re.fullmatch(r"(?:blocked: (?P<words>`.+`)(?: via (?P<via>[\w, -]+))?|survives)", decision)
        assert said, f"what does {decision!r} say of {text}?"
        found.append(
            Row(
                mechanism=mechanism,
                rules=[{"id": f"r{number}", **mapping(rule)} for number, rule in enumerate(codes(rules))],
                config=mapping(codes(config)[0]) if config else {},
                text=codes(text)[0],
                blocked=decision != "survives",
                words=codes(said["words"] or ""),
                via=said["via"].split(", ") if said["via"] else [],
                sources=[int(number) for number in re.findall(r"\[(\d+)\]", source)],
            )
        )
    return found


ROWS = rows()

MECHANISMS = {
    "literal",
    "combination",
    "ordered",
    "proximity",
    "extenuating",
    "exception",
    "wildcard",
    "regular expression",
    "fuzzy",
    "homophone",
    "pinyin",
    "word boundary",
    "substring",
    "script detector",
    "digit detector",
    "address detector",
    "dates",
    "regions",
    "audience",
    "several steps",
    *STEPS,
}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.mechanism}: {row.text}")
def test_a_row_is_decided_as_the_table_says(row: Row, batch_of) -> None:
    """Under the row's rules and config its text is blocked or not, at the words and through the steps that it names."""
    about = {"name": "test", "version": "1", "language": "und", "boundaries": "substring"}
    config = KeywordConfig.model_validate_json(
        json.dumps({"kind": "keyword", "name": "words", "list": "test", "normalise": [], **row.config})
    )
    made = config.build(list_from({**about, "rules": row.rules})).decide(batch_of([row.text]), near=0)
    evidence = sorted(made.evidence.to_pylist(), key=lambda item: (item["start"], item["end"]))
    assert made.blocked.to_pylist() == [row.blocked]
    assert [row.text[item["start"] : item["end"]] for item in evidence] == row.words
    assert {tuple(item["via"]) for item in evidence} <= {tuple(row.via)}


def test_every_mechanism_is_in_the_table() -> None:
    """Each mechanism, each kind of rule and each normalising step has rows: some text is blocked, some survives."""
    assert {row.mechanism for row in ROWS} == MECHANISMS
    assert {rule["kind"] for row in ROWS for rule in row.rules} == set(RULE_KINDS)
    for mechanism in MECHANISMS - {"several steps"}:
        assert {row.blocked for row in ROWS if row.mechanism == mechanism} == {True, False}, mechanism


@pytest.mark.parametrize("step", STEPS)
def test_every_step_is_what_makes_the_difference(step: str) -> None:
    """In its rows a step alone blocks a text through itself, and without it the same text survives."""
    mine = [row for row in ROWS if row.mechanism == step]
    caught = {row.text for row in mine if row.blocked and row.via == [step] and row.config == {"normalise": [step]}}
    missed = {row.text for row in mine if not row.blocked and not row.config}
    assert caught & missed


def test_every_row_has_a_source() -> None:
    """Each row names sources that the page lists, and each listed source is named, in the table or the text."""
    listed = {int(number) for number in re.findall(r"^(\d+)\. ", SOURCES, flags=re.MULTILINE)}
    assert listed == set(range(1, len(listed) + 1))
    assert all(row.sources and set(row.sources) <= listed for row in ROWS)
    assert {int(number) for number in re.findall(r"\[(\d+)\]", PAGE.partition("\n## Sources\n")[0])} == listed

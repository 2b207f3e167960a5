"""The shipped corpora as the tests read them, and builders of small corpora."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from outlast.corpus.load import Corpus, open_corpus
from outlast.policy import read_policy

Row = dict[str, Any]

ROOT = Path(__file__).parents[2]

CARD = """\
---
pretty_name: Small
license: cc0-1.0
language: [en]
outlast: {name: small, version: "1"}
---
"""

CODEBOOK = """\
name: small
version: "1"
source: none
labels:
  topics: {kind: set, required: true, about: topics, values: {war: w, peace: p, trade: t}}
  stance:
    kind: map
    names: [actor, stance]
    weak: mention
    about: stance
    keys: {state: s, people: p}
    values: {criticise: c, support: s, mention: m}
  action: {kind: one, union: last, about: action, values: {none: n, reports: r, calls-for: c}}
  act: {kind: each, about: act, values: {claim: c, question: q}}
attributes: {voice: who speaks}
"""

LABELS: Row = {"topics": ["war"], "stance": {}, "action": "none", "act": "claim"}


def json_lines(rows: list[Row | str]) -> str:
    """JSON Lines of rows; a string stands as it is."""
    return "".join((row if isinstance(row, str) else json.dumps(row, ensure_ascii=False)) + "\n" for row in rows)


@pytest.fixture(scope="session")
def letter() -> Corpus:
    """The letter's corpus."""
    return open_corpus(ROOT / "corpora" / "letter" / "CARD.md")


@pytest.fixture(scope="session")
def discourse() -> Corpus:
    """The corpus of written passages."""
    return open_corpus(ROOT / "corpora" / "discourse" / "CARD.md")


@pytest.fixture(scope="session")
def letter_source() -> str:
    """The letter's source, decoded and otherwise untouched."""
    return (ROOT / "corpora" / "letter" / "letter.en.txt").read_bytes().decode("utf-8")


def rows_of(name: str, language: str = "en") -> list[Row]:
    """A shipped corpus's committed passages in one language, read by nothing but json."""
    text = (ROOT / "corpora" / name / f"passages.{language}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.removesuffix("\n").split("\n")]


@pytest.fixture(scope="session")
def shipped() -> Callable[[str, str], list[Row]]:
    """The rows of a shipped corpus by its name and a language, each file read once."""
    return cache(rows_of)


@pytest.fixture(scope="session")
def verdicts() -> Callable[[str, str], dict[str, dict[str, bool | None]]]:
    """By passage id, what each shipped policy says of a shipped corpus; test_policies_on_letter.py proves the judge."""

    @cache
    def judged(name: str, language: str) -> dict[str, dict[str, bool | None]]:
        corpus = open_corpus(ROOT / "corpora" / name / "CARD.md")
        passages = corpus.passages(language=language)
        found: dict[str, dict[str, bool | None]] = {key: {} for key in passages.column("passage_id").to_pylist()}
        for path in sorted((ROOT / "configs" / "policies").glob("*.yaml")):
            policy = read_policy(path, codebook=corpus.codebook)
            for row in policy.judge(passages, codebook=corpus.codebook).to_pylist():
                found[row["passage_id"]][path.stem] = row["target"]
        return found

    return judged


@pytest.fixture(scope="session")
def letter_rows() -> dict[str, Row]:
    """The letter's passages by the part of their id behind ``letter/en/``, in the order of the file."""
    return {row["passage_id"].removeprefix("letter/en/"): row for row in rows_of("letter")}


@pytest.fixture(scope="session")
def discourse_rows() -> list[Row]:
    """The passages of discourse, in the order of the file."""
    return rows_of("discourse")


@pytest.fixture
def labels() -> Callable[..., Row]:
    """An annotation row: ``labels("1.1.1", action="reports")`` is about passage ``small/en/1.1.1``."""

    def row(number: str, **changed: Any) -> Row:
        return {"passage_id": f"small/en/{number}", **LABELS, **changed}

    return row


@pytest.fixture
def written() -> Callable[..., Row]:
    """A written passage: ``written("a-document", "Its text.", voice="a neighbour")``."""

    def row(document: object, text: object, **changed: Any) -> Row:
        return {"document": document, "voice": "post", "text": text, **LABELS, **changed}

    return row


@pytest.fixture
def small(tmp_path: Path) -> Callable[..., Corpus]:
    """A corpus folder with the given files beside its card and its codebook, opened."""

    def make(**files: str) -> Corpus:
        texts = {"CARD.md": CARD, "codebook.yaml": CODEBOOK, **files}
        for name, text in texts.items():
            (tmp_path / name).write_bytes(text.encode("utf-8"))
        return open_corpus(tmp_path / "CARD.md")

    return make


@pytest.fixture
def text_corpus(small: Callable[..., Corpus]) -> Callable[..., Corpus]:
    """A corpus with one source text and its annotations; further keys go into ``source.yaml``."""

    def make(source: str, annotations: list[Row | str], **spec: Any) -> Corpus:
        given = {
            "kind": "text",
            "document_id": "small/en",
            "language": "en",
            "file": "source.txt",
            "sha256": hashlib.sha256(source.encode("utf-8")).hexdigest(),
            "heading": r"(\d+)\.",
            "labels": "labels.jsonl",
            **spec,
        }
        sources = json.dumps({"sources": [given]}, ensure_ascii=False)
        return small(**{"source.txt": source, "labels.jsonl": json_lines(annotations), "source.yaml": sources})

    return make


@pytest.fixture
def written_corpus(small: Callable[..., Corpus]) -> Callable[..., Corpus]:
    """A corpus of written passages, from one file or from several."""

    def make(*files: list[Row | str]) -> Corpus:
        names = [f"written.{number}.jsonl" for number in range(len(files))]
        sources = [{"kind": "written", "language": "en", "file": name} for name in names]
        contents = dict(zip(names, map(json_lines, files), strict=True))
        return small(**contents, **{"source.yaml": json.dumps({"sources": sources})})

    return make

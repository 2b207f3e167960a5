"""Builders for the tests of filters: batches of texts, keyword lists, and what a judgement marks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pyarrow as pa
import pytest

from outlast.decisions import RENDERINGS
from outlast.filters.keyword.lists import list_from
from outlast.filters.keyword.rules import KeywordList
from outlast.filters.protocol import Judgement


@pytest.fixture(scope="session")
def batch_of() -> Callable[..., pa.Table]:
    """Make a batch of renderings of texts, with the passage ids p0, p1, … unless others are given."""

    def build(texts: Sequence[str], *, ids: Sequence[str] | None = None) -> pa.Table:
        rows = [
            {"passage_id": name, "perturbation": "identity", "draw": 0, "language": "en", "text": text, "edits": []}
            for name, text in zip(ids or [f"p{row}" for row in range(len(texts))], texts, strict=True)
        ]
        return pa.Table.from_pylist(rows, schema=RENDERINGS.schema)

    return build


@pytest.fixture(scope="session")
def list_of() -> Callable[..., KeywordList]:
    """Make a keyword list from id=pattern; a list of patterns is a combination; ``own`` are rules' own boundaries."""

    def build(
        patterns: dict[str, str | list[str]], *, boundaries: str = "word", own: dict[str, str] | None = None
    ) -> KeywordList:
        rules = [
            {
                "id": name,
                "kind": "literal" if isinstance(pattern, str) else "combination",
                "pattern": pattern,
                "category": "test",
                "boundaries": (own or {}).get(name),
            }
            for name, pattern in patterns.items()
        ]
        about = {"name": "test", "version": "1", "language": "en", "policy": "civility", "licence": "CC0-1.0"}
        return list_from({**about, "boundaries": boundaries, "rules": rules})

    return build


@pytest.fixture(scope="session")
def marks_of() -> Callable[..., list[tuple[str, str, str]]]:
    """List what a judgement of texts marks: role, rule and the marked words, in its order."""

    def read(made: Judgement, texts: Sequence[str]) -> list[tuple[str, str, str]]:
        return [
            (item["role"], item["rule"], texts[row][item["start"] : item["end"]])
            for row, item in zip(made.rows.to_pylist(), made.evidence.to_pylist(), strict=True)
        ]

    return read

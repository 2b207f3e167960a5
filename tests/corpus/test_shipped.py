"""Every shipped corpus is what its sources make: no passage is edited by hand, none is stale."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from outlast.corpus.build import build
from outlast.corpus.load import open_corpus

CORPORA = Path(__file__).parents[2] / "corpora"
FOLDERS = sorted(path.parent for path in CORPORA.glob("*/CARD.md"))


def test_the_shipped_corpora() -> None:
    """Four corpora are shipped, and nothing else lies among them."""
    assert [folder.name for folder in FOLDERS] == ["discourse", "letter", "mirror", "speech-check"]
    assert sorted(path for path in CORPORA.iterdir() if path.is_dir()) == FOLDERS


def runs(text: str, language: str) -> set[tuple[str, ...]]:
    """Eight words in a row, or in Chinese thirteen characters; case, blanks and punctuation do not count."""
    units, length = (re.findall(r"\w+", text.lower()), 8) if language == "en" else (re.findall(r"\w", text), 13)
    return {tuple(units[at : at + length]) for at in range(len(units) - length + 1)}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", ["discourse", "mirror", "speech-check"])
def test_nothing_is_copied_from_the_letter(
    name: str, language: str, shipped: Callable[[str, str], list[dict[str, Any]]]
) -> None:
    """No written passage shares eight words, or thirteen Chinese characters, in a row with the letter."""
    letter = {run for row in shipped("letter", language) for run in runs(row["text"], language)}
    assert len(letter) > 1000
    assert [row["passage_id"] for row in shipped(name, language) if runs(row["text"], language) & letter] == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_building_gives_the_committed_bytes(folder: Path) -> None:
    """The committed passages, in English and in Chinese, are what the sources make, byte for byte."""
    built = build(open_corpus(folder / "CARD.md"))
    assert [made.path for made in built] == [folder / "passages.en.jsonl", folder / "passages.zh.jsonl"]
    assert sorted(folder.glob("passages.*")) == [made.path for made in built]
    for made in built:
        assert made.path.read_bytes() == made.text.encode("utf-8")
        assert made.is_committed

"""Every shipped corpus is what its sources make: no passage is edited by hand, none is stale."""

from __future__ import annotations

from pathlib import Path

import pytest

from outlast.corpus.build import build
from outlast.corpus.load import open_corpus

CORPORA = Path(__file__).parents[2] / "corpora"
FOLDERS = sorted(path.parent for path in CORPORA.glob("*/CARD.md"))


def test_the_shipped_corpora() -> None:
    """Four corpora are shipped, and nothing else lies among them."""
    assert [folder.name for folder in FOLDERS] == ["discourse", "letter", "mirror", "speech-check"]
    assert sorted(path for path in CORPORA.iterdir() if path.is_dir()) == FOLDERS


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_building_gives_the_committed_bytes(folder: Path) -> None:
    """The committed passages, in English and in Chinese, are what the sources make, byte for byte."""
    built = build(open_corpus(folder / "CARD.md"))
    assert [made.path for made in built] == [folder / "passages.en.jsonl", folder / "passages.zh.jsonl"]
    assert sorted(folder.glob("passages.*")) == [made.path for made in built]
    for made in built:
        assert made.path.read_bytes() == made.text.encode("utf-8")
        assert made.is_committed

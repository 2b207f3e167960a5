"""What a keyword list holds, counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from outlast.filters.keyword.lists import read_list
from outlast.filters.keyword.rules import KeywordList
from outlast.keywords.describe import describe
from outlast.yamlfile import dump_yaml


def listed(path: Path, about: dict) -> KeywordList:
    path.write_text(dump_yaml(about), encoding="utf-8")
    return read_list(path)


@pytest.fixture
def entered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, entered."""
    monkeypatch.chdir(tmp_path)
    return Path()


def test_everything_is_counted(entered: Path) -> None:
    """Kinds, boundaries, categories, themes, regions, audiences, days and lengths, the most frequent first."""
    rules = [
        {"id": "a", "kind": "literal", "pattern": "war", "category": "war", "added": "2022-02-24", "regions": ["cn"]},
        {"id": "b", "kind": "combination", "pattern": ["no", "strike"], "category": "labour", "theme": "unrest"},
        {"id": "c", "kind": "literal", "pattern": "walkout", "category": "labour", "boundaries": "prefix"},
        {"id": "d", "kind": "detector", "detect": "url", "audience": "groups", "regions": ["cn", "tw"]},
        {"id": "e", "kind": "literal", "pattern": "quay", "added": "2021-01-01", "removed": "2022-01-01"},
    ]
    about = {"name": "port", "version": "3", "language": "en", "policy": "tone", "licence": "CC0-1.0", "note": "ours"}
    assert describe(listed(entered / "port.yaml", {**about, "rules": rules})) == {
        **about,
        "files": ["port.yaml"],
        "rules": 5,
        "standing": 4,
        "kinds": {"literal": 3, "combination": 1, "detector": 1},
        "boundaries": {"word": 3, "prefix": 1},
        "categories": {"labour": 2, "war": 1},
        "themes": {"unrest": 1},
        "regions": {"cn": 2, "tw": 1},
        "audiences": {"groups": 1},
        "added": {"rules": 2, "first": "2021-01-01", "last": "2022-02-24"},
        "removed": {"rules": 1, "first": "2022-01-01", "last": "2022-01-01"},
        "characters": {"fewest": 2, "median": 4, "most": 7},
    }


def test_a_plain_text_list(entered: Path) -> None:
    """A list that says nothing of itself has counts that are empty, and its file."""
    (entered / "words.txt").write_text("war\n", encoding="utf-8")
    found = describe(read_list(entered / "words.txt"))
    assert (found["files"], found["policy"], found["kinds"]) == (["words.txt"], None, {"literal": 1})
    assert [found[name] for name in ("categories", "themes", "regions", "audiences")] == [{}, {}, {}, {}]
    assert (found["added"], found["removed"]) == (None, None)


def test_a_list_without_patterns(entered: Path) -> None:
    """Where every rule is a detector there are no lengths."""
    rules = [{"id": "d", "kind": "detector", "detect": "url"}]
    about = {"name": "d", "version": "1", "language": "en", "rules": rules}
    assert describe(listed(entered / "d.yaml", about))["characters"] is None

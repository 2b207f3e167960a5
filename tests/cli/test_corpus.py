"""`outlast corpus`: what a corpus holds, and whether it is what its sources make."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the letter's corpus in a project of its own, which is entered."""
    shutil.copytree(ROOT / "corpora" / "letter", tmp_path / "corpora" / "letter")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "corpora" / "letter"


@pytest.mark.usefixtures("pond")
def test_a_corpus_is_described(outlast: Callable) -> None:
    """A corpus is shown with its title, version and licence, its sizes by language, its labels, and an example."""
    done = outlast("corpus", "show", "pond")
    assert (done.code, done.err) == (0, "")
    lines = [line.rstrip() for line in done.out.splitlines()]
    assert lines[:3] == ["The pond", "pond 1 · licence cc0-1.0", "corpora/pond"]
    (english,) = (line for line in lines if line.startswith("en: "))
    assert english.startswith("en: 2 paragraphs, 4 sentences in 1 document")
    assert "tone      civil 3, insult 1" in lines
    assert "sections  a 2, b 2" in lines


@pytest.mark.usefixtures("pond")
def test_its_description_as_json(outlast: Callable) -> None:
    """With --json the same is data: documents, passages by unit, sections and labels of the sentences."""
    described = json.loads(outlast("corpus", "show", "pond", "--json").out)
    assert (described["name"], described["version"], list(described["languages"])) == ("pond", "1", ["de", "en"])
    assert described["languages"]["en"] == {
        "documents": 1,
        "units": {"paragraph": 2, "sentence": 4},
        "sections": {"a": 2, "b": 2},
        "labels": {"tone": {"civil": 3, "insult": 1}},
        "attributes": {},
        "example": "=2+3 frogs sing.",
    }


@pytest.mark.parametrize("command", ["show", "build"])
@pytest.mark.usefixtures("pond")
def test_an_unknown_corpus_gets_the_near_name(command: str, outlast: Callable) -> None:
    """A corpus that is not there ends in exit code 2 and the near name."""
    done = outlast("corpus", command, "leter")
    assert (done.code, done.err) == (2, "outlast: no corpus is called 'leter'; did you mean 'letter'?\n")


def test_what_is_committed_is_what_its_sources_make(outlast: Callable, copy: Path) -> None:
    """The letter's passages are built to the same bytes, and building again leaves them."""
    before = {path.name: path.read_bytes() for path in copy.glob("passages.*")}
    assert sorted(before) == ["passages.en.jsonl", "passages.zh.jsonl"]
    for arguments in (["--check"], []):
        done = outlast("corpus", "build", "letter", *arguments)
        assert (done.code, done.err) == (0, "")
        assert done.out == (
            "corpora/letter/passages.en.jsonl: 15 paragraphs, 72 sentences; unchanged\n"
            "corpora/letter/passages.zh.jsonl: 15 paragraphs, 72 sentences; unchanged\n"
        )
    assert {path.name: path.read_bytes() for path in copy.glob("passages.*")} == before


def test_a_difference_is_found_and_mended(outlast: Callable, copy: Path) -> None:
    """--check names a file that differs with exit code 4 and writes nothing; without it that file alone is written."""
    path = copy / "passages.en.jsonl"
    before = path.read_bytes()
    path.write_bytes(before.replace(b"indepence", b"independence"))
    changed = path.read_bytes()
    assert changed != before
    checked = outlast("corpus", "build", "letter", "--check")
    message = "outlast: corpora/letter/passages.en.jsonl is not what its sources make\n"
    assert (checked.code, checked.out, checked.err) == (4, "", message)
    assert path.read_bytes() == changed
    built = outlast("corpus", "build", "letter")
    assert (built.code, built.out) == (
        0,
        "corpora/letter/passages.en.jsonl: 15 paragraphs, 72 sentences; written\n"
        "corpora/letter/passages.zh.jsonl: 15 paragraphs, 72 sentences; unchanged\n",
    )
    assert path.read_bytes() == before


@pytest.mark.usefixtures("pond")
def test_a_corpus_without_sources_cannot_be_built(outlast: Callable) -> None:
    """A corpus whose passages are its source says so, with exit code 2."""
    done = outlast("corpus", "build", "pond")
    message = "outlast: corpora/pond has no source.yaml: its passages are not built from a source\n"
    assert (done.code, done.out, done.err) == (2, "", message)

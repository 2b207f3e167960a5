"""`outlast corpus validate`: what is found, as lines and as JSON, and its exit codes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of a shipped corpus in a project of its own, which is entered."""
    shutil.copytree(ROOT / "corpora" / "mirror", tmp_path / "corpora" / "mirror")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "corpora" / "mirror"


def without_licence(folder: Path) -> None:
    card = folder / "CARD.md"
    text = card.read_text(encoding="utf-8")
    assert "license: cc-by-4.0\n" in text
    card.write_text(text.replace("license: cc-by-4.0\n", "license: unknown\n"), encoding="utf-8")


def with_a_broken_label(folder: Path) -> None:
    path = folder / "passages.en.jsonl"
    first, _, rest = path.read_text(encoding="utf-8").partition("\n")
    assert '"civility": "civil"' in first
    path.write_text(first.replace('"civility": "civil"', '"civility": "civl"') + "\n" + rest, encoding="utf-8")


@pytest.mark.usefixtures("mirror")
def test_nothing_found(outlast: Callable) -> None:
    """A clean corpus ends in one line and exit code 0, also against another corpus."""
    done = outlast("corpus", "validate", "mirror", "--against", "letter")
    assert (done.code, done.out, done.err) == (0, "mirror 1.0: nothing found (en, zh)\n", "")


@pytest.mark.usefixtures("mirror")
def test_nothing_found_as_json(outlast: Callable) -> None:
    """With --json a clean corpus gives an empty list."""
    done = outlast("corpus", "validate", "mirror", "--json")
    assert (done.code, json.loads(done.out), done.err) == (0, [], "")


def test_findings(outlast: Callable, mirror: Path) -> None:
    """Findings come on standard error with file and line, in the order of the files, and exit code 4."""
    without_licence(mirror)
    with_a_broken_label(mirror)
    done = outlast("corpus", "validate", "mirror")
    assert (done.code, done.out) == (4, "")
    assert done.err.splitlines() == [
        "outlast: corpora/mirror/CARD.md: licence: the card names no licence",
        "corpora/mirror/passages.en.jsonl: build: is not what its sources make",
        "corpora/mirror/passages.en.jsonl:1: labels: mirror/en/mirror-patrol-boats.1: civility: "
        "'civl' is not in the codebook; did you mean 'civil'?",
    ]


def test_findings_as_json(outlast: Callable, mirror: Path) -> None:
    """With --json findings are data on standard output, and the exit code is 4 too."""
    without_licence(mirror)
    done = outlast("corpus", "validate", "mirror", "--json")
    wanted = {"file": "corpora/mirror/CARD.md", "line": 0, "check": "licence", "message": "the card names no licence"}
    assert (done.code, json.loads(done.out)) == (4, [wanted])


def test_against_itself(outlast: Callable, mirror: Path) -> None:
    """Text shared with a corpus given by --against, which may be given more than once, is found."""
    shutil.copytree(mirror, mirror.parent / "twin")
    done = outlast("corpus", "validate", "mirror", "--against", "letter", "--against", "twin", "--json")
    found = json.loads(done.out)
    assert done.code == 4
    assert {finding["check"] for finding in found} == {"overlap"}
    lines = [finding["line"] for finding in found if finding["file"] == "corpora/mirror/passages.en.jsonl"]
    assert set(lines) == set(range(1, 251))


@pytest.mark.usefixtures("pond")
def test_a_corpus_of_paragraphs_and_sentences(outlast: Callable) -> None:
    """A corpus without sources whose sentences lie in their paragraphs has no broken offsets."""
    done = outlast("corpus", "validate", "pond", "--json")
    assert [finding for finding in json.loads(done.out) if finding["check"] == "offsets"] == []


@pytest.mark.parametrize("arguments", [["leter"], ["letter", "--against", "leter"]])
@pytest.mark.usefixtures("mirror")
def test_a_corpus_that_is_not_there(arguments: list[str], outlast: Callable) -> None:
    """An unknown corpus, on either side, ends in exit code 2 and the near name."""
    done = outlast("corpus", "validate", *arguments)
    assert (done.code, done.err) == (2, "outlast: no corpus is called 'leter'; did you mean 'letter'?\n")

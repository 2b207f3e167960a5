"""Lint as a whole: its findings in order, with files and lines, on lists that are shipped and others."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from outlast.filters.keyword.normalise.chain import Chain
from outlast.keywords.lint import Linted, lint
from outlast.keywords.reading import read_leniently

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data" / "citizenlab"
FOLDED = Chain(("nfkc", "casefold"))


def linted(path: Path, chain: Chain = FOLDED) -> Linted:
    return lint(read_leniently(path), path, chain=chain)


def told(found: Linted) -> list[tuple[str, int, str]]:
    return [(each.check, each.line, each.rule) for each in found.findings]


def test_every_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Findings come check by check, each with the rule, its line, its file and what to do."""
    monkeypatch.chdir(tmp_path)
    Path("quay.yaml").write_text(
        "name: quay\nversion: '1'\nlanguage: en\nboundaries: substring\nrules:\n"
        "  - {id: a, kind: literal, pattern: war}\n"
        "  - {id: b, kind: literal, pattern: WAR}\n"
        "  - {id: c, kind: combination, pattern: [warning, now]}\n"
        '  - {id: d, kind: literal, pattern: "stri\\u200bke "}\n'
        "  - {id: e, kind: literal, pattern: pаper}\n"
        "  - {id: f, kind: exception, pattern: peaceful}\n"
        "  - {id: g, kind: literal, pattern: z}\n"
        "  - {id: h, kind: literal, pattern: quaay}\n"
        "  - {id: i, kind: literal, pattern: quay}\n"
        "  - {id: j, kind: proximity, pattern: [dock, quayside], within: 3}\n"
        "  - {id: k, kind: regex, pattern: '('}\n",
        encoding="utf-8",
    )
    found = linted(Path("quay.yaml"))
    assert told(found) == [
        ("malformed", 16, ""),
        ("invisible", 9, "d"),
        ("blanks", 9, "d"),
        ("mixed-scripts", 10, "e"),
        ("duplicate", 7, "b"),
        ("repeats", 14, "i"),
        ("never-fires", 15, "j"),
        ("one-character", 12, "g"),
        ("dead", 8, "c"),
        ("conflict", 11, "f"),
    ]
    assert {each.file for each in found.findings} == {"quay.yaml"}
    assert all(each.message and each.advice for each in found.findings)
    assert (found.name, found.rules, found.left_out) == ("quay", 10, "")
    dead = next(each for each in found.findings if each.check == "dead")
    assert (dead.pattern, dead.message) == ("warning + now", "a (line 6), 'war', fires whenever it would")


def test_the_chain_decides(tmp_path: Path) -> None:
    """Rules that case tells apart are no duplicates where it is not folded."""
    path = tmp_path / "quay.txt"
    path.write_text("war\nWAR\n", encoding="utf-8")
    assert told(linted(path)) == [("duplicate", 2, "line-2")]
    assert told(linted(path, Chain(()))) == []


def test_a_list_in_a_file_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Findings name the file in which the rules lie."""
    monkeypatch.chdir(tmp_path)
    Path("quay.csv").write_text("pattern\nwar\nwar \n", encoding="utf-8")
    about = "name: quay\nversion: '1'\nlanguage: en\nrules_file: {path: quay.csv}\n"
    Path("quay.yaml").write_text(about, encoding="utf-8")
    found = linted(Path("quay.yaml"))
    assert [(each.file, each.line, each.check) for each in found.findings] == [
        ("quay.csv", 3, "blanks"),
        ("quay.csv", 3, "duplicate"),
    ]


def test_a_list_that_cannot_be_read_as_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its faults and its characters are told, and that the rest was not looked for."""
    monkeypatch.chdir(tmp_path)
    Path("quay.csv").write_text("pattern,kind\nwar ,literal\npeace,litteral\n", encoding="utf-8")
    found = linted(Path("quay.csv"))
    assert [(each.check, each.line, each.message) for each in found.findings] == [
        ("malformed", 3, "kind: no such kind: 'litteral'; did you mean 'literal'?"),
        ("blanks", 2, "has a blank at its end, which the reader leaves out"),
    ]
    assert (found.name, found.rules) == ("quay", 0)
    assert found.left_out == "what a rule does was not looked for: mend what is malformed first"


def test_no_text_at_all(tmp_path: Path) -> None:
    """A file that is no UTF-8 is one finding."""
    path = tmp_path / "quay.txt"
    path.write_bytes(b"war\n\xff\n")
    assert told(linted(path)) == [("malformed", 2, "")]


SHIPPED = sorted((ROOT / "configs" / "keywords").glob("*.yaml"))

MEANT = {"collective-action.en": [("repeats", "po-007")]}
"""What is found in a shipped list and stays: a word that is written with three letters in a row."""


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_lists_are_clean(path: Path) -> None:
    """In the lists that we ship nothing is found but what is meant."""
    found = linted(path)
    assert [(each.check, each.rule) for each in found.findings] == MEANT.get(path.stem, [])


def test_many_rules_take_seconds(tmp_path: Path) -> None:
    """Twenty thousand literals, every tenth within another, are linted in a few seconds (200,000 in about ten)."""
    path = tmp_path / "many.txt"
    words = [f"{number * 7919:08x}" for number in range(18_000)]
    path.write_text("".join(f"{word}\n" for word in [*words, *(f"{word}!" for word in words[:2000])]), "utf-8")
    began = time.process_time()
    found = linted(path)
    assert sum(each.check == "dead" for each in found.findings) == 2000
    assert time.process_time() - began < 15


@pytest.mark.skipif(not DATA.is_dir(), reason="the published lists are not at ../shared/data/citizenlab")
def test_a_published_list() -> None:
    """LINE's version 22 as it lies has 3 repeated lines and 8 with a blank behind them."""
    found = told(linted(DATA / "LINE" / "raw-block-lists" / "line-v22.txt"))
    counted = {check: sum(each[0] == check for each in found) for check in ("duplicate", "blanks", "malformed")}
    assert counted == {"duplicate": 3, "blanks": 8, "malformed": 0}

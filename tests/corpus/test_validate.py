"""Validating: each check finds the defect that was planted for it, at its line, and nothing in a clean corpus."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from outlast.corpus.load import Corpus, open_corpus
from outlast.corpus.validate import Finding, validate_corpus
from outlast.errors import ConfigError

ROOT = Path(__file__).parents[2]

CARD = """\
---
pretty_name: Small
license: cc0-1.0
language: [LANGUAGES]
outlast: {name: small, version: "1"}
---
"""

CODEBOOK = """\
name: small
version: "1"
source: none
labels:
  tone: {kind: one, about: tone, values: {civil: c, insult: i}}
  topics: {kind: set, required: true, about: topics, values: {war: w, peace: p}}
  stance:
    {kind: map, names: [actor, stance], about: stance, keys: {state: s, people: p}, values: {support: s, oppose: o}}
attributes: {functionality: f, case_id: c, ref_case_id: r, pair_id: p}
"""

HARBOUR = "The harbour was closed for repairs all through the winter."
HARBOUR_TOO = "The harbour was closed for repairs all through the summer."
FISH = "Nobody asked the fishermen what they thought of it."


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for corpora, entered."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def passage(text: str, **changed: Any) -> dict[str, Any]:
    """A passage that is a document for itself; `corpus` gives it its ids."""
    core = {"section": "text", "unit": "paragraph", "parent_id": None, "position": 0, "start": 0, "end": len(text)}
    labels = {"tone": "civil", "topics": ["war"], "stance": []}
    attributes = dict.fromkeys(["functionality", "case_id", "ref_case_id", "pair_id"])
    return {**core, "cuts": [], "text": text, **labels, **attributes, **changed}


def corpus(*passages: dict[str, Any], folder: str = "small", language: str = "en", card: str = CARD) -> Corpus:
    """A corpus without sources, its passages numbered from 1 as their lines are."""
    Path(folder).mkdir()
    rows = [
        {"passage_id": f"{folder}/{n}", "document_id": f"{folder}/d{n}", "language": language, **row}
        for n, row in enumerate(passages, 1)
    ]
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    Path(folder, f"passages.{language}.jsonl").write_text(lines, encoding="utf-8")
    Path(folder, "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    Path(folder, "CARD.md").write_text(card.replace("LANGUAGES", language), encoding="utf-8")
    return open_corpus(Path(folder, "CARD.md"))


def only(*passages: dict[str, Any], **how: Any) -> Finding:
    """The one finding of a corpus."""
    (finding,) = validate_corpus(corpus(*passages, **how))
    return finding


def where(finding: Finding) -> tuple[str, int, str]:
    return (finding.file, finding.line, finding.check)


FILE = "small/passages.en.jsonl"


def test_a_clean_corpus() -> None:
    """Nothing is found in a corpus in order, whatever its documents and null labels."""
    thread = [
        passage("War.", document_id="t"),
        passage("é\U0001f525!\nX", document_id="t", position=1, start=6, end=11),
    ]
    blank = passage(FISH, tone=None, topics=None, stance=None)
    full = passage(HARBOUR, topics=["war", "peace"], stance=[{"actor": "state", "stance": "oppose"}])
    assert validate_corpus(corpus(*thread, blank, full)) == ()


@pytest.mark.parametrize("name", ["letter", "discourse", "mirror", "speech-check"])
def test_the_shipped_corpora(name: str) -> None:
    """Nothing is found in a shipped corpus, and none of the others shares text with the letter."""
    letter = open_corpus(ROOT / "corpora" / "letter" / "CARD.md")
    shipped = open_corpus(ROOT / "corpora" / name / "CARD.md")
    assert validate_corpus(shipped, against=[] if name == "letter" else [letter]) == ()


def test_how_a_finding_is_written() -> None:
    """A finding is file, line where there is one, check and message."""
    assert str(Finding("a.jsonl", 3, "labels", "x")) == "a.jsonl:3: labels: x"
    assert str(Finding("CARD.md", 0, "licence", "x")) == "CARD.md: licence: x"


@pytest.mark.parametrize("changed", [{"start": 1}, {"end": 4}, {"start": 2, "end": 53}])
def test_broken_offsets(changed: dict[str, int]) -> None:
    """A span that is not the text in its document is found at its line."""
    finding = only(passage(HARBOUR), passage(FISH, **changed))
    assert where(finding) == (FILE, 2, "offsets")
    assert finding.message == "small/2: its span is not its text in the source"


def test_a_parent_that_is_not_there() -> None:
    """A passage whose parent is missing is found."""
    finding = only(passage(HARBOUR), passage(FISH, parent_id="small/9"))
    assert where(finding) == (FILE, 2, "offsets")
    assert finding.message == "small/2: its parent small/9 is not there"


def test_sentences_beside_their_paragraph() -> None:
    """Sentences with spans in their paragraph's document are clean, and are no duplicates of it."""
    one = {"unit": "sentence", "parent_id": "small/1", "document_id": "t"}
    rows = [
        passage("War came. Nobody asked.", document_id="t"),
        passage("War came.", **one),
        passage("Nobody asked.", **one, position=1, start=10, end=23),
    ]
    assert validate_corpus(corpus(*rows)) == ()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"tone": "civl"}, "tone: 'civl' is not in the codebook; did you mean 'civil'?"),
        ({"topics": ["war", "pece"]}, "topics: 'pece' is not in the codebook; did you mean 'peace'?"),
        ({"topics": ["war", "war"]}, "topics: 'war' is given twice"),
        ({"topics": []}, "topics: at least one value is wanted"),
        ({"stance": [{"actor": "states", "stance": "oppose"}]}, "stance: 'states' is not in the codebook"),
        ({"stance": [{"actor": "state", "stance": "opose"}]}, "stance: 'opose' is not in the codebook"),
    ],
)
def test_labels_outside_the_codebook(changed: dict[str, Any], message: str) -> None:
    """A label that the codebook does not allow is found at its line."""
    finding = only(passage(HARBOUR), passage(FISH, **changed))
    assert where(finding) == (FILE, 2, "labels")
    assert finding.message.startswith(f"small/2: {message}")


def test_equal_texts() -> None:
    """Equal texts are found at the later line, which says where the earlier one stands."""
    finding = only(passage(HARBOUR), passage(FISH), passage(HARBOUR))
    assert where(finding) == (FILE, 3, "duplicates")
    assert finding.message == "small/3 has the text of small/1 on line 1"


def test_near_duplicates() -> None:
    """Texts of which most 5-grams are the same are found."""
    finding = only(passage(HARBOUR), passage(FISH), passage(HARBOUR_TOO))
    assert where(finding) == (FILE, 3, "near-duplicates")
    assert "small/1 on line 1" in finding.message


LINKED = {
    "sides of a pair": ({"pair_id": "p"}, {"pair_id": "p"}),
    "a case and the one it refers to": ({"case_id": "c"}, {"case_id": "d", "ref_case_id": "c"}),
    "two respellings of a case": ({"case_id": "d", "ref_case_id": "c"}, {"case_id": "e", "ref_case_id": "c"}),
}


@pytest.mark.parametrize("how", LINKED)
def test_what_is_meant_to_be_alike(how: str) -> None:
    """Passages made to differ in one thing may be near duplicates, but not equal."""
    first, second = LINKED[how]
    assert validate_corpus(corpus(passage(HARBOUR, **first), passage(HARBOUR_TOO, **second))) == ()
    finding = only(passage(HARBOUR, **first), passage(HARBOUR, **second), folder="equal")
    assert (finding.line, finding.check) == (2, "duplicates")


@pytest.mark.parametrize(
    "unlinked", [({"pair_id": "p"}, {"pair_id": "q"}), ({"case_id": "c"}, {"case_id": "d", "ref_case_id": "b"})]
)
def test_what_is_not_meant_to_be_alike(unlinked: tuple[dict[str, str], dict[str, str]]) -> None:
    """Sides of two pairs, and cases without a common case, are near duplicates like any others."""
    finding = only(passage(HARBOUR, **unlinked[0]), passage(HARBOUR_TOO, **unlinked[1]))
    assert where(finding) == (FILE, 2, "near-duplicates")


HIDDEN = "\u00ad\u200b\u200d\u200e\u2060\u2066\u202e\ufeff\x00\t\r\x1b\x7f\x85"


@pytest.mark.parametrize("hidden", HIDDEN, ids=[f"U+{ord(character):04X}" for character in HIDDEN])
def test_characters_that_nobody_sees(hidden: str) -> None:
    """An invisible or control character is found with its code and its place; a line feed is none."""
    finding = only(passage("War\nno"), passage(f"No w{hidden}ar"))
    assert where(finding) == (FILE, 2, "characters")
    assert f"U+{ord(hidden):04X} at 4" in finding.message


RESPELT = CARD.replace('version: "1"', 'version: "1", respelt: spelling-')


@pytest.mark.parametrize("text", ["No w\u200bar at all, we said.", "战争与和平是一本很长的书"])
def test_respelt_on_purpose(text: str) -> None:
    """Hidden characters and another script are allowed where the card says so, and there only."""
    kinds = ["spelling-x", "plain", None]
    for number, (card, kind) in enumerate((card, kind) for card in (RESPELT, CARD) for kind in kinds):
        found = validate_corpus(corpus(passage(text, functionality=kind), folder=f"c{number}", card=card))
        assert (found == ()) == (card == RESPELT and kind == "spelling-x")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "战争与和平是一本书。"),
        ("de", "Krieg 战争与和平是书"),
        ("en", "peace now 水火"),
        ("zh", "War and peace is a book."),
        ("zh-Hant", "和平 peaceful"),
    ],
)
def test_a_passage_in_another_language(language: str, text: str) -> None:
    """A Chinese passage has at least half Han letters, any other at most a tenth: the rest is found."""
    finding = only(passage("OK"), passage(text), language=language)
    assert where(finding) == (f"small/passages.{language}.jsonl", 2, "language")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "peace now 水 a"),
        ("zh", "和平和平 PEAC"),
        ("zh-Hans", "战争与和平是一本书。"),
        ("en", "战争与和平是书"),
        ("zh", "Anna 12 ok!"),
        ("ja", "War and peace"),
        ("ja", "戦争と平和は一冊の本"),
        ("ko", "전쟁과 평화는 책이다"),
    ],
)
def test_a_passage_that_may_be_of_the_language(language: str, text: str) -> None:
    """Shares at the limits, passages of fewer than eight letters, Japanese and Korean are left alone."""
    assert validate_corpus(corpus(passage(text), language=language)) == ()


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_passage_that_says_another_language(language: str) -> None:
    """A passage whose language is not that of its file is found."""
    finding = only(passage("OK"), passage("No", language="de"), language=language)
    assert where(finding) == (f"small/passages.{language}.jsonl", 2, "language")
    assert "'de'" in finding.message


@pytest.mark.parametrize("licence", ["unknown", "''"])
def test_no_licence(licence: str) -> None:
    """A card with an unknown or an empty licence is found."""
    assert where(only(passage(FISH), card=CARD.replace("cc0-1.0", licence))) == ("small/CARD.md", 0, "licence")


def test_a_card_without_the_key() -> None:
    """A card that has no licence at all cannot be opened."""
    with pytest.raises(ConfigError, match="license: is missing"):
        corpus(passage(FISH), card=CARD.replace("license: cc0-1.0\n", ""))


@pytest.mark.parametrize("languages", ["[en, fr]", "[fr]"])
def test_languages_of_the_card(languages: str) -> None:
    """A language that only the card or only the passages have is found and named."""
    finding = only(passage(FISH), card=CARD.replace("[LANGUAGES]", languages))
    assert where(finding) == ("small/CARD.md", 0, "language")
    assert finding.message.endswith("en, fr" if languages == "[fr]" else ": fr")


def test_text_shared_with_another_corpus() -> None:
    """Eight words in a row that another corpus has are found in the same language, seven are not."""
    eight, seven = "one two three four five six seven eight", "two three four five six seven eight"
    ours = corpus(passage(f"We said: {seven}"), passage(f"They said: {eight}!"))
    theirs = corpus(passage(f"Nobody said {eight} before."), folder="theirs")
    german = corpus(passage(f"Nobody said {eight} before."), folder="german", language="de")
    near = [finding for finding in validate_corpus(ours, against=[theirs, german]) if finding.check == "overlap"]
    assert [where(finding) for finding in near] == [(FILE, 2, "overlap")]
    assert near[0].message == f"small/2 shares text with theirs/1 of small: {eight!r}"
    assert [finding for finding in validate_corpus(ours) if finding.check == "overlap"] == []


@pytest.mark.parametrize("line", ['{"passage_id": 1}', "not JSON", ""])
def test_a_file_that_breaks_the_schema(line: str) -> None:
    """A passages file that cannot be read is a finding, and not the end of the other checks."""
    broken = corpus(passage(FISH), card=CARD.replace("cc0-1.0", "unknown"))
    Path(FILE).write_text(f"{line}\n", encoding="utf-8")
    found = [where(finding)[::2] for finding in validate_corpus(broken)]
    assert found == [("small/CARD.md", "licence"), (FILE, "labels")]


@pytest.fixture
def letter(here: Path) -> Path:
    """A copy of the letter's corpus."""
    shutil.copytree(ROOT / "corpora" / "letter", here / "letter")
    return Path("letter")


def changed(path: Path, passage_id: str, **values: Any) -> int:
    """Change a passage in its file, or drop it where nothing is given; returns its line."""
    lines = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    rows = [json.loads(line) for line in lines]
    (at,) = (number for number, row in enumerate(rows) if row["passage_id"] == passage_id)
    rows[at : at + 1] = [{**rows[at], **values}] if values else []
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return at + 1


def test_passages_that_the_source_does_not_make(letter: Path) -> None:
    """A passage changed behind its source's back is found by the build, and by its offsets in the source."""
    path = letter / "passages.en.jsonl"
    line = changed(path, "letter/en/2.1.1", text="This is not a war.")
    found = {where(finding) for finding in validate_corpus(open_corpus(letter / "CARD.md"))}
    assert found == {("letter/passages.en.jsonl", 0, "build"), ("letter/passages.en.jsonl", line, "offsets")}


def test_a_source_that_cannot_be_built(letter: Path) -> None:
    """A source that is no longer the one of the hash is a finding about source.yaml."""
    path = letter / "letter.en.txt"
    path.write_bytes(path.read_bytes() + b"\n")
    (finding,) = validate_corpus(open_corpus(letter / "CARD.md"))
    assert where(finding) == ("letter/source.yaml", 0, "build")


def test_a_missing_translation(letter: Path) -> None:
    """A passage that one language has and the other has not is found, by its id."""
    changed(letter / "passages.zh.jsonl", "letter/zh/2.1.1")
    found = validate_corpus(open_corpus(letter / "CARD.md"))
    assert {where(finding) for finding in found} == {
        ("letter/passages.zh.jsonl", 0, "alignment"),
        ("letter/passages.zh.jsonl", 0, "build"),
    }
    assert "letter/zh/2.1.1 is missing; other languages have it" in {finding.message for finding in found}


@pytest.mark.parametrize("how", ["no file", "no JSON"])
def test_a_translation_that_cannot_be_read(letter: Path, how: str) -> None:
    """A translation whose file is gone or broken ends in findings, not in an error that hides the others."""
    path = letter / "passages.zh.jsonl"
    path.unlink() if how == "no file" else path.write_text("no JSON\n", encoding="utf-8")
    found = [where(finding)[::2] for finding in validate_corpus(open_corpus(letter / "CARD.md"))]
    assert ("letter/passages.zh.jsonl", "build") in found
    assert (("letter/CARD.md", "language") if how == "no file" else ("letter/passages.zh.jsonl", "labels")) in found

"""Loading a corpus: checked tables by language, unit and section, and what is refused with which words."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from outlast.catalogue import NotFoundError
from outlast.corpus.load import Corpus, load_corpus
from outlast.errors import CorpusError

Row = dict[str, Any]
Make = Callable[..., Corpus]


def row(passage_id: str, **changed: Any) -> Row:
    return {
        "passage_id": passage_id,
        "document_id": "small/en/a",
        "section": "text",
        "unit": "paragraph",
        "parent_id": None,
        "position": 0,
        "start": 0,
        "end": 4,
        "cuts": [],
        "language": "en",
        "text": "War.",
        "topics": ["war"],
        "stance": [{"actor": "state", "stance": "criticise"}],
        "action": "none",
        "act": ["claim"],
        "voice": None,
        **changed,
    }


@pytest.fixture
def corpus(small: Make) -> Callable[..., Corpus]:
    """A corpus with these English passages."""
    return lambda *rows: small(**{"passages.en.jsonl": "".join(json.dumps(each) + "\n" for each in rows)})


def refusal(corpus: Corpus) -> str:
    with pytest.raises(CorpusError) as caught:
        corpus.passages(language="en")
    return str(caught.value)


def test_rows_come_back_as_they_stand(corpus: Make) -> None:
    """Loading gives each row of the file, nested labels and nulls included, in the file's order."""
    rows = [row("b", cuts=[{"start": 1, "end": 2}]), row("a", topics=None, stance=None, action=None, act=None)]
    assert corpus(*rows).passages(language="en").to_pylist() == rows


def test_units_and_sections(corpus: Make) -> None:
    """A unit and sections choose among the passages and keep their order."""
    given = [
        row("1.1"),
        row("1.1.1", unit="sentence"),
        row("2.1", section="s"),
        row("2.1.1", unit="sentence", section="s"),
    ]
    opened = corpus(*given)
    assert opened.passages(language="en", unit="sentence").column("passage_id").to_pylist() == ["1.1.1", "2.1.1"]
    assert opened.passages(language="en", sections=["s"]).column("passage_id").to_pylist() == ["2.1", "2.1.1"]
    both = opened.passages(language="en", unit="paragraph", sections=["s", "text"])
    assert both.column("passage_id").to_pylist() == ["1.1", "2.1"]


def test_languages_are_those_of_the_files(corpus: Make) -> None:
    """A corpus has the languages that it has passages files in, sorted."""
    opened = corpus(row("a"))
    (opened.folder / "passages.zh-Hans.jsonl").write_text("", encoding="utf-8")
    assert opened.languages == ("en", "zh-Hans")


def test_files_that_fix_what_is_read(corpus: Make) -> None:
    """What a run reads of a corpus hangs on its passages, its card and the codebook that the card names."""
    opened = corpus(row("a"))
    assert {path.name for path in opened.files("en")} == {"passages.en.jsonl", "CARD.md", "codebook.yaml"}
    assert all(path.parent == opened.folder for path in opened.files("en"))


def test_a_language_that_is_not_there(corpus: Make) -> None:
    """A language without passages is refused, and the near one named."""
    with pytest.raises(CorpusError, match=r"^corpus small has no passages in 'en-GB'; known: en$"):
        corpus(row("a")).passages(language="en-GB")


def test_a_section_that_is_not_there(corpus: Make) -> None:
    """A section that no passage has is refused, and the near one named."""
    with pytest.raises(CorpusError, match=r"^corpus small has no section 'txt'; did you mean 'text'\?$"):
        corpus(row("a")).passages(language="en", sections=["text", "txt"])


def test_a_unit_that_is_none(corpus: Make) -> None:
    """A passage is a paragraph or a sentence."""
    assert refusal(corpus(row("a"), row("b", unit="word"))).endswith(
        "passages.en.jsonl: 'word' is no unit; units are paragraph and sentence"
    )


def test_an_unknown_key(corpus: Make) -> None:
    """A key that the schema does not have is refused with its line and the near one."""
    said = refusal(corpus(row("a"), row("b", topic=["war"])))
    assert said.endswith("passages.en.jsonl:2: unknown key 'topic'; did you mean 'topics'?")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("position", "first"),
        ("text", 3),
        ("start", 0.5),
        ("topics", "war"),
        ("stance", ["state"]),
        ("stance", [{"actor": "state", "stance": "criticise", "why": "x"}]),
    ],
)
def test_a_value_of_the_wrong_type(corpus: Make, column: str, value: object) -> None:
    """A value of another type than the schema's is refused with its line and column, never bent."""
    assert f"passages.en.jsonl:2: '{column}' must be " in refusal(corpus(row("a"), row("b", **{column: value})))


@pytest.mark.parametrize("column", ["language", "text", "passage_id", "start"])
def test_a_core_value_that_is_missing(corpus: Make, column: str) -> None:
    """What every passage has is missing nowhere: the column is named."""
    second = {key: value for key, value in row("b").items() if key != column}
    assert refusal(corpus(row("a"), second)).endswith(f"passages: column '{column}' has 1 empty rows")


@pytest.mark.parametrize("column", ["topics", "voice"])
def test_a_column_that_no_passage_has(corpus: Make, column: str) -> None:
    """A label or an attribute that no row so much as names is refused; null is not the same as forgotten."""
    rows = [{key: value for key, value in row(name).items() if key != column} for name in ("a", "b")]
    said = refusal(corpus(*rows))
    assert said.endswith(f"passages.en.jsonl:1: no '{column}'; every passage must have what the codebook names")


def test_two_passages_of_one_id(corpus: Make) -> None:
    """Ids are unique: the one that is there twice is named."""
    assert refusal(corpus(row("a"), row("b"), row("a"))).endswith("more than one row for passage_id='a'")


@pytest.mark.parametrize("text", ["", "\n \n"])
def test_a_file_without_passages(small: Make, text: str) -> None:
    """A passages file with nothing in it is refused."""
    assert "passages.en.jsonl" in refusal(small(**{"passages.en.jsonl": text}))


@pytest.mark.parametrize(
    ("line", "said"),
    [("{", "not valid JSON: "), ("[]", "a JSON object is wanted on each line"), ('{"a": 1}', "unknown key 'a'")],
)
def test_a_line_that_is_no_passage(small: Make, line: str, said: str) -> None:
    """A line that is no passage is told with its number; blank lines before it count, and are no fault."""
    text = f"{json.dumps(row('a'))}\n\n{line}\n"
    assert f"passages.en.jsonl:3: {said}" in refusal(small(**{"passages.en.jsonl": text}))


def test_load_corpus_by_path(corpus: Make) -> None:
    """A corpus loads by the path of its folder."""
    opened = corpus(row("a"))
    assert load_corpus(str(opened.folder))["passage_id"][:] == ["a"]


def test_load_corpus_by_an_unknown_name() -> None:
    """A name that no corpus has is refused with the near one."""
    with pytest.raises(NotFoundError, match=r"no corpus is called 'lettre'; did you mean 'letter'\?"):
        load_corpus("lettre")


def test_load_corpus_at_no_path(tmp_path: Path) -> None:
    """A path without a card is refused, and the card looked for is named."""
    with pytest.raises(NotFoundError, match=r"no corpus at '.*' \(looked for .*CARD\.md\)"):
        load_corpus(str(tmp_path / "none"))

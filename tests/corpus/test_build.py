"""Building passages from a source text: what comes out, and what is refused with which words."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from outlast.corpus.build import Built, build
from outlast.corpus.load import Corpus
from outlast.errors import ConfigError, CorpusError

Row = dict[str, Any]
Make = Callable[..., Corpus]
Label = Callable[..., Row]

SOURCE = "Title\n\n1.\n\nWar came. Peace went.\n\n2.\n\nOne more\n\nline.\n"
SPEC: dict[str, Any] = {"front": ["title"], "cuts": [{"before": "One more", "after": "line."}]}


def built(corpus: Corpus) -> list[Row]:
    (made,) = build(corpus)
    return [json.loads(line) for line in made.text.splitlines()]


def refusal(corpus: Corpus) -> str:
    with pytest.raises(CorpusError) as caught:
        build(corpus)
    return str(caught.value)


def faults(corpus: Corpus) -> list[str]:
    """The faults of building, each without the folder before it."""
    with pytest.raises(ConfigError) as caught:
        build(corpus)
    return [str(fault).removeprefix(f"{Path(fault.place.source).parent.as_posix()}/") for fault in caught.value.faults]


@pytest.fixture
def three(labels: Label) -> list[Row]:
    return [labels("1.1.1"), labels("1.1.2", topics=["peace"]), labels("2.1.1")]


def test_passages_of_a_text(text_corpus: Make, three: list[Row]) -> None:
    """A text becomes its paragraphs, each before its sentences, with offsets counted by hand."""
    rows = built(text_corpus(SOURCE, three, **SPEC))
    assert [(row["passage_id"], row["unit"], row["position"], row["start"], row["end"]) for row in rows] == [
        ("small/en/title.1", "paragraph", 0, 0, 5),
        ("small/en/title.1.1", "sentence", 0, 0, 5),
        ("small/en/1.1", "paragraph", 1, 11, 32),
        ("small/en/1.1.1", "sentence", 1, 11, 20),
        ("small/en/1.1.2", "sentence", 2, 21, 32),
        ("small/en/2.1", "paragraph", 2, 38, 53),
        ("small/en/2.1.1", "sentence", 3, 38, 53),
    ]
    assert [row["text"] for row in rows if row["section"] == "2"] == ["One more line."] * 2
    assert [row["cuts"] for row in rows if row["section"] == "2"] == [[{"start": 46, "end": 48}]] * 2
    assert [row["parent_id"] for row in rows if row["unit"] == "sentence"][1:3] == ["small/en/1.1"] * 2


def test_columns_stand_in_the_schemas_order(text_corpus: Make, three: list[Row]) -> None:
    """A row's keys are the core columns, the labels and the attributes, in this order."""
    core = "passage_id document_id section unit parent_id position start end cuts language text"
    row = built(text_corpus(SOURCE, three, **SPEC))[0]
    assert list(row) == [*core.split(), "topics", "stance", "action", "act", "voice"]


def test_a_paragraph_joins_its_sentences(text_corpus: Make, labels: Label) -> None:
    """Topics join, the strongest action wins, every act stays, and a side taken displaces a mention."""
    first = labels("1.1.1", topics=["war"], stance={"state": "mention", "people": "mention"}, action="calls-for")
    second = labels("1.1.2", topics=["peace"], stance={"state": "criticise"}, action="reports", act="question")
    paragraph = built(text_corpus("1.\n\nWar came. Peace went.", [first, second]))[0]
    assert paragraph["topics"] == ["war", "peace"]
    assert paragraph["action"] == "calls-for"
    assert paragraph["act"] == ["claim", "question"]
    assert paragraph["stance"] == [
        {"actor": "state", "stance": "criticise"},
        {"actor": "people", "stance": "mention"},
    ]


def test_front_matter_has_no_labels(text_corpus: Make, three: list[Row]) -> None:
    """A section of the front matter is a passage whose labels are null."""
    title = built(text_corpus(SOURCE, three, **SPEC))[0]
    assert [title[name] for name in ("topics", "stance", "action", "act", "voice")] == [None] * 5


def test_astral_characters_count_once(text_corpus: Make, labels: Label) -> None:
    """Offsets are code points: a character outside the basic plane counts one."""
    rows = built(text_corpus("1.\n\nWar \U0001f525. Peace.", [labels("1.1.1"), labels("1.1.2")]))
    assert [(row["start"], row["end"]) for row in rows[1:]] == [(4, 10), (11, 17)]


def test_what_is_built_counts_its_passages(text_corpus: Make, three: list[Row]) -> None:
    """The result says how many passages of each unit it has, and whether the file that lies there is the same."""
    corpus = text_corpus(SOURCE, three, **SPEC)
    (made,) = build(corpus)
    assert made.passages == {"paragraph": 3, "sentence": 4}
    assert not made.is_committed
    assert not made.path.exists()
    made.write()
    assert made.is_committed
    made.path.write_bytes(made.path.read_bytes().replace(b"\n", b"\r\n"))
    assert not made.is_committed


def test_a_built_file_loads(text_corpus: Make, three: list[Row]) -> None:
    """What building writes, loading reads back: the same ids in the same order."""
    corpus = text_corpus(SOURCE, three, **SPEC)
    (made,) = build(corpus)
    made.write()
    sentences = corpus.passages(language="en", unit="sentence", sections=["1"])
    assert sentences.column("passage_id").to_pylist() == ["small/en/1.1.1", "small/en/1.1.2"]


def test_a_folder_is_not_a_built_file(tmp_path: Path) -> None:
    """Where there is no file, nothing is committed."""
    assert not Built(path=tmp_path, text="", passages={}).is_committed


def test_a_corpus_without_sources(small: Make) -> None:
    """A corpus without source.yaml is refused in words."""
    assert refusal(small()).endswith("has no source.yaml: its passages are not built from a source")


def test_a_source_that_changed(text_corpus: Make, three: list[Row]) -> None:
    """One byte more in the source, and building stops."""
    corpus = text_corpus(SOURCE, three, **SPEC)
    with (corpus.folder / "source.txt").open("ab") as stream:
        stream.write(b" ")
    assert refusal(corpus).endswith("source.txt is not the text that source.yaml gives the hash of; restore it")


def test_a_cut_that_is_not_there(text_corpus: Make, three: list[Row]) -> None:
    """A cut whose words the source lacks is named with both its sides."""
    cuts = [{"before": "One less", "after": "line."}]
    wanted = "source.txt: the cut between 'One less' and 'line.' occurs 0 times, not once"
    assert refusal(text_corpus(SOURCE, three, front=["title"], cuts=cuts)) == wanted


def test_a_cut_that_is_there_twice(text_corpus: Make, labels: Label) -> None:
    """A cut whose words the source has twice is refused."""
    cuts = [{"before": "came", "after": "and"}]
    corpus = text_corpus("1.\n\nIt came\n\nand it came\n\nand went.", [labels("1.1.1")], cuts=cuts)
    assert refusal(corpus) == "source.txt: the cut between 'came' and 'and' occurs 2 times, not once"


@pytest.mark.parametrize("text", ["came. ", "e", "gone"])
def test_an_erratum_must_occur_once(text_corpus: Make, three: list[Row], text: str) -> None:
    """An erratum that the source has several times, or never, is refused; once is well."""
    errata = [{"text": text, "reads": "x"}]
    corpus = text_corpus(SOURCE, three, **SPEC, errata=errata)
    if text == "came. ":
        assert len(built(corpus)) == 7
    else:
        assert refusal(corpus).endswith(f"source.txt: the erratum {text!r} does not occur exactly once")


def test_a_sentence_without_labels(text_corpus: Make, three: list[Row]) -> None:
    """A body sentence that the annotator left out is named."""
    corpus = text_corpus(SOURCE, [three[0], three[2]], **SPEC)
    assert refusal(corpus) == "labels.jsonl has no labels for small/en/1.1.2"


def test_labels_for_no_passage(text_corpus: Make, three: list[Row], labels: Label) -> None:
    """Labels for a passage that the source does not have are refused, and so are labels for a paragraph."""
    corpus = text_corpus(SOURCE, [*three, labels("2.1.2")], **SPEC)
    assert refusal(corpus) == "labels.jsonl labels small/en/2.1.2, which is no passage of small/en"
    corpus = text_corpus(SOURCE, [*three, labels("2.1")], **SPEC)
    assert refusal(corpus) == "labels.jsonl labels small/en/2.1, which is no passage of small/en"


def test_labels_outside_the_codebook(text_corpus: Make, three: list[Row], labels: Label) -> None:
    """Every label outside the codebook is named at once, with its line and the nearest value."""
    wrong = labels("2.1.1", action="calls-fro", stance={"stat": "critcise"}, topics=["trad"])
    assert faults(text_corpus(SOURCE, [*three[:2], wrong, labels("x", acts="claim")], **SPEC)) == [
        "labels.jsonl:3:1: action: 'calls-fro' is not in the codebook; did you mean 'calls-for'?",
        "labels.jsonl:3:1: stance: 'critcise' is not in the codebook; did you mean 'criticise'?",
        "labels.jsonl:3:1: stance: 'stat' is not in the codebook; did you mean 'state'?",
        "labels.jsonl:3:1: topics: 'trad' is not in the codebook; did you mean 'trade'?",
        "labels.jsonl:4:1: acts: the codebook has no such label; did you mean 'act'?",
    ]


def test_a_broken_line_of_labels(text_corpus: Make, three: list[Row]) -> None:
    """Lines that are no JSON objects are named with line and column."""
    assert faults(text_corpus(SOURCE, [*three, '{"passage_id": ', "[]"], **SPEC)) == [
        "labels.jsonl:4:16: not valid JSON: Expecting value",
        "labels.jsonl:5:1: a JSON object is wanted on each line",
    ]


@pytest.mark.parametrize("key", ["file", "labels"])
def test_a_file_that_is_not_there(text_corpus: Make, three: list[Row], key: str) -> None:
    """A source or an annotation file that is missing is named."""
    assert faults(text_corpus(SOURCE, three, **SPEC, **{key: "none.txt"})) == ["none.txt: no such file"]


def test_a_section_that_comes_twice(text_corpus: Make, labels: Label) -> None:
    """Two headings of one name, or a heading named as the front is, would give two passages one id."""
    corpus = text_corpus("1.\n\nWar came.\n\n1.\n\nPeace went.", [labels("1.1.1")])
    assert refusal(corpus) == "source.txt: section '1' comes twice; two passages would be small/en/1.1"
    corpus = text_corpus("Title\n\n1.\n\nWar came.", [labels("1.1.1")], front=["1"])
    assert refusal(corpus) == "source.txt: section '1' comes twice; two passages would be small/en/1.1"


def test_two_parts_of_one_name(text_corpus: Make, labels: Label) -> None:
    """Two blocks of the front under one name would give two passages one id: building names it."""
    corpus = text_corpus("Title\n\nDate\n\n1.\n\nWar came.", [labels("1.1.1")], front=["t", "t"])
    assert "small/en/t.1" in refusal(corpus)

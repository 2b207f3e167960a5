"""Importing: outside rows become a corpus that every reader reads alike; a fault leaves nothing behind."""

from __future__ import annotations

import csv
import json
import tracemalloc
from pathlib import Path
from typing import Any

import datasets
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outlast.corpus.importing import Imported, import_corpus
from outlast.corpus.load import load_corpus, open_corpus
from outlast.corpus.mapping import Mapping
from outlast.corpus.validate import validate_corpus
from outlast.errors import ConfigError, UserError

LABELS = {
    "tone": {"column": "tone", "about": "the tone", "values": {"civil": "c", "insult": "i"}},
    "topics": {"column": "topics", "kind": "set", "about": "topics", "values": {"war": "w", "peace": "p"}},
}
ATTRIBUTES = {"sender": {"column": "from", "about": "who wrote it"}}
HEADER = "id,thread,body,tone,topics,from\n"
GOOD = "1,t,No war in our harbour!,civil,peace|war,Ann\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that files are written to and read from, entered; corpora go into its folder `corpora`."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def mapping(
    file: str = "a.csv", *, language: str = "en", columns: dict[str, str] | None = None, **keys: Any
) -> Mapping:
    form = {"csv": "csv", "jsonl": "jsonl", "parquet": "parquet"}.get(file.rpartition(".")[2], "text")
    identity = {"name": "mail", "version": "1", "title": "Mail", "licence": "cc0-1.0", "source": "A. Nonymous"}
    given = {
        "corpus": {**identity, "language": language},
        "read": {"format": form, "path": file},
        "columns": columns or {"text": "body", "id": "id", "document": "thread"},
        "labels": LABELS,
        "attributes": ATTRIBUTES,
        **keys,
    }
    return Mapping.model_validate(given)


def bring(given: Mapping, *, replace: bool = False) -> Imported:
    return import_corpus(given, mapping_folder=Path(), into=Path("corpora"), replace=replace)


def rows(language: str = "en") -> list[dict[str, Any]]:
    """The imported passages, read by nothing but json."""
    text = Path(f"corpora/mail/passages.{language}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.removesuffix("\n").split("\n")]


def faults(given: Mapping) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        bring(given)
    return [str(fault) for fault in caught.value.faults]


def test_every_column_of_a_row(here: Path) -> None:
    """A CSV row becomes a passage with all core columns, its labels in the codebook's order, and its attributes."""
    (here / "a.csv").write_text(HEADER + GOOD, encoding="utf-8")
    assert bring(mapping()) == Imported(Path("corpora/mail"), passages=1, documents=1)
    assert rows() == [
        {
            "passage_id": "mail/en/1",
            "document_id": "mail/en/t",
            "section": "text",
            "unit": "paragraph",
            "parent_id": None,
            "position": 0,
            "start": 0,
            "end": 22,
            "cuts": [],
            "language": "en",
            "text": "No war in our harbour!",
            "tone": "civil",
            "topics": ["war", "peace"],
            "sender": "Ann",
        }
    ]


def test_documents_and_their_offsets(here: Path) -> None:
    """Rows of one thread are one document in order, even when interrupted, with two characters between passages."""
    (here / "a.csv").write_text(HEADER + "a,t,War.,,,\nb,u,Y,,,\nc,t,é\U0001f525!,,,\nd,t,X,,,\n", encoding="utf-8")
    assert bring(mapping()) == Imported(Path("corpora/mail"), passages=4, documents=2)
    assert [(row["passage_id"], row["document_id"], row["position"], row["start"], row["end"]) for row in rows()] == [
        ("mail/en/a", "mail/en/t", 0, 0, 4),
        ("mail/en/b", "mail/en/u", 0, 0, 1),
        ("mail/en/c", "mail/en/t", 1, 6, 9),
        ("mail/en/d", "mail/en/t", 2, 11, 12),
    ]


def test_empty_cells_are_null(here: Path) -> None:
    """Empty cells of labels and attributes are null; a row without a thread is a document for itself."""
    (here / "a.csv").write_text(HEADER + "7,,Yes,,,\n", encoding="utf-8")
    bring(mapping())
    (row,) = rows()
    assert (row["tone"], row["topics"], row["sender"], row["document_id"]) == (None, None, None, "mail/en/7")


def test_without_ids_and_documents(here: Path) -> None:
    """Where no column is named, the id is the row's number and each row a document."""
    (here / "a.csv").write_text(HEADER + 'x,t,"A\nB",,,\nx,t,C,,,\n', encoding="utf-8")
    bring(mapping(columns={"text": "body"}))
    assert [(row["passage_id"], row["document_id"], row["text"]) for row in rows()] == [
        ("mail/en/1", "mail/en/1", "A\nB"),
        ("mail/en/2", "mail/en/2", "C"),
    ]


@pytest.mark.parametrize(("separator", "cell"), [("|", "peace | war|"), (";", "peace;war"), (", ", "peace, war")])
def test_sets_as_text(here: Path, separator: str, cell: str) -> None:
    """A set given as text is cut at its separator, blanks at the edges of a value and empty values left out."""
    (here / "a.jsonl").write_text(json.dumps({"body": "A", "topics": cell}) + "\n", encoding="utf-8")
    label = {**LABELS["topics"], "separator": separator}
    bring(mapping("a.jsonl", columns={"text": "body"}, labels={"topics": label}, attributes={}))
    assert rows()[0]["topics"] == ["war", "peace"]


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_sets_as_lists(here: Path, form: str) -> None:
    """A set given as a list stays one: an empty list is labelled with nothing, null is not labelled."""
    given = [{"body": text, "topics": topics} for text, topics in (("A", ["peace", "war"]), ("B", []), ("C", None))]
    if form == "jsonl":
        (here / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in given), encoding="utf-8")
    else:
        pq.write_table(pa.Table.from_pylist(given), here / "a.parquet")
    labels = {"topics": LABELS["topics"]}
    bring(mapping(f"a.{form}", columns={"text": "body"}, labels=labels, attributes={}))
    assert [row["topics"] for row in rows()] == [["war", "peace"], [], None]


def test_cells_that_are_numbers(here: Path) -> None:
    """Numbers become text: whole ones without a point, zero included; what is no number (NaN) is an empty cell."""
    given = [{"id": 3.0, "body": "A", "from": 0}, {"id": 4, "body": "B", "from": 2.5}]
    lines = [*map(json.dumps, given), '{"id": "x", "body": "C", "from": NaN}']
    (here / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    bring(mapping("a.jsonl", columns={"text": "body", "id": "id"}, labels={}))
    assert [row["passage_id"] for row in rows()] == ["mail/en/3", "mail/en/4", "mail/en/x"]
    assert [row["sender"] for row in rows()] == ["0", "2.5", None]


def test_a_folder_of_texts(here: Path) -> None:
    """A folder of .txt files becomes a passage each, named by its file where the mapping says so."""
    (here / "d").mkdir()
    (here / "d" / "one.txt").write_text("First line.\n\nSecond.\n", encoding="utf-8")
    (here / "d" / "two.txt").write_text("Other", encoding="utf-8")
    bring(mapping("d", columns={"text": "text", "id": "file"}, labels={}, attributes={}))
    assert [(row["passage_id"], row["text"]) for row in rows()] == [
        ("mail/en/one", "First line.\n\nSecond."),
        ("mail/en/two", "Other"),
    ]


def test_a_local_folder_through_datasets(here: Path) -> None:
    """What `datasets` reads of a local folder is imported without the network."""
    (here / "d").mkdir()
    (here / "d" / "train.csv").write_text(HEADER + GOOD, encoding="utf-8")
    bring(mapping(read={"format": "datasets", "path": "d"}))
    assert [(row["passage_id"], row["topics"]) for row in rows()] == [("mail/en/1", ["war", "peace"])]


TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12).filter(lambda text: bool(text.strip()))


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given=st.lists(st.tuples(st.sampled_from(["t", "u", "v"]), TEXTS), min_size=1, max_size=8))
def test_offsets_hold_for_any_text(here: Path, given: list[tuple[str, str]]) -> None:
    """Whatever a CSV's cells hold is kept, and a thread's passages, joined by blank lines, have it at start:end."""
    with (here / "a.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["thread", "body"])
        writer.writerows(given)
    bring(mapping(columns={"text": "body", "document": "thread"}, labels={}, attributes={}), replace=True)
    assert [(row["document_id"].removeprefix("mail/en/"), row["text"]) for row in rows()] == given
    for thread in {thread for thread, _ in given}:
        whole = "\n\n".join(text for own, text in given if own == thread)
        own = [row for row in rows() if row["document_id"] == f"mail/en/{thread}"]
        assert [whole[row["start"] : row["end"]] for row in own] == [row["text"] for row in own]


def test_every_reader_reads_it_alike(here: Path) -> None:
    """`datasets.load_dataset` reads the folder by its card as `load_corpus` does, and validation finds nothing."""
    lines = HEADER + GOOD + "2,t,Something else altogether,,,\n"
    (here / "a.csv").write_text(lines, encoding="utf-8")
    folder = here / bring(mapping()).folder
    ours = load_corpus(str(folder), language="en")
    theirs = datasets.load_dataset(str(folder), "en", split="train", cache_dir=str(here / "cache"))
    assert theirs.features == ours.features
    assert theirs.to_list() == ours.to_list() == rows()
    corpus = open_corpus(folder / "CARD.md")
    assert (corpus.name, corpus.version, corpus.card.license, corpus.languages) == ("mail", "1", "cc0-1.0", ("en",))
    assert validate_corpus(corpus) == ()


@pytest.mark.parametrize("language", ["no", "zh-Hans"])
def test_languages_that_yaml_may_take_for_something_else(here: Path, language: str) -> None:
    """Norwegian's tag, false in YAML 1.1, and a tag with a script are read by `datasets` as they are."""
    (here / "a.csv").write_text(HEADER + "1,t,战争与和平,,,\n", encoding="utf-8")
    folder = here / bring(mapping(language=language)).folder
    theirs = datasets.load_dataset(str(folder), language, split="train", cache_dir=str(here / "cache"))
    assert theirs.to_list() == load_corpus(str(folder), language=language).to_list()


FAULTY = {
    "a label value": ("2,t,B,cvil,,\n", "a.csv:3:1: tone: 'cvil' is not in the codebook; did you mean 'civil'?"),
    "a set's value": ("2,t,B,,war|pece,\n", "a.csv:3:1: topics: 'pece' is not in the codebook; did you mean 'peace'?"),
    "a value twice": ("2,t,B,,war|war,\n", "a.csv:3:1: topics: 'war' is given twice"),
    "no text": ("2,t,,,,\n", "a.csv:3:1: body: the text is empty"),
    "blank text": ('2,t," \n",,,\n', "body: the text is empty"),
    "a repeated id": ("1,t,B,,,\n", "a.csv:3:1: id: '1' is no id, or stands here twice"),
    "no id": (",t,B,,,\n", "a.csv:3:1: id: "),
}


@pytest.mark.parametrize("faulty", FAULTY)
def test_faults_of_rows(here: Path, faulty: str) -> None:
    """Each fault of a row is named with its file, its line and the near name."""
    line, wanted = FAULTY[faulty]
    (here / "a.csv").write_text(HEADER + GOOD + line, encoding="utf-8")
    (fault,) = faults(mapping())
    assert wanted in fault


def test_faults_of_all_rows(here: Path) -> None:
    """The faults of several rows come together, in the order of the file, not more than about twenty."""
    (here / "a.csv").write_text(
        HEADER + "1,t,,cvil,,\n" + "".join(f"{n},t,,,,\n" for n in range(2, 90)), encoding="utf-8"
    )
    found = faults(mapping())
    assert [fault.partition(": ")[0] for fault in found[:3]] == ["a.csv:2:1", "a.csv:2:1", "a.csv:3:1"]
    assert len(found) == 20


@pytest.mark.parametrize("column", ["id", "thread", "body", "tone", "from"])
def test_a_missing_column(here: Path, column: str) -> None:
    """A column that the file does not have is named with the file and with those that are there."""
    (here / "a.csv").write_text((HEADER + GOOD).replace(column, "other", 1), encoding="utf-8")
    (fault,) = faults(mapping())
    assert fault.startswith(f"a.csv: {column}: no such column; there are ")
    assert "other" in fault


@pytest.mark.parametrize("cells", ["2,t,B,,,,six\n", "2,t,B\n"])
def test_a_row_of_another_length(here: Path, cells: str) -> None:
    """A row with more or fewer cells than the header (an unquoted comma, say) is a fault at its line."""
    (here / "a.csv").write_text(HEADER + GOOD + cells, encoding="utf-8")
    with pytest.raises(UserError, match=r"a\.csv:3"):
        bring(mapping())


def test_a_quote_that_is_not_closed(here: Path) -> None:
    """A quote that is never closed is a fault, not a cell that holds the rest of the file."""
    (here / "a.csv").write_text(HEADER + '1,t,"A,,,\n2,t,B,,,\n', encoding="utf-8")
    with pytest.raises(UserError, match=r"a\.csv"):
        bring(mapping(labels={}, attributes={}))


def test_half_a_character(here: Path) -> None:
    """A text with half of a surrogate pair cannot be UTF-8: it is a fault at its line, never a traceback."""
    (here / "a.jsonl").write_text('{"body": "A"}\n{"body": "\\ud83d"}\n', encoding="utf-8")
    with pytest.raises(UserError, match=r"a\.jsonl:2"):
        bring(mapping("a.jsonl", columns={"text": "body"}, labels={}, attributes={}))


BROKEN = {
    "a.jsonl": b'{"body": "A"}\n{"body"\n',
    "a.csv": b"body\nA\n\xff\n",
    "blank.csv": b'body\nA\n""\n',
    "column.csv": b"text\nA\n",
    "header.csv": b"body\n",
    "none.csv": None,
}


@pytest.mark.parametrize("file", BROKEN)
def test_what_cannot_be_read_leaves_nothing(here: Path, file: str) -> None:
    """Whatever is wrong with a source, no folder is left behind: the mended source can be imported."""
    if (raw := BROKEN[file]) is not None:
        (here / file).write_bytes(raw)
    with pytest.raises(UserError, match=file):
        bring(mapping(file, columns={"text": "body"}, labels={}, attributes={}))
    assert not (here / "corpora" / "mail").exists()


def test_a_corpus_that_is_there(here: Path) -> None:
    """A corpus of that name is refused and untouched, replaced when asked, and kept when the new one is faulty."""
    (here / "a.csv").write_text(HEADER + GOOD, encoding="utf-8")
    bring(mapping())
    (here / "a.csv").write_text(HEADER + "9,t,New,,,\n", encoding="utf-8")
    with pytest.raises(UserError, match="--replace"):
        bring(mapping())
    assert [row["passage_id"] for row in rows()] == ["mail/en/1"]
    bring(mapping(), replace=True)
    assert [row["passage_id"] for row in rows()] == ["mail/en/9"]
    before = {path.name: path.read_bytes() for path in (here / "corpora" / "mail").iterdir()}
    (here / "a.csv").write_text(HEADER + "9,t,New,,,\n9,t,Again,,,\n", encoding="utf-8")
    with pytest.raises(ConfigError):
        bring(mapping(), replace=True)
    assert {path.name: path.read_bytes() for path in (here / "corpora" / "mail").iterdir()} == before


def test_replacing_leaves_nothing_of_the_old(here: Path) -> None:
    """A corpus replaced by one in another language has only that language's passages."""
    (here / "a.csv").write_text(HEADER + GOOD, encoding="utf-8")
    bring(mapping())
    bring(mapping(language="de"), replace=True)
    assert open_corpus(Path("corpora/mail/CARD.md")).languages == ("de",)


def test_memory_does_not_grow_with_the_file(here: Path) -> None:
    """Importing 20 MB in rows of 100 kB takes less than 3 MB at any time."""
    with (here / "a.csv").open("w", encoding="utf-8") as stream:
        stream.write("body\n" + f"{'x' * 100_000}\n" * 200)
    given = mapping(columns={"text": "body"}, labels={}, attributes={})
    tracemalloc.start()
    try:
        made = bring(given)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert made.passages == 200
    assert peak < 3_000_000

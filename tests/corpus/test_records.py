"""Records: the rows of each format with the line that each came from, streamed, and what cannot be read."""

from __future__ import annotations

import json
import tracemalloc
from itertools import islice
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from outlast.corpus.mapping import Files, Hub
from outlast.corpus.records import records
from outlast.errors import CorpusError

Format = Literal["csv", "jsonl", "parquet", "text"]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that files are written to and read from, entered."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def rows(form: Format, path: str) -> list[tuple[str, dict[str, Any]]]:
    """Places (without the column) and rows."""
    found = records(Files(format=form, path=path), folder=Path())
    return [(f"{place.source}:{place.line}", row) for place, row in found]


def complaint(form: Format, path: str) -> str:
    with pytest.raises(CorpusError) as caught:
        rows(form, path)
    return str(caught.value)


def names_line(message: str, file: str, line: int) -> bool:
    """Whether a message says this line of this file, as ``a.csv:3`` or in words."""
    return f"{file}:{line}:" in message or (file in message and f"line {line} " in f"{message} ")


def test_csv(here: Path) -> None:
    """CSV has a header; quotes are doubled, a cell may hold commas and line ends, and a byte order mark is no text."""
    (here / "a.csv").write_bytes('\ufeffid,text\r\n1,"She said ""no"", twice."\r\n2,"one\ntwo"\r\n3,\r\n'.encode())
    assert [row for _, row in rows("csv", "a.csv")] == [
        {"id": "1", "text": 'She said "no", twice.'},
        {"id": "2", "text": "one\ntwo"},
        {"id": "3", "text": ""},
    ]


def test_lines_of_csv(here: Path) -> None:
    """A row's line is where it begins, line ends within cells counted."""
    (here / "a.csv").write_text('text\na\n"b\nb\nb"\nc\n', encoding="utf-8")
    assert [place for place, _ in rows("csv", "a.csv")] == ["a.csv:2", "a.csv:3", "a.csv:6"]


def test_a_large_cell(here: Path) -> None:
    """A cell may be longer than the 131,072 characters that the csv module allows by itself."""
    (here / "a.csv").write_text(f"text\n{'x' * 200_000}\n", encoding="utf-8")
    assert len(rows("csv", "a.csv")[0][1]["text"]) == 200_000


def test_jsonl(here: Path) -> None:
    """JSON Lines keep their types; blank lines are no rows but are counted; a byte order mark is no text."""
    (here / "a.jsonl").write_text('\ufeff{"t": "a", "n": [1, null]}\n\n{"t": "\\u2028"}\n', encoding="utf-8")
    assert rows("jsonl", "a.jsonl") == [("a.jsonl:1", {"t": "a", "n": [1, None]}), ("a.jsonl:3", {"t": "\u2028"})]


def test_parquet(here: Path) -> None:
    """Parquet's rows keep lists and nulls, and are counted from 1 over its row groups."""
    table = pa.table({"t": ["a", "b", None], "l": [["x"], None, []]})
    pq.write_table(table, here / "a.parquet", row_group_size=2)
    assert rows("parquet", "a.parquet") == [
        ("a.parquet:1", {"t": "a", "l": ["x"]}),
        ("a.parquet:2", {"t": "b", "l": None}),
        ("a.parquet:3", {"t": None, "l": []}),
    ]


def test_a_folder_of_texts(here: Path) -> None:
    """Each .txt file, those of subfolders included, is a row: its text without blanks at the ends, and its name."""
    (here / "d" / "e").mkdir(parents=True)
    for name, text in {"b.txt": "\ufeffB\n\nb\n", "a.txt": " A ", "e/c.txt": "C", "d.md": "no"}.items():
        (here / "d" / name).write_text(text, encoding="utf-8")
    assert rows("text", "d") == [
        ("d/a.txt:1", {"text": "A", "file": "a"}),
        ("d/b.txt:1", {"text": "B\n\nb", "file": "b"}),
        ("d/e/c.txt:1", {"text": "C", "file": "c"}),
    ]


@pytest.mark.parametrize("path", ["d", "d/p-*.csv"])
def test_several_files(here: Path, path: str) -> None:
    """A folder or a pattern is read file by file, by name, each counted from its own first line."""
    (here / "d").mkdir()
    for name in ("p-2", "p-1"):
        (here / "d" / f"{name}.csv").write_text(f"t\n{name}\n", encoding="utf-8")
    assert rows("csv", path) == [("d/p-1.csv:2", {"t": "p-1"}), ("d/p-2.csv:2", {"t": "p-2"})]


@pytest.mark.parametrize("path", ["none.csv", "none/none.csv", "none-*.csv", "."])
def test_nothing_to_read(path: str) -> None:
    """A path that leads to no file of the format is named."""
    assert "nothing to read at " in complaint("csv", path)


@pytest.mark.parametrize("line", ['{"t": }', "not JSON", '["a"]', '"a"'])
def test_a_broken_json_line(here: Path, line: str) -> None:
    """A line that is no JSON object is named with the file and its line in the file."""
    (here / "a.jsonl").write_text(f'{{"t": "a"}}\n\n{line}\n', encoding="utf-8")
    assert names_line(complaint("jsonl", "a.jsonl"), "a.jsonl", 3)


@pytest.mark.parametrize(("form", "head"), [("csv", b"t\n"), ("jsonl", b'{"t": "a"}\n')])
def test_bytes_that_are_not_utf_8(here: Path, form: Format, head: bytes) -> None:
    """A byte that is not UTF-8 is named with the file and the line that it stands in."""
    (here / "a").write_bytes(head + b'{"t": "caf\xe9"}\n')
    message = complaint(form, "a")
    assert "utf-8" in message.lower()
    assert names_line(message, "a", 2)


def test_a_file_that_is_no_parquet(here: Path) -> None:
    """A file that is not Parquet is named."""
    (here / "a.parquet").write_bytes(b"PAR1 or not")
    assert complaint("parquet", "a.parquet").startswith("a.parquet: cannot be read as parquet: ")


@pytest.mark.parametrize(("form", "head", "line"), [("csv", "t\n", "peace\n"), ("jsonl", "", '{"t": "peace"}\n')])
def test_rows_come_before_the_file_is_read(here: Path, form: Format, head: str, line: str) -> None:
    """The first rows are given although a later byte of the file cannot be read: nobody read so far."""
    (here / "a").write_bytes((head + line * 20_000).encode() + b"\xff\n")
    stream = records(Files(format=form, path="a"), folder=Path())
    assert [row for _, row in islice(stream, 5_000)] == [{"t": "peace"}] * 5_000
    with pytest.raises(CorpusError):
        list(stream)


def test_a_file_is_opened_when_its_turn_comes(here: Path) -> None:
    """The rows of the first file are given although the second cannot be read."""
    (here / "1.txt").write_text("first", encoding="utf-8")
    (here / "2.txt").write_bytes(b"\xff")
    stream = records(Files(format="text", path="."), folder=Path())
    assert next(stream)[1] == {"text": "first", "file": "1"}
    with pytest.raises(CorpusError, match=r"2\.txt"):
        next(stream)


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_memory_is_that_of_a_row(here: Path, form: Format) -> None:
    """Going through 20 MB in rows of 100 kB takes less than 2 MB at any time."""
    with (here / "a").open("w", encoding="utf-8") as stream:
        if form == "csv":
            stream.write("t\n")
        for _ in range(200):
            stream.write(("x" * 100_000 if form == "csv" else json.dumps({"t": "x" * 100_000})) + "\n")
    tracemalloc.start()
    try:
        counted = sum(1 for _ in records(Files(format=form, path="a"), folder=Path()))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert counted == 200
    assert peak < 2_000_000


def test_what_datasets_reads(here: Path) -> None:
    """A local folder is read by `datasets` without the network; rows are counted from 1."""
    (here / "d").mkdir()
    (here / "d" / "train.jsonl").write_text('{"t": "a", "l": ["x", "y"]}\n{"t": "b", "l": []}\n', encoding="utf-8")
    (here / "d" / "test.jsonl").write_text('{"t": "c", "l": ["z"]}\n', encoding="utf-8")
    found = list(records(Hub(format="datasets", path="d"), folder=here))
    assert [(place.source, place.line) for place, _ in found] == [("d", 1), ("d", 2)]
    assert [row for _, row in found] == [{"t": "a", "l": ["x", "y"]}, {"t": "b", "l": []}]
    test = records(Hub(format="datasets", path="d", split="test"), folder=here)
    assert [row for _, row in test] == [{"t": "c", "l": ["z"]}]


@pytest.mark.parametrize("split", ["train", "dev"])
def test_what_datasets_cannot_read(here: Path, split: str) -> None:
    """A folder without data, and a split that is not there, are errors in one line that name the path."""
    (here / "d").mkdir()
    if split == "dev":
        (here / "d" / "train.jsonl").write_text('{"t": "a"}\n', encoding="utf-8")
    with pytest.raises(CorpusError) as caught:
        list(records(Hub(format="datasets", path="d", split=split), folder=here))
    assert str(caught.value).startswith("d: `datasets` cannot read it (")
    assert "\n" not in str(caught.value)

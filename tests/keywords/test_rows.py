"""Rows of published files: what a line and a record are, and what is said of those that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from outlast.errors import ConfigError
from outlast.keywords.mapping import Lines, Table
from outlast.keywords.rows import Row, rows

LINES = Lines(format="lines", path="a.txt")
TABLE = Table.model_validate({"format": "csv", "path": "a.csv", "columns": {"pattern": "word", "note": "note"}})


def read(tmp_path: Path, content: bytes, source: Lines | Table = LINES) -> list[Row]:
    path = tmp_path / source.path
    path.write_bytes(content)
    return list(rows(path, source))


def told(tmp_path: Path, content: bytes, source: Lines | Table = TABLE) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, content, source)
    return [str(fault).rpartition(f"{source.path}:")[2] for fault in caught.value.faults]


def test_lines(tmp_path: Path) -> None:
    """A line is a row; blank ones hold nothing; blanks at ends are taken off and told; a carriage return is none."""
    assert read(tmp_path, "strike\n  march \n \n\u3000港口\r\n罢工".encode()) == [
        Row(1, {"line": "strike"}),
        Row(2, {"line": "march"}, trimmed=True),
        Row(3, {}),
        Row(4, {"line": "港口"}, trimmed=True),
        Row(5, {"line": "罢工"}),
    ]
    assert read(tmp_path, b"strike\r\nmarch\r\n") == [Row(1, {"line": "strike"}), Row(2, {"line": "march"})]


def test_only_line_feeds_end_lines(tmp_path: Path) -> None:
    """Other characters that Unicode lets end a line are part of a pattern."""
    assert [row.cells["line"] for row in read(tmp_path, "a\u2028b\x0bc\x85d\n".encode())] == ["a\u2028b\x0bc\x85d"]


def test_a_byte_order_mark(tmp_path: Path) -> None:
    """A mark at the file's beginning is no part of its first line; inside a line it stays."""
    assert [row.cells["line"] for row in read(tmp_path, "\ufeffa\ufeffb\n\ufeffc".encode())] == ["a\ufeffb", "\ufeffc"]


def test_a_line_that_is_not_utf8(tmp_path: Path) -> None:
    """A byte that is not UTF-8 spoils its own line and no other."""
    assert [(row.line, row.wrong) for row in read(tmp_path, b"strike\nd\xe9j\xe0\nmarch\n")] == [
        (1, ""),
        (2, "is not UTF-8 (byte 0xe9)"),
        (3, ""),
    ]


def test_records(tmp_path: Path) -> None:
    """A record is a row at the line on which it begins, however many lines its cells have."""
    content = b'word , note\r\nstrike,"two\r\nlines"\r\n"a, b",\r\n\r\n march,x\r\n'
    assert read(tmp_path, content, TABLE) == [
        Row(2, {"word": "strike", "note": "two\r\nlines"}),
        Row(4, {"word": "a, b", "note": ""}),
        Row(5, {}),
        Row(6, {"word": "march", "note": "x"}, trimmed=True),
    ]


def test_records_that_cannot_be_read(tmp_path: Path) -> None:
    """A record with too few or too many cells, or a byte that is not UTF-8, is told, and the others are read."""
    content = b"word,note\nstrike\na,b,c\nd,\xff\nmarch,\n"
    assert [(row.line, row.wrong) for row in read(tmp_path, content, TABLE)] == [
        (2, "there are 2 columns, but its cells are 1"),
        (3, "there are 2 columns, but its cells are 3"),
        (4, "is not UTF-8 (byte 0xff)"),
        (5, ""),
    ]


def test_every_column_is_accounted_for(tmp_path: Path) -> None:
    """Columns that the file lacks, that the mapping does not speak of, and that stand twice are faults."""
    assert told(tmp_path, b"words,date,,date\n") == [
        "1:1: (a column without a name): the mapping does not say what becomes of it; left_out is one",
        "1:1: date: the mapping does not say what becomes of it; left_out is one",
        "1:1: date: two columns have this name",
        "1:1: note: no such column; known: , date, words",
        "1:1: word: no such column; did you mean 'words'?",
        "1:1: words: the mapping does not say what becomes of it; left_out is one",
    ]


def test_broken_csv(tmp_path: Path) -> None:
    """A quote that is never closed is told; nothing can be read behind it."""
    assert told(tmp_path, b'word,note\n"strike,\n') == ["2:1: is no CSV: unexpected end of data"]


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    """A folder in a file's place is told in words."""
    with pytest.raises(ConfigError, match=r"cannot be read \(Is a directory\)"):
        list(rows(tmp_path, LINES))

"""Rows: a published file as it lies, one line or record at a time; what cannot be read is said, not lost."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outlast.catalogue import as_written
from outlast.errors import ConfigError, Fault, Place, did_you_mean
from outlast.keywords.mapping import Lines, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

LINE = "line"
"""The name of a text file's only column."""

_BAD_BYTE = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a text file, or a record of a table.

    Attributes:
        line: where it begins, 1-based.
        cells: from column to value, without the blanks at its ends; nothing where all are empty.
        trimmed: whether there were blanks at the ends of some value.
        wrong: why it cannot be read; empty where it can.
    """

    line: int
    cells: dict[str, str]
    trimmed: bool = False
    wrong: str = ""


def rows(path: Path, source: Lines | Table) -> Iterator[Row]:
    """The rows of a file, blank ones included.

    Raises:
        ConfigError: for a file that cannot be read at all: not there, broken CSV, columns that the mapping does not
            name or that the file does not have.
    """
    text = _text(path)
    return _from_lines(text) if isinstance(source, Lines) else _from_table(text, path, source)


def _text(path: Path) -> str:
    """A file's text; bytes that are not UTF-8 become half surrogates, so that their row can say so."""
    try:
        return path.read_bytes().decode("utf-8", "surrogateescape").removeprefix("\ufeff")
    except OSError as error:
        raise ConfigError([Fault(Place(as_written(path)), "", f"cannot be read ({error.strerror})")]) from None


def _from_lines(text: str) -> Iterator[Row]:
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    for number, line in enumerate(lines, start=1):
        value = line.strip()
        whole = line.removesuffix("\r")
        yield Row(number, {LINE: value} if value else {}, trimmed=bool(value) and value != whole, wrong=_bad(value))


def _from_table(text: str, path: Path, source: Table) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        _check_header(header, path, source)
        begins = reader.line_num + 1
        for record in reader:
            yield _row(begins, header, record)
            begins = reader.line_num + 1
    except csv.Error as error:
        place = Place(as_written(path), max(reader.line_num, 1), 1)
        raise ConfigError([Fault(place, "", f"is no CSV: {error}")]) from None


def _row(line: int, header: list[str], record: list[str]) -> Row:
    values = [value.strip() for value in record]
    if not any(values):
        return Row(line, {})
    wrong = "" if len(record) == len(header) else f"there are {len(header)} columns, but its cells are {len(record)}"
    return Row(
        line,
        dict(zip(header, values, strict=False)),
        trimmed=values != record,
        wrong=wrong or next(filter(None, map(_bad, values)), ""),
    )


def _check_header(header: list[str], path: Path, source: Table) -> None:
    place = Place(as_written(path), 1, 1)
    named = (*source.columns.named, *source.only)
    unknown = [name for name in dict.fromkeys(named) if name not in header]
    faults = [Fault(place, name, f"no such column{did_you_mean(name, header)}") for name in unknown]
    faults += [
        Fault(
            place, name or "(a column without a name)", "the mapping does not say what becomes of it; left_out is one"
        )
        for name in header
        if name not in source.columns.named
    ]
    faults += [Fault(place, name, "two columns have this name") for name in _twice(header)]
    if faults:
        raise ConfigError(faults)


def _twice(names: Sequence[str]) -> list[str]:
    return [name for name in dict.fromkeys(names) if names.count(name) > 1]


def _bad(value: str) -> str:
    if value.isascii():
        return ""
    found = _BAD_BYTE.search(value)
    return f"is not UTF-8 (byte 0x{ord(found[0]) - 0xDC00:02x})" if found else ""

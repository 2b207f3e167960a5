"""Records: the rows of an outside file, one at a time, each with the place that it came from."""

from __future__ import annotations

import csv
import json
import sys
from typing import TYPE_CHECKING, Any

from outlast.catalogue import as_written
from outlast.corpus.mapping import Files, Hub
from outlast.errors import CorpusError, Place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Record = tuple[Place, dict[str, Any]]


def records(source: Files | Hub, *, folder: Path) -> Iterator[Record]:
    """The rows of a source, streamed: no more than a batch is in memory at once.

    Args:
        source: what to read.
        folder: what relative paths are relative to.

    Raises:
        CorpusError: for files that are missing or cannot be read, with the line where there is one.
    """
    if isinstance(source, Hub):
        yield from _from_datasets(source, folder)
        return
    paths = _paths(folder, source)
    reader = {"csv": _from_csv, "jsonl": _from_jsonl, "parquet": _from_parquet, "text": _from_text}[source.format]
    for path in paths:
        try:
            yield from reader(path)
        except (OSError, UnicodeDecodeError, ValueError) as error:
            raise CorpusError(f"{as_written(path)}: cannot be read as {source.format}: {error}") from None


def _paths(folder: Path, source: Files) -> list[Path]:
    whole = folder / source.path
    if whole.is_dir():
        ending = {"csv": "csv", "jsonl": "jsonl", "parquet": "parquet", "text": "txt"}[source.format]
        found = sorted(whole.rglob(f"*.{ending}"))
    else:
        found = [whole] if whole.is_file() else sorted(whole.parent.glob(whole.name))
    if not found:
        raise CorpusError(f"nothing to read at {as_written(whole)} (format {source.format})")
    return found


def _lines(path: Path) -> Iterator[str]:
    """A file's lines with their ends, decoded one by one, so that a bad byte has its line."""
    with path.open("rb") as stream:
        for number, line in enumerate(stream, 1):
            try:
                yield line.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError as error:
                message = f"not UTF-8 (byte 0x{line[error.start]:02x}); save the file as UTF-8"
                raise CorpusError(f"{as_written(path)}:{number}: {message}") from None


def _from_csv(path: Path) -> Iterator[Record]:
    csv.field_size_limit(sys.maxsize)
    reader = csv.DictReader(_lines(path), strict=True)
    begins = 2
    try:
        for row in reader:
            place = Place(as_written(path), begins, 1)
            if None in row or None in row.values():
                more = "more" if None in row else "fewer"
                raise CorpusError(f"{place.source}:{begins}: the row has {more} cells than the header")
            yield place, row
            begins = reader.line_num + 1
    except csv.Error as error:
        raise CorpusError(f"{as_written(path)}:{begins}: not valid CSV: {error}") from None


def _from_jsonl(path: Path) -> Iterator[Record]:
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise CorpusError(f"{as_written(path)}:{number}: not valid JSON: {error.msg}") from None
        if not isinstance(row, dict):
            raise CorpusError(f"{as_written(path)}:{number}: a JSON object is wanted on each line")
        yield Place(as_written(path), number, 1), row


def _from_parquet(path: Path) -> Iterator[Record]:
    import pyarrow.parquet as pq

    number = 0
    for batch in pq.ParquetFile(path).iter_batches():
        for row in batch.to_pylist():
            number += 1
            yield Place(as_written(path), number, 1), row


def _from_text(path: Path) -> Iterator[Record]:
    yield Place(as_written(path), 1, 1), {"text": path.read_text("utf-8-sig").strip(), "file": path.stem}


def _from_datasets(source: Hub, folder: Path) -> Iterator[Record]:
    from datasets import load_dataset

    local = folder / source.path
    path = str(local) if local.exists() else source.path
    try:
        stream = load_dataset(path, source.name, split=source.split, data_files=source.data_files, streaming=True)
        for number, row in enumerate(stream, 1):
            yield Place(source.path, number, 1), dict(row)
    except (OSError, ValueError, ConnectionError) as error:
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise CorpusError(f"{source.path}: `datasets` cannot read it ({first})") from None

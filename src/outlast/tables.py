"""Arrow tables with a named, checked schema, and files that are either whole or not there."""

from __future__ import annotations

import hashlib
import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outlast.errors import OutlastError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy as np
    import pyarrow as pa


class TableError(OutlastError):
    """A table that does not have the schema, or the unique key, that its name promises."""


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary path beside ``path`` that takes its place when the block ends well, and is removed when it does not.

    The rename is atomic on POSIX and on Windows, and the bytes are on disk before it, so that a file under its final
    name is whole whatever was killed in between.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        yield temporary
        with temporary.open("rb") as stream:
            os.fsync(stream.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    r"""Write a UTF-8 file whole or not at all, with ``\n`` line ends on every system."""
    with replacing(path) as temporary:
        temporary.write_bytes(text.encode("utf-8"))


def content_sha256(table: pa.Table) -> str:
    """SHA-256 of a table's columns, their names, types and values, as 64 hexadecimal digits.

    How the table lies in memory (chunks, slices, what stands where nothing is valid) does not count. Columns are
    strings, booleans, numbers, and lists and structs of these.

    Raises:
        TableError: for a column of another type.

    >>> import pyarrow as pa
    >>> whole = pa.table({"text": ["a", "b", None]})
    >>> content_sha256(whole.slice(1)) == content_sha256(pa.table({"text": pa.array(["b", None], pa.string())}))
    True
    """
    digest = hashlib.sha256()
    for name, column in zip(table.column_names, table.columns, strict=True):
        digest.update(f"{name}\0{_type_name(column.type)}\0{len(column)}\0".encode())
        for raw in _values(column.combine_chunks()):
            digest.update(raw.data)
    return digest.hexdigest()


def _type_name(kind: pa.DataType) -> str:
    """A type in words; what a list calls its items is lost in a Parquet file, and does not count."""
    import pyarrow as pa

    return f"list of {_type_name(kind.value_type)}" if pa.types.is_list(kind) else str(kind)


def _values(array: pa.Array) -> Iterator[np.ndarray]:
    """An array's validity and values, as contiguous numbers; equal arrays give equal ones."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = array.type
    yield np.ascontiguousarray(array.is_valid().to_numpy(zero_copy_only=False))
    if pa.types.is_string(kind):
        filled = pc.fill_null(array, "")
        yield np.ascontiguousarray(pc.binary_length(filled).to_numpy(zero_copy_only=False))
        _, offsets, letters = filled.buffers()
        if letters is not None and len(filled):
            first, last = np.frombuffer(offsets, np.int32)[[filled.offset, filled.offset + len(filled)]]
            yield np.frombuffer(letters, np.uint8)[first:last]
    elif pa.types.is_list(kind):
        yield np.ascontiguousarray(pc.fill_null(pc.list_value_length(array), 0).to_numpy(zero_copy_only=False))
        yield from _values(array.flatten())
    elif pa.types.is_struct(kind):
        for column in array.flatten():
            yield from _values(column)
    elif pa.types.is_boolean(kind) or pa.types.is_integer(kind) or pa.types.is_floating(kind):
        nothing = pa.scalar(value=False if pa.types.is_boolean(kind) else 0, type=kind)
        yield np.ascontiguousarray(pc.fill_null(array, nothing).to_numpy(zero_copy_only=False))
    else:
        raise TableError(f"a column of type {kind} has no content hash")


@dataclass(frozen=True, slots=True)
class TableKind:
    """One kind of table: its name in messages, its columns, and the columns that identify a row.

    Attributes:
        name: what the table is called in messages.
        schema: columns, in order, with types and nullability.
        key: columns that together are unique; empty where rows have no identity of their own.
    """

    name: str
    schema: pa.Schema
    key: tuple[str, ...] = ()

    def check(self, table: pa.Table, *, where: str = "") -> pa.Table:
        """The same table, when it has this schema, no null where none may be, and a unique key.

        Raises:
            TableError: which names the first column or row that is wrong, and ``where``.
        """
        prefix = f"{where}: " if where else ""
        if table.schema.names != self.schema.names:
            raise TableError(f"{prefix}{self.name} have columns {table.schema.names}, not {self.schema.names}")
        for field in self.schema:
            column = table.column(field.name)
            if column.type != field.type:
                raise TableError(f"{prefix}{self.name}: column {field.name!r} is {column.type}, not {field.type}")
            if not field.nullable and column.null_count:
                raise TableError(f"{prefix}{self.name}: column {field.name!r} has {column.null_count} empty rows")
        if self.key and table.num_rows:
            counts = table.group_by(list(self.key), use_threads=False).aggregate([([], "count_all")])
            if counts.num_rows != table.num_rows:
                import pyarrow.compute as pc

                repeated = counts.filter(pc.greater(counts.column("count_all"), 1)).slice(0, 1).to_pylist()[0]
                shown = ", ".join(f"{name}={repeated[name]!r}" for name in self.key)
                raise TableError(f"{prefix}{self.name}: more than one row for {shown}")
        return table

    def empty(self) -> pa.Table:
        """A table of this kind without rows."""
        return self.schema.empty_table()

    def write(self, table: pa.Table, path: Path, *, row_group: int | None = None) -> None:
        """Check a table and write it as zstd-compressed Parquet, whole or not at all.

        Args:
            table: of this kind.
            path: where it goes.
            row_group: rows that can be read together without the others; the library's choice where left out.

        Raises:
            TableError: as `check`.
        """
        import pyarrow.parquet as pq

        self.check(table, where=path.name)
        with replacing(path) as temporary:
            pq.write_table(table.cast(self.schema), temporary, compression="zstd", row_group_size=row_group)

    def read(self, *paths: Path) -> pa.Table:
        """Read and check Parquet files as one table, in the order given.

        Raises:
            TableError: as `check`, or for a file that is not Parquet.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        parts = []
        for path in paths:
            try:
                part = pq.ParquetFile(path).read()
                part.validate(full=True)
                parts.append(self.check(part, where=path.name))
            except (OSError, pa.ArrowInvalid) as error:
                raise TableError(f"{path}: not a readable Parquet file ({str(error).splitlines()[0]})") from None
        return self.check(pa.concat_tables(parts)) if parts else self.empty()

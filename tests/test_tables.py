"""Tables: named, checked schemas, and files that are whole or not there."""

from __future__ import annotations

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from outlast.errors import OutlastError
from outlast.tables import TableError, TableKind, content_sha256, replacing, write_text

KIND = TableKind(
    "marks",
    pa.schema(
        [
            pa.field("name", pa.string(), nullable=False),
            pa.field("draw", pa.int32(), nullable=False),
            pa.field("mark", pa.float64()),
            pa.field("tags", pa.list_(pa.string()), nullable=False),
        ]
    ),
    key=("name", "draw"),
)


def marks(*rows: tuple[str | None, int, float | None]) -> pa.Table:
    """A table of marks, each without tags."""
    columns = [[row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows], [[] for _ in rows]]
    types = [field.type for field in KIND.schema]
    arrays = [pa.array(column, kind) for column, kind in zip(columns, types, strict=True)]
    return pa.table(arrays, names=KIND.schema.names)


def complaint(table: pa.Table, *, kind: TableKind = KIND, where: str = "") -> str:
    with pytest.raises(TableError) as caught:
        kind.check(table, where=where)
    return str(caught.value)


def left_behind(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_right_table_passes() -> None:
    """A table of the kind comes back as it went in: one key column may repeat, and a nullable column be null."""
    table = marks(("a", 0, 1.5), ("a", 1, None), ("b", 0, 0.0))
    assert KIND.check(table) is table
    assert KIND.check(KIND.empty()).num_rows == 0
    assert KIND.empty().schema.equals(KIND.schema)


def test_columns_that_are_not_the_kinds() -> None:
    """A column too few, too many, or in another place is told with both lists, and where."""
    table = marks(("a", 0, 1.0))
    names = "['name', 'draw', 'mark', 'tags']"
    assert complaint(table.drop_columns(["mark"]), where="part-0") == (
        f"part-0: marks have columns ['name', 'draw', 'tags'], not {names}"
    )
    assert complaint(table.select(["draw", "name", "mark", "tags"])) == (
        f"marks have columns ['draw', 'name', 'mark', 'tags'], not {names}"
    )
    more = complaint(table.append_column("note", pa.array(["x"])))
    assert more == f"marks have columns ['name', 'draw', 'mark', 'tags', 'note'], not {names}"


def test_a_column_of_another_type() -> None:
    """A column of another type is named with both types; widths of integers are types of their own."""
    wide = marks(("a", 0, 1.0)).set_column(1, "draw", pa.array([0], pa.int64()))
    assert complaint(wide, where="x") == "x: marks: column 'draw' is int64, not int32"


def test_a_null_where_none_may_be() -> None:
    """Nulls in a column that has none are counted and the column named."""
    assert complaint(marks((None, 0, 1.0), ("b", 0, 1.0), (None, 1, 1.0))) == "marks: column 'name' has 2 empty rows"


def test_a_key_that_repeats() -> None:
    """Two rows of one key are named by all its columns, wherever they stand."""
    table = marks(("a", 0, 1.0), ("a", 1, 1.0), ("b", 1, 1.0), ("a", 1, 2.0))
    assert complaint(table, where="x") == "x: marks: more than one row for name='a', draw=1"
    keyless = TableKind("marks", KIND.schema)
    assert keyless.check(table) is table


def test_table_errors_are_ours() -> None:
    """A wrong table is a fault of ours: exit code 1, not the user's 2."""
    assert issubclass(TableError, OutlastError)
    assert TableError.exit_code == 1


def test_a_round_trip(tmp_path: Path) -> None:
    """What is written is read back the same, types and nulls and lists included, with the schema's nullability."""
    table = marks(("a", 0, 1.5), ("\u00e9\U0001f525", 1, None))
    table = table.set_column(3, "tags", pa.array([["x", "y"], []], pa.list_(pa.string())))
    KIND.write(table, tmp_path / "deep" / "marks.parquet")
    back = KIND.read(tmp_path / "deep" / "marks.parquet")
    assert back.to_pylist() == [
        {"name": "a", "draw": 0, "mark": 1.5, "tags": ["x", "y"]},
        {"name": "\u00e9\U0001f525", "draw": 1, "mark": None, "tags": []},
    ]
    assert back.schema.equals(KIND.schema)
    assert left_behind(tmp_path / "deep") == ["marks.parquet"]


def test_row_groups(tmp_path: Path) -> None:
    """A file's rows can be grouped, and are compressed with zstd."""
    path = tmp_path / "marks.parquet"
    KIND.write(marks(*((str(number), 0, None) for number in range(5))), path, row_group=2)
    found = pq.read_metadata(path)
    assert [found.row_group(group).num_rows for group in range(found.num_row_groups)] == [2, 2, 1]
    assert found.row_group(0).column(0).compression == "ZSTD"


def test_a_wrong_table_is_not_written(tmp_path: Path) -> None:
    """A table that is not of the kind leaves no file, and the error names the file it was for."""
    with pytest.raises(TableError, match=r"^marks\.parquet: marks: column 'name' has 1 empty rows$"):
        KIND.write(marks((None, 0, 1.0)), tmp_path / "marks.parquet")
    assert left_behind(tmp_path) == []


def test_several_files_are_one_table(tmp_path: Path) -> None:
    """Files are read in the order given; no file at all is an empty table."""
    first, second = tmp_path / "1.parquet", tmp_path / "2.parquet"
    KIND.write(marks(("a", 0, None)), first)
    KIND.write(marks(("b", 0, None)), second)
    assert KIND.read(second, first).column("name").to_pylist() == ["b", "a"]
    assert KIND.read().num_rows == 0


def test_a_key_that_two_files_share(tmp_path: Path) -> None:
    """A key is unique over all the files that are read together."""
    KIND.write(marks(("a", 0, None)), tmp_path / "1.parquet")
    KIND.write(marks(("a", 0, 1.0)), tmp_path / "2.parquet")
    with pytest.raises(TableError, match="more than one row for name='a', draw=0"):
        KIND.read(tmp_path / "1.parquet", tmp_path / "2.parquet")


def test_a_file_of_another_schema_is_not_read(tmp_path: Path) -> None:
    """A Parquet file with other columns is refused by its name."""
    pq.write_table(pa.table({"name": ["a"]}), tmp_path / "other.parquet")
    with pytest.raises(TableError, match=r"^other\.parquet: marks have columns \['name'\]"):
        KIND.read(tmp_path / "other.parquet")


@pytest.mark.parametrize("content", [b"", b"PAR1 and no more", None])
def test_a_file_that_is_no_parquet(tmp_path: Path, content: bytes | None) -> None:
    """A file that is torn, empty or missing is an error that names it."""
    path = tmp_path / "torn.parquet"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(TableError, match=r"torn\.parquet: not a readable Parquet file"):
        KIND.read(path)


def test_replacing_leaves_nothing_behind_on_failure(tmp_path: Path) -> None:
    """When the block fails, the old file stands as it was, and no temporary one is left."""
    path = tmp_path / "a.txt"
    path.write_text("old", encoding="utf-8")

    def fail() -> None:
        with replacing(path) as temporary:
            temporary.write_text("half", encoding="utf-8")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert path.read_text(encoding="utf-8") == "old"
    assert left_behind(tmp_path) == ["a.txt"]


def test_replacing_shows_no_half_file(tmp_path: Path) -> None:
    """Until the block ends the old file is there under its name, and the new one beside it under another."""
    path = tmp_path / "a.txt"
    path.write_text("old", encoding="utf-8")
    with replacing(path) as temporary:
        temporary.write_text("new", encoding="utf-8")
        assert path.read_text(encoding="utf-8") == "old"
        assert temporary.parent == tmp_path
    assert path.read_text(encoding="utf-8") == "new"
    assert left_behind(tmp_path) == ["a.txt"]


def test_a_reader_keeps_the_old_file(tmp_path: Path) -> None:
    """A file is replaced by renaming, never rewritten in place: who has it open goes on reading the old bytes."""
    path = tmp_path / "a.txt"
    write_text(path, "old")
    with path.open(encoding="utf-8") as reader:
        before = os.fstat(reader.fileno()).st_ino
        write_text(path, "new")
        assert reader.read() == "old"
    assert path.stat().st_ino != before
    assert path.read_text(encoding="utf-8") == "new"


def test_text_is_utf8_with_plain_line_ends(tmp_path: Path) -> None:
    """Text is written as UTF-8 with the line ends that it has, into folders that are made for it."""
    write_text(tmp_path / "new" / "folder" / "a.txt", "\u00e9\n\u4e00\n")
    assert (tmp_path / "new" / "folder" / "a.txt").read_bytes() == b"\xc3\xa9\n\xe4\xb8\x80\n"


ROWS = [
    {"text": "a", "draw": 1, "score": 0.5, "blocked": True, "via": ["x", "yz"], "edit": [{"start": 1, "new": "b"}]},
    {"text": None, "draw": None, "score": None, "blocked": None, "via": [], "edit": []},
    {"text": "", "draw": 0, "score": 0.0, "blocked": False, "via": ["xy", "z"], "edit": [{"start": None, "new": ""}]},
    {"text": "战争", "draw": 7, "score": -0.5, "blocked": False, "via": [], "edit": []},
]


def test_a_content_hash_does_not_see_how_a_table_lies(tmp_path: Path) -> None:
    """Chunks, slices, a file in between, and an empty table in front change nothing."""
    whole = pa.Table.from_pylist(ROWS)
    found = content_sha256(whole)
    longer = pa.concat_tables([whole, whole]).combine_chunks()
    assert content_sha256(pa.concat_tables([whole.slice(0, 0), whole.slice(0, 1), whole.slice(1)])) == found
    assert content_sha256(longer.slice(4)) == found
    assert content_sha256(longer.slice(2, 4).take([2, 3, 0, 1])) == found
    pq.write_table(whole, tmp_path / "rows.parquet")
    assert content_sha256(pq.read_table(tmp_path / "rows.parquet")) == found


@pytest.mark.parametrize(
    ("row", "column", "value"),
    [
        *((0, "text", other) for other in ("b", "", None)),
        *((2, "text", other) for other in ("a", None)),
        *((0, "draw", other) for other in (0, None)),
        *((2, "draw", other) for other in (1, None)),
        *((2, "score", other) for other in (1e-300, None)),
        *((2, "blocked", other) for other in (True, None)),
        *((0, "via", other) for other in (["xy", "z"], ["x"], ["yz", "x"], [], None)),
        *((2, "edit", other) for other in ([], [{"start": 0, "new": ""}], [{"start": None, "new": None}])),
    ],
)
def test_a_content_hash_sees_every_value(row: int, column: str, value: object) -> None:
    """One value altered, or taken away, in a column of whatever type gives another hash."""
    whole = pa.Table.from_pylist(ROWS)
    rows = [{**each, column: value} if at == row else each for at, each in enumerate(ROWS)]
    assert content_sha256(pa.Table.from_pylist(rows, schema=whole.schema)) != content_sha256(whole)


def test_a_content_hash_sees_names_types_and_where_a_text_ends() -> None:
    """Another column name, another type, and letters that moved from one row to the next are another content."""
    tables = [
        pa.table({"a": ["xy", "z"]}),
        pa.table({"b": ["xy", "z"]}),
        pa.table({"a": ["x", "yz"]}),
        pa.table({"a": pa.array([1, 2], pa.int32())}),
        pa.table({"a": pa.array([1, 2], pa.int64())}),
        pa.table({"a": ["xy"], "b": ["z"]}),
    ]
    assert len({content_sha256(table) for table in tables}) == len(tables)


def test_a_type_without_content_hash_is_refused() -> None:
    """Better no hash than one that does not see a value."""
    with pytest.raises(TableError, match="no content hash"):
        content_sha256(pa.table({"day": pa.array([1], pa.date32())}))

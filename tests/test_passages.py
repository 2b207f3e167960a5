"""The passage schema: core columns, a codebook's labels and attributes, and groups that hang together."""

from __future__ import annotations

import pyarrow as pa
import pytest
from datasets import Features, List, Value

from outlast.codebook import Codebook
from outlast.passages import CORE, UNITS, features, group_ids, passage_kind
from outlast.tables import TableError

BOOK = Codebook.model_validate(
    {
        "name": "b",
        "version": "1",
        "source": "s",
        "labels": {
            "tone": {"kind": "one", "about": "a", "values": {"civil": "c"}},
            "topics": {"kind": "set", "about": "a", "values": {"war": "w"}},
            "stance": {"kind": "map", "about": "a", "values": {"support": "s"}, "keys": {"state": "s"}},
        },
        "attributes": {"voice": "who speaks"},
    }
)


def row(**changed: object) -> dict[str, object]:
    core: dict[str, object] = {
        "passage_id": "d/1.1",
        "document_id": "d",
        "section": "1",
        "unit": "paragraph",
        "parent_id": None,
        "position": 0,
        "start": 0,
        "end": 1,
        "cuts": [],
        "language": "en",
        "text": "x",
    }
    return core | dict.fromkeys(["tone", "topics", "stance", "voice"]) | changed


def test_columns_of_a_corpus() -> None:
    """A corpus's columns are the core ones, then labels by their kind, then attributes as strings."""
    schema = passage_kind(BOOK).schema
    assert schema.names == [*CORE.names, "tone", "topics", "stance", "voice"]
    assert [schema.field(name).type for name in ("tone", "topics", "stance", "voice")] == [
        pa.string(),
        pa.list_(pa.string()),
        pa.list_(pa.struct([("key", pa.string()), ("value", pa.string())])),
        pa.string(),
    ]
    assert passage_kind(BOOK).key == ("passage_id",)


def test_what_may_be_null() -> None:
    """Labels, attributes and a paragraph's parent may be null; nothing else may."""
    nullable = [field.name for field in passage_kind(BOOK).schema if field.nullable]
    assert nullable == ["parent_id", "tone", "topics", "stance", "voice"]


def test_units() -> None:
    """A passage is a paragraph or a sentence."""
    assert UNITS == ("paragraph", "sentence")


def test_unlabelled_rows_pass_and_torn_ones_do_not() -> None:
    """A row without labels is of the kind; a row without text, or an id twice, is not."""
    kind = passage_kind(BOOK)
    nullable = pa.schema([field.with_nullable(True) for field in kind.schema])
    assert kind.check(pa.Table.from_pylist([row()], schema=nullable)).num_rows == 1
    with pytest.raises(TableError, match="column 'text' has 1 empty rows"):
        kind.check(pa.Table.from_pylist([row(text=None)], schema=nullable))
    with pytest.raises(TableError, match=r"more than one row for passage_id='d/1\.1'"):
        kind.check(pa.Table.from_pylist([row(), row()], schema=nullable))


def test_features_of_a_corpus() -> None:
    """The same schema as datasets.Features, nested lists and structs included."""
    found = features(passage_kind(BOOK))
    assert isinstance(found, Features)
    assert list(found) == passage_kind(BOOK).schema.names
    assert found["position"] == Value("int32")
    assert found["cuts"] == List({"start": Value("int32"), "end": Value("int32")})
    assert found["topics"] == List(Value("string"))
    assert found["stance"] == List({"key": Value("string"), "value": Value("string")})


def test_groups_are_paragraphs() -> None:
    """A sentence belongs to its paragraph's group, and a paragraph to its own."""
    table = pa.table({"passage_id": ["1.1", "1.1.1", "1.1.2", "2.1"], "parent_id": [None, "1.1", "1.1", None]})
    assert group_ids(table).to_pylist() == ["1.1", "1.1", "1.1", "2.1"]


def test_groups_of_a_table_in_pieces() -> None:
    """Groups are one plain array also where the table came in several chunks, or has no parent at all."""
    whole = pa.table({"passage_id": ["a", "b"], "parent_id": pa.array([None, None], pa.string())})
    found = group_ids(pa.concat_tables([whole, whole.slice(0, 1)]))
    assert isinstance(found, pa.Array)
    assert found.to_pylist() == ["a", "b", "a"]

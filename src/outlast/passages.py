"""The passage schema: spans of source documents, with the labels of their corpus's codebook."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import pyarrow as pa

from outlast.tables import TableKind

if TYPE_CHECKING:
    from datasets import Features

    from outlast.codebook import Codebook

UNITS = ("paragraph", "sentence")

SPAN = pa.struct([pa.field("start", pa.int32()), pa.field("end", pa.int32())])

CORE = pa.schema(
    [
        pa.field("passage_id", pa.string(), nullable=False),
        pa.field("document_id", pa.string(), nullable=False),
        pa.field("section", pa.string(), nullable=False),
        pa.field("unit", pa.string(), nullable=False),
        pa.field("parent_id", pa.string()),
        pa.field("position", pa.int32(), nullable=False),
        pa.field("start", pa.int32(), nullable=False),
        pa.field("end", pa.int32(), nullable=False),
        pa.field("cuts", pa.list_(SPAN), nullable=False),
        pa.field("language", pa.string(), nullable=False),
        pa.field("text", pa.string(), nullable=False),
    ]
)
"""What every passage has, whatever its corpus.

``position`` counts a document's passages of one unit in reading order, from 0. ``start`` and ``end`` are code points
in the source document; ``cuts`` are the stretches within them that a page break put there. ``source[start:end]`` with
each cut replaced by one space is ``text``; without cuts it is ``text`` as it stands. ``parent_id`` is the paragraph of
a sentence, and null for a paragraph.
"""


@lru_cache(maxsize=64)
def _kind(columns: tuple[tuple[str, pa.DataType], ...]) -> TableKind:
    extra = [pa.field(name, kind) for name, kind in columns]
    return TableKind("passages", pa.schema([*CORE, *extra]), key=("passage_id",))


def passage_kind(codebook: Codebook) -> TableKind:
    """The checked schema of a corpus: the core columns, its label fields (null: not labelled), its attributes."""
    labels = [(name, field.arrow_type()) for name, field in codebook.labels.items()]
    attributes = [(name, pa.string()) for name in codebook.attributes]
    return _kind((*labels, *attributes))


def features(kind: TableKind) -> Features:
    """The same schema as ``datasets.Features``."""
    from datasets import Features

    return Features.from_arrow_schema(kind.schema)


def group_ids(passages: pa.Table) -> pa.Array:
    """The paragraph that each passage belongs to: its parent, or itself where it has none.

    Sentences of one paragraph hang together, so samples are split and resampled by this, never by row.
    """
    import pyarrow.compute as pc

    return pc.coalesce(passages.column("parent_id"), passages.column("passage_id")).combine_chunks()

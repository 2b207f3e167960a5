"""What of a run is resampled: which passages hang together, and may not be taken as drawn one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from outlast.passages import group_ids

if TYPE_CHECKING:
    import pyarrow as pa

Cluster = Literal["paragraph", "document", "passage"]


def cluster_of(passages: pa.Table) -> Cluster:
    """What is resampled where nothing is said: the document where there are several, else the paragraph.

    Sentences of a paragraph hang together, and so do paragraphs of a document: the largest unit of which there are
    several assumes least.
    """
    return "document" if len(passages.column("document_id").unique()) > 1 else "paragraph"


def cluster_names(passages: pa.Table, *, cluster: Cluster) -> pa.Array | pa.ChunkedArray:
    """The name of each passage's cluster."""
    if cluster == "document":
        return passages.column("document_id")
    return group_ids(passages) if cluster == "paragraph" else passages.column("passage_id")

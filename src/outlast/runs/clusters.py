"""What of a run is resampled: which passages hang together, and may not be taken as drawn one by one."""

from __future__ import annotations

from typing import Literal

import pyarrow as pa

from outlast.passages import group_ids

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


def clusters_of(passages: pa.Table) -> pa.Table:
    """``passage_id`` and ``cluster``, the name of what is resampled where nothing is said, for each passage."""
    names = cluster_names(passages, cluster=cluster_of(passages))
    return pa.table({"passage_id": passages.column("passage_id"), "cluster": names})

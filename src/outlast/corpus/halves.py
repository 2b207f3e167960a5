"""Halves: documents dealt into two halves that hold the same topics, as far as whole documents allow."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Half = Literal["a", "b"]


def halves(documents: Mapping[str, Sequence[str]]) -> dict[str, Half]:
    """Which half each document belongs to.

    Documents are dealt in the order of the SHA-256 of their ids, each to the half that has less of its rarest topic,
    then of its next rarest, then to the smaller half. The result depends on ids and topics alone.

    Args:
        documents: from document id to the topics of its passages, repeats included.

    >>> sorted(halves({"x": ["war"], "y": ["war"]}).values())
    ['a', 'b']
    """
    everywhere = Counter(topic for topics in documents.values() for topic in topics)
    dealt: dict[Half, Counter[str]] = {"a": Counter(), "b": Counter()}
    sizes: Counter[Half] = Counter()
    result: dict[str, Half] = {}
    for document in sorted(documents, key=lambda name: hashlib.sha256(name.encode("utf-8")).hexdigest()):
        rarest_first = sorted(set(documents[document]), key=lambda topic: (everywhere[topic], topic))
        half: Half = min(
            ("a", "b"), key=lambda side: ([dealt[side][topic] for topic in rarest_first], sizes[side], side)
        )
        dealt[half].update(documents[document])
        sizes[half] += 1
        result[document] = half
    return {document: result[document] for document in documents}

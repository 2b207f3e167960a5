"""Describing a corpus: its sizes and labels, counted from its passages."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from outlast.catalogue import as_written

if TYPE_CHECKING:
    from outlast.corpus.load import Corpus


def describe(corpus: Corpus) -> dict[str, Any]:
    """What a corpus holds, as plain data.

    Returns:
        ``name``, ``version``, ``title``, ``licence``, ``folder``, and for each language the number of documents, the
        passages by unit and by section, and how often each label and each attribute's value occurs among the passages
        of the smallest unit.
    """
    languages: dict[str, Any] = {}
    for language in corpus.languages:
        rows = corpus.passages(language=language).to_pylist()
        units = Counter(row["unit"] for row in rows)
        smallest = "sentence" if units["sentence"] else "paragraph"
        chosen = [row for row in rows if row["unit"] == smallest]
        languages[language] = {
            "documents": len({row["document_id"] for row in rows}),
            "units": dict(units),
            "sections": dict(Counter(row["section"] for row in chosen)),
            "labels": {name: _counts(chosen, name) for name in corpus.codebook.labels},
            "attributes": {name: _counts(chosen, name) for name in corpus.codebook.attributes},
            "example": chosen[len(chosen) // 2]["text"],
        }
    return {
        "name": corpus.name,
        "version": corpus.version,
        "title": corpus.card.pretty_name,
        "licence": corpus.card.license,
        "folder": as_written(corpus.folder),
        "languages": languages,
    }


def _counts(rows: list[dict[str, Any]], name: str) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for row in rows:
        label = row[name]
        if label is None:
            continue
        items = label if isinstance(label, list) else [label]
        counts.update(": ".join(item.values()) if isinstance(item, dict) else item for item in items)
    return dict(counts.most_common())

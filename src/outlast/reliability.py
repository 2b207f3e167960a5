"""Reliability: how far the annotators of a corpus agree, field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from outlast.corpus.annotations import annotators, read_annotations
from outlast.errors import CorpusError
from outlast.statistics.agreement import Agreement, agreement

if TYPE_CHECKING:
    from outlast.codebook import CodebookField
    from outlast.corpus.load import Corpus
    from outlast.statistics.agreement import Distance

ADJUDICATED = "adjudicated"
"""The name of the file with the labels that were settled on; it is no annotator's and has no part in agreement."""


def reliability(corpus: Corpus, *, language: str, seed: int = 0) -> dict[str, Agreement]:
    """Krippendorff's alpha of each label field of a corpus, with intervals from a bootstrap of whole paragraphs.

    Fields with one value have the nominal distance, or the ordinal one where the codebook says that their values are
    steps; sets and maps (as sets of pairs) have the MASI distance.

    Args:
        corpus: with at least two annotators besides `ADJUDICATED`.
        language: whose annotations.
        seed: of the bootstrap.

    Raises:
        CorpusError: for fewer than two annotators, or annotations of passages that the corpus does not have.
        ConfigError: for faults in an annotation file.
    """
    corpus.passages_file(language)  # a language that it does not have is told first
    files = {name: path for name, path in annotators(corpus.folder, language=language).items() if name != ADJUDICATED}
    if len(files) < 2:
        names = ", ".join(files) or "nobody"
        raise CorpusError(f"agreement in {corpus.name} ({language}) needs two annotators; annotated by {names}")
    given = [read_annotations(path, codebook=corpus.codebook) for path in files.values()]
    passages = corpus.passages(language=language)
    paragraph = dict(
        zip(passages.column("passage_id").to_pylist(), passages.column("parent_id").to_pylist(), strict=True)
    )
    ids = [passage_id for passage_id in paragraph if any(passage_id in labels for labels in given)]
    strangers = sorted({passage_id for labels in given for passage_id in labels} - set(ids))
    if strangers:
        raise CorpusError(f"{strangers[0]} is annotated, and no passage of {corpus.name} ({language})")
    clusters = [paragraph[passage_id] or passage_id for passage_id in ids]
    return {
        name: agreement(
            [[_value(labels[i][name], field) if i in labels else None for labels in given] for i in ids],
            clusters=clusters,
            distance=_distance(field),
            order=tuple(field.values),
            seed=seed,
        )
        for name, field in corpus.codebook.labels.items()
    }


def _distance(field: CodebookField) -> Distance:
    if field.kind in {"set", "map"}:
        return "masi"
    return "ordinal" if field.scale == "ordinal" else "nominal"


def _value(stored: Any, field: CodebookField) -> Any:
    """A stored label as a value that can be compared: sets frozen, maps as sets of ``key: value``."""
    if field.kind == "map":
        return frozenset(": ".join(entry[name] for name in field.names) for entry in stored)
    if field.kind == "set":
        return frozenset(stored)
    return stored[0] if field.kind == "each" else stored

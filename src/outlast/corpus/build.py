"""Building: a corpus's passages from its sources, the same bytes each time."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from outlast.catalogue import as_written
from outlast.corpus.annotations import Labels, json_lines, label_faults, read_annotations, stored_labels
from outlast.corpus.halves import halves
from outlast.corpus.source import TextSource, WrittenSource, read_sources
from outlast.corpus.split import mended, paragraphs, sentences
from outlast.errors import ConfigError, CorpusError, Fault, Place
from outlast.signature import file_sha256
from outlast.tables import write_text
from outlast.yamlfile import read_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from outlast.codebook import Codebook
    from outlast.corpus.load import Corpus
    from outlast.corpus.split import Piece

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Built:
    """A passages file as its sources make it.

    Attributes:
        path: where it belongs.
        text: its whole content.
        passages: how many passages it has, by unit.
    """

    path: Path
    text: str
    passages: dict[str, int]

    @property
    def is_committed(self) -> bool:
        """Whether the file that lies there has these very bytes."""
        return self.path.is_file() and self.path.read_bytes() == self.text.encode("utf-8")

    def write(self) -> None:
        """Put the file where it belongs, whole or not at all."""
        write_text(self.path, self.text)


def build(corpus: Corpus) -> tuple[Built, ...]:
    """Make a corpus's passages from its sources, without writing anything.

    Raises:
        ConfigError: for faults in ``source.yaml``, in annotations, or in written passages.
        CorpusError: for a source that changed, or that has not the structure that is said of it.
    """
    path = corpus.folder / "source.yaml"
    if not path.is_file():
        raise CorpusError(f"{as_written(corpus.folder)} has no source.yaml: its passages are not built from a source")
    rows: dict[str, list[Row]] = {}
    for source in read_sources(path).sources:
        made = _from_text(corpus, source) if isinstance(source, TextSource) else _split(corpus, source)
        rows.setdefault(source.language, []).extend(made)
    for language, passages in rows.items():
        repeated = [name for name, count in Counter(row["passage_id"] for row in passages).items() if count > 1]
        if repeated:
            raise CorpusError(
                f"two passages ({language}) would be called {repeated[0]}; a document's lines stand together"
            )
    order = corpus.kind.schema.names
    return tuple(
        Built(
            path=corpus.folder / f"passages.{language}.jsonl",
            text="".join(json.dumps({key: row[key] for key in order}, ensure_ascii=False) + "\n" for row in passages),
            passages=dict(Counter(row["unit"] for row in passages)),
        )
        for language, passages in rows.items()
    )


def _from_text(corpus: Corpus, spec: TextSource) -> Iterator[Row]:
    path = corpus.folder / spec.file
    source = read_text(path)
    if file_sha256(path) != spec.sha256:
        raise CorpusError(f"{as_written(path)} is not the text that source.yaml gives the hash of; restore it")
    for erratum in spec.errata:
        if source.count(erratum.text) != 1:
            raise CorpusError(f"{as_written(path)}: the erratum {erratum.text!r} does not occur exactly once")
    of = spec.labels_of or spec.document_id
    labels = {
        spec.document_id + passage_id.removeprefix(of): given
        for passage_id, given in read_annotations(corpus.folder / spec.labels, codebook=corpus.codebook).items()
    }
    unused = set(labels)
    positions: Counter[str] = Counter()
    for paragraph in paragraphs(source, spec):
        parts = list(sentences(source, paragraph, language=spec.language))
        ids = [_passage_id(spec, part) for part in parts]
        labelled = [labels[name] for name in ids if name in labels]
        unused.difference_update(ids)
        body = paragraph.section not in {*spec.front, *spec.back}
        if body and len(labelled) < len(ids):
            missing = next(name for name in ids if name not in labels)
            raise CorpusError(f"{spec.labels} has no labels for {missing}")
        yield _row(corpus, spec, source, paragraph, positions, parent=None, labels=_join(labelled, corpus.codebook))
        for part, name in zip(parts, ids, strict=True):
            parent = _passage_id(spec, paragraph)
            yield _row(corpus, spec, source, part, positions, parent=parent, labels=labels.get(name))
    if unused:
        raise CorpusError(f"{spec.labels} labels {min(unused)}, which is no passage of {spec.document_id}")


def _passage_id(spec: TextSource, piece: Piece) -> str:
    return f"{spec.document_id}/{'.'.join([piece.section, *map(str, piece.numbers)])}"


def _join(labelled: list[Labels], codebook: Codebook) -> Labels | None:
    if not labelled:
        return None
    return {name: field.joined([label[name] for label in labelled]) for name, field in codebook.labels.items()}


def _row(
    corpus: Corpus,
    spec: TextSource,
    source: str,
    piece: Piece,
    positions: Counter[str],
    *,
    parent: str | None,
    labels: Labels | None,
) -> Row:
    unit = "paragraph" if parent is None else "sentence"
    position = positions[unit]
    positions[unit] += 1
    return {
        "passage_id": _passage_id(spec, piece),
        "document_id": spec.document_id,
        "section": piece.section,
        "unit": unit,
        "parent_id": parent,
        "position": position,
        "start": piece.span.start,
        "end": piece.span.end,
        "cuts": [{"start": cut.start, "end": cut.end} for cut in piece.cuts],
        "language": spec.language,
        "text": mended(source, piece.span, piece.cuts),
        **(labels or dict.fromkeys(corpus.codebook.labels)),
        **dict.fromkeys(corpus.codebook.attributes),
    }


def _split(corpus: Corpus, spec: WrittenSource) -> list[Row]:
    """Written passages, with the half of the corpus that each belongs to where the codebook has the attribute."""
    rows = list(_from_written(corpus, spec))
    if spec.split_by is None:
        return rows
    topics: dict[str, list[str]] = {}
    for row in rows:
        topics.setdefault(row["document_id"], []).extend(row[spec.split_by])
    half = halves(topics)
    return [{**row, "split": half[row["document_id"]]} for row in rows]


def _from_written(corpus: Corpus, spec: WrittenSource) -> Iterator[Row]:
    """Passages as they were written; a document's text is its passages with a blank line between them."""
    path = corpus.folder / spec.file
    book = corpus.codebook
    counts: Counter[str] = Counter()
    ends: dict[str, int] = {}
    faults: list[Fault] = []
    last = ""
    for number, given in json_lines(path):
        place = Place(as_written(path), number, 1)
        document, text = given.get("document"), given.get("text")
        labels = {key: value for key, value in given.items() if key not in {"document", "text", *book.attributes}}
        wrong = label_faults(labels, codebook=book, place=place)
        for name, value in {"document": document, "text": text}.items():
            if not isinstance(value, str) or value != value.strip() or not value:
                wrong.append(Fault(place, name, f"text without blanks at its ends is wanted, not {value!r}"))
        for name in book.attributes:
            if not isinstance(given.get(name), str | None):
                wrong.append(Fault(place, name, f"text or nothing is wanted, not {given[name]!r}"))
        if isinstance(document, str) and document in counts and document != last:
            wrong.append(Fault(place, "document", f"{document!r} was interrupted; keep a document's lines together"))
        faults += wrong
        if wrong:
            continue
        last = str(document)
        document_id = f"{corpus.name}/{spec.language}/{document}"
        counts[last] += 1
        start = ends[last] + 2 if last in ends else 0
        ends[last] = start + len(str(text))
        yield {
            "passage_id": f"{document_id}.{counts[last]}",
            "document_id": document_id,
            "section": "text",
            "unit": "paragraph",
            "parent_id": None,
            "position": counts[last] - 1,
            "start": start,
            "end": ends[last],
            "cuts": [],
            "language": spec.language,
            "text": text,
            **stored_labels(labels, codebook=book),
            **{name: given.get(name) for name in book.attributes},
        }
    if faults:
        raise ConfigError(faults)

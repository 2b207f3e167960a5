"""Importing: an outside file as a corpus's folder, by a mapping, streamed from end to end."""

from __future__ import annotations

import json
import math
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from outlast.codebook import Codebook, CodebookField
from outlast.corpus.records import records
from outlast.errors import ConfigError, CorpusError, Fault, Place, UserError
from outlast.passages import features, passage_kind
from outlast.tables import write_text
from outlast.yamlfile import dump_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outlast.corpus.mapping import Mapping
    from outlast.corpus.records import Record

FAULTS = 20
"""Faults after which an import stops reading: enough to see what is wrong."""

CARD = """\
---
{front}---

# {title}

Imported by `outlast corpus import`; this folder was written by that command.

Source: {source}

{passages} passages in {documents} documents, language `{language}`. The labels are the source's own; the codebook
says which of its columns they come from. Licence: {licence}, as the source states it.
"""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import wrote.

    Attributes:
        folder: the corpus's.
        passages: how many.
        documents: how many.
    """

    folder: Path
    passages: int
    documents: int


def import_corpus(mapping: Mapping, *, mapping_folder: Path, into: Path, replace: bool = False) -> Imported:
    """Make a corpus of an outside file. Nothing is left behind unless every row could be read.

    Args:
        mapping: which column is what.
        mapping_folder: what the mapping's paths are relative to.
        into: the folder of corpora; the corpus becomes ``into/<name>``.
        replace: whether a corpus of that name may be replaced.

    Raises:
        UserError: when a corpus of that name is there, and is not to be replaced.
        ConfigError: with the faults of the rows, each at its line (the first `FAULTS`).
        CorpusError: for a source that cannot be read, or has no rows.
    """
    folder = into / mapping.corpus.name
    if folder.exists() and not replace:
        raise UserError(f"{folder} is there already; --replace replaces it")
    codebook = _codebook(mapping)
    counted = _Counted()
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{mapping.corpus.name}.", dir=into) as temporary:
        made = Path(temporary) / mapping.corpus.name
        made.mkdir()
        with (made / f"passages.{mapping.corpus.language}.jsonl").open("w", encoding="utf-8", newline="\n") as stream:
            for row in _rows(mapping, codebook, records(mapping.read, folder=mapping_folder), counted):
                stream.write(json.dumps(row, ensure_ascii=False) + "\n")
        if not counted.ids:
            raise CorpusError(f"{mapping.read.path} has no rows")
        write_text(made / "codebook.yaml", dump_yaml(codebook.model_dump(mode="json", exclude_defaults=True)))
        write_text(made / "CARD.md", _card(mapping, codebook, counted))
        (made / "README.md").symlink_to("CARD.md")
        if folder.exists():
            folder.rename(Path(temporary) / "replaced")
        made.rename(folder)
    return Imported(folder, len(counted.ids), len(counted.ends))


_HALF = re.compile("[\ud800-\udfff]")


class _Counted:
    """What must be remembered of the rows so far."""

    def __init__(self) -> None:
        self.ids: set[str] = set()
        self.ends: dict[str, tuple[int, int]] = {}  # document -> its passages and its length so far


def _codebook(mapping: Mapping) -> Codebook:
    return Codebook(
        name=mapping.corpus.name,
        version=mapping.corpus.version,
        source=mapping.corpus.source,
        labels={
            name: CodebookField(kind=label.kind, about=label.about, values=label.values)
            for name, label in mapping.labels.items()
        },
        attributes={name: attribute.about for name, attribute in mapping.attributes.items()},
    )


def _rows(
    mapping: Mapping, codebook: Codebook, source: Iterator[Record], counted: _Counted
) -> Iterator[dict[str, Any]]:
    faults: list[Fault] = []
    columns = mapping.columns
    for number, (place, record) in enumerate(source, 1):
        if number == 1:
            _check_columns(mapping, record, place)
        text = record.get(columns.text)
        given_id = str(number) if columns.id is None else _text(record.get(columns.id))
        labels, wrong = _labels(mapping, codebook, record, place)
        if not isinstance(text, str) or not text.strip():
            wrong.append(Fault(place, columns.text, "the text is empty"))
        wrong += [
            Fault(place, str(column), "holds half of a surrogate pair, which is no character")
            for column, cell in record.items()
            if isinstance(cell, str) and _HALF.search(cell)
        ]
        if given_id is None or given_id in counted.ids:
            wrong.append(Fault(place, columns.id or "id", f"{given_id!r} is no id, or stands here twice"))
        faults += wrong
        if len(faults) >= FAULTS:
            break
        if wrong or given_id is None or not isinstance(text, str):
            continue
        counted.ids.add(given_id)
        yield _row(mapping, record, counted, passage=given_id, text=text, labels=labels)
    if faults:
        raise ConfigError(faults)


def _row(
    mapping: Mapping, record: dict[str, Any], counted: _Counted, *, passage: str, text: str, labels: dict[str, Any]
) -> dict[str, Any]:
    """A passages row; a document's text is its passages with a blank line between them."""
    name, language = mapping.corpus.name, mapping.corpus.language
    document = (_text(record.get(mapping.columns.document)) if mapping.columns.document else None) or passage
    position, length = counted.ends.get(document, (0, 0))
    start = length + 2 if position else 0
    counted.ends[document] = (position + 1, start + len(text))
    return {
        "passage_id": f"{name}/{language}/{passage}",
        "document_id": f"{name}/{language}/{document}",
        "section": "text",
        "unit": "paragraph",
        "parent_id": None,
        "position": position,
        "start": start,
        "end": start + len(text),
        "cuts": [],
        "language": language,
        "text": text,
        **labels,
        **{key: _text(record.get(attribute.column)) for key, attribute in mapping.attributes.items()},
    }


def _check_columns(mapping: Mapping, record: dict[str, Any], place: Place) -> None:
    columns = mapping.columns
    wanted = [columns.text, columns.id, columns.document]
    wanted += [label.column for label in mapping.labels.values()]
    wanted += [attribute.column for attribute in mapping.attributes.values()]
    missing = [column for column in wanted if column is not None and column not in record]
    if missing:
        raise ConfigError(
            Fault(Place(place.source), column, f"no such column; there are {', '.join(map(str, record))}")
            for column in missing
        )


def _labels(
    mapping: Mapping, codebook: Codebook, record: dict[str, Any], place: Place
) -> tuple[dict[str, Any], list[Fault]]:
    labels: dict[str, Any] = {}
    faults: list[Fault] = []
    for name, label in mapping.labels.items():
        field, value = codebook.labels[name], record.get(label.column)
        if value is None or value == "":
            labels[name] = None
            continue
        if label.kind == "one":
            value = _text(value)
        elif isinstance(value, str):
            value = [part.strip() for part in value.split(label.separator) if part.strip()]
        complaints = field.complaints(value)
        faults += [Fault(place, label.column, complaint) for complaint in complaints]
        labels[name] = None if complaints else field.stored(value)
    return labels, faults


def _text(value: Any) -> str | None:
    """A cell as text: whole floats without their point, as pandas writes ids; empty cells as None."""
    if value is None or value == "":
        return None
    if isinstance(value, float) and math.isnan(value):
        return None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _card(mapping: Mapping, codebook: Codebook, counted: _Counted) -> str:
    corpus = mapping.corpus
    front = {
        "pretty_name": corpus.title,
        "license": corpus.licence,
        "language": [corpus.language],
        "source_datasets": ["extended"],
        "outlast": {"name": corpus.name, "version": corpus.version},
        "configs": [{"config_name": corpus.language, "data_files": f"passages.{corpus.language}.jsonl"}],
        "dataset_info": {
            "config_name": corpus.language,
            "features": features(passage_kind(codebook))._to_yaml_list(),
        },
    }
    return CARD.format(
        front=dump_yaml(front),
        title=corpus.title,
        source=corpus.source,
        passages=f"{len(counted.ids):,}",
        documents=f"{len(counted.ends):,}",
        language=corpus.language,
        licence=corpus.licence,
    )

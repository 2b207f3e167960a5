"""Loading: a corpus's folder as checked Arrow tables, and as ``datasets.Dataset``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from outlast.catalogue import Catalogue, as_written
from outlast.codebook import Codebook, read_codebook
from outlast.corpus.card import Card, read_card
from outlast.errors import CorpusError, did_you_mean
from outlast.passages import UNITS, features, passage_kind
from outlast.tables import TableError, TableKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa
    from datasets import Dataset

Unit = Literal["paragraph", "sentence"]

BLOCK = 64 * 2**20
"""Bytes that the JSON reader takes at a time; no line of a passages file may be longer."""


@dataclass(frozen=True)
class Corpus:
    """A corpus's folder, opened: its card and codebook are read, its passages when asked for.

    Attributes:
        folder: the corpus's folder.
        card: its front matter.
        codebook: its labels.
    """

    folder: Path
    card: Card
    codebook: Codebook

    @property
    def name(self) -> str:
        """The corpus's name."""
        return self.card.outlast.name

    @property
    def version(self) -> str:
        """The corpus's version."""
        return self.card.outlast.version

    @cached_property
    def kind(self) -> TableKind:
        """The checked schema of its passages."""
        return passage_kind(self.codebook)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that it has passages in."""
        return tuple(sorted(path.name.split(".")[1] for path in self.folder.glob("passages.*.jsonl")))

    def passages_file(self, language: str) -> Path:
        """The file with the passages of one language.

        Raises:
            CorpusError: when the corpus has none in that language.
        """
        if language not in self.languages:
            raise CorpusError(
                f"corpus {self.name} has no passages in {language!r}{did_you_mean(language, self.languages)}"
            )
        return self.folder / f"passages.{language}.jsonl"

    def files(self, language: str) -> tuple[Path, ...]:
        """The files that fix what a run reads of this corpus in one language."""
        return (self.passages_file(language), self.folder / "CARD.md", self.folder / self.card.outlast.codebook)

    def passages(self, *, language: str, unit: Unit | None = None, sections: Sequence[str] | None = None) -> pa.Table:
        """The passages of one language, in reading order.

        Args:
            language: BCP 47 tag.
            unit: paragraphs or sentences only.
            sections: passages of these sections only.

        Returns:
            A checked table of `outlast.passages.passage_kind`.

        Raises:
            CorpusError: for a file that breaks the schema, or a section that the corpus does not have.
        """
        import pyarrow as pa
        import pyarrow.compute as pc

        table = read_passages(self.passages_file(language), kind=self.kind)
        if sections is not None:
            known = table.column("section").unique().to_pylist()
            unknown = [section for section in sections if section not in known]
            if unknown:
                raise CorpusError(f"corpus {self.name} has no section {unknown[0]!r}{did_you_mean(unknown[0], known)}")
            table = table.filter(pc.is_in(table.column("section"), pa.array(sections, pa.string())))
        if unit is not None:
            table = table.filter(pc.equal(table.column("unit"), unit))
        return table.combine_chunks()

    def dataset(self, *, language: str, unit: Unit | None = None, sections: Sequence[str] | None = None) -> Dataset:
        """The same passages as a ``datasets.Dataset`` with typed ``Features``.

        Raises:
            CorpusError: as `passages`.
        """
        from datasets import Dataset

        table = self.passages(language=language, unit=unit, sections=sections)
        return Dataset(table.cast(features(self.kind).arrow_schema))


def open_corpus(card: Path) -> Corpus:
    """Open the corpus whose card this is.

    Raises:
        ConfigError: with every fault in the card or the codebook.
    """
    read = read_card(card)
    return Corpus(card.parent, read, read_codebook(card.parent / read.outlast.codebook))


def read_passages(path: Path, *, kind: TableKind) -> pa.Table:
    """Read a passages file (JSON Lines) under a schema; keys that it does not have are faults.

    Raises:
        CorpusError: which says what is wrong, and in which file.
    """
    import pyarrow as pa
    from pyarrow import json as pajson

    name = as_written(path)
    _check_first(path, kind)
    nullable = pa.schema([field.with_nullable(True) for field in kind.schema])
    options = pajson.ParseOptions(explicit_schema=nullable, unexpected_field_behavior="error")
    try:
        table = pajson.read_json(
            path, parse_options=options, read_options=pajson.ReadOptions(block_size=BLOCK, use_threads=False)
        )
        if table.num_rows == 0:
            raise CorpusError(f"{name}: the file has no passages")
        kind.check(table.select(kind.schema.names), where=name)
    except OSError as error:
        raise CorpusError(f"{name}: cannot be read ({error.strerror})") from None
    except pa.ArrowInvalid as error:
        raise CorpusError(_first_wrong(path, kind) or f"{name}: cannot be read ({error})") from None
    except TableError as error:
        raise CorpusError(str(error)) from None
    table = table.select(kind.schema.names).cast(kind.schema)
    strange = sorted(set(table.column("unit").unique().to_pylist()) - set(UNITS))
    if strange:
        raise CorpusError(f"{name}: {strange[0]!r} is no unit; units are {' and '.join(UNITS)}")
    return table


def _check_first(path: Path, kind: TableKind) -> None:
    """Stop at a file whose first passage lacks a column: it was made under another codebook, or not by us."""
    try:
        with path.open(encoding="utf-8") as stream:
            first = json.loads(stream.readline() or "null")
    except (OSError, ValueError):
        return  # the reader says what is wrong
    missing = [name for name in kind.schema.names if isinstance(first, dict) and name not in first]
    if missing:
        raise CorpusError(f"{as_written(path)}:1: no {missing[0]!r}; every passage must have what the codebook names")


def _first_wrong(path: Path, kind: TableKind) -> str | None:
    """The first line that is not a passage of this kind, in words; None where none is found."""
    with path.open(encoding="utf-8", errors="replace") as stream:
        for number, line in enumerate(stream, 1):
            if not line.strip():
                continue
            place = f"{as_written(path)}:{number}"
            try:
                row = json.loads(line)
            except ValueError as error:
                return f"{place}: not valid JSON: {error}"
            if not isinstance(row, dict):
                return f"{place}: a JSON object is wanted on each line"
            unknown = [key for key in row if key not in kind.schema.names]
            if unknown:
                return f"{place}: unknown key {unknown[0]!r}{did_you_mean(unknown[0], kind.schema.names)}"
            for field in kind.schema:
                if not _fits(row.get(field.name), field.type):
                    return f"{place}: {field.name!r} must be {field.type}, not {json.dumps(row[field.name])[:60]}"
    return None


def _fits(value: Any, kind: pa.DataType) -> bool:
    """Whether a JSON value is of an Arrow type; null is of every type."""
    import pyarrow as pa

    if value is None:
        return True
    if pa.types.is_list(kind):
        return isinstance(value, list) and all(_fits(item, kind.value_type) for item in value)
    if pa.types.is_struct(kind):
        names = {field.name: field.type for field in kind}
        return isinstance(value, dict) and all(key in names and _fits(value[key], names[key]) for key in value)
    if pa.types.is_integer(kind):
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, str)


def load_corpus(
    name: str, *, language: str = "en", unit: Unit | None = None, sections: Sequence[str] | None = None
) -> Dataset:
    """A corpus by name or by path, as a ``datasets.Dataset`` with typed ``Features``.

    Args:
        name: a corpus of this project or one that Outlast ships, or a path to a corpus's folder.
        language: BCP 47 tag.
        unit: paragraphs or sentences only.
        sections: passages of these sections only.

    Raises:
        NotFoundError: when there is no such corpus.
        ConfigError: for faults in its card or codebook.
        CorpusError: for passages that break its schema.

    >>> letter = load_corpus("letter", language="en", unit="sentence", sections=["2"])
    >>> letter[0]["text"]
    'This is not a war between the Russians and the Ukrainians.'
    """
    card = Catalogue.near(Path.cwd()).find("corpora", name)
    return open_corpus(card).dataset(language=language, unit=unit, sections=sections)

"""A corpus's sources: ``source.yaml``, which says how its passages are made.

Two kinds. A ``text`` is a document that is split into sections, paragraphs and sentences, and labelled by an
annotation file. ``written`` passages stand one to a line, with their labels, and are made for the corpus.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Literal

import pydantic

from outlast.config import Strict, validate
from outlast.yamlfile import read_yaml

if TYPE_CHECKING:
    from pathlib import Path


class Cut(Strict):
    """A page break inside a paragraph of the source.

    Attributes:
        before: the words before it; with ``after`` they must occur in the source exactly once.
        after: the words after it.
    """

    before: str
    after: str


class Erratum(Strict):
    """A slip of the source that its passages keep.

    Attributes:
        text: as the source has it; it must occur there exactly once.
        reads: what was meant.
    """

    text: str
    reads: str


class TextSource(Strict):
    """A document to be split.

    Attributes:
        document_id: of its passages; their ids begin with it.
        language: of the document.
        file: in the corpus's folder, UTF-8.
        sha256: of the file; a source that changed is refused.
        front: the sections of the blocks before the first heading, one for each, in order.
        heading: a regular expression that a section's heading matches whole; its first group is the section.
        back: the sections of the last blocks, one for each, in order.
        markup: marks of the source's typography that belong to no passage, at the edge of a block.
        cuts: page breaks inside paragraphs.
        errata: slips that are kept.
        labels: the annotation file that the passages' labels come from; sections of ``front`` and ``back`` have none.
        labels_of: the document whose passages that file names, where this one is its translation, passage by passage.
    """

    kind: Literal["text"]
    document_id: str
    language: str
    file: str
    sha256: str
    front: list[str] = pydantic.Field(default_factory=list)
    heading: str
    back: list[str] = pydantic.Field(default_factory=list)
    markup: list[str] = pydantic.Field(default_factory=list)
    cuts: list[Cut] = pydantic.Field(default_factory=list)
    errata: list[Erratum] = pydantic.Field(default_factory=list)
    labels: str
    labels_of: str | None = None

    @pydantic.field_validator("heading")
    @classmethod
    def _compiles(cls, heading: str) -> str:
        try:
            groups = re.compile(heading).groups
        except re.error as error:
            raise ValueError(f"not a regular expression: {error}") from None
        if groups < 1:
            raise ValueError("needs a group that names the section")
        return heading


class WrittenSource(Strict):
    """Passages written for the corpus.

    Attributes:
        language: of the passages.
        file: in the corpus's folder: JSON Lines with ``document``, ``text``, the attributes and the labels.
        split_by: the label (a set) whose values the attribute ``split`` spreads over both halves of the corpus, whole
            documents at a time; no split where left out.
    """

    kind: Literal["written"]
    language: str
    file: str
    split_by: str | None = None


class Sources(Strict):
    """The whole of ``source.yaml``."""

    sources: list[Annotated[TextSource | WrittenSource, pydantic.Field(discriminator="kind")]] = pydantic.Field(
        min_length=1
    )


def read_sources(path: Path) -> Sources:
    """Read a corpus's ``source.yaml``.

    Raises:
        ConfigError: with every fault in the file.
    """
    return validate(read_yaml(path), Sources)

"""Mappings: YAML that says how an outside file becomes a corpus."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import pydantic

from outlast.config import Strict, check
from outlast.errors import ConfigError
from outlast.passages import CORE
from outlast.yamlfile import read_yaml

if TYPE_CHECKING:
    from pathlib import Path

Language = Annotated[str, pydantic.StringConstraints(pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")]
Name = Annotated[str, pydantic.StringConstraints(pattern=r"^[\w-]+$")]


class Target(Strict):
    """What the corpus will be.

    Attributes:
        name: of the corpus and of its folder.
        version: of its data.
        title: for people.
        licence: an identifier of the Hugging Face form, such as ``cc-by-4.0``.
        language: BCP 47 tag of its passages.
        source: where it comes from: authors, year, address.
    """

    name: Name
    version: str
    title: str
    licence: str = pydantic.Field(min_length=1)
    language: Language
    source: str = pydantic.Field(min_length=1)


class Files(Strict):
    """Files that are read as they lie, in order.

    Attributes:
        format: ``csv`` (with a header), ``jsonl``, ``parquet``, or ``text`` (a folder of .txt files, a passage each).
        path: a file, a folder, or a pattern such as ``part-*.csv``; relative to the mapping.
    """

    format: Literal["csv", "jsonl", "parquet", "text"]
    path: str


class Hub(Strict):
    """Anything that ``datasets.load_dataset`` reads, streamed.

    Attributes:
        path: a local folder, or a name on the hub (which needs the network).
        name: the configuration.
        split: the split.
        data_files: as `load_dataset` takes them.
    """

    format: Literal["datasets"]
    path: str
    name: str | None = None
    split: str = "train"
    data_files: str | None = None


class Columns(Strict):
    """Which columns hold what every passage has.

    Attributes:
        text: the passage.
        id: unique; the row's number from 1 where left out.
        document: what belongs together; each row for itself where left out.
    """

    text: str
    id: str | None = None
    document: str | None = None


class LabelColumn(Strict):
    """A column that becomes a label.

    Attributes:
        column: its name.
        kind: ``one`` value, or a ``set`` (a list, or text with separators).
        about: what the label says.
        values: each value and its meaning; others are faults.
        separator: between the values of a set that is given as text.
    """

    column: str
    kind: Literal["one", "set"] = "one"
    about: str
    values: dict[str, str] = pydantic.Field(min_length=1)
    separator: str = pydantic.Field(default="|", min_length=1)


class AttributeColumn(Strict):
    """A column that becomes a descriptive attribute, as text; empty cells become null.

    Attributes:
        column: its name.
        about: what it says.
    """

    column: str
    about: str


class Mapping(Strict):
    """The whole of a mapping.

    Attributes:
        corpus: what the corpus will be.
        read: what is read.
        columns: which columns hold what every passage has.
        labels: from the label's name to its column.
        attributes: from the attribute's name to its column.
    """

    corpus: Target
    read: Annotated[Files | Hub, pydantic.Field(discriminator="format")]
    columns: Columns
    labels: dict[Name, LabelColumn] = pydantic.Field(default_factory=dict)
    attributes: dict[Name, AttributeColumn] = pydantic.Field(default_factory=dict)

    def reading(self, path: str) -> Mapping:
        """The same mapping for a file that lies elsewhere."""
        return self.model_copy(update={"read": self.read.model_copy(update={"path": path})})


def read_mapping(path: Path) -> Mapping:
    """Read a mapping.

    Raises:
        ConfigError: with every fault in the file.
    """
    document = read_yaml(path)
    mapping, faults = check(document, Mapping)
    labels, attributes = (document.data.get(block) for block in ("labels", "attributes"))
    taken = dict.fromkeys(CORE.names, "every passage has a column of that name")
    for block, names in (("labels", labels), ("attributes", attributes)):
        for name in names if isinstance(names, dict) else ():
            if name in taken:
                faults.append(document.fault((block, name), taken[name]))
            taken[name] = "a label has that name"
    if mapping is None or faults:
        raise ConfigError(faults)
    return mapping

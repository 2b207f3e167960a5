"""Dataset cards: ``CARD.md`` in the Hugging Face form, with what Outlast needs to know in its front matter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pydantic

from outlast.catalogue import as_written
from outlast.config import Strict, validate
from outlast.errors import ConfigError, Fault, Place
from outlast.yamlfile import parse_yaml, read_text

if TYPE_CHECKING:
    from pathlib import Path


class CorpusIdentity(Strict):
    """The ``outlast`` block of a card.

    Attributes:
        name: of the corpus; its passages' ids begin with it.
        version: of its data; part of every signature that uses it.
        codebook: the codebook's file in the folder.
        respelt: where the attribute ``functionality`` begins so, a passage is respelt on purpose, and may have
            invisible characters and letters of another script.
    """

    name: str
    version: str
    codebook: str = "codebook.yaml"
    respelt: str | None = None


class Card(pydantic.BaseModel):
    """A card's front matter: the keys that every corpus must give. Other keys of the Hugging Face form may stand there.

    Attributes:
        pretty_name: the corpus's title.
        license: an identifier of the Hugging Face form, ``other`` included.
        language: BCP 47 tags of its passages.
        source_datasets: where the text comes from, in the Hugging Face form.
        outlast: what Outlast needs to know.
    """

    model_config = pydantic.ConfigDict(frozen=True, strict=True, extra="ignore")

    pretty_name: str
    license: str
    language: list[str] = pydantic.Field(min_length=1)
    source_datasets: list[str] = []
    outlast: CorpusIdentity


def read_card(path: Path) -> Card:
    """Read a card's front matter, the YAML between the first two lines of ``---``.

    Raises:
        ConfigError: with every fault, at its line in the card.
    """
    lines = read_text(path).splitlines()
    if not lines or lines[0].rstrip() != "---" or "---" not in (line.rstrip() for line in lines[1:]):
        place = Place(as_written(path), 1, 1)
        raise ConfigError([Fault(place, "", "a card begins with YAML between two lines of ---")])
    end = next(number for number, line in enumerate(lines[1:], 1) if line.rstrip() == "---")
    return validate(parse_yaml("\n".join(lines[1:end]), path=path, first_line=2), Card)

"""The inventory: what there is to choose from, each with a line that says what it is."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from outlast.catalogue import Catalogue, as_written
from outlast.corpus.card import read_card
from outlast.errors import ConfigError
from outlast.filters.keyword.lists import read_list
from outlast.filters.kinds import KINDS as FILTERS
from outlast.perturbations.kinds import KINDS as PERTURBATIONS
from outlast.policy import read_policy
from outlast.yamlfile import read_yaml

if TYPE_CHECKING:
    from pathlib import Path

Listed = Literal["corpora", "experiments", "filters", "keywords", "perturbations", "policies"]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to choose.

    Attributes:
        name: what a config calls it.
        about: what it is, in a line; for a file with faults, the first of them.
        path: its file, as a person would write it from here; None for a kind.
    """

    name: str
    about: str
    path: str | None


def inventory(what: Listed, folder: Path) -> tuple[Item, ...]:
    """What a file in ``folder`` could name, sorted by name.

    >>> from pathlib import Path
    >>> [item.name for item in inventory("perturbations", Path("."))]
    ['homoglyph', 'identity', 'zero-width']
    """
    if what == "filters" or what == "perturbations":  # noqa: PLR1714 - mypy narrows this
        kinds = FILTERS if what == "filters" else PERTURBATIONS
        return tuple(sorted((_kind(kind) for kind in kinds), key=lambda item: item.name))
    entries = Catalogue.near(folder).entries(what)
    return tuple(Item(entry.name, _about(what, entry.path), as_written(entry.path)) for entry in entries)


def _kind(model: type) -> Item:
    name = model.model_fields["kind"].annotation.__args__[0]  # type: ignore[attr-defined]
    module = inspect.getmodule(model)
    first = (inspect.getdoc(module) or "").partition("\n\n")[0]
    return Item(name, " ".join(first.split()), None)


def _about(what: Listed, path: Path) -> str:
    try:
        if what == "corpora":
            card = read_card(path)
            return f"{card.pretty_name} ({', '.join(card.language)}; version {card.outlast.version})"
        if what == "keywords":
            rules = read_list(path)
            return f"{len(rules.rules)} rules, {rules.language}, for {rules.policy}"
        if what == "policies":
            return read_policy(path).title
        return str(read_yaml(path).data.get("question", ""))
    except ConfigError as error:
        return f"has faults: {error.faults[0]}"

"""Grids: settings of features and model to choose from, as dotted fields with a list of values each."""

from __future__ import annotations

import json
from copy import deepcopy
from itertools import product
from typing import TYPE_CHECKING, Any

import pydantic

from outlast.errors import did_you_mean
from outlast.filters.classifier.features import Features
from outlast.filters.classifier.fit import Option
from outlast.filters.classifier.models import Model

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def options(features: Features, model: Model, grid: Mapping[str, Sequence[Any]]) -> tuple[Option, ...]:
    """Every combination of a grid's values, the first field changing slowest; one option without a grid.

    Args:
        features: as given outside the grid.
        model: as given outside the grid.
        grid: from a dotted field, ``model.C`` or ``features.parts.words.ngrams``, to its values; ``model`` or
            ``features`` alone stand for the whole block.

    Raises:
        ValueError: for a field that is not there, or a value that it does not take; the message names it.
    """
    plain = {"features": features.model_dump(mode="json"), "model": model.model_dump(mode="json")}
    made = []
    for values in product(*grid.values()):
        setting = dict(zip(grid, values, strict=True))
        changed = deepcopy(plain)
        for field, value in setting.items():
            _put(changed, field, value)
        made.append(Option(*_read(changed, setting), setting))
    return tuple(made)


def _put(blocks: dict[str, Any], field: str, value: Any) -> None:
    *above, last = field.split(".")
    block: Any = blocks
    for step in above:
        block = block.get(step) if isinstance(block, dict) else None
    if not isinstance(block, dict) or last not in block:
        known = list(block) if isinstance(block, dict) else list(blocks)
        raise ValueError(f"there is no field {field!r} to try values of{did_you_mean(last, known)}")
    block[last] = value


def _read(blocks: Mapping[str, Any], setting: Mapping[str, Any]) -> tuple[Features, Model]:
    try:
        features: Features = _FEATURES.validate_json(json.dumps(blocks["features"]))
        model: Model = _MODEL.validate_json(json.dumps(blocks["model"]))
    except pydantic.ValidationError as error:
        message = error.errors()[0]["msg"].removeprefix("Value error, ")
        shown = ", ".join(f"{field}: {json.dumps(value)}" for field, value in setting.items())
        raise ValueError(f"{shown} cannot be tried: {message}") from None
    return features, model


_FEATURES: pydantic.TypeAdapter[Any] = pydantic.TypeAdapter(Features)
_MODEL: pydantic.TypeAdapter[Any] = pydantic.TypeAdapter(Model)

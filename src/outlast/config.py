"""Config read strictly: models of YAML files, every fault at once, each with file, line, column and the near name."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_args

import pydantic

from outlast.errors import ConfigError, Fault, Place, did_you_mean
from outlast.yamlfile import UNREADABLE, Key, read_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from outlast.yamlfile import Document

Model = TypeVar("Model", bound=pydantic.BaseModel)


Slug = Annotated[str, pydantic.StringConstraints(pattern=r"^\w[\w.-]*$", max_length=100)]
"""A name that can stand in a path, a column and a signature: it begins with a letter, a digit or an underscore."""


class Strict(pydantic.BaseModel):
    """The base of every model at the YAML edge: unknown keys are faults, types are not bent, values are frozen."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


@dataclass(frozen=True, slots=True)
class Setting:
    """A field that is to be replaced.

    Attributes:
        field: its path, with dots.
        value: as YAML.
        place: where that is said.
    """

    field: str
    value: str
    place: Place


def override(document: Document, settings: Iterable[str | Setting]) -> Document:
    """The document with single fields replaced, as ``--set filters.keywords.threshold=0.7`` asks.

    A list of mappings is entered by index or by an item's ``name`` (perturbations: by ``kind`` where unnamed). The
    value is read as YAML, so numbers, lists and ``true`` mean what they mean in the file.

    Raises:
        ConfigError: for a setting without ``=`` or whose path leads nowhere.
    """
    data = json.loads(json.dumps(document.data))
    places = dict(document.places)
    faults = []
    for given in settings:
        if isinstance(given, Setting):
            path, text, place = given.field, given.value, given.place
        else:
            path, equals, text = given.partition("=")
            place = Place(f"--set {given}")
            if not equals or not path.strip():
                faults.append(Fault(place, "", "write it as field=value, for example seed=1"))
                continue
        try:
            where = _enter(data, path.strip().split("."))
        except LookupError as error:
            faults.append(Fault(place, "", str(error.args[0])))
            continue
        *parents, last = where
        target: Any = data
        for key in parents:
            target = target[key]
        target[last] = read_value(text, place=place, faults=faults)
        places = {known: at for known, at in places.items() if known[: len(where)] != where}
        places[where] = place
    if faults:
        raise ConfigError(faults)
    return replace(document, data=data, places=places)


def _enter(data: Any, steps: list[str]) -> tuple[Key, ...]:
    """The path of keys and indices that dotted steps mean; blocks that are not there yet are made, empty."""
    where: list[Key] = []
    current = data
    for number, step in enumerate(steps):
        last = number == len(steps) - 1
        if isinstance(current, list):
            index = _index(current, step)
            where.append(index)
            current = current[index]
        elif isinstance(current, dict):
            if current.get(step) is None and not last:
                current[step] = {}
            where.append(step)
            current = current.get(step)
        else:
            raise LookupError(f"{'.'.join(steps[:number])} has no fields of its own")  # noqa: TRY004 - a path, not a type
    return tuple(where)


def _index(items: list[Any], step: str) -> int:
    if step.isdecimal() and int(step) < len(items):
        return int(step)
    names = [item.get("name", item.get("kind", "")) if isinstance(item, dict) else "" for item in items]
    if step in names:
        return names.index(step)
    raise LookupError(f"no item is called {step!r}{did_you_mean(step, [name for name in names if name])}")


def validate(document: Document, model: type[Model]) -> Model:
    """The document as a model.

    Raises:
        ConfigError: with every fault of the document and of the model, each at its place in the file.
    """
    read, faults = check(document, model)
    if read is None or faults:
        raise ConfigError(faults)
    return read


def check(document: Document, model: type[Model]) -> tuple[Model | None, list[Fault]]:
    """The document as a model, or None, and every fault of the two; for callers that have more to check."""
    try:
        return model.model_validate_json(json.dumps(document.data)), list(document.faults)
    except pydantic.ValidationError as error:
        found = [details for details in error.errors(include_url=False) if details["input"] != UNREADABLE]
        return None, [*document.faults, *(_fault(document, model, details) for details in found)]


def repeated_ids(document: Document, where: tuple[Key, ...]) -> list[Fault]:
    """A fault for each item of a list of mappings whose ``id`` an earlier one has; on data that may have faults."""
    items: Any = document.data
    for step in where:
        items = items.get(step) if isinstance(items, dict) else None
    first: dict[str, int] = {}
    faults = []
    for number, item in enumerate(items if isinstance(items, list) else []):
        given = item.get("id") if isinstance(item, dict) else None
        if not isinstance(given, str) or given == UNREADABLE:
            continue
        if given in first:
            place = document.places.get((*where, first[given], "id"))
            one = f"the one on line {place.line}" if place else f"{'.'.join(map(str, where))}.{first[given]}"
            faults.append(document.fault((*where, number, "id"), f"{given!r} is already the id of {one}"))
        first.setdefault(given, number)
    return faults


def _fault(document: Document, model: type[pydantic.BaseModel], details: Any) -> Fault:
    where = _without_tags(details["loc"], document.data)
    kind, context = details["type"], details.get("ctx", {})
    if kind == "extra_forbidden":
        message = "unknown key" + did_you_mean(str(where[-1]), _fields_at(model, details["loc"][:-1]))
    elif kind == "missing":
        message = "is missing"
    elif kind in {"literal_error", "enum"}:
        options = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        message = f"{_quoted(details['input'])} is not one of its values" + did_you_mean(str(details["input"]), options)
    elif kind == "union_tag_not_found":
        key = str(context.get("discriminator", "'kind'")).strip("'")
        options = _kinds_at(model, details["loc"], key=key)
        message = f"needs a {key}" + (f": {', '.join(options)}" if options else "")
    elif kind == "union_tag_invalid":
        options = re.findall(r"'([^']*)'", str(context.get("expected_tags", "")))
        key = str(context.get("discriminator", "'kind'")).strip("'")
        where = (*where, key)
        message = f"no such {key}: {_quoted(context.get('tag'))}" + did_you_mean(str(context.get("tag")), options)
    elif kind == "value_error":
        message = str(context.get("error", details["msg"]))
    else:
        message = _in_words(kind, context, details)
    return document.fault(where, message)


_WANTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a mapping of keys",
    "model_type": "a mapping of keys",
    "model_attributes_type": "a mapping of keys",
    "missing_sentinel_error": "to be left out",
}


def _in_words(kind: str, context: dict[str, Any], details: Any) -> str:
    value = details["input"]
    if kind in _WANTED:
        return f"{_WANTED[kind]} is wanted, not {_shown(value)}"
    bounds = {"greater_than": "gt", "greater_than_equal": "ge", "less_than": "lt", "less_than_equal": "le"}
    if kind in bounds:
        words = kind.replace("_", " ").replace("equal", "or equal")
        return f"{_shown(value)} is outside its range: it must be {words} to {context[bounds[kind]]}".replace(
            "than to", "than"
        )
    if kind in {"too_short", "too_long"}:
        limit = context.get("min_length", context.get("max_length"))
        has = f"has {context['actual_length']} {'item' if context['actual_length'] == 1 else 'items'}"
        return f"{has}; at {'least' if kind == 'too_short' else 'most'} {limit} wanted"
    if kind == "string_too_short":
        return "is empty"
    if kind == "string_pattern_mismatch":
        first = ", and no '-' or '.' first" if context.get("pattern", "").startswith(r"^\w") else ""
        return f"{_shown(value)} is no name: letters, digits, '-', '_' and '.'{first}"
    return f"{details['msg']} (found {_shown(value)})"


def _quoted(value: Any) -> str:
    return repr(value) if isinstance(value, str) else _shown(value)


def _shown(value: Any) -> str:
    text = "nothing" if value is None else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "..."


def _without_tags(loc: Sequence[Key], data: Any) -> tuple[Key, ...]:
    """Pydantic's location without the discriminator tags that it inserts below unions."""
    where: list[Key] = []
    current = data
    for step in loc:
        if isinstance(current, dict) and isinstance(step, str):
            if step not in current and step in (current.get("kind"), current.get("format")):
                continue
            where.append(step)
            current = current.get(step)
        elif isinstance(current, list) and isinstance(step, int) and step < len(current):
            where.append(step)
            current = current[step]
        elif isinstance(step, str) and not isinstance(current, dict | list) and current is not None:
            continue
        else:
            where.append(step)
            current = None
    return tuple(where)


def _fields_at(model: Any, loc: Sequence[Key]) -> tuple[str, ...]:
    """The keys that the model at a location knows, for naming the near one."""
    candidates = [model]
    for step in loc:
        following: list[Any] = []
        for candidate in candidates:
            if isinstance(candidate, type) and issubclass(candidate, pydantic.BaseModel):
                kind = candidate.model_fields.get("kind")
                if isinstance(step, str) and step in candidate.model_fields:
                    following.extend(_models_in(candidate.model_fields[step].annotation))
                elif kind is not None and step in get_args(kind.annotation):
                    following.append(candidate)
        candidates = following if isinstance(step, str) and following else candidates
    fields = {
        name
        for candidate in candidates
        if isinstance(candidate, type) and issubclass(candidate, pydantic.BaseModel)
        for name in candidate.model_fields
    }
    return tuple(sorted(fields))


def _kinds_at(model: Any, loc: Sequence[Key], *, key: str) -> list[str]:
    """The kinds that a union at a location knows."""
    found = [model]
    for step in loc:
        if isinstance(step, str):
            fields = [each.model_fields[step].annotation for each in found if step in each.model_fields]
            found = [each for annotation in fields for each in _models_in(annotation)] or found
    kinds = [each.model_fields[key].annotation for each in found if key in each.model_fields]
    return sorted(kind for annotation in kinds for kind in get_args(annotation))


def _models_in(annotation: Any) -> list[Any]:
    if isinstance(annotation, type) and issubclass(annotation, pydantic.BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models_in(part)]

"""YAML files read strictly: every fault at once, each with file, line, column and the near name.

YAML is read by PyYAML's parser with the scalar rules of the YAML 1.2 core schema instead of YAML 1.1's, in which
``no`` is false, ``012`` is ten and ``1:30`` is ninety. Duplicate keys, aliases and tags, which PyYAML lets pass or
which hide what a file says, are faults.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_args

import pydantic
import yaml

from outlast.catalogue import as_written
from outlast.errors import ConfigError, Fault, Place, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

Key = str | int
Model = TypeVar("Model", bound=pydantic.BaseModel)


Slug = Annotated[str, pydantic.StringConstraints(pattern=r"^\w[\w.-]*$", max_length=100)]
"""A name that can stand in a path, a column and a signature: it begins with a letter, a digit or an underscore."""


class Strict(pydantic.BaseModel):
    """The base of every model at the YAML edge: unknown keys are faults, types are not bent, values are frozen."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML file as plain data, with the place of each key and item.

    Attributes:
        path: the file.
        data: mappings, lists and scalars.
        places: from a path of keys and indices into ``data`` to where that key or item stands; ``()`` is the top.
        faults: what is wrong with the file as YAML although it could be read; `validate` raises them with its own.
    """

    path: Path
    data: dict[str, Any]
    places: dict[tuple[Key, ...], Place]
    faults: tuple[Fault, ...] = ()

    def fault(self, where: Sequence[Key], message: str) -> Fault:
        """A fault at a field, or at the nearest enclosing thing that the file has."""
        for length in range(len(where), -1, -1):
            place = self.places.get(tuple(where[:length]))
            if place is not None:
                return Fault(place, dotted(where), message)
        return Fault(Place(as_written(self.path)), dotted(where), message)


def dotted(where: Sequence[Key]) -> str:
    """A field's path as a person writes it, in one line whatever the keys are.

    >>> dotted(("filters", 0, "threshold"))
    'filters.0.threshold'
    """
    return ".".join(step if step.isprintable() else repr(step) for step in map(str, where))


class _Loader(yaml.CSafeLoader):
    """PyYAML's C parser with the scalar rules of the YAML 1.2 core schema (section 10.3.2 of the specification)."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - PyYAML's own interface


_NULL = re.compile(r"(?:|~|null|Null|NULL)$")
_BOOL = re.compile(r"(?:true|True|TRUE|false|False|FALSE)$")
_INT = re.compile(r"[-+]?[0-9]+$")
_BASED = re.compile(r"0(?:o[0-7]+|x[0-9a-fA-F]+)$")
_INFINITE = re.compile(r"(?P<sign>[-+]?)\.(?:inf|Inf|INF)$")
_NAN = re.compile(r"\.(?:nan|NaN|NAN)$")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9]+$")


def scalar(text: str) -> str | int | float | bool | None:  # noqa: PLR0911 - a case for each kind of scalar
    """A plain YAML scalar by the 1.2 core schema.

    >>> [scalar(text) for text in ("no", "true", "3", "0.5", "", "1:30", "2022-02-22")]
    ['no', True, 3, 0.5, None, '1:30', '2022-02-22']
    """
    if _NULL.match(text):
        return None
    if _BOOL.match(text):
        return text[0] in "tT"
    if _INT.match(text):
        return int(text)
    if _BASED.match(text):
        return int(text, 0)
    if _FLOAT.match(text):
        return float(text)
    if _NAN.match(text):
        return math.nan
    if infinite := _INFINITE.match(text):
        return float(f"{infinite['sign']}inf")
    return text


_NOT_YAML = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What a YAML file may not hold (section 5.1 of the specification)."""


class _Dumper(yaml.SafeDumper):
    """PyYAML's writer, which quotes whatever this module's reader would not take for text."""


def _text_node(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    plain = isinstance(scalar(text), str) and not _LEADING_ZERO.match(text)
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if plain else "'")


_Dumper.add_representer(str, _text_node)


def dump_yaml(value: Any) -> str:
    """Plain data as YAML that `read_yaml` reads back as it was, keys in the order given."""
    return str(yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110))


def read_text(path: Path) -> str:
    """A UTF-8 file's text.

    Raises:
        ConfigError: when the file is missing, is a folder, or is not UTF-8 (with the line of the first bad byte).
    """
    name = as_written(path)
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise ConfigError([Fault(Place(name), "", "no such file")]) from None
    except OSError as error:
        raise ConfigError([Fault(Place(name), "", f"cannot be read ({error.strerror})")]) from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8-sig")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        message = f"not UTF-8 (byte 0x{raw[error.start]:02x}); save the file as UTF-8"
        raise ConfigError([Fault(Place(name, line, column), "", message)]) from None


def read_yaml(path: Path) -> Document:
    """Read a YAML file whose top is a mapping.

    Raises:
        ConfigError: for a file that cannot be read, broken YAML, duplicate keys, aliases, tags, or another top.
    """
    return parse_yaml(read_text(path), path=path)


def parse_yaml(text: str, *, path: Path, first_line: int = 1) -> Document:
    """Parse YAML text that stands in ``path`` from line ``first_line`` on (a card's front matter starts at line 2).

    Raises:
        ConfigError: as `read_yaml`.
    """
    name = as_written(path)
    if strange := _NOT_YAML.search(text):
        before = text[: strange.start()]
        place = Place(name, before.count("\n") + first_line, len(before) - before.rfind("\n"))
        message = f"not valid YAML: the character U+{ord(strange[0]):04X} may not stand in it"
        raise ConfigError([Fault(place, "", message)])
    reader = _Reader(name, first_line)
    try:
        reader.refuse_what_hides(text)
        node = yaml.compose(text, Loader=_Loader)
        data: Any = None if node is None else reader.read(node, ())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = Place(name, mark.line + first_line, mark.column + 1) if mark else Place(name)
        problem = " ".join(filter(None, (error.context, error.problem)))
        if error.context_mark and mark and error.context_mark.line != mark.line:
            problem += f" (it begins on line {error.context_mark.line + first_line})"
        raise ConfigError([Fault(place, "", f"not valid YAML: {problem}")]) from None
    except yaml.YAMLError as error:
        raise ConfigError([Fault(Place(name), "", f"not valid YAML: {str(error).splitlines()[0]}")]) from None
    except RecursionError:
        raise ConfigError([Fault(Place(name), "", "nested too deeply to be read")]) from None
    if node is None:
        raise ConfigError([Fault(Place(name), "", "the file is empty; a mapping of keys is wanted")])
    if not isinstance(node, yaml.MappingNode):
        fault = Fault(reader.place(node), "", "a mapping of keys is wanted at the top")
        raise ConfigError([fault, *reader.faults])
    return Document(path, data, reader.places, tuple(reader.faults))


UNREADABLE = "\ufffe"
"""Stands in a document's data where a value has a fault already, so that it is not told twice."""


def _short_tag(tag: str) -> str:
    """A tag as people write it.

    >>> _short_tag("tag:yaml.org,2002:str")
    '!!str'
    """
    return tag.replace("tag:yaml.org,2002:", "!!")


class _Reader:
    """Turns composed YAML nodes into plain data, noting each thing's place and each fault."""

    def __init__(self, name: str, first_line: int) -> None:
        self.name = name
        self.first_line = first_line
        self.places: dict[tuple[Key, ...], Place] = {}
        self.faults: list[Fault] = []
        self._seen: set[int] = set()

    def place(self, node: yaml.Node) -> Place:
        return Place(self.name, node.start_mark.line + self.first_line, node.start_mark.column + 1)

    def refuse_what_hides(self, text: str) -> None:
        """Note every alias and every explicit tag: the composed nodes no longer tell where they stood."""
        for event in yaml.parse(text, Loader=_Loader):
            mark = event.start_mark
            place = Place(self.name, mark.line + self.first_line, mark.column + 1) if mark else Place(self.name)
            if isinstance(event, yaml.AliasEvent):
                message = f"aliases (*{event.anchor}) are not read; repeat what it stands for"
                self.faults.append(Fault(place, "", message))
            elif tag := getattr(event, "tag", None):
                self.faults.append(Fault(place, "", f"tag {_short_tag(tag)} is not read; config is data"))

    def read(self, node: yaml.Node, where: tuple[Key, ...]) -> Any:
        self.places.setdefault(where, self.place(node))
        if id(node) in self._seen:  # an alias, which is a fault already
            return UNREADABLE
        self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, where)
        if isinstance(node, yaml.SequenceNode):
            return [self.read(item, (*where, index)) for index, item in enumerate(node.value)]
        return self._scalar(node, where) if isinstance(node, yaml.ScalarNode) else None

    def _mapping(self, node: yaml.MappingNode, where: tuple[Key, ...]) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self.faults.append(Fault(self.place(key_node), dotted(where), "a key must be plain text"))
                continue
            key = key_node.value
            here = (*where, key)
            if key in result:
                first = self.places[here]
                self.faults.append(
                    Fault(self.place(key_node), dotted(here), f"duplicate key; first given on line {first.line}")
                )
                continue
            self.places[here] = self.place(key_node)
            result[key] = self.read(value_node, here)
        return result

    def _scalar(self, node: yaml.ScalarNode, where: tuple[Key, ...]) -> Any:
        text = node.value
        if node.style:  # quoted or a block; plain is None to the Python parser, "" to the C one
            return text
        if _LEADING_ZERO.match(text):
            message = f"{text} is a number to some readers and text to others; write {int(text)} or '{text}'"
            self.faults.append(Fault(self.place(node), dotted(where), message))
            return UNREADABLE
        try:
            return scalar(text)
        except ValueError:  # Python does not read numbers of thousands of digits
            self.faults.append(Fault(self.place(node), dotted(where), f"a number of {len(text)} digits is not read"))
            return UNREADABLE


def override(document: Document, settings: Iterable[str]) -> Document:
    """The document with single fields replaced, as ``--set filters.keywords.threshold=0.7`` asks.

    A list of mappings is entered by index or by an item's ``name`` (perturbations: by ``kind`` where unnamed). The
    value is read as YAML, so numbers, lists and ``true`` mean what they mean in the file.

    Raises:
        ConfigError: for a setting without ``=`` or whose path leads nowhere.
    """
    data = json.loads(json.dumps(document.data))
    places = dict(document.places)
    faults = []
    for setting in settings:
        place = Place(f"--set {setting}")
        path, equals, text = setting.partition("=")
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
        target[last] = _setting_value(text, place, faults)
        places = {known: at for known, at in places.items() if known[: len(where)] != where}
        places[where] = place
    if faults:
        raise ConfigError(faults)
    return replace(document, data=data, places=places)


def _setting_value(text: str, place: Place, faults: list[Fault]) -> Any:
    reader = _Reader(place.source, 1)
    try:
        reader.refuse_what_hides(text)
        node = yaml.compose(text, Loader=_Loader)
        value = None if node is None else reader.read(node, ())
    except (yaml.YAMLError, RecursionError):
        faults.append(Fault(place, "", f"{text!r} is not a YAML value"))
        return None
    faults.extend(Fault(place, "", fault.message) for fault in reader.faults)
    return value


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
            line = document.places[(*where, first[given], "id")].line
            faults.append(
                document.fault((*where, number, "id"), f"{given!r} is already the id of the one on line {line}")
            )
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
        options = _kinds_at(model, details["loc"])
        message = "needs a kind" + (f": {', '.join(options)}" if options else "")
    elif kind == "union_tag_invalid":
        options = re.findall(r"'([^']*)'", str(context.get("expected_tags", "")))
        where = (*where, "kind")
        message = f"no such kind: {_quoted(context.get('tag'))}" + did_you_mean(str(context.get("tag")), options)
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
            if step not in current and current.get("kind") == step:
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


def _kinds_at(model: Any, loc: Sequence[Key]) -> list[str]:
    """The kinds that a union at a location knows."""
    found = [model]
    for step in loc:
        if isinstance(step, str):
            fields = [each.model_fields[step].annotation for each in found if step in each.model_fields]
            found = [each for annotation in fields for each in _models_in(annotation)] or found
    kinds = [each.model_fields["kind"].annotation for each in found if "kind" in each.model_fields]
    return sorted(kind for annotation in kinds for kind in get_args(annotation))


def _models_in(annotation: Any) -> list[Any]:
    if isinstance(annotation, type) and issubclass(annotation, pydantic.BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models_in(part)]

"""YAML files as plain data with the place of each key and item.

YAML is read by PyYAML's parser with the scalar rules of the YAML 1.2 core schema instead of YAML 1.1's, in which
``no`` is false, ``012`` is ten and ``1:30`` is ninety. Duplicate keys, aliases and tags, which PyYAML lets pass or
which hide what a file says, are faults.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from outlast.catalogue import as_written
from outlast.errors import ConfigError, Fault, Place

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Key = str | int


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


def read_value(text: str, *, place: Place, faults: list[Fault]) -> Any:
    """A single YAML value, as a command line gives it; what is wrong with it is added to ``faults``."""
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

"""What the labels of a pair's sides exchange: one actor for another, one stance for another, one topic for another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from outlast.passages import CORE

if TYPE_CHECKING:
    from collections.abc import Sequence

NONE = "none"
"""What stands for the side that has nothing in the place of what the other has."""

Entry = tuple[str, str]
"""Key and value; the key is empty where a label is no map."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """The one thing in which the labels of two sides differ.

    Attributes:
        what: the kind of thing: the name of a map's keys (``actor``) or of its values (``stance``), else the label.
        held: what is the same beside it: the stance where actors are exchanged, the actor where stances are; empty
            where nothing is.
        first: what the first side has.
        second: what the second side has.
    """

    what: str
    held: str
    first: str
    second: str


def exchange(first: frozenset[Entry], second: frozenset[Entry], *, names: tuple[str, str]) -> Exchange | None:
    """What two sides exchange; None where they differ in nothing, or in more than one thing.

    Args:
        first: the entries of the first side.
        second: the entries of the second side.
        names: of keys and values; the first is empty where the label is no map.

    >>> names = ("actor", "stance")
    >>> exchange(frozenset({("russia", "criticise")}), frozenset({("china", "criticise")}), names=names)
    Exchange(what='actor', held='criticise', first='russia', second='china')
    >>> exchange(frozenset({("", "war")}), frozenset(), names=("", "topics"))
    Exchange(what='topics', held='', first='war', second='none')
    """
    one, other = first - second, second - first
    if names[0]:
        if len(one) != 1 or len(other) != 1:
            return None
        (key, value), (other_key, other_value) = next(iter(one)), next(iter(other))
        if value == other_value:
            return Exchange(names[0], value, key, other_key)
        return Exchange(names[1], key, value, other_value) if key == other_key else None
    if len(one) > 1 or len(other) > 1 or not (one or other):
        return None
    here, there = (next(iter(each))[1] if each else NONE for each in (one, other))
    return Exchange(names[1], "", here, there)


def entries(column: pa.ChunkedArray) -> list[frozenset[Entry] | None]:
    """A label's entries, passage by passage; None where it is not labelled."""

    def entry(value: object) -> Entry:
        if isinstance(value, dict):
            key, held = (str(each) for each in value.values())
            return key, held
        return "", str(value)

    return [
        None if cell is None else frozenset(map(entry, cell if isinstance(cell, list) else [cell]))
        for cell in column.to_pylist()
    ]


def entry_names(field: pa.Field) -> tuple[str, str]:
    """What the keys and values of a label are called; the first is empty where it is no map."""
    if pa.types.is_list(field.type) and pa.types.is_struct(field.type.value_type):
        key, value = (each.name for each in field.type.value_type)
        return key, value
    return "", field.name


def maps(schema: pa.Schema) -> Sequence[str]:
    """The labels that are maps, such as stance: from actor to stance."""
    own = [field for field in schema if field.name not in CORE.names]
    return [field.name for field in own if entry_names(field)[0]]

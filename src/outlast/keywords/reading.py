"""Reading a list for lint: all its faults, and what can be read in spite of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from outlast.errors import ConfigError
from outlast.filters.keyword.lists import list_from, read_list
from outlast.yamlfile import read_yaml

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from outlast.errors import Fault
    from outlast.filters.keyword.rules import KeywordList
    from outlast.yamlfile import Document


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a list.

    Attributes:
        rules: the list, without the rules that have faults; None where what is wrong is more than single rules.
        faults: everything that is wrong with it.
    """

    rules: KeywordList | None
    faults: tuple[Fault, ...] = ()


def read_leniently(path: Path) -> Reading:
    """Read a keyword list; a YAML list of which only single rules are faulty is read without them."""
    try:
        return Reading(read_list(path))
    except ConfigError as error:
        faults = error.faults
    if path.suffix != ".yaml":
        return Reading(None, faults)
    try:
        document = read_yaml(path)
    except ConfigError:
        return Reading(None, faults)
    given = document.data.get("rules")
    rules = given if isinstance(given, list) else []
    kept, known = list(range(len(rules))), faults
    while (wrong := _numbers(faults)) is not None and wrong:
        gone = {kept[number] for number in wrong}
        kept = [number for number in kept if number not in gone]
        try:
            return Reading(_without(document, rules, kept), known)
        except ConfigError as error:  # what names a rule that is gone is left out too, and is no fault of its own
            faults = error.faults
    return Reading(None, known)


def _without(document: Document, rules: Sequence[Any], kept: Sequence[int]) -> KeywordList:
    """The list with some of its rules, each with its line."""
    found = list_from({**document.data, "rules": [rules[number] for number in kept]})
    lines = [document.places["rules", number].line for number in kept]
    placed = tuple(replace(rule, line=line) for rule, line in zip(found.rules, lines, strict=True))
    return replace(found, rules=placed, files=(document.path,))


def _numbers(faults: Sequence[Fault]) -> set[int] | None:
    """The numbers of the rules that faults are about; None where one is about more."""
    numbers = set()
    for fault in faults:
        head, _, rest = fault.field.partition(".")
        number = rest.partition(".")[0]
        if head != "rules" or not number.isdecimal():
            return None
        numbers.add(int(number))
    return numbers

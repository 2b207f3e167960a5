"""What a row of a published file says, as its mapping reads it: a rule, as a list's YAML would give it."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from outlast.errors import did_you_mean
from outlast.filters.keyword.expressions import ExpressionError, compiled
from outlast.filters.keyword.lists import SEVERAL
from outlast.keywords.mapping import Columns, Table
from outlast.keywords.rows import LINE

if TYPE_CHECKING:
    from outlast.keywords.mapping import DateColumn, KindColumn, Lines, Texts, ValueColumn
    from outlast.keywords.rows import Row

Named = tuple[tuple[str, ...], ...]
"""Other rules, each by its components."""


class UnreadableRowError(ValueError):
    """A row that its mapping cannot read; the message says why."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a row says.

    Attributes:
        values: the rule, without ``of``.
        of: the rules that it holds for; None where the mapping names no column for them.
        as_literal: why an expression was read as a literal; empty where it was not.
    """

    values: dict[str, Any]
    of: Named | None = None
    as_literal: str = ""


def said(row: Row, source: Lines | Table, *, stem: str) -> Said:
    """What a row says.

    Args:
        row: one that holds something, and can be read.
        source: its file, as the mapping describes it.
        stem: the file's name, without its ending, for ids.

    Raises:
        UnreadableRowError: for a value that the mapping does not foresee.
    """
    columns = source.columns if isinstance(source, Table) else _LINES
    cells = row.cells
    pattern = cells[columns.pattern]
    if not pattern:
        raise UnreadableRowError(f"{columns.pattern} is empty")
    kind, as_literal = _kind(pattern, source, columns.kind, cells)
    values: dict[str, Any] = {
        "id": f"{stem}-{row.line}" if columns.id is None else cells[columns.id],
        "kind": kind,
        "pattern": _components(pattern, source.separator) if kind in SEVERAL else pattern,
    }
    if isinstance(source, Table):
        values |= _details(columns, cells)
    for name in ("category", "theme", "audience", "regions", "added"):
        constant = getattr(source, name)
        if constant and name not in values:
            values[name] = constant.isoformat() if isinstance(constant, date) else constant
    of = _named(columns, cells, source.separator)
    _check_counts(columns, cells, components=values["pattern"], of=of or ())
    return Said(values, of, as_literal)


_LINES = Columns(pattern=LINE)


def _kind(pattern: str, source: Lines | Table, column: KindColumn | None, cells: dict[str, str]) -> tuple[str, str]:
    """The kind of a pattern, and why it is a literal though it looks like an expression."""
    kind: str = source.kind
    if column is not None:
        value = cells[column.column]
        if value not in column.values:
            raise UnreadableRowError(f"{column.column} is {value!r}{did_you_mean(value, column.values)}")
        kind = column.values[value]
    elif kind == "literal" and source.separator is not None and source.separator in pattern:
        kind = "combination"
    looks = source.expressions
    if looks is None or compiled(looks.known_by, case="kept").search(pattern) is None:
        return kind, ""
    refused = _refused(pattern) if looks.read_as == "regex" else "it looks like an expression"
    return ("literal", f"read as a literal: {refused}") if refused else ("regex", "")


def _refused(pattern: str) -> str:
    """Why a pattern cannot be an expression; empty where it can."""
    try:
        found = compiled(pattern, case="kept")
    except ExpressionError as error:
        return f"no expression for RE2: {str(error).rpartition(' is no expression for RE2: ')[2]}"
    return "as an expression it would match nothing at all, and so every text" if found.fullmatch("") else ""


def _components(pattern: str, separator: str | None) -> list[str]:
    return [part.strip() for part in (pattern.split(separator) if separator else [pattern])]


def _details(columns: Columns, cells: dict[str, str]) -> dict[str, Any]:
    """What columns say besides the pattern; empty values left out."""
    found: dict[str, Any] = {}
    for name in ("category", "theme", "translation", "note"):
        texts: Texts | None = getattr(columns, name)
        if texts is not None:
            before = {texts: ""} if isinstance(texts, str) else texts
            parts = [prefix + _BLANKS.sub(" ", cells[column]) for column, prefix in before.items() if cells[column]]
            found[name] = "; ".join(parts)
    if columns.audience is not None:
        found["audience"] = _valued(columns.audience, cells)
    if columns.regions is not None:
        regions = cells[columns.regions.column].split(columns.regions.separator)
        found["regions"] = [_region(region.strip()) for region in regions if region.strip()]
    for name in ("added", "removed"):
        dates: DateColumn | None = getattr(columns, name)
        if dates is not None:
            found[name] = _day(dates, cells[dates.column])
    return {name: value for name, value in found.items() if value}


_BLANKS = re.compile(r"\s+")


def _valued(column: ValueColumn, cells: dict[str, str]) -> str:
    value = cells[column.column]
    if value and value not in column.values:
        raise UnreadableRowError(f"{column.column} is {value!r}{did_you_mean(value, column.values)}")
    return column.values.get(value, "")


def _region(name: str) -> str:
    if _BLANKS.search(name):
        raise UnreadableRowError(f"the region {name!r} has a blank in it, which a list's CSV cannot hold")
    return name


def _day(dates: DateColumn, value: str) -> str:
    if not value:
        return ""
    found = _iso(value, tuple(dates.formats))
    if found is None:
        raise UnreadableRowError(f"{dates.column} is {value!r}, which fits none of {', '.join(dates.formats)}")
    return found


@lru_cache(maxsize=4096)
def _iso(value: str, formats: tuple[str, ...]) -> str | None:
    """A day as YYYY-MM-DD; what a format does not say is the first.

    >>> _iso("07/2016", ("%Y-%m-%d", "%m/%Y"))
    '2016-07-01'
    """
    for form in formats:
        try:
            return date(*time.strptime(value, form)[:3]).isoformat()
        except ValueError:
            continue
    return None


def _named(columns: Columns, cells: dict[str, str], separator: str | None) -> Named | None:
    if columns.of is None:
        return None
    patterns = [part.strip() for part in cells[columns.of.column].split(columns.of.separator)]
    return tuple(tuple(_components(pattern, separator)) for pattern in patterns if pattern)


def _check_counts(columns: Columns, cells: dict[str, str], *, components: str | list[str], of: Named) -> None:
    for column, counted in columns.counted.items():
        found = len(of) if counted == "of" else 1 if isinstance(components, str) else len(components)
        if cells[column] != str(found):
            what = "rules named" if counted == "of" else "components"
            raise UnreadableRowError(f"{column} is {cells[column]!r}, but {what} found: {found}")

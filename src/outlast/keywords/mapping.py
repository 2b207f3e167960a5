"""Mappings: YAML that says how published files become a keyword list."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated, Literal

import pydantic

from outlast.config import Slug, Strict, check
from outlast.errors import ConfigError
from outlast.filters.keyword.models import Day
from outlast.filters.keyword.rules import Edges
from outlast.yamlfile import read_yaml

if TYPE_CHECKING:
    from pathlib import Path

Kind = Literal["literal", "wildcard", "combination", "extenuating"]
Reading = Literal["regex", "literal"]
Named = Annotated[str, pydantic.StringConstraints(min_length=1, strip_whitespace=True)]
Region = Annotated[str, pydantic.StringConstraints(pattern=r"^\S+$")]
Texts = Annotated[str, pydantic.Field(min_length=1)] | Annotated[dict[str, str], pydantic.Field(min_length=1)]
"""A column; or columns in order, each with what is put before its value (``""`` for nothing), joined by ``; ``."""


class Target(Strict):
    """What the list will be.

    Attributes:
        name: of the list and of its two files.
        version: of its data.
        language: of its patterns, as a BCP 47 tag; ``und`` for several or unknown ones.
        licence: of the source, as an SPDX identifier.
        source: where it comes from: authors, year, address.
        note: how its rows were read, and what that cannot show.
        boundaries: where patterns may stand, as in a keyword list; platforms mostly look for them anywhere.
    """

    name: Slug
    version: str
    language: str
    licence: Named
    source: Named
    note: str = ""
    boundaries: Edges = "substring"


class Expressions(Strict):
    """Which patterns of a source are regular expressions, where the source does not say it.

    Attributes:
        known_by: an expression (RE2's syntax) that is found somewhere in each of them, and in no other pattern; it is
            tried on the pattern without the blanks at its ends.
        read_as: ``regex``; a pattern that RE2 does not take, or that matches nothing at all, is reported and read as a
            literal. Or ``literal``: all of them are reported and read as literals.
    """

    known_by: str
    read_as: Reading

    @pydantic.field_validator("known_by")
    @classmethod
    def _readable(cls, known_by: str) -> str:
        from outlast.filters.keyword.expressions import ExpressionError, compiled

        try:
            compiled(known_by, case="kept")
        except ExpressionError as error:
            raise ValueError(str(error)) from None
        return known_by


class _Source(Strict):
    """What a source of either format has.

    Attributes:
        path: a file; relative to the mapping, or found again by its name where ``--from`` says where it lies.
        name: of the list that its rules go to, if not the mapping's; sources of one list are merged.
        version: of that list, if not the mapping's.
        kind: of its rules.
        separator: what stands between the components of a pattern. A ``literal`` that holds it is a combination, unless
            a column says the kind.
        expressions: which patterns are regular expressions; none where left out.
        category: of every rule whose row names none.
        theme: of every rule whose row names none.
        audience: of every rule whose row names none.
        regions: of every rule whose row names none.
        added: of every rule whose row names none.
    """

    path: Named
    name: Slug | None = None
    version: str | None = None
    kind: Kind = "literal"
    separator: Annotated[str, pydantic.Field(min_length=1)] | None = None
    expressions: Expressions | None = None
    category: str = ""
    theme: str = ""
    audience: str | None = None
    regions: list[Region] = pydantic.Field(default_factory=list)
    added: Day | None = None

    @pydantic.model_validator(mode="after")
    def _has_components(self) -> _Source:
        if self.kind == "wildcard" and self.separator is not None:
            raise ValueError("a wildcard has no components; leave separator out")
        return self


class Lines(_Source):
    """A text file with a pattern in each line; blank lines and blanks at the ends of lines are counted and left out.

    Attributes:
        format: ``lines``.
    """

    format: Literal["lines"]


class KindColumn(Strict):
    """A column that says how a pattern is matched.

    Attributes:
        column: its name.
        values: the kind that each value means; rows with others are reported and not read.
    """

    column: Named
    values: dict[str, Kind] = pydantic.Field(min_length=1)


class ValueColumn(Strict):
    """A column whose values are replaced by the list's own.

    Attributes:
        column: its name.
        values: what each value becomes, ``""`` for none; rows with others are reported and not read.
    """

    column: Named
    values: dict[str, str] = pydantic.Field(min_length=1)


class RegionsColumn(Strict):
    """A column that says where a rule stands.

    Attributes:
        column: its name.
        separator: between several; blanks around it are left out.
    """

    column: Named
    separator: str = pydantic.Field(default=";", min_length=1)


class DateColumn(Strict):
    """A column with a day.

    Attributes:
        column: its name.
        formats: how days are written, tried in order, in the signs of Python's ``strptime``. What a format does not say
            is the first: ``%m/%Y`` reads 07/2016 as 2016-07-01. A row whose day fits none is reported and not read.
    """

    column: Named
    formats: list[str] = pydantic.Field(default=["%Y-%m-%d"], min_length=1)

    @pydantic.field_validator("formats")
    @classmethod
    def _known(cls, formats: list[str]) -> list[str]:
        for form in formats:
            try:
                time.strptime(time.strftime(form, time.gmtime(0)), form)
            except ValueError as error:
                raise ValueError(f"{form!r} is no way to write a day: {error}") from None
        return formats


class OthersColumn(Strict):
    """A column that names the rules for which a rule holds, by their patterns.

    Attributes:
        column: its name.
        separator: between patterns; the source's own ``separator`` stands between a pattern's components.
    """

    column: Named
    separator: str = pydantic.Field(min_length=1)


class Columns(Strict):
    """What each column of a table becomes. Every column is named: in one of these, or in ``left_out``.

    Attributes:
        pattern: the column with the pattern.
        kind: the column that says how it is matched; the source's ``kind`` where left out.
        id: the column with an id; the file's stem and the row's line where left out, such as ``words-12``.
        category: what a rule is about.
        theme: a wider heading.
        translation: of the pattern.
        note: all else that is kept, such as ``{Note: "", Reference: "see "}``.
        audience: for whom a rule stands.
        regions: where it stands.
        added: from which day it stands.
        removed: from which day it stands no more.
        of: the rules for which an ``extenuating`` one holds.
        counted: columns that only count what another has, which is checked: ``components`` of the pattern, or patterns
            in ``of``. A row in which they differ is reported and not read.
        left_out: columns that are not kept, and why.
    """

    pattern: Named
    kind: KindColumn | None = None
    id: str | None = None
    category: Texts | None = None
    theme: Texts | None = None
    translation: Texts | None = None
    note: Texts | None = None
    audience: ValueColumn | None = None
    regions: RegionsColumn | None = None
    added: DateColumn | None = None
    removed: DateColumn | None = None
    of: OthersColumn | None = None
    counted: dict[str, Literal["components", "of"]] = pydantic.Field(default_factory=dict)
    left_out: dict[str, str] = pydantic.Field(default_factory=dict)

    @property
    def named(self) -> tuple[str, ...]:
        """Every column that is named, those of ``left_out`` included."""
        found = [self.pattern, *([self.id] if self.id is not None else [])]
        for texts in (self.category, self.theme, self.translation, self.note):
            found += [texts] if isinstance(texts, str) else texts or ()
        others = (self.kind, self.audience, self.regions, self.added, self.removed, self.of)
        found += [other.column for other in others if other is not None]
        return tuple(dict.fromkeys([*found, *self.counted, *self.left_out]))


class Table(_Source):
    """A CSV file with a header; blanks at the ends of cells and column names are left out.

    Attributes:
        format: ``csv``.
        columns: what each becomes.
        only: for some columns, the values whose rows are read; the other rows are counted.
    """

    format: Literal["csv"]
    columns: Columns
    only: dict[str, list[str]] = pydantic.Field(default_factory=dict)

    @pydantic.model_validator(mode="after")
    def _names_others(self) -> Table:
        kinds = self.columns.kind.values.values() if self.columns.kind is not None else [self.kind]
        if self.columns.of is not None and "extenuating" not in kinds:
            raise ValueError("only extenuating rules hold for others; leave columns.of out, or say kind: extenuating")
        return self


Source = Annotated[Lines | Table, pydantic.Field(discriminator="format")]


class ListMapping(Strict):
    """The whole of a mapping.

    Attributes:
        keywords: what the list will be.
        read: the sources, in the order in which their rules will stand.
    """

    keywords: Target
    read: Annotated[list[Source], pydantic.Field(min_length=1)]

    def reading(self, expressions: Reading) -> ListMapping:
        """The same mapping with another choice of what becomes of expressions."""
        sources = [
            source.model_copy(
                update={
                    "expressions": source.expressions and source.expressions.model_copy(update={"read_as": expressions})
                }
            )
            for source in self.read
        ]
        return self.model_copy(update={"read": sources})


def read_list_mapping(path: Path) -> ListMapping:
    """Read a mapping.

    Raises:
        ConfigError: with every fault in the file.
    """
    document = read_yaml(path)
    mapping, faults = check(document, ListMapping)
    if mapping is None or faults:
        raise ConfigError(faults)
    return mapping

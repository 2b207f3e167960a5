"""Gathering: all rows of the files that go to one list, as its rules."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outlast.catalogue import as_written
from outlast.filters.keyword.lists import checked
from outlast.filters.keyword.rules import PERMITTING
from outlast.keywords.interpreting import Said, UnreadableRowError, said
from outlast.keywords.mapping import Table
from outlast.keywords.merging import Counts, Merged, Remark
from outlast.keywords.rows import rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from outlast.errors import Fault
    from outlast.filters.keyword.rules import Edges, Rule
    from outlast.keywords.mapping import Lines
    from outlast.keywords.rows import Row


@dataclass(frozen=True, slots=True)
class Found:
    """A source, and the file that it was found at."""

    source: Lines | Table
    path: Path


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the files of one list hold.

    Attributes:
        rules: in the order of their rows; those that name others after all that can be named.
        counts: what became of the rows.
        remarks: on single rows, in the order of files and lines.
    """

    rules: tuple[Rule, ...]
    counts: Counts
    remarks: tuple[Remark, ...]


def gather(sources: Sequence[Found], *, edges: Edges) -> Gathered:
    """Read the files of one list.

    Args:
        sources: at least one.
        edges: the list's boundaries.

    Raises:
        ConfigError: for a file that cannot be read at all.
    """
    gathering = _Gathering(edges)
    for found in sources:
        gathering.read(found)
    gathering.settle()
    order = {as_written(found.path): number for number, found in reversed([*enumerate(sources)])}
    merged, counts = gathering.merged, gathering.counts
    return Gathered(
        rules=tuple(merged.rules.values()),
        counts=Counts(
            **{name.replace("-", "_"): merged.outcomes[name] for name in merged.outcomes},
            **{name: counts[name] for name in ("blank", "trimmed", "as_literal")},
        ),
        remarks=tuple(sorted(merged.remarks, key=lambda remark: (order[remark.file], remark.line))),
    )


class _Gathering:
    """The rules gathered so far, and the rows that name other rules, which wait until all of those are there."""

    def __init__(self, edges: Edges) -> None:
        self.edges = edges
        self.merged = Merged()
        self.counts: Counter[str] = Counter()
        self.waiting: list[tuple[Said, Path, str, int]] = []

    def read(self, found: Found) -> None:
        """Take in a file's rows."""
        source, path = found.source, found.path
        stem, file = _NO_ID.sub("-", path.stem).strip("-"), as_written(path)
        only = source.only if isinstance(source, Table) else {}
        for row in rows(path, source):
            self.counts["trimmed"] += row.trimmed
            if row.wrong:
                self.merged.refuse(row.wrong, file=file, line=row.line)
            elif not row.cells:
                self.counts["blank"] += 1
            elif any(row.cells[column] not in wanted for column, wanted in only.items()):
                self.merged.outcomes["left-out"] += 1
            else:
                self._row(row, source, path, stem=stem, file=file)

    def _row(self, row: Row, source: Lines | Table, path: Path, *, stem: str, file: str) -> None:
        try:
            found = said(row, source, stem=stem)
        except UnreadableRowError as error:
            self.merged.refuse(str(error), file=file, line=row.line)
            return
        if found.of is not None and found.values["kind"] in PERMITTING:
            self.waiting.append((found, path, file, row.line))
        else:
            self._rule(found, path, file=file, line=row.line)

    def settle(self) -> None:
        """Take in the rows that waited, with the ids of the rules that they name."""
        if not self.waiting:
            return
        exactly = self.merged.ids_of_blocking()
        in_any_order: dict[frozenset[str], list[str]] = {}
        for components, ids in exactly.items():
            in_any_order.setdefault(frozenset(components), []).extend(ids)
        for found, path, file, line in self.waiting:
            named = {parts: exactly.get(parts) or in_any_order.get(frozenset(parts)) for parts in found.of or ()}
            missing = [parts for parts, ids in named.items() if not ids]
            if missing:
                why = f"it holds for rules that are not in the list ({len(missing)} of {len(named)})"
                self.merged.refuse(f"{why}; the first is {' + '.join(missing[0])!r}", file=file, line=line)
            elif not named:
                self.merged.refuse("it names no rule that it holds for", file=file, line=line)
            else:
                found.values["of"] = [*dict.fromkeys(name for each in named.values() for name in each or ())]
                self._rule(found, path, file=file, line=line)

    def _rule(self, found: Said, path: Path, *, file: str, line: int) -> None:
        faults: list[Fault] = []
        for rule in checked(found.values, path, 0, edges=self.edges, faults=faults):
            self.merged.add(rule, file=file, line=line)
            if found.as_literal:
                self.counts["as_literal"] += 1
                self.merged.remarks.append(Remark(file, line, "as-literal", found.as_literal))
        if faults:
            why = "; ".join(": ".join(filter(None, (fault.field, fault.message))) for fault in faults)
            self.merged.refuse(why, file=file, line=line)


_NO_ID = re.compile(r"[^\w.-]+")

"""Merging: the rules of several rows and files as one list, with a remark for everything that is not kept as it lay."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from outlast.filters.keyword.rules import Rule

Outcome = Literal["kept", "merged", "duplicate", "unread", "left-out"]
"""What became of a row that holds something: a rule of the list; joined into one of another file; already there from
the same file; not readable; not asked for by the mapping's ``only``."""

TEXTS = ("category", "theme", "translation", "note")


@dataclass(frozen=True, slots=True)
class Remark:
    """What a person should know of one row.

    Attributes:
        file: as a person would write its path.
        line: where the row begins, 1-based.
        about: ``unread``: the list has nothing of it; ``duplicate``: an earlier row of the file says the same;
            ``differs``: it was joined with an earlier one, and a value that differs is not kept; ``as-literal``: it
            looks like an expression, and is in the list as a literal.
        why: in words.
    """

    file: str
    line: int
    about: Literal["unread", "duplicate", "differs", "as-literal"]
    why: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.why}"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows there were, and what became of them.

    Attributes:
        kept: rows that became a rule of their own.
        merged: rows that were joined into a rule of another file.
        duplicate: rows that repeat an earlier one of the same file.
        unread: rows of which the list has nothing; each has a remark.
        left_out: rows that the mapping's ``only`` does not ask for.
        blank: rows that hold nothing; the other numbers leave them out.
        trimmed: rows with blanks at the ends of a value, which were taken off.
        as_literal: rows that look like expressions, and are in the list as literals; each has a remark.
    """

    kept: int = 0
    merged: int = 0
    duplicate: int = 0
    unread: int = 0
    left_out: int = 0
    blank: int = 0
    trimmed: int = 0
    as_literal: int = 0

    @property
    def read(self) -> int:
        """Rows that hold something."""
        return self.kept + self.merged + self.duplicate + self.unread + self.left_out


class Merged:
    """Rules joined so far.

    Rules are the same when kind, components (in their order), boundaries, audience, the day of removal and ``of`` are.
    Of the same rules the first is kept, with the regions of all (everywhere where one names none), the earliest day of
    addition (always where one names none), and the first text of each sort that is not empty.
    """

    def __init__(self) -> None:
        self.rules: dict[object, Rule] = {}
        self.outcomes: Counter[Outcome] = Counter()
        self.remarks: list[Remark] = []
        self._where: dict[object, tuple[str, int]] = {}
        self._ids: dict[str, tuple[str, int]] = {}

    def add(self, rule: Rule, *, file: str, line: int) -> None:
        """Take a row's rule in."""
        key = (rule.kind, rule.components, rule.edges, rule.audience, rule.removed, rule.of)
        first = self.rules.get(key)
        if first is None:
            if rule.id in self._ids:
                self.refuse(f"its id {rule.id!r} is already that of {_place(self._ids[rule.id])}", file=file, line=line)
                return
            self.rules[key], self._where[key] = rule, (file, line)
            self._ids[rule.id] = (file, line)
            self.outcomes["kept"] += 1
            return
        place = _place(self._where[key])
        if self._where[key][0] == file:
            self.outcomes["duplicate"] += 1
            self.remarks.append(Remark(file, line, "duplicate", f"the same rule as {place}"))
        else:
            self.outcomes["merged"] += 1
        self.rules[key], lost = _joined(first, rule)
        self.remarks += [
            Remark(file, line, "differs", f"the same rule as {place}, and its {name} {value!r} is not kept")
            for name, value in lost.items()
        ]

    def refuse(self, why: str, *, file: str, line: int) -> None:
        """Note a row of which nothing is kept."""
        self.outcomes["unread"] += 1
        self.remarks.append(Remark(file, line, "unread", f"not read: {why}"))

    def ids_of_blocking(self) -> dict[tuple[str, ...], list[str]]:
        """The ids of the rules that can block, by their components."""
        found: dict[tuple[str, ...], list[str]] = {}
        for rule in self.rules.values():
            if rule.blocks:
                found.setdefault(rule.components, []).append(rule.id)
        return found


def _joined(first: Rule, other: Rule) -> tuple[Rule, dict[str, str]]:
    """Two rules that are the same as one, and what the other said that the one does not say."""
    regions = tuple(dict.fromkeys((*first.regions, *other.regions))) if first.regions and other.regions else ()
    added = min(first.added, other.added) if first.added and other.added else None
    texts = {name: getattr(first, name) or getattr(other, name) for name in TEXTS}
    lost = {name: getattr(other, name) for name in TEXTS if getattr(other, name) not in ("", texts[name])}
    return replace(first, regions=regions, added=added, **texts), lost


def _place(where: tuple[str, int]) -> str:
    return f"{where[0]}:{where[1]}"

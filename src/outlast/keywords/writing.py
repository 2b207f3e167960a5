"""Writing keyword lists: a YAML file about the list, and a CSV file beside it that holds its rules."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from outlast.filters.keyword.lists import COLUMNS, SEVERAL, join_components
from outlast.tables import write_text
from outlast.yamlfile import dump_yaml

if TYPE_CHECKING:
    from pathlib import Path

    from outlast.filters.keyword.rules import Edges, KeywordList, Rule

_LIMITS = {"ordered": "gap", "proximity": "within", "fuzzy": "distance", "detector": "at_least"}
_OWN_EDGES = ("wildcard", "regex", "homophone", "detector")
"""Kinds whose boundaries are not the list's."""


def write_list(keywords: KeywordList, folder: Path, *, boundaries: Edges) -> tuple[Path, Path]:
    """Write ``<name>.yaml`` and ``<name>.csv``, which `read_list` reads to the same rules.

    Args:
        keywords: the list; texts of its rules have no blanks at their ends.
        folder: where the files go; they replace what is there.
        boundaries: of the rules that do not say so themselves.

    Returns:
        The two paths, YAML first.
    """
    about, rules = folder / f"{keywords.name}.yaml", folder / f"{keywords.name}.csv"
    write_text(rules, csv_of(keywords.rules, boundaries=boundaries))
    head = {
        "name": keywords.name,
        "version": keywords.version,
        "language": keywords.language,
        "policy": keywords.policy,
        "licence": keywords.licence,
        "note": keywords.note,
        "boundaries": boundaries,
        "rules_file": {"path": rules.name},
    }
    write_text(about, dump_yaml({key: value for key, value in head.items() if value}))
    return about, rules


def csv_of(rules: tuple[Rule, ...], *, boundaries: Edges) -> str:
    r"""Rules as CSV, with the columns that some rule has a value in.

    >>> from outlast.filters.keyword.rules import Rule
    >>> print(csv_of((Rule("r1", "combination", ("1+1", "two"), category="sums"),), boundaries="substring"), end="")
    id,kind,pattern,category
    r1,combination,1\+1 + two,sums
    """
    cells = [_cells(rule, boundaries) for rule in rules]
    used = {column for row in cells for column, value in row.items() if value}
    columns = [column for column in COLUMNS if column in used]
    stream = io.StringIO()
    plain = csv.writer(stream, lineterminator="\n")
    quoted = csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_ALL)
    plain.writerow(columns)
    for row in cells:
        values = [row.get(column, "") for column in columns]
        # Python 3.11's writer leaves a carriage return bare, which ends a row for who reads it.
        (quoted if any("\r" in value for value in values) else plain).writerow(values)
    return stream.getvalue()


def _cells(rule: Rule, boundaries: Edges) -> dict[str, str]:
    found = {
        "id": rule.id,
        "kind": rule.kind,
        "pattern": _pattern(rule),
        "category": rule.category,
        "theme": rule.theme,
        "added": rule.added.isoformat() if rule.added else "",
        "removed": rule.removed.isoformat() if rule.removed else "",
        "regions": " ".join(rule.regions),
        "audience": rule.audience or "",
        "boundaries": "" if rule.kind in _OWN_EDGES or rule.edges == boundaries else rule.edges,
        "detect": rule.detects or "",
        "written": " ".join(rule.written),
        "of": " ".join(rule.of),
        "translation": rule.translation,
        "note": rule.note,
    }
    if rule.limit is not None:
        found[_LIMITS[rule.kind]] = str(rule.limit)
    return found


def _pattern(rule: Rule) -> str:
    if rule.kind in SEVERAL:
        return join_components(rule.components)
    core = "".join(rule.components)
    if rule.kind == "wildcard":
        return (
            ("*" if rule.edges in ("suffix", "substring") else "")
            + core
            + ("*" if rule.edges in ("prefix", "substring") else "")
        )
    return core

"""The rules of a run's keyword filters, kept in its folder: a later comparison can then say which of them differ.

The list that a filter names may have changed since, or be gone. What is kept is the part that stood for the filter (on
its day, in its region, for its audience), in the list's order, as it was written, before any normalising.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from outlast.filters.keyword.filter import KeywordConfig
from outlast.filters.keyword.rules import Rule
from outlast.runs.folder import RULES
from outlast.tables import TableKind

if TYPE_CHECKING:
    from pathlib import Path

    from outlast.experiment import Experiment
    from outlast.runs.results import Run

RULE_ROWS = TableKind(
    "rules",
    pa.schema(
        [
            pa.field("filter", pa.string(), nullable=False),
            pa.field("number", pa.int32(), nullable=False),
            pa.field("id", pa.string(), nullable=False),
            pa.field("kind", pa.string(), nullable=False),
            pa.field("components", pa.list_(pa.string()), nullable=False),
            pa.field("edges", pa.string(), nullable=False),
            pa.field("limit", pa.int32()),
            pa.field("written", pa.list_(pa.string()), nullable=False),
            pa.field("detects", pa.string()),
            pa.field("of", pa.list_(pa.string()), nullable=False),
            pa.field("category", pa.string(), nullable=False),
            pa.field("line", pa.int32(), nullable=False),
        ]
    ),
    key=("filter", "number"),
)
"""A rule of a keyword filter; ``number`` is its place among those that stood for the filter, from 0."""

_LISTS = ("components", "written", "of")
_PLAIN = ("id", "kind", "edges", "limit", "detects", "category", "line")


def write_rules(experiment: Experiment, folder: Path) -> None:
    """Keep the rules of an experiment's keyword filters in its run's folder; nothing where it has no such filter."""
    rows: list[dict[str, Any]] = []
    filters = [config for config in experiment.spec.filters if isinstance(config, KeywordConfig)]
    for config in filters:
        for number, rule in enumerate(config.standing(experiment.lists[config.list]).rules):
            plain = {name: getattr(rule, name) for name in _PLAIN}
            lists = {name: list(getattr(rule, name)) for name in _LISTS}
            rows.append({"filter": config.name, "number": number, **plain, **lists})
    if filters:
        RULE_ROWS.write(pa.Table.from_pylist(rows, schema=RULE_ROWS.schema), folder / RULES)


def kept_rules(run: Run) -> dict[str, tuple[Rule, ...]]:
    """The rules that stood for each keyword filter of a run, in order; empty where its folder keeps none.

    Raises:
        TableError: when the file is not what it should be.
    """
    path = run.folder / RULES
    found: dict[str, list[Rule]] = {}
    for row in RULE_ROWS.read(path).to_pylist() if path.is_file() else ():
        plain: dict[str, Any] = {name: row[name] for name in _PLAIN}
        lists: dict[str, Any] = {name: tuple(row[name]) for name in _LISTS}
        found.setdefault(row["filter"], []).append(Rule(**plain, **lists))
    return {name: tuple(rules) for name, rules in found.items()}

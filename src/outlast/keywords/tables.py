"""What was found about keyword lists as plain data: documents for JSON, and rows for CSV."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outlast.filters.keyword.normalise.chain import Chain
    from outlast.filters.keyword.rules import Rule
    from outlast.keywords.diff import Difference, Untidy
    from outlast.keywords.lint import Linted
    from outlast.keywords.overlap import Overlap

FINDING_COLUMNS = ("file", "line", "check", "rule", "pattern", "message", "advice")

CHANGE_COLUMNS = ("change", "rule", "kind", "pattern", "before", "category", "fields")

PAIR_COLUMNS = ("first", "second", "shared", "union", "jaccard", "shared_as_written", "union_as_written")


def lint_document(found: Linted) -> dict[str, Any]:
    """What lint found."""
    return {
        "name": found.name,
        "rules": found.rules,
        "normalise": found.chain.steps,
        "control": found.control or None,
        "left_out": found.left_out or None,
        "findings": [asdict(finding) for finding in found.findings],
    }


def finding_rows(found: Linted) -> Iterator[dict[str, Any]]:
    """A row for each finding, with `FINDING_COLUMNS`."""
    for finding in found.findings:
        yield {name: getattr(finding, name) for name in FINDING_COLUMNS}


def difference_document(found: Difference) -> dict[str, Any]:
    """How two lists differ."""
    return {
        "names": found.names,
        "lists": [_untidy_document(untidy) for untidy in found.untidy],
        "lines": None if found.lines is None else asdict(found.lines),
        "kept": found.kept,
        "categories": {
            name: dict(zip(("added", "removed", "changed"), numbers, strict=True))
            for name, numbers in found.by_category().items()
        },
        "changes": list(change_rows(found)),
    }


def _untidy_document(untidy: Untidy) -> dict[str, Any]:
    return {
        "rules": untidy.rules,
        "distinct": untidy.distinct,
        "repeated": [{"rule": rule.id, "line": rule.line, "pattern": rule.pattern} for rule in untidy.repeated],
        "blanks": untidy.blanks,
    }


def change_rows(found: Difference) -> Iterator[dict[str, Any]]:
    """A row for each rule that was added, removed or changed, with `CHANGE_COLUMNS`."""
    for rule in found.added:
        yield _row("added", rule)
    for rule in found.removed:
        yield _row("removed", rule)
    for change in found.changed:
        yield {**_row("changed", change.after), "before": change.before.pattern, "fields": change.fields}


def _row(change: str, rule: Rule) -> dict[str, Any]:
    return {
        "change": change,
        "rule": rule.id,
        "kind": rule.kind,
        "pattern": rule.pattern,
        "before": None,
        "category": rule.category,
        "fields": (),
    }


def overlap_document(found: Overlap, as_written: Overlap, *, chain: Chain) -> dict[str, Any]:
    """What lists share, after normalising and before it."""
    return {
        "normalise": chain.steps,
        "rules": found.sizes,
        "in_all": found.everywhere,
        "in_any": found.union,
        "in_all_as_written": as_written.everywhere,
        "in_any_as_written": as_written.union,
        "pairs": list(pair_rows(found, as_written)),
    }


def pair_rows(found: Overlap, as_written: Overlap) -> Iterator[dict[str, Any]]:
    """A row for each two lists, with `PAIR_COLUMNS`."""
    for pair, before in zip(found.pairs, as_written.pairs, strict=True):
        yield {
            "first": pair.first,
            "second": pair.second,
            "shared": pair.shared,
            "union": pair.union,
            "jaccard": pair.jaccard,
            "shared_as_written": before.shared,
            "union_as_written": before.union,
        }

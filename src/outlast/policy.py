"""Policies: what a censor intends, as rules over labels.

A passage is a target of a policy when at least one of its ``block`` rules holds. A rule holds when each of its
conditions does: the label has (one of) the values named. Filters are measured against a policy, and classifiers learn
it; no filter sees a label when it decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import pyarrow as pa
import pydantic

from outlast.config import Strict, check, repeated_ids
from outlast.errors import ConfigError, did_you_mean
from outlast.tables import TableKind
from outlast.yamlfile import UNREADABLE, read_yaml

if TYPE_CHECKING:
    from pathlib import Path

    from outlast.codebook import Codebook
    from outlast.errors import Fault
    from outlast.yamlfile import Document

Values = str | Annotated[list[str], pydantic.Field(min_length=1)]

TARGETS = TableKind(
    "targets",
    pa.schema(
        [
            pa.field("passage_id", pa.string(), nullable=False),
            pa.field("target", pa.bool_()),
            pa.field("rules", pa.list_(pa.string()), nullable=False),
        ]
    ),
    key=("passage_id",),
)
"""What a policy says of passages: whether it would block each, and by which of its rules."""


class PolicyRule(Strict):
    """One reason to block.

    Attributes:
        id: unique in the policy.
        when: from a label field to the value, or the values any one of which will do; for a map, from each key that
            must be there to them. All conditions must hold; alternatives are rules of their own.
        reason: in words, for reports.
    """

    id: str
    when: dict[str, Values | Annotated[dict[str, Values], pydantic.Field(min_length=1)]] = pydantic.Field(min_length=1)
    reason: str


class Policy(Strict):
    """A policy as its file gives it.

    Attributes:
        name: of the policy.
        version: of the policy.
        title: for people.
        source: where the policy is known from.
        reading: how its words were turned into rules, and what that assumes.
        block: the rules.
    """

    name: str
    version: str
    title: str
    source: str
    reading: str
    block: list[PolicyRule] = pydantic.Field(min_length=1)

    @property
    def labels(self) -> tuple[str, ...]:
        """The label fields that its rules speak of."""
        return tuple(dict.fromkeys(name for rule in self.block for name in rule.when))

    def judge(self, passages: pa.Table, *, codebook: Codebook) -> pa.Table:
        """Which passages the policy would block, and by which of its rules.

        Args:
            passages: with ``passage_id`` and the codebook's label columns.
            codebook: of the passages.

        Returns:
            A table of kind `TARGETS`, a row a passage. ``target`` is null where a passage lacks a label that a rule
            needs and no other rule holds.
        """
        verdicts: list[bool | None] = [False] * passages.num_rows
        rules: list[list[str]] = [[] for _ in range(passages.num_rows)]
        for rule in self.block:
            for row, holds in enumerate(_holds(rule, passages, codebook)):
                verdicts[row] = _either(verdicts[row], holds)
                if holds:
                    rules[row].append(rule.id)
        columns = [
            passages.column("passage_id"),
            pa.array(verdicts, pa.bool_()),
            pa.array(rules, pa.list_(pa.string())),
        ]
        return pa.table(columns, schema=TARGETS.schema)


def _either(left: bool | None, right: bool | None) -> bool | None:
    """Kleene's or: true beats unknown, unknown beats false."""
    if left or right:
        return True
    return None if left is None or right is None else False


def _holds(rule: PolicyRule, passages: pa.Table, codebook: Codebook) -> list[bool | None]:
    """Kleene's and over a rule's conditions, row by row."""
    columns = [
        _condition(passages.column(name).to_pylist(), wanted, codebook.labels[name].names)
        for name, wanted in rule.when.items()
    ]
    result: list[bool | None] = []
    for row in zip(*columns, strict=True):
        result.append(False if False in row else None if None in row else True)
    return result


def _condition(labels: list[Any], wanted: Values | dict[str, Values], names: tuple[str, str]) -> list[bool | None]:
    if isinstance(wanted, dict):
        key_name, value_name = names
        choices = [{(key, value) for value in _listed(values)} for key, values in wanted.items()]
        found = [
            None if label is None else {(entry[key_name], entry[value_name]) for entry in label} for label in labels
        ]
        return [None if pairs is None else all(pairs & choice for choice in choices) for pairs in found]
    values = set(_listed(wanted))
    return [None if label is None else bool(values.intersection(_listed(label))) for label in labels]


def _listed(values: Values) -> list[str]:
    return [values] if isinstance(values, str) else values


def read_policy(path: Path, *, codebook: Codebook | None = None) -> Policy:
    """Read a policy, and check it against a codebook where one is given.

    Raises:
        ConfigError: with every fault in the file, labels that the codebook does not have included.
    """
    document = read_yaml(path)
    policy, faults = check(document, Policy)
    faults += repeated_ids(document, ("block",))
    if codebook is not None:
        faults += _outside(document, codebook)
    if policy is None or faults:
        raise ConfigError(faults)
    return policy


def _outside(document: Document, codebook: Codebook) -> list[Fault]:
    """Labels and values that the codebook does not have; on data that may have other faults."""
    block = document.data.get("block")
    return [
        document.fault(("block", number, "when", name), problem)
        for number, rule in enumerate(block if isinstance(block, list) else [])
        if isinstance(rule, dict) and isinstance(rule.get("when"), dict)
        for name, wanted in rule["when"].items()
        for problem in _unknown(name, wanted, codebook)
    ]


def _unknown(name: str, wanted: Any, codebook: Codebook) -> list[str]:
    field = codebook.labels.get(name)
    if field is None:
        return [f"the codebook has no label {name!r}{did_you_mean(name, codebook.labels)}"]
    if (field.kind == "map") != isinstance(wanted, dict):
        return [f"{'a mapping' if field.kind == 'map' else 'a value or a list of values'} is wanted for this label"]
    keys = list(wanted) if isinstance(wanted, dict) else []
    groups = list(wanted.values()) if isinstance(wanted, dict) else [wanted]
    values = [value for group in groups for value in (group if isinstance(group, list) else [group])]
    return [
        f"{given!r} is not in the codebook{did_you_mean(given, known)}"
        for given, known in [*((key, field.keys or {}) for key in keys), *((value, field.values) for value in values)]
        if isinstance(given, str) and given != UNREADABLE and given not in known
    ]

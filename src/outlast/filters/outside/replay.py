"""Decisions made elsewhere, replayed: a paper's published predictions, another system's log, joined by id.

A replay decides nothing. It says what a file says of a passage, and where the file says nothing the decision is an
error that says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import pydantic

from outlast.config import Slug, Strict
from outlast.errors import ConfigError, Fault, did_you_mean
from outlast.filters.outside.verdict import Decided, Verdict, VerdictError, as_label
from outlast.filters.protocol import Judgement, judgement

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pyarrow as pa

    from outlast.errors import Place

FAULTS = 20
"""Faults of a file that are told at once; a file with a wrong column of labels has one on every line."""

ORIGINAL = "identity"
"""The perturbation that decisions are of where a file does not say: the text as its author wrote it."""


class Key(NamedTuple):
    """Which rendering a decision is on."""

    passage_id: str
    perturbation: str
    draw: int


class Row(NamedTuple):
    """A decision of the file: what was decided, on which text (None where the file does not say), on which line."""

    decided: Decided
    text: str | None
    line: int


@dataclass(frozen=True, slots=True)
class Replayed:
    """The decisions of a file.

    Attributes:
        file: its name, for messages.
        rows: by rendering.
    """

    file: str
    rows: Mapping[Key, Row]


@dataclass(frozen=True, slots=True)
class Replay:
    """Says what was decided elsewhere.

    Attributes:
        decisions: those of the file, all of them in memory.
        perturbed: what to say of a rewritten text that the file has no decision on.
    """

    decisions: Replayed
    perturbed: Literal["error", "as-identity"]

    def decide(self, batch: pa.Table, *, near: int) -> Judgement:
        """Look up a batch of renderings; see `outlast.filters.protocol.Filter`. There is no evidence."""
        columns = (batch.column(name).to_pylist() for name in ("passage_id", "perturbation", "draw", "text"))
        found = [self._found(Key(*key), text) for *key, text in zip(*columns, strict=True)]
        return judgement(
            [row.blocked for row in found], score=[row.score for row in found], error=[row.error for row in found]
        )

    def _found(self, key: Key, text: str) -> Decided:
        file, rows = self.decisions.file, self.decisions.rows
        if row := rows.get(key):
            if row.text is not None and row.text != text:
                return Decided(None, None, f"{file}:{row.line} is a decision on another text")
            return row.decided
        if self.perturbed == "as-identity" and (original := rows.get(Key(key.passage_id, ORIGINAL, 0))):
            return original.decided
        under = "" if key.perturbation == ORIGINAL else f" under {key.perturbation}, draw {key.draw}"
        return Decided(None, None, f"{file} has no decision on {key.passage_id}{under}")


class ReplayFile(Strict):
    """The file that is replayed.

    Attributes:
        format: ``csv`` (with a header), ``jsonl`` or ``parquet``.
        path: relative to the experiment.
    """

    format: Literal["csv", "jsonl", "parquet"]
    path: str


class ReplayColumns(Strict):
    """Which columns say what a decision is on.

    Attributes:
        id: what identifies the passage.
        perturbation: the perturbation's name in the experiment; every row is of ``identity`` where left out.
        draw: which of its draws; 0 where left out.
        text: the text that was judged. Where given, a decision on another text than the run's is an error.
    """

    id: str
    perturbation: str | None = None
    draw: str | None = None
    text: str | None = None

    @property
    def named(self) -> dict[str, str]:
        """From field to column, for those that are given."""
        return {field: column for field, column in self.model_dump().items() if column is not None}


class ReplayConfig(Strict):
    """A replay in a config.

    Attributes:
        name: unique in the experiment.
        read: the file.
        columns: which columns say what a decision is on.
        passage_id: how a passage's id in the corpus is made of the file's ``{id}``.
        only: from column to value: only the rows that have it are read.
        verdict: the column that decides, and how.
        perturbed: what to say of a rewritten text that the file has no decision on: ``error``, or ``as-identity``,
            which assumes that the judge would have decided as it did on the original.
    """

    kind: Literal["replay"]
    name: Slug
    read: ReplayFile
    columns: ReplayColumns
    passage_id: str = "{id}"
    only: dict[str, str] = pydantic.Field(default_factory=dict)
    verdict: Verdict
    perturbed: Literal["error", "as-identity"] = "error"

    @pydantic.field_validator("passage_id")
    @classmethod
    def _has_id(cls, pattern: str) -> str:
        if pattern.count("{id}") != 1:
            raise ValueError(f"{pattern!r} must hold {{id}} once, where the file's id goes")
        return pattern

    def build(self, decisions: Replayed) -> Replay:
        """The filter that this describes."""
        return Replay(decisions, self.perturbed)

    def absent(self, header: Sequence[str]) -> Iterable[tuple[tuple[str, ...], str]]:
        """Each column that the config names and a file has not: its place in the config, and what is wrong."""
        named = {("columns", field): column for field, column in self.columns.named.items()}
        named |= {("only", column): column for column in self.only}
        named |= dict(zip([("verdict", "at"), ("verdict", "score")], self.verdict.places, strict=False))
        for where, column in named.items():
            if column not in header:
                yield where, f"{self.read.path} has no column {column!r}{did_you_mean(column, header)}"


def replayed(config: ReplayConfig, records: Iterable[tuple[Place, dict[str, Any]]]) -> Replayed:
    """The decisions of a file's rows.

    The same decision twice is one; rows that ``only`` leaves out are not looked at.

    Args:
        config: how the rows are read; its columns are there.
        records: each row with its place in the file.

    Raises:
        ConfigError: for rows without an id, values that are no verdict (the first of each), draws that are no
            number, and two different decisions on one rendering, each with the row's place.
    """
    rows: dict[Key, Row] = {}
    faults: list[Fault] = []
    told: set[str] = set()
    for place, record in records:
        column = ""
        try:
            if any(as_label(record.get(name)) != value for name, value in config.only.items()):
                continue
            key = _key(config, record)
            column = config.verdict.at
            row = _row(config, record, place.line)
        except VerdictError as error:
            if str(error) not in told:
                told.add(str(error))
                faults.append(Fault(place, column, str(error)))
        else:
            before = rows.setdefault(key, row)
            if before.decided != row.decided or before.text != row.text:
                what = f"another decision on {key.passage_id}, {key.perturbation}, draw {key.draw}"
                faults.append(Fault(place, "", f"{what} stands on line {before.line}; one of them must go"))
        if len(faults) >= FAULTS:
            break
    if faults:
        raise ConfigError(faults)
    return Replayed(config.read.path, rows)


def _key(config: ReplayConfig, record: dict[str, Any]) -> Key:
    columns = config.columns
    given = as_label(record.get(columns.id))
    if given is None:
        raise VerdictError(f"{columns.id} is empty; each row needs the id of its passage")
    perturbation = as_label(record.get(columns.perturbation)) if columns.perturbation else None
    draw = as_label(record.get(columns.draw)) if columns.draw else None
    if draw is not None and not draw.isdecimal():
        raise VerdictError(f"{columns.draw} is {draw!r}; a draw is a number from 0")
    return Key(config.passage_id.replace("{id}", given), perturbation or ORIGINAL, int(draw or 0))


def _row(config: ReplayConfig, record: dict[str, Any], line: int) -> Row:
    text = record.get(config.columns.text) if config.columns.text else None
    return Row(config.verdict.decide(record.get), None if text is None else str(text), line)

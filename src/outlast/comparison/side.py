"""One run as a comparison sees it: verdicts and scores as arrays, read by column, a part at a time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from outlast.catalogue import as_written
from outlast.decisions import DECISIONS, KEY
from outlast.policy import TARGETS
from outlast.runs.folder import PASSAGES, POLICY
from outlast.runs.rules import kept_rules
from outlast.statistics.outcomes import ERROR
from outlast.tables import TableError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from outlast.filters.keyword.rules import Rule
    from outlast.runs.results import Run

MISSING = -2
"""In ``blocked`` while it is read: nothing was found yet."""

PASSAGE_COLUMNS = ["passage_id", "document_id", "section", "parent_id", "language"]

NAMES = ("passage_id", "perturbation", "filter")
"""The columns of the key that are read as codes with a dictionary, so that each name is looked up once."""


@dataclass(frozen=True)
class Side:
    """A run with its decisions.

    Attributes:
        run: whole.
        label: what tables call it.
        passages: `PASSAGE_COLUMNS`, in reading order.
        target: int8, shape (passages,): 1 where the policy would block, 0 where not, `ERROR` where it says nothing.
        renderings: each perturbation with each of its draws, in order.
        blocked: int8, shape (filters, renderings, passages): 1 blocked, 0 survives, `ERROR`.
        score: float64, the same shape: NaN where there is none.
    """

    run: Run
    label: str
    passages: pa.Table
    target: np.ndarray
    renderings: tuple[tuple[str, int], ...]
    blocked: np.ndarray
    score: np.ndarray

    @property
    def filters(self) -> tuple[str, ...]:
        """The filters' names, in order."""
        return tuple(self.run.manifest.filters)

    @cached_property
    def ids(self) -> pa.Array:
        """The passages' ids."""
        return self.passages.column("passage_id").combine_chunks()

    @cached_property
    def configs(self) -> dict[str, dict[str, Any]]:
        """The filters' configs, by name."""
        return {config["name"]: config for config in self.run.config["filters"]}

    @cached_property
    def perturbations(self) -> dict[str, dict[str, Any]]:
        """The perturbations' configs, by name."""
        given = self.run.config["perturbations"]
        return {config.get("name") or config["kind"]: config for config in given}

    @cached_property
    def rules(self) -> Mapping[str, tuple[Rule, ...]]:
        """The rules that stood for each keyword filter; none where the run's folder keeps none."""
        return kept_rules(self.run)

    @cached_property
    def facts(self) -> dict[str, str]:
        """What the signature says in words: corpus, policy and the like."""
        parts = (part.partition(":") for part in self.run.signature.split("|")[1:])
        return {name: value for name, _, value in parts}

    def texts(self) -> pa.Array:
        """The passages' texts, read anew each time: they are most of a run's passages."""
        return pq.ParquetFile(self.run.folder / PASSAGES).read(columns=["text"]).column("text").combine_chunks()


def read_side(run: Run, *, label: str) -> Side:
    """Read what a comparison needs of a run.

    Raises:
        RunFolderError: when the run has not ended.
        TableError: when its decisions are not one for each passage, perturbation, draw and filter.
    """
    passages = pq.ParquetFile(run.folder / PASSAGES).read(columns=PASSAGE_COLUMNS).combine_chunks()
    ids = passages.column("passage_id").combine_chunks()
    renderings = tuple((name, draw) for name, draws in run.manifest.perturbations.items() for draw in range(draws))
    shape = (len(run.manifest.filters), len(renderings), len(ids))
    blocked, score = np.full(shape, MISSING, dtype=np.int8), np.full(shape, np.nan)
    rows = 0
    for path in run.parts("decisions"):
        part = _read(path)
        at = _places(part, ids=ids, renderings=renderings, filters=run.manifest.filters)
        if (at < 0).any():
            raise TableError(
                f"{as_written(path)}: decisions on what the run does not judge; `outlast verify` says more"
            )
        told = part.column("blocked").combine_chunks().cast(pa.int8()).fill_null(ERROR)
        blocked.reshape(-1)[at] = np.asarray(told)
        if part.column("score").null_count < part.num_rows:
            score.reshape(-1)[at] = np.asarray(part.column("score").combine_chunks().fill_null(np.nan))
        rows += part.num_rows
    if rows != blocked.size or (blocked == MISSING).any():  # as many rows as places and none free: each is there once
        raise TableError(
            f"{as_written(run.folder)}: its decisions are not one for each key; `outlast verify` says more"
        )
    return Side(run, label, passages, _target(run.folder / POLICY, ids), renderings, blocked, score)


def _read(path: Path) -> pa.Table:
    try:
        file = pq.ParquetFile(path, read_dictionary=list(NAMES))
        if file.schema_arrow.names != DECISIONS.schema.names:
            raise TableError(f"{as_written(path)}: decisions have columns {file.schema_arrow.names}")
        return file.read(columns=[*KEY, "blocked", "score"])
    except (OSError, pa.ArrowInvalid) as error:
        raise TableError(f"{as_written(path)}: not a readable Parquet file ({str(error).splitlines()[0]})") from None


def _places(
    part: pa.Table, *, ids: pa.Array, renderings: tuple[tuple[str, int], ...], filters: list[str]
) -> np.ndarray:
    """For each row its place in arrays of shape (filters, renderings, passages), flat; -1 for what has none."""
    passage = codes(part.column("passage_id"), ids)
    name = codes(part.column("filter"), pa.array(filters, pa.string()))
    perturbations = list(dict.fromkeys(each for each, _ in renderings))
    perturbation = codes(part.column("perturbation"), pa.array(perturbations, pa.string()))
    draw = np.asarray(part.column("draw").combine_chunks(), dtype=np.int64)
    first = np.array([renderings.index((each, 0)) for each in perturbations])
    draws = np.bincount([perturbations.index(each) for each, _ in renderings])
    known = (passage >= 0) & (name >= 0) & (perturbation >= 0)
    known &= (draw >= 0) & (draw < draws[perturbation])
    rendering = first[perturbation] + draw
    made: np.ndarray = np.where(known, (name * len(renderings) + rendering) * len(ids) + passage, -1)
    return made


def codes(column: pa.ChunkedArray, names: pa.Array) -> np.ndarray:
    """Row by row, the place of a dictionary-encoded column's value among names, int64; -1 where it is not there."""
    made = []
    for chunk in column.chunks:
        place = np.asarray(pc.index_in(chunk.dictionary, value_set=names).fill_null(-1), dtype=np.int64)
        made.append(place[np.asarray(chunk.indices)] if len(chunk) else np.zeros(0, np.int64))
    return np.concatenate(made) if made else np.zeros(0, np.int64)


def _target(path: Path, ids: pa.Array) -> np.ndarray:
    targets = TARGETS.read(path)
    at = pc.index_in(ids, value_set=targets.column("passage_id").combine_chunks())
    return np.asarray(targets.column("target").combine_chunks().take(at).cast(pa.int8()).fill_null(ERROR))

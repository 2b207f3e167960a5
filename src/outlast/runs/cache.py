"""What is known of earlier runs: small entries that say under which key which run's files hold which decisions.

No decision is stored twice. An entry points into the part files of a run below the same folder, and says what the rows
that it points to must hash to; where the run was deleted, or a byte of these rows changed, the entry is not used.
Entries lie in ``<runs>/.cache/decisions``, a file for each key; how well a filter learned, which a summary needs and
only fitting tells, lies in ``<runs>/.cache/learned``. Every file is written whole or not at all, and nothing is lost
that cannot be made again: any of them, or all, may be deleted at any time.
"""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from outlast.decisions import DECISIONS, EVIDENCE, EVIDENCE_COLUMNS, RENDERING
from outlast.filters.protocol import Judgement
from outlast.filters.training import Learned, OutOfFold
from outlast.signature import SHORT, fingerprint
from outlast.tables import TableError, content_sha256, write_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOLDER = ".cache"

VERSION = 1
"""Of the entries' form; entries of another are not used."""

SOURCES = 3
"""Runs that an entry names at most, the newest first: where one is deleted, another may still be there."""

JUDGED = ("blocked", "score", "stage", "rule", "error")
"""The columns of decisions that a filter makes."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Source:
    """Where decisions of one filter on the texts of one part and rendering lie, and its evidence.

    Attributes:
        run: the run's folder, below the folder of runs.
        part: the name of the part's files.
        kind: the filter's kind.
        first: the first row of the decisions in their file.
        rows: how many there are.
        first_evidence: the first row of the evidence in its file.
        evidence: how many there are.
        sha256: of both, but for the filter's name.
    """

    run: str
    part: str
    kind: str
    first: int
    rows: int
    first_evidence: int
    evidence: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Everything that is known of one key.

    Attributes:
        path: of its file.
        sources: the newest first.
    """

    path: Path
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Cache:
    """The entries below one folder of runs.

    Attributes:
        runs: the folder.
    """

    runs: Path

    @property
    def folder(self) -> Path:
        """Where the entries lie."""
        return self.runs / FOLDER

    def is_there(self, source: Source) -> bool:
        """Whether the files of a source are there; not whether they are what they were."""
        return all((self.runs / source.run / table / source.part).is_file() for table in ("decisions", "evidence"))

    def find(self, key: str) -> Source | None:
        """The newest source under a key whose files are there."""
        entry = _read_entry(self._entry(key))
        for source in entry.sources if entry else ():
            if self.is_there(source):
                return source
            log.info("%s is gone; what its part %s had is decided again", source.run, source.part)
        return None

    def keep(self, key: str, source: Source) -> None:
        """Note where decisions lie. Two that note at once lose nothing but one of their notes."""
        path = self._entry(key)
        before = _read_entry(path)
        others = [each for each in (before.sources if before else ()) if each.run != source.run]
        if any(each.sha256 != source.sha256 and self.is_there(each) for each in others):
            log.warning(
                "%s filter: %s and %s decided otherwise on the same texts, by the same config, data and code",
                source.kind,
                source.run,
                others[0].run,
            )
        kept = [source, *others][:SOURCES]
        self._write(path, {"version": VERSION, "sources": [asdict(each) for each in kept]})

    def entries(self) -> Iterator[Entry]:
        """Every entry, in the order of their keys; what cannot be read has no source."""
        for path in sorted((self.folder / "decisions").glob("??/*.json")):
            yield _read_entry(path) or Entry(path, ())

    def learned(self, key: str) -> Learned | None:
        """How well a filter learned, where that was kept and is whole."""
        try:
            data = json.loads(self._learned(key).read_text("utf-8"))
            if data["version"] != VERSION or fingerprint(data["learned"]) != data["sha256"]:
                return None
            return _as_learned(data["learned"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def keep_learned(self, key: str, learned: Learned) -> None:
        """Keep how well a filter learned; what has no JSON is not kept, and the filter is trained again next time."""
        try:
            plain = json.loads(json.dumps(_as_plain(learned)))
            data = {"version": VERSION, "sha256": fingerprint(plain), "learned": plain}
        except (TypeError, ValueError) as error:
            log.warning("how well a filter learned cannot be kept (%s)", error)
            return
        self._write(self._learned(key), data)

    def learned_files(self) -> list[Path]:
        """The files that say how well filters learned."""
        return sorted((self.folder / "learned").glob("*.json"))

    @staticmethod
    def _write(path: Path, data: dict[str, Any]) -> None:
        """Write a file; a folder that cannot be written to costs later runs their reuse, not this one its decisions."""
        try:
            write_text(path, json.dumps(data, ensure_ascii=False) + "\n")
        except OSError as error:
            log.warning("what was decided is not noted for later runs (%s)", error)

    def _entry(self, key: str) -> Path:
        return self.folder / "decisions" / key[:2] / f"{key}.json"

    def _learned(self, key: str) -> Path:
        return self.folder / "learned" / f"{key}.json"


@dataclass(slots=True)
class Taking:
    """Reads what sources point to; a file that several of them point into is read once.

    Attributes:
        cache: where the entries are from.
    """

    cache: Cache
    _files: dict[Path, pa.Table] = field(default_factory=dict, init=False)

    def judgement(self, source: Source, batch: pa.Table) -> Judgement | None:
        """The decisions of a source as a filter makes them; None, and a line in the log, where they are gone.

        Args:
            source: where they lie.
            batch: the renderings that are decided on.
        """
        try:
            decisions = self._rows(source, "decisions", source.first, source.rows)
            evidence = self._rows(source, "evidence", source.first_evidence, source.evidence)
            whole = rows_sha256(decisions, evidence) == source.sha256
        except (OSError, pa.ArrowInvalid, KeyError, TableError) as error:
            log.info("%s, part %s cannot be read (%s)", source.run, source.part, str(error).partition("\n")[0])
            return None
        if not whole or not decisions.select(list(RENDERING)).equals(batch.select(list(RENDERING))):
            log.info("%s, part %s is not what it was when its decisions were noted", source.run, source.part)
            return None
        passage_ids = batch.column("passage_id").combine_chunks()
        rows = pc.index_in(evidence.column("passage_id"), value_set=passage_ids)
        columns = {name: decisions.column(name).combine_chunks() for name in JUDGED}
        return Judgement(
            **columns, rows=rows.combine_chunks(), evidence=evidence.select(EVIDENCE_COLUMNS.names).combine_chunks()
        )

    def _rows(self, source: Source, table: str, first: int, rows: int) -> pa.Table:
        path = self.cache.runs / source.run / table / source.part
        if path not in self._files:
            self._files[path] = pq.ParquetFile(path).read()
        return self._files[path].slice(first, rows)


def rows_sha256(decisions: pa.Table, evidence: pa.Table) -> str:
    """SHA-256 of a filter's decisions and their evidence, but for its name."""
    columns = [[name for name in kind.schema.names if name != "filter"] for kind in (DECISIONS, EVIDENCE)]
    return fingerprint([content_sha256(decisions.select(columns[0])), content_sha256(evidence.select(columns[1]))])


def _read_entry(path: Path) -> Entry | None:
    try:
        data = json.loads(path.read_text("utf-8"))
        if data["version"] != VERSION:
            return None
        return Entry(path, tuple(Source(**each) for each in data["sources"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        log.info("%s is no entry (%s)", path.stem[:SHORT], error)
        return None


def _as_plain(learned: Learned) -> dict[str, Any]:
    plain = {each.name: getattr(learned, each.name) for each in fields(learned)}
    kept = learned.out_of_fold
    if kept is not None:
        groups = list(dict.fromkeys(kept.groups))
        numbers = {name: number for number, name in enumerate(groups)}
        plain["out_of_fold"] = {
            "scores": kept.scores.tolist(),
            "targets": np.flatnonzero(kept.targets).tolist(),
            "groups": groups,
            "group": [numbers[name] for name in kept.groups],
        }
    return plain


def _as_learned(plain: dict[str, Any]) -> Learned:
    given = {**plain, "thresholds_held_out": tuple(plain["thresholds_held_out"])}
    given["settings_held_out"] = tuple(plain["settings_held_out"])
    kept = plain["out_of_fold"]
    if kept is not None:
        targets = np.zeros(len(kept["scores"]), dtype=bool)
        targets[kept["targets"]] = True
        groups = tuple(kept["groups"][number] for number in kept["group"])
        given["out_of_fold"] = OutOfFold(np.asarray(kept["scores"], dtype=np.float64), targets, groups)
    return Learned(**given)

"""The run folder: its files, its manifest, and how the manifest is read and written."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from outlast.errors import UserError
from outlast.signature import file_sha256
from outlast.tables import write_text

if TYPE_CHECKING:
    from pathlib import Path

VERSION = 1
"""Of the run folder's form. A folder of another version is refused by name."""

Status = Literal["running", "complete", "incomplete"]

PASSAGES = "passages.parquet"
POLICY = "targets.parquet"
RULES = "rules.parquet"

TABLES = ("decisions", "evidence", "renderings")
"""The folders with one file for each part."""


class RunFolderError(UserError):
    """A folder that is no run, or whose manifest cannot be read."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a run is: written when it starts, and again when it ends.

    Attributes:
        version: of the folder's form.
        experiment: the experiment's name.
        path: the experiment's file, as it was given; how `verify` finds it again.
        signature: the citable string.
        fingerprint: SHA-256 over config, data and code, 64 hexadecimal digits.
        status: ``running`` until it ends; ``incomplete`` when some decisions are errors, else ``complete``.
        started: ISO 8601, UTC.
        finished: the same; None while it runs.
        passages: how many are judged.
        perturbations: from name to draws, in order.
        filters: in order.
        decisions: how many rows there must be.
        errors: how many of them are errors; None while it runs.
        parts: how many files each table has.
        inputs: from role to SHA-256.
        code: versions and hash of what decided.
        work: where the decisions came from, as `outlast.runs.work.Work`; empty while it runs.
        files: from each file of the folder, as a relative path, to its SHA-256, when the run has ended.
    """

    version: int
    experiment: str
    path: str
    signature: str
    fingerprint: str
    status: Status
    started: str
    finished: str | None
    passages: int
    perturbations: dict[str, int]
    filters: list[str]
    decisions: int
    errors: int | None
    parts: int
    inputs: dict[str, str]
    code: dict[str, str]
    work: dict[str, int] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        """Put the manifest in a run's folder, whole or not at all."""
        write_json(folder / "manifest.json", asdict(self))


def read_manifest(folder: Path) -> Manifest:
    """Read a run's manifest.

    Raises:
        RunFolderError: when the folder is no run, or its manifest is broken or of another version.
    """
    path = folder / "manifest.json"
    if not path.is_file():
        raise RunFolderError(f"{folder} is no run: it has no manifest.json")
    try:
        data = json.loads(path.read_text("utf-8"))
        version = data["version"]
    except (ValueError, KeyError, TypeError) as error:
        raise RunFolderError(f"{path} is broken ({error}); run the experiment again") from None
    if version != VERSION:
        raise RunFolderError(f"{path} is of version {version}; this Outlast reads version {VERSION}")
    try:
        return Manifest(**data)
    except TypeError as error:
        raise RunFolderError(f"{path} is broken ({error}); run the experiment again") from None


def write_json(path: Path, value: Any) -> None:
    """Write JSON for people and programs: indented, UTF-8, keys in the order given."""
    write_text(path, json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n")


def part_files(folder: Path, table: str) -> list[Path]:
    """A table's files, in the order of their parts, however many there are."""
    return sorted((folder / table).glob("part-*.parquet"), key=lambda path: (len(path.name), path.name))


def hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of every file of a run but its manifest, and but what somebody else put there."""
    own = ["experiment.yaml", "resolved.yaml", PASSAGES, POLICY, RULES, "summary.json"]
    paths = [folder / name for name in own if (folder / name).is_file()]
    paths += [path for table in TABLES for path in part_files(folder, table)]
    return {path.relative_to(folder).as_posix(): file_sha256(path) for path in paths}

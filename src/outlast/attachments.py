"""What outside judges take from the disk: decisions that are replayed, the files of a program.

Each file that can change a decision is an input of the run; what is wrong is told before anything is judged.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from outlast.corpus.mapping import Files
from outlast.corpus.records import records
from outlast.errors import ConfigError, CorpusError, Fault
from outlast.filters.outside.command import PYTHON, CommandConfig
from outlast.filters.outside.replay import ReplayConfig, Replayed, replayed

if TYPE_CHECKING:
    from pathlib import Path

Where = tuple[str | int, ...]


@dataclass
class Attached:
    """What a filter's block led to.

    Attributes:
        inputs: files that can change a decision.
        faults: what is wrong in those files, each with its own place.
        complaints: what is wrong in the block: a field of it, and a message.
        decisions: of a replay; None for another filter, or where they cannot be read.
    """

    inputs: list[Path] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    complaints: list[tuple[Where, str]] = field(default_factory=list)
    decisions: Replayed | None = None


def attached(config: ReplayConfig | CommandConfig, *, folder: Path, judged: list[str] | None) -> Attached:
    """Find and read what a filter's block names.

    Args:
        config: the block.
        folder: the experiment's; paths are relative to it.
        judged: the ids of the judged passages; None where they cannot be told.
    """
    return _replay(config, folder, judged) if isinstance(config, ReplayConfig) else _command(config, folder)


def _replay(config: ReplayConfig, folder: Path, judged: list[str] | None) -> Attached:
    made, path = Attached(), folder / config.read.path
    if not path.is_file():
        made.complaints.append((("read", "path"), f"no file at {config.read.path!r}"))
        return made
    made.inputs.append(path)
    try:
        rows = records(Files(format=config.read.format, path=config.read.path), folder=folder)
        first = next(rows, None)
        if first is None:
            made.complaints.append((("read", "path"), f"{config.read.path} has no rows"))
            return made
        made.complaints += config.absent([str(column) for column in first[1]])
        if made.complaints:
            return made
        made.decisions = replayed(config, chain([first], rows))
    except ConfigError as error:
        made.faults += error.faults
    except CorpusError as error:
        made.complaints.append((("read", "path"), str(error)))
    if made.decisions is not None and judged:
        made.complaints += _joined(config, made.decisions, judged)
    return made


def _joined(config: ReplayConfig, decisions: Replayed, judged: list[str]) -> list[tuple[Where, str]]:
    """A complaint where no decision is on a judged passage."""
    if not decisions.rows:
        return [(("only",), f"{config.read.path} has no row that has these values")]
    ids = {key.passage_id for key in decisions.rows}
    if not ids.isdisjoint(judged):
        return []
    theirs = next(iter(decisions.rows)).passage_id
    message = f"no decision of {config.read.path} is on a judged passage: its first is on {theirs!r}, "
    return [(("passage_id",), f"{message}the first judged is {judged[0]!r}")]


def _command(config: CommandConfig, folder: Path) -> Attached:
    made = Attached()
    program, *arguments = config.command
    here = folder / program if "/" in program else None
    if program != PYTHON and shutil.which(str(here) if here else program) is None:
        where = "at" if here else "called"
        made.complaints.append((("command", 0), f"no program {where} {program!r} that can be run"))
    made.inputs += [folder / argument for argument in arguments if _is_file(folder / argument)]
    for number, name in enumerate(config.files):
        if _is_file(folder / name):
            made.inputs.append(folder / name)
        else:
            made.complaints.append((("files", number), f"no file at {name!r}"))
    return made


def _is_file(path: Path) -> bool:
    """Whether an argument is a file's path; one that the system cannot even look for (too long) is not."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False

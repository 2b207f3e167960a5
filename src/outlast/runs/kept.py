"""What the cache of a folder of runs holds, and how it is emptied."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from outlast.runs.cache import Cache
from outlast.runs.listing import Listing

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Removed:
    """What was taken out of a cache.

    Attributes:
        entries: files that say where decisions lie.
        learned: files that say how well a filter learned.
        size: bytes of all of them.
    """

    entries: int
    learned: int
    size: int


def kept(runs: Path) -> Listing:
    """What a folder of runs knows of decisions that were made, by experiment and kind of filter.

    Args:
        runs: the folder.

    Returns:
        A row for each experiment and kind, in that order: ``experiment``, ``kind``, ``entries`` (each the decisions of
        one filter on one part under one draw of a perturbation), ``decisions`` that they point to, ``dangling``
        entries whose files are gone, and ``bytes`` of the entries. An entry counts for the newest of its runs that is
        still there. Entries that cannot be read stand under no experiment.
    """
    import pyarrow as pa

    cache = Cache(runs)
    counts: dict[tuple[str, str], Counter[str]] = {}
    for entry in cache.entries():
        there = [source for source in entry.sources if cache.is_there(source)]
        shown = next(iter([*there, *entry.sources]), None)
        key = ("", "") if shown is None else (shown.run.partition("/")[0], shown.kind)
        count = counts.setdefault(key, Counter())
        count["entries"] += 1
        count["decisions"] += shown.rows if there and shown else 0
        count["dangling"] += not there
        count["bytes"] += entry.path.stat().st_size
    texts, numbers = ("experiment", "kind"), ("entries", "decisions", "dangling", "bytes")
    rows = [
        {**dict(zip(texts, key, strict=True)), **{name: count[name] for name in numbers}}
        for key, count in sorted(counts.items())
    ]
    schema = pa.schema([*((name, pa.string()) for name in texts), *((name, pa.int64()) for name in numbers)])
    return Listing(f"decisions known in {cache.folder}", pa.Table.from_pylist(rows, schema=schema))


def clear(runs: Path, *, which: Literal["all", "dangling"] = "all") -> Removed:
    """Empty the cache of a folder of runs; runs stay as they are.

    Only files that a cache writes are removed. What other runs decide in the meantime is noted again.

    Args:
        runs: the folder.
        which: ``all``, or the entries that are ``dangling``: whose runs are gone, or that cannot be read.
    """
    cache = Cache(runs)
    entries = [
        entry.path
        for entry in cache.entries()
        if which == "all" or not any(cache.is_there(source) for source in entry.sources)
    ]
    learned = cache.learned_files() if which == "all" else []
    size = 0
    for path in (*entries, *learned):
        size += path.stat().st_size
        path.unlink(missing_ok=True)
    for folder in sorted((path for path in cache.folder.rglob("*") if path.is_dir()), reverse=True):
        _remove_if_empty(folder)
    _remove_if_empty(cache.folder)
    return Removed(len(entries), len(learned), size)


def _remove_if_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()

"""Answers that were paid for once: a file in which an `http` judge's answers are kept, and its pace.

SQLite, since it is whole whatever is killed, and several processes write it side by side.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

VERSION = 1
"""Of the file's form."""

BUSY = 60.0
"""Seconds that one process waits for another's writing."""

TABLES = """\
CREATE TABLE answers (key TEXT PRIMARY KEY, answer TEXT NOT NULL, asked TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE pace (address TEXT PRIMARY KEY, free REAL NOT NULL) WITHOUT ROWID;
"""


class KeptError(Exception):
    """A file that answers cannot be kept in; the message says why."""


class Kept:
    """Answers in a file, by key.

    Args:
        path: the file.
        mode: ``write`` makes it where it is missing; ``read`` takes a missing one for an empty one.

    Raises:
        KeptError: when the file is no file of answers, or cannot be opened.

    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     kept = Kept(Path(folder) / "answers.sqlite", mode="write")
    ...     kept.put({"a": '{"flagged":true}'})
    ...     print(kept.get(["a", "b"]))
    ...     kept.close()
    {'a': '{"flagged":true}'}
    """

    def __init__(self, path: Path, *, mode: Literal["read", "write"]) -> None:
        self._connection: sqlite3.Connection | None = None
        if mode == "read" and not path.is_file():
            return
        try:
            address = f"{path.resolve().as_uri()}?mode={'rwc' if mode == 'write' else 'ro'}"
            self._connection = sqlite3.connect(
                address, uri=True, timeout=BUSY, isolation_level=None, check_same_thread=False
            )
            self._check(mode)
        except (sqlite3.Error, OSError) as error:
            self.close()
            raise KeptError(f"{path.name} cannot hold answers ({error})") from None

    def _check(self, mode: Literal["read", "write"]) -> None:
        connection = self._open()
        if mode == "write":
            connection.execute("BEGIN IMMEDIATE")
            if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                for statement in filter(str.strip, TABLES.split(";")):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {VERSION}")
            connection.execute("COMMIT")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version != VERSION:
            raise sqlite3.DatabaseError(f"it is of version {version}, not {VERSION}")

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            raise KeptError("it is closed")
        return self._connection

    def get(self, keys: Iterable[str]) -> dict[str, str]:
        """The answers that are there, by key, as JSON."""
        if self._connection is None:
            return {}
        select = "SELECT answer FROM answers WHERE key = ?"
        found = {key: self._connection.execute(select, (key,)).fetchone() for key in keys}
        return {key: row[0] for key, row in found.items() if row}

    def put(self, answers: Mapping[str, str]) -> None:
        """Keep answers, all of them or none; one that is there already stays as it is."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        rows = [(key, answer, now) for key, answer in answers.items()]
        with self._open() as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("INSERT OR IGNORE INTO answers VALUES (?, ?, ?)", rows)

    def turn(self, address: str, *, rate: float) -> float:
        """Reserve the next request to an address, for all processes that share the file.

        Args:
            address: what is asked.
            rate: requests a second.

        Returns:
            Seconds to wait for it.
        """
        now, space = time.time(), 1 / rate
        with self._open() as connection:
            connection.execute("BEGIN IMMEDIATE")
            row = connection.execute("SELECT free FROM pace WHERE address = ?", (address,)).fetchone()
            free = row[0] if row else now
            if free > now + 1000 * space:  # a clock that was set back must not stop everything
                free = now
            mine = max(now, free)
            connection.execute("INSERT OR REPLACE INTO pace VALUES (?, ?)", (address, mine + space))
        return float(mine - now)

    def count(self) -> int:
        """How many answers are there."""
        if self._connection is None:
            return 0
        with closing(self._connection.execute("SELECT count(*) FROM answers")) as cursor:
            return int(cursor.fetchone()[0])

    def close(self) -> None:
        """Close the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

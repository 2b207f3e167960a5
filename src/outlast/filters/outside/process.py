"""A judge's process: lines in, lines out, its last words on standard error kept; no shell, and no process left behind.

Pipes are filled and emptied by threads of their own, so that a judge that writes before it reads, or floods standard
error, never stands still.
"""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import threading
import time
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from outlast.filters.outside.answer import printable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LINE = 2**20
"""Bytes of the longest line that is read, 1 MiB: a judge that never ends a line must not fill the memory."""

UNREAD = 100
"""Lines that wait to be read at most; after that the judge waits."""

GRACE = 2.0
"""Seconds that a judge has to end once its standard input is closed, before it is killed."""

PARTING = 0.5
"""Seconds between the end of a judge's output and its own."""

LAST_LINES = 3
"""Lines of standard error that a message quotes."""


class SilenceError(Exception):
    """A judge wrote nothing for as long as it was waited for."""


class Process(Protocol):
    """What a conversation needs of a judge's process."""

    def send(self, lines: Sequence[bytes]) -> None:
        """Hand over lines to be written, and return at once."""
        ...

    def receive(self, timeout: float) -> bytes | None:
        """The next line; None when there will be no more.

        Raises:
            SilenceError: when none came in ``timeout`` seconds.
        """
        ...

    def last_words(self) -> str:
        """How it ended, and the end of what it wrote to standard error; for a process that has ended."""
        ...

    def close(self) -> None:
        """Let it end, and see to it."""
        ...

    def kill(self) -> None:
        """End it at once."""
        ...


class JudgeProcess:
    """A running judge.

    It leads a session of its own where the system has such, so that what it starts ends with it, and an interrupt at
    the keyboard reaches it through us alone.

    Args:
        command: the program and its arguments.
        folder: where it runs.

    Raises:
        OSError: when the program cannot be started.
    """

    def __init__(self, command: Sequence[str], folder: Path) -> None:
        self._process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"},  # Python judges forget to flush
            start_new_session=True,
        )
        self._to_write: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._lines: queue.Queue[bytes | None] = queue.Queue(UNREAD)
        self._complaints: deque[bytes] = deque(maxlen=LAST_LINES)
        self._writer, self._reader, self._listener = (
            threading.Thread(target=work, name=f"judge {self._process.pid}", daemon=True)
            for work in (self._write, self._read, self._listen)
        )
        for thread in (self._writer, self._reader, self._listener):
            thread.start()

    def send(self, lines: Sequence[bytes]) -> None:
        """Hand over lines to be written; see `Process.send`."""
        self._to_write.put(b"".join(lines))

    def receive(self, timeout: float) -> bytes | None:
        """The next line; see `Process.receive`."""
        try:
            return self._lines.get(timeout=max(timeout, 0))
        except queue.Empty:
            raise SilenceError from None

    def last_words(self) -> str:
        """How it ended and what it said; see `Process.last_words`."""
        by_itself = self._ended(PARTING)
        self.kill()
        code = self._process.returncode
        how = f"ended with exit code {code}" if code >= 0 else f"was ended by {_signal_name(-code)}"
        how = how if by_itself else "closed its standard output"
        said = printable(b"\n".join(self._complaints).decode("utf-8", "replace"))
        return f"the judge {how}" + (f"; its standard error: {said}" if said else "")

    def close(self) -> None:
        """Close its standard input, which tells it to end; what has not ended in `GRACE` seconds is killed."""
        self._to_write.put(None)
        self._reader_ended(GRACE)
        self._ended(PARTING)
        self.kill()

    def kill(self) -> None:
        """End it and what it started, at once."""
        if self._process.returncode is None:  # until it has been waited for, its number is nobody else's
            with suppress(ProcessLookupError, PermissionError):
                if hasattr(os, "killpg"):
                    os.killpg(self._process.pid, signal.SIGKILL)
                else:
                    self._process.kill()
            self._process.wait()
        self._to_write.put(None)
        self._reader_ended(GRACE)
        for thread in (self._writer, self._listener):
            thread.join(GRACE)

    def _ended(self, seconds: float) -> bool:
        """Whether it ends by itself in some seconds; it is not waited for where the system can look without that."""
        if self._process.returncode is not None:
            return True
        until = time.monotonic() + seconds
        while True:
            if hasattr(os, "waitid"):
                ended = os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
            else:
                ended = self._process.poll() is not None
            if ended or time.monotonic() >= until:
                return ended
            time.sleep(0.005)

    def _reader_ended(self, seconds: float) -> None:
        """Wait for the end of its output; lines that nobody will ask for any more are thrown away."""
        until = time.monotonic() + seconds
        while self._reader.is_alive() and time.monotonic() < until:
            with suppress(queue.Empty):
                self._lines.get(timeout=0.02)

    def _write(self) -> None:
        stream = self._process.stdin
        assert stream is not None
        with suppress(OSError, ValueError):  # it no longer reads: that it ended shows on its output
            while (lines := self._to_write.get()) is not None:
                stream.write(lines)
                stream.flush()
        with suppress(OSError):
            stream.close()

    def _read(self) -> None:
        stream = self._process.stdout
        assert stream is not None
        with stream:
            while line := stream.readline(LINE):
                self._lines.put(line)
        self._lines.put(None)

    def _listen(self) -> None:
        stream = self._process.stderr
        assert stream is not None
        with stream:
            while line := stream.readline(LINE):
                if line.strip():
                    self._complaints.append(line[-1000:])


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"

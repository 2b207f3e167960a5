"""Judges that are open in this process: processes and connections that outlast a part of a run, and end with it.

A filter is sent to a worker with every part that the worker decides, so what it has opened cannot live in the filter:
it is found here again, by what the filter is.
"""

from __future__ import annotations

import multiprocessing.util
import os
import threading
from collections import defaultdict
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator


class Session(Protocol):
    """Something that is open."""

    def close(self) -> None:
        """End it, and leave nothing behind."""
        ...


Open = TypeVar("Open", bound=Session)


class Sessions:
    """Open sessions that nobody uses at the moment, by what they are for.

    Each is lent to one thread at a time, so threads that decide side by side have a judge each.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: defaultdict[Hashable, list[Any]] = defaultdict(list)
        self._closes_at_exit = False

    @contextmanager
    def lent(self, key: Hashable, opening: Callable[[], Open]) -> Iterator[Open]:
        """A session for a key, opened if none is idle, and kept open afterwards unless the block fails."""
        with self._lock:
            self._see_to_the_end()
            idle = self._idle[key]
            session: Open | None = idle.pop() if idle else None
        session = session or opening()
        try:
            yield session
        except BaseException:
            session.close()
            raise
        with self._lock:
            self._idle[key].append(session)

    def close(self) -> None:
        """Close every session that is not lent."""
        with self._lock:
            sessions = [session for idle in self._idle.values() for session in idle]
            self._idle.clear()
        for session in sessions:
            session.close()

    def forget(self) -> None:
        """Let go of every session without closing it: in a forked process they are the parent's."""
        self._lock = threading.Lock()
        self._idle = defaultdict(list)
        self._closes_at_exit = False

    def _see_to_the_end(self) -> None:
        """Have what is open closed when this process ends, a worker of a pool included.

        ``atexit`` is not enough: before Python 3.13 processes of `multiprocessing` do not run it (cpython issue 83856).
        """
        if not self._closes_at_exit:
            multiprocessing.util.Finalize(None, self.close, exitpriority=10)
            self._closes_at_exit = True


SESSIONS = Sessions()
"""Those of this process."""

if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=SESSIONS.forget)

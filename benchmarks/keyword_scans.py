"""The limit: engines that only scan texts that were normalised before, and count what they find."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

TEXTS_AT_ONCE = 32


def scans(patterns: Sequence[str], texts: Sequence[str]) -> dict[str, Callable[[], int]]:
    """What each engine finds in all of some normalised texts, as a number; engines that are not installed are left out.

    Hyperscan reads one buffer, as Arrow holds it; the others Python's strings.
    """
    import daachorse

    find = daachorse.CharwiseDoubleArrayAhoCorasick(list(patterns)).find_overlapping
    joined = ["\0".join(texts[first : first + TEXTS_AT_ONCE]) for first in range(0, len(texts), TEXTS_AT_ONCE)]
    found: dict[str, Callable[[], int]] = {
        "daachorse": lambda: sum(len(find(text)) for text in texts),
        "daachorse, texts joined": lambda: sum(len(find(text)) for text in joined),
    }
    if find_spec("hyperscan"):
        found["hyperscan"] = _hyperscan(patterns, "\0".join(texts).encode())
    return found


def _hyperscan(patterns: Sequence[str], buffer: bytes) -> Callable[[], int]:
    import hyperscan

    expressions = [pattern.encode() for pattern in patterns]
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=expressions,
        ids=list(range(len(expressions))),
        elements=len(expressions),
        flags=[0] * len(expressions),
        literal=True,
    )

    def scan() -> int:
        ends: list[int] = []
        database.scan(buffer, match_event_handler=lambda _number, _start, end, _flags, _context: ends.append(end))
        return len(ends)

    return scan

"""What the benchmarks share: passages, works that take turns, memory in a process of its own, and the machine.

Absolute times move with the machine and with what else runs on it. Works that are compared take turns, and ratios are
medians of the ratios within each round, so that a machine that is slow for a while is so for all.
"""

from __future__ import annotations

import gc
import json
import os
import platform
import re
import statistics
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

CORPUS = Path(__file__).parent.parent / "corpora" / "discourse"
SEED = 20221123

Key = TypeVar("Key", bound="Hashable")


def corpus(language: str) -> list[str]:
    """The passages of discourse in a language."""
    lines = (CORPUS / f"passages.{language}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines]


def recombined(texts: list[str], *, language: str, letters: int, number: int) -> pa.Array:
    """Passages of sentences drawn from texts: string array, shape (number,), of about so many letters each."""
    random = np.random.default_rng(SEED)
    sentences = [part for text in texts for part in re.split(r"(?<=[.!?])\s+|(?<=[。！？])", text) if part]
    made = []
    for _ in range(number):
        drawn = [sentences[at] for at in random.integers(len(sentences), size=letters)]
        joined = ("" if language == "zh" else " ").join(drawn)
        made.append(joined[: random.integers(letters // 2, letters * 3 // 2)])
    return pa.array(made)


def seconds(work: Callable[[], object]) -> float:
    """How long a piece of work takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


@dataclass(frozen=True, slots=True)
class Turns(Generic[Key]):
    """How long each of several works took, in each of several rounds.

    Attributes:
        spent: seconds, by work, round by round.
    """

    spent: Mapping[Key, list[float]]

    @classmethod
    def of(cls, works: Mapping[Key, Callable[[], object]], *, rounds: int) -> Turns[Key]:
        """Works that take turns, each once in every round; what one leaves to be collected, the next does not pay."""
        spent: dict[Key, list[float]] = {key: [] for key in works}
        for _ in range(rounds):
            for key, work in works.items():
                gc.collect()
                spent[key].append(seconds(work))
        return cls(spent)

    def median(self, key: Key) -> float:
        """A work's median, in seconds."""
        return statistics.median(self.spent[key])

    def ratio(self, key: Key, other: Key) -> float:
        """How many times as long one work takes as another: the median of the ratios within each round."""
        return statistics.median(a / b for a, b in zip(self.spent[key], self.spent[other], strict=True))


def memory(field: str) -> float:
    """A field of what Linux says of this process's memory, in MB."""
    found = re.search(rf"{field}:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    return int(found[1]) / 1000 if found else float("nan")


@dataclass(frozen=True, slots=True)
class Needed:
    """What some stages of a work needed.

    Attributes:
        seconds: how long each took.
        at_most: MB above what the process had when they began, at most.
        kept: MB above it when they were done, what they made still there.
    """

    seconds: Mapping[str, float]
    at_most: float
    kept: float

    @classmethod
    def by(cls, stages: Mapping[str, Callable[[], object]]) -> Needed:
        """What stages need that follow one another; on Linux, for what stands in /proc."""
        gc.collect()
        before = memory("VmRSS")
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the high-water mark begins anew
        spent = {name: seconds(stage) for name, stage in stages.items()}
        gc.collect()
        return cls(spent, memory("VmHWM") - before, memory("VmRSS") - before)


def in_fresh_process(work: Callable[..., Any], *arguments: object) -> Any:
    """What a function of a module returns in a process of its own, which has imported nothing before."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def machine(*packages: str) -> dict[str, str]:
    """What was run on what: processor, cores, how many others were waiting for them, Python, packages."""
    about = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*: (.*)", about.read_text(encoding="utf-8")) if about.is_file() else None
    return {
        "processor": found[1] if found else platform.processor(),
        "cores": str(os.cpu_count()),
        "load": f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "not known",
        "python": platform.python_version(),
        **{package: _version(package) for package in packages},
    }


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"

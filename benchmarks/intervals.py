"""Cluster-bootstrap intervals: Outlast, a loop over NumPy's resampled clusters, and scipy.stats.bootstrap, in one run.

100,000 made-up passages in clusters of 1, 5 and 50, 10,000 resamples: a rate, and the eight measures against a policy.
Areas under curves have intervals without resamples here; beside them stands what one resample of scikit-learn's areas
takes. Sides take turns; times are medians, ratios medians of the ratios within each round. See README.md beside this
file.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from measuring import SEED, Turns, machine

from outlast.statistics.areas import precision_recall_area, roc_area
from outlast.statistics.detection import confusion, detection, of_counts
from outlast.statistics.resampling import cluster_sums, rates

if TYPE_CHECKING:
    from collections.abc import Callable

RESAMPLES = 10_000
LOOPED = 200
"""Resamples that the loop makes; its time is scaled to all of them, for the loop costs the same each time."""

MOST_FOR_SCIPY = 2_000
"""Clusters up to which scipy takes part: its jackknife costs their square."""


@dataclass(frozen=True, slots=True)
class Passages:
    """Made-up decisions of one filter, with scores, targets and clusters."""

    blocked: np.ndarray
    target: np.ndarray
    score: np.ndarray
    cluster: np.ndarray

    @classmethod
    def of(cls, number: int, *, each: int) -> Passages:
        """So many passages, ``each`` in a cluster, that hang together a little."""
        random = np.random.default_rng(SEED)
        cluster = np.arange(number) // each
        leaning = random.normal(size=cluster[-1] + 1)[cluster]
        target = random.random(number) < 0.3
        score = target + 0.5 * leaning + random.normal(size=number)
        return cls((score > 0.8).astype(np.int8), target.astype(np.int8), score, cluster)


def looped(sums: np.ndarray, statistic: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """What one would write: draw clusters, sum, work out, again and again."""
    random = np.random.default_rng(SEED)
    size = len(sums)
    return np.array([statistic(sums[random.integers(size, size=size)].sum(axis=0)) for _ in range(LOOPED)])


def scipys(sums: np.ndarray) -> tuple[float, float]:
    """A rate's BCa interval by scipy."""
    from scipy.stats import bootstrap

    found = bootstrap(
        tuple(sums.T),
        lambda count, n, axis: count.sum(axis) / n.sum(axis),
        paired=True,
        vectorized=True,
        n_resamples=RESAMPLES,
        batch=100,
        rng=SEED,
    )
    return found.confidence_interval


def rate_of(sums: np.ndarray) -> np.ndarray:
    """The rate of counts and numbers."""
    made: np.ndarray = sums[..., :1] / sums[..., 1:]
    return made


@dataclass(frozen=True, slots=True)
class Found:
    """Seconds for one case; None where a side takes no part."""

    each: int
    clusters: int
    rate: float
    rate_loop: float
    rate_scipy: float | None
    measures: float
    measures_loop: float
    areas: float
    areas_resample: float
    rate_ratio: float
    measures_ratio: float


def case(number: int, *, each: int, rounds: int) -> Found:
    """All sides on one size of cluster, and whether they agree."""
    made = Passages.of(number, each=each)
    survived = np.column_stack([made.blocked == 0, np.ones(number)])
    counts = cluster_sums(confusion(made.blocked, made.target), made.cluster)
    sums = cluster_sums(survived, made.cluster)
    meant = made.target == 1

    def areas() -> None:
        for area in (roc_area, precision_recall_area):
            area(made.score, meant, made.cluster)

    def resample() -> None:
        from sklearn.metrics import average_precision_score, roc_auc_score

        for area in (roc_auc_score, average_precision_score):
            area(meant, made.score)

    works: dict[str, Callable[[], object]] = {
        "rate": lambda: rates(cluster_sums(survived, made.cluster), resamples=RESAMPLES),
        "rate loop": lambda: looped(sums, rate_of),
        "measures": lambda: detection(made.blocked, made.target, made.cluster, resamples=RESAMPLES),
        "measures loop": lambda: looped(counts, of_counts),
        "areas": areas,
        "areas resample": resample,
    }
    if len(sums) <= MOST_FOR_SCIPY:
        works["rate scipy"] = lambda: scipys(sums)
    agree(sums)
    turns = Turns.of(works, rounds=rounds)
    scale = RESAMPLES / LOOPED
    return Found(
        each=each,
        clusters=len(sums),
        rate=turns.median("rate"),
        rate_loop=turns.median("rate loop") * scale,
        rate_scipy=turns.median("rate scipy") if "rate scipy" in works else None,
        measures=turns.median("measures"),
        measures_loop=turns.median("measures loop") * scale,
        areas=turns.median("areas"),
        areas_resample=turns.median("areas resample"),
        rate_ratio=turns.ratio("rate loop", "rate") * scale,
        measures_ratio=turns.ratio("measures loop", "measures") * scale,
    )


def agree(sums: np.ndarray) -> None:
    """Stop unless the interval has the width that the loop's resamples spread."""
    (ours,) = rates(sums, resamples=RESAMPLES)
    spread = 2 * 1.96 * looped(sums, rate_of).std()
    if ours.low is None or ours.high is None or not 0.75 < (ours.high - ours.low) / spread < 1.4:
        raise SystemExit(f"the sides differ: {ours} against a spread of {spread:.5f}")


def main(arguments: list[str] | None = None) -> int:
    """Measure, and print a line for each case."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="little, once: only that the sides agree")
    parser.add_argument("--into", type=Path, help="write the figures to this file, as JSON")
    asked = parser.parse_args(arguments)
    number, rounds = (2_000, 1) if asked.quick else (100_000, 5)
    found = [case(number, each=each, rounds=rounds) for each in (1, 5, 50)]
    for one in found:
        scipy = "–" if one.rate_scipy is None else f"{one.rate_scipy:.2f} s"
        print(f"{one.clusters} clusters of {one.each}")
        print(f"  rate      {one.rate:.3f} s; loop {one.rate_loop:.1f} s, {one.rate_ratio:.0f} times; scipy {scipy}")
        print(f"  measures  {one.measures:.2f} s; loop {one.measures_loop:.1f} s, {one.measures_ratio:.0f} times")
        print(f"  areas     {one.areas:.3f} s; one resample by scikit-learn {one.areas_resample:.3f} s")
    print(machine("numpy", "scipy", "scikit-learn"))
    if asked.into:
        asked.into.write_text(json.dumps([asdict(one) for one in found], indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

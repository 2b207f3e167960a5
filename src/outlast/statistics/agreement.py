"""Agreement between annotators: Krippendorff's alpha with a distance that fits the field, and its bootstrap interval.

Alpha is 1 - D_o / D_e: the disagreement observed within units, over that expected if the same values were paired
regardless of units (Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability",
https://repository.upenn.edu/asc_papers/43). It is 1 where annotators always agree, 0 where they agree as chance would.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

Distance = Literal["nominal", "ordinal", "masi"]
Value = Hashable

RESAMPLES = 2000
"""Bootstrap resamples: enough for the second digit of a 95 % percentile interval (Efron and Tibshirani 1993, An
Introduction to the Bootstrap, section 13.3, advise 1,000 or more)."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far annotators agree on one field.

    Attributes:
        alpha: Krippendorff's alpha; None where all values are the same, so that nothing could have disagreed.
        low: lower end of the 95 % interval; None where alpha is.
        high: upper end.
        identical: share of the units on which all annotators gave the same value; None without units.
        units: units with at least two values.
        distance: between values.
    """

    alpha: float | None
    low: float | None
    high: float | None
    identical: float | None
    units: int
    distance: Distance


def masi(left: frozenset[str], right: frozenset[str]) -> float:
    """The MASI distance of two sets, in [0, 1] (Passonneau 2006, "Measuring Agreement on Set-valued Items (MASI)").

    1 - J · M, with J the Jaccard coefficient and M 1 for equal sets, 2/3 where one holds the other, 1/3 where they
    overlap, 0 where they do not. Two empty sets are equal.

    >>> masi(frozenset("ab"), frozenset("abc"))
    0.5555555555555556
    """
    if left == right:
        return 0.0
    shared = left & right
    if not shared:
        return 1.0
    monotonicity = 2 / 3 if shared in (left, right) else 1 / 3
    return 1 - len(shared) / len(left | right) * monotonicity


def krippendorff_alpha(
    units: Sequence[Sequence[Value | None]], *, distance: Distance, order: Sequence[Value] = ()
) -> float | None:
    """Krippendorff's alpha.

    Args:
        units: for each unit, the annotators' values; None where an annotator gave none. Units with fewer than two
            values count for nothing. For ``masi`` values are frozensets.
        distance: ``nominal`` (equal or not), ``ordinal`` (by ranks between, squared; Krippendorff 2011, section D),
            or ``masi`` (sets).
        order: the values from lowest to highest, for ``ordinal``.

    Returns:
        Alpha, at most 1; None where all values are the same.

    >>> krippendorff_alpha([("a", "a"), ("b", "b"), ("a", "b")], distance="nominal")
    0.4444444444444444
    """
    return _alpha(_Coded.of(units, distance=distance, order=order), np.arange(len(units)))


def agreement(
    units: Sequence[Sequence[Value | None]],
    *,
    clusters: Sequence[str],
    distance: Distance,
    order: Sequence[Value] = (),
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> Agreement:
    """Alpha with a 95 % percentile interval from a bootstrap of whole clusters.

    Units of one cluster (sentences of a paragraph) hang together, so clusters are resampled, never units. Resamples in
    which all values are the same have no alpha and are left out. The percentile interval is approximate, and with few
    clusters too narrow.

    Args:
        units: as `krippendorff_alpha`.
        clusters: the cluster of each unit.
        distance: as `krippendorff_alpha`.
        order: as `krippendorff_alpha`.
        seed: of the resampling.
        resamples: how many.

    Raises:
        ValueError: unless there is one cluster for each unit.
    """
    if isinstance(clusters, str) or len(clusters) != len(units):
        raise ValueError(f"{len(units)} units need as many clusters, not {len(clusters)}")
    coded = _Coded.of(units, distance=distance, order=order)
    everything = np.arange(len(units))
    alpha = _alpha(coded, everything)
    names = np.asarray(clusters, dtype=object)
    members = [np.flatnonzero(names == name) for name in dict.fromkeys(clusters)]
    generator = np.random.default_rng(seed)
    drawn = generator.integers(len(members), size=(resamples, len(members)))
    found = [_alpha(coded, np.concatenate([members[number] for number in row])) for row in drawn]
    known = np.asarray([value for value in found if value is not None])
    low, high = np.percentile(known, [2.5, 97.5]) if alpha is not None and len(known) else (None, None)
    rated = [[value for value in unit if value is not None] for unit in units]
    rated = [values for values in rated if len(values) > 1]
    return Agreement(
        alpha=alpha,
        low=None if low is None else float(low),
        high=None if high is None else float(high),
        identical=sum(len(set(values)) == 1 for values in rated) / len(rated) if rated else None,
        units=len(rated),
        distance=distance,
    )


@dataclass(frozen=True, slots=True)
class _Coded:
    """Ratings as counts: ``counts[u, v]`` annotators gave unit u the value v; and the distances between values.

    ``between`` is None for ``ordinal``, whose distances depend on how often each value occurs.
    """

    counts: np.ndarray
    between: np.ndarray | None

    @classmethod
    def of(cls, units: Sequence[Sequence[Value | None]], *, distance: Distance, order: Sequence[Value]) -> _Coded:
        given = {value for unit in units for value in unit if value is not None}
        values = [value for value in order if value in given] if distance == "ordinal" else sorted(given, key=repr)
        if len(values) != len(given):
            raise ValueError(f"values {sorted(map(repr, given - set(values)))} have no place in the order")
        column = {value: number for number, value in enumerate(values)}
        counts = np.zeros((len(units), len(values)))
        for row, unit in enumerate(units):
            for value in unit:
                if value is not None:
                    counts[row, column[value]] += 1
        counts[counts.sum(axis=1) < 2] = 0
        if distance == "ordinal":
            return cls(counts, None)
        if distance == "nominal":
            return cls(counts, 1.0 - np.eye(len(values)))
        sets = [value for value in values if isinstance(value, frozenset)]
        return cls(counts, np.asarray([[masi(left, right) for right in sets] for left in sets]))


def _alpha(coded: _Coded, rows: np.ndarray) -> float | None:
    counts = coded.counts[rows]
    totals = counts.sum(axis=0)
    size = totals.sum()
    if size < 2:
        return None
    between = _ordinal(totals) if coded.between is None else coded.between
    raters = counts.sum(axis=1)
    rated = raters > 1
    observed = (((counts @ between) * counts).sum(axis=1)[rated] / (raters[rated] - 1)).sum() / size
    expected = totals @ between @ totals / (size * (size - 1))
    return None if expected == 0 else float(1 - observed / expected)


def _ordinal(totals: np.ndarray) -> np.ndarray:
    """Squared distances of ranks: (n_c + … + n_k - (n_c + n_k) / 2)² for the values from c to k."""
    middle = np.cumsum(totals) - totals / 2
    distances: np.ndarray = (middle[:, None] - middle[None, :]) ** 2
    return distances

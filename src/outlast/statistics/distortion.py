r"""Distortion: how far what survives differs from what was written, in the labels that its mentions have.

Of a label with K values, :math:`w_i` is the share of value i among the mentions in all passages (what was written), and
:math:`s_i` among those in the passages that survive (what a reader sees); `outlast.statistics.mentions` says what a
mention is. Then

- the **shift** of a value is :math:`s_i - w_i`;
- the **total variation** is :math:`\tfrac12 \sum_i |s_i - w_i|`, in [0, 1]: the share of mentions that would have to be
  of another value for a reader to see the true distribution (Levin and Peres 2017, "Markov Chains and Mixing Times",
  2nd ed., section 4.1);
- the **Jensen-Shannon distance** is the square root of the divergence
  :math:`\tfrac12 KL(w \| m) + \tfrac12 KL(s \| m)`, :math:`m = (w + s)/2`, in bits, so in [0, 1]; unlike the
  divergence it is a metric (Lin 1991, doi:10.1109/18.61115; Endres and Schindelin 2003, doi:10.1109/TIT.2003.813506);
- the **voice** about an actor is the share of criticism among the passages that criticise or support that actor, and
  its shift is that among the survivors minus that among all: below 0 a reader sees the actor in a better light. The
  voice about anyone counts the mentions of all actors.

**At random.** Distances of samples are biased upwards: any blocking moves the shares a little, and a distance counts
every move. So beside each distance stands what blocking as much, blind to the labels, would give on average, and the
p-value is how often it gives as much (`outlast.statistics.shuffling`; for distances one-sided, for voices two-sided).

**Intervals** come from the bootstrap of whole clusters. Shifts and voices are smooth: BCa, for a voice of the clusters
in which anybody takes a side towards the actor. A distance is not (it has a corner at 0, and each resample is biased
upwards once more), and BCa breaks down: in 300 simulated texts of 200 clusters of 4 passages, of 30 values and a true
total variation of .035, it covered 1 %. So distances have the *basic* interval, the estimate minus the
resamples' spread, :math:`[2\hat\theta - q_{.975}, 2\hat\theta - q_{.025}]` (Davison and Hinkley 1997, section 2.4,
doi:10.1017/CBO9780511802843), which takes the bias off again (91 % there). Its lower end is 0 unless the test rejects
blindness at the same level, and its upper end is never below the estimate. It is approximate, and misses a small
distance among many values somewhat more often than it should; ``tests/statistics/test_distortion.py`` simulates it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from outlast.statistics.interval import Interval
from outlast.statistics.mentions import BETWEEN
from outlast.statistics.proportion import CONFIDENCE
from outlast.statistics.resampling import RESAMPLES, bootstrap, cluster_sums, replicates
from outlast.statistics.shuffling import p_value, shuffled_sums, shuffles_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from outlast.statistics.mentions import Mentions
    from outlast.statistics.resampling import Replicates, Statistic

CRITICAL, SUPPORTIVE = "criticise", "support"
"""The values of a stance that make a voice; a mere mention is neither."""

ANYONE = "anyone"
"""The actor of the voice that counts the criticism and support of all actors together."""

CLOSE = 1e-9
"""Distances this near are equal: what differs below is the order in which shares were summed."""


@dataclass(frozen=True, slots=True)
class Distance:
    """A distance between what was written and what survives.

    Attributes:
        interval: the distance with its interval; undefined where nothing was written or nothing survives.
        expected: the mean distance under blocking that is as much and blind to the labels; None where undefined.
        p: share of such blockings with as large a distance; None where undefined.
    """

    interval: Interval
    expected: float | None
    p: float | None

    @property
    def excess(self) -> float | None:
        """How much larger the distance is than chance alone would make it."""
        estimate = self.interval.estimate
        return None if estimate is None or self.expected is None else estimate - self.expected


@dataclass(frozen=True, slots=True)
class Shift:
    """One value's share among mentions.

    Attributes:
        value: of the label.
        written: mentions in all passages.
        left: in those that survive.
        share_written: among all mentions; None where there are none.
        share_left: among those that survive; None where there are none.
        shift: share left minus share written, with its interval.
    """

    value: str
    written: int
    left: int
    share_written: float | None
    share_left: float | None
    shift: Interval


@dataclass(frozen=True, slots=True)
class Voice:
    """Criticism and support of one actor.

    Attributes:
        actor: whom the passages speak of.
        critical_written: passages that criticise the actor.
        written: that criticise or support the actor.
        critical_left: of those that survive, the critical ones.
        left: of those that survive, both.
        shift: the share of criticism that is left minus the share that was written, with its interval.
        p: two-sided, against blocking that is blind to labels; None where undefined.
    """

    actor: str
    critical_written: int
    written: int
    critical_left: int
    left: int
    shift: Interval
    p: float | None


@dataclass(frozen=True, slots=True)
class Distortion:
    """What a filter does to the distribution of one label.

    Attributes:
        written: mentions in all passages.
        left: in those that survive.
        total_variation: of the two distributions.
        jensen_shannon: the same by another distance.
        shifts: a row for each value, from the largest loss to the largest gain.
        voices: the voice about anyone, then about each actor who is both criticised and supported; of others no
            blocking can shift it. Empty for a label that is no stance.
        shuffles: how many blind blockings the tests rest on.
    """

    written: int
    left: int
    total_variation: Distance
    jensen_shannon: Distance
    shifts: tuple[Shift, ...]
    voices: tuple[Voice, ...]
    shuffles: int


def total_variation(written: np.ndarray, left: np.ndarray) -> np.ndarray:
    """Total variation distances of counts.

    Args:
        written: shape (…, values).
        left: the same.

    Returns:
        Shape (…,), in [0, 1]; NaN where either has no counts.

    >>> float(total_variation(np.array([3, 1]), np.array([1, 1])))
    0.25
    """
    return _where_defined(np.abs(_shares(written) - _shares(left)).sum(axis=-1) / 2, written, left)


def jensen_shannon(written: np.ndarray, left: np.ndarray) -> np.ndarray:
    """Jensen-Shannon distances of counts, base 2.

    Args:
        written: shape (…, values).
        left: the same.

    Returns:
        Shape (…,), in [0, 1]; NaN where either has no counts.

    >>> float(jensen_shannon(np.array([1, 0]), np.array([0, 5])))
    1.0
    """
    first, second = _shares(written), _shares(left)
    divergence = (_divergence(first, second) + _divergence(second, first)) / 2
    return _where_defined(np.sqrt(np.clip(divergence, 0, 1)), written, left)  # rounding may leave -1e-17


def distortion(
    fields: Sequence[Mentions],
    *,
    survives: np.ndarray,
    clusters: np.ndarray,
    seed: int = 0,
    resamples: int = RESAMPLES,
    confidence: float = CONFIDENCE,
) -> tuple[Distortion, ...]:
    """What one filter does to the distributions of several labels of the same passages.

    Args:
        fields: the labels; all are given for the same passages.
        survives: bool, shape (passages,).
        clusters: shape (passages,): numbers, gaps allowed.
        seed: of all resampling.
        resamples: of the bootstrap, and shuffles at most.
        confidence: of the intervals, in (0, 1).

    >>> import pyarrow as pa
    >>> from outlast.statistics.mentions import mentions
    >>> topics = mentions(pa.array(["war", "war", "peace", "peace"]))
    >>> found, = distortion([topics], survives=np.array([False, True, True, True]), clusters=np.arange(4))
    >>> round(found.total_variation.interval.estimate, 3), round(found.total_variation.p, 3)
    (0.167, 1.0)
    """
    spans = _spans(fields)
    there = np.concatenate([field.there for field in fields], axis=1)
    width = there.shape[1]
    numbers = np.unique(clusters, return_inverse=True)[1]
    sums = cluster_sums(np.concatenate([there, there & survives[:, None]], axis=1), numbers)

    def statistic(given: np.ndarray) -> np.ndarray:
        written, left = given[..., :width], given[..., width:]
        parts = []
        for span in spans:
            own, kept = written[..., span], left[..., span]
            parts += [total_variation(own, kept)[..., None], jensen_shannon(own, kept)[..., None]]
            parts.append(_shares(kept) - _shares(own))
        return np.concatenate(parts, axis=-1)

    made = replicates(sums, statistic, seed=seed, resamples=resamples) if len(sums) else None
    shuffles = shuffles_of(len(survives), asked=resamples)
    blind = shuffled_sums(survives, there, clusters=numbers, seed=seed, shuffles=shuffles)
    total = sums.sum(axis=0)
    found, at = [], 0
    for field, span in zip(fields, spans, strict=True):
        each = _One(field, total[:width][span], total[width:][span], blind[:, span], made, at)
        voices = _voices(
            field.names,
            sums[:, :width][:, span],
            sums[:, width:][:, span],
            blind=blind[:, span],
            bootstrapping=partial(bootstrap, seed=seed, resamples=resamples, confidence=confidence),
        )
        found.append(each.distortion(voices, confidence))
        at += 2 + len(field.names)
    return tuple(found)


@dataclass(frozen=True, slots=True, eq=False)
class _One:
    """One label's part of the work; ``at`` is the place of its first statistic among those of ``made``."""

    field: Mentions
    written: np.ndarray
    left: np.ndarray
    blind: np.ndarray
    made: Replicates | None
    at: int

    def distortion(self, voices: tuple[Voice, ...], confidence: float) -> Distortion:
        names = self.field.names
        written, left = self.written.sum(), self.left.sum()
        shifts = [
            Shift(
                value=name,
                written=int(self.written[row]),
                left=int(self.left[row]),
                share_written=float(self.written[row] / written) if written else None,
                share_left=float(self.left[row] / left) if left else None,
                shift=self._smooth(2 + row, confidence),
            )
            for row, name in enumerate(names)
        ]
        return Distortion(
            written=int(written),
            left=int(left),
            total_variation=self._distance(0, total_variation(self.written, self.blind), confidence),
            jensen_shannon=self._distance(1, jensen_shannon(self.written, self.blind), confidence),
            shifts=tuple(sorted(shifts, key=lambda row: (row.shift.estimate or 0.0, row.value))),
            voices=voices,
            shuffles=len(self.blind),
        )

    def _smooth(self, offset: int, confidence: float) -> Interval:
        if self.made is None:
            return Interval(None, None, None, "none", 0)
        return self.made.bca(self.at + offset, confidence=confidence)

    def _distance(self, offset: int, blind: np.ndarray, confidence: float) -> Distance:
        estimate = np.nan if self.made is None else float(self.made.estimate[self.at + offset])
        if self.made is None or not np.isfinite(estimate):
            return Distance(Interval(None, None, None, "none", 0), None, None)
        defined = blind[np.isfinite(blind)]
        p = p_value(defined >= estimate - CLOSE)
        drawn = self.made.drawn[:, self.at + offset]
        made = basic(estimate, drawn, clusters=int(self.made.counts.sum()), confidence=confidence)
        if made.low is not None and p > 1 - confidence:
            made = replace(made, low=0.0)
        return Distance(made, float(defined.mean()) if len(defined) else None, p)


def _spans(fields: Sequence[Mentions]) -> list[slice]:
    ends = np.cumsum([0, *(len(field.names) for field in fields)])
    return [slice(int(start), int(stop)) for start, stop in pairwise(ends)]


def _shares(counts: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        shares: np.ndarray = counts / counts.sum(axis=-1, keepdims=True)
    return shares


def _where_defined(distance: np.ndarray, written: np.ndarray, left: np.ndarray) -> np.ndarray:
    """The distance, NaN where either side has no counts (a label without values included)."""
    found: np.ndarray = np.where((written.sum(axis=-1) > 0) & (left.sum(axis=-1) > 0), distance, np.nan)
    return found


def _divergence(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """KL divergence in bits of the first from the middle of the two; NaN where either is undefined."""
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = first * np.log2(2 * first / (first + second))
    terms = np.where(first == 0, 0.0 * second, terms)
    bits: np.ndarray = terms.sum(axis=-1)
    return bits


@dataclass(frozen=True, slots=True, eq=False)
class _Spoken:
    """Whose voices a label has: the actors, and of each which columns are criticism and which support.

    Attributes:
        actors: `ANYONE` first; empty for a label that is no stance.
        critical: float64, shape (values, actors), 1 where the value criticises the actor.
        supportive: the same of support.
    """

    actors: tuple[str, ...]
    critical: np.ndarray
    supportive: np.ndarray

    @classmethod
    def of(cls, names: Sequence[str]) -> _Spoken:
        """Those of actors who are both criticised and supported: of others no blocking can change the share."""
        sides: dict[str, dict[str, int]] = {}
        for column, name in enumerate(names):
            actor, between, stance = name.rpartition(BETWEEN)
            if between and stance in (CRITICAL, SUPPORTIVE):
                sides.setdefault(actor, {})[stance] = column
        both = [actor for actor, columns in sides.items() if len(columns) == 2]
        everybody = {stance for columns in sides.values() for stance in columns} == {CRITICAL, SUPPORTIVE}
        actors = (ANYONE, *both) if everybody else ()
        chosen = {stance: np.zeros((len(names), len(actors))) for stance in (CRITICAL, SUPPORTIVE)}
        for actor, columns in sides.items() if actors else ():
            for stance, column in columns.items():
                chosen[stance][column, 0] = 1
                if actor in both:
                    chosen[stance][column, actors.index(actor)] = 1
        return cls(actors, chosen[CRITICAL], chosen[SUPPORTIVE])

    def shares(self, counts: np.ndarray) -> np.ndarray:
        """The share of criticism, from shape (…, values) to (…, actors); NaN where nobody takes a side."""
        critical, supportive = counts @ self.critical, counts @ self.supportive
        with np.errstate(divide="ignore", invalid="ignore"):
            shares: np.ndarray = critical / (critical + supportive)
        return shares


def _voices(
    names: Sequence[str],
    written: np.ndarray,
    left: np.ndarray,
    *,
    blind: np.ndarray,
    bootstrapping: Callable[[np.ndarray, Statistic], tuple[Interval, ...]],
) -> tuple[Voice, ...]:
    """Each actor's voice, from the mentions in each cluster; where nobody takes a side, a cluster has no part in it."""
    spoken = _Spoken.of(names)
    after = spoken.shares(blind)
    found = []
    for number, actor in enumerate(spoken.actors):
        sides = np.column_stack([spoken.critical[:, number], spoken.critical[:, number] + spoken.supportive[:, number]])
        own = np.concatenate([written @ sides, left @ sides], axis=1)
        own = own[own[:, 1] > 0]
        before, total = own[:, 0].sum() / own[:, 1].sum(), own.sum(axis=0)
        shift = bootstrapping(own, _voice_shift)[0]
        moved = np.abs(after[np.isfinite(after[:, number]), number] - before)
        p = None if shift.estimate is None else p_value(moved >= abs(shift.estimate) - CLOSE)
        critical, both, critical_left, both_left = (int(count) for count in total)
        found.append(Voice(actor, critical, both, critical_left, both_left, shift, p))
    return tuple(found)


def _voice_shift(sums: np.ndarray) -> np.ndarray:
    shift: np.ndarray = sums[..., 2:3] / sums[..., 3:] - sums[..., :1] / sums[..., 1:2]
    return shift


def basic(estimate: float, drawn: np.ndarray, *, clusters: int, confidence: float = CONFIDENCE) -> Interval:
    """The basic bootstrap interval of a distance in [0, 1]; the module says why it is not BCa.

    Args:
        estimate: the distance.
        drawn: shape (resamples,): of each resample; NaN where undefined.
        clusters: how many were resampled.
        confidence: in (0, 1).
    """
    known = drawn[np.isfinite(drawn)]
    undefined = 1 - len(known) / len(drawn)
    if len(known) == 0 or np.ptp(known) < CLOSE:
        return Interval(estimate, None, None, "none", clusters, undefined)
    lower, upper = np.quantile(known, [(1 - confidence) / 2, (1 + confidence) / 2])
    low = min(max(0.0, 2 * estimate - float(upper)), estimate)
    high = min(max(estimate, 2 * estimate - float(lower)), 1.0)
    return Interval(estimate, low, high, "basic", clusters, undefined)

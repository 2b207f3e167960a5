r"""Label uncertainty: intervals that include that another annotator would have labelled otherwise.

An ordinary interval says how a number would vary with other passages, and takes the labels as they are. But labels are
somebody's judgement: another annotator, by the same codebook, would give some passages others, and every rate that
rests on labels would move. Where several annotators have labelled the same passages, their differences show how far.

Passages and annotators are crossed, so both are resampled, independently: clusters of passages with replacement, and
annotators with replacement, and a resample's sums are those of its clusters as its annotators labelled them (the
pigeonhole bootstrap, Owen 2007, doi:10.1214/07-AOAS122). An annotator is drawn for a whole resample, not for each
passage: to draw for each passage would take annotators for interchangeable but for slips, which average out, where the
difference between one who is strict throughout and one who is not does not.

Of A annotators A - 1 are drawn. With few units, drawing as many as there are makes the variance too small by (A - 1)/A,
half of it with two; drawing one fewer makes it unbiased for a mean (Rao and Wu 1988,
doi:10.1080/01621459.1988.10478591). With two annotators each resample so takes one of them.

The estimate is from the average of the annotators' sums, the interval BCa with the acceleration of clusters alone. It
is approximate: two annotators are a very small sample of those who might have labelled, and two of one kind (two
language models, say) say nothing of the rest. Owen shows that the variance is, if anything, too large.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from outlast.statistics.interval import Interval
from outlast.statistics.proportion import CONFIDENCE
from outlast.statistics.resampling import BLOCK, RESAMPLES, Replicates, cautious, times_drawn

if TYPE_CHECKING:
    from outlast.statistics.resampling import Statistic


def annotated_replicates(
    sums: np.ndarray, statistic: Statistic, *, seed: int = 0, resamples: int = RESAMPLES
) -> Replicates:
    """A bootstrap of clusters and annotators, for BCa or other intervals.

    Args:
        sums: shape (annotators, clusters, k), at least two and one: each cluster's sums by each annotator's labels.
        statistic: from sums of shape (…, k) to values of shape (…, m); NaN where undefined. One that depends on the
            scale of sums sees their average over annotators.
        seed: of the resampling.
        resamples: how many.

    Raises:
        ValueError: for fewer than two annotators.
    """
    annotators, clusters, width = sums.shape
    if annotators < 2:
        raise ValueError(f"label uncertainty needs two annotators, not {annotators}")
    rows = sums.transpose(1, 0, 2).reshape(clusters, annotators * width)
    sorts, counts = np.unique(rows, axis=0, return_counts=True)
    generator = np.random.default_rng(seed)
    at_once = max(1, BLOCK // int(counts.sum()))
    average = np.full(annotators, 1 / annotators)
    total = rows.sum(axis=0)

    def labelled(given: np.ndarray, weights: np.ndarray) -> np.ndarray:
        each = given.reshape(*given.shape[:-1], annotators, width)
        return np.asarray(statistic((each * weights[..., None]).sum(axis=-2)), dtype=np.float64)

    drawn = []
    with np.errstate(divide="ignore", invalid="ignore"):
        for start in range(0, resamples, at_once):
            number = min(at_once, resamples - start)
            times = times_drawn(generator, counts, resamples=number)
            weights = generator.multinomial(annotators - 1, average, size=number) / (annotators - 1)
            drawn.append(labelled(times @ sorts, weights))
        return Replicates(
            estimate=labelled(total, average),
            drawn=np.concatenate(drawn),
            left_out=labelled(total - sorts, average),
            counts=counts,
        )


def annotated_rates(
    sums: np.ndarray, *, seed: int = 0, resamples: int = RESAMPLES, confidence: float = CONFIDENCE
) -> tuple[Interval, ...]:
    """Intervals of rates that include label uncertainty; as `outlast.statistics.resampling.rates` for one annotator.

    Args:
        sums: shape (annotators, clusters, 2 m): count and n of the first rate, of the second, and so on.
        seed: as `annotated_replicates`.
        resamples: as `annotated_replicates`.
        confidence: of the intervals, in (0, 1).

    >>> strict, lenient = [[1.0, 2], [2, 2], [0, 2], [1, 2]], [[0.0, 2], [1, 2], [0, 2], [1, 2]]
    >>> annotated_rates(np.array([strict, lenient]), seed=0)[0].estimate
    0.375
    """
    made = []
    for at in range(0, sums.shape[2], 2):
        own = sums[:, :, at : at + 2]
        own = own[:, (own[:, :, 1] > 0).any(axis=0)]
        if not own.shape[1]:
            made.append(Interval(None, None, None, "none", 0))
            continue
        found = annotated_replicates(own, _rate, seed=seed, resamples=resamples).bca(0, confidence=confidence)
        made.append(cautious(found, own.mean(axis=0), confidence=confidence))
    return tuple(made)


def _rate(sums: np.ndarray) -> np.ndarray:
    rate: np.ndarray = sums[..., :1] / sums[..., 1:]
    return rate

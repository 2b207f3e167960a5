"""Areas under curves: scikit-learn's, DeLong's variance by its definition, and derivatives by weighing a passage."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.special import expit, logit
from sklearn.metrics import average_precision_score, roc_auc_score

from outlast.statistics.areas import _average_precision, _placements, precision_recall_area, roc_area


def scored(size: int = 60, *, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Scores with ties, and targets that follow them loosely."""
    generator = np.random.default_rng(seed)
    scores = generator.integers(0, 25, size=size) / 25
    return scores, generator.random(size) < scores


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=1, max_size=30))
def test_both_areas_are_scikit_learns(rows: list[tuple[int, bool]]) -> None:
    """With ties; without both sides there is no ROC area, without targets no precision."""
    scores, targets = np.array([score for score, _ in rows], float), np.array([target for _, target in rows])
    roc, precision = (area(scores, targets, np.arange(len(rows))) for area in (roc_area, precision_recall_area))
    assert roc.estimate == (pytest.approx(roc_auc_score(targets, scores)) if len(set(targets)) == 2 else None)
    assert precision.estimate == (pytest.approx(average_precision_score(targets, scores)) if targets.any() else None)


def test_the_interval_is_delongs_for_passages_alone() -> None:
    """The variance by DeLong's structural components, pair by pair, on the logit scale with Student's t."""
    scores, targets = scored()
    hits, others = scores[targets], scores[~targets]
    wins = (hits[:, None] > others) + 0.5 * (hits[:, None] == others)
    area = wins.mean()
    variance = wins.mean(axis=1).var(ddof=1) / len(hits) + wins.mean(axis=0).var(ddof=1) / len(others)
    # Passages alone are never on both sides, so that Obuchowski's covariance is that of nothing with something.
    half = stats.t.ppf(0.975, min(len(hits), len(others)) - 1) * np.sqrt(variance) / (area * (1 - area))
    found = roc_area(scores, targets, np.arange(60))
    assert (found.low, found.high) == pytest.approx((expit(logit(area) - half), expit(logit(area) + half)))


def test_clusters_by_obuchowskis_formulas() -> None:
    """Her S10, S01 and S11 (1997, p. 570 f.), written out cluster by cluster."""
    scores, targets = scored()
    clusters = np.random.default_rng(2).integers(0, 12, size=60)
    hits, others = scores[targets], scores[~targets]

    def wins(x: float, y: float) -> float:
        return 1.0 if x > y else 0.5 if x == y else 0.0

    area = np.mean([[wins(x, y) for y in others] for x in hits])
    of_hits, of_others = [], []
    for cluster in range(12):
        mine, rest = scores[targets & (clusters == cluster)], scores[~targets & (clusters == cluster)]
        of_hits.append(sum(np.mean([wins(x, y) for y in others]) - area for x in mine))
        of_others.append(sum(np.mean([wins(x, y) for x in hits]) - area for y in rest))
    with_hits, with_others = (len(set(clusters[side])) for side in (targets, ~targets))
    m, n = len(hits), len(others)
    s10 = with_hits / ((with_hits - 1) * m) * sum(v**2 for v in of_hits)
    s01 = with_others / ((with_others - 1) * n) * sum(v**2 for v in of_others)
    s11 = 12 / 11 * sum(v * w for v, w in zip(of_hits, of_others, strict=True))
    variance = s10 / m + s01 / n + 2 * s11 / (m * n)
    found = roc_area(scores, targets, clusters)
    half = (logit(found.high) - logit(found.low)) / 2 * area * (1 - area)
    assert half == pytest.approx(stats.t.ppf(0.975, min(with_hits, with_others) - 1) * np.sqrt(variance))


def test_the_derivative_of_average_precision() -> None:
    """How scikit-learn's weighted average precision moves when one passage weighs a little more, passage by passage."""
    scores, targets = scored()
    _, derivative = _average_precision(scores, targets)
    step = 1e-5
    for at in range(60):
        more, less = np.ones(60), np.ones(60)
        more[at] += step
        less[at] -= step
        moved = [average_precision_score(targets, scores, sample_weight=weight) for weight in (more, less)]
        assert derivative[at] == pytest.approx((moved[0] - moved[1]) / (2 * step), abs=1e-8)


def test_placements_by_hand() -> None:
    """A target above both others is placed at 1, one that ties with the upper at 3/4; others see the same pairs."""
    placed = _placements(np.array([0.9, 0.5, 0.5, 0.1]), np.array([True, True, False, False]))
    assert placed.tolist() == [1, 0.75, 0.75, 1]


def test_what_is_said_ten_times_is_no_more_certain() -> None:
    """Every passage ten times in its cluster has the interval of once; taken as ten passages, a narrower one."""
    scores, targets = scored()
    for area in (roc_area, precision_recall_area):
        once = area(scores, targets, np.arange(60))
        tenfold = [np.repeat(scores, 10), np.repeat(targets, 10)]
        together, apart = area(*tenfold, np.repeat(np.arange(60), 10)), area(*tenfold, np.arange(600))
        assert (together.low, together.high) == pytest.approx((once.low, once.high))
        assert apart.high - apart.low < 0.6 * (once.high - once.low)


@pytest.mark.parametrize(
    ("targets", "scores", "clusters"),
    [
        pytest.param([1, 1, 0, 0], [3, 4, 1, 2], [0, 1, 2, 3], id="wholly parted"),
        pytest.param([1, 1, 0, 0], [3, 1, 2, 4], [0, 0, 1, 2], id="targets of one cluster"),
        pytest.param([1, 0, 0, 0], [2, 1, 3, 2], [0, 1, 2, 3], id="one target"),
    ],
)
def test_where_there_is_no_interval(targets: list[int], scores: list[int], clusters: list[int]) -> None:
    """Without anything to vary there is an area and no interval."""
    arguments = np.array(scores, float), np.array(targets, bool), np.array(clusters)
    for area in (roc_area, precision_recall_area):
        found = area(*arguments)
        assert found.estimate is not None
        assert (found.low, found.high, found.method) == (None, None, "none")

"""Distances between what was written and what survives."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import jensenshannon
from scipy.stats import bootstrap

from outlast.statistics.distortion import ANYONE, Distortion, distortion, jensen_shannon, total_variation
from outlast.statistics.mentions import Mentions, mentions

COUNTS = st.lists(st.integers(0, 50), min_size=2, max_size=8).filter(any)


@st.composite
def blockings(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Counts of what was written and of what survives of it, at least one."""
    written = np.array(draw(COUNTS))
    left = np.array([draw(st.integers(0, int(count))) for count in written])
    if not left.any():
        left[written.argmax()] = 1
    return written, left


@given(blockings())
def test_the_distances_keep_their_bounds(counts: tuple[np.ndarray, np.ndarray]) -> None:
    """0 <= TV <= 1, JS <= sqrt(TV), and JS² >= TV²/(2 ln 2), Pinsker's inequality to the middle; both are symmetric."""
    written, left = counts
    tv, js = float(total_variation(written, left)), float(jensen_shannon(written, left))
    assert 0 <= tv <= 1
    assert js <= np.sqrt(tv) + 1e-9
    assert js**2 >= tv**2 / (2 * np.log(2)) - 1e-12
    assert tv == pytest.approx(float(total_variation(left, written)))
    assert js == pytest.approx(float(jensen_shannon(left, written)))


@given(COUNTS, st.integers(1, 5))
def test_what_is_thinned_evenly_has_not_moved(written: list[int], times: int) -> None:
    """Counts in proportion have distance 0."""
    assert float(total_variation(np.array(written) * times, np.array(written))) == pytest.approx(0)
    assert float(jensen_shannon(np.array(written) * times, np.array(written))) == pytest.approx(0, abs=1e-7)


@given(blockings())
def test_jensen_shannon_is_scipys(counts: tuple[np.ndarray, np.ndarray]) -> None:
    """The distance to base 2 is scipy's, values that nobody has included."""
    expected = jensenshannon(*counts, base=2)
    assert float(jensen_shannon(*counts)) == pytest.approx(0 if np.isnan(expected) else expected, abs=1e-7)


def test_distances_of_nothing_are_undefined() -> None:
    """Where nothing survives, or nothing was written, there is no distance."""
    for distance in (total_variation, jensen_shannon):
        assert np.isnan(distance(np.array([3, 1]), np.array([0, 0])))
        assert np.isnan(distance(np.array([0, 0]), np.array([0, 0])))


def of(column: list[object], survives: list[int], clusters: list[int] | None = None, **more: int) -> Distortion:
    """The distortion of one label under one filter."""
    found = distortion(
        [mentions(pa.array(column))],
        survives=np.array(survives, dtype=bool),
        clusters=np.arange(len(survives)) if clusters is None else np.array(clusters),
        **{"resamples": 2_000, **more},
    )
    return found[0]


def test_a_passage_with_two_topics_is_two_mentions() -> None:
    """By hand: written war 2, peace 2 of 4; left war 1, peace 2 of 3; TV = (|1/3-1/2| + |2/3-1/2|)/2 = 1/6."""
    found = of([["war", "peace"], ["war"], ["peace"], []], [1, 0, 1, 1])
    assert (found.written, found.left) == (4, 3)
    assert found.total_variation.interval.estimate == pytest.approx(1 / 6)
    assert [(row.value, row.written, row.left) for row in found.shifts] == [("war", 2, 1), ("peace", 2, 2)]
    assert [row.shift.estimate for row in found.shifts] == pytest.approx([-1 / 6, 1 / 6])


def test_what_is_expected_at_random_is_the_mean_over_all_blockings() -> None:
    """With passages shuffled one by one, the expected distance is that over all choices of survivors, enumerated."""
    topics = ["a", "a", "a", "b", "b", "c", "c", "c", "c"]
    found = of(topics, [0, 0, 0, 0, 1, 1, 1, 1, 1], resamples=20_000)
    written = np.array([3, 2, 4]) / 9
    distances = []
    for chosen in combinations(topics, 5):
        left = np.array([chosen.count(name) for name in "abc"]) / 5
        distances.append((np.abs(left - written).sum() / 2, jensenshannon(left, written, base=2)))
    for at, distance in enumerate((found.total_variation, found.jensen_shannon)):
        all_of_them = np.array([row[at] for row in distances])
        assert distance.expected == pytest.approx(all_of_them.mean(), abs=0.003)
        estimate = distance.interval.estimate
        assert estimate is not None
        assert distance.p == pytest.approx((all_of_them >= estimate - 1e-9).mean(), abs=0.01)
        assert distance.excess == pytest.approx(estimate - all_of_them.mean(), abs=0.003)


def test_clumps_of_decisions_and_labels_make_the_test_careful() -> None:
    """Two paragraphs of six, one about war and blocked whole: p = 1/462 by passages; among two paragraphs nothing."""
    topics, survives, paragraphs = ["war"] * 6 + ["peace"] * 6, [0] * 6 + [1] * 6, [0] * 6 + [1] * 6
    by_passage = of(topics, survives, resamples=20_000).total_variation.p
    assert by_passage == pytest.approx(2 / 924, abs=0.0015)  # C(12, 6) = 924; the mirror image is as far
    assert of(topics, survives, paragraphs).total_variation.p == 1.0


def test_nothing_blocked_is_no_distortion() -> None:
    """Distance, expectation and every shift are 0, p is 1, and no interval is made up."""
    found = of([["war"], ["peace"], ["war", "peace"]], [1, 1, 1])
    for distance in (found.total_variation, found.jensen_shannon):
        assert (distance.interval.estimate, distance.expected, distance.p) == (0.0, 0.0, 1.0)
        assert (distance.interval.low, distance.interval.method) == (None, "none")
    assert [row.shift.estimate for row in found.shifts] == [0.0, 0.0]


def test_nothing_survives_is_undefined() -> None:
    """Without survivors there is no distribution to see, so no distance, p or shift."""
    found = of([["war"], ["peace"]], [0, 0])
    assert (found.left, found.total_variation.interval.estimate, found.total_variation.p) == (0, None, None)
    assert [(row.share_left, row.shift.estimate) for row in found.shifts] == [(None, None), (None, None)]


@pytest.mark.parametrize("column", [pa.array([[], []], pa.list_(pa.string())), pa.array([], pa.list_(pa.string()))])
def test_a_label_that_nobody_has(column: pa.Array) -> None:
    """A label without values, and no passages at all, have no distortion and no rows."""
    size = len(column)
    (found,) = distortion([mentions(column)], survives=np.ones(size, bool), clusters=np.arange(size), resamples=200)
    assert (found.written, found.total_variation.interval.estimate, found.shifts) == (0, None, ())


def test_one_passage() -> None:
    """One passage that survives has not moved; its interval is none."""
    found = of([["war"]], [1])
    assert (found.total_variation.interval.estimate, found.total_variation.interval.method) == (0.0, "none")


def stances(*rows: str) -> list[object]:
    """Each row ``actor value``, several apart by commas."""
    return [
        [dict(zip(("actor", "stance"), entry.split(), strict=True)) for entry in row.split(",") if entry]
        for row in rows
    ]


def test_a_voice_is_criticism_among_criticism_and_support() -> None:
    """By hand: us critical 3 of 4, left 1 of 2: -25 points; a mere mention counts not, nor an actor of one side."""
    column = stances("us criticise", "us criticise", "us criticise,them support", "us support", "us mention", "")
    found = of(column, [0, 0, 1, 1, 1, 1])
    assert [voice.actor for voice in found.voices] == [ANYONE, "us"]
    us = found.voices[1]
    assert (us.critical_written, us.written, us.critical_left, us.left) == (3, 4, 1, 2)
    assert us.shift.estimate == pytest.approx(-0.25)
    anyone = found.voices[0]
    assert (anyone.critical_written, anyone.written, anyone.critical_left, anyone.left) == (3, 5, 1, 3)


def test_the_p_of_a_voice_is_two_sided() -> None:
    """By enumeration: 4 survivors of 8, 4 critical; 4 or 0 critical left are as far, 2 of C(8, 4) = 70."""
    column = stances(*["us criticise"] * 4, *["us support"] * 4)
    found = of(column, [0, 0, 0, 0, 1, 1, 1, 1], resamples=20_000)
    assert found.voices[1].p == pytest.approx(2 / 70, abs=0.005)


def test_a_label_that_is_no_stance_has_no_voices() -> None:
    """Values that happen to be called like stances, but of nobody, are no voices."""
    assert of([["criticise"], ["support"]], [1, 0]).voices == ()


def test_the_interval_of_a_shift_is_scipys() -> None:
    """With single passages as clusters, BCa as scipy makes it of the same statistic, but for the resampling."""
    generator = np.random.default_rng(5)
    war = generator.random(120) < 0.4
    alive = generator.random(120) < np.where(war, 0.5, 0.9)
    found = of(np.where(war, "war", "peace").tolist(), alive.tolist(), resamples=9_999)

    def shift(is_war: np.ndarray, lives: np.ndarray, axis: int = -1) -> np.ndarray:
        return (is_war & lives).sum(axis=axis) / lives.sum(axis=axis) - is_war.mean(axis=axis)

    expected = bootstrap(
        (war, alive), shift, paired=True, vectorized=True, n_resamples=9_999, method="BCa", random_state=generator
    ).confidence_interval
    own = next(row.shift for row in found.shifts if row.value == "war")
    assert (own.low, own.high) == (pytest.approx(expected.low, abs=0.006), pytest.approx(expected.high, abs=0.006))


def test_several_labels_are_as_each_alone() -> None:
    """Labels asked together share resamples and shuffles, and nothing else: estimates and tests are their own."""
    topics = mentions(pa.array([["a"], ["b"], ["a", "b"], ["c"], ["c"], ["a"]]))
    kinds = mentions(pa.array(["x", "y", "x", "y", "x", "y"]))
    survives, clusters = np.array([1, 0, 1, 1, 0, 1], dtype=bool), np.arange(6)
    both = distortion([topics, kinds], survives=survives, clusters=clusters, resamples=500)
    alone = [distortion([each], survives=survives, clusters=clusters, resamples=500)[0] for each in (topics, kinds)]
    for together, by_itself in zip(both, alone, strict=True):
        assert together.total_variation.p == by_itself.total_variation.p
        assert together.total_variation.interval.estimate == by_itself.total_variation.interval.estimate
        assert [row.value for row in together.shifts] == [row.value for row in by_itself.shifts]


def test_the_interval_of_a_distance_starts_at_0_unless_the_test_says_more() -> None:
    """Where blind blocking would do as much, 0 is in the interval; where it hardly could, it is not."""
    topics = ["war"] * 60 + ["peace"] * 60
    blind = of(topics, [1, 0] * 60).total_variation
    sighted = of(topics, [0] * 50 + [1] * 70).total_variation
    assert (blind.interval.method, blind.interval.low) == ("basic", 0.0)
    assert sighted.interval.low is not None
    assert sighted.interval.low > 0.1


class World:
    """A population of clusters whose passages are mostly about one thing, and a filter that may look at it."""

    def __init__(self, *, values: int, size: int, effect: float) -> None:
        self.values, self.size = values, size
        self.pull = np.linspace(-effect, effect, values)

    def draw(self, clusters: int, generator: np.random.Generator) -> tuple[Mentions, np.ndarray, np.ndarray]:
        """So many clusters: what they mention, which passages survive, and their clusters."""
        shares = generator.dirichlet(np.full(self.values, 0.3), size=clusters).cumsum(axis=1)
        shares[:, -1] = 1.0
        about = (generator.random((clusters, self.size, 1)) > shares[:, None, :]).sum(axis=-1)
        mood = generator.normal(0, 0.7, size=(clusters, 1))  # a filter that strikes in clumps
        survives = generator.random(about.shape) >= 1 / (1 + np.exp(1 + self.pull[about] + mood))
        there = np.eye(self.values, dtype=bool)[about.ravel()]
        names = tuple(map(str, range(self.values)))
        return Mentions(names, there, np.ones(about.size, bool)), survives.ravel(), np.arange(about.size) // self.size


@pytest.mark.slow
@pytest.mark.parametrize("clusters", [20, 80])
def test_the_test_holds_its_level(clusters: int) -> None:
    """Blind to labels, in clumps as the labels are: p <= .05 in 5 % of 600 texts (binomial, 99.8 %: 2.3–7.7 %)."""
    world, generator = World(values=8, size=5, effect=0.0), np.random.default_rng(1)
    rejected = 0
    for seed in range(600):
        field, survives, numbers = world.draw(clusters, generator)
        (found,) = distortion([field], survives=survives, clusters=numbers, seed=seed, resamples=199)
        rejected += (found.total_variation.p or 1.0) <= 0.05
    assert 0.023 <= rejected / 600 <= 0.077


@pytest.mark.slow
def test_the_test_finds_a_filter_that_looks() -> None:
    """A filter that goes by the label is found in nearly all of 100 texts of 80 clusters."""
    world, generator = World(values=8, size=5, effect=2.0), np.random.default_rng(2)
    found = [
        distortion([field], survives=survives, clusters=numbers, seed=seed, resamples=199)[0].total_variation.p
        for seed in range(100)
        for field, survives, numbers in [world.draw(80, generator)]
    ]
    assert np.mean([p is not None and p <= 0.05 for p in found]) > 0.95


@pytest.mark.slow
@pytest.mark.parametrize(
    ("effect", "values", "least"), [(0.0, 12, 0.93), (1.0, 12, 0.9), (2.0, 12, 0.9), (0.5, 30, 0.88)]
)
def test_the_interval_of_a_distance_covers(effect: float, values: int, least: float) -> None:
    """The basic interval covers the population's distance in nine tenths of 400 texts or so, however small it is."""
    world, generator = World(values=values, size=4, effect=effect), np.random.default_rng(3)
    field, survives, _ = world.draw(60_000, generator)
    true = float(total_variation(field.there.sum(axis=0), field.there[survives].sum(axis=0)))
    covered = 0
    for seed in range(400):
        field, survives, numbers = world.draw(100, generator)
        (found,) = distortion([field], survives=survives, clusters=numbers, seed=seed, resamples=400)
        interval = found.total_variation.interval
        assert interval.low is not None
        assert interval.high is not None
        covered += interval.low - 0.003 <= true <= interval.high  # the truth itself is only simulated
    assert covered / 400 >= least


@pytest.mark.slow
def test_the_interval_of_a_voice_covers() -> None:
    """The BCa interval of a voice's shift covers that of the population in 92–98 % of 500 texts of 80 clusters."""
    generator = np.random.default_rng(4)

    def draw(clusters: int) -> tuple[Mentions, np.ndarray, np.ndarray]:
        leaning = generator.beta(1.2, 0.8, size=(clusters, 1))
        critical = generator.random((clusters, 5)) < leaning
        survives = generator.random((clusters, 5)) < np.where(critical, 0.6, 0.9)
        there = np.column_stack([critical.ravel(), ~critical.ravel()])
        names = ("us: criticise", "us: support")
        return Mentions(names, there, np.ones(there.shape[0], bool)), survives.ravel(), np.arange(clusters * 5) // 5

    true = 0.6 * 0.6 / (0.6 * 0.6 + 0.4 * 0.9) - 0.6  # a beta(1.2, 0.8) has mean 0.6
    covered = 0
    for seed in range(500):
        field, survives, numbers = draw(80)
        (found,) = distortion([field], survives=survives, clusters=numbers, seed=seed, resamples=1_000)
        shift = found.voices[1].shift
        covered += shift.low is not None and shift.high is not None and shift.low <= true <= shift.high
    assert 0.92 <= covered / 500 <= 0.98

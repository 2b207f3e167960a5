"""Krippendorff's alpha and MASI: a published example, examples by hand, the definition pair by pair, the interval."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlast.statistics.agreement import Agreement, agreement, krippendorff_alpha, masi

PUBLISHED = {  # Krippendorff 2011, section C: four observers, twelve units, "-" for no value
    "A": "1 2 3 3 2 1 4 1 2 - - -",
    "B": "1 2 3 3 2 2 4 1 2 5 - 3",
    "C": "- 3 3 3 2 3 4 2 2 5 1 -",
    "D": "1 2 3 3 2 4 4 1 2 5 1 -",
}
UNITS = list(
    zip(*[[None if value == "-" else value for value in row.split()] for row in PUBLISHED.values()], strict=True)
)
SAME = [("a", "a"), ("b", "b"), ("a", "a"), ("b", "b")]
CROSSED = [("a", "b"), ("b", "a"), ("a", "b"), ("b", "a")]

OF_SETS = st.frozensets(st.sampled_from("abc"))
TABLES = st.lists(st.lists(st.none() | st.sampled_from("abc"), min_size=3, max_size=3), min_size=1, max_size=7)
TABLES_OF_SETS = st.lists(st.lists(st.none() | OF_SETS, min_size=3, max_size=3), min_size=1, max_size=6)


def by_pairs(units: Sequence[Sequence[Any]], distance: Any) -> float | None:
    """Alpha by its definition: mean distance of the pairs within units, over that of all pairs of values."""
    rated = [[value for value in unit if value is not None] for unit in units]
    rated = [values for values in rated if len(values) > 1]
    pool = [value for values in rated for value in values]
    if not pool:
        return None
    expected = sum(distance(*pair, pool) for pair in permutations(pool, 2)) / (len(pool) * (len(pool) - 1))
    within = [sum(distance(*pair, pool) for pair in permutations(values, 2)) / (len(values) - 1) for values in rated]
    return None if expected == 0 else 1 - sum(within) / len(pool) / expected


def steps(left: str, right: str, pool: Sequence[str]) -> float:
    """The squared ordinal distance: the values ranked from left to right, each end counting half."""
    low, high = sorted((left, right))
    between = sum(low <= value <= high for value in pool)
    return 0.0 if low == high else (between - (pool.count(low) + pool.count(high)) / 2) ** 2


@pytest.mark.parametrize(("distance", "alpha"), [("nominal", 0.743), ("ordinal", 0.815)])
def test_the_published_example(distance: Any, alpha: float) -> None:
    """Krippendorff's four observers of twelve units, values missing, have the alphas that he gives."""
    assert krippendorff_alpha(UNITS, distance=distance, order="12345") == pytest.approx(alpha, abs=0.0005)


def test_nominal_by_hand() -> None:
    """Units aab, bb and ccc, and one lone a: D_o = 2/8, D_e = 42/56, alpha 2/3."""
    units = [("a", "a", "b"), ("b", None, "b"), ("c", "c", "c"), (None, "a", None)]
    assert krippendorff_alpha(units, distance="nominal") == pytest.approx(2 / 3)


def test_ordinal_by_hand() -> None:
    """Three lows, two mids, one high: squared distances 6.25, 2.25 and 16; D_o = 17/6, D_e = 6, alpha 19/36."""
    units = [("low", "low"), ("low", "mid"), ("mid", "high")]
    order = ("none", "low", "mid", "high")
    assert krippendorff_alpha(units, distance="ordinal", order=order) == pytest.approx(19 / 36)
    assert krippendorff_alpha(units, distance="ordinal", order=order[::-1]) == pytest.approx(19 / 36)


def test_sets_by_hand() -> None:
    """Units {a}–{a,b} and {b}–{b}: D_o = 1/3, D_e = 2/3, alpha 1/2."""
    units = [(frozenset("a"), frozenset("ab")), (frozenset("b"), frozenset("b"))]
    assert krippendorff_alpha(units, distance="masi") == pytest.approx(1 / 2)


@settings(max_examples=150)
@given(units=TABLES)
def test_nominal_and_ordinal_are_as_defined(units: list[list[str | None]]) -> None:
    """Alpha is that of the definition, pair by pair."""
    unequal = by_pairs(units, lambda left, right, _: float(left != right))
    assert krippendorff_alpha(units, distance="nominal") == pytest.approx(unequal)
    assert krippendorff_alpha(units, distance="ordinal", order="abc") == pytest.approx(by_pairs(units, steps))


@settings(max_examples=100)
@given(units=TABLES_OF_SETS)
def test_sets_are_as_defined(units: list[list[frozenset[str] | None]]) -> None:
    """Alpha of sets is that of the definition with the MASI distance."""
    expected = by_pairs(units, lambda left, right, _: masi(left, right))
    assert krippendorff_alpha(units, distance="masi") == pytest.approx(expected)


@pytest.mark.parametrize(
    ("left", "right", "distance"),
    [
        ("ab", "ab", 0),
        ("ab", "abcd", 2 / 3),  # J = 1/2, one holds the other: 1 - 1/2 * 2/3
        ("a", "abc", 7 / 9),  # J = 1/3: 1 - 1/3 * 2/3
        ("ab", "bc", 8 / 9),  # J = 1/3, overlap: 1 - 1/3 * 1/3
        ("abc", "bcd", 5 / 6),  # J = 1/2: 1 - 1/2 * 1/3
        ("ab", "cd", 1),
        ("", "a", 1),
        ("", "", 0),
    ],
)
def test_masi_by_hand(left: str, right: str, distance: float) -> None:
    """MASI is 1 - J·M, the same both ways; the empty set is like itself alone."""
    assert masi(frozenset(left), frozenset(right)) == pytest.approx(distance)
    assert masi(frozenset(right), frozenset(left)) == pytest.approx(distance)


def test_perfect_agreement() -> None:
    """Where annotators always agree, alpha is 1 whatever the distance."""
    assert krippendorff_alpha(SAME, distance="nominal") == 1
    assert krippendorff_alpha(SAME, distance="ordinal", order="ab") == 1
    assert krippendorff_alpha([(frozenset(), frozenset()), (frozenset("a"),) * 2], distance="masi") == 1


def test_chance_agreement() -> None:
    """Alpha is 0 where agreement is what chance gives: exactly for one a among ten, nearly for coins thrown."""
    assert krippendorff_alpha([("a", "b"), *[("b", "b")] * 4], distance="nominal") == pytest.approx(0, abs=1e-12)
    coins = random.Random(1)
    thrown = [(coins.choice("abc"), coins.choice("abc")) for _ in range(4000)]
    assert krippendorff_alpha(thrown, distance="nominal") == pytest.approx(0, abs=0.05)


def test_disagreement_on_principle() -> None:
    """Annotators who always differ are below 0: D_o = 1, D_e = 4/7, alpha -3/4."""
    assert krippendorff_alpha(CROSSED, distance="nominal") == pytest.approx(-3 / 4)


@pytest.mark.parametrize("units", [[("a", "a"), ("a", "a")], [("a", None), (None, "b")], [(None, None)], []])
def test_nothing_could_have_disagreed(units: list[tuple[str | None, ...]]) -> None:
    """Without two different values in units that two annotators rated there is no alpha."""
    assert krippendorff_alpha(units, distance="nominal") is None
    assert krippendorff_alpha(units, distance="ordinal", order="ab") is None


def test_a_value_without_a_place() -> None:
    """An ordinal value that the order does not have is refused by name."""
    with pytest.raises(ValueError, match=r"'c'.* no place in the order"):
        krippendorff_alpha([("a", "c")], distance="ordinal", order="ab")


def measured(units: Sequence[Sequence[Any]], clusters: Sequence[str], *, seed: int = 0) -> Agreement:
    return agreement(units, clusters=list(clusters), distance="nominal", seed=seed)


def test_identical_and_units() -> None:
    """Units with one value count for nothing: here two of three are identical."""
    found = measured([("a", "a", None), ("a", "b", "a"), ("b", "b", "b"), ("a", None, None)], "wxyz")
    assert (found.identical, found.units, found.distance) == (pytest.approx(2 / 3), 3, "nominal")


def test_clusters_are_drawn_whole() -> None:
    """Of an agreeing and a crossed cluster only three mixtures can be drawn: the ends are 1 and 1 - 15/8."""
    found = measured([*SAME, *CROSSED], "yyyynnnn")
    assert found.alpha == pytest.approx(1 / 16)  # D_o = 1/2, D_e = 8/15
    assert (found.low, found.high) == (pytest.approx(-7 / 8), pytest.approx(1))


def test_the_interval_holds_95_in_100() -> None:
    """Of two agreeing clusters and a crossed one, the crossed one alone is drawn 1 time in 27: at 2.5 %, not at 5 %."""
    found = measured([*SAME, *SAME, *CROSSED], "xxxxyyyynnnn")
    assert (found.low, found.high) == (pytest.approx(-11 / 12), pytest.approx(1))  # D_o = 1, D_e = 2 * 144 / (24 * 23)


def test_one_cluster_has_no_width() -> None:
    """With one cluster every resample is the data."""
    found = measured(UNITS, ["only"] * 12)
    assert found.low == found.high == found.alpha == pytest.approx(0.743, abs=0.0005)


def test_the_interval_of_the_published_example() -> None:
    """The interval holds alpha, has width, is the same for the same seed and another for another."""
    names = [str(number) for number in range(12)]
    found = measured(UNITS, names)
    assert found.low is not None
    assert found.high is not None
    assert -1 < found.low < 0.743 < found.high <= 1
    assert found == measured(UNITS, names)
    other = measured(UNITS, names, seed=1)
    assert (other.alpha, other.low != found.low) == (found.alpha, True)


def test_no_alpha_no_interval() -> None:
    """Where all values are the same, alpha and both ends are None, and all units identical."""
    found = measured([("a", "a"), ("a", "a")], "xy")
    assert (found.alpha, found.low, found.high, found.identical, found.units) == (None, None, None, 1, 2)


def test_resamples_of_one_value_are_left_out() -> None:
    """Of clusters aa and ab with bb, the resample of aa twice has no alpha; the others have 4/9 and -1/6."""
    found = measured([("a", "a"), ("a", "b"), ("b", "b")], "xyy")
    # aa,ab,bb: 4/9. (ab,bb) twice: D_o = 1/2, totals 2 and 6: D_e = 24/56, alpha -1/6. aa twice: none.
    assert found.alpha == pytest.approx(4 / 9)
    assert (found.low, found.high) == (pytest.approx(-1 / 6), pytest.approx(4 / 9))


def test_every_unit_has_a_cluster() -> None:
    """Too few clusters, or a text in their place, are an error and never drop units from the bootstrap."""
    units = [("a", "a"), ("b", "a")]
    for clusters in (["x"], "xy"):
        with pytest.raises(ValueError, match="2 units need as many clusters"):
            agreement(units, clusters=clusters, distance="nominal")

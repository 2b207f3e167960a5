"""Chance: one number for each unit, whoever else asks and in whatever order; streams are independent."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pytest

from outlast.filters.combination.chance import comes_out

COUNT = 20_000


def everywhere(keys: pa.Table, **how: object) -> np.ndarray:
    """Whether the chance comes out, asked for in every row."""
    given = {"rate": 0.3, "purpose": "enforcement", "seed": 0, "stream": "here", "unit": "passage", **how}
    return np.array(comes_out(keys, pa.array([True] * keys.num_rows), **given))


@pytest.fixture(scope="module")
def many(keys: Callable) -> pa.Table:
    """The keys of 20,000 passages."""
    return keys(COUNT)


@pytest.mark.parametrize("rate", [0.1, 0.3, 0.9])
def test_the_rate_is_the_share_that_comes_out(rate: float, many: pa.Table) -> None:
    """Of 20,000 passages the rate's share comes out, within five standard errors of a binomial count."""
    spread = (COUNT * rate * (1 - rate)) ** 0.5
    assert abs(everywhere(many, rate=rate).sum() - COUNT * rate) < 5 * spread


def test_never_at_nought_and_always_at_one(many: pa.Table) -> None:
    """Rate 0 never comes out, rate 1 always."""
    assert not everywhere(many, rate=0.0).any()
    assert everywhere(many, rate=1.0).all()


def test_a_higher_rate_keeps_what_a_lower_one_has(many: pa.Table) -> None:
    """What comes out at 0.3 comes out at 0.5: rates of one stream are nested, so they can be compared by passage."""
    assert everywhere(many, rate=0.5)[everywhere(many, rate=0.3)].all()


@pytest.mark.parametrize("other", [{"stream": "there"}, {"purpose": "review"}, {"seed": 1}])
def test_streams_are_independent(other: dict[str, object], many: pa.Table) -> None:
    """At rate 0.3 on both sides, both come out for 0.09 of 20,000 passages, within five standard errors."""
    both = everywhere(many) & everywhere(many, **other)
    assert abs(both.sum() - COUNT * 0.09) < 5 * (COUNT * 0.09 * 0.91) ** 0.5


def test_rows_do_not_depend_on_their_neighbours(many: pa.Table, keys: Callable) -> None:
    """A passage fares alike alone, in another order, and where only some rows ask."""
    whole = everywhere(many)
    assert everywhere(many.take(list(range(99, -1, -1)))).tolist() == whole[99::-1].tolist()
    assert [everywhere(keys([f"p{row}"]))[0] for row in range(50)] == whole[:50].tolist()
    asked = pa.array([row % 3 == 0 for row in range(COUNT)])
    given = {"rate": 0.3, "purpose": "enforcement", "seed": 0, "stream": "here", "unit": "passage"}
    assert np.array(comes_out(many, asked, **given)).tolist() == (whole & np.array(asked)).tolist()


def test_what_has_a_number_of_its_own(keys: Callable) -> None:
    """Per platform all rows are alike; per passage the renderings of one are; per draw each is on its own."""
    renderings = [keys(200, perturbation=how, draw=draw) for how in ("identity", "hidden") for draw in (0, 1)]
    fare = {unit: [everywhere(batch, unit=unit).tolist() for batch in renderings] for unit in ("passage", "draw")}
    assert fare["passage"][0] == fare["passage"][1] == fare["passage"][2] == fare["passage"][3]
    assert len({tuple(column) for column in fare["draw"]}) == 4
    whole = [everywhere(keys(200), unit="platform", stream=f"platform {number}") for number in range(200)]
    assert {len(set(column.tolist())) for column in whole} == {1}
    assert 30 < sum(column[0] for column in whole) < 95  # 60 expected at 0.3, five standard errors either way


def test_names_do_not_run_together(keys: Callable) -> None:
    """The streams `a` and `ab` give passages `bc` and `c` numbers of their own, and draws 1 and 11 too."""
    outcomes = [
        everywhere(keys([f"bc{n}" for n in range(64)]), stream="a").tolist(),
        everywhere(keys([f"c{n}" for n in range(64)]), stream="ab").tolist(),
        everywhere(keys([f"c{n}" for n in range(64)], draw=1), stream="ab", unit="draw").tolist(),
        everywhere(keys([f"c{n}" for n in range(64)], draw=11), stream="ab", unit="draw").tolist(),
    ]
    assert len({tuple(column) for column in outcomes}) == 4


def test_nobody_asks(keys: Callable) -> None:
    """Of no rows, and of rows that do not ask, nothing comes out."""
    given = {"rate": 1.0, "purpose": "enforcement", "seed": 0, "stream": "here", "unit": "draw"}
    assert comes_out(keys(0), pa.array([], pa.bool_()), **given).to_pylist() == []
    assert comes_out(keys(2), pa.array([False, False]), **given).to_pylist() == [False, False]

"""Runs joined on the decision key: what is read of them, what is common, and which decisions are flips."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

import outlast
from outlast.comparison.flips import flips_between
from outlast.comparison.join import Named, join
from outlast.comparison.side import read_side
from outlast.tables import TableError

HIDDEN = {"kind": "zero-width", "name": "hidden", "rate": 1.0, "draws": 2}


def test_the_arrays_are_what_the_decisions_say(town):
    """Each verdict and score stands at its filter, rendering and passage, whatever the parts."""
    scores = [*town.scores]
    scores[3] = None
    run = town.with_(perturbations=({"kind": "identity"}, HIDDEN), scores=scores).set("part_passages=3").run()
    side = read_side(run, label="town")
    assert side.renderings == (("identity", 0), ("hidden", 0), ("hidden", 1))
    assert side.blocked.shape == (3, 3, 8)
    for row in run.decisions().to_pylist():
        at = (
            side.filters.index(row["filter"]),
            side.renderings.index((row["perturbation"], row["draw"])),
            town.IDS.index(row["passage_id"]),
        )
        assert side.blocked[at] == (-1 if row["blocked"] is None else int(row["blocked"]))
        assert np.isnan(side.score[at]) if row["score"] is None else side.score[at] == row["score"]


def tampered(run, change):
    (path,) = run.parts("decisions")
    pq.write_table(change(pq.read_table(path)), path)
    return run


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda table: pa.concat_tables([table.slice(0, 1), table.slice(2)]), id="a row is missing"),
        pytest.param(lambda table: pa.concat_tables([table, table.slice(0, 1)]), id="a row stands twice"),
        pytest.param(
            lambda table: pa.concat_tables([table.slice(1), table.slice(1, 1)]), id="one is missing, another twice"
        ),
        pytest.param(
            lambda table: table.set_column(
                0, table.schema.field(0), pa.array(["nobody", *table.column(0).to_pylist()[1:]])
            ),
            id="a passage is unknown",
        ),
        pytest.param(lambda table: table.drop_columns(["stage"]), id="a column is missing"),
    ],
)
def test_decisions_that_are_not_whole_are_refused(town, change):
    """A table that is not one decision for each key is no ground for a comparison."""
    with pytest.raises(TableError):
        read_side(tampered(town.run(), change), label="town")


def test_passages_are_joined_by_their_ids_whatever_their_order(town):
    """The second run judges the passages in another order; each is compared with itself."""
    before = town.run()
    after = town.with_(texts=town.texts[:6], name="shorter").run()
    found = join(read_side(before, label="a"), read_side(after, label="b"))
    assert found.ids.to_pylist() == list(town.IDS[:6])
    other = join(read_side(after, label="b"), read_side(before, label="a"))
    one, two = found.verdicts(Named("words", "words"))
    assert np.array_equal(one, two)
    assert np.array_equal(other.verdicts(Named("words", "words"))[1], one)


VERDICTS = st.lists(st.tuples(st.sampled_from([-1, 0, 1]), st.sampled_from([-1, 0, 1])), min_size=1, max_size=30)


@given(VERDICTS)
def test_flips_are_mirrored(pairs):
    """From the second run to the first the same decisions flip, each the other way."""
    before, after = (np.array([column], np.int8) for column in zip(*pairs, strict=True))
    name = Named("f", "f")
    there, back = flips_between(name, before, after), flips_between(name, after, before)
    assert there.passage.tolist() == back.passage.tolist()
    assert (there.blocks_now == ~back.blocks_now).all()
    told = {(at, bool(now)) for at, now in zip(there.passage, there.blocks_now, strict=True)}
    assert told == {(at, two == 1) for at, (one, two) in enumerate(pairs) if {one, two} == {0, 1}}


def test_a_comparison_the_other_way_round_is_its_mirror(town):
    """The same flips with directions, gains and losses exchanged, and differences of the other sign."""
    scores = [*town.scores]
    scores[1], scores[2] = 0.7, 0.2
    before = town.run()
    after = town.with_(rules=(town.FOOL, town.HARBOUR), scores=scores).run()
    there, back = outlast.compare([before, after]).others[0], outlast.compare([after, before]).others[0]
    for one, other in zip(there.changes, back.changes, strict=True):
        assert (one.survival.gained, one.survival.lost) == (other.survival.lost, other.survival.gained)
        assert one.survival.difference.estimate == pytest.approx(-other.survival.difference.estimate)
        assert one.survival.swap.p == other.survival.swap.p
    for one, other in zip(there.flips, back.flips, strict=True):
        assert one.passage.tolist() == other.passage.tolist()
        assert (one.blocks_now == ~other.blocks_now).all()
    assert [each.field for each in there.differences] == [each.field for each in back.differences]
    assert [(each.before, each.after) for each in there.differences] == [
        (each.after, each.before) for each in back.differences
    ]

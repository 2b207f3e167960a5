"""What every kind of perturbation promises, whatever it rewrites."""

from __future__ import annotations

import pickle
from itertools import pairwise

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from outlast.decisions import RENDERINGS
from outlast.perturbations.edits import Edit, apply, source_span
from outlast.perturbations.kinds import IDENTITY, KINDS, draws_of, name_of
from outlast.perturbations.render import render
from outlast.seeding import random_for

TEXTS = st.text(max_size=40) | st.text(st.sampled_from("aceiox PUTIN войнa 战争İﬁ\u0301\u200b"), max_size=40)
LONG = "Whoever speaks of peace, speaks of those who pay for war: people, and no others. " * 3


def passages(texts: list[str], *, names: list[str] | None = None) -> pa.Table:
    """Passages with what a perturbation is given of them."""
    names = names or [f"p{row}" for row in range(len(texts))]
    columns = {"passage_id": names, "language": ["en"] * len(texts), "text": texts}
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})


def edits_of(made: pa.Table, row: int) -> tuple[Edit, ...]:
    """A rendering's edits as they were stored."""
    return tuple(Edit(**edit) for edit in made.column("edits")[row].as_py())


def long_text(perturbation, *, seed: int = 0, name: str = "p0", draw: int = 0) -> str:
    """The rendering of the long text."""
    made = render(passages([LONG], names=[name]), perturbation, seed=seed, draw=draw)
    return made.column("text")[0].as_py()


def is_certain(perturbation) -> bool:
    """Whether it does the same to a text in every draw: the identity, or every place rewritten."""
    return perturbation.kind == IDENTITY or perturbation.rate == 1.0


def test_every_kind_has_an_example(perturbation_kinds):
    """The contract runs over each kind of perturbation that a config can name."""
    assert perturbation_kinds == set(KINDS)


@given(texts=st.lists(TEXTS, max_size=4), seed=st.integers(0, 3), draw=st.integers(0, 3))
@settings(max_examples=60, deadline=None)
def test_any_text_is_rendered(perturbation, texts, seed, draw):
    """Of any passages there is a rendering each, in their order, under their ids, name and draw, by the schema."""
    made = RENDERINGS.check(render(passages(texts), perturbation, seed=seed, draw=draw))
    assert made.column("passage_id").to_pylist() == [f"p{row}" for row in range(len(texts))]
    assert set(made.column("perturbation").to_pylist()) <= {name_of(perturbation)}
    assert set(made.column("draw").to_pylist()) <= {draw}
    assert set(made.column("language").to_pylist()) <= {"en"}


@given(text=TEXTS, seed=st.integers(0, 3))
@settings(max_examples=80, deadline=None)
def test_edits_make_the_rendering(perturbation, text, seed):
    """The edits stored with a rendering are in order, do not overlap, lie in the text, and make the rendering of it."""
    made = render(passages([text]), perturbation, seed=seed, draw=0)
    edits = edits_of(made, 0)
    assert all(before.end <= after.start for before, after in pairwise(edits))
    assert all(0 <= edit.start <= edit.end <= len(text) for edit in edits)
    assert all(text[edit.start : edit.end] != edit.replacement for edit in edits)
    assert apply(text, edits) == made.column("text")[0].as_py()


@given(text=TEXTS.filter(bool), seed=st.integers(0, 3), data=st.data())
@settings(max_examples=80, deadline=None)
def test_spans_go_back_to_the_passage(perturbation, text, seed, data):
    """The source of a span of a rendering, rewritten by the edits in it, contains the span."""
    made = render(passages([text]), perturbation, seed=seed, draw=0)
    rendering, edits = made.column("text")[0].as_py(), edits_of(made, 0)
    start = data.draw(st.integers(0, len(rendering) - 1))
    end = data.draw(st.integers(start + 1, len(rendering)))
    begin, stop = source_span(edits, start, end)
    assert 0 <= begin <= stop <= len(text)
    inside = [
        Edit(edit.start - begin, edit.end - begin, edit.replacement)
        for edit in edits
        if begin <= edit.start and edit.end <= stop
    ]
    assert rendering[start:end] in apply(text[begin:stop], inside)


def test_the_same_draw_is_the_same_text(perturbation):
    """A rendering depends on seed, name, passage and draw only: made again, it is the same."""
    assert long_text(perturbation, seed=5, draw=2) == long_text(perturbation, seed=5, draw=2)


def test_other_draws_are_other_texts(perturbation):
    """Eight draws, seeds or passage ids give eight texts, but where a perturbation leaves nothing to chance."""
    expected = 1 if is_certain(perturbation) else 8
    assert len({long_text(perturbation, draw=number) for number in range(8)}) == expected
    assert len({long_text(perturbation, seed=number) for number in range(8)}) == expected
    assert len({long_text(perturbation, name=f"p{number}") for number in range(8)}) == expected


def test_neighbours_do_not_matter(perturbation):
    """A passage is rendered alike alone, among others, and in another order."""
    texts, names = [LONG, "no war", LONG], ["p0", "p1", "p2"]
    forth = render(passages(texts, names=names), perturbation, seed=0, draw=0)
    back = render(passages(texts[::-1], names=names[::-1]), perturbation, seed=0, draw=0)
    assert forth.to_pylist() == back.to_pylist()[::-1]
    assert forth.column("text")[0].as_py() == long_text(perturbation)


def test_only_the_identity_leaves_a_text_alone(perturbation):
    """A text of many letters is changed by every perturbation but the identity, which makes no edit."""
    made = render(passages([LONG]), perturbation, seed=0, draw=0)
    assert (made.column("text")[0].as_py() == LONG) == (perturbation.kind == IDENTITY)
    assert (edits_of(made, 0) == ()) == (perturbation.kind == IDENTITY)


def test_a_pickled_perturbation_writes_alike(perturbation):
    """A perturbation that was sent to another process has the same name and draws and writes the same."""
    sent = pickle.loads(pickle.dumps(perturbation))
    assert (name_of(sent), draws_of(sent)) == (name_of(perturbation), draws_of(perturbation))
    assert long_text(sent) == long_text(perturbation)


def test_the_stream_is_that_of_seed_name_passage_and_draw(perturbation):
    """The edits are those that the perturbation makes with the generator of its seed, name, passage and draw."""
    made = render(passages([LONG], names=["p7"]), perturbation, seed=3, draw=1)
    assert edits_of(made, 0) == perturbation.edits(LONG, random=random_for(3, name_of(perturbation), "p7", 1))

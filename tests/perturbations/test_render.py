"""Renderings: a table of passages as one perturbation and draw wrote them."""

from __future__ import annotations

import pyarrow as pa

from outlast.decisions import RENDERINGS
from outlast.perturbations.homoglyph import Homoglyph
from outlast.perturbations.identity import Identity
from outlast.perturbations.render import render
from outlast.perturbations.zero_width import ZeroWidth

PASSAGES = pa.table(
    {"passage_id": ["a", "b"], "language": ["en", "zh"], "text": ["no war", "不要战争"], "stance": ["oppose", None]}
)


def test_a_rendering_is_a_row():
    """Each passage keeps its id and language and gets name, draw, text and edits; its labels stay behind."""
    made = render(PASSAGES, ZeroWidth(kind="zero-width", name="hidden", rate=1.0), seed=0, draw=3)
    assert RENDERINGS.check(made).to_pylist() == [
        {
            "passage_id": "a",
            "perturbation": "hidden",
            "draw": 3,
            "language": "en",
            "text": "n\u200bo w\u200ba\u200br",
            "edits": [
                {"start": 1, "end": 1, "replacement": "\u200b"},
                {"start": 4, "end": 4, "replacement": "\u200b"},
                {"start": 5, "end": 5, "replacement": "\u200b"},
            ],
        },
        {
            "passage_id": "b",
            "perturbation": "hidden",
            "draw": 3,
            "language": "zh",
            "text": "不\u200b要\u200b战\u200b争",
            "edits": [{"start": place, "end": place, "replacement": "\u200b"} for place in (1, 2, 3)],
        },
    ]


def test_the_identity_is_the_text_without_edits():
    """Under the identity each text is the passage's own and has no edits."""
    made = render(PASSAGES, Identity(kind="identity"), seed=0, draw=0)
    assert RENDERINGS.check(made).select(["perturbation", "text", "edits"]).to_pylist() == [
        {"perturbation": "identity", "text": "no war", "edits": []},
        {"perturbation": "identity", "text": "不要战争", "edits": []},
    ]


def test_no_passages_make_no_renderings():
    """An empty table of passages gives an empty table of renderings, of the right kind."""
    for perturbation in (Identity(kind="identity"), Homoglyph(kind="homoglyph")):
        made = render(PASSAGES.slice(0, 0), perturbation, seed=0, draw=0)
        assert RENDERINGS.check(made).num_rows == 0


def test_the_name_is_part_of_the_seed():
    """Two perturbations of one kind under two names rewrite the same text in different places."""
    passage = PASSAGES.slice(0, 1).set_column(2, "text", pa.array(["an extraordinarily protracted exposition"]))
    first, again, other = (
        render(passage, Homoglyph(kind="homoglyph", name=name), seed=0, draw=0).column("text")[0].as_py()
        for name in ("one", "one", "two")
    )
    assert first == again != other

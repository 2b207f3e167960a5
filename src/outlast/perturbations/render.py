"""Renderings: passages as one perturbation and draw wrote them, in a batch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from outlast.decisions import RENDERINGS
from outlast.perturbations.edits import apply
from outlast.perturbations.kinds import IDENTITY, AnyPerturbation, name_of
from outlast.seeding import random_for

if TYPE_CHECKING:
    from outlast.perturbations.edits import Edit


def render(passages: pa.Table, perturbation: AnyPerturbation, *, seed: int, draw: int) -> pa.Table:
    """The renderings of passages, in their order.

    Args:
        passages: with at least ``passage_id``, ``language`` and ``text``.
        perturbation: what rewrites them.
        seed: the experiment's.
        draw: which of the perturbation's draws, from 0.

    Returns:
        A table of kind `outlast.decisions.RENDERINGS`, a row a passage.
    """
    count = passages.num_rows
    name = name_of(perturbation)
    texts, edits = passages.column("text"), pa.array([[]] * count, RENDERINGS.schema.field("edits").type)
    if perturbation.kind != IDENTITY:
        ids = passages.column("passage_id").to_pylist()
        made: list[tuple[Edit, ...]] = []
        written = []
        for passage_id, text in zip(ids, texts.to_pylist(), strict=True):
            changes = perturbation.edits(text, random=random_for(seed, name, passage_id, draw))
            made.append(changes)
            written.append(apply(text, changes))
        texts = pa.array(written, pa.string())
        edits = pa.array(
            [[{"start": e.start, "end": e.end, "replacement": e.replacement} for e in row] for row in made],
            RENDERINGS.schema.field("edits").type,
        )
    return pa.table(
        [
            passages.column("passage_id"),
            pa.array([name] * count, pa.string()),
            pa.array([draw] * count, pa.int32()),
            passages.column("language"),
            texts,
            edits,
        ],
        schema=RENDERINGS.schema,
    )

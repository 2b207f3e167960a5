"""Effort: what rewriting a text costs its author, counted in edits and letters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Effort:
    """What one perturbation does to the texts, over all of its draws.

    An edit is one replacement, insertion or deletion of a stretch. Letters are code points.

    Attributes:
        perturbation: the perturbation.
        renderings: texts that it wrote, a text for each passage and draw.
        untouched: of them, those without an edit.
        edits: edits in all of them.
        letter_edits: letters that the edits put in, took away or put for others; of an edit that replaces a stretch by
            one of another length, the longer length. No fewer than the Levenshtein distances of the texts together
            (Levenshtein 1966, Soviet Physics Doklady 10, 707-710).
        letters: letters of the original texts.
    """

    perturbation: str
    renderings: int
    untouched: int
    edits: int
    letter_edits: int
    letters: int


def effort(renderings: pa.Table, *, perturbation: str) -> Effort:
    """What one perturbation did.

    Args:
        renderings: of kind `outlast.decisions.RENDERINGS`.
        perturbation: whose.

    >>> import pyarrow as pa
    >>> from outlast.decisions import RENDERINGS
    >>> row = {"passage_id": "a", "perturbation": "gap", "draw": 0, "language": "en", "text": "n-o"}
    >>> made = [{**row, "edits": [{"start": 1, "end": 1, "replacement": "-"}]}]
    >>> found = effort(pa.Table.from_pylist(made, schema=RENDERINGS.schema), perturbation="gap")
    >>> found.edits, found.letter_edits, found.letters
    (1, 1, 2)
    """
    own = renderings.filter(pc.equal(renderings.column("perturbation"), perturbation))
    edits = own.column("edits").combine_chunks()
    counts = pc.list_value_length(edits).to_numpy(zero_copy_only=False)
    flat = pc.list_flatten(edits)
    starts, ends = (pc.struct_field(flat, name).to_numpy(zero_copy_only=False) for name in ("start", "end"))
    removed = ends - starts
    written = pc.utf8_length(pc.struct_field(flat, "replacement")).to_numpy(zero_copy_only=False)
    letters = int(pc.sum(pc.utf8_length(own.column("text"))).as_py() or 0)
    return Effort(
        perturbation=perturbation,
        renderings=own.num_rows,
        untouched=int(np.count_nonzero(counts == 0)),
        edits=int(counts.sum()),
        letter_edits=int(np.maximum(removed, written).sum()),
        letters=letters - int(written.sum()) + int(removed.sum()),
    )

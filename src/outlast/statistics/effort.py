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
        removed: letters of the original that an edit took away or replaced.
        written: letters that an edit put in.
        letters: letters of the rewritten texts.
    """

    perturbation: str
    renderings: int
    untouched: int
    edits: int
    removed: int
    written: int
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
    >>> found.edits, found.removed, found.written, found.letters
    (1, 0, 1, 3)
    """
    own = renderings.filter(pc.equal(renderings.column("perturbation"), perturbation))
    edits = own.column("edits").combine_chunks()
    counts = pc.list_value_length(edits).to_numpy(zero_copy_only=False)
    flat = pc.list_flatten(edits)
    starts, ends = (pc.struct_field(flat, name).to_numpy(zero_copy_only=False) for name in ("start", "end"))
    return Effort(
        perturbation=perturbation,
        renderings=own.num_rows,
        untouched=int(np.count_nonzero(counts == 0)),
        edits=int(counts.sum()),
        removed=int((ends - starts).sum()),
        written=_letters(pc.struct_field(flat, "replacement")),
        letters=_letters(own.column("text")),
    )


def _letters(texts: pa.ChunkedArray) -> int:
    return int(pc.sum(pc.utf8_length(texts)).as_py() or 0)

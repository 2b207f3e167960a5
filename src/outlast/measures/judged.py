"""The rows of a view's outcomes, as people know them: passages, draws, and the texts that were judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from outlast.measures.view import View


def row_names(view: View, rows: np.ndarray) -> dict[str, pa.Array | pa.ChunkedArray]:
    """Columns that name some rows of the outcomes: ``passage_id``, ``passage`` (the same, short), and ``draw``.

    ``passage`` is what comes after the last slash of the id, with the draw where there are several.
    """
    held = view.outcomes
    ids = view.passages.column("passage_id").combine_chunks().take(pa.array(held.passage[rows]))
    draws = pa.array(held.draw[rows])
    short = pc.replace_substring_regex(ids, "^.*/", "")
    if view.draws > 1:
        short = pc.binary_join_element_wise(short, draws.cast(pa.string()), " #")
    return {"passage_id": ids, "passage": short, "draw": draws}


def judged_texts(view: View) -> pa.Array:
    """The text that was judged, for each row of the outcomes; null where a rendering is not there."""
    renderings = view.run.renderings()
    chosen = renderings.filter(pc.equal(renderings.column("perturbation"), view.perturbation))
    at = rows_of(view, chosen)
    place = np.full(len(view.outcomes), -1, dtype=np.int64)
    place[at[at >= 0]] = np.flatnonzero(at >= 0)
    return chosen.column("text").combine_chunks().take(pa.array(place, mask=place < 0))


def rows_of(view: View, table: pa.Table) -> np.ndarray:
    """For each row of a table with ``passage_id`` and ``draw``, the row of the outcomes, int64; -1 where there is none.

    The table holds the view's perturbation alone.
    """
    ids = view.passages.column("passage_id").combine_chunks()
    passage = pc.index_in(table.column("passage_id"), value_set=ids).combine_chunks().fill_null(-1)
    at = np.asarray(passage, dtype=np.int64)
    draw = np.asarray(table.column("draw").combine_chunks(), dtype=np.int64)
    made: np.ndarray = np.where((at >= 0) & (draw < view.draws), draw * len(ids) + at, -1)
    return made

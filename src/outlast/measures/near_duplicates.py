"""Near-duplicates: passages that all but repeat one another, and how often a filter treats them differently."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from outlast.corpus.duplicates import LENGTH, LIMIT, near_duplicates
from outlast.measures.pairing import Pairing, interval_columns
from outlast.sheets.cells import count_of, percent_range
from outlast.sheets.sheet import Column, Sheet
from outlast.statistics.outcomes import ERROR

if TYPE_CHECKING:
    from outlast.measures.view import View

BANDS: tuple[tuple[str, float, float], ...] = (
    ("same letters", 2.0, 3.0),
    ("90 to 100 %", 0.9, 2.0),
    ("70 to 90 %", 0.7, 0.9),
    ("50 to 70 %", LIMIT, 0.7),
)
"""Name, and the similarity above which a pair is in it, up to and with the other end. Equal texts count as 3."""

SHOWN = 20
"""Rows of pairs treated differently that a terminal shows: the most and the least alike."""

DIFFERENT = pa.schema(
    [
        ("filter", pa.string()),
        ("draw", pa.int32()),
        ("similarity", pa.float64()),
        ("blocked_passage", pa.string()),
        ("surviving_passage", pa.string()),
        ("blocked_text", pa.string()),
        ("surviving_text", pa.string()),
    ]
)


def near_duplicate(view: View) -> tuple[Sheet, ...]:
    """Pairs by how alike they are: how many each filter treats differently; and those pairs."""
    texts = view.passages.column("text").to_pylist()
    found = near_duplicates(texts)
    pairing = Pairing.of(
        view, np.asarray([pair.first for pair in found], int), np.asarray([pair.second for pair in found], int)
    )
    similar = np.asarray([3.0 if texts[pair.first] == texts[pair.second] else pair.jaccard for pair in found])
    return _by_similarity(view, pairing, similar), _different(view, pairing, similar, texts)


def _by_similarity(view: View, pairing: Pairing, similar: np.ndarray) -> Sheet:
    rows: list[dict[str, Any]] = []
    for band, above, up_to in BANDS:
        among = (similar > above) & (similar <= up_to)
        for name in view.filters:
            each = pairing.treated(view, name, among=among)
            rows.append(
                {
                    "similarity": band,
                    "filter": name,
                    "pairs": each.pairs,
                    "different": each.flips,
                    **interval_columns("different", each.flipped),
                    "asked": each.asked,
                    "wanted": each.wanted,
                    "turned": each.turned,
                    **interval_columns("wanted", each.followed),
                    "alike": each.alike,
                    "unasked": each.unasked,
                    **interval_columns("unasked", each.parted),
                    "unsaid": each.unsaid,
                    "left_out": each.left_out,
                }
            )
    failed = max(row["left_out"] for row in rows)
    groups = len(np.unique(pairing.cluster))
    return Sheet(
        name="near-duplicates",
        title=f"Near-duplicates treated differently ({view.perturbation})",
        table=pa.Table.from_pylist(rows),
        columns=(
            Column("alike", lambda row: row["similarity"], align="left"),
            Column("filter", lambda row: row["filter"], align="left"),
            Column("different", lambda row: count_of(row["different"], row["pairs"])),
            Column("interval", lambda row: percent_range(row["different_low"], row["different_high"])),
            Column("unasked", lambda row: count_of(row["unasked"], row["alike"])),
            Column("interval", lambda row: percent_range(row["unasked_low"], row["unasked_high"])),
        ),
        notes=(
            f"Alike: Jaccard coefficient of the texts' sets of {LENGTH} characters in a row, as their authors wrote "
            "them; same letters: equal texts. Unasked: treated differently, of the pairs that the policy treats alike.",
            f"{len(pairing):,} pairs in {groups:,} groups. {pairing.how(view)}."
            if len(pairing)
            else "No two passages are that much alike.",
            *([f"Pairs left out because a filter failed on a side: up to {failed}."] if failed else []),
        ),
        signature=view.run.signature,
    )


def _different(view: View, pairing: Pairing, similar: np.ndarray, texts: list[str]) -> Sheet:
    """The pairs that a filter treats differently, the most alike first."""
    size = view.passages.num_rows
    ids = view.passages.column("passage_id").to_pylist()
    rows: list[dict[str, Any]] = []
    order = np.argsort(-similar, kind="stable")
    for name in view.filters:
        blocked = view.outcomes.column(name)
        first = pairing.first[:, None] + np.arange(view.draws) * size
        left, right = blocked[first], blocked[first + (pairing.second - pairing.first)[:, None]]
        flipped = (left != right) & (left != ERROR) & (right != ERROR)
        for number in order[flipped.any(axis=1)[order]]:
            draw = int(flipped[number].argmax())
            one, other = int(pairing.first[number]), int(pairing.second[number])
            falls, stands = (one, other) if left[number, draw] == 1 else (other, one)
            rows.append(
                {
                    "filter": name,
                    "draw": draw,
                    "similarity": float(min(similar[number], 1.0)),
                    "blocked_passage": ids[falls],
                    "surviving_passage": ids[stands],
                    "blocked_text": texts[falls],
                    "surviving_text": texts[stands],
                }
            )
    return Sheet(
        name="near-duplicates-different",
        title=f"Near-duplicates treated differently, the most alike first ({view.perturbation})",
        table=pa.Table.from_pylist(sorted(rows, key=lambda row: -row["similarity"]), schema=DIFFERENT),
        columns=(
            Column("filter", lambda row: row["filter"], align="left"),
            Column("alike", lambda row: f"{row['similarity']:.2f}"),
            Column("blocked", lambda row: row["blocked_text"], align="left", wraps=True),
            Column("let through", lambda row: row["surviving_text"], align="left", wraps=True),
        ),
        notes=("Of several draws, the first in which a pair is treated differently.",) if view.draws > 1 else (),
        signature=view.run.signature,
        shown=SHOWN,
    )

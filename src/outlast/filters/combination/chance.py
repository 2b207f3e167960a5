"""Chance per platform, per passage or per draw: a hash of what it is drawn for, the same in whatever order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import pyarrow as pa

from outlast.decisions import RENDERING
from outlast.seeding import number_for

if TYPE_CHECKING:
    from collections.abc import Mapping

Unit = Literal["platform", "passage", "draw"]

DRAWN_FOR: Mapping[Unit, tuple[str, ...]] = {"platform": (), "passage": RENDERING[:1], "draw": RENDERING}
"""What of a rendering's key a chance depends on.

One for the whole run; one for each passage, whatever the perturbation and draw, so that two renderings of a passage
differ only by what the filter makes of them; one for each rendering, as if each were posted at another hour.
"""


def comes_out(
    keys: pa.Table, where: pa.Array, *, rate: float, purpose: str, seed: int, stream: str, unit: Unit
) -> pa.Array:
    """Row by row, whether a chance comes out: bool, and false where it is not asked for.

    Each unit has one number u, uniform in [0, 1), and the chance comes out where u < rate: never at rate 0, always at
    rate 1, and what comes out at a rate comes out at every higher one. Numbers of two streams are independent.

    Args:
        keys: the renderings, `outlast.decisions.RENDERING`.
        where: bool without nulls, the rows that ask.
        rate: the probability, in [0, 1].
        purpose: what kind of chance it is.
        seed: the experiment's.
        stream: whose chance it is.
        unit: what has one number.

    >>> keys = pa.table({"passage_id": ["p", "p"], "perturbation": ["identity", "hidden"], "draw": [0, 0]})
    >>> how = {"rate": 0.5, "purpose": "enforcement", "seed": 0, "stream": "here"}
    >>> comes_out(keys, pa.array([True, True]), unit="passage", **how).to_pylist()
    [True, True]
    """
    rows = np.flatnonzero(where.to_numpy(zero_copy_only=False))
    asking = keys.select(list(DRAWN_FOR[unit])).take(pa.array(rows))
    outcome = np.zeros(len(where), dtype=bool)
    columns = [column.to_pylist() for column in asking.columns]
    drawn_for = zip(*columns, strict=True) if columns else [()] * len(rows)
    outcome[rows] = [number_for(purpose, seed, stream, *key) < rate for key in drawn_for]
    return pa.array(outcome)

"""What a run's folder says of single renderings: what fired, and the text that was judged. Read only for flips."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from outlast.comparison.side import codes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from outlast.comparison.side import Side


class Fired(NamedTuple):
    """A rule that fired in a text, with the normalising steps without which it would not have."""

    rule: str
    via: tuple[str, ...]


def fired_rules(
    side: Side, name: str, *, passages: np.ndarray, renderings: Sequence[tuple[str, int]]
) -> list[tuple[Fired, ...]]:
    """The rules that fired in some renderings, each once.

    Args:
        side: whose evidence is read.
        name: the filter.
        passages: int64, shape (n,): by their number in the side.
        renderings: perturbation and draw, n of them.
    """
    wanted = _Wanted(side, passages, renderings)
    found: dict[int, dict[Fired, None]] = {}
    columns = ["passage_id", "perturbation", "draw", "filter", "role", "rule", "via"]
    for path in side.run.parts("evidence"):
        part = _read(path, columns, names=["passage_id", "perturbation", "filter", "role", "rule"])
        fired = pc.and_(pc.equal(part.column("filter"), name), pc.equal(part.column("role"), "fired"))
        part = part.filter(fired)
        which = wanted.places(part)
        kept = np.flatnonzero(which >= 0)
        chosen = part.select(["rule", "via"]).take(pa.array(kept))
        rows = zip(
            which[kept].tolist(), chosen.column("rule").to_pylist(), chosen.column("via").to_pylist(), strict=True
        )
        for at, rule, via in rows:
            found.setdefault(at, {})[Fired(rule, tuple(via))] = None
    return [tuple(found.get(at, ())) for at in wanted.of.tolist()]


def judged_texts(side: Side, *, passages: np.ndarray, renderings: Sequence[tuple[str, int]]) -> pa.Array:
    """The texts of some renderings as they were judged; arguments as `fired_rules`."""
    wanted = _Wanted(side, passages, renderings)
    texts = np.full(len(wanted), None, dtype=object)
    columns = ["passage_id", "perturbation", "draw", "text"]
    for path in side.run.parts("renderings") if len(wanted) else ():
        part = _read(path, columns, names=["passage_id", "perturbation"])
        which = wanted.places(part)
        kept = np.flatnonzero(which >= 0)
        texts[which[kept]] = part.column("text").take(pa.array(kept)).to_pylist()
    return pa.array(texts[wanted.of].tolist(), pa.string())


class _Wanted:
    """Renderings by a number each, looked up over arrays.

    ``of`` says for each that was asked which of the distinct ones it is.
    """

    def __init__(self, side: Side, passages: np.ndarray, renderings: Sequence[tuple[str, int]]) -> None:
        known = {each: at for at, each in enumerate(side.renderings)}
        self._side = side
        keys = passages * len(known) + np.array([known[each] for each in renderings], dtype=np.int64)
        self._keys, self.of = np.unique(keys, return_inverse=True)
        self._passages = np.unique(passages)
        self._ids = side.ids.take(pa.array(self._passages))
        self._perturbations = list(dict.fromkeys(name for name, _ in side.renderings))
        self._first = np.array([known[each, 0] for each in self._perturbations], dtype=np.int64)

    def __len__(self) -> int:
        return len(self._keys)

    def places(self, part: pa.Table) -> np.ndarray:
        """Row by row, which of the distinct renderings it belongs to; -1 for none."""
        place = codes(part.column("passage_id"), self._ids)
        passage = np.where(place >= 0, self._passages[place] if len(self._passages) else place, -1)
        perturbation = codes(part.column("perturbation"), pa.array(self._perturbations, pa.string()))
        draw = np.asarray(part.column("draw").combine_chunks(), dtype=np.int64)
        key = passage * len(self._side.renderings) + self._first[perturbation] + draw
        at = np.searchsorted(self._keys, key)
        there = (at < len(self._keys)) & (passage >= 0) & (perturbation >= 0)
        there[there] = self._keys[at[there]] == key[there]
        made: np.ndarray = np.where(there, at, -1)
        return made


def _read(path: Path, columns: list[str], *, names: list[str]) -> pa.Table:
    return pq.ParquetFile(path, read_dictionary=names).read(columns=columns)

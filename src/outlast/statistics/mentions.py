"""Mentions: a label with any number of values as an array, passages by values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Sequence

BETWEEN = ": "
"""What stands between the key and the value of a map's entry in its name."""


@dataclass(frozen=True, slots=True, eq=False)
class Mentions:
    """Which passages have which values of one label.

    A passage with two topics mentions each of them once, and one with no topic mentions none. The *distribution* of a
    label over passages is that of its mentions: the share of each value among all mentions of all values.

    Attributes:
        names: the values that any passage has, sorted; entries of a map are ``key: value``.
        there: bool, shape (passages, values).
        labelled: bool, shape (passages,): False where the label is null, which is not the same as having no value.
    """

    names: tuple[str, ...]
    there: np.ndarray
    labelled: np.ndarray

    def take(self, rows: np.ndarray) -> Mentions:
        """Those of some passages, in the order given; a passage may be taken more than once."""
        return Mentions(self.names, self.there[rows], self.labelled[rows])


def mentions(column: pa.Array | pa.ChunkedArray) -> Mentions:
    """The mentions of a label's column: of text, of lists of text, or of lists of entries (maps).

    >>> found = mentions(pa.array([["war", "peace"], [], None, ["war"]]))
    >>> found.names, found.there.sum(axis=0).tolist(), found.labelled.tolist()
    (('peace', 'war'), [1, 2], [True, True, False, True])
    """
    given = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    labelled = np.asarray(given.is_valid())
    if pa.types.is_list(given.type) or pa.types.is_large_list(given.type):
        passage, flat = np.asarray(pc.list_parent_indices(given), dtype=np.int64), pc.list_flatten(given)
    else:
        passage, flat = np.flatnonzero(labelled), given.drop_null()
    if pa.types.is_struct(flat.type):
        flat = pc.binary_join_element_wise(*(part.cast(pa.string()) for part in flat.flatten()), BETWEEN)
    coded = flat.cast(pa.string()).dictionary_encode()
    words = coded.dictionary.to_pylist()
    order = np.argsort(np.asarray(words, dtype=object)) if words else np.zeros(0, dtype=np.int64)
    place = np.empty(len(words), dtype=np.int64)
    place[order] = np.arange(len(words))
    there = np.zeros((len(given), len(words)), dtype=bool)
    there[passage, place[np.asarray(coded.indices, dtype=np.int64)]] = True
    return Mentions(tuple(words[at] for at in order), there, labelled)


def shared_rows(fields: Sequence[Mentions]) -> list[list[int]]:
    """The numbers of the labels, gathered by which passages they are given for; mostly that is all the same.

    >>> whole, half = mentions(pa.array(["a", "b"])), mentions(pa.array(["a", None]))
    >>> shared_rows([whole, half, whole])
    [[0, 2], [1]]
    """
    groups: dict[bytes, list[int]] = {}
    for at, field in enumerate(fields):
        groups.setdefault(np.packbits(field.labelled).tobytes(), []).append(at)
    return list(groups.values())

"""A trie over symbols in one hash table: which n-grams are terms, found without making a string.

The nodes of single symbols have the symbols' numbers, so the first step needs no look-up. An edge's key is the pair of
parent and symbol itself, so no n-gram passes for another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from outlast.filters.classifier.fast.table import table

if TYPE_CHECKING:
    from outlast.filters.classifier.fast.kernel import Trie


@dataclass(frozen=True, slots=True)
class Sequences:
    """Sequences of symbols, one after the other.

    Attributes:
        symbols: int64: all of them.
        lengths: int64, shape (n,): how many each has.
        starts: int64, shape (n + 1,): where each begins, and the end.
    """

    symbols: np.ndarray
    lengths: np.ndarray
    starts: np.ndarray

    @classmethod
    def of_lengths(cls, symbols: np.ndarray, lengths: np.ndarray) -> Sequences:
        """Sequences of the given lengths."""
        return cls(symbols.astype(np.int64), lengths, np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]))

    def where(self, kept: np.ndarray) -> Sequences:
        """Those that a bool array, shape (n,), keeps."""
        return Sequences.of_lengths(self.symbols[np.repeat(kept, self.lengths)], self.lengths[kept])

    def having(self, symbol: int) -> np.ndarray:
        """Which of them have a symbol: bool, shape (n,)."""
        owners = np.repeat(np.arange(len(self.lengths)), self.lengths)
        return np.bincount(owners[self.symbols == symbol], minlength=len(self.lengths)) > 0


def trie(terms: Sequences, *, unknown: int, longest: int) -> Trie:
    """The trie of the terms that a text can have, each with its number as its column.

    Args:
        terms: distinct; those that are empty, too long or have the symbol ``unknown`` are left out.
        unknown: one more than the highest symbol.
        longest: symbols of the longest n-gram.
    """
    from outlast.filters.classifier.fast.kernel import ABSENT, Trie

    possible = (terms.lengths > 0) & (terms.lengths <= longest) & ~terms.having(unknown)
    columns, terms = np.flatnonzero(possible), terms.where(possible)
    lengths, node = terms.lengths, terms.symbols[terms.starts[:-1]]
    single = np.full(unknown, ABSENT, np.int32)
    single[node[lengths == 1]] = columns[lengths == 1]
    keys, values = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    following = unknown + 1
    for depth in range(1, int(lengths.max(initial=0))):
        longer = np.flatnonzero(lengths > depth)
        pairs = node[longer] << 32 | terms.symbols[terms.starts[longer] + depth]
        edges, edge_of = np.unique(pairs, return_inverse=True)
        ended = lengths[longer] == depth + 1
        column = np.full(len(edges), ABSENT, np.int64)
        column[edge_of[ended]] = columns[longer[ended]]
        node[longer] = following + edge_of
        keys.append(edges)
        values.append(np.arange(following, following + len(edges), dtype=np.int64) << 32 | column + 1)
        following += len(edges)
    return Trie(unknown, single, table(np.concatenate(keys), np.concatenate(values)))

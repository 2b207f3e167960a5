"""The loops alone: sorting, finding things in tables, and compiling where nothing can be kept."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from outlast.filters.classifier.fast import kernel
from outlast.filters.classifier.fast.table import table
from outlast.filters.classifier.fast.trie import Sequences, trie


@given(st.lists(st.integers(0, 2**20 - 1), max_size=200), st.integers(10, 12))
def test_sorting(numbers, width):
    """Numbers come out in order, few or many, with repetitions."""
    array = np.array(numbers, np.uint32)
    scratch, places = np.empty(len(array), np.uint32), np.empty(2 << width, np.uint32)
    kernel.sort(array, len(array), scratch, places, width)
    assert array.tolist() == sorted(numbers)


def found(made: kernel.Table, key: int) -> list[int]:
    """All values of a key, by probing as the loops do."""
    slot = (key * int(kernel.SPREAD)) % 2**64 >> made.shift
    values = []
    while made.slots[slot, 1] != kernel.ABSENT:
        if made.slots[slot, 0] == key:
            values.append(int(made.slots[slot, 1]))
        slot = (slot + 1) % len(made.slots)
    return values


@given(st.lists(st.integers(-(2**63), 2**63 - 1) | st.integers(-3, 3), max_size=300))
def test_a_table_holds_what_was_put_in(keys):
    """Every key is found, one with several values with all of them, and another is not; empty slots remain."""
    made = table(np.array(keys, np.int64), np.arange(len(keys)))
    for key in {*keys, 4}:
        assert sorted(found(made, key)) == [value for value, other in enumerate(keys) if other == key]
    assert (made.slots[:, 1] == kernel.ABSENT).sum() >= len(made.slots) // 2


@given(st.lists(st.lists(st.integers(0, 4), max_size=5).map(tuple), unique=True, max_size=30))
def test_a_trie_finds_its_terms(terms):
    """Each stretch of symbols that is a term is found as often as it stands there, and no other."""
    lengths = np.array([len(term) for term in terms], np.int64)
    flat = np.array([symbol for term in terms for symbol in term], np.int64)
    made = trie(Sequences.of_lengths(flat, lengths), unknown=4, longest=4)
    row = [0, 1, 2, 4, 0, 1, 2, 3, 0, 1, 2, 0, 0, 0, 0, 0]
    columns = np.empty(200, np.uint32)
    count = kernel.walk(np.array(row, np.int32), 0, len(row), 1, 4, made, columns, 0)
    stretches = [tuple(row[at : at + size]) for at in range(len(row)) for size in range(1, 5) if at + size <= len(row)]
    expected = [terms.index(stretch) for stretch in stretches if stretch in terms and 4 not in stretch]
    assert sorted(columns[:count].tolist()) == sorted(expected)


def test_a_loop_is_compiled_where_it_cannot_be_kept():
    """A function that is in no file, for which no folder is found to keep its code in, is compiled all the same."""
    space: dict = {}
    exec("def doubled(number):\n    return 2 * number\n", space)
    made = kernel.compiled(space["doubled"])
    assert made(21) == 42
    assert made.nopython_signatures

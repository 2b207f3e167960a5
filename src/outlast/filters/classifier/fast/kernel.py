"""The loops, compiled by numba: UTF-8 to symbols, symbols to n-grams, n-grams to scores.

A *symbol* is a small number: a letter's for the character analyzers, a token's for the word analyzer. One symbol, the
`unknown` one, stands for everything that no term contains.

Importing this module imports numba, so others import it inside functions. The loops and the tuples that they read are
in this one file because numba keeps compiled code for as long as the file that holds a function is unchanged, and does
not see changes in others.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numba
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    Loop = TypeVar("Loop", bound=Callable[..., object])

ABSENT = -1
"""No node, no term, no token, no border."""

SPREAD = np.uint64(0x9E3779B97F4A7C15)
"""2^64 divided by the golden ratio, odd: multiplying by it spreads keys over the upper bits (Knuth 1998, The Art of
Computer Programming, volume 3, section 6.4)."""

BASIS = np.uint64(0xCBF29CE484222325)
PRIME = np.uint64(0x100000001B3)
"""Offset basis and prime of the 64-bit hash FNV-1a (Fowler, Noll and Vo)."""

PACKED = 9
"""A token of at most so many letters from U+0001 to U+007F is its own key, seven bits a letter."""

HASHED = np.uint64(1 << 63)
"""What the keys of all other tokens have: they are hashes, and negative as int64."""

SHORT = 32
"""Up to so many numbers are sorted by insertion, more of them by digits."""


class Utf8(NamedTuple):
    """Texts as Arrow keeps them: bytes of valid UTF-8, and int64 offsets of shape (n + 1,) into them."""

    data: np.ndarray
    offsets: np.ndarray


class Rows(NamedTuple):
    """Rows of symbols: int32 symbols, and int64 ends of shape (n + 1,), of which the first is 0."""

    symbols: np.ndarray
    ends: np.ndarray


class Codes(NamedTuple):
    """What each code point becomes.

    Attributes:
        single: int32, shape (0x110000,): the code that it becomes, or ``~k`` where it becomes ``piece k``.
        piece_at: int64, shape (pieces + 1,): where each piece begins and ends in ``pieces``.
        pieces: int32: the codes of all pieces, one after the other.
    """

    single: np.ndarray
    piece_at: np.ndarray
    pieces: np.ndarray


class Table(NamedTuple):
    """An open-addressing hash table with linear probing, never full.

    Attributes:
        slots: int64, shape (a power of two, 2): key and value; an empty slot is `ABSENT` in both.
        shift: a key's first slot is key times `SPREAD`, modulo 2^64, shifted to the right so far.
    """

    slots: np.ndarray
    shift: int


class Words(NamedTuple):
    """The tokens that are known.

    Attributes:
        shortest: code points that a token has at least.
        numbers: from a token's key to its number, or to the number of a stop word, which is above ``unknown``.
        spelled_at: int64: where the spelling of each number begins and ends in ``spelled``.
        spelled: int64: code points.
        unknown: the symbol of all tokens that no term has.
    """

    shortest: int
    numbers: Table
    spelled_at: np.ndarray
    spelled: np.ndarray
    unknown: int


class Trie(NamedTuple):
    """The terms as paths; the nodes of single symbols have the symbols' numbers.

    Attributes:
        unknown: the symbol that no term contains.
        single: int32, shape (unknown,): the column of the term of one symbol, or `ABSENT`.
        edges: from ``parent node << 32 | symbol`` to ``child node << 32 | column + 1``, the column `ABSENT` where the
            path so far is no term.
    """

    unknown: int
    single: np.ndarray
    edges: Table


class Windows(NamedTuple):
    """Which stretches of a row are n-grams.

    Attributes:
        shortest: symbols of the shortest n-gram.
        longest: and of the longest.
        within: the symbol between which n-grams must stay, or `ABSENT` where they may cross the whole row.
    """

    shortest: int
    longest: int
    within: int


class Weighing(NamedTuple):
    """What a term's count becomes.

    Attributes:
        frequency: float64: what enters for a term that occurs 0, 1, … times.
        idf: float64, shape (terms,): what that is multiplied by.
        power: 1 or 2 for the norm that a row is divided by, 0 for none.
    """

    frequency: np.ndarray
    idf: np.ndarray
    power: int


class Models(NamedTuple):
    """Linear models: float64 weights of shape (terms, models), intercepts of shape (models,)."""

    weights: np.ndarray
    intercepts: np.ndarray


def compiled(loop: Loop) -> Loop:
    """A loop as machine code, kept on disk where a folder can be written, else compiled anew in each process."""
    settings = {"nogil": True, "error_model": "numpy"}
    try:
        made: Loop = numba.njit(cache=True, **settings)(loop)
    except RuntimeError:  # neither beside this file nor in the user's cache, as in a read-only installation
        made = numba.njit(**settings)(loop)
    return made


@compiled
def code_points(data: np.ndarray, begin: int, end: int, codes: Codes, out: np.ndarray) -> int:
    """Decode UTF-8 and replace each code point by its codes; return how many there are."""
    single, piece_at, pieces = codes
    count = 0
    at = begin
    while at < end:
        lead = np.int64(data[at])
        if lead < 0x80:
            point = lead
            at += 1
        elif lead < 0xE0:
            point = (lead & 0x1F) << 6 | (data[at + 1] & 0x3F)
            at += 2
        elif lead < 0xF0:
            point = (lead & 0x0F) << 12 | (data[at + 1] & 0x3F) << 6 | (data[at + 2] & 0x3F)
            at += 3
        else:
            point = (lead & 0x07) << 18 | (data[at + 1] & 0x3F) << 12 | (data[at + 2] & 0x3F) << 6
            point |= data[at + 3] & 0x3F
            at += 4
        code = single[point]
        if code >= 0:
            out[count] = code
            count += 1
        else:
            for piece in range(piece_at[~code], piece_at[~code + 1]):
                out[count] = pieces[piece]
                count += 1
    return count


@compiled
def letters(texts: Utf8, codes: Codes, space: int, buffer: np.ndarray, out: Rows) -> None:
    """Symbols for the analyzer ``char``: runs of two or more blanks become one space, a single blank stays.

    A code is a symbol, twice, and one more for a blank.
    """
    data, offsets = texts
    symbols, ends = out
    written = 0
    for row in range(len(offsets) - 1):
        count = code_points(data, offsets[row], offsets[row + 1], codes, buffer)
        at = 0
        while at < count:
            if buffer[at] & 1 and at + 1 < count and buffer[at + 1] & 1:
                while at < count and buffer[at] & 1:
                    at += 1
                symbols[written] = space
            else:
                symbols[written] = buffer[at] >> 1
                at += 1
            written += 1
        ends[row + 1] = written


@compiled
def padded_words(texts: Utf8, codes: Codes, space: int, buffer: np.ndarray, out: Rows) -> None:
    """Symbols for the analyzer ``char_wb``: the words, one space between them, before the first and after the last.

    A code is a symbol, twice, and one more for a blank.
    """
    data, offsets = texts
    symbols, ends = out
    written = 0
    for row in range(len(offsets) - 1):
        count = code_points(data, offsets[row], offsets[row + 1], codes, buffer)
        symbols[written] = space
        written += 1
        for at in range(count):
            if not buffer[at] & 1:
                symbols[written] = buffer[at] >> 1
                written += 1
            elif symbols[written - 1] != space:
                symbols[written] = space
                written += 1
        if symbols[written - 1] != space:
            symbols[written] = space
            written += 1
        ends[row + 1] = written


@compiled
def hash_of(buffer: np.ndarray, begin: int, end: int) -> np.int64:
    """The key of a token that is long or not in ASCII: negative."""
    hashed = BASIS
    for letter in range(begin, end):
        hashed = (hashed ^ np.uint64(buffer[letter] >> 1)) * PRIME
    return np.int64(hashed | HASHED)


@compiled
def spelled_alike(spelled: np.ndarray, first: int, buffer: np.ndarray, begin: int, end: int) -> bool:
    """Whether the code points from ``spelled[first]`` on are those of the codes ``buffer[begin:end]``."""
    for letter in range(begin, end):  # noqa: SIM110 - numba compiles no generators
        if spelled[first + letter - begin] != buffer[letter] >> 1:
            return False
    return True


@compiled
def tokens(texts: Utf8, codes: Codes, words: Words, buffer: np.ndarray, out: Rows) -> None:
    """Symbols for the analyzer ``word``: the number of each token; stop words leave no trace.

    A code is a code point, twice, and one more where it belongs to a token; a token is a run of such. A short one in
    ASCII is its own key; where the key is a hash, the letters are compared, so that no token passes for another.
    """
    data, offsets = texts
    symbols, ends = out
    shortest, numbers, spelled_at, spelled, unknown = words
    slots, shift = numbers
    mask = len(slots) - 1
    written = 0
    for row in range(len(offsets) - 1):
        count = code_points(data, offsets[row], offsets[row + 1], codes, buffer)
        at = 0
        while at < count:
            begin = at
            key, wide = np.int64(0), np.int64(0)
            while at < count and buffer[at] & 1:
                point = np.int64(buffer[at] >> 1)
                key = key << 7 | point
                wide |= (point - 1 | point) >> 7  # not 0 where the point is below 1 or above 127
                at += 1
            if at - begin >= shortest:
                if wide or at - begin > PACKED:
                    key = hash_of(buffer, begin, at)
                slot = np.int64((np.uint64(key) * SPREAD) >> np.uint64(shift))
                symbol = unknown
                while symbol == unknown and slots[slot, 1] != ABSENT:
                    if slots[slot, 0] == key:
                        known = slots[slot, 1]
                        first, size = spelled_at[known], spelled_at[known + 1] - spelled_at[known]
                        if key >= 0 or (size == at - begin and spelled_alike(spelled, first, buffer, begin, at)):
                            symbol = known
                    slot = (slot + 1) & mask
                if symbol <= unknown:
                    symbols[written] = symbol
                    written += 1
            at += 1
        ends[row + 1] = written


@compiled
def walk(  # noqa: PLR0917 - compiled loops call one another by place
    symbols: np.ndarray, begin: int, end: int, shortest: int, longest: int, trie: Trie, found: np.ndarray, count: int
) -> int:
    """Write behind ``found[:count]`` the columns of all n-grams of ``symbols[begin:end]`` that are terms.

    From each symbol the trie is followed for as long as it goes. Returns how many columns there are now.
    """
    unknown, single, edges = trie
    slots, shift = edges
    mask = len(slots) - 1
    for start in range(begin, end - shortest + 1):
        node = np.int64(symbols[start])
        if node == unknown:
            continue
        if shortest == 1 and single[node] != ABSENT:
            found[count] = single[node]
            count += 1
        for at in range(start + 1, min(start + longest, end)):
            symbol = np.int64(symbols[at])
            if symbol == unknown:
                break
            key = node << 32 | symbol
            slot = np.int64((np.uint64(key) * SPREAD) >> np.uint64(shift))
            while slots[slot, 0] != key and slots[slot, 0] != ABSENT:
                slot = (slot + 1) & mask
            if slots[slot, 0] == ABSENT:
                break
            reached = slots[slot, 1]
            node = reached >> 32
            column = (reached & 0xFFFFFFFF) - 1
            if column != ABSENT and at - start + 1 >= shortest:
                found[count] = column
                count += 1
    return count


@compiled
def columns(rows: Rows, row: int, windows: Windows, trie: Trie, found: np.ndarray) -> int:
    """Write the columns of all n-grams of a row that are terms, as often as they occur; return how many.

    Where n-grams stay within words, a word shorter than the shortest n-gram counts once as a whole, as in scikit-learn.
    """
    symbols, ends = rows
    shortest, longest, within = windows
    begin, end = ends[row], ends[row + 1]
    if within == ABSENT:
        return walk(symbols, begin, end, shortest, longest, trie, found, 0)
    count = 0
    while begin + 1 < end:
        after = begin + 1
        while symbols[after] != within:
            after += 1
        size = after + 1 - begin
        if size < shortest:
            count = walk(symbols, begin, after + 1, size, size, trie, found, count)
        else:
            count = walk(symbols, begin, after + 1, shortest, longest, trie, found, count)
        begin = after
    return count


@compiled
def sort(numbers: np.ndarray, count: int, scratch: np.ndarray, places: np.ndarray, width: int) -> None:
    """Sort ``numbers[:count]``, below ``1 << 2 * width``, in place: by their lower half, then by their upper half.

    ``places`` has room for the values of both halves, ``scratch`` for the numbers. Everything is unsigned, so that no
    index is looked at for being negative.
    """
    if count <= SHORT:
        for at in range(1, count):
            value = numbers[at]
            place = at
            while place > 0 and numbers[place - 1] > value:
                numbers[place] = numbers[place - 1]
                place -= 1
            numbers[place] = value
        return
    one, half = np.uint32(1), np.uint32(width)
    above = np.uint32(one << half)
    mask = np.uint32(above - one)
    places[:] = 0
    for at in range(count):
        value = numbers[at]
        places[value & mask] += one
        places[above + (value >> half)] += one
    lower, upper = np.uint32(0), np.uint32(0)
    for digit in range(above):
        here = places[digit]
        places[digit] = lower
        lower += here
        here = places[above + digit]
        places[above + digit] = upper
        upper += here
    for at in range(count):
        value = numbers[at]
        scratch[places[value & mask]] = value
        places[value & mask] += one
    for at in range(count):
        value = scratch[at]
        numbers[places[above + (value >> half)]] = value
        places[above + (value >> half)] += one


@compiled
def weighed(found: np.ndarray, count: int, weighing: Weighing, values: np.ndarray) -> int:
    """Turn sorted columns, repeated as often as they occur, into distinct columns and their values; return how many.

    The operations and their order are scikit-learn's.
    """
    frequency, idf, power = weighing
    distinct = 0
    at = 0
    total = 0.0
    while at < count:
        column = found[at]
        begin = at
        while at < count and found[at] == column:
            at += 1
        value = frequency[at - begin] * idf[column]
        found[distinct] = column
        values[distinct] = value
        distinct += 1
        if power == 1:
            total += abs(value)
        elif power == 2:
            total += value * value
    if total != 0.0:
        if power == 2:
            total = math.sqrt(total)
        for at in range(distinct):
            values[at] /= total
    return distinct


@compiled
def scores(  # noqa: PLR0917 - as above
    rows: Rows, windows: Windows, trie: Trie, weighing: Weighing, models: Models, out: np.ndarray
) -> None:
    """Write the scores of rows of symbols: float64, shape (rows, models)."""
    longest = 0
    for row in range(len(rows.ends) - 1):
        longest = max(longest, rows.ends[row + 1] - rows.ends[row])
    room = longest * (windows.longest - windows.shortest + 1)
    if windows.within != ABSENT:  # a space belongs to the word before it and to the word behind it
        room *= 2
    found, scratch = np.empty(room, np.uint32), np.empty(room, np.uint32)
    values = np.empty(room, np.float64)
    width = 1
    while len(weighing.idf) - 1 >> 2 * width:
        width += 1
    places = np.empty(2 << width, np.uint32)
    weights, intercepts = models
    sums = np.empty(len(intercepts))
    for row in range(len(rows.ends) - 1):
        count = columns(rows, row, windows, trie, found)
        sort(found, count, scratch, places, width)
        distinct = weighed(found, count, weighing, values)
        for model in range(len(intercepts)):
            sums[model] = 0.0
        for at in range(distinct):
            column, value = found[at], values[at]
            for model in range(len(intercepts)):
                sums[model] += value * weights[column, model]
        for model in range(len(intercepts)):
            out[row, model] = sums[model] + intercepts[model]

"""From texts to rows of symbols: letters for the analyzers ``char`` and ``char_wb``, tokens for ``word``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from outlast.filters.classifier.fast.folding import POINTS, Folded, matching
from outlast.filters.classifier.fast.table import table
from outlast.filters.classifier.fast.trie import Sequences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outlast.filters.classifier.fast.kernel import Rows, Utf8, Words
    from outlast.filters.classifier.fast.recipe import Recipe

SPACE = 0
"""The symbol of the space, which the character analyzers write between words."""


@dataclass(frozen=True, slots=True)
class Letters:
    """Symbols of letters.

    Attributes:
        codes: each code point's symbols, twice, and one more where it is a blank.
        unknown: the symbol of all letters that no term has.
        padded: whether there is a space before and after each word (``char_wb``).
    """

    codes: Folded
    unknown: int
    padded: bool

    def rows(self, texts: Utf8) -> Rows:
        """The symbols of texts."""
        from outlast.filters.classifier.fast import kernel

        rows, buffer = _room(texts, self.codes)
        loop = kernel.padded_words if self.padded else kernel.letters
        loop(texts, self.codes.codes, SPACE, buffer, rows)
        return rows


@dataclass(frozen=True, slots=True)
class Tokens:
    """Symbols of tokens.

    Attributes:
        codes: each code point's code points, twice, and one more where they belong to a token.
        words: the tokens that are known.
    """

    codes: Folded
    words: Words

    @property
    def unknown(self) -> int:
        """The symbol of all tokens that no term has."""
        return self.words.unknown

    def rows(self, texts: Utf8) -> Rows:
        """The symbols of texts."""
        from outlast.filters.classifier.fast import kernel

        rows, buffer = _room(texts, self.codes)
        kernel.tokens(texts, self.codes.codes, self.words, buffer, rows)
        return rows


def letters_of(recipe: Recipe) -> tuple[Letters, Sequences]:
    """The symbols of letters for a recipe, and its terms in them."""
    points = _points("".join(recipe.terms))
    alphabet = np.unique(points[points != ord(" ")])
    symbol_of = np.full(POINTS, len(alphabet) + 1)
    symbol_of[ord(" ")] = SPACE
    symbol_of[alphabet] = np.arange(1, len(alphabet) + 1)
    codes = recipe.folding.table().coded(symbol_of << 1 | matching(r"\s"))
    terms = Sequences.of_lengths(symbol_of[points], _lengths(recipe.terms))
    return Letters(codes, len(alphabet) + 1, recipe.analyzer == "char_wb"), terms


def tokens_of(recipe: Recipe) -> tuple[Tokens, Sequences]:
    """The symbols of tokens for a recipe, and its terms in them.

    A stop word in a term gets the unknown symbol: no text has it there.
    """
    from outlast.filters.classifier.fast.kernel import Words

    split = [term.split(" ") for term in recipe.terms]
    known = sorted({token for term in split for token in term} - recipe.stop_words)
    unknown = len(known)
    spellings = [*known, "", *sorted(recipe.stop_words)]
    spelled = Sequences.of_lengths(_points("".join(spellings)), _lengths(spellings))
    numbers = np.delete(np.arange(len(spellings)), unknown)
    words = Words(
        shortest=recipe.words.shortest,
        numbers=table(_keys(spelled)[numbers], numbers),
        spelled_at=spelled.starts,
        spelled=spelled.symbols,
        unknown=unknown,
    )
    symbol_of = {token: symbol for symbol, token in enumerate(known)}
    symbols = [symbol_of.get(token, unknown) for term in split for token in term]
    codes = recipe.folding.table().coded(np.arange(POINTS) << 1 | matching(recipe.words.letters))
    return Tokens(codes, words), Sequences.of_lengths(np.array(symbols, np.int64), _lengths(split))


def _room(texts: Utf8, codes: Folded) -> tuple[Rows, np.ndarray]:
    """Arrays for the symbols of texts, two more than there are letters for each, and for the letters of one."""
    from outlast.filters.classifier.fast.kernel import Rows

    sizes = np.diff(texts.offsets) * codes.most_per_byte
    ends = np.zeros(len(sizes) + 1, np.int64)
    return Rows(np.empty(int((sizes + 2).sum()), np.int32), ends), np.empty(int(sizes.max(initial=0)), np.int32)


def _points(text: str) -> np.ndarray:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)


def _lengths(sequences: Sequence[Sequence[str]]) -> np.ndarray:
    return np.fromiter(map(len, sequences), np.int64, len(sequences))


def _keys(spelled: Sequences) -> np.ndarray:
    """The key of each token, as `outlast.filters.classifier.fast.kernel.tokens` makes it: int64."""
    from outlast.filters.classifier.fast.kernel import BASIS, HASHED, PACKED, PRIME

    hashes, packed = np.full(len(spelled.lengths), BASIS), np.zeros(len(spelled.lengths), np.int64)
    wide = spelled.lengths > PACKED
    for letter in range(int(spelled.lengths.max(initial=0))):
        there = np.flatnonzero(spelled.lengths > letter)
        points = spelled.symbols[spelled.starts[there] + letter]
        hashes[there] = (hashes[there] ^ points.astype(np.uint64)) * PRIME
        packed[there] = packed[there] << 7 | points
        wide[there] |= (points < 1) | (points > 127)
    return np.where(wide, (hashes | HASHED).astype(np.int64), packed)

"""What lower case and the stripping of accents make of each code point, as a table.

Both are per code point: ``str.lower`` looks at its neighbours only for the capital sigma, and what the canonical
reordering of NFKD moves is stripped. Texts with a capital sigma are therefore put into lower case before
(`Folding.ready`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa

    from outlast.filters.classifier.fast.kernel import Codes

POINTS = 0x110000
"""One past the last code point."""

SIGMA = "Σ"
"""The only letter whose lower case depends on its neighbours (The Unicode Standard, table 3-17, Final_Sigma)."""

BLOCK = 256
"""Code points looked at together when the changed ones are searched for: most blocks have none."""

Accents = Literal["kept", "unicode", "ascii"]


@dataclass(frozen=True, slots=True)
class Folded:
    """What each code point becomes.

    Attributes:
        codes: as the loops read it.
        most_per_byte: an upper bound of the codes that come out for one byte of UTF-8.
    """

    codes: Codes
    most_per_byte: int

    def coded(self, code_of: np.ndarray) -> Folded:
        """The table with each code point that comes out replaced by its entry in ``code_of``, shape (POINTS,)."""
        single = self.codes.single
        coded = np.where(single >= 0, code_of[np.maximum(single, 0)], single).astype(np.int32)
        pieces = code_of[self.codes.pieces].astype(np.int32)
        return replace(self, codes=self.codes._replace(single=coded, pieces=pieces))


@dataclass(frozen=True, slots=True)
class Folding:
    """A vectoriser's ``lowercase`` and ``strip_accents``.

    >>> Folding(lowercase=True, accents="unicode").function()("Ünder")
    'under'
    """

    lowercase: bool
    accents: Accents

    def function(self) -> Callable[[str], str]:
        """scikit-learn's own preprocessing with these options."""
        from sklearn.feature_extraction.text import CountVectorizer

        accents = None if self.accents == "kept" else self.accents
        function: Callable[[str], str] = CountVectorizer(
            lowercase=self.lowercase, strip_accents=accents
        ).build_preprocessor()
        return function

    def table(self) -> Folded:
        """Each code point's code points; made once in a process for each pair of options."""
        return _table(self)

    def ready(self, texts: pa.Array) -> pa.Array:
        """The texts, those with a capital sigma in lower case if that is asked for: the table can do the rest.

        Args:
            texts: of type ``large_string``, without nulls.
        """
        import pyarrow as pa
        import pyarrow.compute as pc

        data = texts.buffers()[2]
        if not self.lowercase or data is None or not _sigma_in(np.frombuffer(data, np.uint8)):
            return texts
        affected = pc.match_substring(texts, SIGMA)
        lowered = [text.lower() for text in texts.filter(affected).to_pylist()]
        return pc.replace_with_mask(texts, affected, pa.array(lowered, texts.type))


@cache
def matching(pattern: Literal[r"\w", r"\S", r"\s"]) -> np.ndarray:
    r"""Which code points a class of Python's regular expressions matches: bool, shape (POINTS,).

    >>> matching(r"\s")[[ord(" "), ord("x"), 0x3000]].tolist()
    [True, False, True]
    """
    matches = re.compile(pattern).match
    return np.array([matches(chr(point)) is not None for point in range(POINTS)])


def _sigma_in(data: np.ndarray) -> bool:
    """Whether bytes of UTF-8 have a capital sigma; ten times as fast as to look text by text."""
    first, second = SIGMA.encode()
    found = np.flatnonzero(data[:-1] == first)
    return bool((data[found + 1] == second).any())


@cache
def _table(folding: Folding) -> Folded:
    from outlast.filters.classifier.fast.kernel import Codes

    fold = folding.function()
    single = np.arange(POINTS, dtype=np.int32)
    piece_at, most_per_byte = [0], 1
    pieces: list[int] = []
    for begin in range(0, POINTS, BLOCK):
        block = "".join(map(chr, range(begin, begin + BLOCK)))
        if 0xD800 <= begin < 0xE000 or fold(block) == block:  # no text has surrogates
            continue
        for letter in block:
            folded = fold(letter)
            if len(folded) == 1:
                single[ord(letter)] = ord(folded)
            else:
                single[ord(letter)] = ~(len(piece_at) - 1)
                pieces += map(ord, folded)
                piece_at.append(len(pieces))
                most_per_byte = max(most_per_byte, -(-len(folded) // len(letter.encode())))
    codes = Codes(single, np.array(piece_at, np.int64), np.array(pieces, np.int32))
    return Folded(codes, most_per_byte)

"""Near-duplicates: pairs of passages whose character 5-grams overlap."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

LENGTH = 5
LIMIT = 0.5
"""A Jaccard coefficient of character 5-grams above which two passages count as near-duplicates (Broder 1997,
doi:10.1109/SEQUEN.1997.666900, defines resemblance so; 5 and 0.5 are this project's)."""

_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """Two texts that resemble each other.

    Attributes:
        first: the earlier text's number.
        second: the later one's.
        jaccard: of their sets of character 5-grams, in (0, 1]; 1 for equal texts.
    """

    first: int
    second: int
    jaccard: float


def grams(text: str) -> list[str]:
    """A text's character 5-grams after NFKC, case folding and joining of blanks; a shorter text is its own gram.

    >>> grams("No  War!")
    ['no wa', 'o war', ' war!']
    """
    folded = _BLANKS.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()
    return [folded[at : at + LENGTH] for at in range(max(1, len(folded) - LENGTH + 1))]


def near_duplicates(texts: Sequence[str], *, above: float = LIMIT, block: int = 2000) -> tuple[NearDuplicate, ...]:
    """All pairs of texts whose 5-grams have a Jaccard coefficient above a limit, most alike first. Exact.

    Args:
        texts: any number; time grows with the pairs that share a 5-gram.
        above: the limit, in [0, 1).
        block: texts compared with all later ones at a time, which bounds memory.

    >>> near_duplicates(["No war now!", "no war now.", "peace"])[0].first
    0
    """
    import numpy as np
    from sklearn.feature_extraction.text import CountVectorizer

    if not texts:
        return ()
    found = CountVectorizer(analyzer=grams, binary=True, dtype=np.float32).fit_transform(texts).tocsr()
    sizes = np.asarray(found.sum(axis=1)).ravel()
    pairs: list[NearDuplicate] = []
    for begin in range(0, len(texts), block):
        shared = (found[begin : begin + block] @ found[begin:].T).tocoo()
        first, second = shared.row + begin, shared.col + begin
        jaccard = shared.data / (sizes[first] + sizes[second] - shared.data)
        for number in np.flatnonzero((second > first) & (jaccard > above)):
            pairs.append(NearDuplicate(int(first[number]), int(second[number]), float(jaccard[number])))
    return tuple(sorted(pairs, key=lambda pair: (-pair.jaccard, pair.first, pair.second)))


def near_duplicates_between(
    first: Sequence[str], second: Sequence[str], *, above: float = LIMIT, block: int = 2000
) -> tuple[NearDuplicate, ...]:
    """All pairs of a text of one set and one of another that resemble each other, as `near_duplicates` has it. Exact.

    Args:
        first: one set; `NearDuplicate.first` numbers it.
        second: the other; `NearDuplicate.second` numbers it.
        above: the limit, in [0, 1).
        block: texts of the second set compared at a time, which bounds memory.

    >>> near_duplicates_between(["peace", "No war now!"], ["no war now."])
    (NearDuplicate(first=1, second=0, jaccard=0.75),)
    """
    import numpy as np
    from scipy import sparse

    column: dict[str, int] = {}

    def rows(texts: Sequence[str], *, learn: bool) -> tuple[sparse.csr_matrix, np.ndarray]:
        """Which known 5-grams each text has, and how many it has in all."""
        sets = [set(grams(text)) for text in texts]
        if learn:
            column.update(
                {gram: number for number, gram in enumerate(dict.fromkeys(g for s in sets for g in sorted(s)))}
            )
        own = [[column[gram] for gram in some if gram in column] for some in sets]
        ends = np.cumsum([0, *map(len, own)])
        places = np.fromiter((number for some in own for number in some), dtype=np.int64, count=int(ends[-1]))
        matrix = sparse.csr_matrix((np.ones(len(places), np.float32), places, ends), shape=(len(texts), len(column)))
        return matrix, np.fromiter(map(len, sets), dtype=np.float64, count=len(sets))

    known, known_sizes = rows(first, learn=True)
    pairs: list[NearDuplicate] = []
    for begin in range(0, len(second) if column else 0, block):
        some, sizes = rows(second[begin : begin + block], learn=False)
        shared = (known @ some.T).tocoo()
        jaccard = shared.data / (known_sizes[shared.row] + sizes[shared.col] - shared.data)
        for number in np.flatnonzero(jaccard > above):
            pairs.append(
                NearDuplicate(int(shared.row[number]), int(shared.col[number]) + begin, float(jaccard[number]))
            )
    return tuple(sorted(pairs, key=lambda pair: (-pair.jaccard, pair.first, pair.second)))

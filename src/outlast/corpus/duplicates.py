"""Near-duplicates: pairs of passages whose character 5-grams overlap."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outlast.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from scipy.sparse import csr_matrix

LENGTH = 5
LIMIT = 0.5
"""A Jaccard coefficient of character 5-grams above which two passages count as near-duplicates (Broder 1997,
doi:10.1109/SEQUEN.1997.666900, defines resemblance so; 5 and 0.5 are this project's)."""

RARE = 16
STEPS = 20_000_000

AT_ONCE = 100_000
"""Pairs compared wholly at a time."""

MOST = (10_000_000_000, 2_000_000)
"""Pairs of equal grams that are looked at, some minutes' work, and near-duplicates that are listed."""

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


def near_duplicates(
    texts: Sequence[str], *, above: float = LIMIT, rare: int = RARE, steps: int = STEPS, most: tuple[int, int] = MOST
) -> tuple[NearDuplicate, ...]:
    """All pairs of texts whose 5-grams have a Jaccard coefficient above a limit, most alike first. Exact.

    Most pairs share some common 5-gram, so pairs are first sought among the rare ones. Two sets of grams that are alike
    enough share more than ``above`` times the size of the larger one. Sort each by how rare its grams are, and leave
    out the last ``floor(above * size) + 1 - rare``: the beginnings of the two then still share ``rare`` grams (prefix
    filtering: Chaudhuri, Ganti and Kaushik 2006, doi:10.1109/ICDE.2006.9; with more than one gram, Wang, Li and Feng
    2012, doi:10.1145/2213836.2213847). Only such pairs are compared wholly.

    Args:
        texts: any number; time grows with the pairs that share a rare 5-gram, memory with the texts.
        above: the limit, in [0, 1).
        rare: how many rare grams a pair shares before it is compared wholly: with more, fewer pairs are, and more grams
            are looked at. The result is the same.
        steps: pairs of equal grams that are looked at at a time, which bounds the memory (12 bytes each at most).
        most: how many are looked at in all, and how many near-duplicates there may be.

    Raises:
        UserError: where there would be more of either.

    >>> near_duplicates(["No war now!", "no war now.", "peace"])[0].first
    0
    """
    import numpy as np

    if not texts:
        return ()
    found = _in_order_of_rarity(texts)
    sizes = np.diff(found.indptr)
    needed = np.floor(above * sizes).astype(np.int64) + 1  # shared at least, by whatever is alike enough
    kept = _beginnings(found, sizes - needed + np.minimum(rare, needed))
    every = np.diff(kept.tocsc().indptr).astype(np.int64)  # how many texts keep each gram
    costs = np.add.reduceat(every[kept.indices], kept.indptr[:-1])  # no text is without a gram
    if costs.sum() > most[0]:
        raise UserError(
            f"{len(texts):,} texts are too many to be compared pair by pair ({costs.sum():.0e} steps, at most "
            f"{most[0]:.0e}); near-duplicates are found in a run of fewer passages"
        )
    pairs: list[NearDuplicate] = []
    for begin, end in _blocks(costs, steps):
        shared = (kept[begin:end] @ kept[begin:].T).tocoo()
        first, second = shared.row + begin, shared.col + begin
        likely = (second > first) & (shared.data >= np.minimum(rare, np.maximum(needed[first], needed[second])))
        first, second = first[likely], second[likely]
        for start in range(0, len(first), AT_ONCE):
            one, other = first[start : start + AT_ONCE], second[start : start + AT_ONCE]
            common = np.asarray(found[one].multiply(found[other]).sum(axis=1)).ravel()
            jaccard = common / (sizes[one] + sizes[other] - common)
            alike = jaccard > above
            rows = zip(one[alike].tolist(), other[alike].tolist(), jaccard[alike].tolist(), strict=True)
            pairs += [NearDuplicate(*row) for row in rows]
            if len(pairs) > most[1]:
                raise UserError(
                    f"more than {most[1]:,} pairs of these {len(texts):,} texts are near-duplicates; they are listed "
                    "for a run of fewer passages"
                )
    return tuple(sorted(pairs, key=lambda pair: (-pair.jaccard, pair.first, pair.second)))


def _in_order_of_rarity(texts: Sequence[str]) -> csr_matrix:
    """Which 5-grams each text has, float32; the rarest gram is the first column, and columns of a row rise."""
    import numpy as np
    from sklearn.feature_extraction.text import CountVectorizer

    found = CountVectorizer(analyzer=grams, binary=True, dtype=np.float32).fit_transform(texts).tocsr()
    place = np.empty(found.shape[1], np.int32)
    place[np.argsort(np.bincount(found.indices, minlength=found.shape[1]), kind="stable")] = np.arange(found.shape[1])
    found.indices = place[found.indices]
    found.has_sorted_indices = False
    found.sort_indices()
    return found


def _beginnings(found: csr_matrix, lengths: np.ndarray) -> csr_matrix:
    """The first few entries of each row."""
    import numpy as np
    from scipy import sparse

    sizes = np.diff(found.indptr)
    at = np.arange(found.nnz) - np.repeat(found.indptr[:-1], sizes)
    kept = at < np.repeat(lengths, sizes)
    ends = np.concatenate([[0], np.cumsum(np.minimum(lengths, sizes))])
    return sparse.csr_matrix((found.data[kept], found.indices[kept], ends), shape=found.shape)


def _blocks(costs: np.ndarray, steps: int) -> Iterator[tuple[int, int]]:
    """Rows that together cost no more than so many steps, as from where to where; one row at least."""
    import numpy as np

    ends = np.cumsum(costs)
    begin = 0
    while begin < len(costs):
        done = ends[begin - 1] if begin else 0
        end = max(begin + 1, int(np.searchsorted(ends, done + steps, side="right")))
        yield begin, end
        begin = end


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

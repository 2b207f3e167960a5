"""Normalising many texts at once: what `chain` defines for one text, over arrays of code points.

The texts of a batch lie in one array of code points, each followed by a NUL. Steps that rewrite letter by letter are
composed into one table over code points, filled with what occurs; steps that keep the length rewrite the texts that
hold what they could change; repeats are found by comparing neighbours. A text that holds a code point which joins its
left neighbour (a combining mark, as a rule) cannot go letter by letter where a step composes: those few go through
`Chain.mapped`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Literal

import numpy as np

from outlast.filters.keyword.normalise.chain import Chain, Normalised, unmoved
from outlast.filters.keyword.normalise.steps import BY_LETTER, LEET, SAME_LENGTH, joins_left, look_alikes, whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from outlast.filters.keyword.normalise.steps import Step

POINTS = 0x110000


@dataclass(frozen=True)
class Batch:
    """Normalised texts in one array of code points.

    Attributes:
        codes: uint32, every text's code points followed by a NUL, in order.
        begins: int64, shape (n + 1,), where each text begins; the last is ``len(codes)``.
        first: for each code point, the place in the authors' texts (laid out the same way) of the first code point of
            the stretch that it came from; None where nothing moved.
        last: and of the last; None likewise.
        authors: uint32, the authors' texts, laid out the same way.
        origin: int64, shape (n + 1,), where each author's text begins.
        gaps: bool, whether separators were taken out before the code point; None where none were.
        clustered: the rows of texts in which code points join others.
    """

    codes: np.ndarray
    begins: np.ndarray
    first: np.ndarray | None
    last: np.ndarray | None
    authors: np.ndarray
    origin: np.ndarray
    gaps: np.ndarray | None = None
    clustered: tuple[int, ...] = ()

    @cached_property
    def text(self) -> str:
        """All texts as one string, NULs between."""
        return self.codes.tobytes().decode("utf-32-le", "surrogatepass")

    def one(self, row: int) -> str:
        """One normalised text."""
        return self.text[self.begins[row] : self.begins[row + 1] - 1]

    def view(self, row: int) -> Normalised:
        """One normalised text with its map back."""
        a, b, begin = int(self.begins[row]), int(self.begins[row + 1]), int(self.origin[row])
        text = self.text[a : b - 1]
        gaps = frozenset() if self.gaps is None else frozenset(np.flatnonzero(self.gaps[a:b]).tolist())
        if self.first is None or self.last is None:
            return replace(unmoved(text), gaps=gaps)
        starts, ends = self.first[a : b - 1] - begin, self.last[a : b - 1] + 1 - begin
        return Normalised(text, tuple(starts.tolist()), tuple(ends.tolist()), gaps)

    @cached_property
    def row_of(self) -> np.ndarray:
        """int32, the row of each code point."""
        return np.repeat(np.arange(len(self.begins) - 1, dtype=np.int32), np.diff(self.begins))

    def source(self, starts: np.ndarray, ends: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The spans of the authors' texts, int32, behind spans of ``codes`` that are not empty."""
        offset = self.origin.take(rows)
        if self.first is not None and self.last is not None:
            starts, ends = self.first.take(starts), self.last.take(ends - 1) + 1
        return (starts - offset).astype(np.int32), (ends - offset).astype(np.int32)

    def stand_alone(self, starts: np.ndarray, ends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Whether words begin at the spans' starts and whether they end at their ends; as `chain.stands_alone`."""
        word = wordlike_points()
        before, first = self.codes[starts - 1], self.codes[starts]  # the last NUL stands before the first text
        last, behind = self.codes[ends - 1], self.codes[ends]
        left, right = ~(word[before] & word[first]), ~(word[last] & word[behind])
        if self.gaps is not None:
            left, right = left | self.gaps[starts], right | self.gaps[ends]
        return left, right


_JOINS = 254
_UNKNOWN = 255


@dataclass
class _Table:
    """A run of letter-by-letter steps as one table over code points, filled with what occurs.

    Attributes:
        steps: the run.
        length: uint8, code points that each becomes; 255 where nobody asked yet; 254 where it can join what stands
            before it, and the run composes.
        first: uint32, the first of them.
        rest: those that become several: all of them.
        gap: bool, whether it is taken out as a separator.
        gaps: those that become several with separators among them (U+33C2, "a.m."): where these stood.
        uneven: whether a code point was met that is taken out and leaves no gap, or leaves one and is not taken out.
    """

    steps: tuple[Step, ...]
    length: np.ndarray
    first: np.ndarray
    gap: np.ndarray
    rest: dict[int, np.ndarray] = field(default_factory=dict)
    gaps: dict[int, list[int]] = field(default_factory=dict)
    uneven: bool = False

    @classmethod
    def empty(cls, steps: tuple[Step, ...]) -> _Table:
        return cls(steps, np.full(POINTS, _UNKNOWN, np.uint8), np.zeros(POINTS, np.uint32), np.zeros(POINTS, bool))

    def lengths(self, places: np.ndarray) -> np.ndarray:
        """uint8, what `length` says of code points; those that were not met before are looked up."""
        found = self.length.take(places)
        if len(found) and found.max() == _UNKNOWN:
            for point in np.unique(places[found == _UNKNOWN]).tolist():
                self._learn(point)
            found = self.length.take(places)
        return found

    def _can_join(self, letter: str) -> bool:
        """Whether a step that composes meets, first among what the steps before it made, what joins its left."""
        for place, step in enumerate(self.steps):
            if step not in BY_LETTER:
                made = Chain(self.steps[:place]).text(letter)
                if made and joins_left(made[0]):
                    return True
        return False

    def _learn(self, point: int) -> None:
        letter = chr(point)
        if point > 127 and self._can_join(letter):
            self.length[point] = _JOINS
            return
        made = Chain(self.steps).mapped(letter) if point else unmoved(letter)
        self.length[point] = len(made.text)
        self.first[point] = ord(made.text[0]) if made.text else 0
        if len(made.text) > 1:
            self.rest[point] = np.array([ord(each) for each in made.text], np.uint32)
        self.gap[point] = made.gaps == {0}
        self.uneven |= made.gaps != (frozenset() if made.text else {0})
        if made.gaps and made.text:
            self.gaps[point] = sorted(made.gaps)


@lru_cache(maxsize=16)
def _table(steps: tuple[Step, ...]) -> _Table:
    return _Table.empty(steps)


def normalise(texts: Sequence[str], chain: Chain) -> Batch:
    """The texts as `Chain.mapped` leaves each, in one batch.

    A NUL that an author wrote is read as U+FFFD, so that nothing is found across it.

    >>> batch = normalise(["ＮＯ war", "peace"], Chain(("nfkc", "casefold")))
    >>> batch.one(0), batch.one(1)
    ('no war', 'peace')
    """
    joined = "\0".join([*texts, ""])
    if joined.count("\0") > len(texts):
        return normalise([text.replace("\0", "\ufffd") for text in texts], chain)
    begins = np.zeros(len(texts) + 1, np.int64)
    np.cumsum([len(text) + 1 for text in texts], out=begins[1:])
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    batch = Batch(codes, begins, None, None, authors=codes, origin=begins)
    for run in _runs(chain.steps):
        if isinstance(run, tuple):
            table, places = _table(run), batch.codes.astype(np.intp)
            length = table.lengths(places)
            if len(length) and length.max() == _JOINS:
                return _with_clusters(texts, chain, batch.row_of[length == _JOINS])
            batch = _by_letter(batch, table, places, length)
        elif run == "repeats":
            batch = _unrepeated(batch)
        else:
            batch = _same_length(batch, run)
    return batch


def _runs(steps: tuple[Step, ...]) -> list[tuple[Step, ...] | Step]:
    """The steps, with neighbours that go letter by letter (where nothing joins its left neighbour) taken together."""
    runs: list[tuple[Step, ...] | Step] = []
    for step in steps:
        last = runs[-1] if runs else None
        if step in SAME_LENGTH or step == "repeats":
            runs.append(step)
        elif isinstance(last, tuple):
            runs[-1] = (*last, step)
        else:
            runs.append((step,))
    return runs


def _with_clusters(texts: Sequence[str], chain: Chain, joining: np.ndarray) -> Batch:
    """A batch in which the texts of some rows hold code points that join: those through the chain's definition."""
    alone = set(joining.tolist())
    plain = [row for row in range(len(texts)) if row not in alone]
    parts = {row: _alone(texts[row], chain) for row in alone}
    together = normalise([texts[row] for row in plain], chain)
    parts |= {row: _slice(together, number) for number, row in enumerate(plain)}
    clustered = alone | {plain[row] for row in together.clustered}
    return replace(_concatenated([parts[row] for row in range(len(texts))]), clustered=tuple(sorted(clustered)))


def _alone(text: str, chain: Chain) -> Batch:
    made = chain.mapped(text)
    codes = np.frombuffer((made.text + "\0").encode("utf-32-le", "surrogatepass"), np.uint32)
    gaps = np.zeros(len(codes), bool)
    gaps[list(made.gaps)] = True
    return Batch(
        codes,
        begins=np.array([0, len(codes)]),
        first=np.array([*made.starts, len(text)]),
        last=np.array([*made.ends, len(text) + 1]) - 1,
        authors=np.frombuffer((text + "\0").encode("utf-32-le", "surrogatepass"), np.uint32),
        origin=np.array([0, len(text) + 1]),
        gaps=gaps,
    )


def _slice(batch: Batch, row: int) -> Batch:
    a, b = int(batch.begins[row]), int(batch.begins[row + 1])
    begin, end = int(batch.origin[row]), int(batch.origin[row + 1])
    unmoved_places = np.arange(b - a)
    return Batch(
        batch.codes[a:b],
        begins=np.array([0, b - a]),
        first=unmoved_places if batch.first is None else batch.first[a:b] - begin,
        last=unmoved_places if batch.last is None else batch.last[a:b] - begin,
        authors=batch.authors[begin:end],
        origin=np.array([0, end - begin]),
        gaps=np.zeros(b - a, bool) if batch.gaps is None else batch.gaps[a:b],
    )


def _concatenated(parts: Sequence[Batch]) -> Batch:
    """Batches of one text each, every field of which is there, as one batch."""
    begins, origin = np.zeros(len(parts) + 1, np.int64), np.zeros(len(parts) + 1, np.int64)
    np.cumsum([len(part.codes) for part in parts], out=begins[1:])
    np.cumsum([part.origin[1] for part in parts], out=origin[1:])
    offsets = origin[:-1]

    def together(name: str, moved: Iterable[int] | None = None) -> np.ndarray:
        arrays = [getattr(part, name) for part in parts]
        return np.concatenate(arrays if moved is None else [each + by for each, by in zip(arrays, moved, strict=True)])

    return Batch(
        codes=together("codes"),
        begins=begins,
        first=together("first", offsets),
        last=together("last", offsets),
        authors=together("authors"),
        origin=origin,
        gaps=together("gaps"),
    )


def _by_letter(batch: Batch, table: _Table, places: np.ndarray, length: np.ndarray) -> Batch:
    if len(length) == 0 or (length.min() == 1 and length.max() == 1 and not table.gaps):
        return replace(batch, codes=table.first.take(places))
    longest = int(length.max())
    kept = np.flatnonzero(length) if longest == 1 else np.repeat(np.arange(len(length)), length)
    codes = table.first.take(places.take(kept))
    begins = np.searchsorted(kept, batch.begins)
    gaps = None
    if longest == 1 and batch.gaps is None and not table.uneven:
        gaps = np.empty(len(kept), bool)  # whatever is missing was a separator
        gaps[0] = kept[0] > 0
        np.greater(np.diff(kept), 1, out=gaps[1:])
    else:
        after = np.zeros(len(length) + 1, np.int64)
        np.cumsum(length, out=after[1:])
        for at in np.flatnonzero(length > 1).tolist():
            codes[after[at] : after[at + 1]] = table.rest[int(batch.codes[at])]
        gaps = _gaps(batch, table, after, size=len(codes))
    return _moved(batch, codes, begins=begins, first=kept, last=kept, gaps=gaps)


def _gaps(batch: Batch, table: _Table, after: np.ndarray, *, size: int) -> np.ndarray | None:
    """The gaps of a batch whose code points now stand at the places ``after``, with those that the table makes."""
    taken_out = np.flatnonzero(table.gap[batch.codes])
    if len(taken_out) == 0 and batch.gaps is None and not table.gaps:
        return None
    gaps = np.zeros(size, bool)
    gaps[after[taken_out]] = True
    if batch.gaps is not None:
        gaps[after[:-1][batch.gaps]] = True
    for point, offsets in table.gaps.items():
        for at in np.flatnonzero(batch.codes == point).tolist():
            gaps[after[at] + np.array(offsets)] = True
    return gaps


def _moved(
    batch: Batch, codes: np.ndarray, *, begins: np.ndarray, first: np.ndarray, last: np.ndarray, gaps: np.ndarray | None
) -> Batch:
    """A batch of which each code point came from the stretch from ``first`` to ``last`` of the one before."""
    if batch.first is None or batch.last is None:
        return replace(batch, codes=codes, begins=begins, first=first, last=last, gaps=gaps)
    moved_first = batch.first.take(first)
    moved_last = moved_first if first is last and batch.first is batch.last else batch.last.take(last)
    return replace(batch, codes=codes, begins=begins, first=moved_first, last=moved_last, gaps=gaps)


def _unrepeated(batch: Batch) -> Batch:
    codes = batch.codes
    again = np.zeros(len(codes), bool)
    np.equal(codes[1:], codes[:-1], out=again[1:])
    repeated = np.flatnonzero(again)
    again[repeated] = _letters()[codes[repeated]]
    if not again.any():
        return batch
    first = np.flatnonzero(~again)
    last = np.append(first[1:], len(codes)) - 1
    # A gap inside a run of one letter ends no word any more: the run is one letter now.
    gaps = None if batch.gaps is None else batch.gaps.take(first)
    begins = np.searchsorted(first, batch.begins)
    return _moved(batch, codes.take(first), begins=begins, first=first, last=last, gaps=gaps)


def _same_length(batch: Batch, step: Step) -> Batch:
    if step in ("look-alikes", "leetspeak"):
        return _rewritten(batch, step)
    if not (batch.codes > 127).any():
        return batch
    if ((batch.codes >= 0x2FF0) & (batch.codes <= 0x2FFF)).any():
        # OpenCC reads an ideographic description as one, whatever comes after it: these texts go one by one.
        made = "\0".join([*(whole(step, batch.one(row)) for row in range(len(batch.begins) - 1)), ""])
    else:
        made = whole(step, batch.text)
    codes = np.frombuffer(made.encode("utf-32-le", "surrogatepass"), np.uint32)
    return replace(batch, codes=codes)


def _rewritten(batch: Batch, step: Literal["look-alikes", "leetspeak"]) -> Batch:
    """A batch in which the texts that hold a code point that the step could replace were rewritten."""
    places = np.flatnonzero(_replaceable(step)[batch.codes])
    if len(places) == 0:
        return batch
    codes = batch.codes.copy()
    for row in np.unique(batch.row_of[places]).tolist():
        made = whole(step, batch.one(row))
        codes[batch.begins[row] : batch.begins[row + 1] - 1] = np.frombuffer(
            made.encode("utf-32-le", "surrogatepass"), np.uint32
        )
    return replace(batch, codes=codes)


@lru_cache(maxsize=2)
def _replaceable(step: Literal["look-alikes", "leetspeak"]) -> np.ndarray:
    points = np.zeros(POINTS, bool)
    points[[ord(letter) for letter in (look_alikes() if step == "look-alikes" else LEET)]] = True
    return points


@lru_cache(maxsize=1)
def wordlike_points() -> np.ndarray:
    """Bool over all code points: whether each is part of a word, as `chain.wordlike`."""
    points = np.strings.isalnum(_every_point())
    points[ord("_")] = True
    return points


@lru_cache(maxsize=1)
def _letters() -> np.ndarray:
    """Bool over all code points: whether each is a letter."""
    return np.strings.isalpha(_every_point())


def _every_point() -> np.ndarray:
    return np.arange(POINTS, dtype=np.uint32).view("<U1")

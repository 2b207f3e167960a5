"""Shared text: runs of words that two sets of passages have in common."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pyarrow as pa

RUN = 8
"""Words in a row that two passages may not share. Shingles of this length are longer than the set phrases that
unrelated authors have in common; a copied clause is longer. (Shingling after Broder 1997,
doi:10.1109/SEQUEN.1997.666900; the length is this project's.)"""

RUN_HAN = 13
"""The same for a text of mostly Chinese characters, each of which counts as a word: Chinese words have about 1.6
characters each."""

SHORTEST = 4
"""A text of fewer words than these counts as shared only where it is equal; longer ones, where they are contained."""

_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
_UNITS = re.compile(rf"[{_HAN}]|[^\W{_HAN}]+(?:'[^\W{_HAN}]+)*")
_IS_HAN = re.compile(f"[{_HAN}]")
_HIDDEN = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")


@dataclass(frozen=True, slots=True)
class SharedText:
    """Two passages that share text.

    Attributes:
        training_id: the training passage.
        judged_id: the judged passage.
        words: what they share first, normalised.
    """

    training_id: str
    judged_id: str
    words: str


def units(text: str) -> list[str]:
    """A text's words, folded; a Chinese character is a word.

    Case, width, punctuation, invisible characters and the form of an apostrophe do not count.

    >>> units("No WAR, 不要战争!")
    ['no', 'war', '不', '要', '战', '争']
    """
    folded = unicodedata.normalize("NFKC", _HIDDEN.sub("", text)).casefold()
    return _UNITS.findall(folded.replace("\u2019", "'"))


def run_length(words: Sequence[str]) -> int:
    """How many words in a row may not be shared: `RUN`, or `RUN_HAN` where most are Chinese characters."""
    han = sum(_IS_HAN.fullmatch(word) is not None for word in words)
    return RUN_HAN if 2 * han > len(words) else RUN


def shared_text(training: pa.Table, judged: pa.Table) -> list[SharedText]:
    """Pairs of passages that share a run of words, or of which one, shorter than a run, is contained in the other.

    Args:
        training: with ``passage_id`` and ``text``.
        judged: with the same.

    Returns:
        A row for each pair of passages, in the order of the training passages.
    """
    sides = [[(passage_id, units(text)) for passage_id, text in _rows(table)] for table in (training, judged)]
    whole_texts = {len(words) for side in sides for _, words in side if SHORTEST <= len(words) < RUN_HAN}
    lengths = {RUN, RUN_HAN} | whole_texts
    where: dict[tuple[str, ...], list[tuple[str, bool]]] = {}
    for passage_id, words in sides[1]:
        for window, whole in _windows(words, lengths):
            where.setdefault(window, []).append((passage_id, whole))
    found: dict[tuple[str, str], SharedText] = {}
    for passage_id, words in sides[0]:
        for window, whole in sorted(_windows(words, lengths)):
            for judged_id, judged_whole in where.get(window, ()):
                if whole or judged_whole or len(window) >= run_length(window):
                    found.setdefault((passage_id, judged_id), SharedText(passage_id, judged_id, " ".join(window)))
    return list(found.values())


def _windows(words: list[str], lengths: set[int]) -> set[tuple[tuple[str, ...], bool]]:
    """All runs of a text of the given lengths, each with whether it is the whole text; the whole text too."""
    size = len(words)
    runs = {(tuple(words[at : at + length]), length == size) for length in lengths for at in range(size - length + 1)}
    return runs | {(tuple(words), True)} if words else set()


def _rows(passages: pa.Table) -> Iterable[tuple[str, str]]:
    return zip(passages.column("passage_id").to_pylist(), passages.column("text").to_pylist(), strict=True)

"""Stretches: marks of a classifier's terms that overlap in the text, merged so that each word is shown once.

A classifier's evidence is a row for each n-gram, and n-grams overlap: "of Ukraine" and "Ukraine", or every few letters
of one name. Weights of terms that stand together add up, since each place of a term has its share of the weight.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outlast.report.build import Mark


def merged(marks: Sequence[Mark], text: str) -> list[Mark]:
    """Marks with overlapping places as one, the heaviest stretch first; marks without weight or place as they are.

    Terms that speak for blocking and terms that speak against it are not merged with each other. A merged mark has the
    names of its terms (of more than two, the heaviest and how many more), the words from the first to the last letter,
    and the sum of the weights.

    Args:
        marks: of one filter on one text.
        text: the text.
    """
    placed = [mark for mark in marks if mark.weight is not None and mark.start is not None]
    rest = [mark for mark in marks if mark.weight is None or mark.start is None]
    speaking_for = [mark for mark in placed if _weight(mark) > 0]
    against = [mark for mark in placed if _weight(mark) <= 0]
    return [*rest, *_stretches(speaking_for, text), *_stretches(against, text)]


def _stretches(marks: Sequence[Mark], text: str) -> list[Mark]:
    found: list[list[Mark]] = []
    reached = 0
    for mark in sorted(marks, key=_place):
        start, end = _place(mark)
        if found and start < reached:
            found[-1].append(mark)
        else:
            found.append([mark])
        reached = max(reached, end)
    return sorted((_joined(stretch, text) for stretch in found), key=lambda mark: (-abs(_weight(mark)), _place(mark)))


def _joined(stretch: Sequence[Mark], text: str) -> Mark:
    names = dict.fromkeys(mark.rule for mark in sorted(stretch, key=lambda mark: -abs(_weight(mark))))
    start, end = min(_place(mark)[0] for mark in stretch), max(_place(mark)[1] for mark in stretch)
    return replace(
        stretch[0],
        rule=", ".join(names) if len(names) <= 2 else f"{next(iter(names))} and {len(names) - 1} more",
        start=start,
        end=end,
        words=text[start:end],
        weight=sum(map(_weight, stretch)),
    )


def _place(mark: Mark) -> tuple[int, int]:
    return mark.start or 0, mark.end or 0


def _weight(mark: Mark) -> float:
    return mark.weight or 0.0

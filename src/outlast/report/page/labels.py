"""Numbers of words by passage, written small; and passages' labels in that form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from outlast.report.build import labels_of
from outlast.report.page.decided import Words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Numbers = dict[int, int] | list[int | None]
"""From passage to the number of a word."""


def small(found: Mapping[int, int], *, of: int) -> Numbers:
    """From passage to a number, as whatever is shorter in JSON: a list where most have one.

    >>> small({3: 7}, of=4), small({0: 4, 2: 5}, of=3)
    ({3: 7}, [4, None, 5])
    """
    return [found.get(at) for at in range(of)] if len(found) * 2 > of else dict(found)


def label_data(rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[str], Numbers]]:
    """Each label or attribute: its name, its values in words, and from passage to the number of its value.

    Args:
        rows: passages with their labels.
    """
    given = [labels_of(row) for row in rows]
    found = []
    for name in dict.fromkeys(name for own in given for name in own):
        values = Words()
        numbers = {at: values.number(own[name]) for at, own in enumerate(given) if name in own}
        found.append((name, values.all, small(numbers, of=len(rows))))
    return found

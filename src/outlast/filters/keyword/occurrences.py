"""Where rules occur in a batch of texts, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Occurrences of rules in a batch, text by text.

    Attributes:
        row: int32, the text.
        rule: int32, the rule's number.
        start: int64, the place in the batch's code points where it begins.
        end: int64, and one past where it ends.
    """

    row: np.ndarray
    rule: np.ndarray
    start: np.ndarray
    end: np.ndarray

    def where(self, kept: np.ndarray) -> Occurrences:
        """Some of them, by a mask or by numbers."""
        return Occurrences(self.row[kept], self.rule[kept], self.start[kept], self.end[kept])

    @classmethod
    def listed(cls, each: Iterable[tuple[int, int, int, int]]) -> Occurrences:
        """Occurrences given one by one: row, rule, start, end."""
        columns = np.array(list(each), np.int64).reshape(-1, 4)
        return cls(columns[:, 0].astype(np.int32), columns[:, 1].astype(np.int32), columns[:, 2], columns[:, 3])

    def with_others(self, others: Occurrences) -> Occurrences:
        """These and others, by text; in each text, these first."""
        if len(others.row) == 0:
            return self
        rows = np.concatenate([self.row, others.row])
        order = np.argsort(rows, kind="stable")
        return Occurrences(
            rows[order],
            np.concatenate([self.rule, others.rule])[order],
            np.concatenate([self.start, others.start])[order],
            np.concatenate([self.end, others.end])[order],
        )

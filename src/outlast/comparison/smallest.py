"""The smallest sets of changes that are enough: how a decision is put down to what differs between two runs.

Several things may differ at once: a list and its normalising, two members of a vote. Each decision is made again from
the baseline with some of them changed and the rest left as it was. The cause of a flip is the smallest set of changes
that brings the other run's decision about; where several sets of the same size do, each alone would have been enough.
This is the sufficient side of counterfactual causation, with minimality (Halpern and Pearl 2005,
doi:10.1093/bjps/axi147, condition AC3), over changes that were all made.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Changes = frozenset[str]


def smallest(
    names: Sequence[str], differs: np.ndarray, flips_with: Callable[[Changes, np.ndarray], np.ndarray]
) -> list[tuple[Changes, ...]]:
    """For each flip, the smallest sets of changes that are enough.

    Args:
        names: what may have changed.
        differs: bool, shape (flips, names): what did.
        flips_with: from a set of changes and the numbers of some flips, of which all of these things did change, to
            whether each flips when only these are changed; bool. It is not asked about everything that changed: that
            was seen.

    >>> either = lambda changes, flips: np.full(len(flips), "a" in changes or "b" in changes)
    >>> [sorted(map(sorted, found)) for found in smallest(["a", "b"], np.ones((1, 2), bool), either)]
    [[['a'], ['b']]]
    """
    found: list[tuple[Changes, ...]] = [() for _ in differs]
    unresolved = np.asarray(differs.any(axis=1))
    for size in range(1, len(names) + 1):
        enough: dict[int, list[Changes]] = {}
        for chosen in combinations(range(len(names)), size):
            rows = np.flatnonzero(unresolved & differs[:, list(chosen)].all(axis=1))
            changes = frozenset(names[at] for at in chosen)
            whole = differs[rows].sum(axis=1) == size
            asked = rows[~whole]
            flipping = asked[flips_with(changes, asked)] if len(asked) else asked
            for row in [*rows[whole].tolist(), *flipping.tolist()]:
                enough.setdefault(row, []).append(changes)
        for row, sets in enough.items():
            found[row] = tuple(sets)
            unresolved[row] = False
        if not unresolved.any():
            break
    return found

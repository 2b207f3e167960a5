"""Rules of a keyword list: what each blocks, how precisely, what only it blocks, and in which order they earn most.

A passage is blocked by every rule that fires in it, though one decides. With the policy's targets and controls (what it
would block, and what it would let be):

- *precision* of a rule: the targets among the targets and controls in which it fires, with an interval from a bootstrap
  of whole clusters (`outlast.statistics.resampling`). A rule that fires in few passages, or all of whose passages are
  alike, gets the Wilson interval of its clusters, which is wide;
- *only*: passages in which no other rule of the list fires. They would survive without the rule, so this is its
  marginal contribution to the whole list;
- *order*: greedy by precision. The next rule is always the one with the highest share of targets among the targets and
  controls that no earlier rule blocks; of equals the one that catches more targets, then the first as given. So the
  list is read as a curve, as a filter with scores is: controls lost for each further target caught. The order is found
  in the same passages that it is shown on, and flatters the list: elsewhere each stretch will cost more. Greedy is not
  best of all: another order may lose fewer controls for some number of targets.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from outlast.statistics.outcomes import ERROR
from outlast.statistics.resampling import RESAMPLES, cluster_sums, rates

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scipy.sparse import csr_array

    from outlast.statistics.interval import Interval


@dataclass(frozen=True, slots=True)
class RuleShare:
    """One rule's part in what a list blocks.

    Attributes:
        rule: its name.
        blocks: passages in which it fires.
        decides: of these, those that it decides.
        targets: of these, the policy's targets.
        controls: of these, the policy's controls; on the rest the policy says nothing.
        precision: targets / (targets + controls); undefined where both are 0.
        only: passages in which no other rule fires.
        only_targets: of these, targets.
        only_controls: of these, controls.
        added_targets: targets that it blocks and no rule before it in the order does.
        added_controls: controls likewise.
        caught: targets that it and all before it block.
        lost: controls likewise.
    """

    rule: str
    blocks: int
    decides: int
    targets: int
    controls: int
    precision: Interval
    only: int
    only_targets: int
    only_controls: int
    added_targets: int
    added_controls: int
    caught: int
    lost: int


def rule_shares(
    fired: np.ndarray,
    *,
    rules: Sequence[str],
    deciding: np.ndarray,
    target: np.ndarray,
    clusters: np.ndarray,
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> tuple[RuleShare, ...]:
    """The rules that fired, in the greedy order.

    Args:
        fired: shape (m, 2), whole numbers: a passage and a rule that fired in it, by their places in the other
            arguments; the same pair may stand there more than once.
        rules: their names; those that never fired are left out of the result.
        deciding: shape (n,): the place of the rule that decided each passage, -1 where none did.
        target: shape (n,): 1 a target, 0 a control, `ERROR` where the policy says nothing.
        clusters: shape (n,), whole numbers: the cluster of each passage.
        seed: of the bootstrap.
        resamples: of the bootstrap.

    >>> fired = np.array([[0, 0], [1, 0], [1, 1], [2, 1], [3, 1]])
    >>> found = rule_shares(
    ...     fired, rules=["broad", "sharp"], deciding=np.array([0, 0, 1, 1]), target=np.array([1, 1, 0, 1]),
    ...     clusters=np.arange(4), resamples=100)
    >>> [(each.rule, each.blocks, each.only, each.added_targets, each.added_controls) for each in found]
    [('broad', 2, 1, 2, 0), ('sharp', 3, 2, 1, 1)]
    """
    from scipy.sparse import csr_array as matrix

    size, count = len(target), len(rules)
    pairs = np.unique(fired, axis=0) if len(fired) else np.zeros((0, 2), dtype=np.int64)
    passage, rule = pairs[:, 0], pairs[:, 1]
    by_rule = matrix((np.ones(len(pairs), dtype=np.int64), (rule, passage)), shape=(count, size))
    by_passage = by_rule.T.tocsr()
    wanted, spared = target == 1, target == 0
    alone = np.diff(by_passage.indptr) == 1
    blocks = np.diff(by_rule.indptr)
    totals = by_rule @ np.column_stack([wanted, spared, alone, alone & wanted, alone & spared]).astype(np.int64)
    decides = np.bincount(deciding[deciding >= 0], minlength=count)
    known: dict[bytes, Interval] = {}
    found: list[RuleShare] = []
    caught = lost = 0
    for at, targets, controls in _greedy(by_rule, by_passage, wanted, spared):
        caught, lost = caught + targets, lost + controls
        found.append(
            RuleShare(
                rule=rules[at],
                blocks=int(blocks[at]),
                decides=int(decides[at]),
                targets=int(totals[at, 0]),
                controls=int(totals[at, 1]),
                precision=_precision(_members(by_rule, at), target, clusters, known, seed=seed, resamples=resamples),
                only=int(totals[at, 2]),
                only_targets=int(totals[at, 3]),
                only_controls=int(totals[at, 4]),
                added_targets=targets,
                added_controls=controls,
                caught=caught,
                lost=lost,
            )
        )
    return tuple(found)


def _greedy(
    by_rule: csr_array, by_passage: csr_array, wanted: np.ndarray, spared: np.ndarray
) -> Iterator[tuple[int, int, int]]:
    """Rules in the greedy order, each with the targets and controls that it adds; those that add nothing last."""
    targets, controls = by_rule @ wanted.astype(np.int64), by_rule @ spared.astype(np.int64)
    left = np.diff(by_rule.indptr) > 0
    open_still = np.ones(len(wanted), dtype=bool)
    while left.any():
        adds = targets + controls
        share = np.full(len(adds), -1.0)
        np.divide(targets, adds, out=share, where=left & (adds > 0))
        best = share.max()
        if best < 0:
            yield from ((int(at), 0, 0) for at in np.flatnonzero(left))
            return
        equals = np.flatnonzero(share == best)
        at = int(equals[np.argmax(targets[equals])])
        yield at, int(targets[at]), int(controls[at])
        left[at] = False
        rows = _members(by_rule, at)
        rows = rows[open_still[rows]]
        open_still[rows] = False
        targets -= _firing_in(rows[wanted[rows]], by_passage)
        controls -= _firing_in(rows[spared[rows]], by_passage)


def _firing_in(rows: np.ndarray, by_passage: csr_array) -> np.ndarray:
    """In how many of some passages each rule fires."""
    return np.bincount(by_passage[rows].indices, minlength=by_passage.shape[1])


def _members(matrix: csr_array, at: int) -> np.ndarray:
    members: np.ndarray = matrix.indices[matrix.indptr[at] : matrix.indptr[at + 1]]
    return members


def _precision(
    rows: np.ndarray,
    target: np.ndarray,
    clusters: np.ndarray,
    known: dict[bytes, Interval],
    *,
    seed: int,
    resamples: int,
) -> Interval:
    """A rule's precision; rules whose clusters have equal sums have equal intervals, and are worked out once."""
    told = rows[target[rows] != ERROR]
    taking_part = np.unique(clusters[told], return_inverse=True)[1]
    sums = cluster_sums(np.column_stack([target[told] == 1, np.ones(len(told))]), taking_part)
    key = sums[np.lexsort(sums.T)].tobytes()
    if key not in known:
        known[key] = rates(sums, seed=seed, resamples=resamples)[0]
    return known[key]

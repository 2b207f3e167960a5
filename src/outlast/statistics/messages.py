r"""Messages: what can still be learned from the passages that survive.

A message (a claim of the text, or any value of a label) is *learnable* if at least one passage that has it survives:
one is enough for a reader to meet it. How often it was written is its redundancy, and what remains of that after a
filter says how near it came to being lost. A message of which one passage is left *hangs* by it.

**What is exact.** The number of learnable messages is a fact about this text and this filter, and no interval is given
for it: other paragraphs drawn from the same source would hold other messages, so a bootstrap of paragraphs would mix
how a filter treats messages with which messages happen to be written, and every resample can only lose messages.

**What it is compared with.** Had as many passages fallen, S of N surviving and each set of S equally likely, a message
of n passages would be lost with the hypergeometric probability

.. math:: P(\text{lost}) = \binom{N - n}{S} \Big/ \binom{N}{S}

and the expected number of learnable messages is the sum of 1 - P over messages, exactly, however much they share
passages (Feller 1968, "An Introduction to Probability Theory and Its Applications" I, 3rd ed., section II.6; linearity
of expectation needs no independence). Range and p-value come from shuffled decisions that keep clusters whole
(`outlast.statistics.shuffling`): a filter that strikes whole paragraphs silences more of the messages that live in one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from outlast.statistics.proportion import CONFIDENCE
from outlast.statistics.resampling import RESAMPLES
from outlast.statistics.shuffling import p_value, shuffled_sums, shuffles_of

if TYPE_CHECKING:
    from outlast.statistics.mentions import Mentions


@dataclass(frozen=True, slots=True)
class Message:
    """One message under one filter.

    Attributes:
        value: of the label.
        written: passages that have it.
        left: those of them that survive.
        chance: that it would be learnable if as many passages fell, each set equally likely.
        last: the row of the only passage that is left; None unless exactly one is.
    """

    value: str
    written: int
    left: int
    chance: float
    last: int | None

    @property
    def learnable(self) -> bool:
        """Whether at least one passage that has it survives."""
        return self.left > 0


@dataclass(frozen=True, slots=True)
class Messages:
    """What is left of the messages of a label under one filter.

    Attributes:
        passages: how many were decided.
        survive: how many of them survive.
        messages: a row for each that was written, in the label's order.
        expected: the mean number of learnable messages if as many passages fell, each set equally likely; exact.
        low: lower end of the range that 95 % of shuffles of whole clusters give.
        high: upper end.
        p: share of such shuffles that leave as few messages; None without passages or messages.
        shuffles: how many there were.
        dearest: the row of the passage whose fall, next, would cost the most messages; None where none would cost any.
        cost: how many messages hang by that passage.
    """

    passages: int
    survive: int
    messages: tuple[Message, ...]
    expected: float
    low: float | None
    high: float | None
    p: float | None
    shuffles: int
    dearest: int | None
    cost: int

    @property
    def learnable(self) -> int:
        """How many messages can still be learned."""
        return sum(each.learnable for each in self.messages)

    @property
    def hanging(self) -> int:
        """How many messages hang by one passage, whether they were written in more or in that one alone."""
        return sum(each.left == 1 for each in self.messages)

    @property
    def saved(self) -> int:
        """How many messages lost a passage and are still learnable: what redundancy saved."""
        return sum(0 < each.left < each.written for each in self.messages)


def messages(
    field: Mentions,
    *,
    survives: np.ndarray,
    clusters: np.ndarray,
    seed: int = 0,
    shuffles: int = RESAMPLES,
    confidence: float = CONFIDENCE,
) -> Messages:
    """What is left of each value of a label.

    Args:
        field: the label; values that nobody has are no messages.
        survives: bool, shape (passages,): of those that were decided.
        clusters: shape (passages,): numbers, gaps allowed.
        seed: of the shuffling.
        shuffles: at most.
        confidence: of the range, in (0, 1).

    >>> import pyarrow as pa
    >>> from outlast.statistics.mentions import mentions
    >>> claims = mentions(pa.array([["a", "b"], ["a"], []]))
    >>> found = messages(claims, survives=np.array([False, True, True]), clusters=np.arange(3))
    >>> [(each.value, each.left, each.written, round(each.chance, 3)) for each in found.messages], found.learnable
    ([('a', 1, 2, 1.0), ('b', 0, 1, 0.667)], 1)
    """
    written = field.there.sum(axis=0)
    alive = field.there & survives[:, None]
    left = alive.sum(axis=0)
    passages, survive = len(survives), int(survives.sum())
    chance = 1 - _lost(written, passages=passages, survive=survive)
    last = alive.argmax(axis=0) if passages else np.zeros(len(field.names), dtype=np.int64)
    kept = np.flatnonzero(written)
    found = tuple(
        Message(
            value=field.names[at],
            written=int(written[at]),
            left=int(left[at]),
            chance=float(chance[at]),
            last=int(last[at]) if left[at] == 1 else None,
        )
        for at in kept
    )
    number = shuffles_of(passages, asked=shuffles)
    low = high = p = None
    if passages and len(kept):
        blind = shuffled_sums(survives, field.there[:, kept], clusters=clusters, seed=seed, shuffles=number)
        counts = (blind > 0).sum(axis=1)
        ends = np.quantile(counts, [(1 - confidence) / 2, (1 + confidence) / 2], method="inverted_cdf")
        low, high = (float(end) for end in ends)
        p = p_value(counts <= (left > 0).sum())
    hung = np.bincount([each.last for each in found if each.last is not None], minlength=1)
    return Messages(
        passages=passages,
        survive=survive,
        messages=found,
        expected=float(chance[kept].sum()),
        low=low,
        high=high,
        p=p,
        shuffles=number,
        dearest=int(hung.argmax()) if hung.max() else None,
        cost=int(hung.max()),
    )


def _lost(written: np.ndarray, *, passages: int, survive: int) -> np.ndarray:
    """The chance that none of n passages is among those that survive."""
    from scipy.stats import hypergeom

    chances: np.ndarray = hypergeom(passages, written, survive).pmf(0)
    return chances

"""McNemar's test: do two filters block equally often, when renderings are independent of one another?

Only renderings on which the filters differ say anything; under the null hypothesis each is as likely to be blocked by
the one as by the other (McNemar 1947, doi:10.1007/BF02295996), so the count of those that only the first blocks is
binomial with one half. It assumes that renderings are independent: sentences of one paragraph, or several draws of one
passage, are not, and the test then rejects too often. `outlast.statistics.swapping` is the test for those.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class McNemar:
    """Two-sided p-values of McNemar's test.

    Attributes:
        exact: of the binomial test; never rejects too often, and with few discordant renderings too seldom.
        mid_p: the exact one less half the chance of what was seen: nearer to its level, which it may exceed slightly;
            advised by Fagerland, Lydersen and Laake 2013 (doi:10.1186/1471-2288-13-91).
    """

    exact: float
    mid_p: float


def mcnemar(only_first: int, only_second: int) -> McNemar:
    """McNemar's test from the two discordant counts.

    Args:
        only_first: renderings that only the first blocks.
        only_second: renderings that only the second blocks.

    >>> found = mcnemar(1, 7)
    >>> found.exact, round(found.mid_p, 7)
    (0.0703125, 0.0390625)
    """
    from scipy.stats import binom, binomtest

    n, fewer = only_first + only_second, min(only_first, only_second)
    if not n:
        return McNemar(1.0, 1.0)
    exact = float(binomtest(fewer, n, 0.5).pvalue)
    if only_first == only_second:
        # equal counts: both tails meet in the middle, whose chance is counted once
        return McNemar(1.0, float(1 - binom.pmf(fewer, n, 0.5) / 2))
    return McNemar(exact, exact - float(binom.pmf(fewer, n, 0.5)))

"""How much a comparison's page holds, so that it stays small enough to send and quick enough to read."""

from __future__ import annotations

from dataclasses import dataclass

from outlast.report.page.shown import SAMPLE, WHOLE


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a page has at most.

    With these, 5,000 passages of 220 letters, three filters, three rewritings and 10,800 flips come to 4.5 MB.

    Attributes:
        whole: passages up to which all are shown.
        passages: that are shown of more.
        flips: in the table; what flips at its passages is in the text all the same.
        evidence: rows, of all runs together.
        letters: of rewritten texts, of all runs together.
    """

    whole: int = WHOLE
    passages: int = SAMPLE
    flips: int = 10_000
    evidence: int = 40_000
    letters: int = 300_000

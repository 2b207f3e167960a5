"""What differs between two runs in a few sentences, composed from the comparison's numbers and hedged as they are.

A difference stands with its interval and with p after Holm's correction; one that chance could make is said to be so;
where nothing flipped, that is no proof that nothing would flip elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from outlast.comparison.regression import LEVEL
from outlast.sheets.cells import p_value, percent, points, points_range
from outlast.statistics.resampling import FEW_CLUSTERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Row = Mapping[str, Any]
    """A row of the comparison's sheet of survival."""

LONGEST = 160
"""Letters of a cause that the answer quotes; a longer one is cut."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the sentences are about.

    Attributes:
        baseline: its label.
        label: the further run's.
        same_run: whether the two are one run.
        unit: what a passage is, in the plural.
        policy: its name.
        perturbation: the text as written, or what stands for it.
        decisions: that were compared.
        blocked_now: flips that block.
        through_now: flips that let through.
        towards: flips that do as the policy would.
        against: flips that do as it would not.
        causes: from what flips came through to how many did, each flip once.
        rates: the rows of the sheet of survival for this run.
        tests: how many tests Holm's correction is over.
        cluster: what was resampled.
        failed: decisions that are errors, in the baseline and in the further run.
        left_out: decisions of each that the other has not.
        reasons: why they are compared on what is common only; empty where on everything.
    """

    baseline: str
    label: str
    same_run: bool
    unit: str
    policy: str
    perturbation: str
    decisions: int
    blocked_now: int
    through_now: int
    towards: int
    against: int
    causes: Mapping[str, int]
    rates: Sequence[Row]
    tests: int
    cluster: str
    failed: tuple[int, int] = (0, 0)
    left_out: tuple[int, int] = (0, 0)
    reasons: tuple[str, ...] = ()

    @property
    def flips(self) -> int:
        """How many decisions flipped."""
        return self.blocked_now + self.through_now


class Answer(NamedTuple):
    """What a reader should take away, and what must be known besides; sentences each."""

    lead: tuple[str, ...]
    rest: tuple[str, ...]


def answer(told: Told) -> Answer:
    """The sentences on one further run."""
    lead, rest = [_flipped(told)], [*_common(told)]
    if told.flips:
        lead += [*_written(told), *_causes(told)]
        rest += [*_rewritten(told), *_tested(told), *_policy(told)]
    return Answer(tuple(lead), (*rest, *_failed(told)))


def _flipped(told: Told) -> str:
    if not told.flips:
        every = f"each of the {told.decisions:,} decisions came out as before"
        if told.same_run:
            return f"{told.label} and {told.baseline} are the same run, one config, data and code: {every}, as it must."
        return f"Nothing flipped: {every}. That is no proof that nothing would flip on other texts."
    return (
        f"{told.flips:,} of {told.decisions:,} decisions flipped ({_share(told.flips, told.decisions)}): {_ways(told)}."
    )


def _ways(told: Told) -> str:
    now, through = told.blocked_now, told.through_now
    if now and through:
        return f"{now:,} {'is' if now == 1 else 'are'} blocked now, {through:,} {_come(through)} through now"
    if told.flips == 1:
        return "it is blocked now" if now else "it comes through now"
    each = "both" if told.flips == 2 else f"all {told.flips:,}"
    return f"{each} are blocked now" if now else f"{each} come through now"


def _come(count: int) -> str:
    return "comes" if count == 1 else "come"


def _share(count: int, of: int) -> str:
    """A share in whole percent; one that is there is never 0 %."""
    return "under 1 %" if count * 100 < of else percent(count / of)


def _written(told: Told) -> list[str]:
    """The largest change in the text as written."""
    rows = [row for row in told.rates if row["n"] and row["perturbation"] == told.perturbation]
    if not rows:
        return []
    largest = max(rows, key=_size)
    if _size(largest):
        most = " most" if sum(_size(row) > 0 for row in rows) > 1 else ""
        return [f"As written, {_changed(largest, told, most=most)}."]
    flipped = sum(row["gained"] + row["lost"] for row in rows)
    if not flipped:
        return ["In the text as written nothing flipped; only rewritten texts are decided otherwise."]
    return [f"In the text as written as many {told.unit} survive as before, but not the same ones: {flipped:,} flips."]


def _rewritten(told: Told) -> list[str]:
    """The largest change under a rewriting, where it is larger than any in the text as written."""
    rows = [row for row in told.rates if row["n"]]
    written = [_size(row) for row in rows if row["perturbation"] == told.perturbation]
    other = max((row for row in rows if row["perturbation"] != told.perturbation), key=_size, default=None)
    if other is None or _size(other) <= max(written, default=0):
        return []
    return [f"Rewritten by {other['perturbation']}, {_changed(other, told, most='')}."]


def _size(row: Row) -> float:
    return abs(float(row["difference"] or 0))


def _changed(row: Row, told: Told, *, most: str) -> str:
    """How survival changed under one filter, and whether chance would do it."""
    way = "rises" if row["difference"] > 0 else "falls"
    kept = f"{',' if most else ''} from {row['before']:,} to {row['after']:,} of {row['n']:,} {told.unit}"
    ends = (
        f", 95 % interval {points_range(row['low'], row['high'])}" if row["low"] is not None else ", without interval"
    )
    whole = round(_size(row) * 100)
    sized = f"{points(row['difference'])} point{'s' if whole != 1 else ''}" if whole else "under 1 point"
    return f"survival under {row['filter_after']} {way}{most}{kept} ({sized}{ends}){_chance(row, told)}"


def _chance(row: Row, told: Told) -> str:
    p, includes_none = row["p_holm"], row["low"] is not None and row["low"] <= 0 <= row["high"]
    if p is None:
        return ""
    corrected = f", corrected for {told.tests} tests" if told.tests > 1 else ""
    by = f"(p\u00a0{_equals(p)}{corrected})"
    if includes_none:
        return f", which may be chance: the interval includes none {by}"
    return f", more than chance would give {by}" if p < LEVEL else f", which is not beyond chance {by}"


def _equals(p: float) -> str:
    text = p_value(p)
    return text.replace("< ", "<\u00a0") if text.startswith("<") else f"=\u00a0{text}"


def _tested(told: Told) -> list[str]:
    """How many of the differences are beyond chance, where there are several; and that few clusters make them rough."""
    tested = [row for row in told.rates if row["p_holm"] is not None]
    sentences = []
    if len(tested) > 1:
        beyond = sum(row["p_holm"] < LEVEL for row in tested)
        count = "none" if not beyond else "all" if beyond == len(tested) else f"{beyond}"
        verb = "is" if count in {"none", "1"} else "are"
        sentences.append(f"Of its {len(tested)} differences of survival, {count} {verb} beyond chance.")
    fewest = min((row["clusters"] for row in told.rates if row["n"]), default=FEW_CLUSTERS)
    if fewest < FEW_CLUSTERS:
        sentences.append(f"{fewest} {told.cluster}{'s are' if fewest != 1 else ' is'} few, so the intervals are wide.")
    return sentences


def _policy(told: Told) -> list[str]:
    silent = told.flips - told.towards - told.against
    if silent == told.flips:
        return [f"{told.policy} says nothing of what flipped."]
    rest = f"; of {silent:,} it says nothing" if silent else ""
    return [
        f"Of the flips {told.towards:,} go towards what {told.policy} intends and {told.against:,} against it{rest}."
    ]


def _causes(told: Told) -> list[str]:
    if not told.causes:
        return []
    cause, count = max(told.causes.items(), key=lambda each: each[1])
    short = cause if len(cause) <= LONGEST else f"{cause[:LONGEST].rstrip()} …"
    if told.flips == 1:
        return [f"It came through this: {short}."]
    if count == told.flips:
        return [f"All of them came through one thing: {short}."]
    if count * 2 > told.flips:
        return [f"Most, {count:,} of {told.flips:,}, came through one thing: {short}."]
    return [f"Causes are mixed; the most frequent, of {count:,} of {told.flips:,} flips: {short}."]


def _common(told: Told) -> list[str]:
    if not told.reasons:
        return []
    before, after = told.left_out
    return [
        f"Only what both have is compared, {told.decisions:,} decisions; {before:,} of the baseline and {after:,} of "
        f"{told.label} are left out."
    ]


def _failed(told: Told) -> list[str]:
    before, after = told.failed
    if not before and not after:
        return []
    return [f"Some decisions failed, and count neither way: {before:,} in the baseline, {after:,} in {told.label}."]

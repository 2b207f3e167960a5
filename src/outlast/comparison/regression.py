"""Regressions: what a build may be told to fail on when a further run is compared with its baseline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from outlast.errors import OutlastError, UserError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from outlast.comparison.document import Comparison, Rated
    from outlast.statistics.change import Change

LEVEL = 0.05
"""Of the tests, after Holm's correction."""


class RegressionError(OutlastError):
    """A further run regressed in a way that was asked to be an error; ``findings`` has a line for each."""

    exit_code: ClassVar[int] = 5

    def __init__(self, findings: Sequence[str]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n  ".join(["regressions:", *self.findings]))


@dataclass(frozen=True, slots=True)
class Regression:
    """One thing that a build may fail on.

    Attributes:
        name: what ``--fail-on-regression`` calls it.
        purpose: when it is found, in a line.
        find: from a comparison and a tolerance in points to a line for each finding.
    """

    name: str
    purpose: str
    find: Callable[[Comparison, float], Iterator[str]]


def _flips(found: Comparison, tolerance: float) -> Iterator[str]:
    for each in found.survival:
        flipped = each.change.gained + each.change.lost
        if _exceeds(_points(flipped, each.change.n), tolerance):
            yield f"{_where(each)}: {flipped:,} of {each.change.n:,} decisions flipped"


def _errors(found: Comparison, tolerance: float) -> Iterator[str]:
    for each in found.survival:
        before, after = each.changes.failed
        total = each.change.n + each.change.left_out
        if _exceeds(_points(after - before, total), tolerance):
            yield f"{_where(each)}: {after:,} of {total:,} decisions failed, {before:,} before"


def _survival(found: Comparison, tolerance: float) -> Iterator[str]:
    for each in found.survival:
        if _exceeds(abs(_difference(each.change)), tolerance):
            yield f"{_where(each)}: survival {_rates(each.change)}"


def _over_blocking(found: Comparison, tolerance: float) -> Iterator[str]:
    return _rose(found, "over-blocking", tolerance)


def _under_blocking(found: Comparison, tolerance: float) -> Iterator[str]:
    return _rose(found, "under-blocking", tolerance)


def _rose(found: Comparison, what: str, tolerance: float) -> Iterator[str]:
    for each in found.against_policy:
        if each.what == what and _exceeds(_difference(each.change), tolerance):
            yield f"{_where(each)}: {what} rose, {_rates(each.change)}"


def _significant(found: Comparison, tolerance: float) -> Iterator[str]:
    for each in found.survival:
        tested = each.p_holm is not None and each.p_holm < LEVEL
        if tested and _exceeds(abs(_difference(each.change)), tolerance):
            yield f"{_where(each)}: survival {_rates(each.change)}, p = {each.p_holm:.3g} by Holm's correction"


REGRESSIONS: tuple[Regression, ...] = (
    Regression("flips", "some decision came out otherwise", _flips),
    Regression("errors", "more decisions are errors", _errors),
    Regression("survival", "the survival rate is another, higher or lower", _survival),
    Regression("over-blocking", "a greater share of what the policy would let be is blocked", _over_blocking),
    Regression("under-blocking", "a greater share of what the policy would block survives", _under_blocking),
    Regression(
        "significant",
        "survival differs by more than chance: the swap test's p, by Holm's correction, is below 0.05",
        _significant,
    ),
)
"""What may be asked for. Each looks at every filter and perturbation of every further run apart, and finds what exceeds
the tolerance: points of the rate in question, of all decisions for ``flips`` and ``errors``."""


def regressions(found: Comparison, names: Iterable[str], *, tolerance: float = 0.0) -> tuple[str, ...]:
    """What was found of what was asked for, a line each.

    Args:
        found: the comparison.
        names: of `REGRESSIONS`.
        tolerance: percentage points that are let pass.

    Raises:
        UserError: for a name that is none of them.
    """
    return tuple(line for name in names for line in regression_named(name).find(found, tolerance))


def regression_named(name: str) -> Regression:
    """A regression by its name.

    Raises:
        UserError: when there is none; near names are given.
    """
    for each in REGRESSIONS:
        if each.name == name:
            return each
    raise UserError(f"no regression is called {name!r}{did_you_mean(name, [each.name for each in REGRESSIONS])}")


def _where(each: Rated) -> str:
    return f"{each.against.side.label}, {each.changes.filter.after} ({each.changes.perturbation})"


def _exceeds(points: float, tolerance: float) -> bool:
    """Whether a difference is more than is let pass; the last digits of a quotient are not."""
    return points > tolerance + 1e-9


def _points(count: int, n: int) -> float:
    return count / n * 100 if n else 0.0


def _difference(change: Change) -> float:
    """In points; 0 where there is no data."""
    return 0.0 if change.difference.estimate is None else change.difference.estimate * 100


def _rates(change: Change) -> str:
    return f"{change.before:,} of {change.n:,} before, {change.after:,} after ({_difference(change):+.1f} points)"

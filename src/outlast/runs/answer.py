"""The answer in a few sentences, composed from a run's numbers and hedged as they are.

No sentence says more than its numbers: a rate stands with its interval and n, a difference between filters as the
passages that they decide differently, and what there is no data for is said to be so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from outlast.sheets.cells import p_value, percent, percent_range

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Row = Mapping[str, Any]
    """A row of a summary's ``survival``."""

NEAR = 0.05
"""Changes of a rate under a rewriting that are smaller than this are not told in the answer."""


ALPHA = 0.05
"""Level of the test that the answer speaks of."""


def survived_of(row: Row) -> dict[str, Any]:
    """How much survives by a row of a summary, with the interval to quote: of whole clusters where the summary has it.

    >>> wilson = {"count": 5, "n": 10, "rate": 0.5, "low": 0.24, "high": 0.76}
    >>> survived_of({"survived": wilson, "intervals": {"survived": {"low": 0.1, "high": 0.9}}})["low"]
    0.1
    """
    clustered = row.get("intervals", {}).get("survived")
    ends = {name: clustered[name] for name in ("low", "high")} if clustered else {}
    return {**row["survived"], **ends}


def answer(
    summary: Mapping[str, Any],
    *,
    perturbation: str,
    policy: str,
    unit: str,
    pairs: Sequence[Mapping[str, Any]] = (),
) -> tuple[str, ...]:
    """The sentences that a reader should take away.

    Args:
        summary: a run's ``summary.json``.
        perturbation: the one that the sentences are about.
        policy: its name.
        unit: what a passage is, in the plural.
        pairs: what the measure of that name says of pairs of filters.
    """
    every = [{**row, "survived": survived_of(row)} for row in summary["survival"]]
    rows = [row for row in every if row["perturbation"] == perturbation]
    decided = [row for row in rows if row["survived"]["n"]]
    if not decided:
        return (f"Nothing can be said: none of the {unit} was decided, as every decision failed.",)
    sentences = [_survival(decided, unit=unit), *_apart(decided, pairs)]
    sentences += _against_policy(decided, policy=policy, unit=unit, unlabelled=summary["unlabelled"])
    sentences += _rewritten(every, perturbation=perturbation)
    sentences += _errors(rows)
    return tuple(sentences)


def _survival(rows: Sequence[Row], *, unit: str) -> str:
    """How much survives: under one filter, or under the strictest and the mildest."""
    strictest = min(rows, key=lambda row: row["survived"]["rate"])
    mildest = max(rows, key=lambda row: row["survived"]["rate"])
    kept = strictest["survived"]
    if kept["count"] == kept["n"]:
        who = f"{strictest['filter']} blocks none" if len(rows) == 1 else f"none of the {len(rows)} filters blocks any"
        return f"Nothing is silenced: {who} of the {kept['n']:,} {unit} ({_limit(kept)})."
    if mildest["survived"]["count"] == 0:
        who = f"{mildest['filter']} blocks" if len(rows) == 1 else f"each of the {len(rows)} filters blocks"
        return f"Nothing is left: {who} all {kept['n']:,} {unit} ({_limit(kept)})."
    first = f"Of {kept['n']:,} {unit}, {_kept(kept)} under {strictest['filter']}"
    if len(rows) == 1:
        return f"{first}."
    if strictest["survived"]["rate"] == mildest["survived"]["rate"]:
        return f"Of {kept['n']:,} {unit}, {_kept(kept)} under each of the {len(rows)} filters."
    rest = mildest["survived"]
    return (
        f"{first}, the strictest filter, and {rest['count']:,} ({_rate(rest)}) under {mildest['filter']}, the mildest."
    )


def _apart(rows: Sequence[Row], pairs: Sequence[Mapping[str, Any]]) -> list[str]:
    """How far the strictest and the mildest filter are apart on the same passages, and whether chance would do it."""
    names = {extreme(rows, key=lambda row: row["survived"]["rate"])["filter"] for extreme in (min, max)}
    pair = next((each for each in pairs if {each["first"], each["second"]} == names), None)
    if len(names) < 2 or pair is None or pair["difference_low"] is None or not pair["difference"]:
        return []
    low, high = sorted(abs(pair[name]) for name in ("difference_low", "difference_high"))
    ends, size = percent_range(low, high).removesuffix(" %"), abs(pair["difference"])
    apart = f"{percent(size).removesuffix(' %')} points"
    if pair["difference_low"] < 0 < pair["difference_high"]:
        return [
            f"The difference between the two, {apart}, may be chance: its 95 % interval includes none "
            f"(p\u00a0{_equals(pair['p_holm'])}, corrected for all pairs)."
        ]
    chance = "is more than chance would give" if pair["p_holm"] < ALPHA else "is not beyond chance"
    return [
        f"That difference, {apart} (95 % interval {ends}), {chance} "
        f"(p\u00a0{_equals(pair['p_holm'])}, corrected for all pairs)."
    ]


def _equals(p: float) -> str:
    told = p_value(p)
    return told.replace("< ", "<\u00a0") if told.startswith("<") else f"=\u00a0{told}"


def _kept(kept: Mapping[str, Any]) -> str:
    verb = "survives" if kept["count"] == 1 else "survive"
    return f"{kept['count']:,} {verb} ({_rate(kept)})"


def _rate(of: Mapping[str, Any]) -> str:
    return f"{percent(of['rate'])}; 95 % interval {percent_range(of['low'], of['high'])}"


def _limit(kept: Mapping[str, Any]) -> str:
    return f"95 % interval of survival {percent_range(kept['low'], kept['high'])}"


def _against_policy(rows: Sequence[Row], *, policy: str, unit: str, unlabelled: int) -> list[str]:
    """How far the strictest filter does what its policy would."""
    strictest = min(rows, key=lambda row: row["survived"]["rate"])
    under, over = strictest["under_blocked"], strictest["over_blocked"]
    name = strictest["filter"]
    if not under["n"] and not over["n"]:
        return [f"Whether that is what {policy} intends cannot be said: the {unit} have no labels."]
    if not under["n"]:
        said = f"{policy} would block none of them; {name} blocks {over['count']:,} all the same"
        return [f"{said if over['count'] else f'{policy} would block none of them either'}."]
    missed = f"misses {under['count']:,} of the {under['n']:,} that {policy} would block"
    if under["count"] == 0:
        missed = f"misses none of the {under['n']:,} that {policy} would block"
    others = f"and blocks {over['count']:,} of the {over['n']:,} others" if over["n"] else "and there are no others"
    partly = f" ({unlabelled:,} have no label, and count in neither)" if unlabelled else ""
    return [f"Measured against its policy, {name} {missed} {others}{partly}."]


def _rewritten(survival: Sequence[Row], *, perturbation: str) -> list[str]:
    """The rewriting that lets the most more through, if any does to speak of."""
    before = {row["filter"]: row["survived"]["rate"] for row in survival if row["perturbation"] == perturbation}
    changes = [
        (row["survived"]["rate"] - before[row["filter"]], row)
        for row in survival
        if row["perturbation"] != perturbation
        and row["survived"]["rate"] is not None
        and before[row["filter"]] is not None
    ]
    if not changes:
        return []
    most, row = max(changes, key=lambda change: change[0])
    if most < NEAR:
        return ["No rewriting that was tried lets much more through."]
    was, now = percent(before[row["filter"]]), percent(row["survived"]["rate"])
    return [f"Rewritten by {row['perturbation']}, what survives {row['filter']} rises from {was} to {now}."]


def _errors(rows: Sequence[Row]) -> list[str]:
    failed = {row["filter"]: row["errors"] for row in rows if row["errors"]}
    if not failed:
        return []
    told = ", ".join(f"{count:,} of {name}" for name, count in failed.items())
    return [f"Some decisions failed and count neither way: {told}."]

"""Functional tests: the share of cases passed in each functionality, and cases treated unlike their reference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from outlast.errors import UserError, did_you_mean
from outlast.measures.pairing import Pairing, interval_columns
from outlast.sheets.cells import count_of, percent, percent_range
from outlast.sheets.sheet import Column, Sheet
from outlast.statistics.functional import COIN, Functionality, Suite, suite
from outlast.statistics.outcomes import numbered

if TYPE_CHECKING:
    from outlast.measures.view import View

FUNCTIONALITY = "functionality"
REFERENCE, CASE = "ref_case_id", "case_id"
"""The attribute that names the case which a case contrasts with or respells, and the one that it names there; where
that is missing, what stands after the last slash of a passage's id."""

ALL = "all"

FILTER = Column("filter", lambda row: row["filter"], align="left")


def functional(view: View) -> tuple[Sheet, ...]:
    """For each attribute asked for: filters over functionalities, each functionality, and cases with a reference.

    Raises:
        UserError: where the passages have no such attribute, or one of several values.
    """
    return tuple(sheet for by in view.options.by or (FUNCTIONALITY,) for sheet in _of(view, by))


def _of(view: View, by: str) -> list[Sheet]:
    texts = [field.name for field in view.passages.schema if pa.types.is_string(field.type)]
    if by not in texts:
        raise UserError(
            "functional tests need an attribute or label of one value (another can be named with --by), and these "
            f"passages have no {by!r}{did_you_mean(by, texts)}"
        )
    column = view.passages.column(by).combine_chunks()
    known = np.asarray(column.is_valid())
    names = column.drop_null().unique().to_pylist()
    value = np.full(len(column), -1, dtype=np.int64)
    value[known] = numbered(column.drop_null())
    found = view.outcomes
    suites = {
        name: suite(
            found.column(name),
            target=found.target,
            value=value[found.passage],
            names=names,
            clusters=found.cluster,
            seed=view.seed,
            resamples=view.options.resamples,
        )
        for name in view.filters
    }
    sheets = [_summary(view, suites, by), _table(view, suites, by)]
    if REFERENCE in texts and (referring := _references(view, value, names, by)) is not None:
        sheets.append(referring)
    return sheets


def _numbers(each: Functionality) -> dict[str, Any]:
    counts = each.counts
    return {
        "passed": counts.passed,
        "cases": counts.cases,
        **interval_columns("passed", each.passed),
        "over_blocked": counts.over_blocked,
        "others": counts.others,
        **interval_columns("over_blocked", each.over),
        "under_blocked": counts.under_blocked,
        "targets": counts.targets,
        **interval_columns("under_blocked", each.under),
        "left_out": counts.left_out,
    }


def _failing(each: Functionality) -> bool:
    return each.counts.passed < COIN * each.counts.cases


def _summary(view: View, suites: dict[str, Suite], by: str) -> Sheet:
    rows: list[dict[str, Any]] = [
        {
            "filter": name,
            "tested": each.tested,
            "failing": each.failing,
            "failing_names": "; ".join(one.counts.value for one in each.functionalities if _failing(one)),
            **interval_columns("macro", each.macro),
            "macro_of_nothing": _macro_of_nothing(each),
            **_numbers(each.everything),
        }
        for name, each in suites.items()
    ]
    easiest = max(rows, key=lambda row: row["cases"])
    nothing = percent(easiest["macro_of_nothing"]), count_of(easiest["others"], easiest["cases"])
    return Sheet(
        name=f"{_stem(by)}-summary",
        title=f"Tests passed, over all of {by} ({view.perturbation})",
        table=pa.Table.from_pylist(rows),
        columns=(
            FILTER,
            Column("failing", lambda row: count_of(row["failing"], row["tested"])),
            Column("mean", lambda row: percent(row["macro_rate"])),
            Column("interval", lambda row: percent_range(row["macro_low"], row["macro_high"])),
            Column("passed", lambda row: count_of(row["passed"], row["cases"])),
            Column("over", lambda row: _of_some(row["over_blocked"], row["others"])),
            Column("under", lambda row: _of_some(row["under_blocked"], row["targets"])),
        ),
        notes=(
            f"A filter that blocks nothing passes {nothing[1]} cases, and has a mean of {nothing[0]}.",
            "Failing: of which less than half is passed. Mean: of the shares passed, each counting alike; interval: 95 "
            f"%, bootstrap of {view.cluster}s. Passed: the filter does what the policy would; over: blocked though the "
            "policy would not; under: let through though it would.",
        ),
        signature=view.run.signature,
    )


def _macro_of_nothing(each: Suite) -> float | None:
    """The mean of the shares passed of a filter that blocks nothing."""
    shares = [one.counts.others / one.counts.cases for one in each.functionalities if one.counts.cases]
    return sum(shares) / len(shares) if shares else None


def _table(view: View, suites: dict[str, Suite], by: str) -> Sheet:
    rows: list[dict[str, Any]] = []
    for together in zip(*(each.functionalities for each in suites.values()), strict=True):
        for name, one in zip(suites, together, strict=True):
            rows.append({by: one.counts.value, "filter": name, "failing": _failing(one), **_numbers(one)})
    left_out = max((row["left_out"] for row in rows), default=0)
    alone = all(row["passed_method"] in {"wilson", "none"} and row["passed_clusters"] == row["cases"] for row in rows)
    how = "Wilson; it takes cases as independent" if alone else f"bootstrap of {view.cluster}s, Wilson where all agree"
    return Sheet(
        name=_stem(by),
        title=f"Tests passed by {by} ({view.perturbation})",
        table=pa.Table.from_pylist(rows),
        columns=(
            Column(by, lambda row: row[by], align="left", wraps=True),
            FILTER,
            Column("passed", lambda row: count_of(row["passed"], row["cases"])),
            Column("interval", lambda row: percent_range(row["passed_low"], row["passed_high"])),
            Column("over", lambda row: _of_some(row["over_blocked"], row["others"])),
            Column("under", lambda row: _of_some(row["under_blocked"], row["targets"])),
        ),
        notes=(
            f"Interval: 95 %, of the share passed, {how}.",
            *([f"Left out, for an error or for want of a label: up to {left_out} of one row."] if left_out else []),
        ),
        signature=view.run.signature,
    )


def _references(view: View, value: np.ndarray, names: list[str], by: str) -> Sheet | None:
    """Cases against the case that each refers to; None where none does."""
    own = view.passages.column(CASE if CASE in view.passages.column_names else "passage_id").to_pylist()
    number = {str(name).rpartition("/")[2]: at for at, name in enumerate(own) if name is not None}
    referring = [(at, name) for at, name in enumerate(view.passages.column(REFERENCE).to_pylist()) if name is not None]
    known = [(number[name], at) for at, name in referring if name in number and number[name] != at]
    if not known:
        return None
    pairing = Pairing.of(view, np.asarray([one for one, _ in known]), np.asarray([other for _, other in known]))
    kind = value[pairing.second]
    rows: list[dict[str, Any]] = []
    for place in (-1, *range(len(names))):
        among = kind >= 0 if place < 0 else kind == place
        if not among.any():
            continue
        for name in view.filters:
            each = pairing.treated(view, name, among=among)
            rows.append(
                {
                    by: ALL if place < 0 else names[place],
                    "filter": name,
                    "pairs": each.pairs,
                    "otherwise": each.flips,
                    **interval_columns("otherwise", each.flipped),
                    "only_reference": each.only_first,
                    "only_case": each.only_second,
                    "asked": each.asked,
                    "wanted": each.wanted,
                    "alike": each.alike,
                    "unasked": each.unasked,
                    "unsaid": each.unsaid,
                    "left_out": each.left_out,
                }
            )
    missing = len(referring) - len(known)
    return Sheet(
        name=f"{_stem(by)}-references",
        title=f"Cases treated otherwise than their reference ({view.perturbation})",
        table=pa.Table.from_pylist(rows),
        columns=(
            Column(by, lambda row: row[by], align="left", wraps=True),
            FILTER,
            Column("otherwise", lambda row: count_of(row["otherwise"], row["pairs"])),
            Column("interval", lambda row: percent_range(row["otherwise_low"], row["otherwise_high"])),
            Column("unasked", lambda row: _of_some(row["unasked"], row["alike"])),
            Column("wanted", lambda row: _of_some(row["wanted"], row["asked"])),
        ),
        notes=(
            "Reference: the case that a case respells or contrasts with. Unasked: treated otherwise, where the policy "
            f"treats both alike; wanted: treated otherwise as the policy asks. {pairing.how(view)}.",
            *([f"References to no other judged case: {missing}."] if missing else []),
        ),
        signature=view.run.signature,
    )


def _of_some(count: int, n: int) -> str:
    """A count among n, or a dash."""
    return count_of(count, n) if n else "–"


def _stem(by: str) -> str:
    return "functional" if by == FUNCTIONALITY else f"functional-by-{by}"

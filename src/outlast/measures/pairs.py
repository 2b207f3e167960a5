"""Pairs of filters: how their verdicts on the same texts differ, by how much, whether by chance, and where."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from outlast.errors import UserError
from outlast.filters.combination.kinds import members_of
from outlast.measures.judged import judged_texts, row_names
from outlast.sheets.cells import decimal, decimal_range, p_value, percent, points, points_range
from outlast.sheets.sheet import Column, Sheet
from outlast.statistics.cochran import cochran
from outlast.statistics.holm import holm
from outlast.statistics.outcomes import ERROR
from outlast.statistics.paired import pair
from outlast.statistics.resampling import FEW_CLUSTERS

if TYPE_CHECKING:
    from outlast.measures.view import View
    from outlast.statistics.interval import Interval
    from outlast.statistics.paired import Pair

SHOWN = 24
"""Rows of the disagreements on a terminal."""

PAIRS = pa.schema(
    [
        *((name, pa.string()) for name in ("first", "second")),
        *(
            (name, pa.int64())
            for name in ("n", "left_out", "both_block", "only_first_blocks", "only_second_blocks", "neither_blocks")
        ),
        *((f"difference{end}", pa.float64()) for end in ("", "_low", "_high")),
        *((name, pa.int64()) for name in ("clusters", "discordant_clusters")),
        *((name, pa.float64()) for name in ("p", "p_holm", "p_mcnemar_exact", "p_mcnemar_mid", "agreement")),
        *((f"{name}{end}", pa.float64()) for name in ("kappa", "jaccard") for end in ("", "_low", "_high")),
    ]
)

AGREEMENT = [
    "first",
    "second",
    "n",
    "both_block",
    "agreement",
    *(f"{name}{end}" for name in ("kappa", "jaccard") for end in ("", "_low", "_high")),
]
"""The columns of the pairs that are about agreement."""

LETTERS = 80
"""Code points of a text that people see; the numbers hold all of it."""


def pairs(view: View) -> tuple[Sheet, ...]:
    """Every pair of the filters that were asked for, Cochran's Q for three or more, and where they disagree.

    Raises:
        UserError: for fewer than two filters.
    """
    if len(view.filters) < 2:
        raise UserError(f"pairs compares filters, and there is only {view.filters[0]}; name two or more, or all")
    several = (_cochran(view),) if len(view.filters) > 2 else ()
    held = view.outcomes
    asked = list(combinations(view.filters, 2))
    found = [
        pair(
            held.column(first),
            held.column(second),
            clusters=held.cluster,
            seed=view.seed,
            resamples=view.options.resamples,
        )
        for first, second in asked
    ]
    adjusted = holm([each.swap.p for each in found])
    rows = [
        {"first": first, "second": second, **_numbers(each), "p_holm": p}
        for (first, second), each, p in zip(asked, found, adjusted, strict=True)
    ]
    return (_differences(view, rows, _notes(view, found)), _agreement(view, rows), *several, _disagreements(view))


FIRST = Column("first", lambda row: row["first"], align="left", wraps=True)
SECOND = Column("second", lambda row: row["second"], align="left", wraps=True)


def _differences(view: View, rows: list[dict[str, Any]], notes: list[str]) -> Sheet:
    return Sheet(
        name="pairs",
        title=f"Pairs of filters ({view.perturbation})",
        table=pa.Table.from_pylist(rows, schema=PAIRS),
        columns=(
            FIRST,
            SECOND,
            Column("alone", lambda row: f"{row['only_first_blocks']:,} / {row['only_second_blocks']:,}"),
            Column("difference", _difference),
            Column("p", lambda row: p_value(row["p"])),
            Column("Holm", lambda row: p_value(row["p_holm"])),
        ),
        notes=tuple(notes),
        signature=view.run.signature,
    )


def _agreement(view: View, rows: list[dict[str, Any]]) -> Sheet:
    table = pa.Table.from_pylist(rows, schema=PAIRS)
    return Sheet(
        name="agreement",
        title=f"How far they agree ({view.perturbation})",
        table=table.select(AGREEMENT),
        columns=(
            FIRST,
            SECOND,
            Column("same", lambda row: percent(row["agreement"])),
            Column("kappa", lambda row: _with_ends(row, "kappa")),
            Column("Jaccard", lambda row: _with_ends(row, "jaccard")),
        ),
        notes=(
            "Same: share of equal verdicts. Kappa: Cohen's, agreement beyond chance; low where nearly all survives or "
            "nearly all is blocked, however alike the verdicts. Jaccard: share that both block of what either blocks. "
            f"Intervals: 95 %, BCa bootstrap of whole {view.cluster}s, which is too narrow for fewer than "
            f"{FEW_CLUSTERS}.",
        ),
        signature=view.run.signature,
    )


def _with_ends(row: dict[str, Any], name: str) -> str:
    if row[f"{name}_low"] is None:
        return decimal(row[name])
    return f"{decimal(row[name])} ({decimal_range(row[f'{name}_low'], row[f'{name}_high'])})"


def _difference(row: dict[str, Any]) -> str:
    if row["difference_low"] is None:
        return points(row["difference"])
    return f"{points(row['difference'])} ({points_range(row['difference_low'], row['difference_high'])})"


def _numbers(found: Pair) -> dict[str, Any]:
    return {
        "n": found.n,
        "left_out": found.left_out,
        "both_block": found.both_block,
        "only_first_blocks": found.only_first_blocks,
        "only_second_blocks": found.only_second_blocks,
        "neither_blocks": found.neither_blocks,
        **_ends("difference", found.difference),
        "clusters": found.swap.clusters,
        "discordant_clusters": found.swap.discordant,
        "p": found.swap.p,
        "p_mcnemar_exact": found.mcnemar.exact if found.n else None,
        "p_mcnemar_mid": found.mcnemar.mid_p if found.n else None,
        "agreement": found.agreement,
        **_ends("kappa", found.kappa),
        **_ends("jaccard", found.jaccard),
    }


def _ends(name: str, interval: Interval) -> dict[str, Any]:
    return {name: interval.estimate, f"{name}_low": interval.low, f"{name}_high": interval.high}


def _notes(view: View, found: list[Pair]) -> list[str]:
    """What the columns are, and what to be careful about in these numbers."""
    single = all(each.swap.clusters == each.n for each in found)
    notes = [
        "Alone: blocked by the first only / by the second only. Difference: how many points more survive the second "
        f"than the first, with its 95 % interval (jackknife over whole {view.cluster}s, Student's t).",
        "p: McNemar's exact test."
        if single
        else f"p: exact permutation test that swaps the two filters' verdicts within whole {view.cluster}s, since "
        f"texts of one {view.cluster} hang together; McNemar's test takes them as independent (with --csv).",
        f"Holm: p corrected for the {len(found)} pairs asked for here."
        if len(found) > 1
        else "Holm: the same, since one pair alone was asked for.",
    ]
    if (fewest := min(each.swap.clusters for each in found)) < FEW_CLUSTERS:
        notes.append(f"{fewest} {view.cluster}s are few, so the intervals are wide.")
    members = {each["name"]: set(members_of(each)) & set(view.filters) for each in view.run.config["filters"]}
    for name in view.filters:
        if members.get(name):
            notes.append(
                f"{name} is made of {' and '.join(each for each in view.filters if each in members[name])}: how it "
                "differs from them follows in part from that."
            )
    if any(each.n and each.difference.method == "none" for each in found):
        notes.append(f"No interval where every {view.cluster} says the same, as when filters decide alike.")
    if left_out := max(each.left_out for each in found):
        notes.append(f"Texts on which either filter failed are left out of a pair, {left_out:,} at most.")
    return notes


def _cochran(view: View) -> Sheet:
    held = view.outcomes
    found = cochran(held.blocked, clusters=held.cluster, seed=view.seed, resamples=view.options.resamples)
    row = {
        "filters": ", ".join(view.filters),
        "q": found.q,
        "degrees": found.degrees,
        "n": found.n,
        "left_out": found.left_out,
        "clusters": found.clusters,
        "p": found.p,
        "method": found.method,
        "p_chi_squared": found.p_chi_squared,
    }
    how = {
        "enumeration": f"over all ways to relabel the filters within whole {view.cluster}s",
        "monte-carlo": f"over {view.options.resamples:,} draws that relabel the filters within whole {view.cluster}s",
        "none": "with nothing to relabel",
    }[found.method]
    return Sheet(
        name="cochran",
        title=f"Do all {len(view.filters)} filters block equally often? ({view.perturbation})",
        table=pa.Table.from_pylist([row]),
        columns=(
            Column("filters", lambda row: row["filters"], align="left", wraps=True),
            Column("n", lambda row: f"{row['n']:,}"),
            Column("Cochran's Q", lambda row: decimal(row["q"])),
            Column("degrees", lambda row: str(row["degrees"])),
            Column("p", lambda row: p_value(row["p"])),
            Column("p, independent", lambda row: p_value(row["p_chi_squared"])),
        ),
        notes=(f"p: permutation test {how}; independent: from chi-squared, as if no texts hung together.",),
        signature=view.run.signature,
    )


def _disagreements(view: View) -> Sheet:
    held = view.outcomes
    disputed = np.flatnonzero((held.blocked == 1).any(axis=1) & (held.blocked == 0).any(axis=1))
    columns: dict[str, Any] = row_names(view, disputed)
    for name in view.filters:
        own = held.column(name)[disputed]
        columns[f"blocked_by_{name}"] = pa.array(own == 1, mask=own == ERROR)
    wanted = held.target[disputed]
    columns["target"] = pa.array(wanted == 1, mask=wanted == ERROR)
    columns["text"] = judged_texts(view).take(pa.array(disputed))
    decided = int((held.blocked != ERROR).all(axis=1).sum())
    return Sheet(
        name="disagreements",
        title=f"Where they disagree ({view.perturbation}): {len(disputed):,} of {len(held):,} texts",
        table=pa.table(columns),
        columns=(
            Column("passage", lambda row: row["passage"], align="left"),
            Column("blocked by", lambda row: _who(row, view.filters, verdict=True), align="left", wraps=True),
            Column("let through by", lambda row: _who(row, view.filters, verdict=False), align="left", wraps=True),
            Column("policy", lambda row: POLICY_SAYS[row["target"]], align="left"),
            Column("text", lambda row: _shortened(row["text"]), align="left", wraps=True),
        ),
        notes=(
            "Policy: what it would do."
            if decided == len(held)
            else "Policy: what it would do. Failed verdicts: no name.",
        ),
        signature=view.run.signature,
        shown=SHOWN,
    )


POLICY_SAYS: dict[bool | None, str] = {True: "block", False: "let be", None: "–"}


def _who(row: dict[str, Any], filters: tuple[str, ...], *, verdict: bool) -> str:
    return ", ".join(name for name in filters if row[f"blocked_by_{name}"] is verdict)


def _shortened(text: str) -> str:
    """A text in a line, cut where it is long.

    >>> _shortened("as it stands")
    'as it stands'
    """
    flat = " ".join(text.split())
    return flat if len(flat) <= LETTERS else f"{flat[: LETTERS - 1]}…"

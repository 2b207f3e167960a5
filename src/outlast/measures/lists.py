"""Lists of several platforms: what their rules have in common, and what they block in common."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from outlast.errors import UserError
from outlast.keywords.overlap import overlap
from outlast.sheets.cells import count_of, decimal, decimal_range
from outlast.sheets.sheet import Column, Sheet
from outlast.statistics.outcomes import ERROR
from outlast.statistics.paired import pair

if TYPE_CHECKING:
    from outlast.filters.keyword.rules import KeywordList
    from outlast.measures.view import View


def lists(view: View) -> tuple[Sheet, ...]:
    """For each two of a run's keyword filters: Jaccard of their rules, and of the passages that they block.

    Raises:
        UserError: for fewer than two keyword filters.
    """
    configs = {each["name"]: each for each in view.run.config["filters"] if each["kind"] == "keyword"}
    chosen = [name for name in view.filters if name in configs]
    if len(chosen) < 2:
        has = f"only {chosen[0]}" if chosen else "none"
        raise UserError(f"lists are compared two by two, and of keyword filters this run has {has}; name two lists")
    read, doubts = _read(view, chosen, configs)
    rows: list[dict[str, Any]] = []
    for first, second in combinations(chosen, 2):
        one, other = view.outcomes.column(first), view.outcomes.column(second)
        found = pair(one, other, clusters=view.outcomes.cluster, seed=view.seed, resamples=view.options.resamples)
        either = found.both_block + found.only_first_blocks + found.only_second_blocks
        rows.append(
            {
                "first": first,
                "second": second,
                **_rules(read, first, second),
                "both_block": found.both_block,
                "only_first_blocks": found.only_first_blocks,
                "only_second_blocks": found.only_second_blocks,
                "either_blocks": either,
                "jaccard": found.jaccard.estimate,
                "jaccard_low": found.jaccard.low,
                "jaccard_high": found.jaccard.high,
                "jaccard_method": found.jaccard.method,
                "left_out": found.left_out,
            }
        )
    return _overlap(view, rows, doubts), _breadth(view, chosen)


def _read(view: View, chosen: list[str], configs: dict[str, Any]) -> tuple[dict[str, KeywordList], list[str]]:
    """The filters' lists, where they still are what the run read; and in words where they are not."""
    from outlast.catalogue import Catalogue
    from outlast.errors import OutlastError
    from outlast.experiment import experiment_file
    from outlast.filters.keyword.lists import read_list
    from outlast.signature import file_sha256

    read: dict[str, KeywordList] = {}
    known = set(view.run.manifest.inputs.values())
    try:
        catalogue = Catalogue.near(experiment_file(view.run.manifest.path).parent)
    except OutlastError:
        return read, ["The run's experiment is not where it was, so its lists' rules are not compared."]
    doubts = []
    for name in chosen:
        wanted = configs[name]["list"]
        try:
            found = read_list(catalogue.find("keywords", wanted))
        except OutlastError:
            doubts.append(f"The list {wanted} cannot be read now, so its rules are not compared.")
            continue
        if all(file_sha256(path) in known for path in found.files):
            read[name] = found
        else:
            doubts.append(f"The list {wanted} changed since the run, so its rules are not compared.")
    return read, doubts


def _rules(read: dict[str, KeywordList], first: str, second: str) -> dict[str, Any]:
    """What two lists' rules have in common, as they are written but for case; nulls where a list is not there."""
    from outlast.filters.keyword.normalise.chain import Chain

    if first not in read or second not in read:
        return dict.fromkeys(("first_rules", "second_rules", "shared_rules", "all_rules", "rules_jaccard"))
    parts = {"first": read[first].rules, "second": read[second].rules}
    found = overlap(parts, chain=Chain(("nfkc", "casefold")))
    (shared,) = found.pairs
    return {
        "first_rules": found.sizes["first"],
        "second_rules": found.sizes["second"],
        "shared_rules": shared.shared,
        "all_rules": shared.union,
        "rules_jaccard": shared.jaccard,
    }


def _overlap(view: View, rows: list[dict[str, Any]], doubts: list[str]) -> Sheet:
    failed = max(row["left_out"] for row in rows)
    return Sheet(
        name="lists",
        title=f"What lists have in common ({view.perturbation})",
        table=pa.Table.from_pylist(rows),
        columns=(
            Column("first", lambda row: row["first"], align="left"),
            Column("second", lambda row: row["second"], align="left"),
            Column("shared rules", lambda row: _of(row["shared_rules"], row["all_rules"])),
            Column("both block", lambda row: count_of(row["both_block"], row["either_blocks"])),
            Column("Jaccard", lambda row: decimal(row["jaccard"])),
            Column("interval", lambda row: decimal_range(row["jaccard_low"], row["jaccard_high"])),
        ),
        notes=(
            "Shared rules: of the distinct rules of either, after NFKC and case folding. Both block: of what either "
            f"blocks; Jaccard is that share. Interval: 95 %, bootstrap of {view.cluster}s.",
            *doubts,
            *([f"Decisions left out because a filter failed: up to {failed} of a pair."] if failed else []),
        ),
        signature=view.run.signature,
    )


def _of(count: int | None, n: int | None) -> str:
    return "–" if count is None or n is None else count_of(count, n)


def _breadth(view: View, chosen: list[str]) -> Sheet:
    """Of what any list blocks, how much by one list alone, by two, and so on."""
    blocked = np.column_stack([view.outcomes.column(name) for name in chosen])
    known = (blocked != ERROR).all(axis=1)
    by = (blocked[known] == 1).sum(axis=1)
    anything = int((by > 0).sum())
    rows = [
        {"lists": number, "blocked": int((by == number).sum()), "any_blocks": anything}
        for number in range(1, len(chosen) + 1)
    ]
    return Sheet(
        name="lists-breadth",
        title=f"Blocked by so many lists ({view.perturbation})",
        table=pa.Table.from_pylist(rows),
        columns=(
            Column("lists", lambda row: str(row["lists"])),
            Column("blocked", lambda row: count_of(row["blocked"], row["any_blocks"])),
        ),
        notes=(f"Of what at least one of the {len(chosen)} blocks.",),
        signature=view.run.signature,
    )

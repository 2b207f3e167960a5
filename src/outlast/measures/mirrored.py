"""Mirrored pairs: the same words in other mouths, and on which side of the difference a filter blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from outlast.measures.exchange import Exchange, entries, entry_names, exchange, maps
from outlast.measures.judged import judged_texts
from outlast.measures.pairing import Sides, interval_columns, sides
from outlast.sheets.cells import count_of, p_value, percent_range
from outlast.sheets.sheet import Column, Sheet
from outlast.statistics.holm import holm
from outlast.statistics.outcomes import ERROR

if TYPE_CHECKING:
    from collections.abc import Iterable

    from outlast.measures.view import View
    from outlast.statistics.mirrored import Mirrored

ALL = "all"
"""The contrast of the rows that count every pair."""

TELLING = 6
"""Pairs from which a row of marginal counts is shown: with fewer flips no exact two-sided test reaches .05
(2 / 2**5 = .0625)."""

EITHER_WAY = "p: exact test that a flip is as likely to block either side"

SHOWN = 40
"""Rows of the longer tables that a terminal shows."""

FILTER = Column("filter", lambda row: row["filter"], align="left")

FLIPS = pa.schema(
    [
        ("pair_id", pa.string()),
        ("contrast", pa.string()),
        ("filter", pa.string()),
        ("draw", pa.int32()),
        ("blocked_side", pa.string()),
        ("policy", pa.string()),
        ("blocked_passage", pa.string()),
        ("surviving_passage", pa.string()),
        ("blocked_text", pa.string()),
        ("surviving_text", pa.string()),
    ]
)


def mirrored(view: View) -> tuple[Sheet, ...]:
    """Flips by contrast, against what the policy asks, by what the sides exchange, and the flipped pairs themselves.

    Raises:
        UserError: for a corpus without pairs, and a label that it has not.
    """
    found = sides(view)
    exchanged = [sheet for by in view.options.by or maps(view.passages.schema)[:1] for sheet in _by(view, found, by)]
    return (*_by_contrast(view, found), *exchanged, _flips(view, found))


def _counts(each: Mirrored) -> dict[str, Any]:
    return {
        "pairs": each.pairs,
        "both_blocked": each.both_blocked,
        "only_first": each.only_first,
        "only_second": each.only_second,
        "neither": each.neither,
        "left_out": each.left_out,
        "flips": each.flips,
        **interval_columns("flipped", each.flipped),
        "p": each.direction.p,
        "p_holm": None,
    }


def _by_contrast(view: View, found: Sides) -> tuple[Sheet, Sheet]:
    """Flips, and flips against the policy; the family of Holm's correction is contrasts × filters."""
    contrasts = list(dict.fromkeys(found.contrast or ()))
    rows: list[dict[str, Any]] = []
    for contrast in (ALL, *contrasts):
        among = np.asarray([contrast in (ALL, own) for own in found.contrast or (ALL,) * len(found.pairing)])
        for name in view.filters:
            each = found.pairing.treated(view, name, among=among)
            rows.append(
                {
                    "contrast": contrast,
                    "filter": name,
                    **_counts(each),
                    "asked": each.asked,
                    "wanted": each.wanted,
                    "turned": each.turned,
                    **interval_columns("followed", each.followed),
                    "alike": each.alike,
                    "unasked": each.unasked,
                    **interval_columns("parted", each.parted),
                    "unsaid": each.unsaid,
                }
            )
    whole = contrasts and len(rows) > len(view.filters)
    _correct([row for row in rows if not whole or row["contrast"] != ALL])
    one, other = found.sides
    contrast_column = Column("contrast", lambda row: row["contrast"], align="left")
    table = pa.Table.from_pylist(rows)
    left_out, unsaid = _left_out(rows, found), max(row["unsaid"] for row in rows)
    return (
        Sheet(
            name="mirrored-by-contrast",
            title=f"Mirrored pairs treated differently ({view.perturbation})",
            table=table,
            columns=(
                contrast_column,
                FILTER,
                Column("flipped", lambda row: count_of(row["flips"], row["pairs"])),
                Column("interval", lambda row: percent_range(row["flipped_low"], row["flipped_high"])),
                Column(f"only {one}", lambda row: str(row["only_first"])),
                Column(f"only {other}", lambda row: str(row["only_second"])),
                Column("p", lambda row: p_value(row["p_holm"])),
            ),
            notes=(
                f"{found.pairing.how(view)}. {EITHER_WAY}, by Holm's "
                f"correction over {'contrasts and filters' if whole else 'filters'}. What a side stands for is the "
                "corpus's affair; its card says where it means anything.",
                *left_out,
            ),
            signature=view.run.signature,
        ),
        Sheet(
            name="mirrored-and-policy",
            title=f"Flips that the policy asks for, and others ({view.perturbation})",
            table=table,
            columns=(
                contrast_column,
                FILTER,
                Column("wanted", lambda row: count_of(row["wanted"], row["asked"])),
                Column("interval", lambda row: percent_range(row["followed_low"], row["followed_high"])),
                Column("turned", lambda row: str(row["turned"])),
                Column("unasked", lambda row: count_of(row["unasked"], row["alike"])),
                Column("interval", lambda row: percent_range(row["parted_low"], row["parted_high"])),
            ),
            notes=(
                "Wanted: flips that go the policy's way, of the pairs of which it would block one side only; turned: "
                "of the same pairs, flips that go the other way. Unasked: flips, of the pairs that the policy treats "
                "alike.",
                *([f"Pairs of which the policy says nothing, for want of a label: up to {unsaid}."] if unsaid else []),
            ),
            signature=view.run.signature,
        ),
    )


def _left_out(rows: Iterable[dict[str, Any]], found: Sides) -> list[str]:
    """What did not take part, in words."""
    failed = max(row["left_out"] for row in rows)
    return [
        *([f"Pairs left out because a filter failed on a side: up to {failed}."] if failed else []),
        *([f"Passages left out for want of their other side among the judged: {found.alone}."] if found.alone else []),
        *([f"Passages of no pair: {found.unpaired}."] if found.unpaired else []),
    ]


def _correct(rows: list[dict[str, Any]]) -> None:
    for row, p in zip(rows, holm([row["p"] for row in rows]), strict=True):
        row["p_holm"] = p


def _by(view: View, found: Sides, by: str) -> list[Sheet]:
    """A sheet for each kind of thing that the sides exchange in a label."""
    column = view.field(by)
    held = entries(column)
    names = entry_names(view.passages.schema.field(by))
    made: list[Exchange | None] = []
    for first, second in zip(found.pairing.first, found.pairing.second, strict=True):
        one, other = held[first], held[second]
        made.append(None if one is None or other is None else exchange(one, other, names=names))
    several = [name for name in names if name]
    sheets = [_opposed(view, found, made, what=what, by=by) for what in several]
    if len(several) > 1:
        sheets.insert(0, _marginal(view, found, made, what=several[0], held=several[1]))
    return [sheet for sheet in sheets if len(sheet)]


def _marginal(view: View, found: Sides, made: list[Exchange | None], *, what: str, held: str) -> Sheet:
    """Each actor, say, against whoever stands in its place on the other side."""
    sought: dict[tuple[str, str], int] = {}
    for each in made:
        if each is not None and each.what == what:
            for value in (each.first, each.second):
                sought[each.held, value] = sought.get((each.held, value), 0) + 1
    shown = sorted((key for key, n in sought.items() if n >= TELLING), key=lambda key: (key[0], -sought[key], key[1]))
    rows = []
    for stance, value in shown:
        here = [
            each is not None and (each.what, each.held) == (what, stance) and value in (each.first, each.second)
            for each in made
        ]
        among, turn = np.asarray(here), np.asarray([each is not None and each.second == value for each in made])
        for name in view.filters:
            each_way = found.pairing.treated(view, name, among=among, turn=turn)
            rows.append({what: value, held: stance, "filter": name, **_counts(each_way)})
    _correct(rows)
    return Sheet(
        name=f"mirrored-by-{what}",
        title=f"Which {what} is blocked where another is not ({view.perturbation})",
        table=pa.Table.from_pylist(rows),
        columns=(
            Column(f"{what}, and {held}", lambda row: f"{row[what]}: {row[held]}", align="left"),
            FILTER,
            Column("flipped", lambda row: count_of(row["flips"], row["pairs"])),
            Column("only it", lambda row: str(row["only_first"])),
            Column("only the other", lambda row: str(row["only_second"])),
            Column("p", lambda row: p_value(row["p_holm"])),
        ),
        notes=(
            f"Pairs whose sides exchange this {what} for another with the same {held}. Only it: the side with it is "
            "blocked, and the other survives: the other is protected, or it is the one that the filter looks for. Each "
            f"pair counts in two rows, and only what has {TELLING} pairs or more is here. {EITHER_WAY}, by Holm's "
            "correction over the rows.",
        ),
        signature=view.run.signature,
    )


def _opposed(view: View, found: Sides, made: list[Exchange | None], *, what: str, by: str) -> Sheet:
    """Each two values that stand opposite one another, whichever side they are on; what is held does not matter."""
    opposed: dict[tuple[str, str], int] = {}
    for each in made:
        if each is not None and each.what == what:
            key = (min(each.first, each.second), max(each.first, each.second))
            opposed[key] = opposed.get(key, 0) + 1
    rows = []
    for first, second in sorted(opposed, key=lambda key: (-opposed[key], key)):
        among = np.asarray(
            [each is not None and each.what == what and {each.first, each.second} == {first, second} for each in made]
        )
        turn = np.asarray([each is not None and each.first == second for each in made])
        for name in view.filters:
            each_way = found.pairing.treated(view, name, among=among, turn=turn)
            rows.append({"one": first, "other": second, "filter": name, **_counts(each_way)})
    _correct(rows)
    rest = sum(each is None for each in made)
    return Sheet(
        name=f"mirrored-{what}-pairs",
        title=f"Each {what} against another ({view.perturbation})",
        table=pa.Table.from_pylist(rows),
        columns=(
            Column("one", lambda row: row["one"], align="left"),
            Column("other", lambda row: row["other"], align="left"),
            FILTER,
            Column("flipped", lambda row: count_of(row["flips"], row["pairs"])),
            Column("one", lambda row: str(row["only_first"])),
            Column("other", lambda row: str(row["only_second"])),
            Column("p", lambda row: p_value(row["p_holm"])),
        ),
        notes=(
            "The last columns: pairs of which the side with the one alone is blocked, or with the other. "
            f"{rest} of {len(made)} pairs differ in nothing of {by}, or in more than one thing, and are not here. "
            f"{EITHER_WAY}, by Holm's correction over the rows.",
        ),
        signature=view.run.signature,
        shown=SHOWN,
    )


def _flips(view: View, found: Sides) -> Sheet:
    """The flipped pairs, with both texts as they were judged."""
    size = view.passages.num_rows
    ids = view.passages.column("passage_id").to_pylist()
    texts = judged_texts(view).to_pylist()
    rows = []
    for draw in range(view.draws):
        one, other = found.pairing.first + draw * size, found.pairing.second + draw * size
        for name in view.filters:
            blocked, target = view.outcomes.column(name), view.outcomes.target
            left, right = blocked[one], blocked[other]
            for number in np.flatnonzero((left != right) & (left != ERROR) & (right != ERROR)):
                falls, stands = (one, other) if left[number] == 1 else (other, one)
                wanted = (int(target[falls[number]]), int(target[stands[number]]))
                said = {(1, 0): "wanted", (0, 1): "turned"}.get(wanted, "unasked")
                rows.append(
                    {
                        "pair_id": found.names[number],
                        "contrast": found.contrast[number] if found.contrast else None,
                        "filter": name,
                        "draw": draw,
                        "blocked_side": found.sides[0 if left[number] == 1 else 1],
                        "policy": "unsaid" if ERROR in wanted else said,
                        "blocked_passage": ids[falls[number] % size],
                        "surviving_passage": ids[stands[number] % size],
                        "blocked_text": texts[falls[number]],
                        "surviving_text": texts[stands[number]],
                    }
                )
    return Sheet(
        name="mirrored-flips",
        title=f"The flipped pairs ({view.perturbation})",
        table=pa.Table.from_pylist(rows, schema=FLIPS),
        columns=(
            FILTER,
            Column("policy", lambda row: row["policy"], align="left"),
            Column("blocked", lambda row: row["blocked_text"], align="left", wraps=True),
            Column("let through", lambda row: row["surviving_text"], align="left", wraps=True),
        ),
        notes=(
            "Policy: wanted where it would block this side only, turned where the other only, unasked where it treats "
            "both alike, unsaid where it says nothing of a side.",
        ),
        signature=view.run.signature,
        shown=SHOWN,
    )

"""Messages: which claims of a text, or values of any label, can still be learned from what survives."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from outlast.errors import UserError
from outlast.sheets.cells import count_of, decimal, p_value, percent
from outlast.sheets.sheet import Column, Sheet
from outlast.statistics.mentions import mentions
from outlast.statistics.messages import messages
from outlast.statistics.outcomes import ERROR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outlast.measures.view import View
    from outlast.statistics.messages import Messages

CLAIMS = "claims"
"""The label that is looked at where nothing is asked."""

Row = dict[str, Any]

LEARNABLE = pa.schema(
    [
        ("filter", pa.string()),
        ("draw", pa.int64()),
        *((name, pa.int64()) for name in ("passages", "survive", "learnable", "of", "saved", "hanging", "lost")),
        *((name, pa.float64()) for name in ("expected", "low", "high", "p")),
        ("shuffles", pa.int64()),
        ("dearest", pa.string()),
        ("cost", pa.int64()),
    ]
)

EACH = pa.schema(
    [
        ("value", pa.string()),
        ("filter", pa.string()),
        ("draw", pa.int64()),
        ("written", pa.int64()),
        ("left", pa.int64()),
        ("state", pa.string()),
        ("chance", pa.float64()),
        ("last", pa.string()),
    ]
)


def message_sheets(view: View) -> tuple[Sheet, ...]:
    """Two sheets for each label: how many messages each filter leaves, and what is left of each message.

    Raises:
        UserError: where nothing was asked and the passages have no claims, or a label has no values.
    """
    return tuple(sheet for by in view.options.by or _claims(view) for sheet in _sheets(view, by))


def _claims(view: View) -> tuple[str, ...]:
    if CLAIMS not in view.passages.column_names:
        raise UserError("these passages have no claims; choose the label whose values are messages with --by")
    return (CLAIMS,)


def _sheets(view: View, by: str) -> tuple[Sheet, Sheet]:
    ids = view.passages.column("passage_id").to_pylist()
    found = list(_found(view, by))
    order = {name: at for at, name in enumerate(view.filters)}
    rows = [{"filter": name, "draw": draw, **_row(each, ids)} for name, draw, each in found]
    every = [{"filter": name, "draw": draw, **row} for name, draw, each in found for row in _each(each, ids)]
    every.sort(key=lambda row: (row["value"], order[row["filter"]], row["draw"]))
    draws: tuple[Column, ...] = (Column("draw", lambda row: str(row["draw"])),) if view.draws > 1 else ()
    return (
        _learnable_sheet(view, by, pa.Table.from_pylist(rows, schema=LEARNABLE), draws),
        _each_sheet(view, by, pa.Table.from_pylist(every, schema=EACH), draws),
    )


def _found(view: View, by: str) -> Iterator[tuple[str, int, Messages]]:
    """By filter and draw; each draw is what one reader sees."""
    outcomes, field = view.outcomes, mentions(view.field(by))
    if not field.names:
        raise UserError(f"no passage has any {by}; choose another label with --by")
    for name in view.filters:
        blocked = outcomes.column(name)
        for draw in range(view.draws):
            rows = np.flatnonzero((outcomes.draw == draw) & (blocked != ERROR))
            passages = outcomes.passage[rows]
            labelled = field.labelled[passages]
            rows, passages = rows[labelled], passages[labelled]
            made = messages(
                field.take(passages),
                survives=blocked[rows] == 0,
                clusters=outcomes.cluster[rows],
                seed=view.seed,
                shuffles=view.options.resamples,
            )
            yield name, draw, _renumbered(made, passages)


def _renumbered(found: Messages, passages: np.ndarray) -> Messages:
    """With numbers of passages in the place of rows."""

    def number(row: int | None) -> int | None:
        return None if row is None else int(passages[row])

    each = tuple(replace(message, last=number(message.last)) for message in found.messages)
    return replace(found, messages=each, dearest=number(found.dearest))


def _row(found: Messages, ids: list[str]) -> Row:
    return {
        "passages": found.passages,
        "survive": found.survive,
        "learnable": found.learnable,
        "of": len(found.messages),
        "saved": found.saved,
        "hanging": found.hanging,
        "lost": len(found.messages) - found.learnable,
        "expected": found.expected,
        "low": found.low,
        "high": found.high,
        "p": found.p,
        "shuffles": found.shuffles,
        "dearest": None if found.dearest is None else ids[found.dearest],
        "cost": found.cost,
    }


def _each(found: Messages, ids: list[str]) -> Iterator[Row]:
    for message in found.messages:
        yield {
            "value": message.value,
            "written": message.written,
            "left": message.left,
            "state": "lost" if not message.left else "hangs" if message.left == 1 else "stands",
            "chance": message.chance,
            "last": None if message.last is None else ids[message.last],
        }


def _learnable_sheet(view: View, by: str, table: pa.Table, draws: tuple[Column, ...]) -> Sheet:
    return Sheet(
        name=f"learnable-{by}",
        title=f"How many {by} can still be learned ({view.perturbation})",
        table=table,
        columns=(
            Column("filter", lambda row: row["filter"], align="left", wraps=True),
            *draws,
            Column("survive", lambda row: count_of(row["survive"], row["passages"])),
            Column("learnable", lambda row: count_of(row["learnable"], row["of"])),
            Column("random", lambda row: decimal(row["expected"], places=1)),
            Column("range", lambda row: _range(row["low"], row["high"])),
            Column("p", lambda row: p_value(row["p"])),
            Column("saved", lambda row: str(row["saved"])),
            Column("hang", lambda row: str(row["hanging"])),
            Column("next", lambda row: f"−{row['cost']}" if row["cost"] else "0"),
        ),
        notes=(
            "Learnable: at least one passage that has it survives; a count of this text, without sampling error. "
            "Random: the mean if as many passages fell, each set equally likely (hypergeometric, exact). Range: of 95 "
            f"% of shuffles of the decisions, {view.cluster}s whole; p: share of them that leave as few. Saved: lost a "
            "passage, and another is left. Hang: one passage is left. Next: what the fall of one more passage could "
            "cost at most.",
        ),
        signature=view.run.signature,
    )


def _each_sheet(view: View, by: str, table: pa.Table, draws: tuple[Column, ...]) -> Sheet:
    return Sheet(
        name=f"left-of-{by}",
        title=f"What is left of each of the {by} ({view.perturbation})",
        table=table,
        columns=(
            Column(by, lambda row: row["value"], align="left", wraps=True),
            Column("filter", lambda row: row["filter"], align="left", wraps=True),
            *draws,
            Column("left", lambda row: count_of(row["left"], row["written"])),
            Column("", lambda row: row["state"] if row["state"] != "stands" else "", align="left"),
            Column("random", lambda row: percent(row["chance"])),
            Column("last standing", lambda row: row["last"] or "", align="left", wraps=True),
        ),
        notes=(
            "Random: the chance that it could still be learned if as many passages fell, each set equally likely. Last "
            "standing: the one passage by which it hangs.",
        ),
        signature=view.run.signature,
    )


def _range(low: float | None, high: float | None) -> str:
    return "–" if low is None or high is None else f"{low:.0f}–{high:.0f}"

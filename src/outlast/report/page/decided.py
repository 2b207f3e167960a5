"""What the page's script reads: the decisions and their evidence on the shown passages, written small.

Outcomes are one letter a passage, words are numbers into one list, and a text stands here only where the page's own
HTML does not have it as it was judged.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from outlast.decisions import DECISIONS, EVIDENCE, RENDERINGS
from outlast.filters.combination.kinds import members_of
from outlast.report.build import Mark, Outcome
from outlast.report.combination import told
from outlast.report.stretches import merged

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from outlast.report.page.document import FilterColumn, Rendering
    from outlast.runs.results import Run
    from outlast.tables import TableKind

LETTERS: dict[str, Outcome] = {"0": "survives", "1": "blocked", "e": "error"}
"""How an outcome is written."""

MARKS = 60_000
"""Rows of evidence up to which those of rewritten texts are on the page, near misses and all."""


@dataclass
class Words:
    """Texts that occur again and again, each written once."""

    found: dict[str, int] = field(default_factory=dict)

    def number(self, word: str) -> int:
        """The number that stands for a text."""
        return self.found.setdefault(word, len(self.found))

    @property
    def all(self) -> list[str]:
        """The texts, by number."""
        return list(self.found)


@dataclass(frozen=True)
class Decided:
    """The decisions on the shown passages.

    Attributes:
        outcomes: for each rendering and filter one letter a passage, of `LETTERS`.
        data: what the script reads of them: `outcomes`, ``scores``, ``rules``, ``hows``, ``errors``, ``marks``,
            ``texts`` (by rendering, of passages whose text it changed) and ``words``.
        left_out: rows of evidence that are not on the page.
    """

    outcomes: list[list[str]]
    data: dict[str, Any]
    left_out: int


def decided(
    run: Run,
    passages: pa.Table,
    *,
    filters: Sequence[FilterColumn],
    renderings: Sequence[Rendering],
    words: Words | None = None,
    evidence: pa.Table | None = None,
) -> Decided:
    """The decisions on some passages.

    Args:
        run: whole.
        passages: those that the page shows.
        filters: in order.
        renderings: in order.
        words: to be added to; new where left out.
        evidence: what of the run's evidence the page has; where left out all of it on these passages, or with more than
            `MARKS` rows that on the first rendering.
    """
    ids = passages.column("passage_id").combine_chunks()
    words = Words() if words is None else words
    texts = _texts(run, ids, renderings=renderings)
    originals: list[str] = passages.column("text").to_pylist()
    outcomes: list[list[str]] = []
    cells: dict[str, list[list[Any]]] = {name: [] for name in ("scores", "rules", "hows", "errors")}
    every = _read(run, DECISIONS, "decisions", ids)
    configs = {each["name"]: each for each in run.config["filters"]}
    for rendering in renderings:
        own = run.select(every, perturbation=rendering.perturbation, draw=rendering.draw)
        columns = {each.name: _in_order(own, each.name, ids) for each in filters}
        outcomes.append([_letters(columns[each.name]) for each in filters])
        cells["scores"].append([_scores(columns[each.name]) for each in filters])
        for name, column in (("rules", "rule"), ("errors", "error")):
            cells[name].append([_sparse(columns[each.name], column, words) for each in filters])
        cells["hows"].append([_hows(configs[each.name], columns, words, len(ids)) for each in filters])
    marked, left_out = (_on(evidence, ids), 0) if evidence is not None else _evidence(run, ids, first=renderings[0])
    marks = _marks(marked, filters=filters, renderings=renderings, texts=texts, words=words)
    changed = [
        {at: text for at, (text, before) in enumerate(zip(row, originals, strict=True)) if text != before}
        for row in texts
    ]
    data = {"outcomes": outcomes, **cells, "marks": marks, "texts": changed, "words": words.all}
    return Decided(outcomes, data, left_out)


def _read(run: Run, kind: TableKind, name: str, ids: pa.Array) -> pa.Table:
    """The rows of a table on these passages: part after part, so that a large run is never in memory whole."""
    return pa.concat_tables(_on(kind.read(path), ids) for path in run.parts(name))


def _on(table: pa.Table, ids: pa.Array) -> pa.Table:
    """The rows on these passages, with a column ``at``: which of them."""
    at = pc.index_in(table.column("passage_id"), value_set=ids)
    return table.append_column("at", at).filter(pc.is_valid(at))


def _in_order(table: pa.Table, name: str, ids: pa.Array) -> pa.Table:
    """One filter's decisions, a row for each of the passages, in their order."""
    own = table.filter(pc.equal(table.column("filter"), name))
    return own.take(pc.index_in(ids, value_set=own.column("passage_id").combine_chunks()))


def _texts(run: Run, ids: pa.Array, *, renderings: Sequence[Rendering]) -> list[list[str]]:
    """The passages' texts under each rendering."""
    every = _read(run, RENDERINGS, "renderings", ids)
    found = []
    for rendering in renderings:
        own = run.select(every, perturbation=rendering.perturbation, draw=rendering.draw)
        found.append(
            own.column("text").take(pc.index_in(ids, value_set=own.column("passage_id").combine_chunks())).to_pylist()
        )
    return found


def _letters(decisions: pa.Table) -> str:
    blocked = pc.fill_null(decisions.column("blocked").cast(pa.int8()), 2).to_numpy()
    return str(np.array(list(LETTERS))[blocked].tobytes().decode("utf-32-le"))


def _scores(decisions: pa.Table) -> list[float | None] | None:
    scores: list[float | None] = decisions.column("score").to_pylist()
    return scores if any(score is not None for score in scores) else None


def _sparse(decisions: pa.Table, column: str, words: Words) -> dict[int, int]:
    values = decisions.column(column).to_pylist()
    return {at: words.number(value) for at, value in enumerate(values) if value is not None}


def _hows(config: Mapping[str, Any], columns: Mapping[str, pa.Table], words: Words, count: int) -> dict[int, int]:
    """How a combination came to each decision; empty for a filter that judges texts."""
    members = members_of(config)
    if not members:
        return {}
    said = {
        name: columns[name].select(["blocked", "stage", "score"]).to_pylist() for name in (*members, config["name"])
    }
    lines = (told(config, {name: rows[at] for name, rows in said.items()}) for at in range(count))
    return {at: words.number(line) for at, line in enumerate(lines) if line is not None}


def _evidence(run: Run, ids: pa.Array, *, first: Rendering) -> tuple[pa.Table, int]:
    """The evidence that a page has room for, and how many rows of it are left out."""
    evidence = _read(run, EVIDENCE, "evidence", ids)
    if evidence.num_rows <= MARKS:
        return evidence, 0
    kept = run.select(evidence, perturbation=first.perturbation, draw=first.draw)
    return kept, evidence.num_rows - kept.num_rows


def _marks(
    evidence: pa.Table,
    *,
    filters: Sequence[FilterColumn],
    renderings: Sequence[Rendering],
    texts: Sequence[Sequence[str]],
    words: Words,
) -> list[list[dict[int, list[Any]]]]:
    """For each rendering and filter, from passage to its rules or terms."""
    rendering_of = {(each.perturbation, each.draw): at for at, each in enumerate(renderings)}
    filter_of = {each.name: at for at, each in enumerate(filters)}
    grouped: dict[tuple[int, int, int, str], list[Mark]] = {}
    for row in evidence.to_pylist():
        at = rendering_of[row["perturbation"], row["draw"]]
        key = (at, filter_of[row["filter"]], row["at"], row["role"])
        grouped.setdefault(key, []).append(
            Mark(row["rule"], row["start"], row["end"], "", tuple(row["via"]), row["weight"], row["note"])
        )
    found: list[list[dict[int, list[Any]]]] = [[{} for _ in filters] for _ in renderings]
    for (rendering, name, at, role), marks in grouped.items():
        whole = merged(marks, texts[rendering][at])
        found[rendering][name].setdefault(at, []).extend(_compact(whole, role=role, words=words))
    return found


def _compact(marks: Sequence[Mark], *, role: str, words: Words) -> list[list[Any]]:
    """A row for each rule or term: number of its name, places, weight, note, steps; empty ends are cut off.

    The number is twice the word's, and one more where it only came near.
    """
    by_rule: dict[str, list[Mark]] = {}
    for mark in marks:
        by_rule.setdefault(mark.rule, []).append(mark)
    rows = []
    for rule, own in by_rule.items():
        weights = [mark.weight for mark in own if mark.weight is not None]
        row: list[Any] = [
            2 * words.number(rule) + (role == "near"),
            [place for mark in own if mark.start is not None for place in (mark.start, mark.end)],
            round(sum(weights), 3) if weights else None,
            words.number(own[0].note) if own[0].note else None,
            [words.number(step) for step in own[0].via],
        ]
        while row[-1] in (None, []):
            row.pop()
        rows.append(row)
    return rows

"""What the page's script reads of each run: the baseline's decisions whole, a further run's as what is not the same.

Each run is read as the run's own page reads it (`outlast.report.page.decided`). A further run mostly says what the
baseline said, so only what differs is written: ``null`` where it has nothing and the baseline has something.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from outlast.decisions import EVIDENCE
from outlast.report.page.build import filter_columns
from outlast.report.page.decided import decided

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from outlast.comparison.document import Against, Comparison
    from outlast.report.page.decided import Words
    from outlast.report.page.document import FilterColumn, Rendering
    from outlast.report.versus.bounds import Bounds
    from outlast.report.versus.picked import PageFlips
    from outlast.runs.results import Run

APART = "-"
"""How an outcome is written that is not compared: the run has no such decision."""

SPARSE = ("rules", "hows", "errors", "marks")
"""What is written from passage to value, for each rendering and filter."""


@dataclass(frozen=True, slots=True)
class Sides:
    """The decisions of all runs on the shown passages.

    Attributes:
        before: of the baseline.
        after: of each further run, as what differs.
        without_text: for each rendering, shown passages of which the rewritten text, and so its evidence, is not on
            the page.
        left_out: rows of evidence that are not on the page.
    """

    before: dict[str, Any]
    after: tuple[dict[str, Any], ...]
    without_text: list[list[int]]
    left_out: int


def sides(
    found: Comparison,
    passages: pa.Table,
    *,
    numbers: np.ndarray,
    renderings: Sequence[Rendering],
    flips: PageFlips,
    words: Words,
    bounds: Bounds,
) -> Sides:
    """Both sides of each comparison.

    Args:
        found: the comparison.
        passages: of the baseline, those that the page shows.
        numbers: int64, shape (shown passages,): which of the baseline's they are, ascending.
        renderings: of the baseline, in the page's order.
        flips: those that the page has.
        words: to be added to.
        bounds: how much evidence, and how many letters of rewritten texts.
    """
    runs = [found.baseline.run, *(against.side.run for against in found.others)]
    ids = passages.column("passage_id").combine_chunks()
    kept, left_out = _evidence(
        found, runs, ids, numbers=numbers, renderings=renderings, flips=flips, most=bounds.evidence
    )
    columns = filter_columns(found.baseline.run)
    before = decided(
        found.baseline.run, passages, filters=columns, renderings=renderings, words=words, evidence=kept[0]
    ).data
    before = {name: value for name, value in before.items() if name != "words"}
    before["scores"] = _rounded(before["scores"])
    before["filters"] = [_told(each) for each in columns]
    after = tuple(
        _after(against, passages, before, numbers=numbers, renderings=renderings, words=words, evidence=evidence)
        for against, evidence in zip(found.others, kept[1:], strict=True)
    )
    without = without_text([side["texts"] for side in (before, *after)], flips, numbers=numbers, most=bounds.letters)
    for rendering, dropped in enumerate(without):
        for side in (before, *after):
            for at in dropped:
                side["texts"][rendering].pop(at, None)
                for marks in side["marks"][rendering]:
                    left_out += len(marks.pop(at, None) or ())
    return Sides(before, after, without, left_out)


def without_text(
    texts: Sequence[Sequence[Mapping[int, str | None]]],
    flips: PageFlips,
    *,
    numbers: np.ndarray,
    most: int,
) -> list[list[int]]:
    """For each rendering, the passages whose rewritten texts there is no room for.

    Args:
        texts: of each run and rendering, from passage to the text that is written down.
        flips: those that the page has; their texts are kept first.
        numbers: which of the baseline's passages are shown.
        most: letters that there is room for.
    """
    flipped = {*zip(flips.rendering.tolist(), np.searchsorted(numbers, flips.passage).tolist(), strict=True)}
    letters: dict[tuple[int, int], int] = {}
    for side in texts:
        for rendering, row in enumerate(side):
            for at, text in row.items():
                letters[rendering, at] = letters.get((rendering, at), 0) + len(text or "")
    dropped = [list[int]() for _ in texts[0]]
    for rendering, at in sorted(letters, key=lambda each: (each not in flipped, each[1], each[0])):
        most -= letters[rendering, at]
        if most < 0:
            dropped[rendering].append(at)
    return [sorted(each) for each in dropped]


def _told(each: FilterColumn) -> dict[str, Any]:
    return {"name": each.name, "threshold": each.threshold, "unit": each.unit}


def _after(
    against: Against,
    passages: pa.Table,
    before: Mapping[str, Any],
    *,
    numbers: np.ndarray,
    renderings: Sequence[Rendering],
    words: Words,
    evidence: pa.Table,
) -> dict[str, Any]:
    join, run = against.join, against.side.run
    common = np.flatnonzero(np.isin(numbers, join.passages_before))
    shared = [at for at, each in enumerate(renderings) if (each.perturbation, each.draw) in join.renderings]
    named = {name.before: name.after for name in join.filters}
    columns = {each.name: each for each in filter_columns(run)}
    filters = [columns[named[each["name"]]] if each["name"] in named else None for each in before["filters"]]
    known = [at for at, each in enumerate(filters) if each is not None]
    own = decided(
        run,
        passages.take(pa.array(common)),
        filters=[each for each in filters if each is not None],
        renderings=[renderings[at] for at in shared],
        words=words,
        evidence=evidence,
    ).data
    cells = {(r, f): (i, j) for i, r in enumerate(shared) for j, f in enumerate(known)}
    count, scores = len(numbers), _rounded(own["scores"])
    data: dict[str, Any] = {name: [] for name in ("outcomes", "scores", *SPARSE)}
    for r in range(len(renderings)):
        rows: dict[str, list[Any]] = {name: [] for name in data}
        for f in range(len(filters)):
            at = cells.get((r, f))
            rows["outcomes"].append(
                APART * count if at is None else _spread(own["outcomes"][at[0]][at[1]], common, count)
            )
            rows["scores"].append(
                0 if at is None else _other(before["scores"][r][f], _placed(scores[at[0]][at[1]], common, count))
            )
            for name in SPARSE:
                mine = {} if at is None else {int(common[key]): value for key, value in own[name][at[0]][at[1]].items()}
                rows[name].append(delta(before[name][r][f], mine, among=() if at is None else common.tolist()))
        for name, row in rows.items():
            data[name].append(row)
    texts: list[dict[int, Any]] = [{} for _ in renderings]
    for i, r in enumerate(shared):
        mine = {int(common[key]): value for key, value in own["texts"][i].items()}
        texts[r] = delta(before["texts"][r], mine, among=common.tolist())
    return {**data, "texts": texts, "filters": [None if each is None else _told(each) for each in filters]}


def delta(before: Mapping[int, Any], after: Mapping[int, Any], *, among: Sequence[int]) -> dict[int, Any]:
    """What must be laid over one mapping to have the other, on some keys: None for what it has not.

    >>> delta({1: "a", 2: "b", 3: "c"}, {1: "a", 2: "x", 4: "d"}, among=[1, 2, 3, 4])
    {2: 'x', 3: None, 4: 'd'}
    """
    return {key: after.get(key) for key in among if before.get(key) != after.get(key)}


def _spread(letters: str, common: np.ndarray, count: int) -> str:
    spread = np.full(count, APART)
    spread[common] = list(letters)
    return "".join(spread.tolist())


def _placed(scores: Sequence[float | None] | None, common: np.ndarray, count: int) -> list[float | None] | None:
    if scores is None:
        return None
    placed: list[float | None] = [None] * count
    for at, score in zip(common.tolist(), scores, strict=True):
        placed[at] = score
    return placed


def _other(before: Any, after: Any) -> Any:
    """Scores as they are written: 0 for none, 1 for the baseline's own."""
    return 0 if after is None else 1 if after == before else after


def _rounded(scores: Any) -> Any:
    """Scores to six digits: nothing is judged by them here, and they are told to three places."""
    return [
        [None if own is None else [None if each is None else float(f"{each:.6g}") for each in own] for own in row]
        for row in scores
    ]


def _evidence(
    found: Comparison,
    runs: Sequence[Run],
    ids: pa.Array,
    *,
    numbers: np.ndarray,
    renderings: Sequence[Rendering],
    flips: PageFlips,
    most: int,
) -> tuple[list[pa.Table], int]:
    """Each run's evidence that there is room for, and how many rows are left out.

    Flips of the text as written come first, then other flips, then other decisions on the text as written, then the
    rest; in reading order within each.
    """
    place = np.full(int(numbers.max()) + 1 if len(numbers) else 0, -1)
    place[numbers] = np.arange(len(numbers))
    flipped = np.zeros((len(runs), len(renderings), len(found.baseline.filters), len(numbers)), bool)
    flipped[flips.run + 1, flips.rendering, flips.filter, place[flips.passage]] = True
    flipped[0] = flipped[1:].any(axis=0)
    tables, keys = [], []
    for number, run in enumerate(runs):
        table, key = _by_urgency(
            _on_shown(run, ids), flipped[number], names=_names(found, number), renderings=renderings
        )
        tables.append(table)
        keys.append(key)
    every = np.concatenate(keys)
    if len(every) <= most:
        return tables, 0
    limit = np.sort(every)[most]  # rows of one decision share a key, so that none is cut in two
    kept = [table.filter(pa.array(key < limit)) for table, key in zip(tables, keys, strict=True)]
    return kept, len(every) - sum(table.num_rows for table in kept)


def _names(found: Comparison, number: int) -> Mapping[str, int]:
    """From a run's filters to the baseline's numbers for them; the baseline is run 0."""
    baseline = {name: at for at, name in enumerate(found.baseline.filters)}
    return (
        baseline
        if number == 0
        else {name.after: baseline[name.before] for name in found.others[number - 1].join.filters}
    )


def _on_shown(run: Run, ids: pa.Array) -> pa.Table:
    """A run's evidence on the shown passages, read part by part; a column ``at`` says on which."""
    parts = (EVIDENCE.read(path) for path in run.parts("evidence"))
    table = pa.concat_tables(
        [EVIDENCE.empty(), *(part.filter(pc.is_in(part.column("passage_id"), value_set=ids)) for part in parts)]
    )
    return table.append_column("at", pc.index_in(table.column("passage_id"), value_set=ids))


def _by_urgency(
    table: pa.Table, flipped: np.ndarray, *, names: Mapping[str, int], renderings: Sequence[Rendering]
) -> tuple[pa.Table, np.ndarray]:
    """The evidence on what is compared, and for each row a number: the smaller, the sooner it is on the page.

    Args:
        table: evidence, with a column ``at``: on which passage.
        flipped: bool, shape (renderings, filters, passages).
        names: from filter to its number.
        renderings: in order.
    """
    name = np.full(table.num_rows, -1)
    for each, number in names.items():
        name[np.asarray(pc.equal(table.column("filter"), each))] = number
    rendering = np.full(table.num_rows, -1)
    for number, one in enumerate(renderings):
        own = pc.and_(
            pc.equal(table.column("perturbation"), one.perturbation), pc.equal(table.column("draw"), one.draw)
        )
        rendering[np.asarray(own)] = number
    known = (name >= 0) & (rendering >= 0)
    table, name, rendering = table.filter(pa.array(known)), name[known], rendering[known]
    at = np.asarray(table.column("at"), dtype=np.int64)
    rank = np.where(rendering == 0, 0, 1) + np.where(flipped[rendering, name, at], 0, 2)
    return table.drop_columns("at"), rank * flipped.shape[-1] + at

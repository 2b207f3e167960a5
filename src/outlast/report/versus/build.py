"""Building the comparison's page from the comparison and its runs; no number is computed anew."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from outlast.comparison.cause import CAUSE_KINDS
from outlast.perturbations.kinds import IDENTITY
from outlast.report.page.build import filter_columns, html_language, renderings_of, targets_of
from outlast.report.page.decided import Words
from outlast.report.page.labels import label_data
from outlast.report.page.reading import sections, short_name
from outlast.report.page.sheets import shown_sheet
from outlast.report.versus.bounds import Bounds
from outlast.report.versus.document import Shown, State, Versus
from outlast.report.versus.further import further
from outlast.report.versus.method import method
from outlast.report.versus.picked import page_flips, picked
from outlast.report.versus.rows import flip_data, flip_rows
from outlast.report.versus.sides import APART, sides
from outlast.sheets.letters import visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from outlast.comparison.document import Against, Comparison
    from outlast.report.versus.picked import PageFlips

STATES: Mapping[str, State] = {"00": "kept", "11": "both", "01": "now", "10": "before"}
"""From what two runs decided, as letters of `outlast.report.page.decided.LETTERS`, to the state of a passage."""


def versus(found: Comparison, *, bounds: Bounds | None = None) -> Versus:
    """The page of a comparison.

    Args:
        found: the comparison.
        bounds: how much the page holds; as `Bounds` says where left out.

    Raises:
        RunFolderError: for a run whose folder is broken.
    """
    run, bounds = found.baseline.run, bounds or Bounds()
    perturbations = run.manifest.perturbations
    perturbation = IDENTITY if IDENTITY in perturbations else next(iter(perturbations))
    filters, renderings = filter_columns(run), renderings_of(run, first=perturbation)
    every = page_flips(found, renderings)
    opened = _opened(found, every)
    blocked = found.baseline.blocked[opened[2], found.baseline.renderings.index((perturbation, 0))]
    chosen = picked(every, target=found.baseline.target, blocked=blocked, bounds=bounds)
    passages = run.passages().take(pa.array(chosen.passages))
    words = Words()
    both = sides(
        found, passages, numbers=chosen.passages, renderings=renderings, flips=chosen.flips, words=words, bounds=bounds
    )
    rows, targets = passages.to_pylist(), targets_of(run, passages)
    states = states_between(both.before["outcomes"][0][opened[2]], both.after[opened[0]]["outcomes"][0][opened[2]])
    on_page = np.isin(every.passage, chosen.passages)
    shown = Shown(
        passages=len(rows),
        passages_of=len(found.baseline.ids),
        flipping=len(np.unique(every.passage[on_page])),
        flipping_of=len(np.unique(every.passage)),
        flips=len(chosen.flips),
        flips_of=len(every),
        flips_here=int(on_page.sum()),
        how=chosen.how,
    )
    sheets = {sheet.name: sheet for sheet in found.sheets()}
    chosen_config = run.config["corpus"]
    kinds = {kind for cause in chosen.flips.causes for kind in cause.kinds}
    unit = f"{chosen_config['unit']}s"
    return Versus(
        title=f"{run.config['question']} · Compared · Outlast",
        question=run.config["question"],
        label=found.baseline.label,
        signature=run.signature,
        unit=unit,
        policy=run.config["policy"],
        language=html_language(chosen_config["language"]),
        interval=f"95 % interval of the difference, jackknife over whole {found.cluster}s",
        others=tuple(
            further(found, at, every, sheets["survival"], perturbation=perturbation, unit=unit)
            for at in range(len(found.others))
        ),
        filters=filters,
        renderings=renderings,
        opened=opened,
        states=states,
        sections=sections(rows, outcomes=["survives"] * len(rows), targets=[target for target, _ in targets]),
        flips=flip_rows(found, chosen.flips, rows, numbers=chosen.passages, renderings=renderings),
        kinds=tuple(kind for kind in CAUSE_KINDS if kind in kinds),
        shown=shown,
        sheets=tuple(
            shown_sheet(sheet, command="compare") for sheet in sheets.values() if sheet.name != "flips" and len(sheet)
        ),
        method=method(
            found, shown=shown, evidence_left_out=both.left_out, texts_left_out=sum(map(len, both.without_text))
        ),
        data={
            **_passages(rows, targets, words),
            "before": both.before,
            "without": both.without_text,
            "runs": [
                {**each, "label": against.side.label, "targets": _targets(against, numbers=chosen.passages)}
                for each, against in zip(both.after, found.others, strict=True)
            ],
            "flips": flip_data(chosen.flips, numbers=chosen.passages),
            "causes": [[str(cause), list(cause.kinds)] for cause in chosen.flips.causes],
            "opened": list(opened),
            "label": found.baseline.label,
            "renderings": [each.label for each in renderings],
            "policy": run.config["policy"],
            "unit": unit,
            "words": words.all,
        },
        version=version("outlast"),
    )


def states_between(before: str, after: str) -> tuple[State, ...]:
    """What became of each passage, from two runs' outcomes, a letter each.

    >>> states_between("0011e0", "01011-")
    ('kept', 'now', 'before', 'both', 'error', 'apart')
    """
    return tuple(
        "apart" if other == APART else STATES.get(one + other, "error")
        for one, other in zip(before, after, strict=True)
    )


def _opened(found: Comparison, every: PageFlips) -> tuple[int, int, int]:
    """The run, rendering and filter with which the page opens: those of which most flipped, as written if any did.

    Where nothing flipped: the first run, the text as written, the last filter that both have.
    """
    if not len(every):
        return 0, 0, found.baseline.filters.index(found.others[0].join.filters[-1].before)
    written = every.rendering == 0
    some = every.where(written) if written.any() else every
    cells, counts = np.unique(np.column_stack([some.run, some.rendering, some.filter]), axis=0, return_counts=True)
    run, rendering, name = cells[counts.argmax()].tolist()
    return run, rendering, name


def _passages(
    rows: Sequence[Mapping[str, Any]], targets: Sequence[tuple[bool | None, list[str]]], words: Words
) -> dict[str, Any]:
    """What the script reads of the passages, as in a run's page."""
    return {
        "names": [visible(short_name(row)) for row in rows],
        "raw": {at: row["text"] for at, row in enumerate(rows) if visible(row["text"]) != row["text"]},
        "targets": "".join("n" if target is None else "01"[target] for target, _ in targets),
        "reasons": {at: [words.number(rule) for rule in rules] for at, (_, rules) in enumerate(targets) if rules},
        "labels": label_data(rows),
    }


def _targets(against: Against, *, numbers: np.ndarray) -> str:
    """What both policies say of the shown passages; ``n`` where they say nothing, or not the same."""
    said = np.full(len(against.join.before.target), -1)
    said[against.join.passages_before] = against.join.target
    return "".join("n" if each < 0 else str(each) for each in said[numbers].tolist())

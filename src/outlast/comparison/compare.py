"""Comparing runs: a baseline against each of several further runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from outlast.comparison.causes import causes
from outlast.comparison.changes import changes
from outlast.comparison.context import Context
from outlast.comparison.differences import differences
from outlast.comparison.document import Against, Comparison
from outlast.comparison.flips import flips
from outlast.comparison.join import join, named_pairs
from outlast.comparison.refusal import HINT, NotComparableError, nothing_in_common, reasons
from outlast.comparison.side import read_side
from outlast.errors import UserError
from outlast.measures.view import Options, View
from outlast.runs.results import Run, open_run
from outlast.statistics.outcomes import numbered

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import numpy as np

    from outlast.comparison.join import Join
    from outlast.runs.clusters import Cluster

On = Literal["everything", "common"]


def compare(
    runs: Sequence[Run | str | Path],
    *,
    on: On = "everything",
    pairs: Iterable[str] = (),
    cluster: Cluster | None = None,
    within: str | Path = "runs",
) -> Comparison:
    """Compare runs: the first is the baseline, each further one is joined with it on the decision key.

    Args:
        runs: two or more, opened or as `outlast.open_run` takes them.
        on: ``common`` compares what two runs have in common; ``everything`` refuses runs that differ in more than
            their decisions.
        pairs: filters that are called otherwise in further runs, each ``old=new``.
        cluster: what is taken as independent; `outlast.measures.view.View.cluster` says what is taken where left out.
        within: where run folders lie.

    Returns:
        The comparison; ``.sheets()`` are its tables.

    Raises:
        NotComparableError: with every reason, for runs whose corpora, policies or keys differ.
        UserError: for fewer than two runs, a run that is not there, runs that have nothing in common.

    >>> import outlast
    >>> letter = outlast.run("letter")
    >>> found = compare([letter, letter])
    >>> found.others[0].same_run, found.others[0].flipped
    (True, 0)
    """
    if len(runs) < 2:
        raise UserError("compare takes two runs or more, the baseline first")
    opened = [each if isinstance(each, Run) else open_run(each, runs=within) for each in runs]
    baseline, *others = (read_side(run, label=label) for run, label in zip(opened, labels(opened), strict=True))
    paired = named_pairs(pairs, before=baseline, others=others)
    joined = [join(baseline, side, pairs=paired) for side in others]
    refused = [reasons(each) for each in joined]
    _refuse(joined, refused, on=on)
    view = View(baseline.run, Options(cluster=cluster))
    clusters = numbered(view.clusters)
    made = [_against(each, why, clusters=clusters) for each, why in zip(joined, refused, strict=True)]
    return Comparison(baseline, tuple(made), view.cluster)


def _refuse(joined: Sequence[Join], refused: Sequence[tuple[str, ...]], *, on: On) -> None:
    every = [
        reason if len(joined) == 1 else f"{found.after.label}: {reason}"
        for found, own in zip(joined, refused, strict=True)
        for reason in own
    ]
    apart = [told for each in joined if (told := nothing_in_common(each))]
    if apart:
        raise NotComparableError([*every, *apart], hint=NOTHING)
    if on == "everything" and every:
        raise NotComparableError(every, hint=HINT)


NOTHING = "where there is nothing in common there is nothing to compare; --pair old=new pairs a filter that was renamed"


def _against(found: Join, why: tuple[str, ...], *, clusters: np.ndarray) -> Against:
    renamed = {name.after: name.before for name in found.filters}
    unlike = differences(found.before.run, found.after.run, renamed=renamed)
    flipped = flips(found)
    return Against(
        join=found,
        reasons=why,
        changes=changes(found, clusters=clusters[found.passages_before]),
        flips=flipped,
        causes=causes(Context(found, unlike), flipped),
        differences=unlike,
    )


def labels(runs: Sequence[Run]) -> list[str]:
    """What tables call runs: their experiments, or the beginnings of their fingerprints where several share one."""
    names = [run.manifest.experiment for run in runs]
    prints = [run.manifest.fingerprint for run in runs]
    lengths = (length for length in range(6, 64) if len({each[:length] for each in prints}) == len(set(prints)))
    length = next(lengths, 64)
    return [name if names.count(name) == 1 else print_[:length] for name, print_ in zip(names, prints, strict=True)]

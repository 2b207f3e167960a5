"""The summary: a run's numbers as plain data, derived from its stored decisions and nothing else."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from outlast.filters.combination.kinds import blocks_what_any_blocks, members_of
from outlast.runs.clusters import cluster_names, cluster_of
from outlast.statistics.attribution import attributions
from outlast.statistics.disagreement import disagreements
from outlast.statistics.learning import learning
from outlast.statistics.outcomes import outcomes
from outlast.statistics.survival import survival, survival_intervals

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outlast.filters.training import Learned
    from outlast.runs.results import Run

VERSION = 2
"""Of the summary's form."""


def summarise(run: Run, *, learned: Mapping[str, Learned], seed: int = 0) -> dict[str, Any]:
    """The content of ``summary.json``; the same run gives the same bytes.

    Args:
        run: with all of its parts.
        learned: how well each trained filter learned its policy.
        seed: of all resampling.

    Returns:
        ``version``, ``signature``, the grid, ``cluster`` (what is resampled), ``survival`` (a row for each filter and
        perturbation; ``low`` and ``high`` beside a rate are Wilson's, ``intervals`` those of the clusters),
        ``disagreements`` (a row for each pair of filters and perturbation), ``attribution`` (a row for each cascade and
        perturbation) and ``learned`` (by filter).
    """
    manifest = run.manifest
    decisions, targets = run.decisions(), run.targets()
    perturbations = list(manifest.perturbations)
    counted = targets.column("target").to_pylist()
    passages = run.passages()
    cluster = cluster_of(passages)
    arrays = {
        name: outcomes(
            decisions,
            passage_ids=passages.column("passage_id"),
            clusters=cluster_names(passages, cluster=cluster),
            targets=targets,
            filters=manifest.filters,
            perturbation=name,
            draws=draws,
        )
        for name, draws in manifest.perturbations.items()
    }
    return {
        "version": VERSION,
        "signature": manifest.signature,
        "passages": manifest.passages,
        "targets": counted.count(True),
        "unlabelled": counted.count(None),
        "perturbations": manifest.perturbations,
        "filters": manifest.filters,
        "decisions": manifest.decisions,
        "errors": decisions.column("blocked").null_count,
        "cluster": cluster,
        "survival": [
            {
                **asdict(row),
                "intervals": asdict(survival_intervals(arrays[row.perturbation], row.filter, seed=seed)),
            }
            for row in survival(
                decisions,
                targets=targets.select(["passage_id", "target"]),
                filters=manifest.filters,
                perturbations=perturbations,
            )
        ],
        "disagreements": [
            asdict(row) for row in disagreements(decisions, filters=manifest.filters, perturbations=perturbations)
        ],
        "attribution": [
            asdict(row)
            for row in attributions(
                decisions,
                combinations={
                    each["name"]: members_of(each) for each in run.config["filters"] if blocks_what_any_blocks(each)
                },
                perturbations=perturbations,
            )
        ],
        "learned": {name: asdict(learning(how)) for name, how in learned.items()},
    }

"""What a decision depends on: the keys under which a later run finds the decisions of an earlier one.

Two decisions have one key where nothing that can tell them apart differs: the text with its id, language, perturbation
and draw, the filter's config but for its name, the bytes of every file that the filter reads, the number of near misses
on record, and the code with its libraries. A filter that learns depends on its seed too, and on the judged passages,
whose paragraphs are held out and whose text must not be in its training.

A key is made without making renderings or fitting anything: a part's passages, the perturbation and the seed fix the
renderings of the part, all of them in their order.
"""

from __future__ import annotations

import platform
import shutil
import sys
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from outlast.filters.classifier import ClassifierConfig
from outlast.filters.keyword.filter import KeywordConfig
from outlast.filters.outside.command import PYTHON, CommandConfig
from outlast.filters.outside.replay import ReplayConfig
from outlast.filters.semantic import SemanticConfig
from outlast.perturbations.kinds import IDENTITY, name_of
from outlast.signature import code_identity, file_sha256, fingerprint
from outlast.tables import content_sha256

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from outlast.experiment import Experiment
    from outlast.filters.kinds import AnyFilter
    from outlast.perturbations.kinds import AnyPerturbation

GROUPING_COLUMNS = ["passage_id", "document_id", "parent_id", "text"]
"""What is read of the judged passages before a filter is trained: who hangs together, and what text is shared."""

EXTRAS: Mapping[type, tuple[str, ...]] = {
    ClassifierConfig: ("numba",),
    SemanticConfig: ("safetensors", "tokenizers", "sentence-transformers", "transformers", "torch"),
}
"""Libraries that a kind of filter uses where they are installed, and which are not in every run's signature."""


def filter_keys(experiment: Experiment, judged: pa.Table) -> dict[str, str]:
    """For each filter whose decisions may be reused, what they depend on besides the texts: 64 hexadecimal digits.

    Not in it are combinations, which are derived from others' decisions every time; programs whose ``answers`` vary,
    since a decision that is made once and copied would not; and endpoints, which keep their answers themselves.

    Args:
        experiment: whose filters.
        judged: the passages that they judge.
    """
    learning = content_sha256(judged.select(GROUPING_COLUMNS))
    made = {}
    for config in experiment.spec.filters:
        depends = _depends(config, experiment, learning)
        if depends is not None:
            made[config.name] = fingerprint(
                {
                    "config": config.model_dump(mode="json", exclude={"name"}),
                    "reads": _read_by(config, experiment),
                    "near_misses": experiment.spec.near_misses,
                    "code": code_identity(),
                    "libraries": {name: _version(name) for name in EXTRAS.get(type(config), ())},
                    "machine": platform.machine(),
                    **depends,
                }
            )
    return made


def learns(config: AnyFilter) -> bool:
    """Whether a filter keeps a record of how well it learned its policy."""
    return isinstance(config, ClassifierConfig) or (isinstance(config, SemanticConfig) and config.train is not None)


def rendering_key(passages: str, perturbation: AnyPerturbation, *, draw: int, seed: int) -> str:
    """What fixes the texts of a part under one draw of a perturbation: 64 hexadecimal digits.

    Args:
        passages: `content_sha256` of the part's passages, their `JUDGED_COLUMNS`.
        perturbation: how many draws it has in all does not count.
        draw: which of them.
        seed: the experiment's; the text as written does not depend on it.
    """
    how = perturbation.model_dump(mode="json", exclude={"draws", "name"})
    chance = None if perturbation.kind == IDENTITY else seed
    return fingerprint(
        {"passages": passages, "perturbation": how, "name": name_of(perturbation), "draw": draw, "seed": chance}
    )


def cell_key(filter_key: str, rendering: str) -> str:
    """What fixes the decisions of a filter on the texts of a rendering: 64 hexadecimal digits."""
    return fingerprint({"filter": filter_key, "rendering": rendering})


def _depends(config: AnyFilter, experiment: Experiment, judged: str) -> dict[str, Any] | None:
    """What the decisions of one kind depend on besides what all do; None where they are not reused."""
    match config:
        case ClassifierConfig():
            return {"seed": experiment.spec.seed, **_lesson(config.name, experiment, judged)}
        case SemanticConfig():
            return {} if config.train is None else _lesson(config.name, experiment, judged)
        case CommandConfig():
            return None if config.answers == "varying" else _program(config, experiment.path.resolve().parent)
        case KeywordConfig() | ReplayConfig():
            return {}
        case _:
            return None


def _lesson(name: str, experiment: Experiment, judged: str) -> dict[str, Any]:
    corpus, _ = experiment.trainings[name]
    return {"judged": judged, "same": corpus.folder.resolve() == experiment.corpus.folder.resolve()}


def _program(config: CommandConfig, folder: Path) -> dict[str, Any]:
    """The program's own bytes, and where it runs: it may read there what its config does not name."""
    program = config.command[0]
    given = sys.executable if program == PYTHON else str(folder / program) if "/" in program else program
    found = shutil.which(given)
    return {"folder": str(folder), "program": found, "sha256": file_sha256(Path(found)) if found else None}


def _read_by(config: AnyFilter, experiment: Experiment) -> list[list[str]]:
    """Role, name and hash of every file that a filter reads; a role that holds the filter's name does without it."""
    reads = [(given.role, given.path.name, given.sha256) for given in experiment.reads[config.name]]
    return sorted([role.removeprefix(f"judges/{config.name}/"), name, sha256] for role, name, sha256 in reads)


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None

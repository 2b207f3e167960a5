"""Running an experiment: plan, fit, decide, write. An interrupted run is finished, one that is done is found."""

from __future__ import annotations

import shutil
from collections import deque
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from outlast.catalogue import as_written
from outlast.errors import UserError
from outlast.experiment import Experiment, load_experiment
from outlast.filters.outside.sessions import SESSIONS
from outlast.policy import TARGETS
from outlast.runs.decide import Job, decide_part
from outlast.runs.fit import fit
from outlast.runs.folder import (
    PASSAGES,
    POLICY,
    TABLES,
    VERSION,
    Manifest,
    hashes,
    part_files,
    read_manifest,
    write_json,
)
from outlast.runs.plan import Grid, cut
from outlast.runs.results import Run
from outlast.runs.rules import write_rules
from outlast.runs.summary import summarise
from outlast.runs.workers import executor_for
from outlast.signature import SHORT, code_identity
from outlast.tables import TableError, replacing, write_text
from outlast.yamlfile import dump_yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from concurrent.futures import Executor, Future

    import pyarrow as pa

    from outlast.runs.fit import Fitted
    from outlast.runs.plan import Part

    Progress = Callable[[int, int], None]


def run(
    experiment: str | Path | Experiment,
    *,
    runs: str | Path = "runs",
    workers: int = 1,
    settings: Iterable[str] = (),
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Run:
    """Run an experiment, or find it done.

    The folder is ``runs/<experiment>/<fingerprint>``: the same config, data and code are the same run. A run that was
    interrupted is finished: parts that are there are whole, and are kept.

    Args:
        experiment: its file, its folder, its name, or one that was loaded.
        runs: where run folders go.
        workers: processes that decide; 1 is this one. The result does not depend on it.
        settings: single fields to replace, as ``filters.keywords.list=other``; not with a loaded experiment.
        executor: does the work instead of ``workers`` processes; it is not shut down.
        progress: called after each part with the number done and the number of parts.

    Returns:
        The run, complete, or with errors as rows (``run.errors``).

    Raises:
        UserError: for anything in the experiment or its corpora that the user can mend.

    >>> import tempfile
    >>> made = run("letter", runs=tempfile.mkdtemp())
    >>> made.manifest.decisions, made.errors
    (558, 0)
    """
    if isinstance(experiment, Experiment):
        if list(settings):
            raise UserError("settings go with an experiment's path; this experiment is loaded already")
        loaded = experiment
    else:
        loaded = load_experiment(experiment, settings=settings)
    return run_loaded(loaded, runs=runs, workers=workers, executor=executor, progress=progress)


def run_loaded(
    loaded: Experiment,
    *,
    runs: str | Path,
    workers: int = 1,
    executor: Executor | None = None,
    progress: Progress | None = None,
    fitting: Callable[[Experiment, pa.Table], Fitted] = fit,
) -> Run:
    """Run an experiment that was loaded; as `run`, with filters that ``fitting`` makes ready."""
    folder = folder_of(loaded, runs=runs)
    if _is_done(folder):
        return Run(folder)
    passages = judged_passages(loaded)
    fitted = fitting(loaded, passages)
    parts = cut(passages.num_rows, each=loaded.spec.part_passages)
    manifest = _begin(loaded, folder, passages=passages, parts=len(parts))
    job = Job(
        folder=folder,
        perturbations=tuple(loaded.spec.perturbations),
        fitted=fitted,
        filters=loaded.filters,
        seed=loaded.spec.seed,
        near=loaded.spec.near_misses,
    )
    missing = [part for part in parts if not all((folder / table / part.file).is_file() for table in TABLES)]
    with ExitStack() as stack:
        stack.callback(SESSIONS.close)
        workforce = executor or stack.enter_context(executor_for(min(workers, len(missing))))
        _decide(job, missing, workforce, done=len(parts) - len(missing), progress=progress)
    return _end(folder, manifest, fitted, seed=loaded.spec.seed)


def _is_done(folder: Path) -> bool:
    """Whether a run has ended and all of its parts are still there."""
    if not (folder / "manifest.json").is_file():
        return False
    manifest = read_manifest(folder)
    whole = all(len(part_files(folder, table)) == manifest.parts for table in TABLES)
    return manifest.status != "running" and whole


@dataclass(frozen=True, slots=True)
class Planned:
    """What running an experiment would do.

    Attributes:
        signature: of the run.
        folder: of the run, as a person would write it.
        state: ``done``, ``begun`` or ``new``.
        decisions: rows that there will be.
        parts: files of each table that there will be.
        parts_done: how many of them are there.
    """

    signature: str
    folder: str
    state: Literal["done", "begun", "new"]
    decisions: int
    parts: int
    parts_done: int


def planned(experiment: Experiment, *, runs: str | Path = "runs") -> Planned:
    """What running an experiment would decide, and what of it is there already; nothing is fitted or written."""
    folder = folder_of(experiment, runs=runs)
    passages = judged_passages(experiment).num_rows
    parts = cut(passages, each=experiment.spec.part_passages)
    begun = (folder / "manifest.json").is_file()
    return Planned(
        signature=experiment.signature(),
        folder=as_written(folder),
        state="done" if _is_done(folder) else "begun" if begun else "new",
        decisions=Grid.of(passages, experiment.spec.perturbations, experiment.filters).decisions,
        parts=len(parts),
        parts_done=sum((folder / "decisions" / part.file).is_file() for part in parts),
    )


def folder_of(experiment: Experiment, *, runs: str | Path) -> Path:
    """Where an experiment's run lies: below its name, under the beginning of its fingerprint."""
    return Path(runs) / experiment.spec.name / experiment.fingerprint()[:SHORT]


def judged_passages(experiment: Experiment) -> pa.Table:
    """The passages that an experiment judges, with their labels, in reading order."""
    chosen = experiment.spec.corpus
    return experiment.corpus.passages(language=chosen.language, unit=chosen.unit, sections=chosen.sections)


def _begin(experiment: Experiment, folder: Path, *, passages: pa.Table, parts: int) -> Manifest:
    grid = Grid.of(passages.num_rows, experiment.spec.perturbations, experiment.filters)
    manifest = Manifest(
        version=VERSION,
        experiment=experiment.spec.name,
        path=as_written(experiment.path),
        signature=experiment.signature(),
        fingerprint=experiment.fingerprint(),
        status="running",
        started=datetime.now(UTC).isoformat(timespec="microseconds"),
        finished=None,
        passages=grid.passages,
        perturbations=grid.perturbations,
        filters=list(grid.filters),
        decisions=grid.decisions,
        errors=None,
        parts=parts,
        inputs={given.role: given.sha256 for given in experiment.inputs},
        code=code_identity(),
    )
    folder.mkdir(parents=True, exist_ok=True)
    manifest.write(folder)
    with replacing(folder / "experiment.yaml") as temporary:
        shutil.copyfile(experiment.path, temporary)
    write_text(folder / "resolved.yaml", dump_yaml(experiment.resolved()))
    experiment.corpus.kind.write(passages, folder / PASSAGES, row_group=experiment.spec.part_passages)
    targets = experiment.policy.judge(passages, codebook=experiment.corpus.codebook)
    TARGETS.write(targets, folder / POLICY)
    write_rules(experiment, folder)
    return manifest


def _decide(job: Job, parts: list[Part], workforce: Executor, *, done: int, progress: Progress | None) -> None:
    """Hand out the parts, a few ahead of what is done, so that a large run does not queue all of itself."""
    total = done + len(parts)
    ahead: deque[Future[Part]] = deque()
    for part in parts:
        ahead.append(workforce.submit(decide_part, job, part))
        if len(ahead) >= 8:
            done = _finish_one(ahead, done, total, progress)
    while ahead:
        done = _finish_one(ahead, done, total, progress)


def _finish_one(ahead: deque[Future[Part]], done: int, total: int, progress: Progress | None) -> int:
    ahead.popleft().result()
    if progress is not None:
        progress(done + 1, total)
    return done + 1


def _end(folder: Path, manifest: Manifest, fitted: Fitted, *, seed: int) -> Run:
    made = Run(folder)
    decisions = made.decisions()
    if decisions.num_rows != manifest.decisions:
        raise TableError(f"{folder}: {decisions.num_rows} decisions, not {manifest.decisions}; delete it and run again")
    write_json(folder / "summary.json", summarise(made, learned=fitted.learned, seed=seed))
    for left_behind in folder.rglob(".*.tmp"):  # by a process that was killed
        left_behind.unlink(missing_ok=True)
    errors = decisions.column("blocked").null_count
    replace(
        manifest,
        status="incomplete" if errors else "complete",
        finished=datetime.now(UTC).isoformat(timespec="microseconds"),
        errors=errors,
        files=hashes(folder),
    ).write(folder)
    return Run(folder)

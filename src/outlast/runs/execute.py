"""Running an experiment: plan, fit, decide, write. An interrupted run is finished, one that is done is found.

Decisions that an earlier run below the same folder made are taken from it (`outlast.runs.keys` says when), and a
filter of which all are taken is not fitted.
"""

from __future__ import annotations

import logging
import shutil
from collections import deque
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from outlast.catalogue import as_written
from outlast.errors import UserError
from outlast.experiment import Experiment, load_experiment
from outlast.filters.outside.sessions import SESSIONS
from outlast.policy import TARGETS
from outlast.runs.cache import Cache
from outlast.runs.decide import NOTHING, Earlier, Job, decide_part
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
from outlast.runs.reuse import Reuse
from outlast.runs.rules import write_rules
from outlast.runs.summary import summarise
from outlast.runs.work import Work
from outlast.runs.workers import executor_for
from outlast.signature import SHORT, code_identity
from outlast.tables import TableError, replacing, write_text
from outlast.yamlfile import dump_yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from concurrent.futures import Executor, Future

    import pyarrow as pa

    from outlast.filters.training import Learned
    from outlast.runs.decide import Outcome
    from outlast.runs.fit import Fitted
    from outlast.runs.plan import Part

    Progress = Callable[[int, int], None]

log = logging.getLogger(__name__)

Decisions = Literal["reused", "fresh"]
"""Whether decisions of earlier runs are taken where there are some, or all are made."""


def run(
    experiment: str | Path | Experiment,
    *,
    runs: str | Path = "runs",
    workers: int = 1,
    settings: Iterable[str] = (),
    executor: Executor | None = None,
    progress: Progress | None = None,
    decisions: Decisions = "reused",
    tally: Callable[[Work], None] | None = None,
) -> Run:
    """Run an experiment, or find it done.

    The folder is ``runs/<experiment>/<fingerprint>``: the same config, data and code are the same run. A run that was
    interrupted is finished: parts that are there are whole, and are kept. Decisions that other runs below ``runs`` have
    made, on the same texts by the same filter with the same data and code, are taken from them; every file but the
    manifest, which counts them, is as if they had been made.

    Args:
        experiment: its file, its folder, its name, or one that was loaded.
        runs: where run folders go.
        workers: processes that decide; 1 is this one. The result does not depend on it.
        settings: single fields to replace, as ``filters.keywords.list=other``; not with a loaded experiment.
        executor: does the work instead of ``workers`` processes; it is not shut down.
        progress: called after each part with the number done and the number of parts.
        decisions: ``fresh`` makes every decision, those of a run that is done again.
        tally: called before the end with where the decisions came from; not for a run that is found done.

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
    how: dict[str, Any] = {"progress": progress, "decisions": decisions, "tally": tally}
    return run_loaded(loaded, runs=runs, workers=workers, executor=executor, **how)


def run_loaded(
    loaded: Experiment,
    *,
    runs: str | Path,
    workers: int = 1,
    executor: Executor | None = None,
    progress: Progress | None = None,
    decisions: Decisions | Literal["apart"] = "reused",
    tally: Callable[[Work], None] | None = None,
    fitting: Callable[..., Fitted] = fit,
) -> Run:
    """Run an experiment that was loaded; as `run`, with filters that ``fitting`` makes ready.

    ``apart`` neither takes decisions nor notes where they lie, for filters that are not what the experiment says.
    """
    folder = folder_of(loaded, runs=runs)
    if decisions != "fresh" and _is_done(folder):
        return Run(folder)
    passages = judged_passages(loaded)
    parts = cut(passages.num_rows, each=loaded.spec.part_passages)
    missing = [part for part in parts if decisions == "fresh" or not _is_there(folder, part)]
    reuse = None if decisions == "apart" else Reuse.of(loaded, passages, Cache(Path(runs)), look=decisions == "reused")
    earlier = {part: reuse.earlier(part) if reuse else NOTHING for part in missing}
    learned = reuse.learned() if reuse else {}
    needed = reuse.needed(earlier, learned) if reuse else loaded.filters
    fitted = fitting(loaded, passages, only=needed)
    manifest = _begin(loaded, folder, passages=passages, parts=len(parts))
    if decisions == "fresh":
        for part in parts:  # so that what is interrupted is finished with fresh ones
            (folder / "decisions" / part.file).unlink(missing_ok=True)
    job = Job(
        folder=folder,
        perturbations=tuple(loaded.spec.perturbations),
        fitted=fitted,
        filters={config.name: config.kind for config in loaded.spec.filters},
        seed=loaded.spec.seed,
        near=loaded.spec.near_misses,
        cache=reuse.cache if reuse else None,
    )
    with ExitStack() as stack:
        stack.callback(SESSIONS.close)
        workforce = executor or stack.enter_context(executor_for(min(workers, len(missing))))
        outcomes = _decide(job, earlier, workforce, parts=len(parts), progress=progress)
        lost = {part: Earlier(earlier[part].keys) for part, outcome in outcomes.items() if outcome.lost}
        if lost:
            log.info("decisions of earlier runs are gone; parts that are decided by all filters instead: %d", len(lost))
            fitted = fitting(loaded, passages, only=loaded.filters)
            outcomes |= _decide(replace(job, fitted=fitted), lost, workforce, parts=len(parts), progress=progress)
    if reuse:
        reuse.keep_learned(fitted.learned)
    learned |= fitted.learned
    in_order = {name: learned[name] for name in loaded.filters if name in learned}
    work = Work.of(outcomes.values(), decisions=manifest.decisions)
    if tally is not None:
        tally(work)
    return _end(folder, replace(manifest, work=asdict(work)), in_order, seed=loaded.spec.seed)


def _is_there(folder: Path, part: Part) -> bool:
    """Whether a part of a run is whole."""
    return all((folder / table / part.file).is_file() for table in TABLES)


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
        work: where the decisions would come from.
    """

    signature: str
    folder: str
    state: Literal["done", "begun", "new"]
    decisions: int
    parts: int
    parts_done: int
    work: Work


def planned(
    experiment: Experiment, *, runs: str | Path = "runs", decisions: Decisions = "reused", known: set[str] | None = None
) -> Planned:
    """What running an experiment would decide, and what of it is there already; nothing is fitted or written.

    Args:
        experiment: what would be run.
        runs: where run folders go.
        decisions: as `run`.
        known: keys of decisions that will have been made by then; those that this run would make are added to it.
    """
    folder = folder_of(experiment, runs=runs)
    passages = judged_passages(experiment)
    parts = cut(passages.num_rows, each=experiment.spec.part_passages)
    missing = [part for part in parts if decisions == "fresh" or not _is_there(folder, part)]
    reuse = Reuse.of(experiment, passages, Cache(Path(runs)), look=decisions == "reused")
    outcomes = [reuse.foreseen(part, known=set() if known is None else known) for part in missing]
    total = Grid.of(passages.num_rows, experiment.spec.perturbations, experiment.filters).decisions
    begun = (folder / "manifest.json").is_file()
    return Planned(
        signature=experiment.signature(),
        folder=as_written(folder),
        state="done" if _is_done(folder) else "begun" if begun else "new",
        decisions=total,
        parts=len(parts),
        parts_done=len(parts) - len(missing),
        work=Work.of(outcomes, decisions=total),
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


def _decide(
    job: Job, earlier: Mapping[Part, Earlier], workforce: Executor, *, parts: int, progress: Progress | None
) -> dict[Part, Outcome]:
    """Hand out the parts, a few ahead of what is done, so that a large run does not queue all of itself."""
    outcomes: dict[Part, Outcome] = {}
    ahead: deque[tuple[Part, Future[Outcome]]] = deque()
    there = parts - len(earlier)

    def finish_one() -> None:
        part, future = ahead.popleft()
        outcomes[part] = future.result()
        if progress is not None and not outcomes[part].lost:
            progress(there + sum(not each.lost for each in outcomes.values()), parts)

    for part in earlier:
        ahead.append((part, workforce.submit(decide_part, job, part, earlier[part])))
        if len(ahead) >= 8:
            finish_one()
    while ahead:
        finish_one()
    return outcomes


def _end(folder: Path, manifest: Manifest, learned: Mapping[str, Learned], *, seed: int) -> Run:
    made = Run(folder)
    decisions = made.decisions()
    if decisions.num_rows != manifest.decisions:
        raise TableError(f"{folder}: {decisions.num_rows} decisions, not {manifest.decisions}; delete it and run again")
    write_json(folder / "summary.json", summarise(made, learned=learned, seed=seed))
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

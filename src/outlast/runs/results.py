"""A run, opened: its tables, its numbers, and the texts that survived it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from outlast.catalogue import Catalogue, as_written
from outlast.decisions import DECISIONS, EVIDENCE, RENDERINGS
from outlast.errors import UserError, did_you_mean
from outlast.experiment import experiment_file
from outlast.perturbations.kinds import IDENTITY
from outlast.policy import TARGETS
from outlast.runs.derived import accuracy, thresholds
from outlast.runs.folder import PASSAGES, POLICY, Manifest, RunFolderError, part_files, read_manifest
from outlast.runs.listing import Listing
from outlast.statistics.survival import survived
from outlast.yamlfile import read_yaml

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa


@dataclass(frozen=True)
class Run:
    """A run's folder.

    Attributes:
        folder: where it lies.
    """

    folder: Path

    def __repr__(self) -> str:
        try:
            return f"<Run {self.signature} in {as_written(self.folder)}>"
        except (UserError, OSError) as error:  # a repr is what a person sees of a broken run
            return f"<Run in {as_written(self.folder)}: {error}>"

    def _repr_html_(self) -> str:
        """The run for a notebook: question, answer, survival, and what to cite; see `outlast.runs.notebook`."""
        from outlast.runs.notebook import html

        return html(self)

    @cached_property
    def manifest(self) -> Manifest:
        """What the run is."""
        return read_manifest(self.folder)

    @property
    def signature(self) -> str:
        """The string to cite beside every number of this run."""
        return self.manifest.signature

    @property
    def errors(self) -> int:
        """Decisions that failed."""
        return self.manifest.errors or 0

    @cached_property
    def summary(self) -> dict[str, Any]:
        """The run's numbers, as ``summary.json`` has them."""
        summary: dict[str, Any] = json.loads((self.folder / "summary.json").read_text("utf-8"))
        return summary

    @cached_property
    def config(self) -> dict[str, Any]:
        """The experiment's config as it was run, every field filled in."""
        config: dict[str, Any] = read_yaml(self.folder / "resolved.yaml").data
        return config

    def passages(self) -> pa.Table:
        """The judged passages with their labels, in reading order."""
        import pyarrow.parquet as pq

        return pq.ParquetFile(self.folder / PASSAGES).read()

    def targets(self) -> pa.Table:
        """What the policy says of each passage: `outlast.policy.TARGETS`."""
        return TARGETS.read(self.folder / POLICY)

    def renderings(self) -> pa.Table:
        """The texts that were judged: `outlast.decisions.RENDERINGS`."""
        return RENDERINGS.read(*self.parts("renderings"))

    def decisions(self) -> pa.Table:
        """Every decision: `outlast.decisions.DECISIONS`."""
        return DECISIONS.read(*self.parts("decisions"))

    def evidence(self) -> pa.Table:
        """What spoke for, or near, each decision: `outlast.decisions.EVIDENCE`."""
        return EVIDENCE.read(*self.parts("evidence"))

    def survivors(self, name: str | None = None, *, perturbation: str = IDENTITY, draw: int = 0) -> Listing:
        """The texts that a filter let through, in reading order.

        Args:
            name: the filter; the last of the experiment where left out (a cascade stands behind its members).
            perturbation: under which the texts were judged.
            draw: which of its draws.

        Returns:
            Rows of ``passage_id``, ``section``, ``text`` (as it was judged) and ``score``.

        Raises:
            UserError: for a filter, perturbation or draw that the run has not.
        """
        return self._texts(self.filter_named(name), perturbation, draw, survives=True)

    def blocked(self, name: str | None = None, *, perturbation: str = IDENTITY, draw: int = 0) -> Listing:
        """The texts that a filter blocked, in reading order, and why.

        As `survivors`, with ``stage`` (the filter that blocked: for a combination the member that settled it, followed
        down to one that judges texts, or ``review``), ``rules`` (the rules that fired there, or the terms that carried
        the score, the deciding one first) and ``why``: the same with the words that each marks.
        """
        return self._texts(self.filter_named(name), perturbation, draw, survives=False)

    def survival(self) -> Listing:
        """Survival, over- and under-blocking, a row for each filter and perturbation, with n and intervals.

        ``_low`` and ``_high`` are Wilson's, as if passages were independent; ``_cluster_low`` and ``_cluster_high`` a
        bootstrap's of whole clusters (``_method`` says how, ``_clusters`` of how many).
        """
        import pyarrow as pa

        rows = [
            {
                "filter": row["filter"],
                "perturbation": row["perturbation"],
                "errors": row["errors"],
                **{
                    f"{name}_{key}": row[name][key]
                    for name in ("survived", "over_blocked", "under_blocked")
                    for key in ("count", "n", "rate", "low", "high")
                },
                **{
                    f"{name}_{column}": each[key]
                    for name, each in row["intervals"].items()
                    for column, key in (
                        ("cluster_low", "low"),
                        ("cluster_high", "high"),
                        ("method", "method"),
                        ("clusters", "clusters"),
                    )
                },
            }
            for row in self.summary["survival"]
        ]
        return Listing(f"survival; {self.signature}", pa.Table.from_pylist(rows))

    def thresholds(
        self,
        name: str | None = None,
        *,
        perturbation: str = IDENTITY,
        draw: int = 0,
        shares: Sequence[float] | None = None,
    ) -> Listing:
        """Survival at every threshold at which a passage flips; see `outlast.runs.derived.thresholds`."""
        return thresholds(self, name, perturbation=perturbation, draw=draw, shares=shares)

    def accuracy(self, by: str, name: str | None = None, *, perturbation: str = IDENTITY, draw: int = 0) -> Listing:
        """How often a filter does what the policy would, by label or attribute; see `outlast.runs.derived.accuracy`."""
        return accuracy(self, by, name, perturbation=perturbation, draw=draw)

    def attribution(self) -> Listing:
        """What each cascade's stages have to do with its blocking, a row for each stage and perturbation.

        Counts are of renderings; `outlast.statistics.attribution` says what each is.
        """
        import pyarrow as pa

        rows = [
            {**{name: row[name] for name in ("filter", "perturbation", "renderings", "left_out", "blocked")}, **stage}
            for row in self.summary["attribution"]
            for stage in row["stages"]
        ]
        return Listing(f"attribution; {self.signature}", pa.Table.from_pylist(rows))

    def filter_named(self, name: str | None) -> str:
        """A filter of the run; the last one for None.

        Raises:
            UserError: when the run has no such filter.
        """
        filters = self.manifest.filters
        if name is None:
            return filters[-1]
        if name not in filters:
            raise UserError(f"this run has no filter {name!r}{did_you_mean(name, filters)}")
        return name

    def check_rendering(self, perturbation: str, draw: int) -> None:
        """Stop at a perturbation or a draw that the run has not.

        Raises:
            UserError: which names what it has.
        """
        draws = self.manifest.perturbations
        if perturbation not in draws:
            raise UserError(f"this run has no perturbation {perturbation!r}{did_you_mean(perturbation, draws)}")
        if not 0 <= draw < draws[perturbation]:
            raise UserError(f"{perturbation} has draws 0 to {draws[perturbation] - 1}, not {draw}")

    def select(self, table: pa.Table, *, perturbation: str, draw: int, **equal: str) -> pa.Table:
        """The rows of one rendering of each passage; further keyword arguments name a column and its value."""
        import pyarrow.compute as pc

        keep = pc.and_(pc.equal(table.column("perturbation"), perturbation), pc.equal(table.column("draw"), draw))
        for column, value in equal.items():
            keep = pc.and_(keep, pc.equal(table.column(column), value))
        return table.filter(keep)

    def _texts(self, name: str, perturbation: str, draw: int, *, survives: bool) -> Listing:
        import pyarrow as pa
        import pyarrow.compute as pc

        self.check_rendering(perturbation, draw)
        judged = self.select(self.decisions(), perturbation=perturbation, draw=draw)
        decisions = self.select(judged, perturbation=perturbation, draw=draw, filter=name)
        kept = decisions.filter(pc.equal(survived(decisions), survives))
        texts = dict(self._pairs(self.select(self.renderings(), perturbation=perturbation, draw=draw), "text"))
        sections = dict(self._pairs(self.passages(), "section"))
        ids = kept.column("passage_id").to_pylist()
        columns = {
            "passage_id": pa.array(ids, pa.string()),
            "section": pa.array([sections[passage_id] for passage_id in ids], pa.string()),
            "text": pa.array([texts[passage_id] for passage_id in ids], pa.string()),
            "score": kept.column("score"),
        }
        if not survives:
            by_key = {(row["passage_id"], row["filter"]): row for row in judged.to_pylist()}
            settled = {key: row["stage"] for key, row in by_key.items()}
            stages = [_settled_by(name, passage_id, settled) for passage_id in ids]
            fired = self._words_fired(texts, perturbation=perturbation, draw=draw)
            reasons = [fired.get((passage_id, stage), {}) for passage_id, stage in zip(ids, stages, strict=True)]
            reasons = [
                _with_first(rules, by_key[passage_id, stage]["rule"] if (passage_id, stage) in by_key else None)
                for rules, passage_id, stage in zip(reasons, ids, stages, strict=True)
            ]
            columns["stage"] = pa.array(stages, pa.string())
            columns["rules"] = pa.array([list(rules) for rules in reasons], pa.list_(pa.string()))
            columns["why"] = pa.array([_why(rules) for rules in reasons], pa.string())
        what = "survivors of" if survives else "blocked by"
        return Listing(f"{what} {name} ({perturbation}, draw {draw}); {self.signature}", pa.table(columns))

    def _words_fired(
        self, texts: dict[str, str], *, perturbation: str, draw: int
    ) -> dict[tuple[str, str], dict[str, list[str]]]:
        """From passage and filter to what carried the block: each rule or term with the words that it marks."""
        table = self.select(self.evidence(), perturbation=perturbation, draw=draw, role="fired")
        found: dict[tuple[str, str], dict[str, list[str]]] = {}
        for row in table.select(["passage_id", "filter", "rule", "start", "end"]).to_pylist():
            words = found.setdefault((row["passage_id"], row["filter"]), {}).setdefault(row["rule"], [])
            marked = texts[row["passage_id"]][row["start"] : row["end"]]
            if marked not in words:
                words.append(marked)
        return found

    @staticmethod
    def _pairs(table: pa.Table, column: str) -> zip[tuple[str, Any]]:
        return zip(table.column("passage_id").to_pylist(), table.column(column).to_pylist(), strict=True)

    def parts(self, table: str) -> list[Path]:
        """The files of one of the tables that are cut into parts, in order.

        Raises:
            RunFolderError: when some are not there yet.
        """
        paths = part_files(self.folder, table)
        if len(paths) != self.manifest.parts:
            raise RunFolderError(
                f"{as_written(self.folder)} has {len(paths)} of {self.manifest.parts} parts of its {table}; "
                "run the experiment again to finish it"
            )
        return paths


def _with_first(rules: dict[str, list[str]], rule: str | None) -> dict[str, list[str]]:
    """Rules with their words, the one that decided in front.

    >>> list(_with_first({"a": [], "b": []}, "b"))
    ['b', 'a']
    """
    return {rule: rules[rule], **rules} if rule in rules else rules


def _settled_by(name: str, passage_id: str, settled: dict[tuple[str, str], str | None]) -> str:
    """The filter behind a decision: its stage, that one's stage, and so on; a review has none behind it."""
    while (stage := settled.get((passage_id, name))) is not None:
        name = stage
    return name


def _why(rules: dict[str, list[str]]) -> str:
    """Rules with their words in a line; a term that is its own word stands alone.

    >>> _why({"iv-010": ["Russia", "invasion"], "putin": ["Putin"]})
    'iv-010 (Russia + invasion), putin'
    """
    return ", ".join(
        rule if [word.casefold() for word in words] == [rule] else f"{rule} ({' + '.join(words)})"
        for rule, words in rules.items()
    )


def open_run(where: str | Path, *, runs: str | Path = "runs") -> Run:
    """Open a run: its folder, the beginning of its fingerprint, or its experiment (then the newest of its runs).

    Raises:
        RunFolderError: when nothing is there, or more than one run begins so.

    >>> import tempfile
    >>> open_run("letter", runs=tempfile.mkdtemp())  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    outlast.runs.folder.RunFolderError: no run of 'letter' in ...
    """
    given, name = Path(where), str(where).rstrip("/")
    if name and (given / "manifest.json").is_file():
        return Run(given)
    found, broken = _runs_in(Path(runs))
    experiment = _experiment_name(where)
    own = [run for run in found if run.manifest.experiment in {name, experiment}]
    if own:
        return max(own, key=lambda run: (run.manifest.started, run.folder.name))
    beginning = [run for run in found if name and run.manifest.fingerprint.startswith(name)]
    if len(beginning) > 1:
        raise RunFolderError(f"{len(beginning)} runs begin with {name!r}; give more of the fingerprint")
    if beginning:
        return beginning[0]
    for folder, error in broken.items():
        if name and (folder.parent.name == name or folder.name.startswith(name)):
            raise error
    if experiment is None:
        known = {run.manifest.experiment for run in found}
        known |= {entry.name for entry in Catalogue.near(Path.cwd()).entries("experiments")}
        near = did_you_mean(given.name, known)
        raise RunFolderError(f"no run of {name!r}, and no experiment of that name{near}")
    raise RunFolderError(f"no run of {name!r} in {as_written(Path(runs))}/; `outlast run {name}` makes one")


def _runs_in(folder: Path) -> tuple[list[Run], dict[Path, RunFolderError]]:
    """The runs in a folder of runs, and those whose manifest is broken or of another version: they hide no others."""
    found, broken = [], {}
    for path in folder.glob("*/*/manifest.json"):
        run = Run(path.parent)
        try:
            run.manifest  # noqa: B018 - read, and kept
            found.append(run)
        except RunFolderError as error:
            broken[run.folder] = error
    return found, broken


def _experiment_name(where: str | Path) -> str | None:
    """What the experiment at a path calls itself; None where there is none."""
    try:
        name = read_yaml(experiment_file(where)).data.get("name")
    except (UserError, OSError, ValueError):
        return None
    return name if isinstance(name, str) else None

"""Experiments: one YAML file that asks one question, read strictly and with everything that it names.

Loading finds every fault at once: in the file itself, in what it names, and in the files that it names.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pydantic

from outlast.catalogue import Catalogue, NotFoundError, Shelf, as_written
from outlast.config import Slug, Strict, check, override
from outlast.corpus.load import Corpus, open_corpus
from outlast.errors import ConfigError, CorpusError, Fault, did_you_mean
from outlast.filters.keyword.filter import DEFAULT_STEPS
from outlast.filters.keyword.matcher import emptied
from outlast.filters.keyword.normalise import STEPS, Chain
from outlast.filters.keyword.rules import KeywordList, read_list
from outlast.filters.kinds import AnyFilter
from outlast.passages import UNITS
from outlast.perturbations.identity import Identity
from outlast.perturbations.kinds import AnyPerturbation, draws_of, name_of
from outlast.policy import Policy, read_policy
from outlast.signature import citation, code_identity, file_sha256, fingerprint
from outlast.yamlfile import UNREADABLE, Document, read_yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


class CorpusSelection(Strict):
    """Which passages an experiment judges.

    Attributes:
        name: a corpus, by name or by path.
        language: one of its languages.
        unit: judge paragraphs or sentences.
        sections: only these sections; all where left out.
    """

    name: str
    language: str
    unit: Literal["paragraph", "sentence"]
    sections: list[str] | None = pydantic.Field(default=None, min_length=1)


class ExperimentSpec(Strict):
    """An experiment as its file gives it.

    Attributes:
        name: of the experiment and of its folder of runs.
        question: what it asks, in a sentence.
        corpus: the passages that are judged.
        policy: what the censor intends, by name or by path; over- and under-blocking are measured against it.
        seed: of everything random; 0 is a seed like any other.
        perturbations: rewritings under which every filter judges; the text as written where left out.
        filters: what judges, with unique names.
        near_misses: rules or terms recorded at most for a text that a filter lets through; 0 records none.
        part_passages: passages in one part of a run; parts are what workers share out.
    """

    name: Slug
    question: str
    corpus: CorpusSelection
    policy: str
    seed: int = pydantic.Field(default=0, ge=0)
    perturbations: list[AnyPerturbation] = pydantic.Field(default=[Identity(kind="identity")], min_length=1)
    filters: list[AnyFilter] = pydantic.Field(min_length=1)
    near_misses: int = pydantic.Field(default=3, ge=0, le=100)
    part_passages: int = pydantic.Field(default=10_000, ge=1)


@dataclass(frozen=True, slots=True)
class Input:
    """A file that a run reads, as its signature knows it.

    Attributes:
        role: what it is to the run, without any path of a machine.
        path: where it lies.
        sha256: of its bytes.
    """

    role: str
    path: Path
    sha256: str


@dataclass(frozen=True)
class Experiment:
    """An experiment with everything that it names, found, read and checked.

    Attributes:
        path: its file.
        spec: what the file says, defaults filled in.
        corpus: the judged corpus.
        policy: the experiment's policy, checked against the corpus's codebook.
        lists: keyword lists, by the name that the filters give.
        trainings: for each classifier, its training corpus and policy.
        inputs: every file that can change a decision, besides the experiment's own.
    """

    path: Path
    spec: ExperimentSpec
    corpus: Corpus
    policy: Policy
    lists: dict[str, KeywordList]
    trainings: dict[str, tuple[Corpus, Policy]]
    inputs: tuple[Input, ...]

    @property
    def filters(self) -> tuple[str, ...]:
        """The filters' names, in order."""
        return tuple(config.name for config in self.spec.filters)

    @property
    def perturbations(self) -> tuple[str, ...]:
        """The perturbations' names, in order."""
        return tuple(name_of(perturbation) for perturbation in self.spec.perturbations)

    @property
    def renderings_each(self) -> int:
        """How many renderings are made of each passage: the draws of all perturbations."""
        return sum(draws_of(perturbation) for perturbation in self.spec.perturbations)

    def resolved(self) -> dict[str, Any]:
        """The whole config as plain data, defaults included."""
        return self.spec.model_dump(mode="json")

    def fingerprint(self) -> str:
        """SHA-256 over every config field, the bytes of every input, and the code: 64 hexadecimal digits."""
        return fingerprint(
            {
                "config": self.resolved(),
                "inputs": {given.role: given.sha256 for given in self.inputs},
                "code": code_identity(),
            }
        )

    def signature(self) -> str:
        """The citable string of a run of this experiment."""
        facts = {
            "corpus": f"{self.corpus.name}@{self.corpus.version}/{self.spec.corpus.language}",
            "policy": f"{self.policy.name}@{self.policy.version}",
            "filters": "+".join(self.filters),
            "perturbations": "+".join(self.perturbations),
            "seed": self.spec.seed,
            "outlast": code_identity()["outlast"],
        }
        return citation(self.spec.name, facts, self.fingerprint())


def experiment_file(path: str | Path) -> Path:
    """The experiment's file that a path, a folder or a name means.

    Raises:
        NotFoundError: when there is none; the message names near ones.
    """
    given = Path(path)
    if given.is_file():
        return given
    if (given / "experiment.yaml").is_file():
        return given / "experiment.yaml"
    if given.is_dir():
        raise NotFoundError(f"{given} has no experiment.yaml; `outlast init` writes one into a new folder")
    catalogue = Catalogue.near(Path.cwd())
    known = {entry.name: entry.path for entry in catalogue.entries("experiments")}
    if str(path) in known:
        return known[str(path)]
    near = did_you_mean(given.name, known)
    raise NotFoundError(f"no experiment at {str(path)!r}{near}")


def load_experiment(path: str | Path, *, settings: Iterable[str] = ()) -> Experiment:
    """Read an experiment and everything that it names.

    Args:
        path: its file, its folder, or its name.
        settings: single fields to replace, as ``filters.keywords.list=other``.

    Raises:
        NotFoundError: when there is no such experiment.
        ConfigError: with every fault in it and in the files that it names.
    """
    file = experiment_file(path)
    return experiment_from(override(read_yaml(file), settings), path=file)


def experiment_from(document: Document, *, path: Path) -> Experiment:
    """An experiment from a document that was read; names are looked up from where ``path`` lies.

    Raises:
        ConfigError: as `load_experiment`.
    """
    references = _References(document, Catalogue.near(path.parent))
    spec, found = check(document, ExperimentSpec)
    references.faults += found
    references.follow()
    if references.faults or spec is None or references.corpus is None or references.policy is None:
        raise ConfigError(references.faults)
    return Experiment(
        path=path,
        spec=spec,
        corpus=references.corpus,
        policy=references.policy,
        lists=references.lists,
        trainings=references.trainings,
        inputs=tuple(sorted(references.inputs.values(), key=lambda given: given.role)),
    )


@dataclass
class _References:
    """What an experiment names, followed on the plain data so that it is checked even where the rest has faults."""

    document: Document
    catalogue: Catalogue
    faults: list[Fault] = field(default_factory=list)
    corpus: Corpus | None = None
    policy: Policy | None = None
    lists: dict[str, KeywordList] = field(default_factory=dict)
    trainings: dict[str, tuple[Corpus, Policy]] = field(default_factory=dict)
    inputs: dict[str, Input] = field(default_factory=dict)

    def follow(self) -> None:
        data = self.document.data
        self.corpus = self._selection(("corpus",), data.get("corpus"), name_key="name")
        self.policy = self._policy(("policy",), data.get("policy"), self.corpus)
        self._perturbation_names(data.get("perturbations"))
        filters = data.get("filters")
        if isinstance(filters, list):
            self._filter_names(filters)
            for number, config in enumerate(filters):
                if isinstance(config, dict):
                    self._filter(number, config, filters[:number])

    def _fault(self, where: Sequence[str | int], message: str) -> None:
        self.faults.append(self.document.fault(tuple(where), message))

    def _read(self, where: Sequence[str | int], shelf: Shelf, name: Any, reader: Callable[[Path], Any]) -> Any:
        """What ``reader`` makes of a named file, or None with the faults noted."""
        if not isinstance(name, str) or name == UNREADABLE:
            return None
        try:
            path = self.catalogue.find(shelf, name)
        except NotFoundError as error:
            self._fault(where, str(error))
            return None
        try:
            return reader(path)
        except ConfigError as error:
            self.faults += error.faults
        except CorpusError as error:
            self._fault(where, str(error))
        return None

    def _note(self, role: str, path: Path) -> None:
        sha256 = file_sha256(path)
        known = self.inputs.get(role)
        if known is not None and known.path != path:  # two files that call themselves the same
            role = f"{role}~{sha256[:8]}"
        self.inputs[role] = Input(role, path, sha256)

    def _selection(self, where: tuple[str | int, ...], given: Any, *, name_key: str) -> Corpus | None:
        """A corpus with the language and the sections that are asked of it."""
        if not isinstance(given, dict):
            return None
        corpus: Corpus | None = self._read((*where, name_key), "corpora", given.get(name_key), open_corpus)
        language = given.get("language")
        if corpus is None or not isinstance(language, str):
            return corpus
        try:
            for path in corpus.files(language):
                self._note(f"corpora/{corpus.name}/{path.name}", path)
        except CorpusError as error:
            self._fault((*where, "language"), str(error))
            return None
        self._passages(where, corpus, given)
        return corpus

    def _passages(self, where: tuple[str | int, ...], corpus: Corpus, given: dict[str, Any]) -> None:
        """Whether a corpus has the passages that are asked of it."""
        unit, sections = given.get("unit"), given.get("sections")
        try:
            passages = corpus.passages(language=given["language"])
        except CorpusError as error:
            self._fault(where, str(error))
            return
        known = passages.column("section").unique().to_pylist()
        wanted = known if sections is None else sections if isinstance(sections, list) else []
        for number, section in enumerate(wanted):
            if isinstance(section, str) and section != UNREADABLE and section not in known:
                message = f"corpus {corpus.name} has no section {section!r}{did_you_mean(section, known)}"
                self._fault((*where, "sections", number), message)
        if not wanted or not all(section in known for section in wanted) or unit not in UNITS:
            return
        chosen = corpus.passages(language=given["language"], unit=unit, sections=wanted)
        if chosen.num_rows == 0:
            self._fault((*where, "unit"), f"corpus {corpus.name} has no {unit}s in sections {', '.join(wanted)}")

    def _policy(self, where: tuple[str | int, ...], name: Any, corpus: Corpus | None) -> Policy | None:
        codebook = corpus.codebook if corpus else None

        def read(path: Path) -> Policy:
            policy = read_policy(path, codebook=codebook)
            self._note(f"policies/{policy.name}", path)
            return policy

        policy: Policy | None = self._read(where, "policies", name, read)
        return policy

    def _perturbation_names(self, given: Any) -> None:
        items = given if isinstance(given, list) else []
        names = [item.get("name") or item.get("kind") if isinstance(item, dict) else None for item in items]
        self._unique("perturbations", names, "give one a name")

    def _filter_names(self, filters: list[Any]) -> None:
        names = [config.get("name") if isinstance(config, dict) else None for config in filters]
        self._unique("filters", names, "each filter needs its own")

    def _unique(self, what: str, names: list[Any], hint: str) -> None:
        for number, name in enumerate(names):
            if isinstance(name, str) and name != UNREADABLE and name in names[:number]:
                where = (what, number, "name")
                self._fault(where, f"{name!r} is already the name of {what}.{names.index(name)}; {hint}")

    def _filter(self, number: int, config: dict[str, Any], earlier: list[Any]) -> None:
        where: tuple[str | int, ...] = ("filters", number)
        match config.get("kind"):
            case "keyword":
                self._list(where, config)
            case "classifier":
                self._training(where, config)
            case "cascade":
                self._stages((*where, "stages"), config.get("stages"), earlier)

    def _list(self, where: tuple[str | int, ...], config: dict[str, Any]) -> None:
        def read(path: Path) -> KeywordList:
            rules = read_list(path)
            self._note(f"keywords/{rules.name}", path)
            return rules

        rules: KeywordList | None = self._read((*where, "list"), "keywords", config.get("list"), read)
        if rules is None:
            return
        self.lists[config["list"]] = rules
        steps = config.get("normalise", DEFAULT_STEPS)
        if isinstance(steps, list | tuple) and all(step in STEPS for step in steps):
            for rule in emptied(rules, chain=Chain(tuple(steps))):
                message = f"leaves nothing of rule {rule} of {rules.name}; take out a step, or the rule"
                self._fault((*where, "normalise" if "normalise" in config else "list"), message)

    def _training(self, where: tuple[str | int, ...], config: dict[str, Any]) -> None:
        corpus = self._selection((*where, "train"), config.get("train"), name_key="corpus")
        key = (*where, "policy") if config.get("policy") else ("policy",)
        before = len(self.faults)
        name = config.get("policy") or self.document.data.get("policy")
        policy = self._policy(key, name, corpus) if corpus else None
        if key == ("policy",):
            self.faults[before:] = [fault for fault in self.faults[before:] if fault not in self.faults[:before]]
        if corpus and policy and isinstance(config.get("name"), str):
            self.trainings[config["name"]] = (corpus, policy)

    def _stages(self, where: tuple[str | int, ...], stages: Any, earlier: list[Any]) -> None:
        known = [config.get("name") for config in earlier if isinstance(config, dict)]
        names = [name for name in known if isinstance(name, str)]
        for number, stage in enumerate(stages if isinstance(stages, list) else []):
            if not isinstance(stage, str) or stage == UNREADABLE:
                continue
            if stage not in names:
                message = f"no filter before this one is called {stage!r}{did_you_mean(stage, names)}"
                self._fault((*where, number), message)
            elif stage in stages[:number]:
                self._fault((*where, number), f"{stage!r} is already a stage")


def describe(experiment: Experiment) -> str:
    """An experiment in a sentence: what is judged, under what, by what, and against which policy."""
    spec = experiment.spec
    return (
        f"{as_written(experiment.path)}: {experiment.corpus.name} ({spec.corpus.language}, {spec.corpus.unit}s) "
        f"× {', '.join(experiment.perturbations)} × {', '.join(experiment.filters)}, "
        f"against {experiment.policy.name}"
    )

"""Experiments: one YAML file that asks one question, read strictly and with everything that it names.

Loading finds every fault at once: in the file itself, in what it names, and in the files that it names.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pydantic

from outlast.catalogue import Catalogue, NotFoundError, as_written
from outlast.config import Slug, Strict, check, override
from outlast.errors import ConfigError, did_you_mean
from outlast.filters.kinds import AnyFilter
from outlast.perturbations.identity import Identity
from outlast.perturbations.kinds import AnyPerturbation, draws_of, name_of
from outlast.references import Input, References
from outlast.signature import citation, code_identity, fingerprint
from outlast.yamlfile import Document, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable

    from outlast.corpus.load import Corpus
    from outlast.filters.keyword.rules import KeywordList
    from outlast.filters.outside.replay import Replayed
    from outlast.policy import Policy


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


@dataclass(frozen=True)
class Experiment:
    """An experiment with everything that it names, found, read and checked.

    Attributes:
        path: its file.
        spec: what the file says, defaults filled in.
        corpus: the judged corpus.
        policy: the experiment's policy, checked against the corpus's codebook.
        lists: keyword lists, by the name that the filters give.
        trainings: for each filter that learns, its training corpus and policy.
        replays: for each replay, the decisions of its file.
        inputs: every file that can change a decision, besides the experiment's own.
        reads: for each filter, those of them that it reads itself: its list, what it was trained on, its model.
    """

    path: Path
    spec: ExperimentSpec
    corpus: Corpus
    policy: Policy
    lists: dict[str, KeywordList]
    trainings: dict[str, tuple[Corpus, Policy]]
    replays: dict[str, Replayed]
    inputs: tuple[Input, ...]
    reads: dict[str, tuple[Input, ...]]

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
    several = sorted(each.name for each in given.glob("*.yaml")) if given.is_dir() else []
    if several:
        raise NotFoundError(f"{given} holds a series of experiments; name one of them: {', '.join(several)}")
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
    references = References(document, Catalogue.near(path.parent))
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
        replays=references.replays,
        inputs=tuple(sorted(references.inputs.values(), key=lambda given: given.role)),
        reads={
            config.name: tuple(references.inputs[role] for role in sorted(references.reads.get(config.name, ())))
            for config in spec.filters
        },
    )


def describe(experiment: Experiment) -> str:
    """An experiment in a sentence: what is judged, under what, by what, and against which policy."""
    spec = experiment.spec
    return (
        f"{as_written(experiment.path)}: {experiment.corpus.name} ({spec.corpus.language}, {spec.corpus.unit}s) "
        f"× {', '.join(experiment.perturbations)} × {', '.join(experiment.filters)}, "
        f"against {experiment.policy.name}"
    )

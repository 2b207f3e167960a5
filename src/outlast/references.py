"""What an experiment names, followed: corpora, policies, keyword lists, members of combinations.

Names are followed on the plain data, so that what they lead to is checked even where the rest of the file has faults;
every file that can change a decision is noted as an input of the run.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pydantic

from outlast.attachments import attached
from outlast.catalogue import Catalogue, NotFoundError, Shelf
from outlast.corpus.load import Corpus, open_corpus
from outlast.decisions import REVIEW
from outlast.errors import ConfigError, CorpusError, Fault, did_you_mean
from outlast.filters.combination.kinds import MEMBER_FIELDS
from outlast.filters.combination.members import member_faults
from outlast.filters.keyword.filter import KeywordConfig
from outlast.filters.keyword.lists import read_list
from outlast.filters.outside.command import CommandConfig
from outlast.filters.outside.replay import ReplayConfig, Replayed
from outlast.filters.semantic.folder import PACKAGED, ModelError, find_model
from outlast.passages import UNITS
from outlast.policy import Policy, read_policy
from outlast.signature import file_sha256
from outlast.yamlfile import UNREADABLE, Document

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from outlast.filters.keyword.rules import KeywordList


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


@dataclass
class References:
    """What an experiment names; `follow` finds it, notes each fault and each file.

    Attributes:
        document: the experiment's, read.
        catalogue: where names are looked up.
        faults: what is wrong, in the order in which it was found.
        corpus: the judged corpus; None where it cannot be read.
        policy: the experiment's policy; None where it cannot be read.
        lists: keyword lists, by the name that the filters give.
        trainings: for each filter that learns, its training corpus and policy.
        replays: for each replay, the decisions of its file.
        inputs: every file that can change a decision, by role.
        reads: for each filter, the roles of what it reads itself.
    """

    document: Document
    catalogue: Catalogue
    faults: list[Fault] = field(default_factory=list)
    corpus: Corpus | None = None
    policy: Policy | None = None
    lists: dict[str, KeywordList] = field(default_factory=dict)
    trainings: dict[str, tuple[Corpus, Policy]] = field(default_factory=dict)
    replays: dict[str, Replayed] = field(default_factory=dict)
    inputs: dict[str, Input] = field(default_factory=dict)
    reads: dict[str, set[str]] = field(default_factory=dict)
    _reading: str | None = field(default=None, init=False)

    def follow(self) -> None:
        """Look up and read everything that the document names."""
        data = self.document.data
        self.corpus = self._selection(("corpus",), data.get("corpus"), name_key="name")
        self.policy = self._policy(("policy",), data.get("policy"), self.corpus)
        self._perturbation_names(data.get("perturbations"))
        filters = data.get("filters")
        if isinstance(filters, list):
            self._filter_names(filters)
            for number, config in enumerate(filters):
                if isinstance(config, dict):
                    self._reading = str(config.get("name"))
                    self._filter(number, config, filters)
                    self._reading = None

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
        if self._reading is not None:
            self.reads.setdefault(self._reading, set()).add(role)

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
        for number, name in enumerate(names):
            if name == REVIEW:
                message = f"{REVIEW!r} is what decisions call the stage of a review; give it another name"
                self._fault(("filters", number, "name"), message)

    def _unique(self, what: str, names: list[Any], hint: str) -> None:
        for number, name in enumerate(names):
            if isinstance(name, str) and name != UNREADABLE and name in names[:number]:
                where = (what, number, "name")
                self._fault(where, f"{name!r} is already the name of {what}.{names.index(name)}; {hint}")

    def _filter(self, number: int, config: dict[str, Any], filters: list[Any]) -> None:
        where: tuple[str | int, ...] = ("filters", number)
        match config.get("kind"):
            case "keyword":
                self._list(where, config)
            case "classifier":
                self._training(where, config)
                self._lexicons((*where, "features"), config.get("features"))
            case "semantic":
                self._training(where, config)
                self._model(where, config)
            case "replay":
                self._outside(where, config, ReplayConfig)
            case "command":
                self._outside(where, config, CommandConfig)
            case str(kind) if kind in MEMBER_FIELDS:
                for fault in member_faults(filters, number):
                    self._fault((*where, *fault.where), fault.message)

    def _list(self, where: tuple[str | int, ...], config: dict[str, Any]) -> None:
        def read(path: Path) -> KeywordList:
            rules = read_list(path)
            for file in rules.files:
                self._note(f"keywords/{rules.name}{'' if file == path else f'/{file.name}'}", file)
            return rules

        rules: KeywordList | None = self._read((*where, "list"), "keywords", config.get("list"), read)
        if rules is None:
            return
        self.lists[config["list"]] = rules
        try:
            fitting = KeywordConfig.model_validate_json(json.dumps(config))
        except pydantic.ValidationError:  # its faults are told with the rest of the file's
            return
        for field_name, message in fitting.problems(rules):
            self._fault((*where, field_name if field_name in config else "list"), message)

    def _lexicons(self, where: tuple[str | int, ...], features: Any) -> None:
        """The keyword lists that a classifier's features name, on whatever level."""
        if not isinstance(features, dict):
            return
        if features.get("kind") == "lexicon":
            self._list(where, {key: features[key] for key in ("list", "normalise") if features.get(key) is not None})
        parts = features.get("parts")
        for name, part in parts.items() if isinstance(parts, dict) else ():
            self._lexicons((*where, "parts", name), part)

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

    def _model(self, where: tuple[str | int, ...], config: dict[str, Any]) -> None:
        """The model that a semantic filter names, each file of which is an input."""
        name = config.get("model", PACKAGED)
        if not isinstance(name, str) or name == UNREADABLE:
            return
        try:
            model = find_model(name, folder=self.catalogue.roots[0])
        except ModelError as error:
            self._fault((*where, "model" if "model" in config else "kind"), str(error))
            return
        for path in model.files:
            self._note(f"models/{model.name}/{path.relative_to(model.path).as_posix()}", path)

    def _outside(
        self, where: tuple[str | int, ...], config: dict[str, Any], model: type[ReplayConfig | CommandConfig]
    ) -> None:
        """What an outside judge takes from the disk; a block that is no valid one is told of elsewhere."""
        try:
            valid = model.model_validate_json(json.dumps(config))
        except pydantic.ValidationError:
            return
        found = attached(valid, folder=self.catalogue.roots[0], judged=self._judged())
        for path in found.inputs:
            self._note(f"judges/{valid.name}/{path.name}", path)
        self.faults += found.faults
        for at, message in found.complaints:
            self._fault((*where, *at), message)
        if found.decisions is not None:
            self.replays[valid.name] = found.decisions

    def _judged(self) -> list[str] | None:
        """The ids of the judged passages; None where the corpus or what is asked of it has faults."""
        chosen = self.document.data.get("corpus")
        if self.corpus is None or not isinstance(chosen, dict):
            return None
        try:
            passages = self.corpus.passages(
                language=chosen["language"], unit=chosen["unit"], sections=chosen.get("sections")
            )
            ids: list[str] = passages.column("passage_id").to_pylist()
        except (CorpusError, KeyError, TypeError, ValueError):
            return None
        return ids

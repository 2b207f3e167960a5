"""What each annotator said of the passages that a run judged, read from the run's corpus and checked to fit it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from outlast.catalogue import Catalogue, NotFoundError, as_written
from outlast.corpus.annotations import annotators, read_annotations
from outlast.corpus.load import open_corpus
from outlast.corpus.source import TextSource, read_sources
from outlast.errors import UserError
from outlast.experiment import experiment_file
from outlast.policy import read_policy
from outlast.reliability import ADJUDICATED
from outlast.signature import SHORT, file_sha256
from outlast.statistics.outcomes import ERROR

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outlast.corpus.annotations import Labels
    from outlast.corpus.load import Corpus
    from outlast.measures.view import View
    from outlast.policy import Policy
    from outlast.runs.results import Run


@dataclass(frozen=True, slots=True, eq=False)
class Annotated:
    """The passages of a run as each of its corpus's annotators labelled them.

    Attributes:
        names: the annotators', at least two.
        tables: for each, the codebook's labels in the order of the run's passages; null where the annotator gave none.
        targets: int8, shape (annotators, passages): whether the policy would block by that annotator's labels; `ERROR`
            where it says nothing.
        sources: the files that the labels come from, with the beginning of their SHA-256.
    """

    names: tuple[str, ...]
    tables: tuple[pa.Table, ...]
    targets: np.ndarray
    sources: tuple[str, ...]


def annotated(view: View) -> Annotated:
    """Read the annotations of a run's corpus.

    Raises:
        UserError: when the corpus or the policy is not what the run judged, or fewer than two people annotated it.
        NotFoundError: when either is no longer to be found.
        ConfigError: for faults in an annotation file.
    """
    run = view.run
    catalogue = Catalogue.near(_place(run))
    wanted = run.config["corpus"]
    corpus = open_corpus(catalogue.find("corpora", wanted["name"]))
    for path in corpus.files(wanted["language"]):
        _check(run, f"corpora/{corpus.name}/{path.name}", path)
    policy_file = catalogue.find("policies", run.config["policy"])
    policy = read_policy(policy_file, codebook=corpus.codebook)
    _check(run, f"policies/{policy.name}", policy_file)
    given, files = _given(corpus, wanted["language"])
    if len(given) < 2:
        who = ", ".join(given) or "nobody"
        raise UserError(
            f"label uncertainty needs passages that two people annotated; {corpus.name} ({wanted['language']}) "
            f"was annotated by {who}"
        )
    tables = tuple(_table(view.passages, corpus, labels) for labels in given.values())
    return Annotated(
        names=tuple(given),
        tables=tables,
        targets=np.stack([_targets(policy, table, corpus) for table in tables]),
        sources=tuple(f"{path.name} (sha256 {file_sha256(path)[:SHORT]})" for path in files),
    )


def _place(run: Run) -> Path:
    """Where the run's experiment lies, from where its names are looked up; here, where it is gone."""
    for candidate in (run.manifest.path, run.manifest.experiment):
        try:
            return experiment_file(candidate).resolve().parent
        except NotFoundError:
            continue
    return Path.cwd()


def _check(run: Run, role: str, path: Path) -> None:
    if run.manifest.inputs.get(role) != file_sha256(path):
        raise UserError(
            f"{as_written(path)} is not what this run judged by; annotations may no longer fit its passages. "
            "Run the experiment again"
        )


def _given(corpus: Corpus, language: str) -> tuple[dict[str, dict[str, Labels]], list[Path]]:
    """From annotator to labels by passage id, and the files; a translation has those of what it translates."""
    found: dict[str, dict[str, Labels]] = {}
    files: list[Path] = []
    for labelled, of, document in _documents(corpus, language):
        for name, path in annotators(corpus.folder, language=labelled).items():
            if name == ADJUDICATED:
                continue
            labels = read_annotations(path, codebook=corpus.codebook)
            found.setdefault(name, {}).update(
                (document + passage.removeprefix(of) if passage.startswith(of) else passage, each)
                for passage, each in labels.items()
            )
            if path not in files:
                files.append(path)
    return found, files


def _documents(corpus: Corpus, language: str) -> list[tuple[str, str, str]]:
    """The language of the annotations of each document, the document that they name, and the document itself."""
    path = corpus.folder / "source.yaml"
    sources = read_sources(path).sources if path.is_file() else []
    found = [
        (Path(source.labels).name.partition(".")[0], source.labels_of or source.document_id, source.document_id)
        for source in sources
        if isinstance(source, TextSource) and source.language == language
    ]
    return found or [(language, "", "")]


def _table(passages: pa.Table, corpus: Corpus, labels: Mapping[str, Labels]) -> pa.Table:
    """One annotator's labels as the run's passages have theirs: a paragraph's are joined from its sentences'."""
    language = passages.column("language")[0].as_py()
    everything = corpus.passages(language=language)
    sentences: dict[str, list[str]] = {}
    for passage, parent in zip(
        *(everything.column(name).to_pylist() for name in ("passage_id", "parent_id")), strict=True
    ):
        if parent is not None:
            sentences.setdefault(parent, []).append(passage)
    ids = passages.column("passage_id").to_pylist()
    book = corpus.codebook.labels

    def of(passage: str) -> dict[str, Any] | None:
        if passage in labels:
            return labels[passage]
        parts = [labels[each] for each in sentences.get(passage, ()) if each in labels]
        if not parts or len(parts) < len(sentences[passage]):
            return None
        return {name: field.joined([part[name] for part in parts]) for name, field in book.items()}

    rows = [of(passage) for passage in ids]
    columns = {
        name: pa.array([None if row is None else row[name] for row in rows], field.arrow_type())
        for name, field in book.items()
    }
    return pa.table({"passage_id": pa.array(ids, pa.string()), **columns})


def _targets(policy: Policy, table: pa.Table, corpus: Corpus) -> np.ndarray:
    judged = policy.judge(table, codebook=corpus.codebook).column("target").combine_chunks()
    return np.asarray(judged.cast(pa.int8()).fill_null(ERROR))

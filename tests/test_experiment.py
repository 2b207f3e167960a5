"""Experiments: found by path or name, and read with all that they name; whatever they hold, no traceback."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, get_args

import pydantic
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlast.catalogue import NotFoundError
from outlast.errors import ConfigError, UserError
from outlast.experiment import CorpusSelection, ExperimentSpec, describe, load_experiment
from outlast.filters.kinds import KINDS as FILTERS
from outlast.perturbations.kinds import KINDS as PERTURBATIONS

EXPERIMENT = """\
name: all
question: What may be said of the frogs?
corpus: {name: pond, language: en, unit: sentence, sections: [a, b]}
policy: tone
seed: 0
perturbations:
  - {kind: identity}
  - {kind: zero-width, name: hidden, rate: 0.5, character: zwsp, draws: 1}
  - {kind: homoglyph, name: alike, rate: 0.5, draws: 1}
filters:
  - {name: words, kind: keyword, list: rude, normalise: [nfkc, casefold]}
  - name: learned
    kind: classifier
    train: {corpus: pond, language: en, unit: sentence}
    policy: tone
    features: {kind: word-tfidf, ngrams: [1, 2], min_df: 1, sublinear: true}
    model: {kind: logistic-regression, C: 1.0, class_weight: balanced}
    threshold: 0.5
  - {name: both, kind: cascade, stages: [words, learned]}
  - {name: two, kind: vote, members: [words, learned, both], at_least: 2}
  - {name: spared, kind: veto, filter: both, by: [words], when: hits}
  - {name: held, kind: deferral, filter: learned, band: [0.4, 0.6], review_blocks: 0.5, per: draw}
  - {name: lax, kind: enforcement, filter: both, rate: 0.5, platform: here, per: passage}
near_misses: 3
part_passages: 10
"""

FIELDS = [
    "name",
    "question",
    "corpus",
    "corpus.name",
    "corpus.language",
    "corpus.unit",
    "corpus.sections",
    "policy",
    "seed",
    "perturbations",
    "perturbations.0",
    "perturbations.1.kind",
    "perturbations.1.name",
    "perturbations.1.rate",
    "perturbations.1.character",
    "perturbations.2.draws",
    "filters",
    "filters.0",
    "filters.0.kind",
    "filters.0.name",
    "filters.0.list",
    "filters.0.normalise",
    "filters.1.train",
    "filters.1.train.corpus",
    "filters.1.train.unit",
    "filters.1.policy",
    "filters.1.features",
    "filters.1.features.ngrams",
    "filters.1.model.C",
    "filters.1.threshold",
    "filters.2.stages",
    "filters.3.members",
    "filters.3.members.0",
    "filters.3.at_least",
    "filters.4.filter",
    "filters.4.by",
    "filters.4.when",
    "filters.5.filter",
    "filters.5.band",
    "filters.5.review_blocks",
    "filters.6.rate",
    "filters.6.platform",
    "filters.6.per",
    "near_misses",
    "part_passages",
]


def test_all_that_a_signature_says_is_fixed_by_the_fingerprint(pond: Path) -> None:
    """Another version on the corpus's card, which the signature speaks of, is another run."""
    before = load_experiment("pond")
    card = pond / "corpora/pond/CARD.md"
    card.write_text(card.read_text("utf-8").replace('version: "1"', 'version: "2"'), "utf-8")
    after = load_experiment("pond")
    assert (before.signature().split("|")[1], after.signature().split("|")[1]) == (
        "corpus:pond@1/en",
        "corpus:pond@2/en",
    )
    assert after.fingerprint() != before.fingerprint()


def test_an_experiment_is_found_by_file_folder_and_name(pond: Path) -> None:
    """Its file, its folder and its name are the same experiment."""
    ways = ["experiments/pond/experiment.yaml", "experiments/pond", pond / "experiments/pond", "pond"]
    assert {load_experiment(way).path.resolve() for way in ways} == {pond / "experiments/pond/experiment.yaml"}


@pytest.mark.parametrize(
    ("given_path", "message"),
    [
        ("pnod", "no experiment at 'pnod'; did you mean 'pond'?"),
        ("experiments/pnod", "no experiment at 'experiments/pnod'; did you mean 'pond'?"),
        ("configs", "configs has no experiment.yaml; `outlast init` writes one into a new folder"),
    ],
)
@pytest.mark.usefixtures("pond")
def test_an_experiment_that_is_not_there_is_named_with_the_near_one(given_path: str, message: str) -> None:
    """A wrong name or path says so, and what would do."""
    with pytest.raises(NotFoundError) as raised:
        load_experiment(given_path)
    assert str(raised.value) == message


@pytest.mark.usefixtures("pond")
def test_what_an_experiment_holds() -> None:
    """Names, draws, inputs and the line that describes it follow from its file."""
    loaded = load_experiment("pond")
    assert loaded.filters == ("words", "topic", "both")
    assert loaded.perturbations == ("identity", "hidden")
    assert loaded.renderings_each == 3
    assert [given.role for given in loaded.inputs] == [
        "corpora/pond/CARD.md",
        "corpora/pond/codebook.yaml",
        "corpora/pond/passages.en.jsonl",
        "keywords/frogs",
        "keywords/rude",
        "policies/tone",
    ]
    assert describe(loaded) == (
        "experiments/pond/experiment.yaml: pond (en, sentences) × identity, hidden × words, topic, both, against tone"
    )
    assert loaded.signature() == (
        "pond|corpus:pond@1/en|policy:tone@1|filters:words+topic+both|perturbations:identity+hidden|seed:0"
        f"|outlast:0.1.0|run:{loaded.fingerprint()[:12]}"
    )


def test_a_policy_is_checked_against_the_corpus_that_a_classifier_learns_from(pond: Path) -> None:
    """A policy whose labels the training corpus does not have is a fault, though the judged corpus has them."""
    book = pond / "corpora/pond/codebook.yaml"
    shutil.copytree(pond / "corpora/pond", pond / "corpora/other")
    (pond / "corpora/other/codebook.yaml").write_text(book.read_text("utf-8").replace("tone:\n", "mood:\n"), "utf-8")
    passages = pond / "corpora/other/passages.en.jsonl"
    passages.write_text(passages.read_text("utf-8").replace('"tone":', '"mood":'), "utf-8")
    learner = "{name: topic, kind: classifier, train: {corpus: other, language: en}}"
    with pytest.raises(ConfigError) as raised:
        load_experiment("pond", settings=[f"filters.topic={learner}"])
    assert str(raised.value) == (
        "configs/policies/tone.yaml:7:25: block.0.when.tone: the codebook has no label 'tone'; known: mood"
    )


@pytest.mark.usefixtures("pond")
def test_a_field_of_a_block_that_is_left_out_can_be_set() -> None:
    """A setting reaches a field whose whole block the file leaves to its defaults."""
    learner = "filters.topic={name: topic, kind: classifier, train: {corpus: pond, language: en}}"
    loaded = load_experiment("pond", settings=[learner, "filters.topic.features.min_df=2"])
    assert loaded.resolved()["filters"][1]["features"]["min_df"] == 2


WORDS = st.sampled_from(["", "pond", "words", "a/b", "..", "name", "kind"])
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.floats(-2, 2) | WORDS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(WORDS, inner, max_size=2),
    max_leaves=3,
)


@settings(max_examples=100)
@given(st.sampled_from(FIELDS), ANYTHING)
def test_any_value_anywhere_is_valid_or_a_fault(field: str, value: object) -> None:
    """Whatever stands in a field, an experiment loads or ends in an error that its author can mend."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "pond"
        shutil.copytree(Path(__file__).parent / "pond", project)
        (project / "experiment.yaml").write_text(EXPERIMENT, "utf-8")
        with suppress(UserError):
            load_experiment(project, settings=[f"{field}={json.dumps(value)}"])


def models_of(model: Any) -> Iterator[type[pydantic.BaseModel]]:
    """A model and every model that its fields hold."""
    if isinstance(model, type) and issubclass(model, pydantic.BaseModel):
        yield model
        for field in model.model_fields.values():
            yield from models_of(field.annotation)
    for part in get_args(model):
        yield from models_of(part)


def test_every_kind_is_strict() -> None:
    """No model of an experiment takes unknown keys, bends types, or can be changed once it is read."""
    models = {*models_of(ExperimentSpec), CorpusSelection, *FILTERS, *PERTURBATIONS}
    assert len(models) >= 10
    for model in models:
        kept = {name: model.model_config.get(name) for name in ("extra", "strict", "frozen")}
        assert kept == {"extra": "forbid", "strict": True, "frozen": True}, model

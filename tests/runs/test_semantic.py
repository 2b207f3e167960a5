"""Semantic filters in a run: by several workers, verified, with the model's files as inputs, and without a leak."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from outlast.errors import ConfigError
from outlast.filters.semantic.encoder import Encoder
from outlast.runs.fit import fit
from outlast.runs.leakage import LeakError

TINY = Path(__file__).parent.parent / "filters" / "semantic" / "tiny.py"

WORDS = [
    *("a", "the", "is", "mayor", "fool", "fools", "ferry", "bridge", "baker", "idiot", "idiots"),
    *("harbour", "nets", "bread", "boat", "such", "what", "bus"),
]

EXPERIMENT = """\
name: small
question: Which sentences about the town survive?
corpus: {name: town, language: en, unit: sentence, sections: [a, b]}
policy: tone
seed: 5
part_passages: 4
perturbations:
  - {kind: identity}
  - {kind: homoglyph, rate: 0.5}
filters:
  - {name: listed, kind: semantic, model: tiny, exemplars: [The mayor is a fool.], threshold: 0.9}
  - {name: learned, kind: semantic, model: tiny, train: {corpus: letters, language: en}, threshold: {by: f-beta}}
  - {name: own, kind: semantic, model: tiny, train: {corpus: town, language: en}, threshold: {by: share, of: 0.3}}
"""


@pytest.fixture
def meaning(project):
    """The small project, judged by three semantic filters with a model of random weights."""
    project.write("experiments/small/experiment.yaml", EXPERIMENT)
    runpy.run_path(str(TINY))["write_random_model"](project.experiment.parent / "tiny", words=WORDS)
    return project


def test_workers_change_nothing(meaning, contents):
    """Two processes write, byte for byte, what one writes, and every text is decided."""
    one, two = meaning.run(), meaning.run(runs="others", workers=2)
    assert contents(one) == contents(two)
    assert one.errors == 0


def test_an_exemplar_is_nearest_to_itself(meaning):
    """The text that the config lists has similarity 1 to itself and is blocked by that exemplar."""
    run = meaning.run()
    rows = run.select(
        run.decisions(), filter="listed", perturbation="identity", draw=0, passage_id="town/en/1.1"
    ).to_pylist()
    assert [(row["blocked"], row["score"], row["rule"]) for row in rows] == [(True, 1.0, "exemplars.0")]


def test_no_passage_is_judged_by_its_paragraph(meaning):
    """Where the judged corpus is the training corpus, the nearest exemplar is of another paragraph, always."""
    run = meaning.run()
    rows = run.select(run.evidence(), filter="own", perturbation="identity", draw=0).to_pylist()
    assert rows
    assert {row["passage_id"].rsplit(".", 1)[0] == row["rule"].rsplit(".", 1)[0] for row in rows} == {False}


def test_the_summary_says_how_well_exemplars_tell(meaning):
    """Both filters that train have their numbers; similarities are no probabilities, so there is no reliability."""
    learned = meaning.run().summary["learned"]
    assert set(learned) == {"learned", "own"}
    assert (learned["learned"]["scale"], learned["learned"]["folds"], learned["learned"]["brier"]) == (
        "similarity",
        12,
        None,
    )
    assert learned["own"]["thresholds_held_out"]


def test_filters_of_one_model_share_its_encoder(meaning):
    """The weights are read once for all three."""
    experiment = meaning.load()
    judged = experiment.corpus.passages(language="en", unit="sentence")
    filters = fit(experiment, judged).filters.values()
    assert len({id(each.encoder) for each in filters}) == 1
    assert all(isinstance(each.encoder, Encoder) for each in filters)


@pytest.mark.parametrize("file", ["config.json", "tokenizer.json", "model.safetensors"])
def test_the_files_of_the_model_are_inputs(meaning, file):
    """One byte more in any file that is read is another run."""
    before = meaning.load()
    assert f"models/tiny/{file}" in {each.role for each in before.inputs}
    path = meaning.experiment.parent / "tiny" / file
    path.write_bytes(path.read_bytes() + b"\n")
    assert meaning.load().fingerprint() != before.fingerprint()


TEXTS = ["The mayor is a fool.", "Such idiots", "What fools", "A fool", "Good morning", "The bus", "On Friday"]


def with_a_leak(project, row) -> None:
    """Let the first of four targets be a judged passage."""
    rows = [row(f"letters/en/{at}.1", text, tone="insult" if at < 4 else "civil") for at, text in enumerate(TEXTS)]
    project.write_passages("letters", rows)


def test_exemplars_that_share_text_with_judged_passages_are_refused(meaning, row):
    """A target of the training corpus that is a judged passage stops the run, with the filter's name."""
    with_a_leak(meaning, row)
    with pytest.raises(LeakError, match="filter learned would judge text that it was trained on"):
        meaning.run()


def test_exemplars_that_share_text_can_be_left_out(meaning, row):
    """By choice that target is no exemplar, and is counted."""
    with_a_leak(meaning, row)
    run = meaning.run("filters.learned.train.shared_text=exclude")
    learned = run.summary["learned"]["learned"]
    assert (learned["passages"], learned["targets"], learned["excluded"]) == (6, 3, 1)
    assert "letters/en/0.1" not in run.evidence().column("rule").to_pylist()


def test_verifying_decides_alike(meaning, outlast):
    """A run is made again with the same decisions."""
    done = outlast("verify", meaning.run().folder)
    assert done.code == 0, done.err
    assert "72 decisions made again and equal" in done.out


def test_a_model_that_is_not_there(meaning):
    """Loading says which filter names it."""
    with pytest.raises(ConfigError, match=r"filters\.0\.model: no folder at 'nowhere'"):
        meaning.load("filters.listed.model=nowhere")

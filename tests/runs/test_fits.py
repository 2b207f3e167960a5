"""Classifiers that differ by a threshold are trained once in a sweep, and are what each would be alone."""

from __future__ import annotations

import json
from functools import partial

import pytest

import outlast
from outlast.runs.execute import judged_passages, run_loaded
from outlast.runs.fit import fit
from outlast.runs.fits import KEPT, Fits


def trained(project, *each: str) -> int:
    """How many classifiers are trained for experiments with one setting each, one after another."""
    fits = Fits()
    for setting in each:
        loaded = project.load(setting)
        fit(loaded, judged_passages(loaded), fits=fits)
    return fits.trained


@pytest.mark.parametrize(
    ("setting", "more"),
    [
        ("filters.learned.threshold=0.7", 0),
        ("near_misses=0", 0),
        ("name=other", 0),
        ("filters.learned.threshold={by: share, of: 0.2}", 1),
        ("filters.learned.model.C=2", 1),
        ("filters.learned.features.min_df=2", 1),
        ("filters.learned.calibrate=sigmoid", 1),
        ("seed=6", 1),
    ],
)
def test_what_a_model_depends_on(project, setting: str, more: int) -> None:
    """Another threshold is the same model; another field of it, or another seed, is another one."""
    assert trained(project, "seed=5", setting) == 1 + more


def test_other_training_passages_are_another_model(project) -> None:
    """A word that changes in what is learned from, and the model is trained again."""
    fits = Fits()
    for _ in range(2):
        loaded = project.load()
        fit(loaded, judged_passages(loaded), fits=fits)
        path = project.folder / "corpora/letters/passages.en.jsonl"
        path.write_text(path.read_text("utf-8").replace("lively", "crowded"), encoding="utf-8")
    assert fits.trained == 2


def test_the_list_of_a_lexicon_is_another_model(project) -> None:
    """Features of a keyword list depend on its bytes."""
    fits = Fits()
    setting = "filters.learned.features={kind: lexicon, list: words, weighting: count}"
    for _ in range(2):
        loaded = project.load(setting)
        fit(loaded, judged_passages(loaded), fits=fits)
        project.change("configs/keywords/words.yaml", "category: names", "category: name")
    assert fits.trained == 2


@pytest.mark.parametrize("corpus", ["letters", "town"])
def test_each_threshold_is_as_if_alone(project, contents, corpus: str) -> None:
    """Runs with a shared model, out-of-fold ones where the judged passages are trained on, are those of new models."""
    path = project.folder / "corpora/town/passages.en.jsonl"
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    fifth = {"town/en/5.1": {"tone": "insult"}}  # a fifth paragraph with an insult, which five folds need
    project.write_passages("town", [{**row, **fifth.get(row["passage_id"], {})} for row in rows])
    fits = Fits()
    unit = "sentence" if corpus == "town" else "null"
    chosen = f"filters.learned.train={{corpus: {corpus}, language: en, unit: {unit}}}"
    for threshold in (0.3, 0.5, 0.9):
        settings = (chosen, f"filters.learned.threshold={threshold}")
        shared = run_loaded(project.load(*settings), runs=project.folder / "shared", fitting=partial(fit, fits=fits))
        assert contents(shared) == contents(project.run(*settings, runs=f"alone-{threshold}"))
    assert fits.trained == 1


def test_a_sweep_trains_once_and_few_models_are_kept(project) -> None:
    """Nine thresholds of one model are one training; of more models than are kept the oldest go first."""
    assert trained(project, *(f"filters.learned.threshold=0.{digit}" for digit in range(1, 10))) == 1
    seeds = [f"seed={seed}" for seed in range(KEPT + 1)]
    assert trained(project, *seeds, seeds[-1], seeds[1]) == KEPT + 1
    assert trained(project, *seeds, seeds[0]) == KEPT + 2
    swept = outlast.sweep(project.experiment, {"filters.learned.threshold": [0.1, 0.9]}, runs=project.folder / "runs")
    assert [run.summary["learned"]["learned"]["threshold"] for run in swept.runs] == [0.1, 0.9]

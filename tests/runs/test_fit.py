"""Fitting: what each filter is made of, and that nothing judges its own training text."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pytest

import outlast
from outlast.decisions import RENDERINGS
from outlast.errors import ConfigError
from outlast.experiment import Experiment
from outlast.filters.protocol import Filter
from outlast.runs.execute import judged_passages
from outlast.runs.fit import Fitted, fit
from outlast.runs.leakage import LeakError

Row = Callable[..., dict[str, object]]

NUMBERS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"]

OWN = """\
name: own
question: Does it judge its own corpus out of fold?
corpus: {name: letters, language: en, unit: paragraph}
policy: tone
filters:
  - {name: learned, kind: classifier, train: {corpus: letters, language: en}, features: {ngrams: [1, 1]}}
"""


def fitted(experiment: Experiment) -> Fitted:
    return fit(experiment, judged_passages(experiment))


def numbered(row: Row) -> list[dict[str, object]]:
    """Twelve passages in documents of their own, each of a word that no other has and of its tone."""
    tones = ["insult", "civil"] * 6
    pairs = enumerate(zip(NUMBERS, tones, strict=True))
    return [row(f"letters/en/{number:02d}.1", f"{word} {tone}", tone=tone) for number, (word, tone) in pairs]


def test_filters_and_combinations_are_apart(project) -> None:
    """What decides on texts and what decides from decisions are built from the same file, in its order."""
    made = fitted(project.load())
    assert list(made.filters) == ["words", "learned"]
    assert list(made.combinations) == ["both"]
    assert made.combinations["both"].members == ("words", "learned")


def test_how_well_it_learned_is_kept(project) -> None:
    """Twelve letters, six of them insults, in five folds."""
    learned = fitted(project.load()).learned["learned"]
    assert (learned.passages, learned.targets, learned.folds) == (12, 6, 5)
    assert 0 <= learned.auc <= 1


def score(learned: Filter, passage_id: str, text: str) -> float:
    """What the filter says of a text, given as the text of one passage."""
    row = {"passage_id": passage_id, "perturbation": "identity", "draw": 0, "language": "en", "text": text, "edits": []}
    return learned.decide(pa.Table.from_pylist([row], schema=RENDERINGS.schema), near=0).score.to_pylist()[0]


def test_its_own_corpus_is_judged_out_of_fold(project, row) -> None:
    """Each passage has a word of its own, which to the model that judges it is as good as no word, and to no other."""
    project.write_passages("letters", numbered(row))
    project.write("experiments/own/experiment.yaml", OWN)
    learned = fitted(outlast.load_experiment(project.folder / "experiments/own")).filters["learned"]
    for number, word in enumerate(NUMBERS):
        passage = f"letters/en/{number:02d}.1"
        assert score(learned, passage, word) == score(learned, passage, "unheard")
        assert score(learned, "elsewhere", word) != score(learned, "elsewhere", "unheard")
        assert score(learned, passage, "insult") > 0.5 > score(learned, passage, "civil")


def test_a_paragraph_and_its_sentences_are_held_out_together(project, row) -> None:
    """Trained on both units, a sentence is judged by a model that saw neither it nor its paragraph; the text that the
    two share is no leak.
    """
    paragraphs = numbered(row)
    inside = {"document_id": "letters/en", "unit": "sentence"}
    sentences = [
        {**each, **inside, "passage_id": f"{each['passage_id']}.1", "parent_id": each["passage_id"]}
        for each in paragraphs
    ]
    project.write_passages("letters", [each for pair in zip(paragraphs, sentences, strict=True) for each in pair])
    project.write("experiments/own/experiment.yaml", OWN.replace("unit: paragraph", "unit: sentence"))
    learned = fitted(outlast.load_experiment(project.folder / "experiments/own")).filters["learned"]
    for number, word in enumerate(NUMBERS):
        sentence = f"letters/en/{number:02d}.1.1"
        assert score(learned, sentence, word) == score(learned, sentence, "unheard")
        assert score(learned, "elsewhere", word) != score(learned, "elsewhere", "unheard")


def test_text_that_repeats_in_another_paragraph_of_its_own_corpus_is_refused(project, row) -> None:
    """Out of fold or not, a paragraph that stands twice would be judged by a model that saw its twin."""
    project.write_passages("letters", [*numbered(row), row("letters/en/99.1", "Zero, insult", tone="insult")])
    project.write("experiments/own/experiment.yaml", OWN)
    with pytest.raises(LeakError, match=r"letters/en/00\.1 and letters/en/99\.1"):
        fitted(outlast.load_experiment(project.folder / "experiments/own"))


def test_a_list_of_which_normalising_leaves_nothing_is_a_fault_of_the_config(project) -> None:
    """A rule that is a lone soft hyphen is named, with the filter that reads it."""
    project.change("configs/keywords/words.yaml", "pattern: fool", 'pattern: "\\u00AD"')
    with pytest.raises(ConfigError, match=r"filters\.0\.normalise: leaves nothing of rule w1 of words"):
        project.load("filters.words.normalise=[zero-width]")


def test_a_classifier_learns_the_policy_it_names(project) -> None:
    """With a policy of its own, a classifier counts that policy's targets: six civil letters and no insult."""
    text = (project.folder / "configs/policies/tone.yaml").read_text("utf-8")
    other = text.replace("name: tone", "name: nice").replace("tone: insult", "tone: civil")
    project.write("configs/policies/nice.yaml", other)
    project.change("experiments/small/experiment.yaml", "train:", "policy: nice, train:")
    learned = fitted(project.load()).filters["learned"]
    assert score(learned, "elsewhere", "thank you for the library") > 0.5
    assert score(learned, "elsewhere", "you idiots and fools") < 0.5


SHARING = """\
  - {name: second, kind: classifier, train: {corpus: letters, language: en}, model: {kind: linear-svm}}
  - {name: third, kind: classifier, train: {corpus: letters, language: en}, threshold: {by: share, of: 0.2}}
  - {name: other, kind: classifier, train: {corpus: letters, language: en}, features: {kind: char}}
"""


def test_classifiers_with_the_same_features_sit_on_one_panel(project) -> None:
    """Three classifiers that see the same of the same passages are scored together; one that sees otherwise is not."""
    project.change("experiments/small/experiment.yaml", "near_misses", f"{SHARING}near_misses")
    made = fitted(project.load())
    learned, second, third, other = (made.filters[name] for name in ("learned", "second", "third", "other"))
    assert learned.panel is second.panel is third.panel is not other.panel
    assert [each.column for each in (learned, second, third, other)] == [0, 1, 2, 0]
    alone = fitted(project.load())  # fitted anew, and each asked without the panel
    for name in ("learned", "second", "third", "other"):
        whole = alone.filters[name].whole
        assert score(made.filters[name], "elsewhere", "you idiots") == whole.scores(["you idiots"])[0]


LEXICON = "features: {kind: union, parts: {w: {kind: word}, l: {kind: lexicon, list: words, normalise: [casefold]}}}"


def test_lexicon_features_read_the_list_that_they_name(project) -> None:
    """A list that only a classifier's features name is found, is an input of the run, and is matched as they say."""
    text = (project.folder / "configs/keywords/words.yaml").read_text("utf-8")
    project.write("configs/keywords/own.yaml", text.replace("name: words", "name: own"))
    project.change(
        "experiments/small/experiment.yaml",
        "kind: classifier,",
        f"kind: classifier, {LEXICON},".replace("list: words", "list: own"),
    )
    loaded = project.load()
    assert "keywords/own" in {given.role for given in loaded.inputs}
    learned = fitted(loaded).filters["learned"]
    assert score(learned, "elsewhere", "a FOOL") > score(learned, "elsewhere", "a cloud")


def test_a_lexicon_that_is_not_there_is_a_fault_with_a_place(project) -> None:
    """The near name is given, inside a union too."""
    project.change(
        "experiments/small/experiment.yaml",
        "kind: classifier,",
        f"kind: classifier, {LEXICON},".replace("list: words", "list: wards"),
    )
    with pytest.raises(ConfigError, match=r"filters\.1\.features\.parts\.l\.list: no keyword list is called 'wards'"):
        project.load()

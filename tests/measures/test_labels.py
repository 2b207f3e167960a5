"""Label uncertainty as a measure of a run."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import outlast as package
from outlast import measure
from outlast.errors import UserError
from outlast.runs.results import Run, open_run

ROOT = Path(__file__).parent.parent.parent

EXPERIMENT = """
name: small
question: What does a list leave of the letter?
corpus: {{name: letter, language: {language}, unit: {unit}, sections: ["1", "2", "3"]}}
policy: collective-action
filters:
  - {{name: words, kind: keyword, list: collective-action.{language}}}
"""


def annotator(name: str) -> dict[str, dict[str, object]]:
    """One annotator's labels, straight from the file."""
    lines = (ROOT / "corpora/letter/annotations" / f"en.{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return {row["passage_id"]: row for row in map(json.loads, lines)}


def is_target(row: dict[str, object]) -> bool:
    """The policy `collective-action`, as its page reads."""
    return row["kpr"] in {"collective-action", "criticism-of-censors", "pornography"} or row["collective_action"] in {
        "endorses",
        "calls-for",
    }


def run_of(folder: Path, *, language: str, unit: str) -> Run:
    """A run of a small experiment that lies in a folder of its own, with names looked up among what ships."""
    path = folder / "small.yaml"
    path.write_text(EXPERIMENT.format(language=language, unit=unit), encoding="utf-8")
    return package.run(path, runs=folder / "runs")


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The letter's sentences in English."""
    return run_of(tmp_path_factory.mktemp("en"), language="en", unit="sentence")


def blocked(run: Run) -> dict[str, bool]:
    """What the run's one filter blocks."""
    return {row["passage_id"]: row["blocked"] for row in run.decisions().to_pylist()}


def test_targets_are_those_of_each_annotator(english: Run) -> None:
    """Under-blocking by a1 and by a2 is counted from their files by hand."""
    falls = blocked(english)
    sheet = measure(english, "labels", resamples=200)[0]
    (row,) = [row for row in sheet if row["what"] == "under-blocked"]
    for name in ("a1", "a2"):
        targets = [passage for passage, labels in annotator(name).items() if is_target(labels)]
        missed = [passage for passage in targets if not falls[passage]]
        assert row[f"by_{name}"] == pytest.approx(len(missed) / len(targets))
    assert row["lowest"] <= row["average"] <= row["highest"]


def test_a_paragraph_is_a_target_by_the_union_of_its_sentences(tmp_path: Path) -> None:
    """Judged by paragraphs, an annotator's labels are joined as the codebook joins those that were settled on."""
    run = run_of(tmp_path, language="en", unit="paragraph")
    falls = blocked(run)
    row = next(row for row in measure(run, "labels", resamples=200)[0] if row["what"] == "under-blocked")
    for name in ("a1", "a2"):
        found: dict[str, bool] = {}
        for passage, labels in annotator(name).items():
            paragraph = passage.rpartition(".")[0]
            found[paragraph] = found.get(paragraph, False) or is_target(labels)
        targets = [paragraph for paragraph, target in found.items() if target]
        # of kpr the first in the codebook wins, and the three that the policy names come first
        missed = [paragraph for paragraph in targets if not falls[paragraph]]
        assert row[f"by_{name}"] == pytest.approx(len(missed) / len(targets))


def test_a_translation_has_the_labels_of_what_it_translates(tmp_path: Path) -> None:
    """The Chinese sentences are labelled by the annotators of the English ones."""
    run = run_of(tmp_path, language="zh", unit="sentence")
    falls = blocked(run)
    row = next(row for row in measure(run, "labels", resamples=200)[0] if row["what"] == "under-blocked")
    targets = [passage for passage, labels in annotator("a2").items() if is_target(labels)]
    missed = [passage for passage in targets if not falls[passage.replace("letter/en", "letter/zh")]]
    assert row["by_a2"] == pytest.approx(len(missed) / len(targets))


def test_survival_is_by_each_annotators_labels(english: Run) -> None:
    """Of the sentences that an annotator calls protest, the share that survives."""
    falls = blocked(english)
    sheet = measure(english, "labels", by="topics", resamples=200)[-1]
    assert sheet.name == "labels-survival-by-topics"
    row = next(row for row in sheet if row["what"] == "protest")
    for name in ("a1", "a2"):
        those = [passage for passage, labels in annotator(name).items() if "protest" in labels["topics"]]
        assert row[f"by_{name}"] == pytest.approx(sum(not falls[passage] for passage in those) / len(those))


def test_how_much_wider_is_the_ratio_of_widths(english: Run) -> None:
    """The ratio is of the two intervals in the row, and none where they are of different kinds."""
    rows = [row for sheet in measure(english, "labels", by="topics", resamples=300) for row in sheet]
    compared = 0
    for row in rows:
        if row["wider"] is None:
            assert row["method"] != row["average_method"] or row["low"] is None or row["average_low"] is None
            continue
        ratio = (row["average_high"] - row["average_low"]) / (row["high"] - row["low"])
        assert row["wider"] == pytest.approx(ratio)
        compared += 1
    assert compared > 5


def test_a_section_is_nobodys_judgement(english: Run) -> None:
    """By section all annotators count the same sentences, so all give the same rate."""
    sheet = measure(english, "labels", by="section", resamples=200)[-1]
    assert all(row["by_a1"] == row["by_a2"] == row["estimate"] for row in sheet)


def test_a_corpus_that_changed_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Annotations are read only where passages, card, codebook and policy are what the run judged."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "experiments").mkdir()
    shutil.copytree(ROOT / "corpora" / "letter", tmp_path / "corpora" / "letter")
    run = run_of(tmp_path, language="en", unit="sentence")
    changed = tmp_path / "corpora" / "letter" / "passages.en.jsonl"
    changed.write_text(changed.read_text(encoding="utf-8").replace("shame", "pride", 1), encoding="utf-8")
    with pytest.raises(UserError, match=r"passages\.en\.jsonl is not what this run judged by"):
        measure(run, "labels", resamples=200)


def test_one_annotation_is_not_enough(pond: Path) -> None:
    """A corpus that nobody annotated a second time has no label uncertainty to show, and says so."""
    run = package.run("pond", runs=pond / "runs")
    with pytest.raises(UserError, match=r"two people annotated; pond .* annotated by nobody"):
        measure(run, "labels")


def test_the_tables_fit_a_terminal(outlast, letter_runs: Path) -> None:
    """No line is wider than 80 columns, and the files that the labels come from are named."""
    done = outlast("measure", "letter", "labels", "--by", "topics", "--resamples", 200, "--runs", letter_runs)
    assert (done.code, done.err) == (0, "")
    assert max(map(len, done.out.splitlines())) <= 80
    assert "en.a1.jsonl" in done.out


def test_annotators_who_agree_on_every_target_widen_nothing(letter_runs: Path) -> None:
    """Of the state line on Ukraine the two say the same of every sentence, as the letter's card says: all × 1.0."""
    sheet = measure(open_run("letter", runs=letter_runs), "labels", resamples=2_000)[0]
    assert all(row["by_a1"] == row["by_a2"] == row["average"] for row in sheet)
    assert [row["wider"] for row in sheet] == pytest.approx([1.0] * len(sheet), abs=0.1)

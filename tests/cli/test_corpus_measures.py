"""`outlast corpus agreement` and `outlast corpus learnability`: pages for people, and JSON."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

FIELDS = ["topics", "stance", "collective_action", "kpr", "speech_act", "civility", "devices", "claims"]


@pytest.mark.usefixtures("at_root")
def test_agreement_as_a_page(outlast: Callable) -> None:
    """Each field has a line with alpha, its interval, the identical units in percent, the units, the distance."""
    done = outlast("corpus", "agreement", "letter")
    assert (done.code, done.err) == (0, "")
    lines = [line.split() for line in done.out.splitlines()]
    assert lines[0] == ["Agreement", "in", "letter", "(en)"]
    assert lines[1] == ["field", "alpha", "interval", "identical", "units", "distance"]
    assert [line[0] for line in lines[2:10]] == FIELDS
    assert lines[7] == ["civility", "1.00", "1.00–1.00", "100", "%", "62", "nominal"]
    assert "Krippendorff's alpha; 95 % percentile interval" in done.out


@pytest.mark.usefixtures("at_root")
def test_agreement_as_json(outlast: Callable) -> None:
    """With --json the same is data, the same each time."""
    done = outlast("corpus", "agreement", "letter", "--json")
    assert (done.code, done.err) == (0, "")
    found = json.loads(done.out)
    assert list(found) == FIELDS
    for how in found.values():
        assert set(how) == {"alpha", "low", "high", "identical", "units", "distance"}
        assert (how["units"], how["low"] <= how["alpha"] <= how["high"]) == (62, True)
    assert found["civility"] == {
        "alpha": 1.0,
        "low": 1.0,
        "high": 1.0,
        "identical": 1.0,
        "units": 62,
        "distance": "nominal",
    }
    assert outlast("corpus", "agreement", "letter", "--json").out == done.out


@pytest.mark.usefixtures("at_root")
def test_nobody_annotated(outlast: Callable) -> None:
    """A corpus without annotators, or a language without them, ends in exit code 2 and says so."""
    for arguments, where in ((["discourse"], "discourse (en)"), (["letter", "--language", "zh"], "letter (zh)")):
        done = outlast("corpus", "agreement", *arguments)
        message = f"outlast: agreement in {where} needs two annotators; annotated by nobody\n"
        assert (done.code, done.out, done.err) == (2, "", message)


@pytest.fixture
def apart(at_root: Path, tmp_path: Path) -> Path:
    """A copy of the letter's corpus in which the second annotator labelled only what the first did not."""
    folder = tmp_path / "letter"
    shutil.copytree(at_root / "corpora" / "letter", folder)
    for name, part in (("a1", slice(0, 30)), ("a2", slice(30, None))):
        path = folder / "annotations" / f"en.{name}.jsonl"
        lines = sorted(path.read_text(encoding="utf-8").splitlines(), key=lambda line: json.loads(line)["passage_id"])
        path.write_text("\n".join(lines[part]) + "\n", encoding="utf-8")
    return folder


def test_annotators_who_share_nothing(outlast: Callable, apart: Path) -> None:
    """Where annotators share no passage the page says "no data" and has no "nan", and the JSON has null."""
    page = outlast("corpus", "agreement", apart)
    assert (page.code, "no data" in page.out, "nan" in page.out) == (0, True, False)
    done = outlast("corpus", "agreement", apart, "--json")
    assert (done.code, json.loads(done.out)["topics"]["identical"]) == (0, None)


@pytest.mark.usefixtures("at_root")
def test_learnability_as_json(outlast: Callable) -> None:
    """Each shipped policy in each language of discourse is a row, languages first, with its sizes and its scores."""
    done = outlast("corpus", "learnability", "discourse", "--json")
    assert (done.code, done.err) == (0, "")
    found = json.loads(done.out)
    policies = ["civility", "collective-action", "state-criticism", "state-line-2022"]
    assert [(row["language"], row["policy"]) for row in found] == [
        (language, policy) for language in ("en", "zh") for policy in policies
    ]
    for row in found:
        assert list(row) == [
            *("language", "policy", "trained_on", "tested_on", "targets"),
            *("majority", "accuracy", "auc", "word", "word_auc"),
        ]
        assert 0 < row["targets"] < row["tested_on"]
        assert 0.6 < row["auc"] < 0.99


@pytest.mark.usefixtures("at_root")
def test_learnability_as_a_page(outlast: Callable) -> None:
    """The page is a table of the same rows."""
    done = outlast("corpus", "learnability", "discourse")
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[0].rstrip() == "Learned from half of discourse, tested on the other half"
    assert lines[1].split() == ["policy", "targets", "majority", "accuracy", "AUC", "best", "word", "its", "AUC"]
    assert [tuple(line.split()[:2]) for line in lines[2:]][::4] == [("en", "civility"), ("zh", "civility")]
    assert len(lines) == 10


@pytest.mark.usefixtures("at_root")
def test_a_corpus_without_halves(outlast: Callable) -> None:
    """A corpus without halves ends in exit code 2."""
    done = outlast("corpus", "learnability", "letter")
    message = "outlast: corpus letter has no halves: its codebook has no attribute 'split'\n"
    assert (done.code, done.out, done.err) == (2, "", message)


def test_a_corpus_with_a_codebook_of_its_own(outlast: Callable, pond: Path) -> None:
    """Policies of other codebooks do not stand in the way: a project's corpus is measured by the policy that fits."""
    corpus = pond / "corpora" / "pond"
    (corpus / "passages.de.jsonl").unlink()
    with (corpus / "codebook.yaml").open("a", encoding="utf-8") as book:
        book.write("attributes: {split: the half}\n")
    rows = [json.loads(line) for line in (corpus / "passages.en.jsonl").read_text(encoding="utf-8").splitlines()]
    row = next(row for row in rows if row["unit"] == "paragraph")
    planted = [("a", "insult", "zebra"), ("a", "civil", "pond"), ("b", "insult", "zebra"), ("b", "civil", "pond")]
    made = [
        {**row, "passage_id": f"{row['document_id']}/{number}", "tone": tone, "text": text, "split": half}
        for number, (half, tone, text) in enumerate(planted)
    ]
    (corpus / "passages.en.jsonl").write_text("".join(json.dumps(row) + "\n" for row in made), encoding="utf-8")
    done = outlast("corpus", "learnability", "pond", "--json")
    assert (done.code, done.err) == (0, "")
    assert [(row["policy"], row["word_auc"]) for row in json.loads(done.out)] == [("tone", 1)]

"""A small project of its own for each test, the letter's run, and how a run's files are compared."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

import outlast
from outlast.experiment import Experiment
from outlast.runs.results import Run

EXPERIMENT = """\
name: small
question: Which sentences about the town survive?
corpus: {name: town, language: en, unit: sentence, sections: [a, b]}
policy: tone
seed: 5
perturbations:
  - {kind: identity}
  - {kind: zero-width, name: hidden, rate: 1.0, character: zwsp, draws: 2}
  - {kind: homoglyph, rate: 0.5}
filters:
  - {name: words, kind: keyword, list: words, normalise: [nfkc, casefold]}
  - {name: learned, kind: classifier, train: {corpus: letters, language: en}}
  - {name: both, kind: cascade, stages: [words, learned]}
near_misses: 2
"""

CODEBOOK = """\
name: tone
version: "1"
source: none
labels:
  tone:
    kind: one
    about: towards people
    values: {civil: keeps its temper, insult: insults}
"""

POLICY = """\
name: tone
version: "1"
title: No insults
source: none
reading: as it stands
block:
  - {id: insult, when: {tone: insult}, reason: insults people}
"""

WORDS = """\
name: words
version: "1"
language: en
policy: tone
licence: CC0-1.0
rules:
  - {id: w1, kind: literal, pattern: fool, category: names}
  - {id: w2, kind: combination, pattern: [baker, idiot], category: names}
"""

TOWN = [
    ("a", ["The mayor is a fool.", "The bridge opens on Monday."], ["insult", "civil"]),
    ("a", ["Only fools ride the old ferry.", "The ferry leaves at nine."], ["insult", "civil"]),
    ("a", ["Bread is dear this winter.", "The baker is an idiot."], ["civil", "insult"]),
    ("b", ["Rain fell on the harbour.", "Idiots run the harbour office."], ["civil", "insult"]),
    ("b", ["Nobody asked the fishermen.", "The nets came back empty."], [None, "civil"]),
    ("b", ["A fool and his boat are soon parted.", "The lighthouse needs paint."], ["civil", "civil"]),
    ("c", ["This section is not judged.", "It is only here."], ["civil", "civil"]),
]
"""Paragraphs: section, sentences, their tone (None: not labelled)."""

LETTERS = [
    ("What a fool the postman is, honestly", "insult"),
    ("You idiots never mend the road", "insult"),
    ("The clerk, that idiot, lost it again", "insult"),
    ("Every fool in the town hall sleeps", "insult"),
    ("Such liars and idiots at the bank", "insult"),
    ("The inspector is a fool and a liar", "insult"),
    ("The school bus was on time today", "civil"),
    ("Thank you for the new street lamps", "civil"),
    ("When does the library close on Friday", "civil"),
    ("The market was lively this weekend", "civil"),
    ("Please send the bill to my sister", "civil"),
    ("Our garden had three kinds of beans", "civil"),
]
"""Documents of one paragraph each."""


def card(name: str) -> str:
    return (
        f'---\npretty_name: {name}\nlicense: cc0-1.0\nlanguage: [en]\noutlast: {{name: {name}, version: "1.0"}}\n---\n'
    )


def passage(passage_id: str, text: str, **rest: object) -> dict[str, object]:
    """A row of a passages file; what is not said is that of a paragraph alone in its document."""
    row = {"section": "a", "unit": "paragraph", "parent_id": None, "position": 0, "tone": None, **rest}
    whole = {"passage_id": passage_id, "document_id": passage_id.rpartition(".")[0], "language": "en", "text": text}
    return {**whole, "start": 0, "end": len(text), "cuts": [], **row}


def town() -> list[dict[str, object]]:
    rows = []
    for number, (section, sentences, tones) in enumerate(TOWN, 1):
        parent = f"town/en/{number}"
        rows.append(passage(parent, " ".join(sentences), document_id="town/en", section=section))
        for at, (text, tone) in enumerate(zip(sentences, tones, strict=True), 1):
            place = {"unit": "sentence", "parent_id": parent, "document_id": "town/en", "section": section}
            rows.append(passage(f"{parent}.{at}", text, **place, tone=tone))
    return rows


def letters() -> list[dict[str, object]]:
    return [passage(f"letters/en/{number:02d}.1", text, tone=tone) for number, (text, tone) in enumerate(LETTERS)]


@dataclass(frozen=True)
class Project:
    """A folder with corpora, configs and one experiment."""

    folder: Path

    @property
    def experiment(self) -> Path:
        return self.folder / "experiments" / "small" / "experiment.yaml"

    def write(self, file: str, text: str) -> Path:
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def write_passages(self, corpus: str, rows: Sequence[dict[str, object]]) -> None:
        self.write(f"corpora/{corpus}/CARD.md", card(corpus))
        self.write(f"corpora/{corpus}/codebook.yaml", CODEBOOK)
        lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
        self.write(f"corpora/{corpus}/passages.en.jsonl", "".join(lines))

    def change(self, file: str, old: str, new: str) -> None:
        """Replace the first occurrence of something that must be there."""
        text = (self.folder / file).read_text("utf-8")
        assert old in text, f"{old!r} is not in {file}"
        self.write(file, text.replace(old, new, 1))

    def load(self, *settings: str) -> Experiment:
        return outlast.load_experiment(self.experiment, settings=settings)

    def run(self, *settings: str, runs: str = "runs", **how: object) -> Run:
        return outlast.run(self.experiment, runs=self.folder / runs, settings=settings, **how)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = Project(tmp_path / "project")
    made.write_passages("town", town())
    made.write_passages("letters", letters())
    made.write("configs/policies/tone.yaml", POLICY)
    made.write("configs/keywords/words.yaml", WORDS)
    made.write("experiments/small/experiment.yaml", EXPERIMENT)
    return made


@pytest.fixture(scope="session")
def letter(letter_runs: Path) -> Run:
    """The run of the letter's experiment; read it, never write into it."""
    return outlast.open_run("letter", runs=letter_runs)


@pytest.fixture
def row() -> Callable[..., dict[str, object]]:
    """Builds a row of a passages file."""
    return passage


@pytest.fixture
def contents() -> Callable[[Run], dict[str, bytes]]:
    """Gives every file of a run but its manifest, which says when it ran."""

    def read(run: Run) -> dict[str, bytes]:
        files = {path.relative_to(run.folder).as_posix(): path for path in run.folder.rglob("*") if path.is_file()}
        return {name: path.read_bytes() for name, path in sorted(files.items()) if name != "manifest.json"}

    return read

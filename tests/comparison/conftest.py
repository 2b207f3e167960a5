"""A town of eight sentences in four documents, judged by a list, by scores, and by both in a row; as runs."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar

import pytest

import outlast
from outlast.runs.results import Run

TEXTS = (
    ("The mayor is a fool.", "insult"),
    ("The bridge opens on Monday.", "civil"),
    ("Only fools ride the ferry.", "insult"),
    ("The baker is an idiot.", "insult"),
    ("Rain fell on the harbour.", "civil"),
    ("A fool and his boat are soon parted.", "civil"),
    ("The harbour fool sings.", None),
    ("The nets came back empty.", "civil"),
)
"""Two to a document: ids end in 1/1, 1/2, 2/1 … 4/2."""

IDS = tuple(f"town/{at // 2 + 1}/{at % 2 + 1}" for at in range(8))

SCORES = (0.9, 0.1, 0.6, 0.4, 0.2, 0.45, 0.3, 0.05)

FOOL = {"id": "w1", "kind": "literal", "pattern": "fool"}
BAKER = {"id": "w2", "kind": "combination", "pattern": ["baker", "idiot"]}
HARBOUR = {"id": "w3", "kind": "literal", "pattern": "harbour"}

WORDS = {"name": "words", "kind": "keyword", "list": "words"}
SCORED = {
    "name": "scored",
    "kind": "replay",
    "read": {"format": "csv", "path": "scores.csv"},
    "columns": {"id": "id"},
    "perturbed": "as-identity",
    "verdict": {"kind": "score", "at": "score", "threshold": 0.5},
}
BOTH = {"name": "both", "kind": "cascade", "stages": ["words", "scored"]}

CODEBOOK = """\
name: tone
version: "1"
source: none
labels: {tone: {kind: one, about: towards people, values: {civil: civil, insult: insults}}}
"""

CARD = '---\npretty_name: town\nlicense: cc0-1.0\nlanguage: [en]\noutlast: {name: town, version: "1.0"}\n---\n'


@dataclass(frozen=True)
class Town:
    """What a run is made from; ``with_`` gives another town, ``run`` judges this one.

    By the list: 1/1 and 3/2 and 4/1 have w1, 2/2 has w2. By score: 1/1 and 2/1. By both: all of these.
    """

    FOOL: ClassVar = FOOL
    BAKER: ClassVar = BAKER
    HARBOUR: ClassVar = HARBOUR
    WORDS: ClassVar = WORDS
    SCORED: ClassVar = SCORED
    BOTH: ClassVar = BOTH
    IDS: ClassVar = IDS

    folder: Path
    texts: Sequence[tuple[str, str | None]] = TEXTS
    scores: Sequence[float | None] = SCORES
    rules: Sequence[dict[str, Any]] = (FOOL, BAKER)
    filters: Sequence[dict[str, Any]] = (WORDS, SCORED, BOTH)
    perturbations: Sequence[dict[str, Any]] = ({"kind": "identity"},)
    insults: Sequence[str] = ("insult",)
    policy: str = "tone"
    settings: Sequence[str] = ()
    name: str = "town"
    files: dict[str, str] = field(default_factory=dict)

    def with_(self, **changed: Any) -> Town:
        return replace(self, **changed)

    def set(self, *settings: str) -> Town:
        return replace(self, settings=(*self.settings, *settings))

    def run(self) -> Run:
        rows = [
            {
                "passage_id": passage_id,
                "document_id": passage_id.rpartition("/")[0],
                "section": "a",
                "unit": "paragraph",
                "parent_id": None,
                "position": at % 2,
                "start": 0,
                "end": len(text),
                "cuts": [],
                "language": "en",
                "text": text,
                "tone": tone,
            }
            for at, (passage_id, (text, tone)) in enumerate(zip(IDS, self.texts, strict=False))
        ]
        scores = [f"{name},{score}" for name, score in zip(IDS, self.scores, strict=False) if score is not None]
        policy = {
            "name": self.policy,
            "version": "1",
            "title": "No insults",
            "source": "none",
            "reading": "as it stands",
            "block": [{"id": "insult", "when": {"tone": list(self.insults)}, "reason": "insults"}],
        }
        experiment = {
            "name": self.name,
            "question": "Which sentences survive?",
            "corpus": {"name": "town", "language": "en", "unit": "paragraph"},
            "policy": self.policy,
            "perturbations": list(self.perturbations),
            "filters": list(self.filters),
        }
        listed = {"name": "words", "version": "1", "language": "en", "licence": "CC0-1.0", "rules": list(self.rules)}
        files = {
            "corpora/town/CARD.md": CARD,
            "corpora/town/codebook.yaml": CODEBOOK,
            "corpora/town/passages.en.jsonl": "".join(json.dumps(row) + "\n" for row in rows),
            f"configs/policies/{self.policy}.yaml": json.dumps(policy),
            "configs/keywords/words.yaml": json.dumps(listed),
            "experiments/town/scores.csv": "\n".join(["id,score", *scores]) + "\n",
            "experiments/town/experiment.yaml": json.dumps(experiment),
            **self.files,
        }
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        made = outlast.run(
            self.folder / "experiments/town/experiment.yaml", runs=self.folder / "runs", settings=self.settings
        )
        assert made.manifest.status != "running"
        return made


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path)


@pytest.fixture
def flipped() -> Callable[..., dict[tuple[str, str], tuple[bool, str]]]:
    """Gives what flipped: from filter and the end of the passage's id to whether it is blocked now, and the cause."""

    def told(found: Any, *, rewriting: str = "identity") -> dict[tuple[str, str], tuple[bool, str]]:
        (sheet,) = (sheet for sheet in found.sheets() if sheet.name == "flips")
        return {
            (row["filter"], row["passage_id"].removeprefix("town/")): (row["blocked_after"], row["cause"])
            for row in sheet
            if row["perturbation"] == rewriting
        }

    return told

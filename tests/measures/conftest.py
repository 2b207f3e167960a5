"""Small runs whose decisions are written by hand: a corpus, a policy, and a replay for each filter."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

import outlast
from outlast.runs.results import Run

CODEBOOK = """\
name: tone
version: "1"
source: none
labels:
  tone:
    kind: one
    about: towards people
    values: {civil: keeps its temper, insult: insults}
  stance:
    kind: map
    names: [actor, stance]
    about: who is spoken of
    keys: {north: the north, south: the south, east: the east}
    values: {criticise: against, support: for}
attributes:
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


@pytest.fixture
def study(tmp_path: Path) -> Callable[..., Run]:
    """Build and run a study: passages as rows, and for each filter what it decides of each.

    A passage needs an ``id`` and may have ``text``, ``document``, ``tone``, ``stance`` (actor to stance) and
    attributes. A decision is True, False, None for an error, or a list of these, one for each draw.
    """

    def make(passages: Sequence[Mapping[str, Any]], *, decided: Mapping[str, Mapping[str, Any]], draws: int = 1) -> Run:
        own = {"id", "text", "document", "tone", "stance"}
        attributes = list(dict.fromkeys(name for row in passages for name in row if name not in own))
        corpus = tmp_path / "corpora" / "made"
        corpus.mkdir(parents=True)
        about = "".join(f"  {name}: what it says\n" for name in attributes) or "  {}\n"
        (corpus / "codebook.yaml").write_text(CODEBOOK + about, encoding="utf-8")
        (corpus / "CARD.md").write_text(
            "---\npretty_name: Made\nlicense: cc0-1.0\nlanguage: [en]\noutlast: {name: made, version: '1.0'}\n---\n",
            encoding="utf-8",
        )
        lines = []
        for at, row in enumerate(passages):
            text = row.get("text", f"Passage {row['id']}.")
            stance = row.get("stance")
            lines.append(
                {
                    "passage_id": row["id"],
                    "document_id": row.get("document", row["id"]),
                    "section": "text",
                    "unit": "paragraph",
                    "parent_id": None,
                    "position": at,
                    "start": 0,
                    "end": len(text),
                    "cuts": [],
                    "language": "en",
                    "text": text,
                    "tone": row.get("tone"),
                    "stance": None if stance is None else [{"actor": a, "stance": s} for a, s in stance.items()],
                    **{name: row.get(name) for name in attributes},
                }
            )
        (corpus / "passages.en.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        policies = tmp_path / "configs" / "policies"
        policies.mkdir(parents=True)
        (policies / "tone.yaml").write_text(POLICY, encoding="utf-8")
        folder = tmp_path / "experiments" / "made"
        folder.mkdir(parents=True)
        filters = ""
        for name, verdicts in decided.items():
            rows = [
                {"id": key, "draw": draw, "said": "block" if each else "pass"}
                for key, verdict in verdicts.items()
                for draw, each in enumerate(verdict if isinstance(verdict, list) else [verdict] * draws)
                if each is not None
            ]
            (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
            filters += (
                f"  - {{name: {name}, kind: replay, read: {{format: jsonl, path: {name}.jsonl}}, columns: {{id: id, "
                "draw: draw}, passage_id: '{id}', verdict: {kind: label, at: said, blocks: [block], passes: [pass]}}\n"
            )
        (folder / "experiment.yaml").write_text(
            "name: made\nquestion: What was decided?\ncorpus: {name: made, language: en, unit: paragraph}\n"
            f"policy: tone\nseed: 3\nperturbations:\n  - {{kind: identity, draws: {draws}}}\nfilters:\n{filters}",
            encoding="utf-8",
        )
        return outlast.run(folder, runs=tmp_path / "runs")

    return make

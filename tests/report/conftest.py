"""Run folders written by hand: passages, verdicts and evidence are given, and nothing is run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import yaml
from rich.console import Console

from outlast.codebook import Codebook, CodebookField
from outlast.decisions import DECISIONS, EVIDENCE, RENDERINGS
from outlast.filters.training import Learned
from outlast.passages import passage_kind
from outlast.policy import TARGETS
from outlast.runs.folder import Manifest, write_json
from outlast.runs.results import Run
from outlast.runs.summary import summarise

KIND = passage_kind(
    Codebook(
        name="tone",
        version="1",
        source="none",
        labels={
            "tone": CodebookField(kind="one", about="", values={"civil": "", "insult": ""}),
            "topics": CodebookField(kind="set", about="", values={"war": "", "bread": ""}),
            "stance": CodebookField(
                kind="map",
                about="",
                values={"support": "", "criticise": ""},
                keys={"mayor": ""},
                names=("actor", "how"),
            ),
        },
        attributes={"voice": ""},
    )
)


@dataclass(frozen=True)
class Passage:
    """A judged passage, its labels, and whether the policy would block it."""

    passage_id: str
    text: str
    section: str = "1"
    tone: str | None = None
    topics: list[str] | None = None
    stance: list[dict[str, str]] | None = None
    voice: str | None = None
    target: bool | None = False
    parent_id: str | None = None


@dataclass(frozen=True)
class Given:
    """What a run is made of.

    ``blocked`` is, from filter to perturbation to a verdict for each passage (None: an error), the same in each draw;
    ``filters`` is the config of each filter; ``rewritten`` are texts of passages under a perturbation.
    """

    passages: Sequence[Passage]
    blocked: Mapping[str, Mapping[str, Sequence[bool | None]]]
    filters: Sequence[Mapping[str, Any]] = ()
    draws: Mapping[str, int] = field(default_factory=lambda: {"identity": 1})
    rewritten: Mapping[tuple[str, str], str] = field(default_factory=dict)
    rows: Mapping[tuple[str, str, str], Mapping[str, Any]] = field(default_factory=dict)
    evidence: Sequence[Mapping[str, Any]] = ()
    learned: Mapping[str, Learned] = field(default_factory=dict)
    question: str = "What is left?"


SIGNATURE = "town|corpus:town@1.0/en|seed:0|run:0123456789ab"


def write_run(folder: Path, given: Given) -> Run:
    """The folder of such a run."""
    filters = list(given.blocked)
    cells = [(name, draw) for name, draws in given.draws.items() for draw in range(draws)]
    renderings, decisions = [], []
    for perturbation, draw in cells:
        for passage in given.passages:
            text = given.rewritten.get((passage.passage_id, perturbation), passage.text)
            key = {"passage_id": passage.passage_id, "perturbation": perturbation, "draw": draw}
            renderings.append({**key, "language": "en", "text": text, "edits": []})
        for name in filters:
            for passage, blocked in zip(given.passages, given.blocked[name][perturbation], strict=True):
                key = {"passage_id": passage.passage_id, "perturbation": perturbation, "draw": draw, "filter": name}
                error = "ValueError: no" if blocked is None else None
                more = given.rows.get((passage.passage_id, perturbation, name), {})
                decisions.append({"score": None, "stage": None, "error": error, **key, "blocked": blocked, **more})
    evidence = [{"perturbation": "identity", "draw": 0, "via": [], **row} for row in given.evidence]
    judged = [
        {
            **dict.fromkeys(KIND.schema.names),
            "document_id": "town/en",
            "unit": "sentence",
            "position": at,
            "start": 0,
            "end": len(each.text),
            "cuts": [],
            "language": "en",
            **{name: getattr(each, name) for name in each.__dataclass_fields__ if name != "target"},
        }
        for at, each in enumerate(given.passages)
    ]
    targets = [
        {"passage_id": each.passage_id, "target": each.target, "rules": ["insult"] if each.target else []}
        for each in given.passages
    ]
    for kind, rows, file in (
        (KIND, judged, "passages.parquet"),
        (TARGETS, targets, "targets.parquet"),
        (RENDERINGS, renderings, "renderings/part-00000.parquet"),
        (DECISIONS, decisions, "decisions/part-00000.parquet"),
        (EVIDENCE, evidence, "evidence/part-00000.parquet"),
    ):
        kind.write(pa.Table.from_pylist(rows, schema=kind.schema), folder / file)
    config = {
        "question": given.question,
        "corpus": {"name": "town", "language": "en", "unit": "sentence"},
        "policy": "tone",
        "seed": 0,
        "filters": [dict(each) for each in given.filters] or [{"name": name, "kind": "keyword"} for name in filters],
    }
    (folder / "resolved.yaml").write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    Manifest(
        version=1,
        experiment="town",
        path="nowhere",
        signature=SIGNATURE,
        fingerprint="0123456789ab" + "0" * 52,
        status="complete",
        started="2026-01-01T00:00:00+00:00",
        finished="2026-01-01T00:00:01+00:00",
        passages=len(given.passages),
        perturbations=dict(given.draws),
        filters=filters,
        decisions=len(decisions),
        errors=sum(row["blocked"] is None for row in decisions),
        parts=1,
        inputs={},
        code={},
    ).write(folder)
    write_json(folder / "summary.json", summarise(Run(folder), learned=given.learned))
    return Run(folder)


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Run]:
    """Makes a run from a `Given`, in a folder of the test's."""
    return lambda **given: write_run(tmp_path / "0123456789ab", Given(**given))


@pytest.fixture(scope="session")
def make_in() -> Callable[..., Run]:
    """Makes a run in a folder that is given first."""
    return lambda folder, **given: write_run(folder, Given(**given))


@pytest.fixture(scope="session")
def passage() -> type[Passage]:
    """Builds a passage."""
    return Passage


@pytest.fixture
def shown() -> Callable[..., str]:
    """What a function writes to a console without colours, 80 columns wide."""

    def call(show: Callable[..., None], document: object, *, width: int = 80, **more: object) -> str:
        stream = StringIO()
        show(document, Console(file=stream, width=width, highlight=False, emoji=False, markup=False), **more)
        return stream.getvalue()

    return call

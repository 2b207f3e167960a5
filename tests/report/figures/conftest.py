"""Documents of runs written by hand, for figures: three filters, and eight with names that are hard to set."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from outlast.report.figures.canvas import settings
from outlast.report.figures.files import FigureFiles, figure_files
from outlast.report.page.build import document
from outlast.report.page.document import Document, Part

pytest.importorskip("matplotlib", reason="matplotlib is not installed (the extra dev has it)")

HARD = (
    *("keywords", "a-keyword-list-with-a-very-long-name-that-goes-on-2022-revised", "all-of-it", "none-of-it"),
    *("敏感词名单-二零二二年修订版-加长加长加长加长", "$x$ & <b>", "wa\u200br\u202ed", "x" * 70),
)
TEXT = "0123456789"


@pytest.fixture(scope="session")
def part(make_in, passage, tmp_path_factory) -> Part:
    """Ten passages in two sections; a list without scores, a model that blocks from 0.55, one that blocks nothing.

    The list blocks passages 0 to 3, the model 5 to 9; the policy would block the odd ones; passage 9 has no policy.
    """
    passages = [
        passage(
            f"town/{at // 5 + 1}/{at % 5 + 1}",
            TEXT,
            section=str(at // 5 + 1),
            topics=["war"] if at < 4 else ["bread"],
            target=None if at == 9 else bool(at % 2),
        )
        for at in range(10)
    ]
    lists, model, none = [at < 4 for at in range(10)], [at > 4 for at in range(10)], [False] * 10
    scores = {(each.passage_id, "identity", "model"): {"score": at / 10 + 0.05} for at, each in enumerate(passages)}
    run = make_in(
        tmp_path_factory.mktemp("run") / "0123456789ab",
        passages=passages,
        blocked={
            "list": {"identity": lists, "spaced": [at < 1 for at in range(10)]},
            "model": {"identity": model, "spaced": model},
            "none": {"identity": none, "spaced": none},
        },
        filters=[
            {"name": "list", "kind": "keyword"},
            {"name": "model", "kind": "replay", "threshold": 0.55},
            {"name": "none", "kind": "keyword"},
        ],
        draws={"identity": 1, "spaced": 1},
        rewritten={(each.passage_id, "spaced"): "0 123456789" for each in passages},
        rows=scores,
    )
    return document([run]).parts[0]


@pytest.fixture(scope="session")
def hard(make_in, passage, tmp_path_factory) -> Part:
    """Sixty passages, eight filters with names and labels that are hard to set, errors, three rewritings."""
    chance = random.Random(0)
    values = ["war", "战争与和平", "freedom of assembly and association in public places", "y" * 60, "$a_b$"]
    passages = [
        passage(f"town/{at // 6}/{at % 6}", "text", section=f"§{at // 6}", topics=[values[at % 5]], target=at % 3 == 0)
        for at in range(60)
    ]
    rewritings = ["identity", *(f"rewriting-{at}" for at in range(3))]

    def verdicts(name: str) -> list[bool | None]:
        if name in {"all-of-it", "none-of-it"}:
            return [name == "all-of-it"] * 60
        return [None if chance.random() < 0.05 else chance.random() < 0.4 for _ in range(60)]

    run = make_in(
        tmp_path_factory.mktemp("run") / "0123456789ab",
        passages=passages,
        blocked={name: {each: verdicts(name) for each in rewritings} for name in HARD},
        filters=[{"name": name, "kind": "replay", "threshold": 0.5} for name in HARD],
        draws=dict.fromkeys(rewritings, 1),
        rows={
            (each.passage_id, rewriting, name): {"score": chance.random()}
            for each in passages
            for rewriting in rewritings
            for name in HARD[:3]
        },
    )
    return document([run]).parts[0]


@pytest.fixture(scope="session")
def drawn() -> Callable[..., Any]:
    """Draws figures as a report's are drawn."""

    def call(draw: Callable[..., Any], part: Part) -> Any:
        with settings():
            return draw(part)

    return call


@pytest.fixture(scope="session")
def report(part) -> Document:
    return Document(title="t", question="What is left?", parts=(part,), version="0.1.0")


@pytest.fixture(scope="session")
def awful(hard) -> Document:
    return Document(title="t", question='"><script>alert(1)</script>', parts=(hard,), version="0.1.0")


@pytest.fixture(scope="session")
def made(report) -> dict[str, bytes]:
    """The files of the first document."""
    return figure_files(report).files


@pytest.fixture(scope="session")
def awfully_made(awful) -> FigureFiles:
    return figure_files(awful)

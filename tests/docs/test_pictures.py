"""The letter's page that the repository shows says what today's run says."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest

import outlast
from outlast.report.page.build import document
from outlast.runs.results import open_run

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "experiments" / "letter" / "report.html"
MAKE = "make it again with `.venv/bin/python docs/pictures/make.py`"


@pytest.fixture(scope="module")
def today(letter_runs: Path, tmp_path_factory: pytest.TempPathFactory):
    """The document that the page would be made from today."""
    chinese = outlast.run(
        ROOT / "experiments" / "policies" / "state-line-2022.zh.yaml", runs=tmp_path_factory.mktemp("runs")
    )
    return document([open_run("letter", runs=letter_runs), chinese])


def test_its_answers_are_todays(today) -> None:
    """The sentences of both languages stand in the page, word for word."""
    words = unescape(re.sub(r"<[^>]+>", "", PAGE.read_text(encoding="utf-8")))
    for part in today.parts:
        for sentence in part.answer:
            assert sentence in words, MAKE


def test_it_blacks_out_what_todays_run_blocks(today) -> None:
    """Each filter's outcome on each sentence, in every rendering, is today's."""
    blocks = re.findall(r'<script type="application/json" class="data">(.*?)</script>', PAGE.read_text("utf-8"))
    assert len(blocks) == len(today.parts) == 2
    for block, part in zip(blocks, today.parts, strict=True):
        assert json.loads(block)["outcomes"] == part.data["outcomes"], MAKE


def test_it_names_no_place_of_the_machine_that_made_it() -> None:
    """Files are named as they are written from the repository's root."""
    assert not re.search(r"/(work|tmp|home|root|Users)/", PAGE.read_text(encoding="utf-8"))

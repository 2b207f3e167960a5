"""The page on paper: heads on every page of a table, pages numbered, bars as bars, nothing to press."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest


@pytest.fixture(scope="module", params=[0, 1], ids=["en", "zh"])
def paper(browser, letter, request) -> list[str]:
    """The texts of the PDF's pages, of each language, without background graphics."""
    pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed (the extra dev has it)")
    page = browser.new_page()
    page.goto(letter.path.as_uri())
    page.locator(f"input[name=part][value='{request.param}']").check()
    printed = page.pdf(format="A4", print_background=False)
    page.close()
    return [" ".join(each.extract_text().split()) for each in pypdf.PdfReader(io.BytesIO(printed)).pages]


def test_pages_are_numbered(paper) -> None:
    """Each page says which it is, and of how many."""
    assert len(paper) > 5
    for number, text in enumerate(paper, 1):
        assert f"{number} / {len(paper)}" in text


def test_a_tables_head_stands_on_each_of_its_pages(paper) -> None:
    """The disagreements (in English on more than one page) begin on each page with the names of the columns."""
    row = re.compile(r"\d\.\d+\.\d+ (?:blocked|survives) (?:blocked|survives)")
    pages = [text for text in paper if row.search(text)]
    assert pages
    for text in pages:
        first = row.search(text)
        assert first is not None
        assert re.search(r"passage \S+ \S+ (?:\S+ )?\S+ text $", text[: first.start()])


def test_bars_are_printed_and_controls_are_not(visit, letter) -> None:
    """What is blocked is black on paper with or without background graphics; nothing to press is there."""
    page = visit(letter.path)
    page.emulate_media(media="print")
    bar = page.locator("#text .part:not([hidden]) .p.blocked .t").first
    style: Any = bar.evaluate(
        "node => [getComputedStyle(node).backgroundColor, getComputedStyle(node).printColorAdjust]"
    )
    assert style == ["rgb(0, 0, 0)", "exact"]
    assert page.locator("select:visible, input:visible, button:not(.sort):visible, nav:visible").count() == 0

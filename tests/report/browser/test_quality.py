"""What nobody should notice: contrast, names and order for assistive technology, paper, and no network."""

from __future__ import annotations

import io
import re
from itertools import pairwise

import pytest


@pytest.mark.parametrize(("part", "scheme"), [(0, "light"), (1, "dark")], ids=["en-light", "zh-dark"])
def test_axe_finds_nothing(visit, letter, violations, scheme, part) -> None:
    """No violation of any level, AAA and best practice included, with everything opened that opens."""
    page = visit(letter.path, color_scheme=scheme)
    page.locator(f"input[name=part][value='{part}']").check()
    text = page.locator("#text .part:not([hidden])")
    text.locator(".n").nth(7).click()
    page.locator(".part:not([hidden]) .exact").fill("0.45")
    page.locator(".part:not([hidden]) .exact").press("Enter")
    text.locator(".pick-other").select_option(label="keywords")
    assert violations(page) == []


def test_axe_finds_nothing_on_a_telephone(visit, letter, violations) -> None:
    """The same at 360 pixels, in the dark, where tables are laid out anew."""
    page = visit(letter.path, color_scheme="dark", viewport={"width": 360, "height": 740})
    page.get_by_role("button", name="Passage 1.3.2").click()
    assert violations(page) == []


def test_what_is_blacked_out_can_be_read_where_it_is_asked_for(page) -> None:
    """A bar hides its letters, and shows them on the bar's own ground when pointed at, opened, or all are lifted."""
    bar = page.locator("#text .part:not([hidden]) .p.blocked .t").first
    fill = "node => getComputedStyle(node).webkitTextFillColor"
    assert bar.evaluate(fill) == "rgba(0, 0, 0, 0)"
    bar.hover(position={"x": bar.bounding_box()["width"] / 2, "y": 10})
    assert bar.evaluate(fill) == bar.evaluate("node => getComputedStyle(node).color")
    page.mouse.move(0, 0)
    page.locator(".lift").first.check()
    assert bar.evaluate(fill) == bar.evaluate("node => getComputedStyle(node).color")


def test_headings_and_landmarks_are_in_order(page) -> None:
    """One h1; no level is left out; header, nav, main and footer once each."""
    levels = [
        int(name[1])
        for name in page.evaluate(
            "() => [...document.querySelectorAll('h1, h2, h3')].filter(h => h.checkVisibility()).map(h => h.nodeName)"
        )
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    for landmark in ("header", "nav", "main", "footer"):
        assert page.locator(f"body > {landmark}").count() == 1


def test_the_signature_is_copied(visit, letter) -> None:
    """The button puts the signature, whole, on the clipboard; where it may not, the signature is selected."""
    page = visit(letter.path)
    page.locator(".copy").first.click()
    page.locator(".copy", has_text=re.compile("Copied|Selected")).first.wait_for()
    if "Selected" in page.locator(".copy").first.text_content():
        assert page.evaluate("() => getSelection().toString()") == letter.runs[0].signature


def test_reduced_motion_is_kept(visit, letter) -> None:
    """Nothing scrolls smoothly, and nothing moves, for a reader who wants less motion."""
    page = visit(letter.path, reduced_motion="reduce")
    assert page.evaluate("() => getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    assert page.evaluate("() => document.getAnimations().length") == 0


def test_on_paper_the_story_is_whole(page, letter) -> None:
    """The PDF has the answer, the whole text, every row of the long tables and the method; A4, a bounded number of
    pages, none of them empty; no control is printed."""
    pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed (the extra dev has it)")
    reader = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4")))
    pages = [each.extract_text() for each in reader.pages]
    text = " ".join(" ".join(pages).split())
    assert 12 <= len(pages) <= 24
    assert all(len(each.split()) > 15 for each in pages)
    assert "40 survive (65 %" in text
    for passage in letter.runs[0].passages().column("text").to_pylist():
        assert passage.split()[0] in text
    assert "everyday-life" in text
    assert "cyber-solidarity" in text
    assert "How to make it again" in text
    assert "Show all" not in text
    assert "beside" not in pages[1].split()[:40]

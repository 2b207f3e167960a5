"""The reader's view in a browser: what a reviewer does with it, by mouse and by keyboard alone."""

from __future__ import annotations

import re

import pytest

from outlast.sheets.letters import INVISIBLE

BLOCKED = "() => [...document.querySelectorAll('.part:not([hidden]) .body .p.blocked')].map(p => p.id)"


def blocked_in(run, name: str, *, part: int = 0, perturbation: str = "identity") -> list[str]:
    """The ids of passages that a stored run blocks."""
    places = {passage: at for at, passage in enumerate(run.passages().column("passage_id").to_pylist())}
    rows = run.blocked(name, perturbation=perturbation)
    return [f"p{part}-{places[row['passage_id']]}" for row in rows]


def test_it_opens_with_what_the_last_filter_blocks(page, letter) -> None:
    """The passages that are blacked out are those that the cascade blocks, and each says so in words."""
    wanted = blocked_in(letter.runs[0], "cascade")
    assert page.evaluate(BLOCKED) == wanted
    said = page.locator("#text .part:not([hidden]) .p.blocked .s").all_text_contents()
    assert said == ["blocked by cascade: "] * len(wanted) == ["blocked by cascade: "] * 22


@pytest.mark.parametrize("name", ["keywords", "classifier"])
def test_another_filter_blacks_out_what_it_blocks(page, letter, name) -> None:
    """Choosing a filter shows its decisions, in the text and in the count above it."""
    page.locator(".pick-filter").first.select_option(label=name)
    wanted = blocked_in(letter.runs[0], name)
    assert page.evaluate(BLOCKED) == wanted
    assert (
        page.locator(".state").first.inner_text()
        == f"What {name} leaves of the text: {62 - len(wanted)} of 62 sentences."
    )


@pytest.mark.parametrize("name", ["zero-width", "homoglyph"])
def test_a_rewriting_shows_the_text_as_it_was_judged(page, letter, name) -> None:
    """Under a rewriting the decisions are those of the rewritten texts, which stand there letter for letter."""
    run = letter.runs[0]
    page.locator(".pick-rendering").first.select_option(label=name)
    assert page.evaluate(BLOCKED) == blocked_in(run, "cascade", perturbation=name)
    stored = run.select(run.renderings(), perturbation=name, draw=0).column("text").to_pylist()
    shown = page.locator("#text .part:not([hidden]) .t").all_text_contents()
    assert shown == [text.translate(dict.fromkeys(map(ord, INVISIBLE))) for text in stored]
    marks = page.locator("#text .part:not([hidden]) .t .zero").count()
    assert marks == sum(text.count(letter) for text in stored for letter in INVISIBLE)
    assert (marks > 0) == (name == "zero-width")


def test_the_text_comes_back_from_a_rewriting(page, letter) -> None:
    """Back at the text as written, every letter is as it was."""
    chosen = page.locator(".pick-rendering").first
    chosen.select_option(label="homoglyph")
    chosen.select_option(label="identity")
    assert page.locator("#text .part:not([hidden]) .t").all_text_contents() == (
        letter.runs[0].passages().column("text").to_pylist()
    )


def test_two_filters_stand_side_by_side(page, letter) -> None:
    """Beside the chosen filter's text stands that of another, and it goes away again."""
    page.locator(".pick-other").first.select_option(label="keywords")
    copies = "() => [...document.querySelectorAll('.twin .p.blocked')].map(p => 'p0-' + p.dataset.at)"
    assert page.evaluate(copies) == blocked_in(letter.runs[0], "keywords")
    left, right = (page.locator(f".para > p:nth-child({n})").first.bounding_box() for n in (1, 2))
    assert left["y"] == right["y"]
    assert left["x"] + left["width"] <= right["x"]
    page.locator(".pick-other").first.select_option(label="nothing")
    assert page.locator(".twin").count() == 0
    assert page.evaluate(BLOCKED) == blocked_in(letter.runs[0], "cascade")


def test_a_passage_opens_to_its_decisions(page) -> None:
    """1.3.2, clicked, says what `outlast explain letter 1.3.2` says of it."""
    page.get_by_role("button", name="Passage 1.3.2").click()
    why = page.locator(".why")
    told = " ".join(why.inner_text().split())
    for said in (
        "keywords blocked by iv-010",
        "“Russia” 0–6 + “invasion” 9–17 only via casefold combination: russia + invasion (invasion)",
        "classifier survives; score 0.433, blocks from 0.500; flips at 0.433",
        "“of Ukraine” 18–28 +0.17 to the log-odds",
        "held it back",
        "cascade blocked at its stage keywords",
        "state-line-2022 would block it (unfavourable-to-russian-state)",
        "stance russian-state: criticise",
    ):
        assert said in told
    assert why.locator("mark").all_text_contents() == ["Russia", "invasion"]
    why.get_by_role("button", name="Close").click()
    assert why.count() == 0


def test_the_keyboard_is_enough(page, letter) -> None:
    """From the toolbar on: one stop for the text, arrows within it, space opens, escape closes; focus is kept."""
    page.locator(".next").first.focus()
    page.keyboard.press("Tab")
    focused = "() => document.activeElement.getAttribute('aria-label')"
    assert page.evaluate(focused) == "Passage 1.1.1"
    for key in ("ArrowDown", "ArrowRight", "ArrowUp"):
        page.keyboard.press(key)
    assert page.evaluate(focused) == "Passage 1.1.2"
    page.keyboard.press("Space")
    assert page.locator(".why").get_attribute("aria-label") == "Passage 1.1.2"
    assert page.evaluate("() => document.activeElement.getAttribute('aria-expanded')") == "true"
    page.keyboard.press("Escape")
    assert page.locator(".why").count() == 0
    assert page.evaluate(focused) == "Passage 1.1.2"
    page.keyboard.press("End")
    assert page.evaluate(focused) == "Passage 3.3.3"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.textContent") == "Close"
    page.keyboard.press("Enter")
    assert page.evaluate(focused) == "Passage 3.3.3"


def test_the_next_blocked_passage_is_one_button_away(page, letter) -> None:
    """Down goes to the first passage that the filter blocks, be it the text's first, then to the next; up goes back."""
    wanted = blocked_in(letter.runs[0], "cascade")
    assert wanted[0] == "p0-0"
    where = "() => document.activeElement.closest('.p').id"
    for each in wanted[:3]:
        page.get_by_role("button", name="Next blocked passage").first.click()
        assert page.evaluate(where) == each
    page.get_by_role("button", name="Previous blocked passage").first.click()
    assert page.evaluate(where) == wanted[1]


def test_the_other_language_takes_the_place_of_the_first(page, letter) -> None:
    """Chinese, chosen: its own decisions and text, marked as simplified Chinese; the filter stays the same."""
    page.locator(".pick-filter").first.select_option(label="keywords")
    page.get_by_role("radio", name="中文").check()
    assert page.evaluate(BLOCKED) == blocked_in(letter.runs[1], "keywords", part=1)
    body = page.locator("#text .part:not([hidden]) .body")
    assert body.get_attribute("lang") == "zh-Hans"
    assert body.locator(".t").all_text_contents() == letter.runs[1].passages().column("text").to_pylist()
    page.locator(".part:not([hidden]) .pick-part").select_option(label="English")
    assert page.evaluate(BLOCKED) == blocked_in(letter.runs[0], "keywords")


def test_the_minimap_goes_to_a_passage(page) -> None:
    """A click in the middle of the map goes to the passage in the middle of the text."""
    map_ = page.locator(".minimap").first
    map_.scroll_into_view_if_needed()
    box = map_.bounding_box()
    map_.click(position={"x": box["width"] / 2, "y": box["height"] / 2})
    assert page.evaluate("() => document.activeElement.closest('.p').id") == "p0-31"


def test_an_address_opens_a_passage(visit, letter) -> None:
    """A link to a passage of the second part shows that part with the passage open."""
    page = visit(letter.path, fragment="#p1-4")
    assert page.locator(".why").get_attribute("aria-label").startswith("Passage ")
    assert page.locator("#p1-4").is_visible()
    assert page.locator("#p0-4").is_hidden()


def test_without_script_everything_is_there_to_read(visit, letter) -> None:
    """With scripts off both languages, the answer and the black-outs are there, and no dead control is."""
    page = visit(letter.path, java_script_enabled=False)
    assert page.locator(".p.blocked:visible").count() == 22 + 27
    assert page.locator("#answer .survival:visible").count() == 2
    assert page.locator("button:visible, select:visible, input:visible").count() == 0


@pytest.mark.parametrize("width", [360, 800, 1400])
def test_no_width_needs_scrolling_sideways(visit, letter, width) -> None:
    """From a telephone's width on the page is no wider than its window, with a passage open and two filters shown."""
    page = visit(letter.path, viewport={"width": width, "height": 800})
    page.locator(".pick-other").first.select_option(index=1)
    page.get_by_role("button", name="Passage 1.3.2").click()
    assert page.evaluate("() => document.documentElement.scrollWidth") == width


def test_a_score_just_below_its_threshold_is_not_shown_at_it(page, letter) -> None:
    """Where three decimals would be the same, as many are shown as tell the two apart."""
    decisions = letter.runs[0].select(letter.runs[0].decisions(), perturbation="identity", draw=0, filter="classifier")
    score = decisions.column("score")[8].as_py()
    exact = page.locator(".exact").first
    exact.fill(repr(score + 1e-5))
    exact.press("Enter")
    page.get_by_role("button", name="Passage 1.3.2").click()
    said = page.locator(".verdict", has_text="classifier").first.inner_text()
    found = re.search(r"score ([\d.]+), blocks from ([\d.]+); flips at ([\d.]+)", said)
    assert found[1] != found[2]
    assert float(found[1]) < float(found[2])
    assert found[3] == found[1]
    assert round(score, len(found[1]) - 2) == float(found[1])

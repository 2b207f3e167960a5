"""The page by keyboard alone: Tab, arrows, Enter, Space and Escape reach and work everything, and nothing traps."""

from __future__ import annotations

from typing import Any

import pytest

FOCUS = """() => {
  const node = document.activeElement;
  if (!node || node === document.body) return null;
  const box = node.getBoundingClientRect(), style = getComputedStyle(node);
  const place = node.closest('section, header, nav');
  const [text] = node.innerText?.split('\\n') ?? [];
  return {
    tag: node.localName,
    name: node.className,
    label: node.getAttribute('aria-label') ?? text ?? '',
    place: place?.id || place?.localName || '',
    outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.right > 0 && box.left < innerWidth,
  };
}"""

REACHABLE = """() => [...document.querySelectorAll('a[href], button, select, input, summary, [tabindex="0"]')]
  .filter(node => node.tabIndex >= 0 && node.checkVisibility({ visibilityProperty: true })).length"""


def walk(page: Any, *, key: str = "Tab", most: int = 400) -> list[dict[str, Any]]:
    """Where the focus stands after each press of a key, until it leaves the page."""
    found: list[dict[str, Any]] = []
    while len(found) < most:
        page.keyboard.press(key)
        focus = page.evaluate(FOCUS)
        if focus is None:
            return found
        found.append(focus)
    raise AssertionError(f"the focus did not leave the page within {most} steps: {found[-3:]}")


def tab_to(page: Any, selector: str, *, most: int = 200) -> None:
    """Press Tab until an element of this kind has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab does not reach {selector}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_tab_goes_through_everything_and_out_again(visit, letter, scheme) -> None:
    """Every control that can be seen is reached once, in order, each with a ring around it; nothing holds the focus.
    A radio group is one stop, and so are the passages' numbers, between which the arrows go."""
    page = visit(letter.path, color_scheme=scheme)
    steps = walk(page)
    assert steps[0]["name"] == "skip"
    assert all(each["outlined"] and each["seen"] for each in steps)
    others = page.locator("input[name=part]").count() - 1
    assert len(steps) == page.evaluate(REACHABLE) - others
    places = list(dict.fromkeys(each["place"] for each in steps if each["place"] not in {"", "header", "nav"}))
    order = page.evaluate("() => [...document.querySelectorAll('main section[id]')].map(node => node.id)")
    assert places == [name for name in order if name in places]
    assert {"answer", "text", "threshold", "silenced", "disagreements"} <= set(places)
    assert all(each["label"].strip() or each["tag"] in {"select", "input"} for each in steps)


def test_the_skip_link_leads_to_the_text(page) -> None:
    """The first stop; Enter goes past the contents to the text, and the next stop is in it."""
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.closest('section').id") == "text"


def test_a_filter_is_chosen_and_passages_are_opened(page) -> None:
    """A letter chooses the filter; Enter opens a passage, Tab goes on into it, Escape closes it and gives the focus
    back to its number, arrows go on from there."""
    tab_to(page, ".pick-filter")
    page.keyboard.type("cl")
    assert page.locator(".state").first.inner_text().startswith("What classifier leaves")
    tab_to(page, ".n")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    opened = page.locator(".why")
    assert opened.count() == 1
    name = page.evaluate("() => document.activeElement.getAttribute('aria-label')")
    assert opened.get_attribute("aria-label") == name == "Passage 1.1.2"
    assert page.evaluate("() => document.activeElement.getAttribute('aria-expanded')") == "true"
    tab_to(page, ".why .close", most=1)
    page.keyboard.press("Enter")
    assert opened.count() == 0
    assert page.evaluate("() => document.activeElement.getAttribute('aria-label')") == name
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert opened.count() == 0
    assert page.evaluate("() => document.activeElement.getAttribute('aria-expanded')") == "false"
    page.keyboard.press("End")
    assert page.evaluate("() => document.activeElement.closest('.p').id") == "p0-61"
    page.keyboard.press("Tab")
    assert not page.evaluate("() => document.activeElement.classList.contains('n')")


def test_the_next_blocked_passage_can_be_seen_under_the_bar_of_controls(page) -> None:
    """Its number has the focus, and nothing lies over it."""
    tab_to(page, ".next")
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.closest('.p').classList.contains('blocked')")
    top = """() => {
      const node = document.activeElement, box = node.getBoundingClientRect();
      return node.contains(document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2));
    }"""
    assert page.evaluate(top)


def test_what_is_blocked_is_said_and_not_only_coloured(page) -> None:
    """The accessibility tree has the words before each blocked passage, and none before the others."""
    said = page.locator("#text .part:not([hidden]) .p").evaluate_all(
        "nodes => nodes.map(node => [node.classList.contains('blocked'), node.textContent.includes('blocked by')])"
    )
    assert len(said) == 62
    assert all(blocked == words for blocked, words in said)
    assert "blocked by cascade:" in page.locator("#text .part:not([hidden]) .body").aria_snapshot()


def test_the_slider_and_its_steps_by_keys(page) -> None:
    """Arrow keys move the threshold and say what it does; Enter on the steps goes from flip to flip and back."""
    tab_to(page, ".slide")
    before = page.locator(".slide").first.get_attribute("aria-valuetext")
    page.keyboard.press("Home")
    assert "0 of 62 sentences survive" in page.locator(".slide").first.get_attribute("aria-valuetext")
    page.keyboard.press("End")
    assert "62 of 62 sentences survive" in page.locator(".slide").first.get_attribute("aria-valuetext")
    for _ in range(1):
        page.keyboard.press("Shift+Tab")
    assert page.evaluate("() => document.activeElement.className") == "as-run"
    page.keyboard.press("Enter")
    assert page.locator(".slide").first.get_attribute("aria-valuetext") == before


def test_a_table_is_sorted_and_a_row_followed(page) -> None:
    """Enter on a head sorts and keeps the focus; Enter on a passage's link opens it and puts the focus there."""
    tab_to(page, ".disputes .sort")
    page.keyboard.press("Enter")
    head = page.locator(".disputes thead th").first
    assert head.get_attribute("aria-sort") == "ascending"
    assert page.evaluate("() => document.activeElement.classList.contains('sort')")
    tab_to(page, ".disputes tbody a")
    name = page.evaluate("() => document.activeElement.textContent")
    page.keyboard.press("Enter")
    page.locator(".why").wait_for()
    assert page.evaluate("() => document.activeElement.getAttribute('aria-label')") == f"Passage {name}"


def test_bars_are_bars_in_forced_colours(visit, letter) -> None:
    """With a reader's own colours forced, what is blocked stands on another ground than what is not."""
    page = visit(letter.path, forced_colors="active")
    ground = "node => getComputedStyle(node).backgroundColor"
    bar = page.locator("#text .part:not([hidden]) .p.blocked .t").first.evaluate(ground)
    page_ground = page.locator("html").evaluate(ground)
    assert bar not in {page_ground, "rgba(0, 0, 0, 0)"}
    assert page.locator(".minimap path").first.evaluate("node => getComputedStyle(node).fill") != page_ground


def test_curves_are_told_by_more_than_colour(page) -> None:
    """Survival, over- and under-blocking differ in darkness or in dashes, and the table below has the same strokes."""
    strokes = page.evaluate(
        """() => ['survived', 'over', 'under'].map(name => {
          const all = [...document.querySelectorAll(`.part:not([hidden]) .curve.${name}`)];
          return [...new Set(all.map(node => {
            const style = getComputedStyle(node);
            return `${style.stroke} ${style.strokeDasharray}`;
          }))];
        })"""
    )
    assert [len(each) for each in strokes] == [1, 1, 1]
    colours, dashes = zip(*(each[0].rsplit(")", 1) for each in strokes), strict=True)
    greys = [
        sum(w * int(part) for w, part in zip((0.3, 0.59, 0.11), c.partition("(")[2].split(","), strict=True))
        for c in colours
    ]
    apart = [(a, b) for a in range(3) for b in range(a)]
    assert all(dashes[a] != dashes[b] or abs(greys[a] - greys[b]) > 40 for a, b in apart)

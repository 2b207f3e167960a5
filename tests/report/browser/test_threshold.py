"""The threshold slider: its numbers are Python's for the same threshold, and the text follows."""

from __future__ import annotations

import pytest

from outlast.runs.clusters import clusters_of
from outlast.sheets.cells import percent, percent_range
from outlast.statistics.strictness import flip_points, strictness

NAMES = ("survived", "over_blocked", "under_blocked")


def by_python(run, threshold: float, *, perturbation: str = "identity"):
    """What `outlast.statistics.strictness` says of the classifier at a threshold."""
    decisions = run.select(run.decisions(), perturbation=perturbation, draw=0, filter="classifier")
    clusters = clusters_of(run.passages())
    (found,) = strictness(decisions, targets=run.targets(), clusters=clusters, thresholds=[threshold])
    return [getattr(found, name) for name in NAMES]


def shown(page) -> list[dict[str, str]]:
    """The three rows of numbers: unrounded as the page computed them, and as they are read."""
    return page.evaluate(
        "() => [...document.querySelectorAll('.part:not([hidden]) .numbers tbody tr')]"
        ".map(row => ({...row.dataset, read: [...row.cells].slice(1).map(cell => cell.textContent)}))"
    )


def assert_equal(rows, wanted) -> None:
    """Counts exactly, rates and intervals to the last digits of a double, and what is read of them."""
    for row, each in zip(rows, wanted, strict=True):
        assert (int(row["count"]), int(row["n"])) == (each.count, each.n)
        for name in ("rate", "low", "high"):
            assert float(row[name]) == pytest.approx(getattr(each, name), rel=1e-12, abs=1e-15)
        assert row["read"] == [
            f"{each.count} of {each.n}",
            percent(each.rate),
            percent_range(each.low, each.high),
        ]


def test_it_begins_where_the_filter_was_run(page, letter) -> None:
    """Untouched, the slider stands at the run's own threshold, and its numbers are those of the run."""
    assert float(page.locator(".exact").first.input_value()) == 0.5
    assert_equal(shown(page), by_python(letter.runs[0], 0.5))


@pytest.mark.parametrize("part", [0, 1], ids=["en", "zh"])
def test_at_every_flip_its_numbers_are_pythons(page, letter, part) -> None:
    """At the score of every passage, and beyond the highest, the page counts as Python does."""
    run = letter.runs[part]
    page.locator(f"input[name=part][value='{part}']").check()
    decisions = run.select(run.decisions(), perturbation="identity", draw=0, filter="classifier")
    exact = page.locator(".part:not([hidden]) .exact")
    points = [point for point in flip_points(decisions) if point is not None]
    assert len(points) > 50
    for threshold in [max(points) + 1e-6, *points[::6], points[-1]]:
        exact.fill(repr(threshold))
        exact.press("Enter")
        assert_equal(shown(page), by_python(run, threshold))


def test_dragged_or_by_arrow_keys_the_text_follows(page, letter) -> None:
    """Each step of the slider blacks out what scores at or above it, and the state above the text says so."""
    run = letter.runs[0]
    page.locator(".pick-filter").first.select_option(label="classifier")
    slide = page.locator(".slide").first
    slide.focus()
    for _ in range(9):
        page.keyboard.press("ArrowLeft")
    threshold = float(slide.input_value())
    assert threshold < 0.5
    assert_equal(shown(page), by_python(run, threshold))
    scores = (
        run.select(run.decisions(), perturbation="identity", draw=0, filter="classifier").column("score").to_pylist()
    )
    blocked = page.evaluate(
        "() => [...document.querySelectorAll('#text .part:not([hidden]) .p.blocked')].map(p => p.id)"
    )
    assert blocked == [f"p0-{at}" for at, score in enumerate(scores) if score >= threshold]
    assert f"It blocks from {threshold:.3f} here." in page.locator(".state").first.inner_text()
    assert f"{62 - len(blocked)} of 62 sentences survive" in slide.get_attribute("aria-valuetext")


def test_one_step_flips_one_passage(page, letter) -> None:
    """Plus goes to the next lower score: one passage more is blocked, and it is named; minus undoes it."""
    page.get_by_role("button", name="To where one passage more is blocked").first.click()
    assert int(shown(page)[0]["count"]) == 41
    flips = page.locator(".flips").first
    assert "Blocked here, not as it was run: 1" in flips.inner_text()
    assert flips.locator("a").count() == 1
    page.get_by_role("button", name="As it was run").first.click()
    assert int(shown(page)[0]["count"]) == 42
    assert flips.is_hidden()


def test_under_a_rewriting_it_counts_the_rewritten_texts(page, letter) -> None:
    """The slider follows the rendering that is shown."""
    page.locator(".pick-rendering").first.select_option(label="zero-width")
    assert_equal(shown(page), by_python(letter.runs[0], 0.5, perturbation="zero-width"))


def test_the_text_goes_back_to_the_run(page) -> None:
    """The button above the text undoes a moved threshold."""
    page.locator(".pick-filter").first.select_option(label="classifier")
    page.locator(".exact").first.fill("0")
    page.locator(".exact").first.press("Enter")
    assert "0 of 62" in page.locator(".state").first.inner_text()
    page.locator(".back").click()
    assert page.locator(".state").first.inner_text() == "What classifier leaves of the text: 42 of 62 sentences."

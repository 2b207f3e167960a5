"""A run too large to show whole: the page shows a sample, says so, and its numbers are still of the whole run."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from outlast.report.page import sheets, shown, whole
from outlast.report.page.write import write_report
from outlast.runs.clusters import clusters_of
from outlast.runs.results import Run
from outlast.sheets.cells import percent, percent_range
from outlast.statistics.strictness import strictness

PASSAGES, SAMPLE, STEPS = 600, 90, 25


@dataclass(frozen=True)
class Large:
    """A run of `PASSAGES`, of which the page shows `SAMPLE`."""

    path: Path
    run: Run


@pytest.fixture(scope="session")
def large(make_in, passage, tmp_path_factory: pytest.TempPathFactory) -> Large:
    """Documents of four sentences, a list, a model with scores (some decisions failed), and the two in a row."""
    drawn = random.Random(5)
    passages = [
        passage(
            f"town/en/{at // 4}.{at % 4}",
            f"Sentence {at} of the town.",
            section=str(at % 3),
            parent_id=f"town/en/{at // 4}",
            target=drawn.choice([True, False, False, None]),
        )
        for at in range(PASSAGES)
    ]
    listed, scores, errors = {}, {}, {}
    for name in ("identity", "upper"):
        listed[name] = [drawn.random() < 0.2 for _ in passages]
        scores[name] = [round(drawn.gauss(0.4, 0.2), 6) for _ in passages]
        errors[name] = [drawn.random() < 0.05 for _ in passages]
    judged = {
        name: [None if failed else score >= 0.5 for score, failed in zip(scores[name], errors[name], strict=True)]
        for name in scores
    }
    both = {
        name: [None if b is None else a or b for a, b in zip(listed[name], judged[name], strict=True)]
        for name in listed
    }
    rows = {
        (passages[at].passage_id, name, "judge"): {"score": scores[name][at]}
        for name in scores
        for at in range(PASSAGES)
        if not errors[name][at]
    }
    root = tmp_path_factory.mktemp("large")
    run = make_in(
        root / "0123456789ab",
        passages=passages,
        blocked={"words": listed, "judge": judged, "row": both},
        filters=[
            {"name": "words", "kind": "keyword"},
            {"name": "judge", "kind": "classifier", "threshold": 0.5},
            {"name": "row", "kind": "cascade", "stages": ["words", "judge"]},
        ],
        draws={"identity": 1, "upper": 1},
        rewritten={(each.passage_id, "upper"): each.text.upper() for each in passages},
        rows=rows,
    )
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(shown, "WHOLE", 300)
        patched.setattr(sheets, "WHOLE", 300)
        patched.setattr(shown, "SAMPLE", SAMPLE)
        patched.setattr(whole.thresholds, "__kwdefaults__", {"steps": STEPS})
        return Large(write_report([run], to=root / "large.html"), run)


@pytest.fixture
def page(visit, large) -> Any:
    """The large run's page."""
    return visit(large.path)


def outcomes(run: Run, *, perturbation: str = "identity") -> dict[str, list[bool | None]]:
    """From filter to what it decided of every passage, from the stored decisions."""
    found: dict[str, list[bool | None]] = {}
    for row in run.decisions().to_pylist():
        if row["perturbation"] == perturbation:
            found.setdefault(row["filter"], []).append(row["blocked"])
    return found


def disputes(run: Run, *, perturbation: str = "identity") -> int:
    return sum(
        {True, False} <= set(each) for each in zip(*outcomes(run, perturbation=perturbation).values(), strict=True)
    )


def state(page: Any) -> str:
    return str(page.locator(".state").inner_text())


def test_it_says_that_it_shows_a_sample_of_what_strata(page) -> None:
    """At the top, above the text and in the method; with the strata, and how many of each are shown of how many."""
    told = (
        "The text of this page is a sample: 90 of 600 sentences, stratified by section, by what tone says and by what"
    )
    assert told in page.locator("#answer .warning").last.inner_text()
    assert "outlast survivors" in page.locator("#answer .warning").last.inner_text()
    assert "Shown here: the sample of 90" in page.locator("#text").inner_text()
    assert page.locator(".minimap").get_attribute("aria-label").startswith("Map of the sample")
    assert page.locator(".body .p").count() == 90
    sizes = dict(
        zip(page.locator("#method dt").all_text_contents(), page.locator("#method dd").all_text_contents(), strict=True)
    )
    strata = {name: text for name, text in sizes.items() if " shown of " in text}
    assert "would block, blocked" in strata
    counts = [[int(part) for part in text.split(" shown of ")] for text in strata.values()]
    assert [sum(column) for column in zip(*counts, strict=True)] == [90, 600]
    assert all(abs(few - many * 90 / 600) <= 3 for few, many in counts)


@pytest.mark.parametrize("name", ["words", "judge", "row"])
@pytest.mark.parametrize("perturbation", ["identity", "upper"])
def test_what_a_filter_leaves_is_counted_in_the_whole_run(page, large, name, perturbation) -> None:
    """The line above the text has the counts of all 600, as they were decided, under every rendering."""
    page.locator(".pick-rendering").select_option(label=perturbation)
    page.locator(".pick-filter").select_option(label=name)
    decided = outcomes(large.run, perturbation=perturbation)[name]
    assert f": {decided.count(False)} of {600 - decided.count(None)} sentences." in state(page)


def test_without_script_too(visit, large) -> None:
    """The page as it stands in the file has the whole run's counts, before any script has run."""
    page = visit(large.path, java_script_enabled=False)
    decided = outcomes(large.run)["row"]
    assert f": {decided.count(False)} of {600 - decided.count(None)} sentences." in state(page)
    assert f"decide {disputes(large.run)} of 600 sentences" in page.locator("#disagreements .lead").inner_text()


@pytest.mark.parametrize("perturbation", ["identity", "upper"])
def test_the_slider_counts_the_whole_run(page, large, perturbation) -> None:
    """At every threshold that it can stand on, its numbers are Python's for all passages with a score, and the line
    above the text agrees; a threshold between two goes to the nearer one."""
    run = large.run
    page.locator(".pick-rendering").select_option(label=perturbation)
    page.locator(".pick-filter").select_option(label="judge")
    own = run.select(run.decisions(), perturbation=perturbation, draw=0, filter="judge")
    exact, seen = page.locator(".exact"), set()
    for typed in (0.5, -9.0, *(n / 40 - 0.1 for n in range(44)), 9.0):
        exact.fill(repr(typed))
        exact.press("Enter")
        at = float(exact.input_value())
        seen.add(at)
        (found,) = strictness(own, targets=run.targets(), clusters=clusters_of(run.passages()), thresholds=[at])
        rows = page.locator(".numbers tbody tr")
        for number, each in enumerate((found.survived, found.over_blocked, found.under_blocked)):
            assert rows.nth(number).locator("td").all_text_contents() == [
                f"{each.count} of {each.n}",
                percent(each.rate),
                percent_range(each.low, each.high),
            ]
        assert f": {found.survived.count} of {found.survived.n} sentences." in state(page)
    assert 0.5 in seen
    assert 20 <= len(seen) <= STEPS + 2


def test_a_step_goes_to_the_next_threshold_that_is_known(page) -> None:
    """Plus and minus move by a row of the table, and back."""
    before = page.locator(".exact").input_value()
    page.locator(".stricter").click()
    assert float(page.locator(".exact").input_value()) < float(before)
    page.locator(".milder").click()
    assert page.locator(".exact").input_value() == before
    assert page.locator(".flips-head").all_text_contents() == [
        "Of those shown: Blocked here, not as it was run: 0",
        "Of those shown: Let through here, not as it was run: 0",
    ]


def test_disagreements_are_of_the_whole_run_or_say_that_they_are_not(page, large) -> None:
    """As run, the count is of all 600, under each rendering, with how many are listed; moved, it is of the sample."""
    lead = page.locator("#disagreements .lead")
    listed = page.locator("#disagreements .found")
    for perturbation in ("upper", "identity"):
        page.locator(".pick-rendering").select_option(label=perturbation)
        said = lead.inner_text()
        assert said.startswith(f"The filters decide {disputes(large.run, perturbation=perturbation)} of 600 sentences ")
        rows = page.locator(".disputes tbody tr").count()
        assert said.endswith(f"Of those that this page shows, it lists {rows}.")
        assert listed.inner_text() == f"{rows} of {rows}"
    page.locator(".stricter").click()
    rows = page.locator(".disputes tbody tr").count()
    assert lead.inner_text().startswith(f"Among those that this page shows, the filters decide {rows} of 90 sentences ")


def test_what_takes_too_long_is_left_out_and_said(page) -> None:
    """Measures that compare every two passages are not on the page; the method names the command that has them."""
    assert "outlast measure town near-duplicates has it" in page.locator("#method").inner_text()

"""A page of several policies, what opens closed on it, and two filters side by side on a narrow screen."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

import outlast
from outlast.errors import UserError
from outlast.report.page.build import document
from outlast.report.page.write import write_report
from outlast.runs.results import open_run

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def policies(letter_runs, tmp_path_factory):
    """The letter in English under the policy of its experiment, and under one against incivility; where it is."""
    folder = tmp_path_factory.mktemp("policies")
    civility = outlast.run(ROOT / "experiments" / "policies" / "civility.en.yaml", runs=folder)
    runs = [open_run("letter", runs=letter_runs), civility]
    return runs, write_report(runs, to=folder / "policies.html")


def test_each_policy_has_its_own_question_and_answer(visit, policies) -> None:
    """The choice at the top changes the question, the answer and the text, and is named for what it chooses."""
    page = visit(policies[1])
    assert page.locator(".languages legend").inner_text() == "Policy"
    labels = page.locator(".languages label").all_inner_texts()
    assert [each.strip() for each in labels] == ["English, state-line-2022", "English, civility"]
    assert page.locator("h1").inner_text().startswith("Which sentences of the letter survive")
    page.locator("input[name=part][value='1']").check()
    assert page.locator("h1").inner_text().startswith("What does ordinary moderation of tone leave")
    answer = page.locator("#answer .part:not([hidden])").inner_text()
    assert "that civility would block" in answer
    assert "state-line-2022" not in answer


def test_runs_that_only_a_comparison_tells_apart_are_refused(policies) -> None:
    """Twice the same language and policy is no choice; the line says what to do instead."""
    with pytest.raises(UserError) as refused:
        document([policies[0][0], policies[0][0]])
    assert "\n" not in str(refused.value)
    assert "two of these runs judge en texts under state-line-2022" in str(refused.value)
    assert "outlast compare --html FILE" in str(refused.value)


def test_what_is_for_checking_opens(visit, policies) -> None:
    """A closed table shows its title alone, opens by the keyboard, and is open on paper and closed again after it."""
    page = visit(policies[1])
    fold = page.locator("#disagreements .part:not([hidden]) details", has_text="How far they agree")
    table = fold.locator("table")
    assert table.is_hidden()
    fold.locator("summary").focus()
    page.keyboard.press("Enter")
    assert table.is_visible()
    assert "kappa" in table.inner_text()
    page.keyboard.press("Enter")
    assert table.is_hidden()
    pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed (the extra dev has it)")
    printed = " ".join(each.extract_text() for each in pypdf.PdfReader(io.BytesIO(page.pdf(format="A4"))).pages)
    assert "kappa" in printed
    assert table.is_hidden()


def test_no_table_counts_what_does_not_occur(visit, policies) -> None:
    """No two sentences of the letter are alike: there is no table of near-duplicates, and the method says why."""
    page = visit(policies[1])
    assert page.locator("caption", has_text="Near-duplicates").count() == 0
    assert "near-duplicates" in page.locator("#method .part:not([hidden])").inner_text()


def test_side_by_side_is_named_where_there_is_one_column(visit, policies) -> None:
    """At 360 pixels each paragraph stands twice, and says before each which filter it went through."""
    page = visit(policies[1], viewport={"width": 360, "height": 740})
    text = page.locator("#text .part:not([hidden])")
    text.locator(".pick-other").select_option(label="keywords")
    name = "node => getComputedStyle(node, '::before').content"
    both = text.locator(".para").first.locator("> p")
    assert [both.nth(at).evaluate(name) for at in (0, 1)] == ['"cascade"', '"keywords"']
    text.locator(".pick-filter").select_option(label="classifier")
    assert both.nth(0).evaluate(name) == '"classifier"'
    assert page.evaluate("() => document.documentElement.scrollWidth") == 360

"""The comparison's page in a browser: flips in the text, opened passages, the table, the keyboard, paper, attacks."""

from __future__ import annotations

import io
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

import outlast
from outlast.comparison.compare import compare
from outlast.comparison.document import Comparison
from outlast.report.versus.bounds import Bounds
from outlast.report.versus.build import versus
from outlast.report.versus.write import versus_html, write_versus
from outlast.runs.results import open_run

ROOT = Path(__file__).parents[3]

STATES = """() => Object.fromEntries(['now', 'before'].map(
    (state) => [state, [...document.querySelectorAll(`.body .p.${state}`)].map((p) => Number(p.id.split('-')[1]))]
))"""


@dataclass(frozen=True)
class Compared:
    """A comparison and its page."""

    found: Comparison
    path: Path

    def flips(self, *, run: int, name: str, perturbation: str) -> dict[str, list[int]]:
        """The passages that a filter blocks now, and those that come through now, from the comparison itself."""
        against = self.found.others[run]
        (own,) = (each for each in against.flips if each.filter.before == name)
        rendering = against.join.renderings.index((perturbation, 0))
        mine = own.where(own.rendering == rendering)
        passages = against.join.passages_before[mine.passage]
        return {"now": passages[mine.blocks_now].tolist(), "before": passages[~mine.blocks_now].tolist()}


@pytest.fixture(scope="session")
def three(letter_runs: Path, tmp_path_factory: pytest.TempPathFactory) -> Compared:
    """The letter's run against another threshold, and against a threshold and another chain of normalising steps."""
    folder = tmp_path_factory.mktemp("versus")
    experiment = ROOT / "experiments" / "letter"
    mixed = ["filters.classifier.threshold=0.6", "filters.keywords.normalise=[nfkc, zero-width, look-alikes, casefold]"]
    runs = [
        open_run("letter", runs=letter_runs),
        outlast.run(experiment, runs=folder, settings=["filters.classifier.threshold=0.4"]),
        outlast.run(experiment, runs=folder, settings=mixed),
    ]
    found = compare(runs)
    return Compared(found, write_versus(found, folder / "three.html"))


@pytest.fixture
def page(visit, three) -> Any:
    """The page of the three runs, open at its beginning."""
    return visit(three.path)


def test_the_flips_in_the_text_are_those_of_the_comparison(page, three) -> None:
    """For each run, filter and rewriting that can be chosen: the same passages in the same forms, announced so."""
    labels = [against.side.label for against in three.found.others]
    seen = 0
    for run, label in enumerate(labels):
        page.locator(".pick-run").select_option(label=label)
        for perturbation in three.found.baseline.run.manifest.perturbations:
            page.locator(".pick-rendering").select_option(label=perturbation)
            for name in three.found.baseline.filters:
                page.locator(".pick-filter").select_option(label=name)
                wanted = three.flips(run=run, name=name, perturbation=perturbation)
                assert page.evaluate(STATES) == wanted
                seen += len(wanted["now"]) + len(wanted["before"])
                for state, words in [("now", "blocked now, not before: "), ("before", "through now, blocked before: ")]:
                    said = page.locator(f".body .p.{state} .s").all_text_contents()
                    assert said == [words] * len(wanted[state])
    assert seen == sum(against.flipped for against in three.found.others) > 100


def test_each_state_has_a_form_of_its_own(page, three) -> None:
    """Blocked in both is a full bar, blocked now a hatched one, through now a frame: not told apart by colour alone."""
    page.locator(".pick-run").select_option(label=three.found.others[1].side.label)
    page.locator(".pick-filter").select_option(label="keywords")
    page.locator(".pick-rendering").select_option(label="homoglyph")
    now = page.locator(".body .p.now .t").first
    assert "repeating-linear-gradient" in now.evaluate("node => getComputedStyle(node).backgroundImage")
    assert now.evaluate("node => getComputedStyle(node).webkitTextFillColor") == "rgba(0, 0, 0, 0)"
    page.locator(".pick-filter").select_option(label="classifier")
    before, both = page.locator(".body .p.before .t").first, page.locator(".body .p.blocked:not(.now) .t").first
    assert "inset" in before.evaluate("node => getComputedStyle(node).boxShadow")
    assert before.evaluate("node => getComputedStyle(node).webkitTextFillColor") != "rgba(0, 0, 0, 0)"
    assert both.evaluate("node => getComputedStyle(node).backgroundImage") == "none"


def test_the_state_is_counted_in_words(page, three) -> None:
    """The line above the text counts the four states of the 62 sentences for what was chosen."""
    page.locator(".pick-filter").select_option(label="classifier")
    wanted = three.flips(run=0, name="classifier", perturbation="identity")
    text = page.locator(".state").inner_text()
    assert text.startswith("classifier, as written, ")
    assert f"{len(wanted['now'])} blocked now, 0 through now, 20 blocked in both, " in text


def test_a_passage_opens_to_both_decisions(page, three) -> None:
    """A flip by threshold: both sides with their scores and thresholds, the cause, the policy and the labels."""
    page.locator(".pick-filter").select_option(label="classifier")
    flip = page.locator(".body .p.now").first
    flip.locator(".n").click()
    box = page.locator(".why")
    mine = box.locator(".both-sides.s-now", has_text="classifier").first
    assert mine.locator(".flip-head").inner_text().startswith("Blocked now, not before")
    assert mine.locator(".flip-head .cause").inner_text() == "threshold 0.5 → 0.4"
    sides = mine.locator(".sides > div").all_inner_texts()
    assert sides[0].startswith(f"before: {three.found.baseline.label}")
    assert "survives" in sides[0]
    assert "blocks from 0.500" in sides[0]
    assert "blocked" in sides[1]
    assert "blocks from 0.400" in sides[1]
    assert "state-line-2022" in box.locator(".policy-line").inner_text()
    assert box.locator(".labels dt").count() > 0
    flip.locator(".n").press("Escape")
    assert box.count() == 0


def test_what_the_runs_say_alike_is_said_once(page) -> None:
    """A filter that says the same in both runs has one verdict, not two."""
    page.locator(".pick-filter").select_option(label="classifier")
    page.locator(".body .p.now .n").first.click()
    words = page.locator(".why .both-sides").filter(has_text="keywords").first
    assert words.locator(".side-name").all_text_contents() == ["in both"]
    assert words.locator(".verdict").count() == 1


def test_a_rule_that_fires_now_is_marked_in_its_words(page, three) -> None:
    """Through a normalising step: the cause names it, and the side that blocks marks the rewritten words."""
    page.locator(".pick-run").select_option(label=three.found.others[1].side.label)
    page.locator(".pick-rendering").select_option(label="zero-width")
    page.locator(".pick-filter").select_option(label="keywords")
    page.locator(".body .p.now .n").first.click()
    mine = page.locator(".why .both-sides.s-now", has_text="keywords").first
    assert "normalising: zero-width added" in mine.locator(".flip-head").inner_text()
    assert mine.locator(".sides > div").nth(1).locator("mark").count() > 0
    assert mine.locator(".sides > div").nth(0).locator("mark").count() == 0


def focused(page) -> int:
    return int(page.evaluate("() => document.activeElement.closest('.p').id.split('-')[1]"))


def test_from_flip_to_flip_by_keyboard(page, three) -> None:
    """By the button, by Shift and an arrow, and back; a plain arrow goes to the neighbour; Enter opens."""
    page.locator(".pick-filter").select_option(label="classifier")
    flips = three.flips(run=0, name="classifier", perturbation="identity")["now"]
    page.get_by_role("button", name="Next flip").press("Enter")
    assert focused(page) == flips[0]
    page.keyboard.press("Shift+ArrowDown")
    assert focused(page) == flips[1]
    page.keyboard.press("ArrowDown")
    assert focused(page) == flips[1] + 1
    page.keyboard.press("Shift+ArrowUp")
    assert focused(page) == flips[1]
    page.keyboard.press("Enter")
    assert page.locator(".why").count() == 1
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Previous flip").press("Enter")
    assert focused(page) == flips[0]


def test_only_flips(page, three) -> None:
    """The text narrowed to what flipped, with whole numbers; arrows then go from flip to flip; unticked it is whole."""
    page.locator(".pick-filter").select_option(label="classifier")
    flips = three.flips(run=0, name="classifier", perturbation="identity")["now"]
    page.locator(".only-flips").check()
    assert page.locator(".body .p:visible").count() == len(flips)
    names = three.found.baseline.run.passages().column("passage_id").to_pylist()
    assert page.locator(".body .p:visible .n").first.inner_text() == names[flips[0]].rpartition("/")[2]
    page.locator(".body .p:visible .n").first.focus()
    page.keyboard.press("ArrowDown")
    assert focused(page) == flips[1]
    page.locator(".only-flips").uncheck()
    assert page.locator(".body .p:visible").count() == 62


def test_the_map_has_the_flips(page, three) -> None:
    """A row for each passage; left in a filter's column is what is blocked now, right what comes through."""
    paths = page.locator(".minimap g").nth(1)
    wanted = three.flips(run=0, name="classifier", perturbation="identity")
    drawn = paths.locator(".m-now").get_attribute("d")
    assert drawn == "".join(f"M0 {at}h1v1h-1z" for at in wanted["now"])
    page.locator(".pick-run").select_option(label=three.found.others[1].side.label)
    wanted = three.flips(run=1, name="classifier", perturbation="identity")
    drawn = page.locator(".minimap g").nth(1).locator(".m-before").get_attribute("d")
    assert drawn == "".join(f"M1 {at}h1v1h-1z" for at in wanted["before"])


def test_the_table_has_every_flip(page, three) -> None:
    """As many rows as the comparison has flips, after asking for the rest."""
    total = sum(against.flipped for against in three.found.others)
    assert page.locator(".found").inner_text() == f"{total} of {total}"
    assert page.locator(".flip-table tbody tr:visible").count() == 24
    while page.locator("#flips .more").is_visible():
        page.locator("#flips .more").click()
    assert page.locator(".flip-table tbody tr:visible").count() == total


def column(page, name: str) -> list[str]:
    heads = page.locator(".flip-table thead th").all_text_contents()
    return page.locator(f".flip-table tbody tr > :nth-child({heads.index(name) + 1})").all_text_contents()


def test_flips_are_sorted_by_their_heads(page) -> None:
    """By cause, one way and the other; the head says which."""
    head = page.locator(".flip-table").get_by_role("columnheader", name="cause")
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    up = column(page, "cause")
    head.get_by_role("button").press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    down = column(page, "cause")
    assert up[0] < down[0]
    assert up == sorted(up, key=str.lower)


@pytest.mark.parametrize(
    ("control", "value", "head", "all_are"),
    [
        (".f-filter", {"label": "keywords"}, "filter", {"keywords"}),
        (".f-rendering", {"label": "homoglyph"}, "written as", {"homoglyph"}),
        (".f-way", {"label": "through now"}, "now", {"through now"}),
        (".f-policy", {"label": "towards"}, "policy", {"towards"}),
        (".f-cause", {"label": "normalising"}, "filter", {"keywords", "cascade"}),
    ],
)
def test_flips_are_narrowed(page, three, control, value, head, all_are) -> None:
    """By filter, rewriting, way, policy and kind of cause: all rows fit, and there are as many as Python counts."""
    (sheet,) = (each for each in three.found.sheets() if each.name == "flips")
    fits = {
        ".f-filter": lambda row: row["filter"] == "keywords",
        ".f-rendering": lambda row: row["perturbation"] == "homoglyph",
        ".f-way": lambda row: not row["blocked_after"],
        ".f-policy": lambda row: row["target"] == row["blocked_after"],
        ".f-cause": lambda row: "normalising" in row["cause_kinds"],
    }[control]
    wanted = sum(fits(row) for row in sheet)
    page.locator(control).select_option(**value)
    assert set(column(page, head)) == all_are
    assert page.locator(".found").inner_text() == f"{wanted} of {len(sheet)}"


def test_a_word_narrows_flips(page, three) -> None:
    """By a word of the text, whatever its case."""
    page.locator(".find").fill("PUTIN")
    texts = column(page, "text")
    assert texts
    assert all("putin" in text.lower() for text in texts)


def test_a_row_opens_its_passage(page, three) -> None:
    """The link of a flip shows its run, rewriting and filter, with the passage open at that flip."""
    page.locator(".f-run").select_option(label=three.found.others[1].side.label)
    page.locator(".f-rendering").select_option(label="homoglyph")
    page.locator(".f-filter").select_option(label="cascade")
    link = page.locator(".flip-table tbody a").first
    name = link.text_content()
    link.click()
    assert page.locator(".why").get_attribute("aria-label") == f"Passage {name}"
    chosen = [
        page.locator(f".pick-{what}").evaluate("node => node.selectedOptions[0].text")
        for what in ("run", "rendering", "filter")
    ]
    assert chosen == [three.found.others[1].side.label, "homoglyph", "cascade"]
    assert page.locator(".body .p.open:is(.now, .before)").count() == 1


def test_the_answer_and_the_chart(page, three) -> None:
    """Each further run has its differences, its sentences and a dumbbell for each filter and rewriting."""
    further = page.locator(".further")
    assert further.count() == 2
    first = further.first.inner_text()
    assert "filters.classifier.threshold" in first
    assert f"{three.found.others[0].flipped} of 558 decisions flipped" in first
    assert further.first.locator(".dumbbell").count() == 9
    assert page.locator("#answer .cite code").all_inner_texts() == [
        three.found.baseline.run.signature,
        *(against.side.run.signature for against in three.found.others),
    ]


def test_what_the_page_has_no_room_for_is_said(visit, three, tmp_path) -> None:
    """With room for no rewritten text and ten flips: the text has all flips, and what is missing is named."""
    path = tmp_path / "small.html"
    path.write_text(versus_html(versus(three.found, bounds=Bounds(flips=10, letters=0))), encoding="utf-8")
    page = visit(path)
    assert page.locator(".found").inner_text() == "10 of 10"
    page.locator(".pick-filter").select_option(label="classifier")
    page.locator(".pick-rendering").select_option(label="homoglyph")
    assert page.evaluate(STATES) == three.flips(run=0, name="classifier", perturbation="homoglyph")
    assert "62 rewritten texts are not on this page" in page.locator(".state").inner_text()
    said = []
    for _ in range(12):
        page.get_by_role("button", name="Next flip").click()
        page.keyboard.press("Enter")
        said.append(page.locator(".why").inner_text())
        page.keyboard.press("Escape")
    assert all("it is not on this page" in text for text in said)
    assert any("Its cause is not on this page: outlast compare … --sheet flips" in text for text in said)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1200), ("dark", 360)])
def test_axe_finds_nothing(visit, three, violations, scheme, width) -> None:
    """No violation of any level, with a flip opened and every form of the text on the page."""
    page = visit(three.path, color_scheme=scheme, viewport={"width": width, "height": 800})
    page.locator(".pick-run").select_option(label=three.found.others[1].side.label)
    page.locator(".pick-rendering").select_option(label="homoglyph")
    page.get_by_role("button", name="Next flip").click()
    page.keyboard.press("Enter")
    assert page.locator(".why").count() == 1
    assert violations(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width


def test_on_paper_the_story_is_whole(page, three) -> None:
    """The PDF has the answers, the text, a part of the flips and a note on it, tables and method; no control."""
    pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed (the extra dev has it)")
    pages = [each.extract_text() for each in pypdf.PdfReader(io.BytesIO(page.pdf(format="A4"))).pages]
    text = " ".join(unicodedata.normalize("NFKC", " ".join(pages)).split())  # else fl is one letter
    assert 8 <= len(pages) <= 30
    assert all(len(each.split()) > 15 for each in pages)
    for wanted in ("558 decisions flipped", "through now, blocked before", "Over-blocking", "How to make it again"):
        assert wanted in text
    for passage in three.found.baseline.run.passages().column("text").to_pylist():
        assert unicodedata.normalize("NFKC", passage.split()[0]) in text
    total = sum(against.flipped for against in three.found.others)
    assert f"The first 100 of {total} flips on this page" in text
    assert "Show more" not in text
    assert "only flips" not in text


def test_the_letter_is_small(three) -> None:
    """Three runs of the letter with three filters and three rewritings: under 300 KB."""
    assert three.path.stat().st_size < 300_000


def test_chinese(visit, letter, tmp_path_factory) -> None:
    """The letter in Chinese, by another threshold: its text is marked as Chinese wherever it stands."""
    folder = tmp_path_factory.mktemp("versus-zh")
    experiment = ROOT / "experiments" / "policies" / "state-line-2022.zh.yaml"
    after = outlast.run(experiment, runs=folder, settings=["filters.classifier.threshold=0.7"])
    page = visit(write_versus(compare([letter.runs[1], after]), folder / "zh.html"))
    page.get_by_role("button", name="Next flip").click()
    page.keyboard.press("Enter")
    for place in (".body", ".marked > bdi", ".flip-table .excerpt"):
        assert page.locator(place).first.get_attribute("lang") == "zh-Hans"
    assert page.locator(".why").get_attribute("lang") == "en"


def test_what_a_run_has_not_is_not_shown_for_it(visit, pond, tmp_path) -> None:
    """A rule that is gone: the baseline's side names it and marks its word, the other side has neither."""
    before = outlast.run("pond", runs=Path("runs"))
    listed = Path("configs/keywords/rude.yaml")
    listed.write_text(listed.read_text("utf-8").replace("pattern: silly", "pattern: sulky"), encoding="utf-8")
    after = outlast.run("pond", runs=Path("runs"))
    page = visit(write_versus(compare([before, after]), tmp_path / "gone.html"))
    page.get_by_role("button", name="Next flip").click()
    page.keyboard.press("Enter")
    sides = page.locator(".why .both-sides.s-before").first.locator(".sides > div")
    assert "words blocked by r1" in sides.nth(0).inner_text()
    assert sides.nth(0).locator("mark").all_text_contents() == ["silly"]
    assert "words survives" in sides.nth(1).inner_text()
    assert " by " not in sides.nth(1).inner_text()
    assert sides.nth(1).locator("mark").count() == 0


ATTACK = "<img src=x onerror=alert(1)>\u202e</script><script>alert(2)</script>{{ 7 * 7 }}"


def test_attacks_stay_text(visit, pond, tmp_path) -> None:
    """Markup in a passage, a pattern, a question, and names that no config would let through: nothing runs."""
    passages = Path("corpora/pond/passages.en.jsonl")
    passages.write_text(passages.read_text("utf-8").replace("The pond is calm.", ATTACK), encoding="utf-8")
    experiment = Path("experiments/pond/experiment.yaml")
    asked = experiment.read_text("utf-8").replace("frogs?", "frogs <script>alert(3)</script>?")
    experiment.write_text(asked, encoding="utf-8")
    before = outlast.run("pond", runs=Path("runs"))
    listed = Path("configs/keywords/rude.yaml")
    rule = '  - {id: n1, kind: literal, pattern: "<img src=x onerror=alert(1)>"}\n'
    listed.write_text(listed.read_text("utf-8") + rule, encoding="utf-8")
    found = versus(compare([before, outlast.run("pond", runs=Path("runs"))]))
    hostile = {"words": ATTACK, "n1": "<b>n1</b>"}
    document = replace(
        found,
        label=ATTACK,
        filters=tuple(replace(each, name=hostile.get(each.name, each.name)) for each in found.filters),
        flips=tuple(replace(each, filter=hostile.get(each.filter, each.filter), name=ATTACK) for each in found.flips),
        data=renamed(found.data, hostile),
    )
    path = tmp_path / "attack.html"
    path.write_text(versus_html(document), encoding="utf-8")
    page = visit(path)
    page.get_by_role("button", name="Next flip").click()
    page.keyboard.press("Enter")
    assert "<img src=x onerror=alert(1)>‹U+202E›</script>" in page.locator(".why .marked").first.inner_text()
    assert f"{ATTACK} blocked by <b>n1</b>" in page.locator(".why").inner_text()
    assert "<script>alert(3)</script>" in page.locator("h1").inner_text()
    assert page.locator("img, b, .body script").count() == 0


def renamed(data: Any, names: dict[str, str]) -> Any:
    """The script's data with some words in the place of others."""
    if isinstance(data, dict):
        return {key: renamed(value, names) for key, value in data.items()}
    if isinstance(data, list):
        return [renamed(value, names) for value in data]
    return names.get(data, data) if isinstance(data, str) else data

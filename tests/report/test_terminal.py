"""The terminal report: what it says, and how wide it is."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from outlast.filters.training import Learned
from outlast.report.build import passage_report, run_report
from outlast.report.terminal import interval, percent, show_passage, show_run, show_texts
from outlast.runs.results import Run, open_run

UNWRAPPED = ("run folder  ", "signature   ")
"""Lines that are copied whole, and so may be longer than the terminal is wide."""


def too_wide(text: str) -> list[str]:
    return [line for line in text.splitlines() if cell_len(line) > 80 and not line.startswith(UNWRAPPED)]


@pytest.mark.parametrize(
    ("rate", "words"), [(0.0, "0 %"), (1.0, "100 %"), (0.7581, "76 %"), (0.004, "0.4 %"), (None, "no data")]
)
def test_a_rate_in_words(rate: float | None, words: str) -> None:
    """Whole per cent but near none and all, and no data where there is none."""
    assert percent(rate) == words


def test_an_interval_in_words() -> None:
    """Both ends in whole per cent; a dash where there is no data."""
    assert interval({"low": 0.6359, "high": 0.8489}) == "64–85 %"
    assert interval({"low": None, "high": None}) == "–"


def test_the_letters_page_fits_a_terminal(letter_runs, shown) -> None:
    """The letter's report is at most 80 columns wide, but for its folder and its signature, which are whole."""
    run = open_run("letter", runs=letter_runs)
    text = shown(show_run, run_report(run))
    assert too_wide(text) == []
    assert f"signature   {run.signature}\n" in text


WIDE = "我们反对这场战争,也反对把它叫做别的什么东西的人们,他们在电视上天天这样说。" * 3


def test_a_crowded_page_fits_a_terminal(make, passage, shown) -> None:
    """Long names, many filters and perturbations, Chinese, invisible characters, errors: still 80 columns."""
    texts = [WIDE, "a\u200bb" * 60, "\x1b" * 40, "word " * 60, "x" * 300]
    filters = [f"a-filter-with-quite-a-long-name-{number}" for number in range(5)]
    draws = {f"a-rewriting-with-a-long-name-{number}": 1 for number in range(5)}
    passages = [passage(f"town/en/a-long-document-name.{n}.12", text) for n, text in enumerate(texts)]
    run = make(
        passages=passages,
        blocked={
            name: {rewriting: [number == 0, True, None, False, True] for rewriting in draws}
            for number, name in enumerate(filters)
        },
        draws=draws,
        rows={(passages[2].passage_id, next(iter(draws)), filters[0]): {"error": f"ValueError: {WIDE}"}},
        learned={filters[0]: Learned(passages=10_000, targets=5_000, folds=5, auc=0.5)},
        question=WIDE,
    )
    assert too_wide(shown(show_run, run_report(run))) == []
    page = passage_report(run, "a-long-document-name.0.12", perturbation=next(iter(draws)))
    assert too_wide(shown(show_passage, page)) == []
    assert too_wide(shown(show_texts, run.survivors(perturbation=next(iter(draws))), of=5)) == []


@pytest.fixture
def small(make, passage) -> Run:
    """Two filters on four passages under two perturbations; the last passage fails under the second."""
    texts = ["The mayor is a fool.", "The bridge opens.", "The ferry leaves.", "Bread is dear."]
    targets = [True, False, False, None]
    passages = [passage(f"town/en/1.{n}", text, target=targets[n - 1]) for n, text in enumerate(texts, 1)]
    return make(
        passages=passages,
        blocked={
            "words": {"identity": [True, False, False, False], "hidden": [False, False, False, None]},
            "learned": {"identity": [True, True, False, False], "hidden": [True, True, False, False]},
        },
        draws={"identity": 1, "hidden": 1},
    )


def lines(text: str) -> list[str]:
    """The lines of a page, with single blanks."""
    return [" ".join(line.split()) for line in text.splitlines()]


def test_a_run_says_what_survived(small: Run, shown) -> None:
    """A line for each filter: survivors, n, rate, the clusters' interval (of four, all or nothing), both errors."""
    page = lines(shown(show_run, run_report(small)))
    assert page[:2] == ["What is left?", "4 sentences of town (en) × 2 renderings × 2 filters = 16 decisions"]
    assert "filter survive n rate interval over-blocked under-blocked" in page
    assert "words 3 4 75 % 0–100 % 0 of 2 0 of 1" in page
    assert "learned 2 4 50 % 0–100 % 1 of 2 0 of 1" in page


def test_a_run_says_what_rewriting_did(small: Run, shown) -> None:
    """Errors are not counted in n: of four hidden texts the list judged three."""
    page = lines(shown(show_run, run_report(small)))
    assert "filter identity hidden" in page
    assert "words 3 of 4, 75 % 3 of 3, 100 %" in page
    assert "learned 2 of 4, 50 % 2 of 4, 50 %" in page


def test_a_run_says_where_filters_disagree(small: Run, shown) -> None:
    """One of four passages, with each filter's outcome and the text."""
    page = lines(shown(show_run, run_report(small)))
    assert "Where the filters disagree (identity): 1 of 4 passages" in page
    assert "1.2 survives blocked The bridge opens." in page
    assert "1 decisions failed: ValueError: no" in page


def test_a_label_that_no_passage_has_is_no_data(make, passage, shown) -> None:
    """Without a target there is no under-blocking: the page says no data, not 0 %."""
    run = make(passages=[passage("town/en/1", "a", target=None)], blocked={"words": {"identity": [False]}})
    assert "words 1 1 100 % 21–100 % no data no data" in lines(shown(show_run, run_report(run)))


def test_many_disagreements_are_counted(make, passage, shown) -> None:
    """Twelve are listed, of fifteen; the rest is counted."""
    passages = [passage(f"town/en/{n}", f"text number {n}") for n in range(15)]
    run = make(passages=passages, blocked={"a": {"identity": [True] * 15}, "b": {"identity": [False] * 15}})
    text = shown(show_run, run_report(run))
    assert "text number 11" in text
    assert "text number 12" not in text
    assert "… and 3 more" in text


def test_ids_and_outcomes_are_whole_beside_a_long_text(make, passage, shown) -> None:
    """Where a text is too long for the line, the text is cut short, and never the id or an outcome."""
    run = make(
        passages=[passage("town/en/12.10.3", "word " * 60)],
        blocked={name: {"identity": [name == "classifier"]} for name in ("keywords", "classifier", "cascade")},
    )
    text = shown(show_run, run_report(run))
    row = next(line for line in lines(text) if line.startswith("12.10.3"))
    assert row.startswith("12.10.3 survives blocked survives word word")
    assert row.endswith("…")


def test_texts_stand_under_their_sections(make, passage, shown) -> None:
    """Survivors are shown in reading order below each section's name, with how many of how many."""
    passages = [passage(f"town/en/{s}.{n}", f"text {s}{n}", section=s) for s in ("1", "2") for n in (1, 2)]
    run = make(passages=passages, blocked={"words": {"identity": [False, True, False, False]}})
    page = lines(shown(show_texts, run.survivors(), of=4))
    assert page == [
        "survivors of words (identity, draw 0): 3 of 4 passages",
        "",
        "— 1 —",
        "1.1 text 11",
        "",
        "— 2 —",
        "2.1 text 21",
        "2.2 text 22",
        "",
        "signature town|corpus:town@1.0/en|seed:0|run:0123456789ab",
    ]


def test_the_words_that_fired_are_marked(make, passage, shown) -> None:
    """Without colours too: the stretch stands in marks, and a name of an invisible letter does not move it."""
    run = make(
        passages=[passage("town/en/1", "The ma\u200byor is a fool.")],
        blocked={"words": {"identity": [True]}},
        evidence=[
            {"passage_id": "town/en/1", "filter": "words", "role": "fired", "rule": "w1", "start": 16, "end": 20},
        ],
    )
    page = lines(shown(show_passage, passage_report(run, "1")))
    assert "The ma‹ZWSP›yor is a «fool»." in page
    assert "w1 “fool” 16–20" in page


def test_a_cascades_blocking_is_attributed(make, passage, shown) -> None:
    """Of four passages the list blocks one alone and one with the model, the model one alone: shares 1.5 and 1.5."""
    run = make(
        passages=[passage(f"town/en/{n}", f"text {n}") for n in range(4)],
        blocked={
            "words": {"identity": [True, True, False, False]},
            "learned": {"identity": [False, True, True, False]},
            "both": {"identity": [True, True, True, False]},
        },
        filters=[
            {"name": "words", "kind": "keyword"},
            {"name": "learned", "kind": "classifier"},
            {"name": "both", "kind": "cascade", "stages": ["words", "learned"]},
        ],
    )
    page = lines(shown(show_run, run_report(run)))
    at = page.index("What the stages of both block (identity)")
    assert page[at + 1 : at + 4] == [
        "stage blocks first redundant only it Shapley share",
        "words 2 2 1 1 1.5 of 3",
        "learned 2 1 0 1 1.5 of 3",
    ]
    assert page[at + 4].startswith("First: no earlier stage blocks it;")


def test_what_attribution_leaves_out_is_said(make, passage, shown) -> None:
    """A passage that a stage failed on is left out and counted; where nothing is blocked, a share has no data."""
    run = make(
        passages=[passage(f"town/en/{n}", f"text {n}") for n in range(2)],
        blocked={name: {"identity": [None, False]} for name in ("words", "learned", "both")},
        filters=[
            {"name": "words", "kind": "keyword"},
            {"name": "learned", "kind": "classifier"},
            {"name": "both", "kind": "cascade", "stages": ["words", "learned"]},
        ],
    )
    page = lines(shown(show_run, run_report(run)))
    assert "words 0 0 0 0 no data" in page
    assert "1 renderings are left out: a stage failed on them." in page


def test_more_filters_than_columns_are_named(make, passage, shown) -> None:
    """Where the filters' columns leave no room for the text, a disagreement names those that block, and that fail."""
    names = [f"filter-number-{n}" for n in range(6)]
    verdicts = {name: {"identity": [n < 2 if n != 3 else None]} for n, name in enumerate(names)}
    run = make(passages=[passage("town/en/12.1", "word " * 30)], blocked=verdicts)
    text = shown(show_run, run_report(run))
    page = lines(text)
    assert "passage blocked by text" in page
    at = next(at for at, line in enumerate(page) if line.startswith("12.1 "))
    named = " ".join(line.partition(" word ")[0].removeprefix("12.1 ") for line in page[at : at + 2])
    assert named == "filter-number-0, filter-number-1 (filter-number-3 failed)"
    assert page[at].endswith("wor…")
    assert too_wide(text) == []

"""`outlast survivors`: what a filter lets through and what it blocks, as a page, JSON or CSV."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

pytestmark = pytest.mark.usefixtures("ran")


def passages(outlast: Callable, *arguments: str) -> list[str]:
    """The passages that `survivors` lists, without what their ids have in common."""
    done = outlast("survivors", "pond", "--json", *arguments)
    assert (done.code, done.err) == (0, "")
    return [row["passage_id"].removeprefix("pond/en/") for row in json.loads(done.out)["rows"]]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], ["a.1.1"]),
        (["--filter", "both"], ["a.1.1"]),
        (["-f", "words"], ["a.1.1", "b.1.1"]),
        (["--filter", "topic"], ["a.1.1", "b.1.2"]),
        (["--blocked"], ["a.1.2", "b.1.1", "b.1.2"]),
        (["--blocked", "--filter", "words"], ["a.1.2", "b.1.2"]),
        (["--perturbation", "hidden", "--draw", "1"], ["a.1.1", "a.1.2", "b.1.1", "b.1.2"]),
        (["--blocked", "-p", "hidden"], []),
    ],
)
def test_who_survives(arguments: list[str], expected: list[str], outlast: Callable) -> None:
    """Survivors and blocked passages of each filter and rendering come in reading order; the last filter is meant."""
    assert passages(outlast, *arguments) == expected


def test_the_page_has_sections_texts_and_reasons(outlast: Callable) -> None:
    """The page of blocked passages gives, under their sections, each text and the rule that blocked it."""
    page = outlast("survivors", "pond", "--blocked").out
    assert [line.rstrip() for line in page.splitlines()[:-1]] == [
        "blocked by both (identity, draw 0): 3 of 4 passages",
        "",
        "— a —",
        "a.1.2  The frogs are noisy.",
        "    blocked by words: -r2 (noisy)",
        "",
        "— b —",
        "b.1.1  =2+3 frogs sing.",
        "    blocked by topic: f1 (frogs)",
        "b.1.2  You silly frog!",
        "    blocked by words: r1 (silly)",
        "",
    ]
    assert page.splitlines()[-1].startswith("signature   pond|corpus:pond@1/en|")


def test_invisible_characters_are_named_on_the_page(outlast: Callable) -> None:
    """A zero-width character that a rewriting put in is shown by name on the page, and as it is in JSON."""
    page = outlast("survivors", "pond", "--perturbation", "hidden").out
    assert "b.1.2  Y‹ZWSP›o‹ZWSP›u s‹ZWSP›i‹ZWSP›l‹ZWSP›l‹ZWSP›y f‹ZWSP›r‹ZWSP›o‹ZWSP›g!" in page
    rows = json.loads(outlast("survivors", "pond", "--perturbation", "hidden", "--json").out)["rows"]
    assert rows[3]["text"] == "Y\u200bo\u200bu s\u200bi\u200bl\u200bl\u200by f\u200br\u200bo\u200bg!"


def test_csv_has_no_formula_in_it(outlast: Callable) -> None:
    """A text or a rule that a spreadsheet would take for a formula has an apostrophe in front."""
    assert outlast("survivors", "pond", "--csv", "--filter", "words").out == (
        "passage_id,section,text,score\r\npond/en/a.1.1,a,The pond is calm.,\r\npond/en/b.1.1,b,'=2+3 frogs sing.,\r\n"
    )
    assert outlast("survivors", "pond", "--csv", "--blocked").out == (
        "passage_id,section,text,score,stage,rules,why\r\n"
        "pond/en/a.1.2,a,The frogs are noisy.,,words,'-r2,'-r2 (noisy)\r\n"
        "pond/en/b.1.1,b,'=2+3 frogs sing.,,topic,f1,f1 (frogs)\r\n"
        "pond/en/b.1.2,b,You silly frog!,,words,r1,r1 (silly)\r\n"
    )


def test_json_carries_the_signature(outlast: Callable) -> None:
    """The JSON's title says what the rows are and which run they are of."""
    title = json.loads(outlast("survivors", "pond", "--json").out)["title"]
    assert title.startswith("survivors of both (identity, draw 0); pond|corpus:pond@1/en|policy:tone@1|")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--filter", "word"], "outlast: this run has no filter 'word'; did you mean 'words'?\n"),
        (["-p", "hiden"], "outlast: this run has no perturbation 'hiden'; did you mean 'hidden'?\n"),
        (["-p", "hidden", "--draw", "2"], "outlast: hidden has draws 0 to 1, not 2\n"),
    ],
)
def test_what_the_run_has_not_is_named(arguments: list[str], message: str, outlast: Callable) -> None:
    """A filter, a perturbation or a draw that the run has not ends in exit code 2 and the near name."""
    done = outlast("survivors", "pond", *arguments)
    assert (done.code, done.out, done.err) == (2, "", message)


def test_one_form_at_a_time(outlast: Callable) -> None:
    """--json and --csv together are an error of usage."""
    done = outlast("survivors", "pond", "--json", "--csv")
    assert (done.code, done.out) == (2, "")
    assert "choose one of --json and --csv" in done.err

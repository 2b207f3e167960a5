"""`outlast explain`: one passage, and why each filter decided as it did."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.mark.usefixtures("ran")
def test_the_page_gives_each_filters_reason(outlast: Callable) -> None:
    """Text, labels, the policy's word, and each filter's outcome with the rule and its place in the text."""
    done = outlast("explain", "pond", "pond/en/b.1.2")
    lines = [line.rstrip() for line in done.out.splitlines()]
    assert (done.code, done.err) == (0, "")
    assert lines[:6] == [
        "pond/en/b.1.2  (identity)",
        "You silly frog!",
        "",
        "tone  insult",
        "policy tone: would block it (insult)",
        "",
    ]
    assert lines[6] == "words  blocked by r1"
    assert lines[lines.index("    r1  (insult)") + 1] == "        “silly” 4–9"
    assert lines[lines.index("topic  survives") + 1] == "    nothing near a hit is on record"
    assert "both  blocked at its stage words" in lines
    assert lines[-1].startswith("signature   pond|corpus:pond@1/en|")


@pytest.mark.usefixtures("ran")
def test_the_end_of_an_id_will_do(outlast: Callable) -> None:
    """A passage is found by the end of its id as by the whole of it."""
    assert outlast("explain", "pond", "b.1.2") == outlast("explain", "pond", "pond/en/b.1.2")


@pytest.mark.usefixtures("ran")
def test_json_has_the_marks(outlast: Callable) -> None:
    """The JSON has each filter's outcome, and each rule with the words that it marks."""
    report = json.loads(outlast("explain", "pond", "a.1.2", "--json").out)
    assert (report["passage_id"], report["target"], report["labels"]) == ("pond/en/a.1.2", False, {"tone": "civil"})
    words, topic, both = report["verdicts"]
    assert [verdict["outcome"] for verdict in (words, topic, both)] == ["blocked", "blocked", "blocked"]
    mark = words["fired"][0]
    assert (mark["rule"], mark["start"], mark["end"], mark["words"]) == ("-r2", 14, 19, "noisy")
    assert (topic["fired"][0]["words"], both["stage"], both["redundant"]) == ("frogs", "words", ["topic"])


@pytest.mark.usefixtures("ran")
def test_a_rewritten_text_stands_beside_the_one_as_written(outlast: Callable) -> None:
    """Under a rewriting the page shows both texts, and says what would have made the rule fire."""
    page = outlast("explain", "pond", "b.1.2", "-p", "hidden", "--draw", "1").out
    assert page.startswith("pond/en/b.1.2  (hidden, draw 1)\nY‹ZWSP›o‹ZWSP›u s‹ZWSP›i‹ZWSP›l‹ZWSP›l‹ZWSP›y ")
    assert "as written:  You silly frog!" in page
    assert "would fire with zero-width" in page


@pytest.mark.usefixtures("ran")
@pytest.mark.parametrize("passage", ["pond/en/b.1.22", "b.1.22", "b.12"])
def test_an_unknown_passage_gets_the_near_one(passage: str, outlast: Callable) -> None:
    """An id that no passage has, whole or its end, ends in exit code 2 and the nearest id."""
    done = outlast("explain", "pond", passage)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"outlast: this run has no passage '{passage}'; did you mean '")
    assert "b.1.2'?" in done.err


def test_a_sentence_of_the_letter(outlast: Callable, at_root: Path, letter_runs: Path) -> None:
    """The letter's first sentence is found by its number, with its text, the policy's reason and all three filters."""
    done = outlast("explain", "letter", "1.1.1", "--runs", letter_runs)
    page = done.out.splitlines()
    assert (done.code, done.err) == (0, "")
    assert page[0] == "letter/en/1.1.1  (identity)"
    assert page[1].startswith("As internationalists, we are firmly against the invasion by Russia")
    assert "policy state-line-2022: would block it (unfavourable-to-russian-state)" in page
    assert [line.split()[0] for line in page if line.split()[1:2] in (["blocked"], ["survives"])] == [
        "keywords",
        "classifier",
        "cascade",
    ]

"""What a terminal would hide or obey is named, so that no passage can write to the terminal of who reads it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlast.report.build import passage_report, run_report
from outlast.report.terminal import show_passage, show_run, show_texts
from outlast.sheets.letters import visible


@pytest.mark.parametrize(
    ("letter", "name"),
    [
        ("\u200b", "ZWSP"),
        ("\u200c", "ZWNJ"),
        ("\u200d", "ZWJ"),
        ("\u2060", "WJ"),
        ("\ufeff", "BOM"),
        ("\u00ad", "SHY"),
        ("\u200e", "U+200E"),
        ("\u202e", "U+202E"),
        ("\u2066", "U+2066"),
        ("\u2069", "U+2069"),
        ("\x1b", "U+001B"),
        ("\x9b", "U+009B"),
        ("\x07", "U+0007"),
        ("\x08", "U+0008"),
        ("\r", "U+000D"),
        ("\t", "U+0009"),
        ("\x7f", "U+007F"),
        ("\u2028", "U+2028"),
        ("\U000e0041", "U+E0041"),
    ],
)
def test_what_a_terminal_would_hide_or_obey_is_named(letter: str, name: str) -> None:
    """Zero-width, bidirectional, control and tag characters stand as names in the text."""
    assert visible(f"a{letter}b") == f"a‹{name}›b"


@pytest.mark.parametrize(
    "letter",
    ["\u034f", "\u115f", "\u17b4", "\u180b", "\u3164", "\uffa0", "\ufe00", "\ufe0f", "\U000e0100", "\U000e01ef"],
)
def test_letters_that_show_nothing_are_named_too(letter: str) -> None:
    """Characters that Unicode calls letters or marks, and that are drawn as nothing (Default_Ignorable), are named."""
    assert visible(f"a{letter}b") == f"a‹U+{ord(letter):04X}›b"


@pytest.mark.parametrize(
    "text", ["Tom’s “war” – naïve café", "不要战争。", "нет войне", "لا للحرب", "🕊 peace", "❤️ ☎︎ 1️⃣", "a\nb"]
)
def test_ordinary_text_is_left_alone(text: str) -> None:
    """Letters of any script, punctuation, emoji and line ends are what they were."""
    assert visible(text) == text


@given(st.text())
def test_nothing_that_steers_a_terminal_is_left(text: str) -> None:
    """Whatever the text, no control, format, surrogate or line-separating character but the line end comes through."""
    kinds = {unicodedata.category(letter) for letter in visible(text) if letter != "\n"}
    assert not kinds & {"Cc", "Cf", "Cs", "Zl", "Zp"}


ESCAPES = "\x1b[31mred\x1b]0;title\x07 \x9b2J \u202eevil\r"


def steering(text: str) -> set[str]:
    return {letter for letter in text if unicodedata.category(letter) in {"Cc", "Cf"} and letter != "\n"}


@pytest.mark.parametrize("where", ["text", "id", "section", "label", "set", "map", "attribute", "evidence", "error"])
def test_no_passage_steers_a_terminal(make, passage, shown, where: str) -> None:
    """Wherever a corpus, a term or an error has an escape sequence, no page of a run writes it."""
    here = {place: ESCAPES if place == where else "" for place in ("text", "id", "section", "evidence", "error")}
    labels = {
        "tone": ESCAPES if where == "label" else None,
        "topics": [ESCAPES] if where == "set" else None,
        "stance": [{"actor": ESCAPES, "how": ESCAPES}] if where == "map" else None,
        "voice": ESCAPES if where == "attribute" else None,
    }
    texts = [f"red {here['text']} fool", f"red {here['text']} baker"]
    passages = [
        passage(f"town/en/{n}{here['id']}", text, section=f"s{here['section']}", **labels)
        for n, text in enumerate(texts)
    ]
    evidence = [
        {
            "passage_id": each.passage_id,
            "filter": "words",
            "role": role,
            "rule": f"red {here['evidence']}",
            "start": 0,
            "end": len(each.text),
            "note": f"note {here['evidence']}",
        }
        for each, role in zip(passages, ("fired", "near"), strict=True)
    ]
    run = make(
        passages=passages,
        blocked={"words": {"identity": [True, False]}, "other": {"identity": [False, None]}},
        rows={(passages[1].passage_id, "identity", "other"): {"error": f"ValueError: {here['error']}"}},
        evidence=evidence,
    )
    pages = [
        shown(show_run, run_report(run)),
        *(shown(show_passage, passage_report(run, each.passage_id)) for each in passages),
        shown(show_texts, run.survivors("words"), of=2),
        shown(show_texts, run.blocked("words"), of=2),
    ]
    assert all("red" in page for page in pages)
    assert [steering(page) for page in pages] == [set()] * 5

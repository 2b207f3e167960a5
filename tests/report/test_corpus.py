"""A corpus in the terminal: its sizes and labels, and no text of it that steers the terminal."""

from __future__ import annotations

import unicodedata

from rich.cells import cell_len

from outlast.report.corpus import show_corpus

ESCAPES = "\x1b[31mred\x9b2J\u202e"


def described(**labels: dict[str, int]) -> dict[str, object]:
    return {
        "title": "The town",
        "name": "town",
        "version": "1.0",
        "licence": "cc0-1.0",
        "folder": "corpora/town",
        "languages": {
            "en": {
                "units": {"paragraph": 7, "sentence": 1400},
                "documents": 1,
                "sections": {"a": 6, "b": 8},
                "labels": labels,
                "attributes": {"voice": {"baker": 2, "mayor": 1}},
                "example": "The mayor is a fool.",
            }
        },
    }


def test_sizes_and_labels_are_shown(shown) -> None:
    """Counts of units, sections and label values, and one passage."""
    lines = [
        " ".join(line.split()) for line in shown(show_corpus, described(tone={"civil": 6, "insult": 4})).splitlines()
    ]
    assert lines == [
        "The town",
        "town 1.0 · licence cc0-1.0",
        "corpora/town",
        "",
        "en: 7 paragraphs, 1,400 sentences in 1 documents",
        "sections a 6, b 8",
        "tone civil 6, insult 4",
        "voice 2 values: baker 2, mayor 1",
        "for example: The mayor is a fool.",
    ]


def test_many_values_are_counted(shown) -> None:
    """Six values of a label are shown, the rest is a number."""
    text = shown(show_corpus, described(topics={f"topic-{number}": 1 for number in range(9)}))
    assert "topic-5 1, 3 more" in " ".join(text.split())
    assert "topic-6" not in text


def test_no_corpus_steers_the_terminal(shown) -> None:
    """Its example, labels, values, sections and title are shown without what a terminal would obey."""
    corpus = {**described(**{ESCAPES: {ESCAPES: 1}}), "title": ESCAPES}
    corpus["languages"]["en"].update(sections={ESCAPES: 1}, example=ESCAPES)
    text = shown(show_corpus, corpus)
    assert "red" in text
    assert {letter for letter in text if unicodedata.category(letter) in {"Cc", "Cf"} and letter != "\n"} == set()


def test_a_corpus_fits_a_terminal(shown) -> None:
    """Long Chinese values are wrapped at 80 columns."""
    text = shown(show_corpus, described(topics={"关于战争与和平的讨论" * 4: 1, "面包" * 30: 2}))
    assert [line for line in text.splitlines() if cell_len(line) > 80] == []

"""Cards: the front matter that a corpus must give, and faults at their line in the card."""

from __future__ import annotations

from pathlib import Path

import pytest

from outlast.corpus.card import Card, CorpusIdentity, read_card
from outlast.errors import ConfigError

GOOD = """\
---
pretty_name: Small
license: other
language: [en, zh-Hans]
task_categories: [text-classification]
outlast: {name: small, version: "1.0"}
---

# Small

---
name: not front matter
"""


def read(tmp_path: Path, text: str) -> Card:
    path = tmp_path / "CARD.md"
    path.write_text(text, encoding="utf-8")
    return read_card(path)


def faults(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, text)
    return [str(fault).partition("CARD.md:")[2] for fault in caught.value.faults]


def test_a_card(tmp_path: Path) -> None:
    """The front matter is read, the Hugging Face form's other keys pass, and the page below is not YAML."""
    assert read(tmp_path, GOOD) == Card(
        pretty_name="Small",
        license="other",
        language=["en", "zh-Hans"],
        outlast=CorpusIdentity(name="small", version="1.0", codebook="codebook.yaml"),
    )


@pytest.mark.parametrize("text", ["", "# Small\n", "---\npretty_name: Small\n", "\n" + GOOD])
def test_a_page_without_front_matter(tmp_path: Path, text: str) -> None:
    """A card begins with YAML between two lines of dashes, on its first line."""
    assert faults(tmp_path, text) == ["1:1: a card begins with YAML between two lines of ---"]


def test_faults_stand_at_their_line_in_the_card(tmp_path: Path) -> None:
    """Every fault is told at once with its line in the card, not in the YAML, and the near name."""
    wrong = GOOD.replace("license: other\n", "").replace("language: [en, zh-Hans]", "language: []")
    wrong = wrong.replace('version: "1.0"', "versoin: 1.0")
    assert faults(tmp_path, wrong) == [
        "2:1: license: is missing",
        "3:1: language: has 0 items; at least 1 wanted",
        "5:1: outlast.version: is missing",
        "5:24: outlast.versoin: unknown key; did you mean 'version'?",
    ]


def test_a_version_is_text(tmp_path: Path) -> None:
    """A version that YAML reads as a number is a fault: 1.10 would become 1.1."""
    assert faults(tmp_path, GOOD.replace('"1.0"', "1.10")) == ["6:24: outlast.version: text is wanted, not 1.1"]


def test_the_codebooks_file_can_be_named(tmp_path: Path) -> None:
    """A card may name another codebook file."""
    named = GOOD.replace('version: "1.0"', 'version: "1.0", codebook: book.yaml')
    assert read(tmp_path, named).outlast.codebook == "book.yaml"

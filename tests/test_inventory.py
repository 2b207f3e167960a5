"""What `outlast list` shows: the shelves as they are found from a folder, and the kinds there are."""

from __future__ import annotations

from pathlib import Path

import pytest

from outlast.inventory import Item, inventory


@pytest.mark.parametrize(
    ("what", "names"),
    [
        ("filters", {"cascade", "classifier", "deferral", "enforcement", "keyword", "veto", "vote"}),
        ("perturbations", {"homoglyph", "identity", "zero-width"}),
    ],
)
def test_kinds_have_a_line_each(what: str, names: set[str]) -> None:
    """Every kind is listed by the name that a config gives it, sorted, with the sentence that says what it is."""
    items = inventory(what, Path("/"))
    assert {item.name for item in items} >= names
    assert [item.name for item in items] == sorted(item.name for item in items)
    assert all(item.path is None and len(item.about) > 20 and "\n" not in item.about for item in items)


def test_the_shelves_of_a_project_come_with_what_is_shipped(pond: Path) -> None:
    """A project's own corpora, lists, policies and experiments are listed beside the shipped ones, in words."""
    listed = {what: {item.name: item for item in inventory(what, pond)} for what in ("corpora", "keywords", "policies")}
    assert listed["corpora"]["pond"] == Item("pond", "The pond (en, de; version 1)", "corpora/pond/CARD.md")
    assert listed["keywords"]["rude"] == Item("rude", "2 rules, en, for tone", "configs/keywords/rude.yaml")
    assert listed["policies"]["tone"] == Item("tone", "No insults at the pond", "configs/policies/tone.yaml")
    assert "letter" in listed["corpora"]
    assert "civility" in listed["policies"]
    about = "What may be said of the frogs?"
    assert Item("pond", about, "experiments/pond/experiment.yaml") in inventory("experiments", pond)


def test_a_file_with_faults_is_listed_with_its_first_fault(pond: Path) -> None:
    """A policy that cannot be read is no reason to list none; its line says what is wrong, and where."""
    with (pond / "configs/policies/tone.yaml").open("a", encoding="utf-8") as policy:
        policy.write("title: Again\n")
    (item,) = (item for item in inventory("policies", pond) if item.name == "tone")
    assert item.about == "has faults: configs/policies/tone.yaml:8:1: title: duplicate key; first given on line 3"

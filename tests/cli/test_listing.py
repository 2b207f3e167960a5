"""`outlast list`, `outlast schema` and `outlast validate`: what there is, its form, and whether it is right."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

LETTER = "experiments/letter/experiment.yaml: letter (en, sentences) × identity, zero-width, homoglyph"


@pytest.mark.parametrize(
    ("shelf", "name", "about"),
    [
        ("corpora", "letter", "Sharing the Shame"),
        ("experiments", "letter", "Which sentences of the letter survive"),
        ("filters", "cascade", "A cascade: filters in a row"),
        ("keywords", "civility.en", "rules, en, for civility"),
        ("perturbations", "zero-width", "Zero-width insertion"),
        ("policies", "state-line-2022", "The state line on Ukraine, February 2022"),
    ],
)
def test_each_shelf_is_listed(shelf: str, name: str, about: str, outlast: Callable, at_root: Path) -> None:
    """Every shelf has a line for each thing on it, by name, with what it is; JSON has the same with its path."""
    page = outlast("list", shelf)
    assert (page.code, page.err) == (0, "")
    (line,) = (line for line in page.out.splitlines() if line.split()[:1] == [name])
    assert about in line
    rows = json.loads(outlast("list", shelf, "--json").out)
    (row,) = (row for row in rows if row["name"] == name)
    assert about in row["about"]
    assert (row["path"] is None) == (shelf in {"filters", "perturbations"})
    assert row["path"] is None or (at_root / row["path"]).is_file()


def test_a_shelf_that_there_is_not_is_an_error_of_usage(outlast: Callable) -> None:
    """An unknown shelf ends in exit code 2 and the shelves that there are."""
    done = outlast("list", "lists")
    assert (done.code, done.out) == (2, "")
    assert "'keywords'" in done.err


@pytest.mark.parametrize(
    ("arguments", "title"),
    [
        ([], "ExperimentSpec"),
        (["experiment"], "ExperimentSpec"),
        (["keywords"], "KeywordListFile"),
        (["policy"], "Policy"),
        (["codebook"], "Codebook"),
    ],
)
def test_a_schema_is_printed(arguments: list[str], title: str, outlast: Callable) -> None:
    """The schema of a kind of file, the experiment's where none is named, is JSON on standard output."""
    done = outlast("schema", *arguments)
    assert (done.code, done.err) == (0, "")
    assert json.loads(done.out)["title"] == title


@pytest.mark.usefixtures("at_root")
def test_a_valid_experiment_is_described(outlast: Callable) -> None:
    """Of a valid experiment `validate` says in words what is judged, how, by what, and against which policy."""
    done = outlast("validate", "letter")
    assert (done.code, done.err) == (0, "")
    words = f"valid: {LETTER} × keywords, classifier, cascade, against state-line-2022"
    assert done.out.split() == words.split()


@pytest.mark.usefixtures("pond")
def test_a_setting_is_validated(outlast: Callable) -> None:
    """A field replaced with --set is checked as if the file had it, and a fault names the setting."""
    assert outlast("validate", "pond", "--set", "filters.words.list=frogs", "--set", "seed=1").code == 0
    done = outlast("validate", "pond", "--set", "filters.words.list=frgos", "--set", "perturbations.hidden.rate=2")
    assert (done.code, done.out) == (2, "")
    assert done.err.splitlines() == [
        "--set filters.words.list=frgos: filters.0.list: no keyword list is called 'frgos'; did you mean 'frogs'?",
        "--set perturbations.hidden.rate=2: perturbations.1.rate: 2 is outside its range: "
        "it must be less than or equal to 1.0",
    ]


@pytest.mark.parametrize("command", ["run", "validate"])
@pytest.mark.usefixtures("pond")
def test_an_unknown_experiment_gets_the_near_name(command: str, outlast: Callable) -> None:
    """An experiment that is not there ends in exit code 2 and the near name."""
    done = outlast(command, "pnod")
    assert (done.code, done.out, done.err) == (2, "", "outlast: no experiment at 'pnod'; did you mean 'pond'?\n")

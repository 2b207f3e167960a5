"""Runs as a notebook shows them: whole, running, broken, and full of texts that HTML would obey."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from outlast.runs.results import Run, open_run

ELEMENTS = {"div", "p", "strong", "bdi", "code", "table", "caption", "thead", "tbody", "tr", "th", "td"}
ELEMENTS |= {"svg", "line", "circle"}


class Read(HTMLParser):
    """The elements of a fragment with their attributes' names, and its texts."""

    def __init__(self, fragment: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.texts: list[str] = []
        self.feed(fragment)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(self.texts)


@pytest.fixture
def whole(letter_runs: Path) -> Run:
    return open_run("letter", runs=letter_runs)


def changed(run: Run, to: Path, **files: object) -> Run:
    """A copy of a run's small files in which some are others; None leaves a file out."""
    to.mkdir()
    for name in ("manifest.json", "summary.json", "resolved.yaml"):
        text = files.get(name.partition(".")[0], (run.folder / name).read_text("utf-8"))
        if text is not None:
            (to / name).write_text(text if isinstance(text, str) else json.dumps(text), encoding="utf-8")
    return Run(to)


def test_a_run_shows_question_answer_survival_and_what_to_cite(whole) -> None:
    """The fragment has the question, the answer's first sentence, each filter's count and interval, signature, folder
    and the command for the whole report."""
    text = Read(whole._repr_html_()).text
    assert "Which sentences of the letter survive a keyword list, a classifier, and the two in a row?" in text
    assert "Of 62 sentences, 40 survive (65 %; 95 % interval 45–81 %) under cascade" in text
    for shown in ("55 of 62", "42 of 62", "40 of 62", "79–95 %", "48–82 %", "7 of 42", "14 of 20"):
        assert shown in text
    assert whole.signature in text
    assert f"outlast report {whole.folder.as_posix()} --open" in text


def test_colours_are_the_notebooks(whole) -> None:
    """Nothing but elements of text, tables and a chart; no colour but that of the text, nothing from elsewhere."""
    fragment = whole._repr_html_()
    read = Read(fragment)
    assert read.elements == ELEMENTS
    assert not read.attributes & {"href", "src", "class", "id", "onclick"}
    assert "color:" not in fragment
    assert "background" not in fragment
    assert set(re.findall(r'(?:stroke|fill)="([^"]*)"', fragment)) == {"currentColor", "none"}


def test_the_chart_has_the_rate_and_its_interval(whole) -> None:
    """A dot at 40 of 62 and a line over its interval, on an axis of 110 pixels that begins at 5."""
    row = next(
        row for row in whole.summary["survival"] if (row["filter"], row["perturbation"]) == ("cascade", "identity")
    )
    fragment = whole._repr_html_()
    ends = row["intervals"]["survived"]
    assert f'cx="{5 + 110 * 40 / 62:.1f}"' in fragment
    assert f'x1="{5 + 110 * ends["low"]:.1f}" x2="{5 + 110 * ends["high"]:.1f}"' in fragment


def test_texts_are_no_markup(whole, tmp_path) -> None:
    """A question, a filter's name and a signature that are HTML are shown as they are."""
    attack = '<script>alert(1)</script><img src=x onerror="alert(1)">'
    config = (whole.folder / "resolved.yaml").read_text("utf-8")
    question = next(line for line in config.splitlines() if line.startswith("question:"))
    manifest = json.loads((whole.folder / "manifest.json").read_text("utf-8"))
    summary = json.loads(json.dumps(whole.summary).replace('"cascade"', json.dumps(attack)))
    run = changed(
        whole,
        tmp_path / "run",
        resolved=config.replace(question, f"question: {json.dumps(attack)}"),
        manifest={**manifest, "signature": attack},
        summary=summary,
    )
    read = Read(run._repr_html_())
    assert read.elements == ELEMENTS
    assert read.text.count(attack) == 6  # question, thrice in the answer, the table's row, the signature


def test_a_run_that_has_not_ended_says_so(whole, tmp_path) -> None:
    """Its question, how to finish it, and what it will be cited with; it has no summary yet."""
    manifest = json.loads((whole.folder / "manifest.json").read_text("utf-8"))
    run = changed(whole, tmp_path / "run", manifest={**manifest, "status": "running", "errors": None}, summary=None)
    text = Read(run._repr_html_()).text
    assert "This run has not ended: 558 decisions are to be made." in text
    assert f"outlast run {manifest['path']}" in text
    assert whole.signature in text


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ({"summary": None}, "summary.json"),
        ({"summary": "{"}, "is broken (JSONDecodeError"),
        ({"summary": {"survival": [{}]}}, "is broken (KeyError"),
        ({"summary": []}, "is broken (TypeError"),
        ({"manifest": "{"}, "manifest.json is broken"),
        ({"manifest": {"version": 99}}, "is of version 99; this Outlast reads version 1"),
        ({"manifest": None}, "it has no manifest.json"),
        ({"resolved": "a: ["}, "resolved.yaml:2:1: not valid YAML"),
        ({"resolved": None}, "resolved.yaml: no such file"),
    ],
)
def test_a_broken_run_has_a_repr(whole, tmp_path, broken, said) -> None:
    """Whatever is wrong with the folder: what a notebook shows is one paragraph that says so, and `repr` works."""
    run = changed(whole, tmp_path / "run", **broken)
    read = Read(run._repr_html_())
    assert read.elements == {"div", "p", "bdi"}
    assert said in read.text
    assert repr(run).startswith("<Run ")


def test_a_folder_that_is_not_there_has_a_repr(tmp_path) -> None:
    """A run whose folder was deleted says where it was."""
    run = Run(tmp_path / "gone")
    assert "gone is no run" in Read(run._repr_html_()).text
    assert repr(run).startswith("<Run in ")

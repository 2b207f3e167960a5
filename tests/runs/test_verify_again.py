"""Verifying by making a run again: an edit is found although its hash was made anew."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import outlast
from outlast.runs.results import Run


@pytest.fixture
def run(project) -> Run:
    """Twelve sentences, two parts, three filters: 36 decisions."""
    return project.run("perturbations=[{kind: identity}]", "part_passages=6")


def findings(run: Run) -> tuple[str, ...]:
    return outlast.verify(Run(run.folder)).findings


def rehash(run: Run, file: str) -> None:
    """Write a file's hash into the manifest, as somebody would who covers an edit up."""
    path = run.folder / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    manifest["files"][file] = hashlib.sha256((run.folder / file).read_bytes()).hexdigest()
    path.write_text(json.dumps(manifest), encoding="utf-8")


def edit_row(run: Run, file: str, number: int, **changes: Any) -> None:
    """Change a row of a table with pyarrow."""
    table = pq.read_table(run.folder / file)
    rows = table.to_pylist()
    rows[number].update(changes)
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), run.folder / file)


def test_an_edited_decision_is_found_by_deciding_again(run: Run) -> None:
    """A decision edited with its hash made anew is named with passage, perturbation, draw and filter."""
    edit_row(run, "decisions/part-00000.parquet", 0, blocked=False)
    rehash(run, "decisions/part-00000.parquet")
    found = outlast.verify(Run(run.folder))
    assert "decision town/en/1.1 identity 0 words: blocked False stored, True now" in found.findings
    assert found.decisions == 35


def test_an_edited_score_is_found_by_deciding_again(run: Run) -> None:
    """A score that was changed by little is named too."""
    file = "decisions/part-00000.parquet"
    row = next(n for n, row in enumerate(pq.read_table(run.folder / file).to_pylist()) if row["filter"] == "learned")
    edit_row(run, file, row, score=0.123)
    rehash(run, file)
    assert any(
        line.startswith("decision town/en/1.1 identity 0 learned: score 0.123 stored, ") for line in findings(run)
    )


def test_a_decision_that_was_taken_out_is_named(run: Run) -> None:
    """A row less is a decision that is made besides."""
    file = "decisions/part-00000.parquet"
    pq.write_table(pq.read_table(run.folder / file).slice(1), run.folder / file)
    rehash(run, file)
    assert "decision town/en/1.1 identity 0 words: is made besides" in findings(run)


def test_many_differing_decisions_are_counted(run: Run) -> None:
    """Five are named, the rest is counted: of the 6 passages of a part, all 18 decisions."""
    file = "decisions/part-00000.parquet"
    table = pq.read_table(run.folder / file)
    rows = [{**row, "blocked": not row["blocked"]} for row in table.to_pylist()]
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), run.folder / file)
    rehash(run, file)
    found = findings(run)
    assert len([line for line in found if line.startswith("decision ")]) == 5
    assert "… and 13 more decisions differ" in found


def test_an_edited_summary_is_found_by_counting_again(run: Run) -> None:
    """A number changed in the summary, with its hash made anew, is found: it is what people quote."""
    summary = json.loads((run.folder / "summary.json").read_text("utf-8"))
    summary["survival"][0]["survived"]["count"] += 1
    (run.folder / "summary.json").write_text(json.dumps(summary, indent=2, ensure_ascii=False) + "\n", "utf-8")
    rehash(run, "summary.json")
    assert any("summary.json" in line for line in findings(run))


@pytest.mark.parametrize(
    ("file", "changes"),
    [
        ("evidence/part-00000.parquet", {"rule": "w9"}),
        ("renderings/part-00000.parquet", {"text": "something that nobody wrote"}),
        ("passages.parquet", {"text": "something that nobody wrote"}),
        ("targets.parquet", {"target": None}),
    ],
)
def test_an_edited_table_is_found_by_making_it_again(run: Run, file: str, changes: dict[str, Any]) -> None:
    """A row of evidence, a rendering, a passage or a target changed, with its hash made anew, is found."""
    edit_row(run, file, 0, **changes)
    rehash(run, file)
    assert any(file.partition("/")[0].removesuffix(".parquet") in line for line in findings(run))

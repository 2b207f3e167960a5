"""Verifying: an untouched run holds; whatever was touched is named."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import outlast
from outlast.runs.folder import RunFolderError
from outlast.runs.results import Run

PLAIN = "perturbations=[{kind: identity}]"


@pytest.fixture
def run(project) -> Run:
    """Twelve sentences, two parts, three filters: 36 decisions."""
    return project.run(PLAIN, "part_passages=6")


def findings(run: Run) -> tuple[str, ...]:
    found = outlast.verify(Run(run.folder))
    assert found.holds == (not found.findings)
    return found.findings


def edit_manifest(run: Run, **changes: Any) -> None:
    path = run.folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **changes}), encoding="utf-8")


def edit_row(run: Run, file: str, number: int, **changes: Any) -> None:
    """Change a row of a table with pyarrow."""
    table = pq.read_table(run.folder / file)
    rows = table.to_pylist()
    rows[number].update(changes)
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), run.folder / file)


def test_an_untouched_run_holds(run: Run) -> None:
    """Nothing is found, and all 36 decisions are made again and equal."""
    found = outlast.verify(run)
    assert (found.findings, found.decisions, found.holds) == ((), 36, True)


def test_the_letter_holds(letter: Run) -> None:
    """The letter's own run holds."""
    found = outlast.verify(letter)
    assert found.findings == ()
    assert found.decisions == letter.manifest.decisions


FILES = [
    "experiment.yaml",
    "resolved.yaml",
    "passages.parquet",
    "targets.parquet",
    "summary.json",
    "decisions/part-00001.parquet",
    "evidence/part-00000.parquet",
    "renderings/part-00001.parquet",
]


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("at", [0, -1])
def test_one_byte_of_a_file_is_found_and_named(run: Run, file: str, at: int) -> None:
    """A changed first or last byte in any file of the run is found, with the file's name."""
    raw = bytearray((run.folder / file).read_bytes())
    raw[at] ^= 1
    (run.folder / file).write_bytes(raw)
    assert [line for line in findings(run) if line.startswith(f"{file} changed: sha256 ")]


@pytest.mark.parametrize("file", FILES)
def test_a_missing_file_is_named(run: Run, file: str) -> None:
    """A file that is gone is a finding."""
    (run.folder / file).unlink()
    assert f"{file} is missing" in findings(run)


def test_a_part_too_many_is_named(run: Run) -> None:
    """A part that somebody added is a finding."""
    shutil.copy(run.folder / "decisions" / "part-00001.parquet", run.folder / "decisions" / "part-00002.parquet")
    assert "decisions/part-00002.parquet was added" in findings(run)


def test_bytes_that_are_no_text_are_a_finding(run: Run) -> None:
    """A file of decisions whose text is no UTF-8 is named, and stops nothing."""
    file = "decisions/part-00000.parquet"
    table = pq.read_table(run.folder / file)
    broken = pa.array([b"\xff\xfe"] * table.num_rows).view(pa.string())
    at = table.schema.get_field_index("error")
    pq.write_table(table.set_column(at, table.schema.field(at), broken), run.folder / file)
    assert any(line.startswith(f"{file} changed") for line in findings(run))


INPUTS = [
    ("corpora/town/passages.en.jsonl", "corpora/town/passages.en.jsonl", "Monday", "Sunday"),
    ("corpora/town/codebook.yaml", "corpora/town/codebook.yaml", "its temper", "his temper"),
    ("corpora/letters/passages.en.jsonl", "corpora/letters/passages.en.jsonl", "the road", "the toad"),
    ("keywords/words", "configs/keywords/words.yaml", "pattern: fool", "pattern: food"),
    ("policies/tone", "configs/policies/tone.yaml", "No insults", "Mo insults"),
]


@pytest.mark.parametrize(("role", "file", "old", "new"), INPUTS, ids=[role for role, *_ in INPUTS])
def test_a_changed_input_is_found_and_named(project, run: Run, role: str, file: str, old: str, new: str) -> None:
    """A letter that changed in a corpus, a codebook, a list or a policy is found, and nothing is decided on it."""
    project.change(file, old, new)
    found = outlast.verify(run)
    assert [line for line in found.findings if line.startswith(f"input {role} changed (") and file in line]
    assert found.decisions == 0


@pytest.mark.parametrize("file", [file for _, file, *_ in INPUTS])
def test_an_input_that_can_no_longer_be_read_is_a_finding(project, run: Run, file: str) -> None:
    """A broken input is no longer that of the run: a finding as any other change is."""
    path = project.folder / file
    path.write_bytes(b"}" + path.read_bytes()[1:])
    assert any(file in line for line in findings(run))


def test_an_input_that_is_gone_is_a_finding(project, run: Run) -> None:
    """A keyword list that was deleted is named."""
    (project.folder / "configs/keywords/words.yaml").unlink()
    assert any("words" in line for line in findings(run))


def test_an_edited_signature_is_found(run: Run) -> None:
    """The string that people cite cannot be edited unseen: another seed in it is a finding."""
    edit_manifest(run, signature=run.signature.replace("seed:5", "seed:6"))
    assert any("signature" in line for line in findings(run))


def test_an_edited_fingerprint_is_found(run: Run) -> None:
    """A fingerprint that config, inputs and code do not give is a finding, whatever its folder is called."""
    other = "0" * 64
    edit_manifest(run, fingerprint=other, signature=run.signature.replace(run.folder.name, other[:12]))
    moved = run.folder.rename(run.folder.with_name(other[:12]))
    assert any(line.startswith("manifest.json changed: ") for line in findings(Run(moved)))


def test_another_version_of_a_library_is_named(run: Run) -> None:
    """A run that other code made says which, and whether its decisions come out the same all the same."""
    edit_manifest(run, code={**run.manifest.code, "scikit-learn": "0.1"})
    found = outlast.verify(Run(run.folder))
    assert [line for line in found.findings if line.startswith("code: scikit-learn is ") and line.endswith("was 0.1")]
    assert found.decisions == 36


def test_a_renamed_folder_is_named(run: Run) -> None:
    """A run folder that is not called after its fingerprint is a finding."""
    moved = run.folder.rename(run.folder.with_name("mine"))
    assert any("mine is not named after its fingerprint" in line for line in outlast.verify(Run(moved)).findings)


def test_a_run_that_has_not_ended_is_refused(run: Run) -> None:
    """There is nothing to verify in half a run; the error says how to finish it."""
    edit_manifest(run, status="running")
    with pytest.raises(RunFolderError, match="has not ended; run the experiment again"):
        outlast.verify(Run(run.folder))


def test_an_experiment_that_moved_is_found_where_one_says(project, run: Run) -> None:
    """Without the experiment the run cannot be made again; with its new place it can."""
    moved = project.folder.parent / "moved"
    project.folder.joinpath("runs").rename(project.folder.parent / "kept")
    project.folder.rename(moved)
    kept = Run(next((moved.parent / "kept" / "small").iterdir()))
    with pytest.raises(RunFolderError, match="say where with --experiment"):
        outlast.verify(kept)
    assert outlast.verify(kept, experiment=moved / "experiments" / "small").findings == ()


def test_settings_are_verified_from_the_resolved_config(project, run: Run) -> None:
    """What was set from outside is in the run; a later edit of the experiment's own file does not matter."""
    project.change("experiments/small/experiment.yaml", "seed: 5", "seed: 7")
    assert findings(run) == ()


@pytest.mark.parametrize("word", ["1e3", "08", "no", "null", "0x1f", "1_000", "2022-02-24", "12", "0o7", "1.5", "true"])
def test_names_that_look_like_numbers_are_verified(project, word: str) -> None:
    """The resolved config is read back as it was written, whatever a name looks like to a YAML reader."""
    only = f"filters=[{{name: '{word}', kind: keyword, list: words}}]"
    run = project.run(PLAIN, f"question='{word}'", only)
    assert run.manifest.filters == [word]
    assert findings(run) == ()


def test_the_command_ends_with_0_on_a_run_that_holds(run: Run, outlast) -> None:
    """Exit code 0, and the number of decisions that were made again."""
    done = outlast("verify", run.folder)
    assert (done.code, done.err) == (0, "")
    assert "36 decisions made again and equal" in done.out
    assert run.signature in done.out


def test_the_command_ends_with_4_on_a_run_that_does_not_hold(run: Run, outlast) -> None:
    """Exit code 4, each finding on standard error, nothing on standard output."""
    edit_row(run, "decisions/part-00000.parquet", 0, blocked=False)
    done = outlast("verify", run.folder)
    assert (done.code, done.out) == (4, "")
    assert "decisions/part-00000.parquet changed" in done.err
    assert "town/en/1.1 identity 0 words" in done.err


def test_the_command_ends_with_2_on_a_run_that_has_not_ended(run: Run, outlast) -> None:
    """Exit code 2: the user can mend it."""
    edit_manifest(run, status="running")
    done = outlast("verify", run.folder)
    assert (done.code, done.out) == (2, "")
    assert "has not ended" in done.err


def test_verifying_leaves_the_run_alone(run: Run, contents) -> None:
    """The files and the manifest are what they were."""
    manifest, files = (run.folder / "manifest.json").read_bytes(), contents(run)
    outlast.verify(run)
    assert (run.folder / "manifest.json").read_bytes() == manifest
    assert contents(run) == files
    assert [path.name for path in Path(run.folder.parent).iterdir()] == [run.folder.name]

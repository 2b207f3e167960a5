"""The run folder: manifests that are read, refused, and which files are a run's own."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from outlast.runs.folder import Manifest, RunFolderError, hashes, read_manifest

MANIFEST = Manifest(
    version=1,
    experiment="small",
    path="experiments/small/experiment.yaml",
    signature="small|run:0123456789ab",
    fingerprint="0123456789ab" + "0" * 52,
    status="running",
    started="2026-01-01T00:00:00+00:00",
    finished=None,
    passages=2,
    perturbations={"identity": 1, "hidden": 3},
    filters=["a", "b"],
    decisions=16,
    errors=None,
    parts=1,
    inputs={"policies/tone": "00"},
    code={"outlast": "0.1.0"},
)


def test_a_manifest_is_read_as_it_was_written(tmp_path) -> None:
    """Written and read, it is the same; the order of perturbations is kept."""
    MANIFEST.write(tmp_path)
    assert read_manifest(tmp_path) == MANIFEST
    assert list(read_manifest(tmp_path).perturbations) == ["identity", "hidden"]


def test_a_folder_without_a_manifest_is_no_run(tmp_path) -> None:
    """The error says what is missing."""
    with pytest.raises(RunFolderError, match=r"is no run: it has no manifest\.json"):
        read_manifest(tmp_path)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"experiment": "small"}', json.dumps({**asdict(MANIFEST), "more": 1}), '{"version": 1}'],
)
def test_a_broken_manifest_is_refused(tmp_path, text: str) -> None:
    """Whatever is wrong with it, the error is the user's to mend and says how."""
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(RunFolderError, match=r"broken .*run the experiment again"):
        read_manifest(tmp_path)


def test_a_manifest_that_is_no_text_is_refused(tmp_path) -> None:
    """Bytes that are no UTF-8 are a broken manifest."""
    (tmp_path / "manifest.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RunFolderError, match="broken"):
        read_manifest(tmp_path)


def test_what_somebody_else_put_there_is_not_the_runs(tmp_path) -> None:
    """Notes, caches and half-written files beside a run's own are not hashed; the manifest is not either."""
    for file in ("notes.txt", ".DS_Store", "manifest.json", "decisions/.part-00000.parquet.1.tmp", "decisions/x.csv"):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_bytes(b"x")
    (tmp_path / "summary.json").write_bytes(b"")
    (tmp_path / "decisions" / "part-00000.parquet").write_bytes(b"")
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert hashes(tmp_path) == {"summary.json": empty, "decisions/part-00000.parquet": empty}

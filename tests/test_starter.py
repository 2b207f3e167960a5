"""The starter experiment: written where nothing is, valid under any name, and never over somebody's files."""

from __future__ import annotations

from pathlib import Path

import pytest

from outlast.errors import UserError
from outlast.experiment import load_experiment
from outlast.starter import write_starter


@pytest.mark.parametrize("name", ["first", "my-study_2.0", "实验", "2022", "1.5", "012", "true", "null", "no"])
def test_a_starter_is_valid_under_any_name(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the folder is called, what is written into it loads as it stands, and bears its name."""
    monkeypatch.chdir(tmp_path)
    written = write_starter(Path(name))
    assert written == (Path(name, "experiment.yaml"), Path(name, "keywords.yaml"))
    loaded = load_experiment(name)
    assert (loaded.spec.name, loaded.filters) == (name, ("my-words", "classifier", "both"))
    assert loaded.lists["./keywords.yaml"].name == f"{name}.en"


def test_an_empty_folder_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that is there but empty is filled, the working folder included."""
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    write_starter(Path())
    assert load_experiment("experiment.yaml").spec.name == "empty"


def test_nothing_is_written_over(tmp_path: Path) -> None:
    """A folder that holds something, and a file, are refused and left as they are."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes").write_text("mine")
    (tmp_path / "file").write_text("mine")
    for name in ("full", "file"):
        with pytest.raises(UserError, match=f"{name} is there already and not an empty folder; choose another name$"):
            write_starter(tmp_path / name)
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["notes"]
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize("name", ["two words", "a:b", "a'b", "ünï!", "..", ".hidden", "-x"])
def test_a_name_that_cannot_name_an_experiment_is_refused(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder whose name an experiment may not have is refused before anything is written."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError):
        write_starter(Path(name))
    assert list(tmp_path.iterdir()) == []

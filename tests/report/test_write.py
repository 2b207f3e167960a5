"""Writing what was asked for: whole, in its place, and never over a run's own files."""

from __future__ import annotations

from pathlib import Path

import pytest

from outlast.errors import UserError
from outlast.report import write
from outlast.report.write import Wanted, write_wanted
from outlast.runs.folder import hashes


@pytest.fixture
def run(make, passage):
    passages = [passage(f"town/1/{at}", "text", topics=["war"]) for at in range(4)]
    return make(passages=passages, blocked={"list": {"identity": [True, False, False, False]}})


def test_the_page_goes_into_the_runs_folder_where_nothing_is_asked_for(run) -> None:
    """report.html, beside the manifest; the run's own files stay as they are."""
    before = hashes(run.folder)
    written = write_wanted([run], wanted=Wanted())
    assert written.paths == (run.folder / "report.html",)
    assert hashes(run.folder) == before


def test_all_forms_at_once(run, tmp_path) -> None:
    """Page, figures, tables and Markdown come from one document; each path is named once, and is there."""
    wanted = Wanted(
        page=tmp_path / "a" / "x.html", figures=tmp_path / "b", tables=tmp_path / "b", markdown=tmp_path / "x.md"
    )
    paths = write_wanted([run], wanted=wanted).paths
    assert len(paths) == len(set(paths))
    assert all(path.stat().st_size for path in paths)
    assert sorted(path for path in tmp_path.rglob("*") if path.is_file() and run.folder not in path.parents) == sorted(
        paths
    )
    assert {"FIGURES.md", "TABLES.md", "survival.svg", "survival.png", "survival.csv", "survival.tex"} <= {
        path.name for path in paths
    }


def test_tables_alone_need_no_page_and_no_matplotlib(run, tmp_path, monkeypatch) -> None:
    """Only the tables are written."""
    monkeypatch.setitem(__import__("sys").modules, "matplotlib", None)
    write_wanted([run], wanted=Wanted(tables=tmp_path / "t"))
    assert {path.suffix for path in (tmp_path / "t").iterdir()} == {".csv", ".tex", ".md"}
    assert not (run.folder / "report.html").exists()


@pytest.mark.parametrize("form", ["figures", "tables"])
def test_a_file_in_the_place_of_a_folder_is_refused_before_the_work(run, tmp_path, form, monkeypatch) -> None:
    """One line names the file; nothing is built or written."""
    (tmp_path / "taken").write_text("mine")
    monkeypatch.setattr(write, "document", lambda runs: pytest.fail("built"))
    with pytest.raises(UserError, match=r"taken is a file, not a folder; choose another place$"):
        write_wanted([run], wanted=Wanted(page=tmp_path / "x.html", **{form: tmp_path / "taken" / "in"}))
    assert not (tmp_path / "x.html").exists()
    assert (tmp_path / "taken").read_text() == "mine"


@pytest.mark.parametrize("form", ["page", "markdown"])
def test_a_folder_in_the_place_of_a_file_is_refused(run, tmp_path, form) -> None:
    """One line says that a file is wanted."""
    with pytest.raises(UserError, match="is a folder; name a file in it"):
        write_wanted([run], wanted=Wanted(**{form: tmp_path}))


@pytest.mark.parametrize("name", ["summary.json", "manifest.json", "passages.parquet"])
def test_a_runs_own_file_is_never_written_over(run, name) -> None:
    """Whoever names one of them by mistake keeps it; the manifest's list need not have it."""
    before = (run.folder / name).read_bytes()
    with pytest.raises(UserError, match="is one of the run's own files"):
        write_wanted([run], wanted=Wanted(markdown=run.folder / "." / name))
    assert (run.folder / name).read_bytes() == before


def test_one_file_cannot_be_two_things(run, tmp_path) -> None:
    """The page and the Markdown want different names."""
    with pytest.raises(UserError, match="cannot be both the page and the Markdown"):
        write_wanted([run], wanted=Wanted(page=tmp_path / "x", markdown=tmp_path / "x"))


def test_a_disk_that_refuses_leaves_no_half_file(run, tmp_path, monkeypatch) -> None:
    """Where writing fails, the old file is as it was and nothing temporary is left."""
    page = tmp_path / "out" / "x.html"
    page.parent.mkdir()
    page.write_text("old")

    def refuses(self: Path, data: bytes) -> int:
        with self.open("wb") as stream:
            stream.write(data[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", refuses)
    with pytest.raises(UserError, match=r"x.html cannot be written \(No space left on device\)"):
        write_wanted([run], wanted=Wanted(page=page))
    assert page.read_text() == "old"
    assert list(page.parent.iterdir()) == [page]

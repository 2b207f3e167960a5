"""``outlast report``: what it prints and leaves, and what it refuses."""

from __future__ import annotations

from pathlib import Path


def test_forms_combine_and_each_path_is_printed(outlast, pond: Path) -> None:
    """With --output, --tables and --markdown each file is there and named on a line of its own; the run still holds."""
    outlast("run", "pond")
    done = outlast("report", "pond", "--output", "x.html", "--tables", "t", "--markdown", "docs/x.md")
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[0] == "x.html"
    assert lines[-1] == "docs/x.md"
    assert {"t/survival.csv", "t/survival.tex", "t/TABLES.md"} <= set(lines)
    assert all(Path(line).is_file() for line in lines)


def test_what_is_written_into_the_runs_folder_does_not_break_it(outlast, pond: Path) -> None:
    """After a page, figures, tables and Markdown in the run's own folder, verify finds nothing."""
    outlast("run", "pond")
    (folder,) = Path("runs/pond").iterdir()
    done = outlast(
        "report", "pond", "--output", folder / "report.html", "--figures", folder, "--tables", folder / "tables",
        "--markdown", folder / "report.md",
    )  # fmt: skip
    assert done.code == 0
    assert f"{folder.as_posix()}/survival.svg" in done.out.splitlines()
    assert outlast("verify", "pond").code == 0


def test_an_unwritable_place_is_one_line(outlast, pond: Path) -> None:
    """A file where a folder is wanted: exit code 2, one line, nothing written."""
    outlast("run", "pond")
    Path("taken").write_text("mine")
    done = outlast("report", "pond", "--figures", "taken", "--output", "x.html")
    assert (done.code, done.out) == (2, "")
    (line,) = done.err.splitlines()
    assert line.endswith("taken is a file, not a folder; choose another place")
    assert not Path("x.html").exists()

"""`outlast compare`: pages, forms, files and exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import outlast as package
from outlast.runs.results import Run


@pytest.fixture
def pair(ran: Run, pond: Path) -> tuple[Path, Path]:
    """The small project's run, and another with one keyword more."""
    listed = pond / "configs/keywords/rude.yaml"
    text = listed.read_text("utf-8")
    new = "- {id: n1, kind: literal, pattern: pond}"
    assert "rules:" in text
    listed.write_text(text.replace("rules:", f"rules:\n  {new}", 1), encoding="utf-8")
    return ran.folder, package.run("pond", runs=Path("runs")).folder


def test_the_page_names_the_keyword(outlast: Callable, pair: tuple[Path, Path]) -> None:
    """Runs are named by the beginnings of their fingerprints, fit 80 columns, and each flip names the new keyword."""
    done = outlast("compare", *(path.name for path in pair))
    assert (done.code, done.err) == (0, "")
    assert max(map(len, done.out.splitlines())) <= 80
    assert f"Compared with {pair[0].name[:6]}" in done.out
    assert "rule n1 added (pond)" in done.out


def test_flips_as_json_csv_markdown_and_latex(outlast: Callable, pair: tuple[Path, Path]) -> None:
    """One of the tables in each form; every flip has the cause."""
    rows = json.loads(outlast("compare", *pair, "--sheet", "flips", "--json").out)[0]["rows"]
    assert rows
    assert {row["cause"] for row in rows} == {"rule n1 added (pond)", "words: rule n1 added (pond)"}
    lines = outlast("compare", *pair, "--sheet", "flips", "--csv").out.splitlines()
    assert len(lines) == len(rows) + 1
    assert "rule n1 added (pond)" in outlast("compare", *pair, "--sheet", "flips", "--markdown").out
    assert r"\bottomrule" in outlast("compare", *pair, "--sheet", "flips", "--latex").out


def test_all_tables_into_a_folder(outlast: Callable, pair: tuple[Path, Path], tmp_path: Path) -> None:
    """A file for each of the seven tables."""
    done = outlast("compare", *pair, "--into", tmp_path / "out")
    assert done.code == 0
    assert sorted(path.stem for path in (tmp_path / "out").glob("*.csv")) == [
        "causes",
        "config",
        "flips",
        "over-blocking",
        "runs",
        "survival",
        "under-blocking",
    ]


@pytest.mark.parametrize(("name", "code"), [("flips", 5), ("errors", 0), ("significant", 0)])
def test_a_build_may_fail(outlast: Callable, pair: tuple[Path, Path], name: str, code: int) -> None:
    """What was asked for ends in 5, a line for each finding on standard error; the tables are shown all the same."""
    done = outlast("compare", *pair, "--fail-on-regression", name)
    assert done.code == code
    assert "Compared with" in done.out
    assert done.err.startswith("outlast: regressions:\n  ") if code else done.err == ""


def test_a_tolerance_lets_pass(outlast: Callable, pair: tuple[Path, Path]) -> None:
    """All decisions may flip."""
    assert outlast("compare", *pair, "--fail-on-regression", "flips", "--tolerance", "100").code == 0


def test_faults_of_usage(outlast: Callable, pair: tuple[Path, Path]) -> None:
    """One run, an unknown regression, an unknown cluster and a pair that is none end in 2, without a traceback."""
    for arguments, said in [
        ([pair[0]], "two runs or more"),
        ([*pair, "--fail-on-regression", "flip"], "did you mean 'flips'"),
        ([*pair, "--cluster", "town"], "--cluster is one of"),
        ([*pair, "--pair", "words"], "write it as old=new"),
    ]:
        done = outlast("compare", *arguments)
        assert (done.code, done.out) == (2, "")
        assert said in " ".join(done.err.replace("│", " ").split())
        assert "Traceback" not in done.err


def test_on_common_says_what_is_left_out(outlast: Callable, ran: Run) -> None:
    """A run with one filter fewer is refused, and compared on what is common."""
    text = Path("experiments/pond/experiment.yaml").read_text("utf-8")
    lines = [line for line in text.splitlines() if "name: both" not in line]
    Path("experiments/pond/experiment.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    after = package.run("pond", runs=Path("runs")).folder
    refused = outlast("compare", ran.folder, after)
    assert (refused.code, refused.out) == (2, "")
    assert "filters: both only in" in refused.err
    assert "--on-common" in refused.err
    done = outlast("compare", ran.folder, after, "--on-common", "--sheet", "runs", "--json")
    (row,) = json.loads(done.out)[0]["rows"]
    assert (row["in_common"], row["only_in_baseline"], row["only_in_run"]) == (24, 12, 0)


def test_a_page_is_written_and_named(outlast: Callable, pair: tuple[Path, Path], tmp_path: Path) -> None:
    """--html writes one file and prints its path alone; with --fail-on-regression it is written before exit code 5."""
    path = tmp_path / "new" / "page.html"
    done = outlast("compare", *pair, "--html", path)
    assert (done.code, done.out, done.err) == (0, f"{path}\n", "")
    assert "rule n1 added (pond)" in path.read_text("utf-8")
    path.unlink()
    failed = outlast("compare", *pair, "--html", path, "--fail-on-regression", "flips")
    assert (failed.code, failed.out) == (5, f"{path}\n")
    assert path.is_file()


def test_a_page_that_cannot_be_written(outlast: Callable, pair: tuple[Path, Path], tmp_path: Path) -> None:
    """A folder in the file's place, and a form beside the page, end in 2 with what to do; no file is left behind."""
    done = outlast("compare", *pair, "--html", tmp_path)
    assert (done.code, done.out) == (2, "")
    assert done.err.endswith("choose another file with --html\n")
    assert len(done.err.splitlines()) == 1
    both = outlast("compare", *pair, "--html", tmp_path / "page.html", "--json")
    assert (both.code, both.out) == (2, "")
    assert not (tmp_path / "page.html").exists()

"""`outlast run`: a page for people, JSON, a plan, the same run found again, and where runs go."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import typer.main

import outlast as package
from outlast.cli.main import app
from outlast.filters.protocol import Judgement, judgement
from outlast.runs.results import Run


def rows(page: str, first: str) -> list[str]:
    """The lines that begin with a word, with single blanks."""
    return [" ".join(line.split()) for line in page.splitlines() if line.split()[:1] == [first]]


def files_of(folder: Path) -> dict[str, tuple[int, int]]:
    """Each file below a folder, with its inode and the time of its last change."""
    found = {path.relative_to(folder).as_posix(): path.stat() for path in folder.rglob("*") if path.is_file()}
    return {name: (stat.st_ino, stat.st_mtime_ns) for name, stat in found.items()}


@pytest.mark.usefixtures("pond")
def test_the_page_says_what_survived(outlast: Callable) -> None:
    """The page has question, grid, survival with its interval, over- and under-blocking, and where filters differ."""
    done = outlast("run", "pond")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(
        "What may be said of the frogs?\n4 sentences of pond (en) × 3 renderings × 3 filters = 36 decisions\n"
    )
    assert rows(done.out, "words") == [
        "words 2 4 50 % 9–91 % 1 of 3 0 of 1",
        "words 2 of 4, 50 % 8 of 8, 100 %",
        "words 2 2 1 1 1.5 of 3",
    ]
    assert rows(done.out, "topic")[0] == "topic 2 4 50 % 9–91 % 2 of 3 1 of 1"
    assert rows(done.out, "both")[0] == "both 1 4 25 % 0–70 % 2 of 3 0 of 1"
    assert "Where the filters disagree (identity): 2 of 4 passages" in done.out
    assert rows(done.out, "a.1.2") == []
    assert rows(done.out, "b.1.1") == ["b.1.1 survives blocked blocked =2+3 frogs sing."]
    assert rows(done.out, "b.1.2") == ["b.1.2 blocked survives blocked You silly frog!"]


@pytest.mark.usefixtures("pond")
def test_running_again_finds_the_run_done(outlast: Callable) -> None:
    """A second run shows the same page and touches no file."""
    first = outlast("run", "pond")
    before = files_of(Path("runs"))
    assert len([name for name in before if not name.startswith(".cache/")]) == 10
    assert outlast("run", "pond") == first
    assert files_of(Path("runs")) == before


@pytest.mark.usefixtures("pond")
def test_a_dry_run_says_what_would_be_done(outlast: Callable) -> None:
    """A dry run decides and writes nothing, and tells a new run from one that is done."""
    fresh = outlast("run", "pond", "--dry-run")
    assert (fresh.code, fresh.err) == (0, "")
    assert not Path("runs").exists()
    plan = json.loads(outlast("run", "pond", "--dry-run", "--json").out)
    assert {name: plan[name] for name in ("state", "decisions", "parts", "parts_done")} == {
        "state": "new",
        "decisions": 36,
        "parts": 1,
        "parts_done": 0,
    }
    assert plan["folder"] in fresh.out
    assert plan["signature"] in fresh.out
    outlast("run", "pond")
    assert (Path(plan["folder"]) / "manifest.json").is_file()
    done = json.loads(outlast("run", "pond", "--dry-run", "--json").out)
    assert plan["work"] == {"there": 0, "reused": 0, "judged": 24, "combined": 12}
    there = {"there": 36, "reused": 0, "judged": 0, "combined": 0}
    assert done == {**plan, "state": "done", "parts_done": 1, "work": there}


@pytest.mark.usefixtures("pond")
def test_what_is_reused_is_told_beside_the_page(outlast: Callable) -> None:
    """Foreseen by a dry run, told on standard error; with --fresh all is made, though the run is done."""
    first = outlast("run", "pond")
    again = ("run", "pond", "--set", "name=again")
    assert "36 decisions: 24 reused, 12 combined\n" in outlast(*again, "--dry-run").out
    assert "reused" not in outlast(*again, "--dry-run", "--fresh").out
    done = outlast(*again)
    assert (done.code, done.err) == (0, "outlast: 36 decisions: 24 reused, 12 combined\n")
    folder = next(Path("runs/again").iterdir())
    written = (folder / "decisions/part-00000.parquet").stat().st_mtime_ns
    assert outlast(*again).err == ""
    fresh = outlast(*again, "--fresh")
    assert (fresh.code, fresh.err, fresh.out) == (0, "", done.out)
    assert (folder / "decisions/part-00000.parquet").stat().st_mtime_ns > written
    assert done.out.partition("run folder")[0] == first.out.partition("run folder")[0]


@pytest.mark.usefixtures("pond")
def test_json_is_the_summary(outlast: Callable) -> None:
    """With --json, standard output is the run's summary and nothing else."""
    done = outlast("run", "pond", "--json")
    (stored,) = Path("runs").glob("pond/*/summary.json")
    assert (done.code, done.err) == (0, "")
    summary = json.loads(done.out)
    assert summary == json.loads(stored.read_text("utf-8"))
    survived = summary["survival"][0]["survived"]
    assert (survived["count"], survived["n"], survived["rate"]) == (2, 4, 0.5)


@pytest.mark.usefixtures("pond")
def test_a_field_that_is_set_makes_another_run(outlast: Callable) -> None:
    """--set replaces a field for this run, which has a folder of its own."""
    outlast("run", "pond")
    done = outlast("run", "pond", "--set", "filters.words.list=frogs", "--set", "perturbations=[{kind: identity}]")
    assert (done.code, done.err) == (0, "outlast: 12 decisions: 8 reused, 4 combined\n")
    assert rows(done.out, "words")[0] == "words 2 4 50 % 9–91 % 2 of 3 1 of 1"
    assert len(list(Path("runs/pond").iterdir())) == 2


class Refusing:
    """A filter that fails on one word, and else lets everything through."""

    name = "words"

    def decide(self, batch: pa.Table, *, near: int) -> Judgement:
        """Fail on a batch with the word noisy in it."""
        texts = batch.column("text").to_pylist()
        if any("noisy" in text for text in texts):
            raise ValueError("too noisy")
        return judgement([False] * len(texts))


class Saboteur(Executor):
    """Does the work at once, with the filter `words` replaced by one that fails."""

    def submit(self, fn: Callable, /, *args: Any, **kwargs: Any) -> Future:
        """Replace the filter, and do the work."""
        args[0].fitted.filters["words"] = Refusing()
        future: Future = Future()
        future.set_result(fn(*args, **kwargs))
        return future


@pytest.mark.usefixtures("pond")
def test_a_run_with_errors_ends_in_exit_code_3(outlast: Callable) -> None:
    """Where some decisions are errors the page is shown, they are counted on standard error, and the code is 3."""
    package.run("pond", runs="runs", executor=Saboteur())
    done = outlast("run", "pond")
    assert done.code == 3
    assert rows(done.out, "words")[0].startswith("words 3 3 100 %")
    assert "1 decisions failed: ValueError: too noisy" in done.out
    assert done.err == "outlast: 1 decisions are errors; see `error` in the run's decisions\n"
    assert "error\n    ValueError: too noisy" in outlast("explain", "pond", "a.1.2").out


def folder_planned(outlast: Callable, *arguments: str, **environment: str) -> str:
    """The folder in which a run would be, without the run's own."""
    plan = json.loads(outlast("run", "pond", "--dry-run", "--json", *arguments, **environment).out)
    return Path(plan["folder"]).parent.as_posix()


@pytest.mark.usefixtures("pond")
def test_runs_go_where_the_command_line_says_then_the_environment(outlast: Callable) -> None:
    """--runs beats OUTLAST_RUNS, which beats the folder runs."""
    assert folder_planned(outlast) == "runs/pond"
    assert folder_planned(outlast, OUTLAST_RUNS="elsewhere") == "elsewhere/pond"
    assert folder_planned(outlast, "--runs", "here", OUTLAST_RUNS="elsewhere") == "here/pond"


@pytest.mark.usefixtures("pond")
def test_other_commands_look_where_runs_go(outlast: Callable) -> None:
    """OUTLAST_RUNS tells survivors, explain and verify where the run is, and --runs overrules it."""
    outlast("run", "pond", OUTLAST_RUNS="elsewhere")
    for command in (["survivors", "pond"], ["explain", "pond", "a.1.1"], ["verify", "pond"]):
        assert outlast(*command, OUTLAST_RUNS="elsewhere").code == 0
        assert outlast(*command, "--runs", "elsewhere", OUTLAST_RUNS="nowhere").code == 0
        assert outlast(*command).code == 2


@pytest.mark.parametrize(
    ("arguments", "environment", "workers"),
    [([], None, 1), ([], "2", 2), (["--workers", "3"], "2", 3), (["--workers", "3"], None, 3)],
)
def test_workers_are_those_of_the_command_line_then_the_environment(
    arguments: list[str], environment: str | None, workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """--workers beats OUTLAST_WORKERS, which beats one."""
    monkeypatch.delenv("OUTLAST_WORKERS", raising=False)
    if environment is not None:
        monkeypatch.setenv("OUTLAST_WORKERS", environment)
    command: Any = typer.main.get_command(app)
    context = command.commands["run"].make_context("run", ["pond", *arguments])
    assert context.params["workers"] == workers


@pytest.mark.usefixtures("pond")
@pytest.mark.parametrize("value", ["0", "many"])
def test_a_wrong_number_of_workers_is_an_error_of_usage(value: str, outlast: Callable) -> None:
    """No worker, or no number, is refused, wherever it is given, unless the command line says better."""
    for done in (outlast("run", "pond", "--workers", value), outlast("run", "pond", OUTLAST_WORKERS=value)):
        assert done.code == 2
        assert "--workers" in done.err
    assert outlast("run", "pond", "--workers", "1", "--dry-run", OUTLAST_WORKERS=value).code == 0


def test_the_letter_is_run_as_it_is_shipped(outlast: Callable, at_root: Path, letter_runs: Path) -> None:
    """The shipped experiment judges the letter's 62 sentences under three renderings by three filters."""
    done = outlast("run", "letter", "--runs", letter_runs)
    assert (done.code, done.err) == (0, "")
    assert "62 sentences of letter (en) × 3 renderings × 3 filters = 558 decisions" in done.out
    assert done.out.splitlines()[-1] == f"signature   {package.open_run('letter', runs=letter_runs).signature}"


def test_a_run_is_found_by_folder_fingerprint_and_experiment(outlast: Callable, ran: Run) -> None:
    """A run's folder, the beginning of its fingerprint and its experiment's name are the same run."""
    shown = outlast("survivors", "pond")
    assert shown.code == 0
    assert outlast("survivors", ran.folder) == shown
    assert outlast("survivors", ran.folder.name[:6]) == shown
    assert outlast("survivors", "experiments/pond") == shown


@pytest.mark.usefixtures("pond")
def test_a_run_that_is_not_there_says_how_to_make_it(outlast: Callable) -> None:
    """Before an experiment was run, the command that runs it is named."""
    done = outlast("survivors", "pond")
    assert (done.code, done.out, done.err) == (
        2,
        "",
        "outlast: no run of 'pond' in runs/; `outlast run pond` makes one\n",
    )


@pytest.mark.usefixtures("ran")
def test_a_misspelt_run_gets_the_near_name(outlast: Callable) -> None:
    """Of a name that is no experiment, no run is promised; the near name of one that was run is offered."""
    done = outlast("survivors", "pnod")
    assert done.code == 2
    assert "outlast run pnod" not in done.err
    assert "'pond'" in done.err

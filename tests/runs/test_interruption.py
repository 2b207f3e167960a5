"""A run that is killed is finished by running again, as if nothing had happened."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path

import pytest

import outlast
from outlast.runs.execute import planned
from outlast.runs.workers import InProcess

PARTS = "part_passages=1"
"""Twelve sentences, twelve parts."""

KILLED = """\
import os, signal, sys
import outlast
from outlast.runs.workers import InProcess

class Doomed(InProcess):
    left = int(sys.argv[3])

    def submit(self, fn, /, *args, **kwargs):
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self.left -= 1
        return super().submit(fn, *args, **kwargs)

outlast.run(sys.argv[1], runs=sys.argv[2], settings=["part_passages=1"], executor=Doomed())
"""


class Counting(Executor):
    """Does the work at once and notes which parts it was given."""

    def __init__(self) -> None:
        self.parts: list[int] = []

    def submit(self, fn: Callable[..., object], /, *args: object, **kwargs: object) -> Future[object]:
        self.parts.append(args[1].number)
        return InProcess().submit(fn, *args, **kwargs)


def killed_after(project, parts: int) -> Path:
    """The folder of a run that kill -9 ended after some parts."""
    runs = project.folder / "runs"
    done = subprocess.run(
        [sys.executable, "-c", KILLED, project.experiment, runs, str(parts)], capture_output=True, check=False
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    return next((runs / "small").iterdir())


def files_of(folder: Path) -> dict[str, tuple[int, int]]:
    """Each decision file with its inode and time, which a rewriting changes."""
    return {path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in (folder / "decisions").iterdir()}


@pytest.mark.parametrize("parts", [0, 5])
def test_a_killed_run_ends_with_the_same_bytes(project, contents, parts: int) -> None:
    """After kill -9, running again gives what an undisturbed run gives; done parts are neither decided nor written."""
    undisturbed = contents(project.run(PARTS, runs="undisturbed"))
    folder = killed_after(project, parts)
    assert json.loads((folder / "manifest.json").read_text("utf-8"))["status"] == "running"
    before = files_of(folder) if parts else {}
    assert sorted(before) == [f"part-{number:05d}.parquet" for number in range(parts)]
    counting = Counting()
    run = project.run(PARTS, executor=counting)
    assert run.folder == folder
    assert counting.parts == list(range(parts, 12))
    assert contents(run) == undisturbed
    assert {name: at for name, at in files_of(folder).items() if name in before} == before
    assert run.manifest.status == "complete"
    assert outlast.verify(run).holds


def test_what_a_killed_write_left_is_ignored_and_removed(project, contents) -> None:
    """Half-written temporary files beside the parts are no parts, and are gone when the run ends."""
    undisturbed = contents(project.run(PARTS, runs="undisturbed"))
    folder = killed_after(project, 3)
    whole = (folder / "decisions" / "part-00002.parquet").read_bytes()
    for table in ("decisions", "evidence", "renderings"):
        (folder / table / ".part-00007.parquet.99999.tmp").write_bytes(whole[: len(whole) // 2])
    (folder / ".summary.json.99999.tmp").write_bytes(b'{"version"')
    counting = Counting()
    run = project.run(PARTS, executor=counting)
    assert counting.parts == list(range(3, 12))
    assert contents(run) == undisturbed
    assert [path.name for path in folder.rglob("*.tmp")] == []


def test_a_part_without_its_decisions_is_made_again(project, contents) -> None:
    """Decisions are written last: renderings and evidence alone do not make a part."""
    undisturbed = contents(project.run(PARTS, runs="undisturbed"))
    folder = killed_after(project, 3)
    (folder / "decisions" / "part-00001.parquet").unlink()
    (folder / "evidence" / "part-00001.parquet").write_bytes(b"of a machine that lost power")
    counting = Counting()
    assert contents(project.run(PARTS, executor=counting)) == undisturbed
    assert counting.parts == [1, *range(3, 12)]


def test_killed_between_the_last_part_and_the_summary(project, contents) -> None:
    """With all parts there, nothing is decided and the run is brought to its end."""
    done = project.run(PARTS)
    files = contents(done)
    (done.folder / "summary.json").unlink()
    manifest = json.loads((done.folder / "manifest.json").read_text("utf-8"))
    unfinished = {**manifest, "status": "running", "finished": None, "errors": None, "files": {}}
    (done.folder / "manifest.json").write_text(json.dumps(unfinished), encoding="utf-8")
    counting = Counting()
    run = project.run(PARTS, executor=counting)
    assert counting.parts == []
    assert contents(run) == files
    assert run.manifest.files == manifest["files"]


def test_killed_before_the_manifest(project, contents) -> None:
    """A folder without a manifest is a run that has not begun."""
    undisturbed = project.run(PARTS, runs="undisturbed")
    (project.folder / "runs" / "small" / undisturbed.folder.name).mkdir(parents=True)
    assert contents(project.run(PARTS)) == contents(undisturbed)


def test_progress_of_a_resumed_run_counts_what_is_there(project) -> None:
    """After five of twelve parts, the first that is made is the sixth."""
    killed_after(project, 5)
    told: list[tuple[int, int]] = []
    project.run(PARTS, progress=lambda done, total: told.append((done, total)))
    assert told == [(done, 12) for done in range(6, 13)]


def test_the_plan_of_a_killed_run_says_what_is_there(project) -> None:
    """A dry run tells a run that has begun from a new one, and how many parts it has."""
    killed_after(project, 5)
    plan = planned(project.load(PARTS), runs=project.folder / "runs")
    assert (plan.state, plan.parts, plan.parts_done) == ("begun", 12, 5)

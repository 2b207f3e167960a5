"""Real judges, small Python programs: one that hangs, dies, answers out of order, floods, writes half a line."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pydantic
import pytest

from outlast.filters.outside.command import CommandConfig
from outlast.filters.outside.sessions import SESSIONS

TEXTS = ["War", "tea", "bad war", "peace", "", "战争 war"]
BLOCKED = [True, False, True, False, False, True]

ECHO = """\
import json, os, sys
for line in sys.stdin:
    print(json.dumps({{"id": json.loads(line)["id"], "error": {}}}))
"""


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A judge that does not end when it should is not waited for as long as in earnest."""
    monkeypatch.setattr("outlast.filters.outside.process.GRACE", 0.2)


def alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and is not yet waited for by its parent does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(") ")[2][0] != "Z"
    except FileNotFoundError:
        return False


def gone(pid: int) -> bool:
    """Whether a process ends within a second."""
    until = time.monotonic() + 1
    while alive(pid) and time.monotonic() < until:
        time.sleep(0.01)
    return not alive(pid)


def pids(path: Path) -> list[int]:
    return [int(line) for line in path.read_text("utf-8").split()]


on_linux = pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks for processes in /proc")


def test_a_judge_decides_with_score_and_evidence(command, batch_of, marks_of):
    """A program's decisions, scores and evidence are the filter's."""
    made = command().decide(batch_of(TEXTS), near=2)
    assert made.blocked.to_pylist() == BLOCKED
    assert made.score.to_pylist() == [1.0, 0.25, 1.0, 0.25, 0.25, 1.0]
    assert made.error.null_count == len(TEXTS)
    assert marks_of(made, TEXTS) == [
        ("fired", "war", "War"),
        ("fired", "war", "war"),
        ("near", "peace", "peace"),
        ("fired", "war", "war"),
    ]


@pytest.mark.parametrize("options", [["late=3"], ["late=2", "flood"], ["flood"], ["banner"], ["crash=2"], ["crash=3"]])
@pytest.mark.parametrize("batch", [6, 64])
def test_odd_judges_lose_no_decision(command, batch_of, options, batch):
    """Answers out of order, floods on standard error, a greeting, and a death at each n-th text change nothing."""
    made = command(*options, batch=batch).decide(batch_of(TEXTS), near=0)
    assert made.error.to_pylist() == [None] * len(TEXTS)
    assert made.blocked.to_pylist() == BLOCKED


@pytest.mark.parametrize(
    ("option", "error"),
    [
        ("hang=bad", "the judge gave no answer in 2 s"),
        ("die=bad", "the judge was ended by SIGKILL"),
        ("half=bad", "the judge ended with exit code 1"),
        (
            "garble=bad",
            "the judge wrote what is no answer: not JSON (Expecting value): 'Traceback (most recent call last):'",
        ),
        ("strange=bad", "the judge wrote what is no answer: id '999999' was not asked"),
        ("twice=bad", "the judge answered twice, and not alike"),
        ("wrong=bad", "the judge's answer is malformed: blocked is '\"yes\"'; true or false is wanted, or an error"),
        ("error=bad", "no opinion"),
    ],
)
def test_a_text_on_which_a_judge_fails_is_an_error_and_no_more(command, batch_of, option, error):
    """The text has an error that says what happened; every other is decided."""
    made = command(option, timeout=0.2, first_timeout=2).decide(batch_of(TEXTS), near=0)
    assert made.error.to_pylist() == [None, None, error, None, None, None]
    assert made.blocked.to_pylist() == [True, False, None, False, False, True]


def test_a_death_is_told_with_the_last_words(command, batch_of):
    """A judge that dies each time is given up, and what it wrote to standard error is in every message."""
    made = command("crash=1", restarts=1).decide(batch_of(TEXTS), near=0)
    ended = "the judge ended with exit code 1; its standard error: cannot bear"
    assert made.blocked.null_count == len(TEXTS)
    assert made.error[0].as_py() == f"{ended} 'War'"
    assert made.error[5].as_py().startswith(f"gave up after 2 starts without an answer; {ended}")


def test_a_program_that_is_no_program(batch_of, tmp_path):
    """What cannot be started is an error on every text, in the system's words."""
    (tmp_path / "judge").write_text("no program", encoding="utf-8")
    made = CommandConfig(kind="command", name="x", command=["./judge"]).build(tmp_path).decide(batch_of("ab"), near=0)
    assert made.error.to_pylist() == ["the judge cannot be started (Permission denied)"] * 2


def test_a_judge_that_ends_at_once(batch_of, tmp_path):
    """A program that reads nothing and says nothing is given up; nothing raises."""
    judge = CommandConfig(kind="command", name="x", command=["{python}", "-c", ""], restarts=0).build(tmp_path)
    made = judge.decide(batch_of(["a"]), near=0)
    assert made.error.to_pylist() == ["gave up after 1 starts without an answer; the judge ended with exit code 0"]


def test_arguments_are_passed_as_they_are(batch_of, tmp_path):
    """No shell reads the command: blanks, quotes and dollars reach the program."""
    strange = "$HOME; 'a  b' | *"
    config = CommandConfig(kind="command", name="x", command=["{python}", "-c", ECHO.format("sys.argv[1]"), strange])
    made = config.build(tmp_path).decide(batch_of(["a"]), near=0)
    assert made.error.to_pylist() == ["$HOME; 'a b' | *"]


def test_it_runs_in_the_experiment_s_folder(batch_of, tmp_path):
    """A relative path in an argument is one from the experiment's folder."""
    (tmp_path / "judge.py").write_text(ECHO.format("os.getcwd()"), encoding="utf-8")
    config = CommandConfig(kind="command", name="x", command=["{python}", "judge.py"])
    made = config.build(tmp_path).decide(batch_of(["a"]), near=0)
    assert made.error.to_pylist() == [str(tmp_path)]
    assert config.build(tmp_path).command == (sys.executable, "judge.py")


def test_the_process_is_kept_from_batch_to_batch(command, batch_of, tmp_path):
    """Several batches, and an equal filter, are asked of one process."""
    file = tmp_path / "pids"
    for _ in range(3):
        command(f"pids={file}", batch=2).decide(batch_of(TEXTS), near=0)
    assert len(pids(file)) == 1


@on_linux
@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("options", [[], ["deaf"], ["hang=bad"], ["crash=2"], ["die=bad"]])
def test_no_process_is_left(command, batch_of, tmp_path, options):
    """After closing no judge runs: none that ended well, that does not listen, that hung, or that was started anew."""
    file = tmp_path / "pids"
    judge = command(f"pids={file}", *options, timeout=0.2, first_timeout=0.5)
    judge.decide(batch_of(TEXTS), near=0)
    SESSIONS.close()
    assert pids(file)
    assert not any(alive(pid) for pid in pids(file))


@on_linux
@pytest.mark.usefixtures("impatient")
def test_what_a_judge_started_ends_with_it(command, batch_of, tmp_path):
    """A judge's own child does not outlive it."""
    child = tmp_path / "child"
    command(f"child={child}").decide(batch_of(TEXTS), near=0)
    pid = int(child.read_text("utf-8"))
    assert alive(pid)
    SESSIONS.close()
    assert gone(pid)


@on_linux
def test_an_interrupt_ends_the_judge(command, batch_of, tmp_path, monkeypatch):
    """Ctrl-C while a judge is asked is let through, and the judge is ended first."""
    from outlast.filters.outside.conversation import Conversation

    file = tmp_path / "pids"
    judge = command(f"pids={file}")
    judge.decide(batch_of(["a"]), near=0)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Conversation, "ask", interrupted)
    with pytest.raises(KeyboardInterrupt):
        judge.decide(batch_of(["a"]), near=0)
    assert gone(pids(file)[0])


def test_killed_between_two_batches(command, batch_of, tmp_path):
    """A judge that somebody kills while it waits is started again, and nothing is lost."""
    file = tmp_path / "pids"
    judge = command(f"pids={file}")
    judge.decide(batch_of(TEXTS), near=0)
    os.kill(pids(file)[0], 9)
    made = judge.decide(batch_of(TEXTS), near=0)
    assert made.blocked.to_pylist() == BLOCKED
    assert len(pids(file)) == 2


def test_ten_thousand_texts_do_not_stand_still(command, batch_of):
    """More than a pipe holds, on all three pipes at once, goes through."""
    texts = ["war " + "x" * 300, "tea " + "x" * 300] * 2000
    made = command(batch=10_000, timeout=30).decide(batch_of(texts), near=0)
    assert made.blocked.to_pylist() == [True, False] * 2000


@pytest.mark.parametrize("command", [[], [""], ["  "], ["judge", "a\0b"]])
def test_what_is_no_command(command):
    """A command has a program, and no argument with a NUL."""
    with pytest.raises(pydantic.ValidationError):
        CommandConfig(kind="command", name="x", command=command)


def test_a_command_is_a_list():
    """A command line as a text, which a shell would have to split, is refused."""
    with pytest.raises(pydantic.ValidationError):
        CommandConfig.model_validate({"kind": "command", "name": "x", "command": "python judge.py"})

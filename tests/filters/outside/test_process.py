"""A judge's process: lines in and out, silence, how it ended, and its end."""

from __future__ import annotations

import sys
import threading

import pytest

from outlast.filters.outside.process import LINE, JudgeProcess, SilenceError


@pytest.fixture
def python(tmp_path):
    """Start Python with a program; killed when the test ends."""
    started = []

    def start(program: str) -> JudgeProcess:
        started.append(JudgeProcess([sys.executable, "-c", program], tmp_path))
        return started[-1]

    yield start
    for process in started:
        process.kill()


def test_lines_come_back(python):
    """What is sent is read, and what is written comes line by line, to the end."""
    process = python("import sys\nfor line in sys.stdin: print(line.strip()[::-1])\n")
    process.send([b"abc\n", b"def\n"])
    process.send([b"ghi\n"])
    assert [process.receive(5) for _ in range(3)] == [b"cba\n", b"fed\n", b"ihg\n"]
    process.close()


def test_silence_is_told(python):
    """Nothing in the given time is an exception, at once where no time is left."""
    process = python("import time; time.sleep(60)")
    for timeout in (0.01, 0, -1):
        with pytest.raises(SilenceError):
            process.receive(timeout)


@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("", "the judge ended with exit code 0"),
        ("import sys; sys.exit(3)", "the judge ended with exit code 3"),
        ("import sys; sys.exit('no\\nmodel')", "the judge ended with exit code 1; its standard error: no model"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", "the judge was ended by SIGTERM"),
        ("import os, time; os.close(1); time.sleep(60)", "the judge closed its standard output"),
        (
            "import sys\nfor n in range(9): print(n, file=sys.stderr)",
            "the judge ended with exit code 0; its standard error: 6 7 8",
        ),
    ],
)
def test_the_last_words_say_how_it_ended(python, program, words):
    """Exit code or signal, and the last lines of standard error in one line."""
    process = python(program)
    assert process.receive(5) is None
    assert process.last_words() == words


def test_a_line_without_an_end_is_cut(python):
    """A line that never ends comes in pieces, so that it does not fill the memory."""
    process = python(f"import sys; sys.stdout.write('x' * {LINE + 7}); sys.stdout.flush()")
    assert [len(process.receive(5)), len(process.receive(5))] == [LINE, 7]
    assert process.receive(5) is None


def test_a_judge_that_writes_without_being_asked_waits(python):
    """Lines that nobody reads do not pile up, and do not keep a judge from being ended."""
    process = python("while True: print('spam')")
    assert process.receive(5) == b"spam\n"
    process.kill()
    assert all(not thread.is_alive() for thread in threading.enumerate() if thread.name.startswith("judge "))


def test_closing_lets_it_finish(python, tmp_path):
    """A judge has its time to put away what it has when its input ends."""
    done = tmp_path / "done"
    process = python(f"import sys, pathlib\nfor line in sys.stdin: pass\npathlib.Path({str(done)!r}).touch()")
    process.send([b"x\n"])
    process.close()
    assert done.exists()
    process.close()


def test_sending_to_the_dead_raises_nothing(python):
    """That a judge no longer reads shows on its output, not as an exception where something is sent."""
    process = python("")
    assert process.receive(5) is None
    process.send([b"x" * 100_000 + b"\n"] * 10)
    assert process.last_words() == "the judge ended with exit code 0"


def test_no_program():
    """What cannot be started is the system's own error."""
    with pytest.raises(FileNotFoundError):
        JudgeProcess(["no-such-program-anywhere"], ".")

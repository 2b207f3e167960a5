"""Who does the work changes no byte: processes, threads, and an executor that finishes in odd order."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor

import pytest

import outlast
from outlast.runs.workers import InProcess, executor_for

PARTS = "part_passages=7"
"""The letter's 62 sentences make nine parts of seven."""


class Late(Future):
    """A future that is done when somebody asks for it, and every later one before it."""

    def __init__(self, waiting: list[tuple[Late, Callable[[], object]]]) -> None:
        super().__init__()
        self._waiting = waiting

    def result(self, timeout: float | None = None) -> object:
        while self._waiting:
            future, work = self._waiting.pop()
            future.set_result(work())
        return super().result(timeout)


class Backwards(Executor):
    """Does nothing until a result is asked for, then all that waits, the last first."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Late, Callable[[], object]]] = []
        self.order: list[int] = []
        self.shut = False

    def submit(self, fn: Callable[..., object], /, *args: object, **kwargs: object) -> Future[object]:
        def work() -> object:
            made = fn(*args, **kwargs)
            self.order.append(made.number)
            return made

        future = Late(self.waiting)
        self.waiting.append((future, work))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self.shut = True


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> outlast.Run:
    """The letter in parts of seven, by this process."""
    return outlast.run("letter", runs=tmp_path_factory.mktemp("alone"), settings=[PARTS], workers=1)


def test_there_are_many_parts(alone: outlast.Run) -> None:
    """The comparison below is of several files, not of one."""
    assert alone.manifest.parts == 9
    assert len(list((alone.folder / "decisions").iterdir())) == 9


@pytest.mark.parametrize("workers", [2, 3])
def test_processes_write_the_same_bytes(alone: outlast.Run, workers: int, tmp_path, contents) -> None:
    """Two and three processes leave the files that one process leaves."""
    run = outlast.run("letter", runs=tmp_path, settings=[PARTS], workers=workers)
    assert contents(run) == contents(alone)


def test_threads_write_the_same_bytes(alone: outlast.Run, tmp_path, contents) -> None:
    """An executor that is passed in does the work instead, here three threads."""
    with ThreadPoolExecutor(3) as threads:
        run = outlast.run("letter", runs=tmp_path, settings=[PARTS], executor=threads)
        assert threads.submit(int, "7").result() == 7, "it was shut down"
    assert contents(run) == contents(alone)


def test_odd_order_writes_the_same_bytes(alone: outlast.Run, tmp_path, contents) -> None:
    """Parts that are finished last first give the same files."""
    backwards = Backwards()
    run = outlast.run("letter", runs=tmp_path, settings=[PARTS], executor=backwards)
    assert sorted(backwards.order) == list(range(9))
    assert backwards.order != sorted(backwards.order)
    assert not backwards.shut
    assert contents(run) == contents(alone)


def test_progress_counts_every_part(project) -> None:
    """Progress is called after each part, with the number done and the number of parts."""
    told: list[tuple[int, int]] = []
    project.run("part_passages=3", progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_part_that_fails_fails_the_run(project) -> None:
    """What a worker raises reaches the caller, and the run stays unfinished."""

    class Broken(Executor):
        def submit(self, fn: Callable[..., object], /, *args: object, **kwargs: object) -> Future[object]:
            future: Future[object] = Future()
            future.set_exception(RuntimeError("the machine is gone"))
            return future

    with pytest.raises(RuntimeError, match="the machine is gone"):
        project.run(executor=Broken())
    folder = next((project.folder / "runs" / "small").iterdir())
    assert outlast.Run(folder).manifest.status == "running"


def test_in_process_keeps_an_error_for_whoever_asks() -> None:
    """An exception is the future's, as with any executor."""
    future = InProcess().submit(int, "seven")
    assert isinstance(future.exception(), ValueError)


def test_in_process_lets_an_interrupt_through() -> None:
    """Ctrl-C is not kept in a future."""

    def interrupted() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        InProcess().submit(interrupted)


@pytest.mark.parametrize("workers", [0, 1])
def test_one_worker_is_this_process(workers: int) -> None:
    """No pool is started where one process is enough."""
    assert isinstance(executor_for(workers), InProcess)

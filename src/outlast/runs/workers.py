"""Who does the work: any ``concurrent.futures.Executor``, this process included."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Result = TypeVar("Result")


class InProcess(Executor):
    """An executor that does the work at once, in the process that asks.

    >>> InProcess().submit(max, 1, 2).result()
    2
    """

    def submit(self, fn: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Future[Result]:
        """Do it, and give a future that is done."""
        future: Future[Result] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def executor_for(workers: int) -> Executor:
    """This process for no worker or one, else that many processes.

    Processes are started from a fork server, so none inherits threads or locks of the one that asks.
    """
    if workers <= 1:
        return InProcess()
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("forkserver"))

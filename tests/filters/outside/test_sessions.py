"""Open judges: lent to one thread at a time, found again, closed at the end, forgotten in a fork."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from outlast.filters.outside.sessions import Sessions


class Open:
    def __init__(self) -> None:
        self.closed = 0

    def close(self) -> None:
        self.closed += 1


def test_what_is_idle_is_lent_again():
    """The same key gets the same session, another key another."""
    sessions = Sessions()
    with sessions.lent("a", Open) as first:
        pass
    with sessions.lent("a", Open) as again, sessions.lent("b", Open) as other:
        assert again is first
        assert other is not first


def test_what_is_lent_is_nobody_else_s():
    """Two that ask at the same time have a session each; both are kept."""
    sessions = Sessions()
    with sessions.lent("a", Open) as one, sessions.lent("a", Open) as two:
        assert one is not two
    with sessions.lent("a", Open) as three, sessions.lent("a", Open) as four:
        assert {id(three), id(four)} == {id(one), id(two)}


def test_closing_spares_what_is_lent():
    """What nobody uses is closed, once; what is in use is not."""
    sessions = Sessions()
    with sessions.lent("a", Open) as idle:
        pass
    with sessions.lent("b", Open) as used:
        sessions.close()
        sessions.close()
        assert (idle.closed, used.closed) == (1, 0)
    with sessions.lent("b", Open) as again:
        assert again is used


def test_a_failure_closes_its_session():
    """A session whose use ended in an exception is closed, and not lent again."""
    sessions = Sessions()
    with pytest.raises(KeyboardInterrupt), sessions.lent("a", Open) as failed:
        raise KeyboardInterrupt
    assert failed.closed == 1
    with sessions.lent("a", Open) as fresh:
        assert fresh is not failed


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system does not fork")
def test_a_forked_process_leaves_the_parent_s_judges_alone():
    """In a child, what the parent has open is neither lent nor closed."""
    program = (
        "import os\n"
        "from outlast.filters.outside.sessions import SESSIONS\n"
        "class Open:\n"
        "    def close(self): print('closed in', 'parent' if os.getpid() == parent else 'child', flush=True)\n"
        "parent = os.getpid()\n"
        "with SESSIONS.lent('a', Open): pass\n"
        "if os.fork() == 0:\n"
        "    SESSIONS.close()\n"
        "    os._exit(0)\n"
        "os.wait()\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "closed in parent\n"


@pytest.mark.parametrize("method", ["forkserver", "spawn"])
def test_a_worker_closes_what_it_opened(tmp_path, method):
    """A process of a pool closes its judges when it ends, as this one does."""
    (tmp_path / "work.py").write_text(
        "import os\n"
        "from outlast.filters.outside.sessions import SESSIONS\n"
        "class Open:\n"
        "    def close(self): open('closed', 'a').write(f'{os.getpid()}\\n')\n"
        "def work():\n"
        "    with SESSIONS.lent('a', Open): return os.getpid()\n",
        encoding="utf-8",
    )
    program = (
        "import multiprocessing\n"
        "from concurrent.futures import ProcessPoolExecutor\n"
        "from work import work\n"
        "if __name__ == '__main__':\n"
        f"    context = multiprocessing.get_context({method!r})\n"
        "    with ProcessPoolExecutor(1, mp_context=context) as pool:\n"
        "        print(pool.submit(work).result())\n"
    )
    (tmp_path / "main.py").write_text(program, encoding="utf-8")
    done = subprocess.run([sys.executable, "main.py"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert (tmp_path / "closed").read_text("utf-8") == done.stdout

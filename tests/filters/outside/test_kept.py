"""The file of answers: what is put is there, for every process; what is no such file is refused; the pace is shared."""

from __future__ import annotations

import sqlite3
import subprocess
import sys

import pytest

from outlast.filters.outside.kept import Kept, KeptError


@pytest.fixture
def kept(tmp_path):
    """A new file of answers."""
    made = Kept(tmp_path / "answers.sqlite", mode="write")
    yield made
    made.close()


def test_answers_are_there_when_the_file_is_opened_again(tmp_path):
    """What was put can be read later, and by one who may not write."""
    path = tmp_path / "answers.sqlite"
    for mode, expected in (("write", {}), ("write", {"a": "1"}), ("read", {"a": "1"})):
        kept = Kept(path, mode=mode)
        assert kept.get(["a", "b"]) == expected
        if mode == "write":
            kept.put({"a": "1"})
        kept.close()


def test_the_first_answer_stays(kept):
    """An answer that is there already is not replaced."""
    kept.put({"a": "1"})
    kept.put({"a": "2", "b": "3"})
    assert kept.get("ab") == {"a": "1", "b": "3"}
    assert kept.count() == 2


def test_a_missing_file_is_empty_to_a_reader(tmp_path):
    """Who only reads finds nothing in a file that is not there, and does not make it."""
    kept = Kept(tmp_path / "answers.sqlite", mode="read")
    assert (kept.get(["a"]), kept.count()) == ({}, 0)
    kept.close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("mode", ["read", "write"])
def test_what_is_no_file_of_answers_is_refused(tmp_path, mode):
    """A text file, and another program's database, are refused by name and left as they are."""
    text, other = tmp_path / "text.sqlite", tmp_path / "other.sqlite"
    text.write_text("no database " * 100, encoding="utf-8")
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE theirs (a)")
    connection.commit()
    connection.close()
    before = text.read_bytes(), other.read_bytes()
    with pytest.raises(KeptError, match=r"text\.sqlite cannot hold answers \(file is not a database\)"):
        Kept(text, mode=mode)
    with pytest.raises(KeptError, match=r"other\.sqlite cannot hold answers \(it is of version 0, not 1\)"):
        Kept(other, mode=mode)
    assert (text.read_bytes(), other.read_bytes()) == before


def test_a_folder_that_is_not_there(tmp_path):
    """A file in a folder that is missing cannot be made, and the message says so."""
    with pytest.raises(KeptError, match="unable to open database file"):
        Kept(tmp_path / "missing" / "answers.sqlite", mode="write")


def test_a_path_with_odd_letters(tmp_path):
    """Question marks, percent signs and blanks in a path are letters of it."""
    path = tmp_path / "a ?mode=ro&x=%41#.sqlite"
    Kept(path, mode="write").close()
    assert path.is_file()


def test_turns_are_spaced(kept):
    """At a request in a thousand seconds each turn is so far behind the last; another address has its own."""
    waits = [kept.turn("here", rate=0.001) for _ in range(4)]
    assert waits == pytest.approx([0, 1000, 2000, 3000], abs=300)
    assert kept.turn("there", rate=0.001) == 0


def test_a_clock_that_was_set_back_does_not_stop_everything(kept):
    """A turn that lies absurdly far ahead is not waited for."""
    kept._connection.execute("INSERT INTO pace VALUES ('here', 1e12)")
    assert kept.turn("here", rate=10) == 0


def test_processes_write_side_by_side(tmp_path):
    """Four processes that put and take turns at the same time lose nothing, and share one pace."""
    path = tmp_path / "answers.sqlite"
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from outlast.filters.outside.kept import Kept\n"
        "kept = Kept(Path(sys.argv[1]), mode='write')\n"
        "for number in range(25):\n"
        "    kept.put({f'{sys.argv[2]}-{number}': '1'})\n"
        "    kept.turn('here', rate=1)\n"
        "kept.close()\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", program, str(path), str(number)]) for number in range(4)]
    assert [process.wait() for process in running] == [0] * 4
    kept = Kept(path, mode="write")
    assert kept.count() == 100
    assert kept.turn("here", rate=1) > 60
    kept.close()

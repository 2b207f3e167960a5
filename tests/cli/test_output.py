"""What holds of every command's output: its width, its colours, its CSV, and how it ends when it is cut short."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.cells import cell_len

from outlast.cli.output import echo_csv

COLOUR = re.compile(r"\x1b\[[0-9;]*\b(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;[0-9;]*)?m")
TERMINAL = {"FORCE_COLOR": "1", "TERM": "xterm-256color"}

PAGES = [
    ["run", "letter"],
    ["run", "letter", "--dry-run"],
    ["survivors", "letter"],
    ["survivors", "letter", "--blocked"],
    ["survivors", "letter", "-p", "zero-width"],
    ["explain", "letter", "2.2.6"],
    ["explain", "letter", "2.2.6", "-p", "zero-width"],
    ["validate", "letter"],
    ["list", "corpora"],
    ["list", "experiments"],
    ["list", "filters"],
    ["list", "keywords"],
    ["list", "perturbations"],
    ["list", "policies"],
    ["corpus", "show", "letter"],
    ["corpus", "show", "discourse"],
    ["corpus", "build", "letter", "--check"],
    ["--help"],
    ["run", "--help"],
    ["survivors", "--help"],
    ["explain", "--help"],
    ["list", "--help"],
    ["schema", "--help"],
]


def too_wide(page: str) -> list[str]:
    """The lines of a page that take more than 80 columns, but those that are to be copied whole."""
    copied = ("signature   ", "run folder  ")
    return [line for line in page.splitlines() if cell_len(line) > 80 and not line.startswith(copied)]


@pytest.mark.usefixtures("at_root")
@pytest.mark.parametrize("arguments", PAGES, ids=" ".join)
def test_pages_are_80_columns_wide(arguments: list[str], outlast: Callable, letter_runs: Path) -> None:
    """With COLUMNS=80 no line is wider, but for signature and run folder, which are never broken."""
    done = outlast(*arguments, COLUMNS="80", OUTLAST_RUNS=str(letter_runs))
    assert (done.code, done.err) == (0, "")
    assert len(done.out.splitlines()) >= 1
    assert too_wide(done.out) == []


@pytest.mark.usefixtures("ran")
def test_what_verify_says_is_80_columns_wide(outlast: Callable) -> None:
    """The line that says that a run holds fits, whatever the length of the signature below it."""
    assert too_wide(outlast("verify", "pond").out) == []


@pytest.mark.usefixtures("at_root")
def test_a_signature_is_in_one_line(outlast: Callable, letter_runs: Path) -> None:
    """On a narrow screen the signature is still whole, so that it can be copied."""
    page = outlast("run", "letter", COLUMNS="40", OUTLAST_RUNS=str(letter_runs)).out
    assert re.search(r"^signature   letter\|corpus:letter@\S+\|run:[0-9a-f]{12}$", page, flags=re.MULTILINE)


@pytest.mark.usefixtures("at_root")
@pytest.mark.parametrize("command", ["survivors letter --blocked", "explain letter 1.1.1", "run letter"])
def test_colours_are_for_terminals_that_want_them(command: str, outlast: Callable, letter_runs: Path) -> None:
    """A terminal gets colours, NO_COLOR gets none, and a pipe gets no escape sequence at all."""
    runs = {"OUTLAST_RUNS": str(letter_runs)}
    assert COLOUR.search(outlast(*command.split(), **TERMINAL, **runs).out)
    assert not COLOUR.search(outlast(*command.split(), **TERMINAL, NO_COLOR="1", **runs).out)
    assert "\x1b" not in outlast(*command.split(), **runs).out


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_begins_like_a_formula(first: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each character that makes a spreadsheet read a formula (OWASP, CSV injection) is behind an apostrophe."""
    echo_csv([{"text": f"{first}1", "list": [f"{first}1", "b"]}], columns=["text", "list"])
    row = capsys.readouterr().out.partition("\r\n")[2].replace('"', "")
    assert row == f"'{first}1,'{first}1; b\r\n"


def test_numbers_and_empty_cells_stay_what_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    """A negative number is a number, nothing is an empty cell, and quotes and commas are quoted (RFC 4180)."""
    echo_csv([{"a": -1.5, "b": None, "c": 'say "no", loudly'}], columns=["a", "b", "c"])
    assert capsys.readouterr().out == 'a,b,c\r\n-1.5,,"say ""no"", loudly"\r\n'


def started(program: str, *arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    """A Python program in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", program, *arguments], stderr=subprocess.PIPE, text=True, check=False, **options
    )


def test_an_interrupted_command_says_that_nothing_is_lost() -> None:
    """Control-C ends in exit code 130 and a line that says what to do next."""
    program = """\
import sys
from outlast.cli.main import app, main

@app.command("wait")
def wait() -> None:
    raise KeyboardInterrupt

sys.argv = ["outlast", "wait"]
main()
"""
    done = started(program)
    assert done.returncode == 130
    assert done.stderr == "outlast: interrupted; what was done is kept, run again to finish\n"


def test_a_reader_that_leaves_is_no_error() -> None:
    """Where nobody reads the output any more, as in `| head`, a command ends quietly and well."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = started("from outlast.cli.main import main; main()", "schema", stdout=writer)
    finally:
        os.close(writer)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["rnu"], "rnu"),
        (["run"], "experiment"),
        (["run", "letter", "--dry"], "--dry"),
        (["explain", "letter"], "passage"),
        (["survivors", "letter", "--draw", "-1"], "--draw"),
    ],
)
def test_errors_of_usage(arguments: list[str], word: str, outlast: Callable) -> None:
    """A command line that is not understood ends in exit code 2, names what is wrong, and prints no result."""
    done = outlast(*arguments)
    assert (done.code, done.out) == (2, "")
    assert word in done.err
    assert "Traceback" not in done.err

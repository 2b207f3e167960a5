"""What is imported before anything is done: no heavy library, so that help and errors of usage come at once."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = {"datasets", "pandas", "pyarrow", "scipy", "sklearn"}

COMMAND = """\
import json, sys
from outlast.cli.main import main
sys.argv = ["outlast", *sys.argv[1:]]
code = None
try:
    main()
except SystemExit as stopped:
    code = stopped.code
print("\\n" + json.dumps([code, sorted({name.partition(".")[0] for name in sys.modules})]))
"""


def imported_by(program: str, *arguments: str) -> list:
    """The last line that a Python program prints, read as JSON."""
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, encoding="utf-8", check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["run", "--help"],
        ["survivors", "--help"],
        ["sweep", "--help"],
        ["explain", "--help"],
        ["verify", "--help"],
        ["validate", "--help"],
        ["schema", "--help"],
        ["init", "--help"],
        ["list", "--help"],
        ["cache", "show", "--help"],
        ["corpus", "--help"],
        ["corpus", "build", "--help"],
        ["corpus", "show", "--help"],
    ],
    ids=" ".join,
)
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    """No command's help, nor the version, needs a library of data or learning."""
    code, modules = imported_by(COMMAND, *arguments)
    assert code in {0, None}
    assert "typer" in modules
    assert HEAVY & set(modules) == set()


def test_importing_the_package_imports_nothing_heavy() -> None:
    """`import outlast` loads no library of data or learning; its names do when they are asked for."""
    before, after = imported_by(
        "import json, sys\n"
        "import outlast\n"
        "before = sorted({name.partition('.')[0] for name in sys.modules})\n"
        "outlast.run\n"
        "print(json.dumps([before, sorted({name.partition('.')[0] for name in sys.modules})]))\n"
    )
    assert HEAVY & set(before) == set()
    assert "pyarrow" in after

"""What all tests share: the command line in process, snapshots of texts, a small project, and one run of the letter."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import hypothesis
import pytest

ROOT = Path(__file__).parent.parent

os.environ.setdefault("HF_DATASETS_OFFLINE", "1")  # read when `datasets` is first imported
os.environ.setdefault("HF_HUB_OFFLINE", "1")

hypothesis.settings.register_profile("outlast", deadline=None)  # no test depends on how fast a machine is
hypothesis.settings.load_profile("outlast")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the one flag that renews the snapshots."""
    parser.addoption("--update-snapshots", action="store_true", help="write tests/snapshots anew from what is printed")


@dataclass(frozen=True)
class Finished:
    """What a command left behind: its exit code, and what it wrote to standard output and to standard error."""

    code: int
    out: str
    err: str


@pytest.fixture
def outlast(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Finished]:
    """Run a command as the installed `outlast` does, in this process, 80 columns wide; keywords are its environment."""

    def call(*arguments: object, **environment: str) -> Finished:
        from outlast.cli.main import main

        with monkeypatch.context() as patched:
            for name in ("OUTLAST_RUNS", "OUTLAST_WORKERS", "NO_COLOR", "FORCE_COLOR"):
                patched.delenv(name, raising=False)
            for name, value in {"COLUMNS": "80", **environment}.items():
                patched.setenv(name, value)
            patched.setattr(sys, "argv", ["outlast", *map(str, arguments)])
            capsys.readouterr()
            with pytest.raises(SystemExit) as stopped:
                main()
            printed = capsys.readouterr()
        code = stopped.value.code
        return Finished(code if isinstance(code, int) else 0 if code is None else 1, printed.out, printed.err)

    return call


@pytest.fixture
def snapshot(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with the file of that name below tests/snapshots, or write it with --update-snapshots."""

    def compare(name: str, text: str) -> None:
        assert str(ROOT) not in text, "the text depends on where this machine keeps the repository"
        path = ROOT / "tests" / "snapshots" / f"{name}.txt"
        if request.config.getoption("--update-snapshots"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.is_file(), f"{path.name} is not there; `pytest --update-snapshots` writes it"
        assert text == path.read_text(encoding="utf-8"), "the text changed; `pytest --update-snapshots` accepts it"

    return compare


@pytest.fixture
def pond(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the small project tests/pond, entered."""
    project = tmp_path / "pond"
    shutil.copytree(ROOT / "tests" / "pond", project)
    monkeypatch.chdir(project)
    return project


@pytest.fixture
def at_root(monkeypatch: pytest.MonkeyPatch) -> Path:
    """The repository's root, entered."""
    monkeypatch.chdir(ROOT)
    return ROOT


@pytest.fixture(scope="session")
def letter_runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of runs in which the letter's experiment has been run; not to be changed."""
    import outlast as package

    runs = tmp_path_factory.mktemp("letter")
    package.run(ROOT / "experiments" / "letter", runs=runs)
    return runs

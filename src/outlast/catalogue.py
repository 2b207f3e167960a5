"""Where named things are found: corpora, keyword lists, policies and experiments.

A name is looked up beside the experiment, then in the project that the experiment lies in (the nearest folder above
it that holds ``corpora/`` or ``configs/``), then in the project that one works in, then among what Outlast ships.
The first that has it wins, so a project can replace a shipped list by one of the same name.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from outlast.errors import UserError, did_you_mean

Shelf = Literal["corpora", "keywords", "policies", "experiments"]

_PATTERNS: dict[Shelf, tuple[str, str]] = {
    "corpora": ("corpora", "*/CARD.md"),
    "keywords": ("configs/keywords", "*.yaml"),
    "policies": ("configs/policies", "*.yaml"),
    "experiments": ("experiments", "*/experiment.yaml"),
}
_FILES: dict[Shelf, tuple[str, ...]] = {
    "corpora": (".yaml",),
    "keywords": (".yaml", ".csv", ".txt"),
    "policies": (".yaml",),
    "experiments": (".yaml",),
}
"""Endings by which a path is known from a name."""

_SINGULAR: dict[Shelf, str] = {
    "corpora": "corpus",
    "keywords": "keyword list",
    "policies": "policy",
    "experiments": "experiment",
}


class NotFoundError(UserError):
    """A name or a path that leads nowhere."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that a catalogue found: the name it goes by, and the file that defines it."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The folders in which names are looked up, nearest first.

    >>> catalogue = Catalogue.near(Path("/"))
    >>> catalogue.find("policies", "civility").name
    'civility.yaml'
    """

    roots: tuple[Path, ...]

    @classmethod
    def near(cls, folder: Path) -> Catalogue:
        """The catalogue that a file in ``folder`` sees."""
        folder = folder.resolve()
        roots = [folder, project_above(folder.parent), project_above(Path.cwd()), shipped()]
        return cls(tuple(dict.fromkeys(root for root in roots if root is not None)))

    def entries(self, shelf: Shelf) -> tuple[Entry, ...]:
        """Everything on a shelf, by name; where two roots hold one name, the nearer one."""
        found: dict[str, Entry] = {}
        below, pattern = _PATTERNS[shelf]
        for root in self.roots:
            for path in (root / below).glob(pattern):
                name = path.parent.name if "/" in pattern else path.stem
                found.setdefault(name, Entry(name, path))
            for path in (root / below).glob("*/*.yaml") if shelf == "experiments" else ():  # a series has several
                if not (path.parent / "experiment.yaml").is_file():
                    name = f"{path.parent.name}/{path.stem}"
                    found.setdefault(name, Entry(name, path))
        return tuple(found[name] for name in sorted(found))

    def find(self, shelf: Shelf, name: str) -> Path:
        """The file that defines ``name``: a name on the shelf, or a path relative to the nearest root.

        Raises:
            NotFoundError: when there is none; the message names near ones.
        """
        below, pattern = _PATTERNS[shelf]
        marker = pattern.rpartition("/")[2] if "/" in pattern else ""
        if "/" in name or name.endswith(_FILES[shelf]):
            path = self.roots[0] / name
            path = path / marker if marker and path.name != marker else path
            if _is_file(path):
                return path
            raise NotFoundError(f"no {_SINGULAR[shelf]} at {name!r} (looked for {as_written(path)})")
        for root in self.roots:
            path = root / below / (f"{name}/{marker}" if marker else f"{name}{pattern[1:]}")
            if _is_file(path):
                return path
        known = [entry.name for entry in self.entries(shelf)]
        raise NotFoundError(f"no {_SINGULAR[shelf]} is called {name!r}{did_you_mean(name, known)}")


def _is_file(path: Path) -> bool:
    """Whether a file is there; a path that the system cannot even look for (too long, a NUL in it) is not."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def project_above(folder: Path) -> Path | None:
    """The nearest folder, ``folder`` itself included, that holds ``corpora/`` or ``configs/``."""
    for candidate in (folder, *folder.parents):
        if (candidate / "corpora").is_dir() or (candidate / "configs").is_dir():
            return candidate
    return None


def shipped() -> Path:
    """The folder with what Outlast ships: inside the installed package, or the checkout that it runs from."""
    package = Path(__file__).resolve().parent
    inside = package / "shipped"
    return inside if inside.is_dir() else package.parent.parent


def as_written(path: Path) -> str:
    """A path as a person would write it from here: relative to the working folder where it lies below it.

    >>> as_written(Path.cwd() / "experiments" / "letter")
    'experiments/letter'
    """
    try:
        return path.resolve().relative_to(Path.cwd().resolve()).as_posix()
    except ValueError:
        return path.as_posix()

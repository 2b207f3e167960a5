"""Series: several experiments in one folder, each a file of its own, that answer one question together."""

from __future__ import annotations

from pathlib import Path

from outlast.catalogue import Catalogue


def members(path: str | Path) -> tuple[Path, ...]:
    """The files of a series, by name: every ``*.yaml`` of a folder that has no ``experiment.yaml``.

    Args:
        path: a folder, or the name of one below ``experiments/``.

    Returns:
        None at all where this is a single experiment, or nothing.

    >>> [file.stem for file in members("strictness")]
    ['en', 'zh']
    """
    for folder in (Path(path), *(root / "experiments" / path for root in Catalogue.near(Path.cwd()).roots)):
        if folder.is_dir():
            return () if (folder / "experiment.yaml").is_file() else tuple(sorted(folder.glob("*.yaml")))
    return ()

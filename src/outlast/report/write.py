"""Writing what was asked for of a report: the page, figures, tables, Markdown; all from one document.

Everything is made before anything is written, and each file is whole or not there.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outlast.catalogue import as_written
from outlast.errors import UserError
from outlast.report.page.build import document
from outlast.runs.folder import PASSAGES, POLICY, RULES, TABLES, part_files
from outlast.tables import replacing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from outlast.runs.results import Run

NAME = "report.html"
"""Of the page, where no other is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to write, and where; None for what is not wanted.

    Attributes:
        page: the file of the HTML page.
        figures: the folder of the figures.
        tables: the folder of the tables.
        markdown: the file of the Markdown.
    """

    page: Path | None = None
    figures: Path | None = None
    tables: Path | None = None
    markdown: Path | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What was written.

    Attributes:
        paths: in the order of the page, figures, tables, Markdown.
        warnings: what a person should know, in a line each.
    """

    paths: tuple[Path, ...]
    warnings: tuple[str, ...] = ()


def write_wanted(runs: Sequence[Run], *, wanted: Wanted) -> Written:
    """Write a report of a run, or of several on one page, in the forms that are wanted.

    Args:
        runs: whole.
        wanted: what, and where; the page in the first run's folder where nothing is.

    Raises:
        UserError: for runs that do not belong on one page, a place that cannot be written, or no matplotlib.
        RunFolderError: for a run that has not ended, or is broken.
    """
    if wanted == Wanted():
        wanted = Wanted(page=runs[0].folder / NAME)
    _check(wanted, runs)
    if wanted.figures is not None:
        from outlast.report.figures.canvas import require_matplotlib

        require_matplotlib()
    files, warnings = _made(runs, wanted)
    for path, made in files.items():
        try:
            with replacing(path) as temporary:
                temporary.write_bytes(made)
        except OSError as error:
            raise UserError(f"{as_written(path)} cannot be written ({error.strerror}); choose another place") from None
    return Written(tuple(files), warnings)


def _made(runs: Sequence[Run], wanted: Wanted) -> tuple[dict[Path, bytes], tuple[str, ...]]:
    """Every file's bytes, and warnings."""
    report = document(runs)
    files: dict[Path, bytes] = {}
    warnings: tuple[str, ...] = ()
    if wanted.page is not None:
        from outlast.report.page.render import html

        files[wanted.page] = html(report).encode("utf-8")
    if wanted.figures is not None:
        from outlast.report.figures.files import figure_files

        drawn = figure_files(report)
        files |= {wanted.figures / name: made for name, made in drawn.files.items()}
        warnings = drawn.warnings
    if wanted.tables is not None:
        from outlast.report.tables import table_files

        files |= {wanted.tables / name: made for name, made in table_files(report).items()}
    if wanted.markdown is not None:
        from outlast.report.markdown.page import markdown

        files[wanted.markdown] = markdown(report).encode("utf-8")
    return files, warnings


def _check(wanted: Wanted, runs: Sequence[Run]) -> None:
    """Stop at a place that cannot be written, before the work and not after it; and at a run's own files."""
    own = {path.resolve() for run in runs for path in _own_files(run)}
    for file in (wanted.page, wanted.markdown):
        if file is None:
            continue
        if file.is_dir():
            raise UserError(f"{as_written(file)} is a folder; name a file in it")
        if file.resolve() in own:
            raise UserError(f"{as_written(file)} is one of the run's own files; choose another place")
        _check_folder(file.parent)
    if wanted.page is not None and wanted.markdown is not None and wanted.page.resolve() == wanted.markdown.resolve():
        raise UserError(f"{as_written(wanted.page)} cannot be both the page and the Markdown; name two files")
    for folder in (wanted.figures, wanted.tables):
        if folder is not None:
            _check_folder(folder)


def _check_folder(folder: Path) -> None:
    nearest = next(each for each in (folder, *folder.absolute().parents) if os.path.lexists(each))
    if not nearest.is_dir():
        raise UserError(f"{as_written(nearest)} is a file, not a folder; choose another place")
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise UserError(f"{as_written(nearest)} may not be written to; choose another place")


def _own_files(run: Run) -> Iterator[Path]:
    """The files that make a folder a run, whether or not its manifest lists them."""
    named = ("manifest.json", "summary.json", "experiment.yaml", "resolved.yaml", PASSAGES, POLICY, RULES)
    yield from (run.folder / name for name in {*named, *run.manifest.files})
    for table in TABLES:
        yield from part_files(run.folder, table)

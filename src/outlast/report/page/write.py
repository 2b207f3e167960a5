"""Writing a report: from runs to one HTML file, whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from outlast.errors import UserError
from outlast.report.page.build import document
from outlast.report.page.render import html
from outlast.tables import write_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outlast.runs.results import Run

NAME = "report.html"


def write_report(runs: Sequence[Run], *, to: Path | None = None) -> Path:
    """Write the report of a run, or of several in different languages, and say where it is.

    Args:
        runs: whole.
        to: the file; ``report.html`` in the first run's folder where left out.

    Raises:
        UserError: for runs that do not belong on one page, or a file that cannot be written.
        RunFolderError: for a run that has not ended, or is broken.
    """
    path = runs[0].folder / NAME if to is None else Path(to)
    page = html(document(runs))
    try:
        write_text(path, page)
    except OSError as error:
        raise UserError(f"{path} cannot be written ({error.strerror}); choose another file with --output") from None
    return path

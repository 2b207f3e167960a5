"""Writing a report's page: from runs to one HTML file, whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from outlast.report.write import Wanted, write_wanted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outlast.runs.results import Run


def write_report(runs: Sequence[Run], *, to: Path | None = None) -> Path:
    """Write the report of a run, or of several on one page, and say where it is.

    Args:
        runs: whole.
        to: the file; ``report.html`` in the first run's folder where left out.

    Raises:
        UserError: for runs that do not belong on one page, or a file that cannot be written.
        RunFolderError: for a run that has not ended, or is broken.
    """
    return write_wanted(runs, wanted=Wanted(page=None if to is None else Path(to))).paths[0]

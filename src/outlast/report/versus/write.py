"""Writing a comparison's page: one HTML file, whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outlast.errors import UserError
from outlast.report.page.render import STYLES, filled
from outlast.report.versus.build import versus
from outlast.tables import write_text

if TYPE_CHECKING:
    from pathlib import Path

    from outlast.comparison.document import Comparison
    from outlast.report.versus.document import Versus

SCRIPTS = (
    "page.js",
    "letters.js",
    "why.js",
    "map.js",
    "text.js",
    "tables.js",
    "copy.js",
    "versus-sides.js",
    "versus-why.js",
    "versus-text.js",
    "versus-flips.js",
    "versus-start.js",
)
"""In the order in which they stand in the page; all share one scope of their own."""


def versus_html(document: Versus) -> str:
    """The page of a comparison, from its document."""
    return filled("versus.html", document, styles=(*STYLES, "versus.css"), scripts=SCRIPTS)


def write_versus(found: Comparison, to: Path) -> Path:
    """Write the page of a comparison, and say where it is.

    Raises:
        UserError: when the file cannot be written.
    """
    page = versus_html(versus(found))
    try:
        write_text(to, page)
    except OSError as error:
        raise UserError(f"{to} cannot be written ({error.strerror}); choose another file with --html") from None
    return to

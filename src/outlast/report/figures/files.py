"""Figures as files: each as SVG and PNG, and a list of them with what each shows in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from outlast.report.figures.canvas import missing_letters, png_bytes, require_matplotlib, settings, svg_bytes
from outlast.report.figures.kinds import FIGURES
from outlast.report.named import file_name, several
from outlast.sheets.markdown import code, escaped

if TYPE_CHECKING:
    from outlast.report.figures.picture import Picture
    from outlast.report.page.document import Document

INDEX = "FIGURES.md"


@dataclass(frozen=True, slots=True)
class FigureFiles:
    """Figures before they are written.

    Attributes:
        files: from name to bytes.
        warnings: what a person should know of them, in a line each.
    """

    files: dict[str, bytes]
    warnings: tuple[str, ...]


def figure_files(document: Document) -> FigureFiles:
    """Every figure of a report as SVG and PNG, a set for each of its parts.

    Raises:
        UserError: where matplotlib is not installed.
    """
    require_matplotlib()
    files: dict[str, bytes] = {}
    listed: list[str] = []
    with settings(), missing_letters() as missing:
        for part, ending in several(document.parts):
            listed += ["", f"## {escaped(ending.removeprefix('-'))}"] if ending else []
            for kind in FIGURES:
                for picture in kind.draw(part):
                    name = file_name(picture.name, ending, taken=files, form="svg")
                    files[f"{name}.svg"] = svg_bytes(picture)
                    files[f"{name}.png"] = png_bytes(picture)
                    listed += _listed(picture, name)
            listed += ["", f"Cite with: {code(part.signature)}"]
    files[INDEX] = "\n".join([f"# Figures: {escaped(document.question)}", *listed, ""]).encode("utf-8")
    return FigureFiles(files, _warnings(missing))


def _listed(picture: Picture, name: str) -> list[str]:
    title = escaped(picture.title)
    return ["", f"![{title}]({name}.svg)", "", f"**{name}** (SVG, PNG at 300 dpi). {escaped(picture.alt)}"]


def _warnings(missing: list[str]) -> tuple[str, ...]:
    if not missing:
        return ()
    return (
        "some letters are in no font that was found, and stand as boxes in the PNG files; for Chinese, install a font "
        "such as Noto Sans CJK SC",
    )

"""What all figures share: sizes for a paper's column and page, type, ink, the signature below, and files as bytes.

Only matplotlib's objects are used, never pyplot's state; the settings hold while a figure is drawn and no longer.
"""

from __future__ import annotations

import io
import re
import textwrap
import warnings
from contextlib import contextmanager
from html import escape
from typing import TYPE_CHECKING, Any, Literal

from outlast.errors import UserError
from outlast.report.figures.fonts import LATIN, families
from outlast.sheets.letters import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from outlast.report.figures.picture import Picture

COLUMN, PAGE = 3.35, 7.0
"""Widths of a column and of a page of a paper, in inches (85 and 178 mm)."""

TALLEST = 9.5
"""What a page leaves for a figure above its caption, in inches."""

DPI = 300
SIZE, SMALL, TINY = 8, 6.5, 4.5
"""Sizes of type, in points: labels, numbers beside them, the signature."""

INK, QUIET, LINE, ACCENT = "#1b1a17", "#5f5b53", "#d0ccc2", "#8c2a12"
"""The page's colours. No figure needs colour to be read: what differs also differs in form or in lightness."""

SETTINGS: dict[str, Any] = {
    "font.size": SIZE,
    "axes.labelsize": SIZE,
    "axes.titlesize": SIZE,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SIZE,
    "legend.fontsize": SMALL,
    "text.color": INK,
    "text.parse_math": False,  # a dollar sign in a label is a dollar sign
    "axes.labelcolor": INK,
    "axes.edgecolor": QUIET,
    "axes.linewidth": 0.6,
    "axes.unicode_minus": True,
    "xtick.color": QUIET,
    "xtick.labelcolor": INK,
    "ytick.color": QUIET,
    "ytick.labelcolor": INK,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.major.size": 2.5,
    "ytick.major.size": 0,
    "lines.linewidth": 1.1,
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "outlast",  # the same figure has the same bytes
    "path.simplify": False,
}

LONGEST = 26
"""Letters of a label on one line; a longer one goes over two."""


def require_matplotlib() -> None:
    """Stop where matplotlib is not installed.

    Raises:
        UserError: which names the command that installs it.
    """
    try:
        import matplotlib  # noqa: F401
    except ModuleNotFoundError as error:
        if error.name != "matplotlib":
            raise
        raise UserError("figures need matplotlib, which is not installed; pip install 'outlast[figures]'") from None


@contextmanager
def settings() -> Iterator[None]:
    """While this holds, figures are drawn and written as all of a report's are."""
    import matplotlib as mpl

    with mpl.rc_context({**SETTINGS, "font.family": families(), "font.sans-serif": [LATIN]}):
        yield


def panels(
    rows: int, columns: int, *, width: float, height: float, signature: str, **shared: Any
) -> tuple[Figure, list[Axes]]:
    """A figure with a grid of axes and the signature below, left to right and then down.

    Args:
        rows: of axes.
        columns: of axes.
        width: of the figure, in inches.
        height: of the figure without its signature, in inches.
        signature: to cite.
        shared: what axes share, as `Figure.subplots` takes it.
    """
    from matplotlib.figure import Figure

    lines = _lines(visible(signature), letters=int(width * 72 / (TINY * 0.56)))
    below = len(lines) * TINY * 1.35 / 72
    figure = Figure(figsize=(width, height + below), layout="constrained")
    figure.get_layout_engine().set(w_pad=0.02, h_pad=0.02, wspace=0.03, hspace=0.04)
    axes = figure.subplots(rows, columns, squeeze=False, **shared)
    figure.supxlabel("\n".join(lines), x=0.01, ha="left", fontsize=TINY, color=QUIET, linespacing=1.25)
    return figure, [each for row in axes for each in row]


def _lines(signature: str, *, letters: int) -> list[str]:
    """A signature over several lines, broken at its bars where they allow it.

    >>> _lines("letter|corpus:a|seed:0", letters=15)
    ['letter|corpus:a', '|seed:0']
    """
    lines = [""]
    for part in re.findall(r"\|?[^|]*", signature):
        pieces = textwrap.wrap(part, letters, break_on_hyphens=False) or [""]
        for piece in pieces:
            if len(lines[-1]) + len(piece) > letters:
                lines.append("")
            lines[-1] += piece
    return lines


def label(text: str, *, longest: int = LONGEST) -> str:
    r"""A name as a figure has it: nothing invisible in it, on two lines at most.

    >>> label("keywords"), label("a-name-that-is-longer-than-a-line-of-a-figure")
    ('keywords', 'a-name-that-is-longer-\nthan-a-line-of-a-figure')
    """
    shown = " ".join(visible(text).split())
    if _letters(shown) <= longest:
        return shown
    pieces = [piece for piece in re.split(r"(?<=[\s\-_+/.:,])", shown) if piece]
    lines = [""]
    for piece in pieces:
        rest = piece
        while rest:
            room = longest - _letters(lines[-1])
            if _letters(rest) <= room:
                lines[-1] += rest
                break
            if lines[-1] and _letters(rest) <= longest:
                lines.append("")
                continue
            cut = _first(rest, max(room, 1))
            lines[-1] += rest[:cut]
            rest = rest[cut:]
            lines.append("")
    lines = [line.strip() for line in lines if line.strip()]
    if len(lines) > 2:
        # Long names differ in their ends as often as in their beginnings.
        end = shown[::-1][: _first(shown[::-1], longest - 1)][::-1]
        lines = [lines[0], f"…{end}"]
    return "\n".join(lines)


def _letters(text: str) -> int:
    """How wide a text is, in Latin letters: a Chinese one counts as two."""
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)


def _first(text: str, wide: int) -> int:
    """How many letters of a text are no wider than that; one at least."""
    at, used = 0, 0
    while at < len(text) and (used := used + _letters(text[at])) <= wide:
        at += 1
    return max(at, 1)


def rate_axis(axes: Axes, *, axis: Literal["x", "y"] = "x") -> None:
    """An axis from 0 to 100 %, with quiet lines at its ticks."""
    which = axes.xaxis if axis == "x" else axes.yaxis
    (axes.set_xlim if axis == "x" else axes.set_ylim)(-0.02, 1.02)
    which.set_ticks([0, 0.25, 0.5, 0.75, 1.0], ["0", "25", "50", "75", "100 %"])
    axes.grid(visible=True, axis=axis, color=LINE, linewidth=0.5)
    axes.set_axisbelow(True)


def bare(axes: Axes, *keep: str) -> None:
    """Take away the frame but for these sides of it."""
    for side, spine in axes.spines.items():
        spine.set_visible(side in keep)


def said_below(axes: Axes, text: str) -> None:
    """A line below an axis, from its left end on; it may be longer than the axis, and moves nothing beside it."""
    axes.set_xlabel(" ", fontsize=SMALL)  # its room in the layout
    line = axes.annotate(
        text,
        (0, 0),
        (0, -18),
        xycoords="axes fraction",
        textcoords="offset points",
        va="top",
        fontsize=SMALL,
        annotation_clip=False,
    )
    line.set_in_layout(False)


def panel_name(axes: Axes, name: str, *, beside: int) -> None:
    """A panel's name above its left end, no wider than the panel where so many stand beside one another."""
    axes.set_title(label(name, longest=72 // max(beside, 1)), loc="left", pad=4, fontsize=7)


def svg_bytes(picture: Picture) -> bytes:
    """A figure as SVG: text as text, title and description for screen readers, no date."""
    stream = io.BytesIO()
    title, alt = visible(picture.title), visible(picture.alt)
    metadata = {"Date": None, "Creator": "Outlast", "Title": title, "Description": alt}
    picture.drawing.savefig(stream, format="svg", metadata=metadata)
    text = stream.getvalue().decode("utf-8")
    described = f'<desc id="desc">{escape(alt)}</desc>\n <metadata>'
    text = text.replace("<metadata>", described, 1).replace("<svg ", '<svg role="img" aria-describedby="desc" ', 1)
    return text.encode("utf-8")


def png_bytes(picture: Picture) -> bytes:
    """A figure as PNG at `DPI`, with title and description in its metadata and no date."""
    stream = io.BytesIO()
    metadata = {"Software": "Outlast", "Title": visible(picture.title), "Description": visible(picture.alt)}
    picture.drawing.savefig(stream, format="png", dpi=DPI, metadata=metadata)
    return stream.getvalue()


@contextmanager
def missing_letters() -> Iterator[list[str]]:
    """Gathers what matplotlib says of letters that no font has, in the place of warnings."""
    found: list[str] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield found
    for each in caught:
        if "missing from font" in str(each.message):
            found.append(str(each.message))
        else:
            warnings.warn_explicit(each.message, each.category, each.filename, each.lineno)


def grid_of(count: int, *, most: int) -> tuple[int, int]:
    """Rows and columns for so many panels, no row longer than ``most`` and the rows about equally long.

    >>> grid_of(3, most=4), grid_of(5, most=4), grid_of(8, most=4)
    ((1, 3), (2, 3), (2, 4))
    """
    rows = -(-count // most)
    return rows, -(-count // rows)

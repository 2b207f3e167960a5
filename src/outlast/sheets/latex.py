"""Sheets as LaTeX, in the manner of the ``booktabs`` package."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from outlast.sheets.letters import visible

if TYPE_CHECKING:
    from outlast.sheets.sheet import Sheet

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "−": "$-$",
    "–": "--",
    "|": r"\textbar{}",
    "[": "{[}",
    "]": "{]}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "*": "{*}",  # at a row's begin it would belong to the line break before it
    **{letter: f"\\{letter}" for letter in "&%$#_{}"},
}

_BAR, _BREAK = r"\textbar{}", r"\allowbreak{}"

_LABEL = re.compile(r"[^A-Za-z0-9.:-]+")
"""What a label may not have in it: a sheet may be called like a filter, and a filter as one likes."""


def escaped(text: str) -> str:
    r"""A text in which nothing is a command, and nothing hidden.

    >>> escaped("50 % of a_b")
    '50 \\% of a\\_b'
    """
    return "".join(_SPECIAL.get(letter, letter) for letter in visible(" ".join(text.split())))


def latex(sheet: Sheet) -> str:
    r"""A ``table`` with caption, label and notes, ending in a line break.

    It needs ``\usepackage{booktabs}``; Chinese text needs XeLaTeX or LuaLaTeX with a font that has it.
    """
    shape = "".join("r" if column.align == "right" else "l" for column in sheet.columns)
    notes = escaped(" ".join(sheet.notes))
    if sheet.signature:
        # A signature has no blanks at which a line could end.
        notes += f" Signature: {escaped(sheet.signature).replace(_BAR, _BAR + _BREAK)}"
    rows = [" & ".join(map(escaped, row)) + r" \\" for row in sheet.texts()]
    return "\n".join(
        [
            r"\begin{table}",
            rf"  \caption{{{escaped(sheet.title)}. {notes.strip()}}}".rstrip(),
            rf"  \label{{tab:{_LABEL.sub('-', sheet.name)}}}",
            rf"  \begin{{tabular}}{{{shape}}}",
            r"    \toprule",
            "    " + " & ".join(escaped(column.header) for column in sheet.columns) + r" \\",
            r"    \midrule",
            *(f"    {row}" for row in rows),
            r"    \bottomrule",
            r"  \end{tabular}",
            r"\end{table}",
            "",
        ]
    )

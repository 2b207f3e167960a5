"""Sheets as GitHub-flavoured Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from outlast.sheets.letters import visible

if TYPE_CHECKING:
    from outlast.sheets.sheet import Sheet

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#~$&])")

_LINKED = re.compile(r"(?<=@)(?=\w)|(?<=:)(?=//)|(?i:(?<=www\.))")
"""Where an address that would be a link by itself is cut in two; a backslash does not keep it from being one
(https://github.com/github/cmark-gfm/issues/278)."""

NOTHING = "<!-- -->"


def escaped(text: str) -> str:
    r"""A text in which nothing is markup, a link or hidden, on one line; it does not begin a list or a heading.

    >>> escaped("a_b | *c*\nd"), escaped("www.a.b"), escaped("1. x")
    ('a\\_b \\| \\*c\\* d', 'www.<!-- -->a.b', '1\\. x')
    """
    line = _SPECIAL.sub(r"\\\1", visible(" ".join(text.split())))
    line = re.sub(r"^(\d{1,9})([.)])(?= |$)", r"\1\\\2", line)
    line = re.sub(r"^(?=[-+]( |$)|[- ]+$|=+$)", r"\\", line)
    return _LINKED.sub(NOTHING, line)


def code(text: str) -> str:
    """A text as code on one line, in which nothing is markup.

    >>> code("a`b")
    '``a`b``'
    """
    line = visible(" ".join(text.split()))
    fence = "`" * (max((len(run) for run in re.findall("`+", line)), default=0) + 1)
    room = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{room}{line}{room}{fence}"


def markdown(sheet: Sheet) -> str:
    """A table with its title in bold above it and its notes below, ending in a line break.

    (https://github.github.com/gfm/#tables-extension-)
    """
    rule = ["---:" if column.align == "right" else ":---" for column in sheet.columns]
    rows = [[escaped(column.header) for column in sheet.columns], rule]
    rows += [[escaped(cell) for cell in row] for row in sheet.texts()]
    lines = [f"**{escaped(sheet.title)}**", "", *(f"| {' | '.join(row)} |" for row in rows)]
    for note in sheet.notes:
        lines += ["", escaped(note)]
    if sheet.signature:
        lines += ["", f"Signature: {code(sheet.signature)}"]
    return "\n".join(lines) + "\n"

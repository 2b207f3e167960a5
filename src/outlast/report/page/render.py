"""The page as one HTML file: the document through a template, with our style sheet and script inside it.

The content security policy stands in the page itself and allows our style sheet and our script by their SHA-256, and
nothing else from anywhere. Every text is escaped by Jinja2; data for the script is JSON in which no ``<`` is left.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from outlast.report.page.chart import map_rows, strip, whisker
from outlast.report.page.letters import plain, shown
from outlast.report.terminal import count_of
from outlast.sheets.cells import percent, percent_range

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2 import Environment

    from outlast.report.page.document import Document

STYLES = ("base.css", "text.css", "tables.css", "print.css")
SCRIPTS = (
    "page.js",
    "letters.js",
    "why.js",
    "map.js",
    "text.js",
    "clustered.js",
    "scores.js",
    "threshold.js",
    "tables.js",
    "copy.js",
    "start.js",
)
"""In the order in which they stand in the page; all share one scope of their own."""


_RISKY = re.compile("[<>&\u2028\u2029\ud800-\udfff]")
"""What ends a script or a line of it, and halves of surrogate pairs, which no encoding can write."""


def html(document: Document) -> str:
    """The page of a report."""
    return filled("page.html", document, styles=STYLES, scripts=SCRIPTS)


def filled(template: str, document: Any, *, styles: Sequence[str], scripts: Sequence[str]) -> str:
    """A page: a template that extends ``frame.html``, with a document, style sheets and scripts.

    Args:
        template: the name of an asset.
        document: with ``title``, ``question`` and ``version``; the rest is the template's affair.
        styles: assets, in order.
        scripts: assets, in order.
    """
    style, script = _style(styles), _script(scripts)
    return (
        _environment()
        .get_template(template)
        .render(
            document=document,
            style=Markup(style),
            script=Markup(script),
            policy=security_policy(style=style, script=script),
        )
    )


def security_policy(*, style: str, script: str) -> str:
    """The content security policy of a page with this style sheet and this script.

    >>> security_policy(style="", script="").split("; ")[0]
    "default-src 'none'"
    """
    return (
        f"default-src 'none'; style-src '{_sha256(style)}'; script-src '{_sha256(script)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def json_in_html(value: Any) -> Markup:
    r"""A value as JSON that can stand in a ``script`` element, whatever texts are in it.

    >>> str(json_in_html("</script>&\u2028"))
    '"\\u003c/script\\u003e\\u0026\\u2028"'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Markup(_RISKY.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


def _sha256(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


@cache
def _asset(name: str) -> str:
    return (resources.files("outlast.report.page") / "assets" / name).read_text("utf-8")


def _style(names: Sequence[str]) -> str:
    return "\n" + "\n".join(_asset(name) for name in names)


def _script(names: Sequence[str]) -> str:
    body = "\n".join(_asset(name) for name in names)
    return f'\n"use strict";\n(() => {{\n{body}\n}})();\n'


@cache
def _environment() -> Environment:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_asset),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=plain,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(shown=shown, json=json_in_html, percent=percent, count_of=count_of, whisker=whisker)
    environment.globals.update(strip=strip, map_rows=map_rows, percent_range=percent_range)
    return environment

"""Names of a report's files: what each is, and for which of the report's parts; never two alike."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from outlast.report.page.document import Part

LONGEST = 80
"""Letters of a name."""


def several(parts: Sequence[Part]) -> Iterator[tuple[Part, str]]:
    """Each part with the ending of its files' names: its language and policy as far as the parts differ in them."""
    given: set[str] = set()
    languages = len({part.label for part in parts}) > 1
    for number, part in enumerate(parts, start=1):
        apart = (slug(part.language) or slug(part.label) if languages else "", slug(part.under))
        ending = "-".join(piece for piece in apart if piece)
        if ending in given or not ending:
            ending = f"{ending}-{number}".strip("-")
        given.add(ending)
        yield part, f"-{ending}" if len(parts) > 1 else ""


def file_name(name: str, ending: str, *, taken: Container[str], form: str) -> str:
    """A file's name without its form, that nothing has yet.

    Args:
        name: what it is, whatever letters are in it.
        ending: what follows, as `several` gives it.
        taken: names with their form.
        form: of the file, without a dot.

    >>> file_name("rules of a/b", "-en", taken=(), form="csv"), file_name("x", "", taken=("x.csv",), form="csv")
    ('rules-of-a-b-en', 'x-2')
    """
    own = slug(name)[:LONGEST] or "unnamed"
    found, number = f"{own}{ending}", 1
    while f"{found}.{form}" in taken:
        number += 1
        found = f"{own}-{number}{ending}"
    return found


def slug(name: str) -> str:
    """A text as part of a file's name: letters, digits, ``_`` and ``-``.

    >>> slug("../etc/passwd"), slug("中文 list")
    ('etc-passwd', '中文-list')
    """
    return re.sub(r"[^\w-]+", "-", name).strip("-")

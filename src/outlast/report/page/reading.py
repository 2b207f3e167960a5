"""The text in reading order: sections, paragraphs and passages, as the reader's view shows them."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from outlast.report.page.document import Paragraph, Passage, Section

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from outlast.report.build import Outcome

PER_HEADING = 3
"""Passages that a section must have on average for its heading to be worth its space."""


def sections(
    rows: Sequence[Mapping[str, Any]], *, outcomes: Sequence[Outcome], targets: Sequence[bool | None]
) -> tuple[Section, ...]:
    """The text's sections.

    Args:
        rows: the passages, in reading order.
        outcomes: of each.
        targets: whether the policy would block each.
    """
    keys = [(row["document_id"], row["section"]) for row in rows]
    documents = len({document for document, _ in keys})
    if len(set(keys)) * PER_HEADING > len(rows):
        keys = [("", "")] * len(rows)
    found = []
    for (document, section), group in groupby(range(len(rows)), key=keys.__getitem__):
        own = list(group)
        paragraphs = tuple(
            _paragraph(name, [(at, rows[at]) for at in members], outcomes, targets)
            for name, members in ((name, list(each)) for name, each in groupby(own, key=lambda at: _parent(rows[at])))
        )
        found.append(Section(_heading(document, section, documents=documents), paragraphs))
    return tuple(found)


def short_name(row: Mapping[str, Any]) -> str:
    """A passage's name without its corpus and language.

    >>> short_name({"passage_id": "letter/en/1.3.2"})
    '1.3.2'
    """
    return str(row["passage_id"]).rpartition("/")[2]


def _paragraph(
    parent: str,
    members: Sequence[tuple[int, Mapping[str, Any]]],
    outcomes: Sequence[Outcome],
    targets: Sequence[bool | None],
) -> Paragraph:
    name = parent.rpartition("/")[2]
    return Paragraph(
        name,
        tuple(
            Passage(
                index=at,
                name=short_name(row),
                number=short_name(row).removeprefix(f"{name}." if at != members[0][0] else ""),
                text=row["text"],
                outcome=outcomes[at],
                target=targets[at],
            )
            for at, row in members
        ),
    )


def _parent(row: Mapping[str, Any]) -> str:
    return str(row["parent_id"] or row["passage_id"])


def _heading(document: str, section: str, *, documents: int) -> str:
    """A heading for people; none where sections are not told apart.

    >>> _heading("letter/en", "2", documents=1), _heading("a/en/x", "text", documents=9)
    ('Section 2', 'x')
    """
    if not section:
        return ""
    named = "" if section == "text" and documents > 1 else f"Section {section}" if section[:1].isdigit() else section
    own = document.rpartition("/")[2] if documents > 1 else ""
    return ", ".join(part for part in (own, named) if part)

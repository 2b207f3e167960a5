"""The whole report as Markdown, in the order of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outlast.report.markdown.pieces import heading, literal, paragraph, plain, table
from outlast.report.markdown.text import text
from outlast.report.page.document import DISPUTED
from outlast.report.page.sheets import Grid
from outlast.sheets.cells import count_of, percent, percent_range

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from outlast.report.page.document import Document, Part
    from outlast.report.page.method import Chapter
    from outlast.report.page.sheets import ShownSheet

    Writes = Callable[[Part, int], Iterator[str]]
    """From a part and the level of headings below it to lines."""


def markdown(document: Document) -> str:
    """The report, ending in a line break; texts of corpora, configs and judges are text and nothing else."""
    first, *others = document.questions
    lines = [f"# {plain(first)}"]
    for question in others:
        lines += paragraph(f"**{plain(question)}**")
    lines += paragraph(plain(f"A survival report, made by Outlast {document.version} from stored decisions."))
    for title, writes, told in SECTIONS:
        if any(told(part) for part in document.parts):
            lines += [*heading(2, title), *_parts(document, writes)]
    lines += heading(2, "Cite with")
    for part in document.parts:
        lines += paragraph(literal(part.signature))
    return "\n".join(lines) + "\n"


def _parts(document: Document, writes: Writes) -> Iterator[str]:
    """What each part says, under its name where there are several."""
    for part in document.parts:
        if len(document.parts) > 1:
            yield from heading(3, ", ".join(name for name in (part.label, part.under) if name))
            yield from writes(part, 4)
        else:
            yield from writes(part, 3)


def _answer(part: Part, level: int) -> Iterator[str]:
    del level
    yield from paragraph(plain(" ".join(part.answer)))
    heads = [("filter", "left"), *((name, "right") for name in ("survive", "rate", "interval"))]
    heads += [("over-blocked", "right"), ("under-blocked", "right")]
    yield from table(
        heads,
        (
            (
                row["filter"],
                count_of(row["survived"]["count"], row["survived"]["n"]),
                percent(row["survived"]["rate"]),
                percent_range(row["survived"]["low"], row["survived"]["high"]),
                *(count_of(row[name]["count"], row[name]["n"]) for name in ("over_blocked", "under_blocked")),
            )
            for row in part.survival
        ),
        title=f"What survives each filter, as written ({part.perturbation})",
    )
    meaning = f"Over-blocked: blocked though {part.policy} would not. Under-blocked: let through though it would."
    yield from paragraph(plain(f"{part.interval} {meaning}"))
    for error, count in part.failures.items():
        yield from paragraph(plain(f"{count} decisions failed: {error}"))
    if part.sampled:
        yield from paragraph(
            plain(
                f"This page shows a stratified sample of {part.sampled.shown:,} of {part.sampled.of:,} {part.unit} "
                f"({part.sampled.strata}). The counts in this table are of all of them."
            )
        )


def _threshold(part: Part, level: int) -> Iterator[str]:
    del level
    sheet = next((each for each in part.tables if each.name == "thresholds"), None)
    if sheet is None:
        yield from paragraph("No filter of this run has a score, so there is no threshold to move.")
        return
    heads = [(column.header, column.align) for column in sheet.columns]
    yield from table(heads, sheet.texts(), title=sheet.title)
    yield from _notes(sheet.notes)


def _silenced(part: Part, level: int) -> Iterator[str]:
    del level
    yield from _sheets(part.sheets["silenced"])


def _disagreements(part: Part, level: int) -> Iterator[str]:
    if len(part.filters) < 2:
        yield from paragraph("There is one filter, and nobody to disagree with.")
    else:
        yield from paragraph(
            plain(
                f"The filters decide {part.disputed_count:,} of {part.shown_count:,} {part.unit} differently, as "
                f"written ({part.perturbation})."
            )
        )
    if part.disputed:
        heads = [("passage", "left"), *((each.name, "left") for each in part.filters)]
        yield from table(
            [*heads, (part.policy, "left"), ("text", "left")],
            ((row.name, *row.outcomes, row.wanted, row.text) for row in part.disputed),
        )
    if part.disputed_count > DISPUTED:
        yield from paragraph(plain(f"{part.disputed_count - DISPUTED:,} more are in the table disagreements."))
    for title, place in (
        ("Pairs, tests and near-duplicates", "treated"),
        ("Filters two by two", "pairs"),
        ("Against the policy", "policy"),
    ):
        sheets = part.sheets[place]  # type: ignore[index]
        if sheets:
            yield from heading(level, title)
            yield from _sheets(sheets)


def _robustness(part: Part, level: int) -> Iterator[str]:
    del level
    if not part.robustness:
        yield from paragraph("The text was judged as written only.")
    yield from _sheets([*part.robustness, *part.sheets["robustness"]])


def _method(part: Part, level: int) -> Iterator[str]:
    for chapter in part.method:
        yield from heading(level, chapter.heading)
        yield from _chapter(chapter)


def _chapter(chapter: Chapter) -> Iterator[str]:
    for each in chapter.paragraphs:
        yield from paragraph(plain(each))
    if chapter.items:
        yield ""
        yield from (f"- **{plain(term)}**: {plain(said)}" for term, said in chapter.items)
    for line in chapter.code:
        yield from paragraph(literal(line))


def _sheets(sheets: Sequence[ShownSheet | Grid]) -> Iterator[str]:
    for sheet in sheets:
        if isinstance(sheet, Grid):
            heads = [(sheet.by.replace("_", " "), "left"), (sheet.base, "right")]
            heads += [(name, "left") for name in sheet.filters]
            yield from table(heads, _grid_rows(sheet), title=sheet.title)
        else:
            yield from table(
                [(column.header or "what", column.align) for column in sheet.columns], sheet.rows, title=sheet.title
            )
        yield from _notes(sheet.notes)


def _grid_rows(grid: Grid) -> Iterator[tuple[str, ...]]:
    for value, own, cells in grid.rows:
        yield value, own, *("" if cell is None else f"{cell.text} {cell.passage}".strip() for cell in cells)


def _notes(notes: Sequence[str]) -> Iterator[str]:
    for note in notes:
        yield from paragraph(plain(note))


def _always(part: Part) -> bool:
    return bool(part.filters)


SECTIONS: tuple[tuple[str, Writes, Callable[[Part], bool]], ...] = (
    ("Answer", _answer, _always),
    ("The text, as a reader sees it", lambda part, level: text(part, level=level), _always),
    ("At another threshold", _threshold, lambda part: part.scored),
    ("Who is silenced", _silenced, _always),
    ("Disagreements", _disagreements, _always),
    ("When the text is rewritten", _robustness, lambda part: bool(part.robustness)),
    ("Method", _method, _always),
)
"""Titles of the page's sections, in its order, with what each says of a part and which parts have it."""

"""Keyword lists for people: what one holds, what lint found, and how lists differ and overlap, in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from outlast.keywords.finding import ABOUT, CHECKS
from outlast.report.terminal import LISTED, plain_table
from outlast.sheets.letters import visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console

    from outlast.filters.keyword.rules import Rule
    from outlast.keywords.diff import Difference
    from outlast.keywords.finding import Finding, Passage
    from outlast.keywords.lint import Linted
    from outlast.keywords.overlap import Overlap

SHOWN = 8
"""Values of a field that are shown, and lists of a matrix; the rest is counted."""

BEFORE = 24
"""Characters of a passage that are quoted before what fired."""

WIDEST = 24
"""Columns that a pattern may take in a table of several columns."""


def _text(text: str, style: str = "") -> Text:
    """Text of whatever origin, in one line: nothing in it steers the terminal."""
    return Text(visible(text).replace("\n", "‹U+000A›"), style=style)


def _untitled() -> Table:
    """A table below a line of text, which may be wider."""
    table = plain_table("")
    table.title = None
    return table


def show_list(described: Mapping[str, Any], console: Console) -> None:
    """Show what `outlast.keywords.describe.describe` gives."""
    serves = f"for {described['policy']}" if described["policy"] else "for no policy of ours"
    licence = described["licence"] or "unknown"
    console.print(
        _text(
            f"{described['name']} {described['version']} · {described['language']} · {serves} · licence {licence}",
            "bold",
        )
    )
    for file in described["files"]:
        console.print(_text(file, "dim"), soft_wrap=True)
    console.print()
    grid = Table.grid(padding=(0, 2, 0, 0))
    gone = described["rules"] - described["standing"]
    grid.add_row(_text("rules", "dim"), f"{described['rules']:,}" + (f", {gone:,} of them removed" if gone else ""))
    for name in ("kinds", "boundaries", "categories", "themes", "regions", "audiences"):
        if described[name]:
            grid.add_row(_text(name, "dim"), _counts(described[name], most=None if name == "kinds" else SHOWN))
    for name in ("added", "removed"):
        if days := described[name]:
            span = days["first"] if days["first"] == days["last"] else f"{days['first']} to {days['last']}"
            grid.add_row(_text(name, "dim"), f"{span} ({days['rules']:,} rule{'s' if days['rules'] > 1 else ''})")
    if sizes := described["characters"]:
        grid.add_row(
            _text("patterns", "dim"), f"{sizes['fewest']} to {sizes['most']} characters, median {sizes['median']:g}"
        )
    console.print(grid)


def _counts(counts: Mapping[str, int], *, most: int | None) -> Text:
    shown = ", ".join(f"{value} {count:,}" for value, count in list(counts.items())[:most])
    rest = len(counts) - (most or len(counts))
    return _text(shown + (f", {rest} more" if rest > 0 else ""))


def show_linted(linted: Linted, console: Console) -> None:
    """What lint found, check by check."""
    steps = ", ".join(linted.chain.steps) or "not normalised"
    count = len(linted.findings)
    found = "nothing found" if count == 0 else "1 finding" if count == 1 else f"{count:,} findings"
    console.print(_text(f"{linted.name}: {found} in {linted.rules:,} rules ({steps})", "bold"))
    if linted.control:
        console.print(_text(f"control: {linted.control}", "dim"))
    for check in CHECKS:
        mine = [finding for finding in linted.findings if finding.check == check]
        if mine:
            console.print()
            console.print(_text(f"{check}: {ABOUT[check]} ({len(mine):,})", "bold"))
            _show_findings(mine, console)
    if linted.left_out:
        console.print()
        console.print(_text(linted.left_out, "bold yellow"))


def _show_findings(findings: Sequence[Finding], console: Console) -> None:
    shown = findings[:LISTED]
    advices = {finding.advice for finding in findings}
    table = _untitled()
    table.add_column("line", justify="right", no_wrap=True)
    has_ids = any(finding.rule and finding.rule != f"line-{finding.line}" for finding in shown)
    if has_ids:
        table.add_column("rule", no_wrap=True)
    has_patterns = any(finding.pattern for finding in shown)
    if has_patterns:
        table.add_column("pattern", no_wrap=True, overflow="ellipsis", max_width=WIDEST)
    has_rates = any(finding.rate for finding in shown)
    if has_rates:
        for name in ("fires", "rate", "interval"):
            table.add_column(name, justify="right", no_wrap=True)
    else:
        table.add_column("what", overflow="fold")  # rich cuts letters off where Chinese stands before them
    for finding in shown:
        cells = [_text(str(finding.line or "–"))]
        cells += [_text(finding.rule)] if has_ids else []
        cells += [_text(finding.pattern)] if has_patterns else []
        if has_rates:
            cells += map(_text, _rate(finding))
        else:
            cells.append(_text(finding.message if len(advices) == 1 else f"{finding.message}; {finding.advice}"))
        table.add_row(*cells)
    console.print(table)
    for finding in shown:
        for passage in finding.passages[:1]:
            console.print(_text(f"  {_quoted(passage)}", "dim"), no_wrap=True, overflow="ellipsis", crop=True)
    _show_rest(len(findings), console)
    if len(advices) == 1:
        console.print(_text(f"What to do: {next(iter(advices))}.", "dim"))


def _quoted(passage: Passage) -> str:
    """A passage from a little before an occurrence on, which is marked.

    >>> from outlast.keywords.finding import Passage
    >>> _quoted(Passage("p", "no war", 3, 6))
    'no «war»'
    """
    begin, text = max(0, passage.start - BEFORE), passage.text
    before = ("…" if begin else "") + text[begin : passage.start]
    return f"{before}«{text[passage.start : passage.end]}»{text[passage.end :]}"


def _rate(finding: Finding) -> tuple[str, str, str]:
    rate = finding.rate
    if rate is None or rate.rate is None or rate.low is None or rate.high is None:
        return "no data", "–", "–"
    return (
        f"{rate.count:,} of {rate.n:,}",
        f"{rate.rate * 100:.1f} %",
        f"{rate.low * 100:.1f}–{rate.high * 100:.1f} %",
    )


def _show_rest(count: int, console: Console) -> None:
    if count > LISTED:
        console.print(_text(f"… and {count - LISTED:,} more; all of them with --json", "dim"))


def show_difference(found: Difference, console: Console) -> None:
    """How two lists differ: in numbers, by category, and the first rules of each sort."""
    before, after = found.names
    console.print(_text(f"{before} → {after}", "bold"))
    grid = Table.grid(padding=(0, 2, 0, 0))
    if found.lines is not None:
        lines = found.lines
        twice = f" (repeats: {lines.added_again} of the added, {lines.removed_again} of the removed)"
        again = twice if lines.added_again or lines.removed_again else ""
        grid.add_row(_text("lines as they lie", "dim"), f"+{lines.added:,} −{lines.removed:,}{again}")
    rules = f"+{len(found.added):,} −{len(found.removed):,}, {len(found.changed):,} changed, {found.kept:,} kept"
    grid.add_row(_text("distinct rules", "dim"), rules)
    console.print(grid)
    console.print()
    console.print(_untidy(found))
    categories = found.by_category()
    if any(categories):
        console.print()
        console.print(_by_category(categories))
    for title, changed in (("Added", found.added), ("Removed", found.removed)):
        _show_rules(title, changed, console)
    if found.changed:
        console.print()
        console.print(_text(f"Changed ({len(found.changed):,})", "bold"))
        for change in found.changed[:LISTED]:
            said = [_changed_field(change.before, change.after, name) for name in change.fields]
            console.print(_text(f"{change.after.id}  {'; '.join(said)}"))
        _show_rest(len(found.changed), console)


def _untidy(found: Difference) -> Table:
    table = _untitled()
    table.add_column("")
    for name in ("rules", "distinct", "repeated", "with stray blanks"):
        table.add_column(name, justify="right", no_wrap=True)
    for name, untidy in zip(found.names, found.untidy, strict=True):
        numbers = (untidy.rules, untidy.distinct, len(untidy.repeated), untidy.blanks)
        table.add_row(_text(name), *(f"{number:,}" for number in numbers))
    return table


def _by_category(categories: Mapping[str, tuple[int, int, int]]) -> Table:
    table = plain_table("By category")
    table.add_column("")
    for name in ("added", "removed", "changed"):
        table.add_column(name, justify="right", no_wrap=True)
    for name, numbers in list(categories.items())[:LISTED]:
        table.add_row(_text(name or "none"), *(f"{number:,}" for number in numbers))
    if len(categories) > LISTED:
        rest = list(categories.values())[LISTED:]
        sums = [sum(numbers) for numbers in zip(*rest, strict=True)]
        table.add_row(_text(f"{len(rest)} more", "dim"), *(f"{number:,}" for number in sums))
    return table


def _show_rules(title: str, rules: Sequence[Rule], console: Console) -> None:
    if not rules:
        return
    console.print()
    console.print(_text(f"{title} ({len(rules):,})", "bold"))
    for rule in rules[:LISTED]:
        kind = "" if rule.kind == "literal" else f"  {rule.kind}"
        category = f"  {rule.category}" if rule.category else ""
        console.print(_text(f"{rule.pattern}{kind}{category}"), no_wrap=True, overflow="ellipsis", crop=True)
    _show_rest(len(rules), console)


def _changed_field(before: Rule, after: Rule, name: str) -> str:
    if name == "components":
        return f"{before.pattern} → {after.pattern}"
    if name in {"note", "translation"}:
        return f"another {name}"
    return f"{name} {_value(getattr(before, name))} → {_value(getattr(after, name))}"


def _value(value: object) -> str:
    if value is None or value in {"", ()}:
        return "none"
    return " ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def show_overlap(found: Overlap, console: Console, *, title: str, as_written: Overlap) -> None:
    """A matrix: what each two lists share above its diagonal, Jaccard's index below."""
    names = list(found.sizes)
    shown = names[:SHOWN]
    console.print(_text(title, "bold"))
    table = _untitled()
    table.add_column("", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True, overflow="ellipsis", max_width=WIDEST)
    table.add_column("rules", justify="right", no_wrap=True)
    for number in range(len(shown)):
        table.add_column(str(number + 1), justify="right", no_wrap=True)
    pairs = {(pair.first, pair.second): pair for pair in found.pairs}
    for row, name in enumerate(shown):
        cells = []
        for column, other in enumerate(shown):
            if row == column:
                cells.append("·")
            elif row < column:
                cells.append(f"{pairs[name, other].shared:,}")
            else:
                jaccard = pairs[other, name].jaccard
                cells.append("–" if jaccard is None else f"{jaccard:.3f}")
        table.add_row(str(row + 1), _text(name), f"{found.sizes[name]:,}", *cells)
    console.print(table)
    if len(names) > SHOWN:
        console.print(_text(f"… and {len(names) - SHOWN} more; all of them with --json or --csv", "dim"))
    console.print(
        _text(
            f"Above the diagonal: distinct rules that both have; below: these among all that either has (Jaccard). "
            f"{found.everywhere:,} of {found.union:,} are in all; as they are written, before normalising, "
            f"{as_written.everywhere:,} of {as_written.union:,}.",
            "dim",
        )
    )

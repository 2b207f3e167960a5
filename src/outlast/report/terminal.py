"""The terminal report: documents shown with rich, made for 80 columns."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from outlast.report.stretches import merged
from outlast.sheets import cells
from outlast.sheets.cells import percent
from outlast.sheets.letters import letters, visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console

    from outlast.report.build import DisputedPassage, FilterVerdict, Mark, PassageReport, RunReport
    from outlast.runs.listing import Listing

STYLES = {"survives": "green", "blocked": "bold red", "error": "bold yellow"}
MARKED = "bold reverse"
LISTED = 12
"""Disagreements that are shown in full; the rest is counted."""

SHORTEST = 12
"""Letters of a text that must fit beside the filters' columns; where they do not, the filters that block are named."""


def _text(text: str, style: str = "") -> Text:
    """Text of whatever origin: nothing in it steers the terminal."""
    return Text(visible(text), style=style)


def _assembled(*parts: str | tuple[str, str]) -> Text:
    """A text of several parts, some styled."""
    shown = Text()
    for part in parts:
        text, style = (part, "") if isinstance(part, str) else part
        shown.append(visible(text), style=style)
    return shown


def interval(proportion: Mapping[str, Any]) -> str:
    """An interval for people.

    >>> interval({"low": 0.6359, "high": 0.8489})
    '64–85 %'
    """
    return cells.percent_range(proportion["low"], proportion["high"])


def resampled(summary: Mapping[str, Any], perturbation: str) -> str:
    """What the intervals of survival under a perturbation are.

    >>> row = {"perturbation": "identity", "intervals": {"survived": {"method": "bca"}}}
    >>> resampled({"cluster": "paragraph", "survival": [row]}, "identity")
    'bootstrap of whole paragraphs (BCa)'
    """
    cluster, rows = summary["cluster"], summary["survival"]
    methods = {row["intervals"]["survived"]["method"] for row in rows if row["perturbation"] == perturbation}
    alike = f", Wilson with {cluster}s as n where these do not differ" if "wilson" in methods else ""
    return f"bootstrap of whole {cluster}s (BCa){alike}"


def count_of(proportion: Mapping[str, Any]) -> str:
    """A count among n for people.

    >>> count_of({"count": 7, "n": 42}), count_of({"count": 0, "n": 0})
    ('7 of 42', 'no data')
    """
    return cells.count_of(proportion["count"], proportion["n"])


def plain_table(title: str) -> Table:
    """A table without lines, its title above it; the form of every table here."""
    return Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False, padding=(0, 2, 0, 0))


def show_run(report: RunReport, console: Console) -> None:
    """A run: its question, survival, behaviour under rewriting, disagreements, and what to cite."""
    console.print(_text(report.question, style="bold"))
    console.print(_text(report.facts))
    console.print()
    console.print(_survival(report))
    console.print(
        _text(
            f"Interval: 95 %, {resampled(report.summary, report.perturbation)}. Over-blocked: blocked though "
            f"{report.policy} would not; under-blocked: let through though it would.",
            style="dim",
        )
    )
    if len(report.summary["perturbations"]) > 1:
        console.print()
        console.print(_rewriting(report))
    _show_attribution(report, console)
    if len(report.summary["filters"]) > 1:
        console.print()
        _show_disputed(report, console)
    for name, how in report.summary["learned"].items():
        console.print()
        console.print(
            _text(
                f"{name} learned from {how['passages']} passages ({how['targets']} targets); out-of-fold ROC AUC "
                f"{how['auc']:.2f}{_auc_interval(how)} ({how['folds']} folds, documents kept whole).{_chosen(how)}"
            )
        )
    for error, count in report.failures.items():
        console.print(_text(f"{count} decisions failed: {error}", style=STYLES["error"]))
    console.print()
    console.print(_text(f"run folder  {report.folder}"), soft_wrap=True)
    console.print(_text(f"signature   {report.signature}"), soft_wrap=True)


def _auc_interval(how: Mapping[str, Any]) -> str:
    """The interval of an area under the ROC curve, where it is known.

    >>> _auc_interval({"auc_low": 0.7385, "auc_high": 0.8037})
    ', 95 % interval 0.74–0.80'
    """
    return "" if how["auc_low"] is None else f", 95 % interval {how['auc_low']:.2f}–{how['auc_high']:.2f}"


def _chosen(how: Mapping[str, Any]) -> str:
    """What else training settled: a threshold, a grid's setting, passages left out."""
    said = []
    if how["threshold_by"] != "fixed":
        fold = " (of the whole; each fold has its own)" if how["thresholds_held_out"] else ""
        said.append(f"Threshold by {how['threshold_by']}: {how['threshold']:.3g}{fold}.")
    if how["setting"]:
        said.append("Chosen: " + ", ".join(f"{field} {value}" for field, value in how["setting"].items()) + ".")
    if how["excluded"]:
        said.append(f"{how['excluded']} passages that share text with judged ones were left out.")
    return "".join(f" {sentence}" for sentence in said)


def _survival(report: RunReport) -> Table:
    table = plain_table(f"Survival ({report.perturbation})")
    table.add_column("filter")
    for name in ("survive", "n", "rate", "interval", "over-blocked", "under-blocked"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in report.summary["survival"]:
        if row["perturbation"] == report.perturbation:
            kept = row["survived"]
            table.add_row(
                row["filter"],
                str(kept["count"]),
                str(kept["n"]),
                percent(kept["rate"]),
                interval(row["intervals"]["survived"]),
                count_of(row["over_blocked"]),
                count_of(row["under_blocked"]),
            )
    return table


def _rewriting(report: RunReport) -> Table:
    table = plain_table("Survival when the text is rewritten")
    table.add_column("filter")
    perturbations = list(report.summary["perturbations"])
    for name in perturbations:
        table.add_column(_text(name), justify="right")
    rows: dict[str, dict[str, Mapping[str, Any]]] = defaultdict(dict)
    for found in report.summary["survival"]:
        rows[found["filter"]][found["perturbation"]] = found["survived"]
    for name, row in rows.items():
        table.add_row(name, *(f"{count_of(row[p])}, {percent(row[p]['rate'])}" for p in perturbations))
    return table


def _show_attribution(report: RunReport, console: Console) -> None:
    """What the stages of each cascade have to do with its blocking."""
    rows = [row for row in report.summary["attribution"] if row["perturbation"] == report.perturbation]
    for row in rows:
        console.print()
        console.print(_attribution(row))
        if row["left_out"]:
            console.print(_text(f"{row['left_out']} renderings are left out: a stage failed on them.", style="dim"))
    if rows:
        console.print(
            _text(
                "First: no earlier stage blocks it; redundant: of these, a later one does too; only it: no other does, "
                "so it would get through without this stage. Shapley share: what several block, divided equally.",
                style="dim",
            )
        )


def _attribution(row: Mapping[str, Any]) -> Table:
    table = plain_table(f"What the stages of {row['filter']} block ({row['perturbation']})")
    table.add_column("stage")
    for name in ("blocks", "first", "redundant", "only it", "Shapley share"):
        table.add_column(name, justify="right", no_wrap=True)
    for stage in row["stages"]:
        counts = (str(stage[name]) for name in ("blocks", "first", "redundant", "only"))
        share = f"{stage['shapley']:.1f} of {row['blocked']}" if row["blocked"] else "no data"
        table.add_row(_text(stage["stage"]), *counts, share)
    return table


def _show_disputed(report: RunReport, console: Console) -> None:
    passages = report.summary["passages"]
    if not report.disputed:
        console.print(_text(f"The filters agree on all {passages} passages ({report.perturbation}).", style="bold"))
        return
    table = plain_table(
        f"Where the filters disagree ({report.perturbation}): {len(report.disputed)} of {passages} passages"
    )
    filters = report.summary["filters"]
    shown = [(disputed.passage_id.rpartition("/")[2], disputed) for disputed in report.disputed[:LISTED]]
    widths = [max(len("passage"), *(len(passage_id) for passage_id, _ in shown))]
    widths += [max(len(name), len("survives")) for name in filters]
    left = console.width - sum(widths) - 2 * len(widths)
    if left >= SHORTEST:
        for name, width in zip(["passage", *filters], widths, strict=True):
            table.add_column(_text(name), no_wrap=True, min_width=width)
        table.add_column("text", no_wrap=True, overflow="ellipsis", width=left)
        for passage_id, disputed in shown:
            outcomes = [_text(disputed.outcomes[name], style=STYLES[disputed.outcomes[name]]) for name in filters]
            table.add_row(_text(passage_id), *outcomes, _text(disputed.text))
    else:
        table.add_column("passage", no_wrap=True, min_width=widths[0])
        half = (console.width - widths[0] - 4) // 2
        table.add_column("blocked by", width=half)
        table.add_column("text", no_wrap=True, overflow="ellipsis", width=half)
        for passage_id, disputed in shown:
            table.add_row(_text(passage_id), _text(_named(disputed)), _text(disputed.text))
    console.print(table)
    rest = len(report.disputed) - LISTED
    if rest > 0:
        console.print(_text(f"… and {rest} more; all of them with --json", style="dim"))


def _named(disputed: DisputedPassage) -> str:
    """The filters that block a passage, and those that failed on it, by name."""
    blocked, failed = ([n for n, made in disputed.outcomes.items() if made == each] for each in ("blocked", "error"))
    return ", ".join(blocked) + (f" ({', '.join(failed)} failed)" if failed else "")


def _beside(name: str, text: str, *, style: str) -> Table:
    """A name and a text beside it, whose lines stand below one another; Chinese begins on the name's line too."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(_text(name, style=style), _text(text))
    return grid


def show_texts(listing: Listing, console: Console, *, of: int) -> None:
    """Surviving or blocked texts in reading order, under their sections, and why each was blocked."""
    console.print(_text(f"{listing.title.partition(';')[0]}: {len(listing)} of {of} passages", style="bold"))
    section = None
    for row in listing:
        if row["section"] != section:
            section = row["section"]
            console.print()
            console.print(_text(f"— {section} —", style="dim"))
        console.print(_beside(row["passage_id"].rpartition("/")[2], row["text"], style="cyan"))
        if "why" in row:
            score = "" if row["score"] is None else f" at {row['score']:.2f}"
            reason = f": {row['why']}" if row["why"] else ""
            why = _text(f"blocked by {row['stage']}{score}{reason}", style=STYLES["blocked"])
            console.print(Padding(why, (0, 0, 0, 4), expand=False))
    console.print()
    console.print(_text(f"signature   {listing.title.partition('; ')[2]}"), soft_wrap=True)


def show_passage(report: PassageReport, console: Console) -> None:
    """One passage: its labels, what the policy says, and each filter's decision with its evidence marked."""
    how = report.perturbation if report.draw == 0 else f"{report.perturbation}, draw {report.draw}"
    console.print(_assembled((report.passage_id, "bold cyan"), f"  ({how})"))
    console.print(_text(report.text))
    if report.text != report.original:
        console.print(_beside("as written:", report.original, style="dim"))
    console.print()
    if report.labels:
        grid = Table.grid(padding=(0, 2, 0, 0))
        for name, value in report.labels.items():
            grid.add_row(_text(name, style="dim"), _text(value))
        console.print(grid)
    intent = {
        True: f"would block it ({', '.join(report.reasons)})",
        False: "would let it through",
        None: "says nothing of it: it is not labelled",
    }[report.target]
    console.print(_text(f"policy {report.policy}: {intent}"))
    for verdict in report.verdicts:
        console.print()
        _show_verdict(verdict, report, console)
    console.print()
    console.print(_text(f"signature   {report.signature}"), soft_wrap=True)


def _show_verdict(verdict: FilterVerdict, report: PassageReport, console: Console) -> None:
    head = _assembled((verdict.filter, "bold"), "  ", (verdict.outcome, STYLES[verdict.outcome]))
    if verdict.how and verdict.outcome == "blocked":
        head.append(f" {visible(verdict.how)}")
    elif verdict.rule is not None:
        fired = len({mark.rule for mark in verdict.fired})
        head.append(f" by {visible(verdict.rule)}" + (f", the first of {fired} rules that fire" if fired > 1 else ""))
    if verdict.score is not None:
        head.append(f"  score {verdict.score:.3f}")
    if verdict.score is not None and verdict.threshold is not None:
        head.append(f", blocks from {verdict.threshold:.3g}")
    console.print(head)
    if verdict.error:
        console.print(Padding(_text(verdict.error), (0, 0, 0, 4), expand=False))
    if verdict.fired:
        console.print(Padding(_marked(report.text, verdict.fired), (0, 0, 0, 4), expand=False))
        for line in _fired_lines(merged(verdict.fired, report.text), unit=verdict.unit):
            console.print(Padding(line, (0, 0, 0, 4), expand=False))
    elif verdict.near:
        console.print(Padding(_text("nearest to a hit:", style="dim"), (0, 0, 0, 4), expand=False))
        for line in _near_lines(merged(verdict.near, report.text), unit=verdict.unit):
            console.print(Padding(line, (0, 0, 0, 4), expand=False))
    elif verdict.outcome == "survives":
        told = verdict.how or "nothing near a hit is on record"
        console.print(Padding(_text(told, style="dim"), (0, 0, 0, 4), expand=False))


def _fired_lines(marks: Sequence[Mark], *, unit: str) -> list[Text]:
    """The rules or terms that fired, each with what it is, then the words that it marks and how they were come by."""
    lines = []
    for rule, own in _by_rule(marks).items():
        about, found = own[0].note, _found(own, unit=unit)
        if about is None:
            lines.append(_assembled((rule, "bold"), "  ").append_text(found))
        else:
            lines.append(_assembled((rule, "bold"), (f"  {about}", "dim")))
            lines.append(_assembled("    ").append_text(found))
    return lines


def _near_lines(marks: Sequence[Mark], *, unit: str) -> list[Text]:
    """The rules or terms that are nearest to a hit, each with the words that are there and what it lacks."""
    lines = []
    for rule, own in _by_rule(marks).items():
        line = _assembled((rule, "bold"), "  ").append_text(_found(own, unit=unit))
        if own[0].note:
            line.append(f"  {visible(own[0].note)}", style="dim")
        lines.append(line)
    return lines


def _by_rule(marks: Sequence[Mark]) -> dict[str, list[Mark]]:
    """Marks by rule or term; the order of the evidence is kept."""
    grouped: dict[str, list[Mark]] = defaultdict(list)
    for mark in marks:
        grouped[mark.rule].append(mark)
    return grouped


def _found(own: Sequence[Mark], *, unit: str) -> Text:
    """The words that one rule or term marks with their places, what they weigh, and the steps they needed."""
    found = _assembled(" + ".join(f"“{mark.words}” {mark.start}–{mark.end}" for mark in own if mark.start is not None))
    weights = [mark.weight for mark in own if mark.weight is not None]
    if weights:
        found.append(f"  {sum(weights):+.2f} to the {unit}", style="dim")
    if own[0].via:
        found.append(f"  only via {' and '.join(own[0].via)}", style="dim")
    return found


def _marked(text: str, marks: Sequence[Mark]) -> Text:
    """The text with every marked stretch in « » and reversed, so that it shows without colours too."""
    inside = {place for mark in marks if mark.start is not None for place in range(mark.start, mark.end or 0)}
    shown = Text()
    for place, letter in enumerate(letters(text)):
        if place in inside and place - 1 not in inside:
            shown.append("«")
        shown.append(letter, style=MARKED if place in inside else "")
        if place in inside and place + 1 not in inside:
            shown.append("»")
    return shown

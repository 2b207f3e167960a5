"""A run as a notebook shows it: one fragment of HTML that takes its colours from the notebook, light or dark.

What is composed here is what ``summary.json`` has; nothing is read that takes time. The page of ``outlast report`` has
the rest.
"""

from __future__ import annotations

from html import escape
from shlex import quote
from typing import TYPE_CHECKING, Any

from outlast.catalogue import as_written
from outlast.errors import OutlastError
from outlast.perturbations.kinds import IDENTITY
from outlast.runs.answer import answer, survived_of
from outlast.sheets.cells import count_of, percent, percent_range
from outlast.sheets.letters import visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outlast.runs.results import Run

Row = dict[str, Any]

WIDTH = 120
"""Of a chart's axis from 0 to 100 %, in CSS pixels."""

_LEFT = 'style="text-align: left; padding: .2em .7em .2em 0"'
_RIGHT = 'style="text-align: right; padding: .2em .7em; font-variant-numeric: tabular-nums"'
_QUIET = 'style="opacity: .8; font-size: .9em"'


def html(run: Run) -> str:
    """A run as a fragment of HTML; every text in it is escaped.

    A run that has not ended, or whose folder is broken, says so: there is no run for which this raises.
    """
    try:
        body = _unfinished(run) if run.manifest.status == "running" else _whole(run)
    except Exception as error:  # a broken folder can hold anything, and a repr never raises
        body = f"<p>{_text(broken(run, error))}</p>"
    return f"<div>{body}</div>"


def broken(run: Run, error: Exception) -> str:
    """What is wrong with a run's folder, in a line."""
    where, said = as_written(run.folder), str(error) or type(error).__name__
    if isinstance(error, OutlastError) and (where in said or str(run.folder) in said):
        return said
    if not run.folder.is_dir():
        return f"{where} is no run: there is no such folder"
    kind = "" if isinstance(error, OutlastError) else f"{type(error).__name__}: "
    return f"{where} is broken ({kind}{said}); run the experiment again"


def _whole(run: Run) -> str:
    draws = run.manifest.perturbations
    perturbation = IDENTITY if IDENTITY in draws else next(iter(draws))
    summary, config = run.summary, run.config
    said = answer(summary, perturbation=perturbation, policy=config["policy"], unit=f"{config['corpus']['unit']}s")
    rows = [row for row in summary["survival"] if row["perturbation"] == perturbation]
    return (
        f"{_question(run)}<p>{_text(' '.join(said))}</p>"
        f"{_table(rows, perturbation=perturbation, cluster=summary.get('cluster', 'passage'))}{_foot(run)}"
        f"<p {_QUIET}>The whole report: <code>"
        f"{_text(f'outlast report {quote(as_written(run.folder))} --open')}</code></p>"
    )


def _unfinished(run: Run) -> str:
    manifest = run.manifest
    return (
        f"{_question(run)}<p>This run has not ended: {manifest.decisions:,} decisions are to be made. "
        f"<code>{_text(f'outlast run {quote(manifest.path)}')}</code> finishes it.</p>{_foot(run)}"
    )


def _question(run: Run) -> str:
    return f"<p><strong>{_text(run.config['question'])}</strong></p>"


def _foot(run: Run) -> str:
    return (
        f"<p {_QUIET}>Cite with <code>{_text(run.signature)}</code></p>"
        f"<p {_QUIET}>Folder: <code>{_text(as_written(run.folder))}</code></p>"
    )


def _table(rows: list[Row], *, perturbation: str, cluster: str) -> str:
    heads = (("filter", _LEFT), ("survive", _RIGHT), ("rate", _RIGHT), ("interval", _RIGHT), ("0 to 100 %", _LEFT))
    errors = (("over-blocked", _RIGHT), ("under-blocked", _RIGHT))
    head = "".join(f'<th scope="col" {style}>{name}</th>' for name, style in (*heads, *errors))
    body = "".join(_row(row) for row in rows)
    return (
        f'<table><caption style="text-align: left">What survives each filter ({_text(perturbation)}). Interval: 95 %, '
        f"of whole {_text(cluster)}s.</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _row(row: Row) -> str:
    kept = survived_of(row)
    cells = [count_of(kept["count"], kept["n"]), percent(kept["rate"]), percent_range(kept["low"], kept["high"])]
    own = "".join(f"<td {_RIGHT}>{cell}</td>" for cell in cells)
    errors = "".join(
        f"<td {_RIGHT}>{count_of(row[name]['count'], row[name]['n'])}</td>"
        for name in ("over_blocked", "under_blocked")
    )
    return f'<tr><th scope="row" {_LEFT}>{_text(row["filter"])}</th>{own}<td {_LEFT}>{_chart(kept)}</td>{errors}</tr>'


def _chart(kept: Mapping[str, Any]) -> str:
    """The rate as a dot and its interval as a line, in the colour of the notebook's text."""
    if kept["rate"] is None:
        return ""
    low, dot, high = (
        5 + (WIDTH - 10) * (kept["rate"] if kept[name] is None else kept[name]) for name in ("low", "rate", "high")
    )
    ticks = "".join(f'<line x1="{x}" x2="{x}" y1="1" y2="15" stroke-opacity=".3"/>' for x in (5, WIDTH // 2, WIDTH - 5))
    return (
        f'<svg width="{WIDTH}" height="16" aria-hidden="true" stroke="currentColor" fill="currentColor">{ticks}'
        f'<line x1="{low:.1f}" x2="{high:.1f}" y1="8" y2="8" stroke-width="1.5"/>'
        f'<circle cx="{dot:.1f}" cy="8" r="3.5" stroke="none"/></svg>'
    )


def _text(text: object) -> str:
    """A text, escaped and without anything hidden, whose direction cannot reach what stands beside it."""
    return f"<bdi>{escape(visible(str(text)))}</bdi>"

"""Building the page's document from runs: stored numbers, texts, decisions and evidence; nothing is computed anew."""

from __future__ import annotations

import re
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from outlast.catalogue import as_written
from outlast.errors import UserError
from outlast.report.build import run_facts, threshold_of
from outlast.report.page.clusters import cluster_data
from outlast.report.page.decided import LETTERS, Words, decided
from outlast.report.page.document import DISPUTED, Disputed, Document, FilterColumn, Part, Rendering
from outlast.report.page.labels import label_data, small
from outlast.report.page.method import method
from outlast.report.page.reading import sections, short_name
from outlast.report.page.robustness import robustness
from outlast.report.page.sheets import measured, shown_sheet
from outlast.report.page.shown import shown_passages
from outlast.report.page.tables import curves, tables
from outlast.report.page.whole import whole
from outlast.report.page.wording import filter_in_words
from outlast.report.terminal import resampled
from outlast.runs.answer import answer, survived_of
from outlast.runs.folder import RunFolderError
from outlast.sheets.letters import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pyarrow as pa

    from outlast.report.build import Outcome
    from outlast.runs.results import Run

FAILURES = 10
"""Different errors that the page tells; those of an outside judge may all differ."""

LANGUAGES = {"en": "English", "zh": "中文"}
"""Names of languages in themselves; another goes by its tag."""


def document(runs: Sequence[Run]) -> Document:
    """The page's document.

    Args:
        runs: one, or several of the same corpus in different languages, or under different policies.

    Raises:
        RunFolderError: for a run that has not ended, or whose folder is broken.
        UserError: for runs that do not belong on one page.
    """
    for run in runs:
        _check(run)
    _check_together(runs)
    policies = {run.config["policy"] for run in runs}
    parts = tuple(_part(run, under=run.config["policy"] if len(policies) > 1 else "") for run in runs)
    return Document(
        title=f"{parts[0].question} · Outlast",
        question=parts[0].question,
        parts=parts,
        version=version("outlast"),
    )


def _check(run: Run) -> None:
    where = as_written(run.folder)
    if run.manifest.status == "running":
        raise RunFolderError(f"{where} has not ended; `outlast run {run.manifest.path}` finishes it")
    try:
        run.summary, run.config, run.decisions()
    except (OSError, ValueError) as error:
        raise RunFolderError(f"{where} is broken ({error}); run the experiment again") from None


def _check_together(runs: Sequence[Run]) -> None:
    chosen = [run.config["corpus"] for run in runs]
    if len({(each["name"], each["unit"]) for each in chosen}) > 1:
        shown = "; ".join(
            f"{run.folder.name}: {each['unit']}s of {each['name']}" for run, each in zip(runs, chosen, strict=True)
        )
        raise UserError(f"these runs judge different texts ({shown}); a page joins runs of one corpus")
    asked = [(run.config["corpus"]["language"], run.config["policy"]) for run in runs]
    twice = next((each for each in asked if asked.count(each) > 1), None)
    if twice is not None:
        raise UserError(
            f"two of these runs judge {twice[0]} texts under {twice[1]}; a page joins runs that differ in language or "
            "policy, and `outlast compare --html FILE` shows runs of one text against one another"
        )


def html_language(language: str) -> str:
    """A corpus's language tag as HTML has it: Chinese with its script; nothing for what is no tag.

    >>> html_language("zh"), html_language("en"), html_language('x" onload="')
    ('zh-Hans', 'en', '')
    """
    if language in {"zh", "zh-CN"}:
        return "zh-Hans"
    return language if re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", language) else ""


def _part(run: Run, *, under: str) -> Part:
    report = run_facts(run)
    chosen, manifest = run.config["corpus"], run.manifest
    perturbation, opened = report.perturbation, manifest.filters[-1]
    passages, sampled = shown_passages(run, opened=opened, perturbation=perturbation)
    filters, renderings = filter_columns(run), renderings_of(run, first=perturbation)
    known = decided(run, passages, filters=filters, renderings=renderings)
    rows = passages.to_pylist()
    targets = targets_of(run, passages)
    letters = known.outcomes[0][-1]
    outcomes: list[Outcome] = [LETTERS[letter] for letter in letters]
    unit = f"{chosen['unit']}s"
    disputed = [at for at, each in enumerate(zip(*known.outcomes[0], strict=True)) if {"0", "1"} <= set(each)]
    counts = whole(run, filters=filters, renderings=renderings) if sampled else None
    found = measured(run, perturbation=perturbation)
    rewritten = robustness(run, perturbation=perturbation)
    return Part(
        label=LANGUAGES.get(chosen["language"], chosen["language"]),
        under=under,
        language=html_language(chosen["language"]),
        question=report.question,
        facts=report.facts,
        answer=answer(report.summary, perturbation=perturbation, policy=report.policy, unit=unit, pairs=found.pairs),
        signature=report.signature,
        folder=report.folder,
        policy=report.policy,
        unit=unit,
        survival=tuple(
            {**row, "survived": survived_of(row)}
            for row in report.summary["survival"]
            if row["perturbation"] == perturbation
        ),
        interval=f"Interval: 95 %, {resampled(report.summary, perturbation)}.",
        cluster=report.summary["cluster"],
        perturbation=perturbation,
        filters=filters,
        renderings=renderings,
        opened=opened,
        outcomes=tuple(tuple(each) for each in known.outcomes),
        sections=sections(rows, outcomes=outcomes, targets=[target for target, _ in targets]),
        sampled=sampled,
        failures=_commonest(report.failures),
        sheets=found.sheets,
        disputed=tuple(_disputed(rows, disputed[:DISPUTED], known.outcomes[0], targets)),
        disputed_count=counts["disputed"][0] if counts else len(disputed),
        kept_count=tuple(counts["kept"][0][-1]) if counts else (letters.count("0"), len(letters) - letters.count("e")),
        robustness=tuple(map(shown_sheet, rewritten)),
        method=method(run, facts=report.facts, sampled=sampled, left_out=known.left_out, refused=found.refused),
        data=_data(
            run,
            rows,
            targets,
            filters=filters,
            renderings=renderings,
            decisions=known.data,
            clusters=cluster_data(
                run, passages, targets=[target for target, _ in targets], scores=known.data["scores"]
            ),
            unit=unit,
            counts=counts,
        ),
        tables=tables(run, found.tables, rewritten=rewritten, perturbation=perturbation),
        curves=curves(run, [each.name for each in filters if each.scored], perturbation=perturbation),
    )


def _commonest(failures: Mapping[str, int]) -> dict[str, int]:
    """The errors that occurred most often, and the others together."""
    ranked = sorted(failures.items(), key=lambda each: -each[1])
    few, rest = dict(ranked[:FAILURES]), ranked[FAILURES:]
    return few | ({f"{len(rest):,} other errors": sum(count for _, count in rest)} if rest else {})


def _disputed(
    rows: Sequence[dict[str, Any]],
    disputed: Sequence[int],
    letters: Sequence[str],
    targets: Sequence[tuple[bool | None, list[str]]],
) -> Iterator[Disputed]:
    wants = {True: "would block", False: "would not", None: "says nothing"}
    for at in disputed:
        yield Disputed(
            index=at,
            name=short_name(rows[at]),
            outcomes=tuple(LETTERS[own[at]] for own in letters),
            wanted=wants[targets[at][0]],
            text=rows[at]["text"],
        )


def filter_columns(run: Run) -> tuple[FilterColumn, ...]:
    """A run's filters as a page speaks of them."""
    learned = run.summary["learned"]
    scored = set(run.decisions().filter(_scored(run)).column("filter").unique().to_pylist())
    return tuple(
        FilterColumn(
            name=each["name"],
            kind=each["kind"],
            about=filter_in_words(each),
            scored=each["name"] in scored,
            threshold=_number(threshold_of(each, learned.get(each["name"]))),
            unit=learned.get(each["name"], {}).get("unit", "log-odds"),
        )
        for each in run.config["filters"]
    )


def _scored(run: Run) -> pa.ChunkedArray:
    import pyarrow.compute as pc

    return pc.is_valid(run.decisions().column("score"))


def _number(threshold: Any) -> float | None:
    return float(threshold) if isinstance(threshold, int | float) else None


def renderings_of(run: Run, *, first: str) -> tuple[Rendering, ...]:
    """Every rendering, that with which the page opens in front."""
    draws = run.manifest.perturbations
    names = [first, *(name for name in draws if name != first)]
    return tuple(
        Rendering(name, draw, name if draws[name] == 1 else f"{name}, draw {draw}")
        for name in names
        for draw in range(draws[name])
    )


def targets_of(run: Run, passages: pa.Table) -> list[tuple[bool | None, list[str]]]:
    """What the policy says of each passage, and by which of its rules."""
    import pyarrow.compute as pc

    targets = run.targets()
    own = targets.take(
        pc.index_in(passages.column("passage_id"), value_set=targets.column("passage_id").combine_chunks())
    )
    return list(zip(own.column("target").to_pylist(), own.column("rules").to_pylist(), strict=True))


def _data(
    run: Run,
    rows: Sequence[dict[str, Any]],
    targets: Sequence[tuple[bool | None, list[str]]],
    *,
    filters: Sequence[FilterColumn],
    renderings: Sequence[Rendering],
    decisions: dict[str, Any],
    clusters: dict[str, Any],
    unit: str,
    counts: dict[str, Any] | None,
) -> dict[str, Any]:
    """What the page's script reads."""
    words = Words({word: at for at, word in enumerate(decisions["words"])})
    reasons = {at: [words.number(rule) for rule in rules] for at, (_, rules) in enumerate(targets) if rules}
    return {
        **decisions,
        "names": [visible(short_name(row)) for row in rows],
        "raw": {at: row["text"] for at, row in enumerate(rows) if visible(row["text"]) != row["text"]},
        "targets": "".join("n" if target is None else "01"[target] for target, _ in targets),
        "reasons": reasons,
        "hows": [[small(cell, of=len(rows)) for cell in row] for row in decisions["hows"]],
        "labels": label_data(rows),
        "filters": [
            {"name": visible(each.name), "threshold": each.threshold, "scored": each.scored, "unit": each.unit}
            for each in filters
        ],
        "renderings": [visible(each.label) for each in renderings],
        "policy": visible(run.config["policy"]),
        "unit": visible(unit),
        **clusters,
        **({"whole": counts} if counts else {}),
        "words": words.all,
    }

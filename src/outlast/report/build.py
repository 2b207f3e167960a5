"""Building a report: a plain document from a run's stored numbers, texts and evidence. Nothing is computed anew."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Literal

from outlast.catalogue import as_written
from outlast.errors import UserError, did_you_mean
from outlast.perturbations.kinds import IDENTITY
from outlast.report.combination import redundant, told
from outlast.statistics.disagreement import verdicts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outlast.runs.results import Run

Outcome = Literal["survives", "blocked", "error"]


@dataclass(frozen=True, slots=True)
class DisputedPassage:
    """A passage on which filters disagree.

    Attributes:
        passage_id: the passage.
        text: as it was judged.
        outcomes: from filter to outcome, in the order of the filters.
        target: whether the policy would block it; None where it says nothing.
    """

    passage_id: str
    text: str
    outcomes: dict[str, Outcome]
    target: bool | None


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What a run says in short.

    Attributes:
        question: of the experiment.
        signature: to cite.
        folder: of the run, as a person would write it.
        facts: what was judged, under what, by what.
        policy: the policy's name.
        summary: the run's ``summary.json``.
        perturbation: the one that is shown where nothing is said.
        failures: errors and how often each occurred.
    """

    question: str
    signature: str
    folder: str
    facts: str
    policy: str
    summary: Mapping[str, Any]
    perturbation: str
    failures: dict[str, int]


@dataclass(frozen=True, slots=True)
class RunReport(RunFacts):
    """What a run says, for any surface to show.

    Attributes:
        disputed: passages on which filters disagree under that perturbation, in reading order.
    """

    disputed: tuple[DisputedPassage, ...]


def outcome(survives: bool | None) -> Outcome:
    """An outcome in a word.

    >>> outcome(None)
    'error'
    """
    return "error" if survives is None else "survives" if survives else "blocked"


def run_facts(run: Run) -> RunFacts:
    """What a run says in short; of a run of any size, no object a passage."""
    config, manifest = run.config, run.manifest
    chosen = config["corpus"]
    perturbation = IDENTITY if IDENTITY in manifest.perturbations else next(iter(manifest.perturbations))
    decisions = run.decisions()
    facts = (
        f"{manifest.passages} {chosen['unit']}s of {chosen['name']} ({chosen['language']}) × "
        f"{sum(manifest.perturbations.values())} renderings × {len(manifest.filters)} filters = "
        f"{manifest.decisions:,} decisions"
    )
    errors = decisions.column("error").drop_null().value_counts().to_pylist()
    return RunFacts(
        question=config["question"],
        signature=manifest.signature,
        folder=as_written(run.folder),
        facts=facts,
        policy=config["policy"],
        summary=run.summary,
        perturbation=perturbation,
        failures={each["values"]: each["counts"] for each in errors},
    )


def run_report(run: Run) -> RunReport:
    """The document of a run."""
    facts = run_facts(run)
    return RunReport(
        **{each.name: getattr(facts, each.name) for each in fields(facts)},
        disputed=tuple(_disputed(run, facts.perturbation)),
    )


def _disputed(run: Run, perturbation: str) -> list[DisputedPassage]:
    renderings = run.select(run.renderings(), perturbation=perturbation, draw=0)
    texts = dict(zip(renderings.column("passage_id").to_pylist(), renderings.column("text").to_pylist(), strict=True))
    targets = run.targets()
    target = dict(zip(targets.column("passage_id").to_pylist(), targets.column("target").to_pylist(), strict=True))
    return [
        DisputedPassage(passage_id, texts[passage_id], {name: outcome(row[name]) for name in row}, target[passage_id])
        for (passage_id, draw), row in verdicts(run.decisions(), perturbation=perturbation).items()
        if draw == 0 and {True, False} <= set(row.values())
    ]


@dataclass(frozen=True, slots=True)
class Mark:
    """One row of evidence, ready to show: fields as `outlast.decisions.EVIDENCE`, ``words`` the marked stretch."""

    rule: str
    start: int | None
    end: int | None
    words: str
    via: tuple[str, ...]
    weight: float | None
    note: str | None


@dataclass(frozen=True, slots=True)
class FilterVerdict:
    """What one filter said of one rendering, and why.

    Attributes:
        filter: its name.
        outcome: in a word.
        score: None where it has none.
        threshold: for a filter with a score, where it blocks; None where that differs from passage to passage.
        stage: for a combination, the member that settled it; its evidence lies with that one's.
        rule: the keyword rule that decided; None where that means nothing.
        redundant: for a combination that blocks, the other members that block as well.
        how: for a combination, how it came to its decision, in a line.
        error: why it failed, if it did.
        fired: what carried the block; the deciding rule or strongest term first.
        near: for a survivor, the nearest things to a hit.
        unit: what a classifier's terms add to.
    """

    filter: str
    outcome: Outcome
    score: float | None
    threshold: float | None
    stage: str | None
    rule: str | None
    redundant: tuple[str, ...]
    how: str | None
    error: str | None
    fired: tuple[Mark, ...]
    near: tuple[Mark, ...]
    unit: Literal["log-odds", "margin", "score"] = "log-odds"


@dataclass(frozen=True, slots=True)
class PassageReport:
    """One passage under one perturbation and draw.

    Attributes:
        passage_id: the passage.
        perturbation: how it was rewritten.
        draw: which draw.
        text: as it was judged.
        original: the passage's own text.
        labels: its labels that are not empty, in the order of the codebook.
        target: whether the policy would block it; None where it says nothing.
        reasons: the policy's rules that hold.
        policy: the policy's name.
        verdicts: a row for each filter.
        signature: to cite.
    """

    passage_id: str
    perturbation: str
    draw: int
    text: str
    original: str
    labels: dict[str, str]
    target: bool | None
    reasons: tuple[str, ...]
    policy: str
    verdicts: tuple[FilterVerdict, ...]
    signature: str


def passage_report(run: Run, passage_id: str, *, perturbation: str = IDENTITY, draw: int = 0) -> PassageReport:
    """The document of one passage of a run.

    Args:
        run: the run.
        passage_id: whole, or its end where that is enough to tell (``2.3.1``).
        perturbation: under which it was judged.
        draw: which of its draws.

    Raises:
        UserError: for a passage, perturbation or draw that the run has not; near names are given.
    """
    run.check_rendering(perturbation, draw)
    passages = run.passages()
    full = _full_id(passage_id, passages.column("passage_id").to_pylist())
    rendering = run.select(run.renderings(), perturbation=perturbation, draw=draw, passage_id=full).to_pylist()[0]
    decisions = run.select(run.decisions(), perturbation=perturbation, draw=draw, passage_id=full).to_pylist()
    evidence = run.select(run.evidence(), perturbation=perturbation, draw=draw, passage_id=full).to_pylist()
    passage = next(row for row in passages.to_pylist() if row["passage_id"] == full)
    target = next(row for row in run.targets().to_pylist() if row["passage_id"] == full)
    configs = {each["name"]: each for each in run.config["filters"]}
    by_filter = {row["filter"]: row for row in decisions}
    return PassageReport(
        passage_id=full,
        perturbation=perturbation,
        draw=draw,
        text=rendering["text"],
        original=passage["text"],
        labels=labels_of(passage),
        target=target["target"],
        reasons=tuple(target["rules"]),
        policy=run.config["policy"],
        verdicts=tuple(
            FilterVerdict(
                filter=row["filter"],
                outcome=outcome(None if row["blocked"] is None else not row["blocked"]),
                score=row["score"],
                threshold=None
                if row["score"] is None
                else threshold_of(configs[row["filter"]], run.summary["learned"].get(row["filter"])),
                stage=row["stage"],
                rule=row["rule"],
                redundant=redundant(configs[row["filter"]], by_filter),
                how=told(configs[row["filter"]], by_filter),
                error=row["error"],
                fired=_marks(evidence, row["filter"], "fired", rendering["text"], first=row["rule"]),
                near=_marks(evidence, row["filter"], "near", rendering["text"], first=None),
                unit=run.summary["learned"].get(row["filter"], {}).get("unit", "log-odds"),
            )
            for row in decisions
        ),
        signature=run.signature,
    )


def threshold_of(config: Mapping[str, Any], learned: Mapping[str, Any] | None) -> float | None:
    """Where a filter blocks: as it was set in training, else as the config says."""
    if learned is not None:
        return None if learned["thresholds_held_out"] else learned["threshold"]
    return config.get("threshold")


def _full_id(given: str, known: list[str]) -> str:
    if given in known:
        return given
    ending = [passage_id for passage_id in known if passage_id.endswith(f"/{given}")]
    if len(ending) == 1:
        return ending[0]
    if ending:
        raise UserError(f"{len(ending)} passages end in {given!r}: {', '.join(ending[:4])}; give more of the id")
    endings = [passage_id.rpartition("/")[2] for passage_id in known]
    raise UserError(f"this run has no passage {given!r}{did_you_mean(given, known if '/' in given else endings)}")


def labels_of(passage: Mapping[str, Any]) -> dict[str, str]:
    """The label and attribute columns of a passage, in words; what every passage has is left out."""
    core = {"passage_id", "document_id", "section", "unit", "parent_id", "position", "start", "end", "cuts"}
    shown = {}
    for name, value in passage.items():
        if name in core | {"language", "text"} or value in (None, []):
            continue
        items = value if isinstance(value, list) else [value]
        shown[name] = ", ".join(": ".join(item.values()) if isinstance(item, dict) else str(item) for item in items)
    return shown


def _marks(evidence: list[dict[str, Any]], name: str, role: str, text: str, *, first: str | None) -> tuple[Mark, ...]:
    """A filter's evidence of one role, that of the rule ``first`` in front."""
    mine = [row for row in evidence if row["filter"] == name and row["role"] == role]
    return tuple(
        Mark(
            rule=row["rule"],
            start=row["start"],
            end=row["end"],
            words="" if row["start"] is None else text[row["start"] : row["end"]],
            via=tuple(row["via"]),
            weight=row["weight"],
            note=row["note"],
        )
        for row in sorted(mine, key=lambda row: row["rule"] != first)
    )

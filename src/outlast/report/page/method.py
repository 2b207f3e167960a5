"""The method in plain language: what was judged, by what, how the numbers come about, and what they do not show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from outlast.report.page.sources import Sources, sources_of
from outlast.report.page.wording import filter_in_words, perturbation_in_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outlast.policy import PolicyRule
    from outlast.report.page.document import Sampled
    from outlast.runs.results import Run


@dataclass(frozen=True, slots=True)
class Chapter:
    """A headed piece of the method.

    Attributes:
        heading: of it.
        paragraphs: in order.
        items: terms with what is said of each.
        code: commands, a line each.
    """

    heading: str
    paragraphs: tuple[str, ...] = ()
    items: tuple[tuple[str, str], ...] = ()
    code: tuple[str, ...] = ()


def method(
    run: Run, *, facts: str, sampled: Sampled | None, left_out: int, refused: Mapping[str, str]
) -> tuple[Chapter, ...]:
    """The method of a run.

    Args:
        run: whole.
        facts: what was judged, in a line.
        sampled: None where the page shows every passage.
        left_out: rows of evidence that are not on the page.
        refused: measures that say nothing of this run, and why.
    """
    sources = sources_of(run)
    return (
        _judged(run, sources, facts=facts, sampled=sampled),
        _policy(run, sources),
        _filters(run),
        Chapter(
            "Rewritings",
            (
                "Each rewriting is deterministic: the same experiment writes the same texts. What is lost to a reader "
                "by rewriting is not measured.",
            ),
            tuple(
                (each.get("name") or each["kind"], perturbation_in_words(each))
                for each in run.config.get("perturbations", [])
            ),
        ),
        _statistics(),
        _limits(sources, left_out=left_out, refused=refused),
        _again(run),
    )


def _judged(run: Run, sources: Sources, *, facts: str, sampled: Sampled | None) -> Chapter:
    said = [f"{facts}."]
    if sampled:
        said.append(
            f"This page shows {sampled.shown:,} of the {sampled.of:,} passages: a sample stratified {sampled.strata}, "
            "the same whenever the page is made. Counts, rates and intervals are of all passages unless they say "
            "otherwise: the text, its map, the list of disagreements and the lists of what flips are of the sample."
        )
    items: list[tuple[str, str]] = []
    if sampled:
        items += [(name, f"{shown:,} shown of {of:,}") for name, (shown, of) in sampled.sizes.items()]
    if sources.card:
        card = sources.card
        items.append(("corpus", f"{card.pretty_name} ({card.outlast.name}, version {card.outlast.version})"))
        items.append(("licence", card.license))
        items += [
            (("about" if name == "lead" else name.lower()), " ".join(text)) for name, text in sources.chapters.items()
        ]
    return Chapter("What was judged", tuple(said), tuple(items))


def _policy(run: Run, sources: Sources) -> Chapter:
    if not sources.policy:
        return Chapter("The policy", (f"What the censor intends is the policy {run.config['policy']}.",))
    policy = sources.policy
    return Chapter(
        "The policy",
        (
            f"What the censor intends is the policy “{policy.title}” ({policy.name}, version {policy.version}). It is "
            "a rule over labels; no filter sees a label when it decides.",
            policy.source,
            policy.reading,
        ),
        tuple((rule.id, f"{rule.reason}: {rule_in_words(rule)}") for rule in policy.block),
    )


def rule_in_words(rule: PolicyRule) -> str:
    """A policy's rule in a sentence.

    >>> from outlast.policy import PolicyRule
    >>> rule_in_words(PolicyRule(id="x", when={"stance": {"state": "criticise"}, "topic": ["war", "peace"]}, reason=""))
    'blocks where stance towards state is criticise, and topic has war or peace.'
    """
    conditions = []
    for name, wanted in rule.when.items():
        if isinstance(wanted, dict):
            conditions += [f"{name} towards {key} is {_either(values)}" for key, values in wanted.items()]
        else:
            conditions.append(f"{name} has {_either(wanted)}")
    return f"blocks where {', and '.join(conditions)}."


def _either(values: str | list[str]) -> str:
    return values if isinstance(values, str) else " or ".join(values)


def _filters(run: Run) -> Chapter:
    learned: Mapping[str, Any] = run.summary["learned"]
    items = []
    for each in run.config["filters"]:
        said, how = filter_in_words(each), learned.get(each["name"])
        if how:
            ends = "" if how["auc_low"] is None else f" (95 % interval {how['auc_low']:.2f}–{how['auc_high']:.2f})"
            said += (
                f" Out of fold, on {how['passages']:,} training passages of which {how['targets']:,} are targets, its "
                f"area under the ROC curve is {how['auc']:.2f}{ends}, documents kept whole."
            )
            if how["excluded"]:
                said += f" {how['excluded']:,} training passages that share text with judged ones were left out."
        items.append((each["name"], said))
    return Chapter("The filters", ("Every filter sees each text by itself, and nothing but the text.",), tuple(items))


STATISTICS = (
    ("survival", "A passage survives a filter that does not block it. Failed decisions count neither way."),
    (
        "over-blocked",
        "Blocked passages among those that the policy would let through: the false-positive rate against the policy.",
    ),
    (
        "under-blocked",
        "Surviving passages among those that the policy would block: the false-negative rate against the policy.",
    ),
    (
        "interval",
        "95 %. Passages of one paragraph or document hang together, so whole ones are resampled (BCa; Efron 1987, "
        "doi:10.1080/01621459.1987.10478410), and Wilson's score interval (Wilson 1927, "
        "doi:10.1080/01621459.1927.10502953) stands in, with their number as n, where they do not differ. At another "
        "threshold it is Wilson's with the effective sample size that follows from how they differ (Korn and Graubard "
        "1998; Franco et al. 2019, doi:10.1093/jssam/smy019).",
    ),
    (
        "threshold",
        "A filter with a score blocks what scores at or above its threshold, so a passage's score is the highest "
        "threshold that blocks it: the point where it flips. The page counts again from the stored scores; nothing is "
        "judged anew.",
    ),
)


def _statistics() -> Chapter:
    return Chapter("How the numbers come about", (), STATISTICS)


def _limits(sources: Sources, *, left_out: int, refused: Mapping[str, str]) -> Chapter:
    said = [
        "A simulated filter shows what a policy could do to a text. It is no measurement of any platform.",
        "Labels are those of the corpus's annotators; where they are wrong, over- and under-blocking are.",
        *sources.missing,
    ]
    if left_out:
        said.append(
            f"{left_out:,} rows of evidence on rewritten texts are not on this page; "
            "outlast explain and the table evidence/ have them."
        )
    items = tuple((f"no {name}", f"{why}.") for name, why in refused.items())
    return Chapter("Limits", tuple(said), items)


def _again(run: Run) -> Chapter:
    manifest = run.manifest
    versions = ", ".join(f"{name} {value[:12]}" for name, value in manifest.code.items())
    return Chapter(
        "How to make it again",
        (
            "The same config, data and code give the same decisions, byte for byte; verify makes them again and "
            "compares. Every table behind this page lies in the run's folder as Parquet.",
        ),
        (("run", f"{manifest.started[:10]}, {manifest.status}"), ("made by", versions)),
        (
            f"outlast run {manifest.path}",
            f"outlast verify {manifest.experiment}",
            f"outlast report {manifest.experiment}",
        ),
    )

"""The method of a comparison in plain language: what was joined, how the numbers come about, what they do not show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outlast.catalogue import as_written
from outlast.report.page.method import Chapter
from outlast.report.page.wording import filter_in_words

if TYPE_CHECKING:
    from outlast.comparison.document import Comparison
    from outlast.report.versus.document import Shown

SHORT = 12
"""Letters of a fingerprint that name a run."""


def method(found: Comparison, *, shown: Shown, evidence_left_out: int, texts_left_out: int) -> tuple[Chapter, ...]:
    """The method of a comparison.

    Args:
        found: the comparison.
        shown: how much of it is on the page.
        evidence_left_out: rows of evidence that are not on the page.
        texts_left_out: rewritten texts that are not on the page.
    """
    return (
        _compared(found),
        _on_the_page(shown, evidence=evidence_left_out, texts=texts_left_out),
        _filters(found),
        _statistics(found),
        _limits(),
        _again(found),
    )


def _compared(found: Comparison) -> Chapter:
    paragraphs = [
        "Runs are joined on the key of a decision: passage, rewriting, draw and filter. Runs of different texts or "
        "policies, or with different keys, are refused unless only what they have in common is asked for.",
    ]
    items = []
    for against in found.others:
        before, after = against.join.left_out
        said = f"{against.join.keys:,} decisions in common with {found.baseline.label}"
        said += (
            f"; {before:,} of the baseline and {after:,} of its own left out. " if before or after else ", all of them."
        )
        reasons = "; ".join(against.reasons)
        items.append((against.side.label, f"{said}{reasons}{'.' if reasons else ''}"))
    return Chapter("What was compared", tuple(paragraphs), tuple(items))


def _on_the_page(shown: Shown, *, evidence: int, texts: int) -> Chapter:
    said = []
    if shown.how:
        said.append(
            f"Of {shown.passages_of:,} passages the page shows {shown.passages:,}: {shown.how}. The samples are the "
            "same whenever the page is made."
        )
    else:
        said.append("Every passage is on the page.")
    if shown.flips < shown.flips_of:
        said.append(
            f"Of {shown.flips_of:,} flips its table has {shown.flips:,}: {shown.which}. The text shows every flip of "
            "its passages."
        )
    else:
        said.append("So is every flip.")
    if texts:
        said.append(
            f"{texts:,} rewritten texts are left out, those on which nothing flipped first; they are shown as written, "
            "without evidence. The table renderings/ of each run has all of them."
        )
    if evidence:
        said.append(
            f"{evidence:,} rows of evidence are left out; what flips in the text as written hang on is kept "
            "first. outlast explain and the table evidence/ of each run have all of it."
        )
    said.append("Rates, intervals, tests and counts of causes are of all that was compared.")
    return Chapter("What is on this page", tuple(said))


def _filters(found: Comparison) -> Chapter:
    items = [(each["name"], filter_in_words(each)) for each in found.baseline.run.config["filters"]]
    for against in found.others:
        own = {name.after for name in against.join.filters}
        before = {filter_in_words(each) for each in found.baseline.run.config["filters"]}
        items += [
            (f"{each['name']} in {against.side.label}", said)
            for each in against.side.run.config["filters"]
            if each["name"] in own and (said := filter_in_words(each)) not in before
        ]
    return Chapter(
        "The filters", ("As the baseline has them, and where another run has them otherwise.",), tuple(items)
    )


def _statistics(found: Comparison) -> Chapter:
    cluster = found.cluster
    return Chapter(
        "How the numbers come about",
        (),
        (
            (
                "flip",
                "A decision that blocks in one run and lets through in the other. One that failed in either is none.",
            ),
            (
                "difference",
                "Of rates on the same texts, after less before, in percentage points. Over- and under-blocking are "
                "rates among what the policy would let be, and among what it would block.",
            ),
            (
                "interval",
                f"95 %, Student’s t with the jackknife’s standard error over whole {cluster}s (Efron and Stein 1981, "
                "doi:10.1214/aos/1176345462), each left out in turn with both runs’ verdicts. There is none where "
                f"every {cluster} says the same.",
            ),
            (
                "p",
                f"The swap test: had the two runs’ verdicts been swapped within any {cluster}, all of it at once, "
                "would that have been as likely? Exact where they are exchangeable (Fisher 1935, The Design of "
                "Experiments, section 21). McNemar’s exact p, which takes texts as independent, stands in the CSV.",
            ),
            (
                "Holm",
                "p corrected for all tests of survival of this comparison, and for those of over- and under-blocking "
                "together (Holm 1979, https://www.jstor.org/stable/4615733).",
            ),
            (
                "cause",
                "The smallest changes of config, lists, scores or members that make it come out as it does now, "
                "found from stored evidence and by asking combinations again with some members as they were. For a "
                "combination the members stand before it. Causes of which each alone is enough are all named.",
            ),
            ("towards", "A flip goes towards the policy where the new decision is what the policy would do."),
        ),
    )


def _limits() -> Chapter:
    return Chapter(
        "Limits",
        (
            "A simulated filter shows what a policy could do to a text. It is no measurement of any platform.",
            "That nothing flips on these texts is no proof that nothing would flip on others.",
            "Labels are those of the corpus’s annotators; where they are wrong, towards and against the policy are.",
            "A difference is of these texts; its interval treats them as drawn from texts like them.",
        ),
    )


def _again(found: Comparison) -> Chapter:
    runs = [found.baseline, *(against.side for against in found.others)]
    made: dict[str, list[str]] = {}
    for side in runs:
        code = ", ".join(f"{name} {value[:SHORT]}" for name, value in side.run.manifest.code.items())
        made.setdefault(code, []).append(side.label)
    items = [(side.label, f"{side.run.manifest.path}, {side.run.manifest.started[:10]}") for side in runs]
    items += [("made by" if len(made) == 1 else f"made {' and '.join(own)}", code) for code, own in made.items()]
    return Chapter(
        "How to make it again",
        (
            "The same config, data and code give the same decisions, byte for byte. Each run’s folder has its config "
            "as it was run in resolved.yaml, and every table behind this page as Parquet.",
        ),
        tuple(items),
        (*dict.fromkeys(f"outlast verify {as_written(side.run.folder)}" for side in runs), command(found)),
    )


def command(found: Comparison) -> str:
    """The command that makes the page, with every choice that was made."""
    runs = [found.baseline, *(against.side for against in found.others)]
    joins = [against.join for against in found.others]
    pairs = dict.fromkeys(f"{old}={new}" for join in joins for old, new in join.filters if old != new)
    options = [f"--pair {pair}" for pair in pairs]
    if any(against.reasons for against in found.others):
        options.append("--on-common")
    options.append(f"--cluster {found.cluster}")
    return f"outlast compare {' '.join(as_written(side.run.folder) for side in runs)} {' '.join(options)} --html FILE"

"""The figures of keywords.py as a plot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

LANGUAGES = {"zh": "Chinese", "en": "English"}
SIDES = (
    "outlast",
    "pyahocorasick loop",
    "pyahocorasick loop without via",
    "FlashText loop",
    "re loop",
    "scan: daachorse",
    "scan: daachorse, texts joined",
    "scan: hyperscan",
)
"""In one order, so that a side has one colour in every panel."""


def plot(cases: list[dict[str, Any]], path: Path) -> None:
    """Microseconds a passage by number of rules, a panel for each language; scans are dashed, real lists are dots."""
    from matplotlib.figure import Figure

    languages = [language for language in LANGUAGES if any(case["language"] == language for case in cases)]
    figure = Figure(figsize=(6 * len(languages), 5), layout="constrained")
    for panel, language in zip(
        figure.subplots(1, len(languages), sharey=True, squeeze=False)[0], languages, strict=True
    ):
        mine = [case for case in cases if case["language"] == language]
        for number, side in enumerate(SIDES):
            for real, style in ((False, "--" if side.startswith("scan") else "-"), (True, "")):
                points = [
                    (case["rules"], case["microseconds a passage"][side])
                    for case in mine
                    if (case["list"] != "made") == real and side in case["microseconds a passage"]
                ]
                if points:
                    marker, label = ("o" if real else "."), (f"{side}, {mine[-1]['list']}" if real else side)
                    panel.plot(*zip(*points, strict=True), style, marker=marker, color=f"C{number}", label=label)
        panel.set(title=LANGUAGES[language], xscale="log", yscale="log", xlabel="rules")
        panel.grid(visible=True, which="both", alpha=0.2)
        panel.legend(fontsize="x-small")
    figure.supylabel("µs a passage")
    figure.savefig(path)

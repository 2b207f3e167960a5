"""Keyword filters: Outlast's whole filter, the loops that one would write otherwise, and bare scans, side by side.

From an Arrow column of texts to decision and evidence rows in Parquet files, in one run, on the same passages. Lists of
100 to 200,000 rules in Chinese and English are made from the corpus discourse with a fixed seed; a real list is given
with ``--list``. See README.md beside this file.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from keyword_cases import FINDERS, first_use, normalising, whole, with_combinations
from keyword_lists import OCCURRING, combinations, literals
from keyword_plot import plot
from measuring import corpus, in_fresh_process, machine, recombined

from outlast.filters.keyword.lists import read_list

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from outlast.filters.keyword.rules import Rule

LETTERS = {"zh": 115, "en": 220}
"""Letters of a passage, on average, by language."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured.

    Attributes:
        passages: in each case.
        rounds: of turns.
        rules: of the lists that are made.
        combinations: that are added to a list of so many rules.
    """

    passages: int
    rounds: int
    rules: tuple[int, ...]
    combinations: int


FULL = Size(passages=5_000, rounds=5, rules=(100, 1_000, 10_000, 100_000, 200_000), combinations=10_000)
QUICK = Size(passages=60, rounds=1, rules=(100, 1_000), combinations=1_000)


def made_lists(language: str, size: Size, folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Every case on lists that are made, in one language."""
    texts = corpus(language)
    passages = recombined(texts, language=language, letters=LETTERS[language], number=size.passages)
    about = {"language": language, "list": "made"}
    report: dict[str, list[dict[str, Any]]] = {"whole": [], "combinations": []}
    for number in size.rules:
        rules = literals(texts, language=language, number=number)
        report["whole"].append(about | whole(rules, passages, folder, rounds=size.rounds))
        if number == size.combinations:
            combined = _combined(rules, texts, language, passages, folder, size)
            report["combinations"] += [about | case for case in combined]
    report["normalising"] = [about | {"microseconds a passage": normalising(passages, rounds=size.rounds)}]
    return report


def real_list(path: Path, language: str, size: Size, folder: Path) -> dict[str, list[dict[str, Any]]]:
    """The cases on a list that lies in a file."""
    texts = corpus(language)
    passages = recombined(texts, language=language, letters=LETTERS[language], number=size.passages)
    about = {"language": language, "list": path.name}
    rules = read_list(path).rules
    return {
        "whole": [about | whole(rules, passages, folder, rounds=size.rounds)],
        "combinations": [about | case for case in _combined(rules, texts, language, passages, folder, size)],
    }


def _combined(  # noqa: PLR0917 - what one case is made of
    rules: Sequence[Rule], texts: Sequence[str], language: str, passages: pa.Array, folder: Path, size: Size
) -> list[dict[str, Any]]:
    """Combinations as the lists that are made, most of which occur nowhere; and all of pieces that do occur."""
    found = []
    for share in (OCCURRING, 1.0):
        added = combinations(texts, language=language, number=size.combinations, occurring=share)
        found.append({"occurring": share} | with_combinations(rules, added, passages, folder, rounds=size.rounds))
    return found


def needs(path: Path, language: str, size: Size) -> list[dict[str, Any]]:
    """What each side needs to begin with a list of lines, each in a process of its own."""
    passages = recombined(corpus(language), language=language, letters=LETTERS[language], number=size.passages)
    sides = ["outlast", *(side for side in FINDERS if side != "re")]
    about = {"language": language, "list": path.name}
    return [about | {"side": side, **asdict(in_fresh_process(first_use, side, path, passages))} for side in sides]


def shown(report: dict[str, Any]) -> str:
    """The report as a person reads it."""
    lines = []
    for case in report["whole"]:
        spent = case["microseconds a passage"]
        lines.append(
            f"{case['language']}, {case['rules']:,} rules ({case['list']}), {case['evidence rows a passage']:.1f} "
            f"evidence rows a passage, {'the same rows' if case['same rows'] else 'OTHER ROWS'} as the "
            "pyahocorasick loop"
        )
        lines.append("  µs a passage: " + ", ".join(f"{name} {time:.2f}" for name, time in spent.items()))
        lines.append(
            "  outlast is "
            + ", ".join(f"{times:.1f} times as fast as the {name}" for name, times in case["times outlast"].items())
            + f"; it takes {case['times the best scan']['outlast']:.2f} times the best {case['best scan']}"
        )
        lines.append(
            "  built in s: " + ", ".join(f"{name} {time:.2f}" for name, time in case["built in seconds"].items())
        )
    for case in report["combinations"]:
        times = ", ".join(f"{name} {times:.2f}" for name, times in case["times without"].items())
        lines.append(
            f"{case['language']}, {case['rules']:,} rules ({case['list']}) and {case['combinations']:,} combinations, "
            f"{case['occurring']:.0%} of pieces that occur, {case['combinations that fire, a passage']:.2f} fire a "
            f"passage, {'the same rows' if case['same rows'] else 'OTHER ROWS'}; times the list without them: {times}"
        )
    for case in report["normalising"]:
        times = ", ".join(f"{name} {time:.2f}" for name, time in case["microseconds a passage"].items())
        lines.append(f"{case['language']}: normalising with the map back, µs a passage: {times}")
    for case in report.get("needs", ()):
        spent = ", ".join(f"{name} {time:.2f} s" for name, time in case["seconds"].items())
        lines.append(
            f"{case['list']}, {case['side']}: {spent}; {case['at_most']:.0f} MB at most, {case['kept']:.0f} MB kept"
        )
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, show, write; 1 where any rows differ."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--quick", action="store_true", help="few passages and rules, no fresh processes: that rows agree"
    )
    parser.add_argument(
        "--list", type=Path, action="append", default=[], help="a real list, as a keyword filter reads it"
    )
    parser.add_argument("--language", choices=LETTERS, default="zh", help="of the passages for real lists")
    parser.add_argument("--only", choices=("made", "real"), help="only the lists that are made, or only real ones")
    parser.add_argument("--into", type=Path, help="a JSON file for the figures")
    parser.add_argument("--plot", type=Path, help="a file for the plot: .svg, .png, .pdf")
    options = parser.parse_args(arguments)
    size = QUICK if options.quick else FULL
    report: dict[str, Any] = {
        "machine": machine("daachorse", "flashtext", "hyperscan", "numpy", "pyahocorasick", "pyarrow"),
        **{part: [] for part in ("whole", "combinations", "normalising", "needs")},
    }
    in_memory = "/dev/shm" if Path("/dev/shm").is_dir() else None  # so that no disk is measured
    with tempfile.TemporaryDirectory(dir=in_memory) as name:
        folder = Path(name)
        parts = [made_lists(language, size, folder) for language in LETTERS if options.only != "real"]
        parts += [real_list(path, options.language, size, folder) for path in options.list if options.only != "made"]
        for part in parts:
            for key, cases in part.items():
                report[key] += cases
        if not options.quick and sys.platform == "linux":
            made = folder / "made.txt"
            rules = literals(corpus("zh"), language="zh", number=max(size.rules))
            made.write_text("\n".join(rule.components[0] for rule in rules), encoding="utf-8")
            for path in (made, *options.list):
                report["needs"] += needs(path, "zh", size)
    print(shown(report))
    if options.into:
        options.into.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    if options.plot:
        plot(report["whole"], options.plot)
    return 0 if all(case["same rows"] for case in report["whole"] + report["combinations"]) else 1


if __name__ == "__main__":
    sys.exit(main())

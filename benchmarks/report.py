"""The survival report: how long its page takes to be made, how much memory, and how large it is.

The passages are those of ``compare.py``: sentences of the corpus discourse, recombined with a fixed seed, under a
keyword list, replayed scores and a cascade of both. See README.md beside this file.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from compare import write_project
from measuring import Needed, in_fresh_process, machine

import outlast

SIZES = (5_000, 100_000)
"""Passages: a run that the page shows whole, and one of which it shows a sample."""


def needs(folder: str) -> dict[str, Any]:
    """What a run's page needs: seconds for its document and for the HTML, MB at most beyond the imports, bytes."""
    from outlast.report.page.build import document
    from outlast.report.page.render import html

    run = outlast.open_run(folder)
    made: dict[str, Any] = {}

    def built() -> None:
        made["document"] = document([run])

    def rendered() -> None:
        made["html"] = html(made["document"])

    spent = Needed.by({"document": built, "HTML": rendered})
    part = made["document"].parts[0]
    return {
        "passages": run.manifest.passages,
        "shown": part.shown_count,
        "filters": len(part.filters),
        "seconds": dict(spent.seconds),
        "MB at most": spent.at_most,
        "bytes": len(made["html"].encode("utf-8")),
    }


def shown(report: dict[str, Any]) -> str:
    """The figures for people."""
    return "\n".join(
        f"{case['passages']:,} passages ({case['shown']:,} shown) and {case['filters']} filters: "
        f"{', '.join(f'{name} {value:.1f} s' for name, value in case['seconds'].items())}; "
        f"{case['MB at most']:.0f} MB at most; page {case['bytes'] / 1e6:.2f} MB"
        for case in report["pages"]
    )


def main(arguments: list[str] | None = None) -> int:
    """Make a run of each size, its page in a process of its own, and print what that needed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="one small run: only that it works")
    parser.add_argument("--passages", type=int, nargs="+", default=SIZES, help="of each run")
    parser.add_argument("--into", type=Path, help="a JSON file for the figures")
    options = parser.parse_args(arguments)
    report: dict[str, Any] = {"machine": machine("numpy", "pyarrow", "scipy", "jinja2"), "pages": []}
    for passages in (500,) if options.quick else options.passages:
        with tempfile.TemporaryDirectory() as name:
            experiment = write_project(Path(name), passages=passages, runs=1)
            run = outlast.run(experiment, runs=Path(name) / "runs")
            print(f"run of {passages:,} made", file=sys.stderr)
            report["pages"].append(in_fresh_process(needs, str(run.folder)))
    print(shown(report))
    if options.into:
        options.into.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

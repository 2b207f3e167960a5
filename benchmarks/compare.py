"""Comparing runs: how long it takes, and how much memory, for many runs of many passages.

The passages are drawn from sentences of the corpus discourse with a fixed seed, in documents of 1 to 19. Each run has
a keyword list, a filter that replays scores, and a cascade of both; from run to run some rules are dropped and others
added, the threshold moves, and the chain of normalising steps changes, so that there is something to explain. See
README.md beside this file.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from measuring import SEED, Needed, corpus, in_fresh_process, machine, recombined

import outlast

RULES = 400
"""Rules of each list: words of discourse."""

FROM = 800
"""The rank of the first of these words; with commoner ones nearly every passage would be blocked several times."""

EXPERIMENT = """\
name: posts
question: What does a comparison cost?
corpus: {name: posts, language: en, unit: paragraph}
policy: tone
filters:
  - {name: words, kind: keyword, list: words-0}
  - name: scored
    kind: replay
    read: {format: parquet, path: scores.parquet}
    columns: {id: id}
    verdict: {kind: score, at: score, threshold: 0.8}
  - {name: both, kind: cascade, stages: [words, scored]}
near_misses: 0
"""

CODEBOOK = """\
name: tone
version: "1"
source: none
labels: {tone: {kind: one, about: made up, values: {civil: made up, insult: made up}}}
"""

POLICY = """\
name: tone
version: "1"
title: No insults
source: none
reading: as it stands
block: [{id: insult, when: {tone: insult}, reason: made up}]
"""

CARD = '---\npretty_name: posts\nlicense: cc0-1.0\nlanguage: [en]\noutlast: {name: posts, version: "1.0"}\n---\n'


def write_project(folder: Path, *, passages: int, runs: int) -> Path:
    """A corpus, a policy, a list for each run, scores, and the experiment, whose file is given back."""
    random = np.random.default_rng(SEED)
    texts = recombined(corpus("en"), language="en", letters=220, number=passages).to_pylist()
    sizes = random.integers(1, 20, size=passages)
    document = np.repeat(np.arange(passages), sizes)[:passages]
    tones = np.where(random.random(passages) < 0.2, "insult", "civil")
    ids = [f"posts/{document[at]:06d}/{at:06d}" for at in range(passages)]
    position = np.arange(passages) - np.searchsorted(document, document)
    rows = [
        {
            "passage_id": ids[at],
            "document_id": f"posts/{document[at]:06d}",
            "section": "a",
            "unit": "paragraph",
            "parent_id": None,
            "position": int(position[at]),
            "start": 0,
            "end": len(text),
            "cuts": [],
            "language": "en",
            "text": text,
            "tone": str(tones[at]),
        }
        for at, text in enumerate(texts)
    ]
    files = {
        "corpora/posts/CARD.md": CARD,
        "corpora/posts/codebook.yaml": CODEBOOK,
        "corpora/posts/passages.en.jsonl": "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows),
        "configs/policies/tone.yaml": POLICY,
        "experiments/posts/experiment.yaml": EXPERIMENT,
        **{f"configs/keywords/words-{run}.yaml": _list(run) for run in range(runs)},
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    experiment = folder / "experiments" / "posts" / "experiment.yaml"
    pq.write_table(pa.table({"id": ids, "score": random.random(passages)}), experiment.parent / "scores.parquet")
    return experiment


def _list(run: int) -> str:
    """A list of words of discourse; each run's lacks four that others have."""
    counted = Counter(word for text in corpus("en") for word in re.findall(r"[a-z]{6,}", text))
    words = [word for word, _ in counted.most_common()][FROM : FROM + RULES]
    kept = [word for at, word in enumerate(words) if at % 100 != run]
    rules = [{"id": word, "kind": "literal", "pattern": word} for word in kept]
    head = {"name": f"words-{run}", "version": "1", "language": "en", "policy": "tone", "licence": "CC0-1.0"}
    return json.dumps({**head, "rules": rules})  # JSON is YAML


def settings(run: int) -> list[str]:
    """What is set for a run."""
    steps = "[nfkc, casefold]" if run % 2 == 0 else "[nfkc, zero-width, casefold, separators]"
    return [
        f"filters.words.list=words-{run}",
        f"filters.words.normalise={steps}",
        f"filters.scored.verdict.threshold={0.8 + run / 100}",
    ]


def needs(folders: list[str]) -> dict[str, Any]:
    """What a comparison needs: seconds for the comparison and for its tables, MB at most beyond the imports."""
    import outlast.comparison.compare  # what is imported is not measured

    outlast.open_run(folders[0]).decisions()  # readers and their threads are there
    made: dict[str, Any] = {}

    def compared() -> None:
        made["found"] = outlast.compare(folders)

    def tables() -> None:
        made["sheets"] = made["found"].sheets()

    def written() -> None:
        made["bytes"] = sum(len(sheet.to_csv()) for sheet in made["sheets"])

    spent = Needed.by({"comparison": compared, "tables": tables, "CSV": written})
    found = made["found"]
    return {
        "runs": len(folders),
        "passages": found.baseline.run.manifest.passages,
        "filters": len(found.baseline.filters),
        "flips": sum(each.flipped for each in found.others),
        "kinds": sorted({kind for each in found.others for own in each.causes for c in own.causes for kind in c.kinds}),
        "seconds": dict(spent.seconds),
        "MB at most": spent.at_most,
    }


def shown(report: dict[str, Any]) -> str:
    """The figures for people."""
    case = report["comparison"]
    seconds = ", ".join(f"{name} {value:.1f} s" for name, value in case["seconds"].items())
    return (
        f"{case['runs']} runs of {case['passages']:,} passages and {case['filters']} filters, {case['flips']:,} flips: "
        f"{seconds}; {case['MB at most']:.0f} MB at most\ncauses: {', '.join(case['kinds'])}"
    )


def main(arguments: list[str] | None = None) -> int:
    """Make the runs, compare them in a process of its own, and print what that needed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="few small runs: only that it works")
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--into", type=Path, help="a JSON file for the figures")
    options = parser.parse_args(arguments)
    passages, runs = (1_000, 3) if options.quick else (options.passages, options.runs)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        experiment = write_project(folder, passages=passages, runs=runs)
        made = []
        for run in range(runs):
            made.append(str(outlast.run(experiment, runs=folder / "runs", settings=settings(run)).folder))
            print(f"run {run + 1} of {runs} made", file=sys.stderr)
        report = {"machine": machine("numpy", "pyarrow", "scipy"), "comparison": in_fresh_process(needs, made)}
    print(shown(report))
    if options.into:
        options.into.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

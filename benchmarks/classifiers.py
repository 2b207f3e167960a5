"""Linear text classifiers: scikit-learn and Outlast's fast scorer side by side, in one run, on the same passages.

From an Arrow column to decision rows. Three cases, 1, 4 and 16 classifiers over one vectoriser. Passages are sentences
of the corpus discourse, drawn and joined with a fixed seed; the vectoriser is fitted to that corpus; the classifiers'
coefficients are drawn at random, since what they are costs nothing. See README.md beside this file.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import statistics
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from threadpoolctl import threadpool_limits

from outlast.filters.classifier.fast import FastScorer, compile_scorer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

CORPUS = Path(__file__).parent.parent / "corpora" / "discourse"
SEED = 20221123
THRESHOLD = 0.0


@dataclass(frozen=True, slots=True)
class Case:
    """A vectoriser, and passages for it: their language, and about how many letters they have."""

    name: str
    language: str
    letters: int
    options: dict[str, Any]


CASES = (
    Case("English, word 1–2-grams", "en", 220, {"analyzer": "word", "ngram_range": (1, 2), "sublinear_tf": True}),
    Case("English, char_wb 2–5-grams", "en", 220, {"analyzer": "char_wb", "ngram_range": (2, 5)}),
    Case("Chinese, char 1–3-grams", "zh", 115, {"analyzer": "char", "ngram_range": (1, 3), "sublinear_tf": True}),
)


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured: passages, repetitions of each measurement, numbers of classifiers."""

    passages: int
    repeats: int
    classifiers: tuple[int, ...]


FULL = Size(passages=5_000, repeats=11, classifiers=(1, 4, 16))
QUICK = Size(passages=200, repeats=1, classifiers=(1, 4))


def corpus(language: str) -> list[str]:
    """The passages of discourse in a language."""
    lines = (CORPUS / f"passages.{language}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines]


def recombined(texts: list[str], case: Case, *, number: int) -> pa.Array:
    """Passages of sentences drawn from texts: string array, shape (number,)."""
    random = np.random.default_rng(SEED)
    sentences = [part for text in texts for part in re.split(r"(?<=[.!?])\s+|(?<=[。！？])", text) if part]
    made = []
    for _ in range(number):
        drawn = [sentences[at] for at in random.integers(len(sentences), size=case.letters)]
        joined = ("" if case.language == "zh" else " ").join(drawn)
        made.append(joined[: random.integers(case.letters // 2, case.letters * 3 // 2)])
    return pa.array(made)


def decision_rows(scores: np.ndarray) -> pa.Table:
    """One row for each classifier and passage."""
    flat = scores.T.ravel()
    return pa.table({"blocked": flat >= THRESHOLD, "score": flat})


def fitted(case: Case, texts: list[str]) -> Any:
    """A vectoriser fitted to texts."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(**case.options).fit(texts)


def models(vectoriser: Any, *, number: int) -> Any:
    """Linear models over a vectoriser, as one that scikit-learn scores at once."""
    from sklearn.linear_model import LogisticRegression

    random = np.random.default_rng(SEED)
    made = LogisticRegression()
    made.coef_ = random.normal(size=(number, len(vectoriser.vocabulary_)))
    made.intercept_ = random.normal(size=number)
    return made


def by_scikit_learn(vectoriser: Any, model: Any) -> Callable[[pa.Array], pa.Table]:
    """Transform and decide."""

    def judge(texts: pa.Array) -> pa.Table:
        scores = model.decision_function(vectoriser.transform(texts.to_pylist()))
        return decision_rows(scores.reshape(len(texts), -1))

    return judge


def by_outlast(vectoriser: Any, model: Any) -> Callable[[pa.Array], pa.Table]:
    """Score without the matrix."""
    scorer = compile_scorer(vectoriser, coefficients=model.coef_, intercepts=model.intercept_)
    if not isinstance(scorer, FastScorer):
        raise SystemExit(f"there is no fast scorer: {scorer}")
    return lambda texts: decision_rows(scorer.scores(texts))


SIDES = {"scikit-learn": by_scikit_learn, "outlast": by_outlast}


def seconds(work: Callable[[], object]) -> float:
    """How long a piece of work takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def timed(case: Case, size: Size) -> dict[str, Any]:
    """Both sides of a case, taking turns, for each number of classifiers: medians in microseconds a passage.

    Ratios are medians too, of the ratios within each round, so that a machine that is slow for a while is so for both.
    """
    texts = corpus(case.language)
    passages = recombined(texts, case, number=size.passages)
    vectoriser = fitted(case, texts)
    judges = {
        (number, side): made(vectoriser, models(vectoriser, number=number))
        for number in size.classifiers
        for side, made in SIDES.items()
    }
    tables = {key: judge(passages) for key, judge in judges.items()}
    spent: dict[tuple[int, str], list[float]] = {key: [] for key in judges}
    for _ in range(size.repeats):
        for key, judge in judges.items():
            spent[key].append(seconds(partial(judge, passages)))

    def ratio(key: tuple[int, str], other: tuple[int, str]) -> float:
        return statistics.median(a / b for a, b in zip(spent[key], spent[other], strict=True))

    rows = [
        {
            "classifiers": number,
            **{side: statistics.median(spent[number, side]) / size.passages * 1e6 for side in SIDES},
            "times faster": ratio((number, "scikit-learn"), (number, "outlast")),
            "times one classifier": ratio((number, "outlast"), (size.classifiers[0], "outlast")),
            "same decisions": tables[number, "outlast"]["blocked"].equals(tables[number, "scikit-learn"]["blocked"]),
            "same scores to the last bit": tables[number, "outlast"].equals(tables[number, "scikit-learn"]),
        }
        for number in size.classifiers
    ]
    return {
        "case": case.name,
        "passages": size.passages,
        "bytes a passage": passages.nbytes / size.passages,
        "terms": len(vectoriser.vocabulary_),
        "microseconds a passage": rows,
    }


def memory(field: str) -> float:
    """A field of what Linux says of this process's memory, in MB."""
    found = re.search(rf"{field}:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    return int(found[1]) / 1000 if found else float("nan")


def first_use(side: str, vectoriser: Any, model: Any, passages: pa.Array, cache: str) -> dict[str, float]:
    """Making a judge and using it for the first time, in a fresh process: seconds, and MB above what was there."""
    os.environ["NUMBA_CACHE_DIR"] = cache
    before = memory("VmRSS")
    made: list[Callable[[pa.Array], pa.Table]] = []
    build = seconds(lambda: made.append(SIDES[side](vectoriser, model)))
    first = seconds(lambda: made[0](passages[:1]))
    small = memory("VmHWM") - before
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the high-water mark begins anew
    made[0](passages)
    return {"build s": build, "first text s": first, "MB to begin": small, "MB at most": memory("VmHWM") - before}


def begun(case: Case, size: Size) -> list[dict[str, Any]]:
    """First uses of a case, each in a process of its own: Outlast's with nothing compiled, then compiled before."""
    texts = corpus(case.language)
    passages, vectoriser = recombined(texts, case, number=size.passages), fitted(case, texts)
    rows = []
    with tempfile.TemporaryDirectory() as cache:
        for side, state in (("scikit-learn", "–"), ("outlast", "compiling"), ("outlast", "compiled before")):
            for number in (1, 16) if state != "compiling" else (1,):
                with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
                    model = models(vectoriser, number=number)
                    used = pool.submit(first_use, side, vectoriser, model, passages, cache).result()
                rows.append({"side": side, "state": state, "classifiers": number, **used})
    return rows


def machine() -> dict[str, str]:
    """What was run on what."""
    about = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*: (.*)", about.read_text(encoding="utf-8")) if about.is_file() else None
    packages = ("numba", "numpy", "pyarrow", "scikit-learn", "scipy")
    return {
        "processor": found[1] if found else platform.processor(),
        "python": platform.python_version(),
        **{package: version(package) for package in packages},
    }


def shown(report: dict[str, Any]) -> str:
    """The report as a person reads it."""
    lines = []
    for case in report["cases"]:
        lines.append(f"{case['case']}: {case['passages']} passages, {case['terms']} terms (µs a passage)")
        for row in case["microseconds a passage"]:
            same = "same bits" if row["same scores to the last bit"] else "other bits"
            lines.append(
                f"  {row['classifiers']:2d} classifiers: scikit-learn {row['scikit-learn']:7.2f}, outlast "
                f"{row['outlast']:6.2f}: {row['times faster']:5.1f} times faster, "
                f"{row['times one classifier']:.2f} times one classifier; "
                f"{'same' if row['same decisions'] else 'OTHER'} decisions, {same}"
            )
        for row in case.get("first use", ()):
            lines.append(
                f"  {row['side']}, {row['classifiers']} classifiers, {row['state']}: built in {row['build s']:.2f} s, "
                f"first text {row['first text s']:.2f} s, {row['MB to begin']:.0f} MB to begin, "
                f"{row['MB at most']:.0f} MB at most"
            )
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, show, write; 1 where any decision differs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="few passages, no fresh processes: only to see it agree")
    parser.add_argument("--into", type=Path, help="a JSON file for the figures")
    options = parser.parse_args(arguments)
    size = QUICK if options.quick else FULL
    report: dict[str, Any] = {"machine": machine(), "cases": []}
    with threadpool_limits(1):
        for case in CASES:
            report["cases"].append(timed(case, size))
            if not options.quick and sys.platform == "linux":
                report["cases"][-1]["first use"] = begun(case, size)
    print(shown(report))
    if options.into:
        options.into.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    agree = all(row["same decisions"] for case in report["cases"] for row in case["microseconds a passage"])
    return 0 if agree else 1


if __name__ == "__main__":
    sys.exit(main())

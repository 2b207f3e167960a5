"""What is measured of keyword filters: whole filters against loops and scans, what parts of it take, what it needs."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from keyword_loops import CHAIN, Loop, flashtext_finder, normalised, pyahocorasick_finder, re_finder
from keyword_scans import scans
from measuring import Needed, Turns, seconds

from outlast.decisions import DECISIONS, EVIDENCE, KEY
from outlast.filters.keyword.filter import TEXTS_AT_ONCE, KeywordConfig
from outlast.filters.keyword.lists import read_list
from outlast.filters.keyword.normalise.batch import normalise
from outlast.filters.keyword.normalise.chain import Chain
from outlast.filters.keyword.rules import KeywordList

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from outlast.filters.keyword.filter import KeywordFilter
    from outlast.filters.keyword.normalise.steps import Step
    from outlast.filters.keyword.rules import Rule
    from outlast.filters.protocol import Judgement

FINDERS = {
    "pyahocorasick": pyahocorasick_finder,
    "FlashText": flashtext_finder,
    "re": re_finder,
}
MOST_FOR_RE = 1_000
"""Rules above which a loop over ``re`` takes milliseconds a passage."""

CHAINS: tuple[tuple[Step, ...], ...] = (("nfkc", "casefold"), CHAIN, ("nfkc", "zero-width", "casefold", "separators"))


def whole_filter(rules: Sequence[Rule]) -> KeywordFilter:
    """Outlast's filter over some rules."""
    config = KeywordConfig(kind="keyword", name="keywords", list="measured", normalise=CHAIN, emptied="skip")
    return config.build(KeywordList("measured", "1", "und", None, "", "", tuple(rules)))


def renderings(passages: pa.Array) -> pa.Table:
    """Passages as a filter is given them."""
    size = len(passages)
    constant = {"perturbation": "identity", "draw": pa.scalar(0, pa.int32()), "language": "und"}
    return pa.table(
        {
            "passage_id": [f"passage-{row:06d}" for row in range(size)],
            **{name: pa.repeat(value, size) for name, value in constant.items()},
            "text": passages,
        }
    )


def write(batch: pa.Table, made: Judgement, folder: Path) -> None:
    """A judgement's rows, as a run writes them."""
    keys = pa.table([*(batch.column(name) for name in KEY[:3]), pa.repeat("keywords", len(batch))], names=list(KEY))
    decided = [*keys.columns, made.blocked, made.score, made.stage, made.rule, made.error]
    why = [*keys.take(made.rows).columns, *made.evidence.columns]
    EVIDENCE.write(pa.table(why, schema=EVIDENCE.schema), folder / "evidence.parquet")
    DECISIONS.write(pa.table(decided, schema=DECISIONS.schema), folder / "decisions.parquet")


def comparable(made: Judgement, *, but: frozenset[str] = frozenset()) -> tuple[Any, ...]:
    """What a judgement says but for some columns of its evidence, in one order whatever order it has."""
    names = [name for name in made.evidence.column_names if name not in but]
    columns = [made.rows.to_pylist(), *(made.evidence.column(name).to_pylist() for name in names)]
    return made.blocked.to_pylist(), made.rule.to_pylist(), sorted(zip(*columns, strict=True), key=str)


def whole(rules: Sequence[Rule], passages: pa.Array, folder: Path, *, rounds: int) -> dict[str, Any]:
    """The whole filter, loops and scans on one list, taking turns."""
    batch, number, built = renderings(passages), len(passages), {}

    def made(name: str, build: Callable[[], Any]) -> Any:
        kept: list[Any] = []
        built[name] = seconds(lambda: kept.append(build()))
        return kept[0]

    ours = made("outlast", partial(whole_filter, rules))
    loops = {
        f"{name} loop": made(f"{name} loop", partial(Loop, rules, finder, "found"))
        for name, finder in FINDERS.items()
        if name != "re" or len(rules) <= MOST_FOR_RE
    }
    loops["pyahocorasick loop without via"] = Loop(rules, pyahocorasick_finder, "left out")
    patterns = sorted({pattern for rule in rules for part in rule.components if (pattern := normalised(part))})
    scanners = scans(patterns, [normalised(text) for text in passages.to_pylist()])

    judged = ours.decide(batch, near=0)
    without_via = frozenset({"via"})
    same = comparable(judged) == comparable(loops["pyahocorasick loop"].decide(batch)) and comparable(
        judged, but=without_via
    ) == comparable(loops["pyahocorasick loop without via"].decide(batch), but=without_via)
    works: dict[str, Callable[[], object]] = {
        "outlast": lambda: write(batch, ours.decide(batch, near=0), folder),
        "outlast: deciding": lambda: ours.decide(batch, near=0),
        "outlast: writing": lambda: write(batch, judged, folder),
        **{name: partial(_decide_and_write, loop, batch, folder) for name, loop in loops.items()},
        **{f"scan: {name}": scan for name, scan in scanners.items()},
    }
    turns = Turns.of(works, rounds=rounds)
    best = min((name for name in works if name.startswith("scan: ")), key=turns.median)
    return {
        "rules": len(rules),
        "patterns": len(patterns),
        "bytes a passage": passages.nbytes / number,
        "evidence rows a passage": judged.evidence.num_rows / number,
        "blocked": sum(judged.blocked.to_pylist()) / number,
        "same rows": same,
        "microseconds a passage": {name: turns.median(name) / number * 1e6 for name in works},
        "times outlast": {name: turns.ratio(name, "outlast") for name in loops},
        "best scan": best,
        "times the best scan": {name: turns.ratio(name, best) for name in works if name.startswith("outlast")},
        "built in seconds": built,
    }


def _decide_and_write(loop: Loop, batch: pa.Table, folder: Path) -> None:
    write(batch, loop.decide(batch), folder)


def with_combinations(
    rules: Sequence[Rule], combinations: Sequence[Rule], passages: pa.Array, folder: Path, *, rounds: int
) -> dict[str, Any]:
    """What combinations add to a list, and near misses to both."""
    batch, number = renderings(passages), len(passages)
    alone, together = whole_filter(rules), whole_filter([*rules, *combinations])
    loop = Loop([*rules, *combinations], pyahocorasick_finder, "found")
    judged = together.decide(batch, near=0)

    def decided(judge: KeywordFilter, near: int) -> None:
        write(batch, judge.decide(batch, near=near), folder)

    works = {
        "without": partial(decided, alone, 0),
        "with": partial(decided, together, 0),
        "with, near=3": partial(decided, together, 3),
        "pyahocorasick loop": partial(_decide_and_write, loop, batch, folder),
    }
    works["with, near=3"]()  # builds what near misses need
    turns = Turns.of(works, rounds=rounds)
    fired = judged.evidence.column("rule").to_pylist()
    return {
        "rules": len(rules),
        "combinations": len(combinations),
        "combinations that fire, a passage": len(
            {(row, rule) for row, rule in zip(judged.rows.to_pylist(), fired, strict=True) if rule.startswith("comb")}
        )
        / number,
        "blocked": sum(judged.blocked.to_pylist()) / number,
        "same rows": comparable(judged) == comparable(loop.decide(batch)),
        "microseconds a passage": {name: turns.median(name) / number * 1e6 for name in works},
        "times without": {name: turns.ratio(name, "without") for name in works},
    }


def normalising(passages: pa.Array, *, rounds: int) -> dict[str, float]:
    """Microseconds a passage to normalise a batch, with the map back, by chain."""
    texts = passages.to_pylist()
    batches = [texts[first : first + TEXTS_AT_ONCE] for first in range(0, len(texts), TEXTS_AT_ONCE)]

    def work(chain: Chain) -> None:
        for batch in batches:
            _ = normalise(batch, chain).text

    works = {" ".join(steps): partial(work, Chain(steps)) for steps in CHAINS}
    for each in works.values():
        each()  # fills the tables with the letters that occur
    turns = Turns.of(works, rounds=rounds)
    return {name: turns.median(name) / len(texts) * 1e6 for name in works}


def first_use(side: str, path: Path, passages: pa.Array) -> Needed:
    """What a side needs to read a list of lines, to build from it, and, for the whole filter, to decide once.

    To be called in a process of its own. The loops and scans of the others are only built.
    """
    for module in ("ahocorasick", "daachorse", "flashtext"):
        import_module(module)
    kept: dict[str, Any] = {}

    def read_lines() -> None:
        kept["patterns"] = sorted({normalised(line) for line in path.read_text(encoding="utf-8").split("\n")} - {""})

    if side == "outlast":
        return Needed.by(
            {
                "reading": lambda: kept.update(rules=read_list(path)),
                "building": lambda: kept.update(judge=whole_filter(kept["rules"].rules)),
                "first batch": lambda: kept["judge"].decide(renderings(passages), near=0),
            }
        )
    return Needed.by({"reading": read_lines, "building": lambda: kept.update(find=FINDERS[side](kept["patterns"]))})

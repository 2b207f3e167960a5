"""Deciding: a text that a filter fails on is a row with its error, and everything else is decided."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import outlast
from outlast.decisions import DECISIONS, EVIDENCE, RENDERINGS
from outlast.filters.combination.cascade import Cascade
from outlast.filters.protocol import Evidence, Judgement, judgement
from outlast.perturbations.identity import Identity
from outlast.perturbations.zero_width import ZeroWidth
from outlast.runs.decide import Job, decide_part, decided_whatever_happens
from outlast.runs.fit import Fitted
from outlast.runs.plan import Part
from outlast.runs.workers import InProcess

TEXTS = ["a bad word", "boom", "all is well", "boom and bad", "bad"]


@dataclass
class Fussy:
    """Blocks what has ``bad`` in it; a batch with ``boom`` in it breaks it."""

    batches: list[pa.Table] = field(default_factory=list)

    def decide(self, batch: pa.Table, *, near: int) -> Judgement:
        self.batches.append(batch)
        texts = batch.column("text").to_pylist()
        if any("boom" in text for text in texts):
            raise ValueError("it went boom")
        found = [
            Evidence(row, "fired", "bad", text.index("bad"), text.index("bad") + 3)
            for row, text in enumerate(texts)
            if "bad" in text
        ]
        return judgement(["bad" in text for text in texts], score=[len(text) / 100 for text in texts], evidence=found)


@dataclass
class Longest:
    """Blocks texts of more than ten letters."""

    def decide(self, batch: pa.Table, *, near: int) -> Judgement:
        return judgement([len(text) > 10 for text in batch.column("text").to_pylist()])


def batch_of(*texts: str) -> pa.Table:
    rows = [
        {"passage_id": f"p{n}", "perturbation": "identity", "draw": 0, "language": "en", "text": text, "edits": []}
        for n, text in enumerate(texts)
    ]
    return pa.Table.from_pylist(rows, schema=RENDERINGS.schema)


def job_in(folder: Path, fitted: Fitted, *filters: str, perturbations: tuple[object, ...] = ()) -> Job:
    passages = {"passage_id": [f"p{n}" for n in range(len(TEXTS))], "language": ["en"] * len(TEXTS), "text": TEXTS}
    secret = {"tone": ["insult"] * len(TEXTS)}
    pq.write_table(pa.table({**passages, **secret}), folder / "passages.parquet", row_group_size=3)
    named = perturbations or (Identity(kind="identity"),)
    return Job(folder=folder, perturbations=named, fitted=fitted, filters=filters, seed=0, near=0)


def outcomes(judged: Judgement) -> list[tuple[bool | None, str | None]]:
    return list(zip(judged.blocked.to_pylist(), judged.error.to_pylist(), strict=True))


def test_a_text_that_breaks_a_filter_is_an_error_row_and_no_more() -> None:
    """Of five texts two break the filter: they have no decision and the reason, the others are decided."""
    judged = decided_whatever_happens(Fussy(), batch_of(*TEXTS), near=0)
    error = "ValueError: it went boom"
    assert outcomes(judged) == [(True, None), (None, error), (False, None), (None, error), (True, None)]
    assert judged.score.to_pylist() == [0.10, None, 0.11, None, 0.03]


def test_the_evidence_of_the_others_stays_with_their_rows() -> None:
    """After a failure the evidence still points at the rows of the whole batch."""
    judged = decided_whatever_happens(Fussy(), batch_of(*TEXTS), near=0)
    assert judged.rows.to_pylist() == [0, 4]
    assert judged.evidence.column("start").to_pylist() == [2, 0]


def test_a_batch_that_breaks_nothing_is_judged_at_once() -> None:
    """A filter that does not fail is asked once, with the whole batch."""
    fussy = Fussy()
    decided_whatever_happens(fussy, batch_of("bad", "well"), near=0)
    assert [batch.num_rows for batch in fussy.batches] == [2]


def test_a_filter_that_always_fails_gives_a_row_for_every_text() -> None:
    """Nothing is decided, nothing is missing."""
    judged = decided_whatever_happens(Fussy(), batch_of("boom", "boom too"), near=0)
    assert outcomes(judged) == [(None, "ValueError: it went boom")] * 2
    assert judged.evidence.num_rows == 0


def test_an_interrupt_is_no_failure_of_a_filter() -> None:
    """Ctrl-C while a filter decides stops the run."""

    class Interrupted:
        def decide(self, batch: pa.Table, *, near: int) -> Judgement:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        decided_whatever_happens(Interrupted(), batch_of("a"), near=0)


def test_a_cascade_is_undecided_only_where_it_must_be(tmp_path) -> None:
    """Where a stage failed, a later one that blocks decides; where none does, the cascade is an error too."""
    fitted = Fitted({"fussy": Fussy(), "long": Longest()}, {"row": Cascade(("fussy", "long"))}, {})
    job = job_in(tmp_path, fitted, "fussy", "long", "row")
    for part in (Part(0, 0, 3), Part(1, 3, 5)):
        decide_part(job, part)
    rows = DECISIONS.read(*sorted((tmp_path / "decisions").iterdir())).to_pylist()
    undecided = "undecided: stage fussy failed"
    assert [(r["passage_id"], r["blocked"], r["stage"], r["error"]) for r in rows if r["filter"] == "row"] == [
        ("p0", True, "fussy", None),
        ("p1", None, None, undecided),
        ("p2", True, "long", None),
        ("p3", True, "long", None),
        ("p4", True, "fussy", None),
    ]
    assert [r["blocked"] for r in rows if r["filter"] == "fussy"] == [True, None, False, None, True]
    assert [r["blocked"] for r in rows if r["filter"] == "long"] == [False, False, True, True, False]


def test_a_part_holds_the_whole_grid_of_its_passages(tmp_path) -> None:
    """A part of three passages, three renderings and two filters has 9 renderings and 18 decisions, in order."""
    perturbations = (Identity(kind="identity"), ZeroWidth(kind="zero-width", rate=1.0, draws=2))
    fitted = Fitted({"fussy": Fussy(), "long": Longest()}, {}, {})
    decide_part(job_in(tmp_path, fitted, "fussy", "long", perturbations=perturbations), Part(0, 0, 3))
    decisions = DECISIONS.read(tmp_path / "decisions" / "part-00000.parquet").to_pylist()
    assert [(r["perturbation"], r["draw"], r["filter"], r["passage_id"]) for r in decisions] == [
        (name, draw, judge, passage)
        for name, draw in [("identity", 0), ("zero-width", 0), ("zero-width", 1)]
        for judge in ("fussy", "long")
        for passage in ("p0", "p1", "p2")
    ]
    renderings = RENDERINGS.read(tmp_path / "renderings" / "part-00000.parquet")
    assert renderings.num_rows == 9
    assert renderings.column("text").to_pylist()[4] == "b\u200bo\u200bo\u200bm"
    assert EVIDENCE.read(tmp_path / "evidence" / "part-00000.parquet").column("passage_id").to_pylist() == ["p0"]


def test_a_filter_sees_no_label(tmp_path) -> None:
    """What a filter is given has the rendering and nothing of the passage's labels."""
    fussy = Fussy()
    decide_part(job_in(tmp_path, Fitted({"fussy": fussy}, {}, {}), "fussy"), Part(1, 3, 5))
    columns = {name for batch in fussy.batches for name in batch.column_names}
    assert columns == {"passage_id", "perturbation", "draw", "language", "text", "edits"}


def test_deciding_a_part_twice_writes_the_same_bytes(tmp_path) -> None:
    """A part can be done again without harm."""
    job = job_in(tmp_path, Fitted({"fussy": Fussy()}, {}, {}), "fussy")

    def made() -> dict[str, bytes]:
        decide_part(job, Part(0, 0, 3))
        return {path.parent.name: path.read_bytes() for path in tmp_path.rglob("part-*.parquet")}

    assert made() == made()


class Sabotage(Executor):
    """Does the work with a filter that breaks on some texts in the place of the filter ``words``."""

    def submit(self, fn: Callable[..., object], /, *args: object, **kwargs: object) -> Future[object]:
        job, part, earlier = args
        broken = Fitted({**job.fitted.filters, "words": BreaksOnFerries()}, job.fitted.combinations, {})
        return InProcess().submit(fn, replace(job, fitted=broken), part, earlier)


class BreaksOnFerries:
    """Blocks nothing, and fails on texts with a ferry."""

    def decide(self, batch: pa.Table, *, near: int) -> Judgement:
        if any("ferry" in text for text in batch.column("text").to_pylist()):
            raise RuntimeError("seasick")
        return judgement([False] * batch.num_rows)


def test_a_run_with_failures_is_whole_and_says_so(project) -> None:
    """Two of twelve sentences fail: their rows are there, n is ten, survivors, blocked and errors make twelve."""
    setting = "perturbations=[{kind: identity}]"
    run = project.run(setting, "filters.learned.threshold=1.0", executor=Sabotage())
    assert run.manifest.status == "incomplete"
    assert run.decisions().num_rows == 36
    assert run.errors == run.summary["errors"] == 4  # the list's two, and the cascade's, which nothing else decides
    row = next(row for row in run.summary["survival"] if row["filter"] == "words")
    assert (row["survived"]["count"], row["survived"]["n"], row["errors"]) == (10, 10, 2)
    assert (len(run.survivors("words")), len(run.blocked("words"))) == (10, 0)
    assert run.summary["disagreements"][0] == {
        "perturbation": "identity",
        "first": "words",
        "second": "learned",
        "only_first_blocks": 0,
        "only_second_blocks": 0,
        "both_block": 0,
        "neither_blocks": 10,
    }


def test_verifying_a_run_with_failures_names_what_is_decided_now(project) -> None:
    """A failure that does not come again is a difference, named with its passage, filter and error."""
    setting = "perturbations=[{kind: identity}]"
    run = project.run(setting, "filters.learned.threshold=1.0", executor=Sabotage())
    findings = outlast.verify(run).findings
    both, seasick = "undecided: stage words failed", "RuntimeError: seasick"
    assert findings[1:4] == (
        "decision town/en/1.1 identity 0 words: blocked False stored, True now, rule None stored, 'w1' now",
        f"decision town/en/2.1 identity 0 both: blocked None stored, False now, error {both!r} stored, None now",
        f"decision town/en/2.1 identity 0 words: blocked None stored, False now, error {seasick!r} stored, None now",
    )
    assert "… and 5 more decisions differ" in findings[5:]

"""Decisions of earlier runs: taken where nothing tells them apart; a run that takes them is a fresh one's twin."""

from __future__ import annotations

import json
import logging
import runpy
import shutil
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import outlast
from outlast.filters.protocol import Judgement, judgement
from outlast.runs.execute import planned, run_loaded
from outlast.runs.fit import Fitted, fit
from outlast.runs.results import Run
from outlast.runs.work import Work
from outlast.runs.workers import InProcess

FILTERS = Path(__file__).parent.parent / "filters"

KINDS = """\
name: small
question: Which sentences about the town survive?
corpus: {name: town, language: en, unit: sentence}
policy: tone
seed: 5
perturbations:
  - {kind: identity}
  - {kind: zero-width, name: hidden, rate: 0.5, draws: 2}
filters:
  - {name: words, kind: keyword, list: words, normalise: [nfkc, casefold]}
  - {name: learned, kind: classifier, train: {corpus: letters, language: en}, grid: {model.C: [0.5, 1]}}
  - name: own
    kind: classifier
    train: {corpus: town, language: en, unit: sentence}
    threshold: {by: share, of: 0.4}
  - {name: meant, kind: semantic, model: plain, train: {corpus: letters, language: en}, threshold: {by: cost}}
  - {name: near, kind: semantic, model: plain, exemplars: [a fool], threshold: 0.6}
  - name: published
    kind: replay
    read: {format: csv, path: published.csv}
    columns: {id: id}
    passage_id: "town/en/{id}"
    verdict: {kind: score, at: p, threshold: 0.5}
  - {name: program, kind: command, command: ["{python}", judge.py, quiet], batch: 4, timeout: 20}
  - {name: moody, kind: command, command: ["{python}", judge.py, quiet], answers: varying, timeout: 20}
  - {name: both, kind: cascade, stages: [words, own]}
  - {name: two, kind: vote, members: [words, learned, program], at_least: 2}
  - {name: held, kind: deferral, filter: own, band: [0.4, 0.6], review_blocks: 0.5, per: draw}
  - {name: lax, kind: enforcement, filter: both, rate: 0.5, per: draw}
near_misses: 2
part_passages: 9
"""

SENTENCES = [
    ("The mayor is a fool.", "The bridge opens on Monday."),
    ("What an idiot steers that ferry!", "It leaves at nine."),
    ("A fool bakes here, an idiot sells.", "Bread is dear this winter."),
    ("Idiots run the harbour office.", "Rain fell all night."),
    ("Only a fool trusts those fishermen.", "The nets came back empty."),
    ("You fool, you broke the lamp.", "The lighthouse needs paint."),
]
"""Six paragraphs of a rude and a civil sentence each."""


@pytest.fixture
def every(project, row: Callable):
    """The small project with an experiment of every kind of filter, some of whose decisions are errors."""
    rows = []
    for number, texts in enumerate(SENTENCES, 1):
        parent = f"town/en/{number}"
        rows.append(row(parent, " ".join(texts), document_id="town/en"))
        for at, (text, tone) in enumerate(zip(texts, ("insult", "civil"), strict=True), 1):
            place = {"unit": "sentence", "parent_id": parent, "document_id": "town/en"}
            rows.append(row(f"{parent}.{at}", text, **place, tone=tone))
    project.write_passages("town", rows)
    project.write("experiments/small/experiment.yaml", KINDS)
    project.write("experiments/small/published.csv", "id,p\n1.1,0.9\n1.2,0.1\n2.1,0.8\n")
    judge = (FILTERS / "outside" / "judges" / "words.py").read_text("utf-8").replace('"war"', '"fool"')
    project.write("experiments/small/judge.py", judge)
    runpy.run_path(str(FILTERS / "semantic" / "tiny.py"))["write_plain_model"](
        project.folder / "experiments" / "small" / "plain"
    )
    return project


def counted(project, *settings: str, **how: object) -> tuple[Run, Work]:
    """A run, and where its decisions came from."""
    told: list[Work] = []
    run = project.run(*settings, tally=told.append, **how)
    assert len(told) == 1, "it was found done"
    return run, told[0]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_that_reuses_is_a_fresh_ones_twin(every, contents, workers: int) -> None:
    """With every kind of filter, errors and chances among them, all files but the manifest are the same bytes."""
    first = every.run("name=first")
    assert first.errors > 0
    reusing, work = counted(every, workers=workers)
    apart, made = counted(every, runs="apart")
    assert (made.reused, made.judged, made.combined) == (0, 8 * 36, 4 * 36)
    # of 36 renderings all but the replay's and the moody program's decisions are reused
    assert work == Work(there=0, reused=6 * 36, judged=2 * 36, combined=4 * 36)
    assert reusing.manifest.files == apart.manifest.files
    assert contents(reusing) == contents(apart)
    assert reusing.manifest.work == {"there": 0, "reused": 216, "judged": 72, "combined": 144}
    assert {row["role"] for row in reusing.evidence().to_pylist()} == {"fired", "near"}
    assert set(reusing.summary["learned"]) == {"learned", "own", "meant"}


def test_what_is_reused_verifies(every) -> None:
    """Making the decisions again finds those that were taken from another run."""
    every.run("name=first")
    run, work = counted(every)
    assert work.reused > 0
    found = outlast.verify(run)
    assert found.findings == ()


def test_filters_whose_decisions_are_there_are_not_made_ready(project) -> None:
    """With all decisions there, no filter is fitted; with one keyword changed, only the list's filter is."""
    asked: list[set[str]] = []

    def fitting(*given: object, only: set[str]) -> Fitted:
        asked.append(set(only))
        return fit(*given, only=only)

    runs = project.folder / "runs"
    run_loaded(project.load(), runs=runs, fitting=fitting)
    run_loaded(project.load("name=second"), runs=runs, fitting=fitting)
    project.change("configs/keywords/words.yaml", "pattern: fool,", "pattern: ferry,")
    third = run_loaded(project.load(), runs=runs, fitting=fitting)
    assert asked == [{"words", "learned", "both"}, {"both"}, {"words", "both"}]
    assert [row["passage_id"] for row in third.blocked("words")] == ["town/en/2.1", "town/en/2.2", "town/en/3.2"]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (["name=other", "question=Why?"], Work(there=0, reused=96, judged=0, combined=48)),
        (["filters.both.stages=[learned, words]"], Work(there=0, reused=96, judged=0, combined=48)),
        (["filters.learned.threshold=0.7"], Work(there=0, reused=48, judged=48, combined=48)),
        (["filters.words.normalise=[nfkc]"], Work(there=0, reused=48, judged=48, combined=48)),
        (["near_misses=1"], Work(there=0, reused=0, judged=96, combined=48)),
        # another seed: the list on the text as written is as it was; rewritten texts and the classifier are not
        (["seed=6"], Work(there=0, reused=12, judged=84, combined=48)),
        (["perturbations.hidden.draws=3"], Work(there=0, reused=96, judged=24, combined=60)),
        (["perturbations.homoglyph.rate=0.4"], Work(there=0, reused=72, judged=24, combined=48)),
        (["perturbations=[{kind: identity}]"], Work(there=0, reused=24, judged=0, combined=12)),
        # other parts hold other texts together
        (["part_passages=5"], Work(there=0, reused=0, judged=96, combined=48)),
    ],
    ids=lambda value: "" if isinstance(value, Work) else ",".join(value),
)
def test_only_what_a_change_concerns_is_judged_again(project, settings: list[str], expected: Work, contents) -> None:
    """Of 12 sentences × 4 renderings × 3 filters each change judges its own, as foreseen, with a fresh run's bytes."""
    project.run()
    assert planned(project.load(*settings), runs=project.folder / "runs").work == expected
    run, work = counted(project, *settings)
    assert work == expected
    assert contents(run) == contents(project.run(*settings, runs="apart"))


def test_a_filter_under_another_name_is_reused(project) -> None:
    """A name is not what a decision depends on."""
    project.run()
    text = (project.folder / "experiments/small/experiment.yaml").read_text("utf-8")
    renamed = text.replace("name: words,", "name: rules,").replace("[words, learned]", "[rules, learned]")
    project.write("experiments/small/experiment.yaml", renamed)
    run, work = counted(project)
    assert (work.reused, work.judged) == (96, 0)
    assert [row["passage_id"] for row in run.blocked("rules")] == ["town/en/1.1", "town/en/3.2", "town/en/6.1"]


class Sabotage(Executor):
    """Does the work with another filter in the place of ``words``."""

    def __init__(self, stand_in: object) -> None:
        self.stand_in = stand_in

    def submit(self, fn: Callable[..., object], /, *args: object, **kwargs: object) -> Future[object]:
        job, part, earlier = args
        broken = Fitted({**job.fitted.filters, "words": self.stand_in}, job.fitted.combinations, {})
        return InProcess().submit(fn, replace(job, fitted=broken), part, earlier)


class FailsOnFerries:
    """Blocks nothing, and fails on texts with a ferry."""

    def decide(self, batch: pa.Table, *, near: int) -> Judgement:
        if any("ferry" in text for text in batch.column("text").to_pylist()):
            raise RuntimeError("seasick")
        return judgement([False] * batch.num_rows)


class BlocksAll:
    """Blocks everything."""

    def decide(self, batch: pa.Table, *, near: int) -> Judgement:
        return judgement([True] * batch.num_rows)


def test_errors_are_tried_again(project) -> None:
    """Where a filter failed on one text of a part, its decisions on that part are made again by the next run."""
    text = "perturbations=[{kind: identity}]"
    failed = project.run(text, executor=Sabotage(FailsOnFerries()))
    assert failed.errors > 0
    run, work = counted(project, text, "name=next")
    assert (work.reused, work.judged, run.errors) == (12, 12, 0)
    assert len(run.blocked("words")) == 3


def test_verify_decides_again_whatever_is_noted(project) -> None:
    """A run whose list blocked what it should not is found out, though its wrong decisions are there to be taken."""
    run = project.run("perturbations=[{kind: identity}]", executor=Sabotage(BlocksAll()))
    found = outlast.verify(run)
    assert any("words: blocked True stored, False now" in finding for finding in found.findings)


def test_fresh_decisions_are_made_noted_and_compared(project, caplog) -> None:
    """Told to, a run takes nothing; later runs take from it, and decisions that came out otherwise are warned of."""
    text = "perturbations=[{kind: identity}]"
    wrong = project.run(text, executor=Sabotage(BlocksAll()))
    assert len(wrong.blocked("words")) == 12
    with caplog.at_level(logging.WARNING):
        fresh, work = counted(project, text, "name=next", decisions="fresh")
    assert (work.reused, work.judged) == (0, 24)
    assert len(fresh.blocked("words")) == 3
    assert [record.args[0] for record in caplog.records] == ["keyword"]
    assert "decided otherwise" in caplog.text
    later, work = counted(project, text, "name=later")
    assert (work.reused, len(later.blocked("words"))) == (24, 3)


def test_a_run_that_is_done_is_made_again_where_fresh_decisions_are_wanted(project, contents) -> None:
    """The same folder, the same bytes, and every decision made."""
    first = project.run("part_passages=5")
    before = contents(first)
    path = first.folder / "decisions" / "part-00001.parquet"
    pq.write_table(pq.read_table(path).slice(1), path)
    again, work = counted(project, "part_passages=5", decisions="fresh")
    assert (again.folder, work.judged) == (first.folder, 96)
    assert contents(again) == before


def test_a_run_that_was_deleted_is_a_miss(project, contents) -> None:
    """Where the files that an entry points to are gone, the next that has them is asked, and at last the filters."""
    first, second = project.run("name=first"), project.run("name=second")
    shutil.rmtree(second.folder)
    third, work = counted(project, "name=third")
    assert work.reused == 96
    for run in (first, third):
        shutil.rmtree(run.folder)
    fourth, work = counted(project)
    assert work == Work(there=0, reused=0, judged=96, combined=48)
    assert contents(fourth) == contents(project.run(runs="apart"))


@pytest.mark.parametrize("table", ["decisions", "evidence"])
def test_a_run_that_was_changed_is_a_miss(project, contents, table: str) -> None:
    """One value that is not what it was when it was noted, and the decisions are made; files that are broken too."""
    first = project.run("name=first")
    path = first.folder / table / "part-00000.parquet"
    rows = pq.read_table(path)
    column = rows.schema.get_field_index("rule")
    forged = pa.array(["forged", *rows.column("rule").to_pylist()[1:]], pa.string())
    pq.write_table(rows.set_column(column, rows.schema.field("rule"), forged), path)
    second, work = counted(project, "name=second")
    assert (work.reused, work.judged) == (0, 96), "a filter that is needed once is fitted, and then judges all"
    assert contents(second) == contents(project.run("name=second", runs="apart"))
    path.write_bytes(b"of a machine that lost power")
    (second.folder / table / "part-00000.parquet").write_bytes(b"so did this one")
    third, work = counted(project)
    assert (work.reused, work.judged) == (0, 96)
    assert contents(third) == contents(project.run(runs="apart"))


def test_entries_that_are_broken_are_misses(project, contents) -> None:
    """Files of the cache that are cut short, of another version or nonsense are as if they were not there."""
    project.run("name=first")
    entries = sorted((project.folder / "runs" / ".cache").rglob("*.json"))
    assert len(entries) == 9  # two filters on four renderings, and what one of them learned
    for number, path in enumerate(entries):
        whole = path.read_text("utf-8")
        data = json.loads(whole)
        path.write_text(
            [whole[:40], json.dumps({**data, "version": 0}), "[]", '{"version": 1, "sources": [{"run": 7}]}'][
                number % 4
            ],
            encoding="utf-8",
        )
    run, work = counted(project)
    assert (work.reused, work.judged) == (0, 96)
    assert contents(run) == contents(project.run(runs="apart"))


def test_what_a_filter_learned_is_needed_too(project) -> None:
    """Where the record of how well a filter learned is gone, the filter is trained again, for the summary."""
    first = project.run("name=first")
    (kept,) = (project.folder / "runs" / ".cache" / "learned").iterdir()
    data = json.loads(kept.read_text("utf-8"))
    data["learned"]["auc"] = 0.123
    kept.write_text(json.dumps(data), encoding="utf-8")
    run, work = counted(project)
    assert work.judged == 0
    assert run.summary["learned"] == first.summary["learned"]


def test_parts_of_an_interrupted_run_are_reused(project) -> None:
    """What a run decided before it was stopped is there for another experiment, and for itself."""

    class Stopping(InProcess):
        left = 2

        def submit(self, fn, /, *args, **kwargs):
            self.left -= 1
            if self.left < 0:
                raise KeyboardInterrupt
            return super().submit(fn, *args, **kwargs)

    with pytest.raises(KeyboardInterrupt):
        project.run("part_passages=4", "name=first", executor=Stopping())
    _, work = counted(project, "part_passages=4")
    assert work == Work(there=0, reused=64, judged=32, combined=48)
    _, work = counted(project, "part_passages=4", "name=first")
    assert work == Work(there=96, reused=32, judged=0, combined=16)


def test_two_runs_at_once_do_no_harm(project, contents) -> None:
    """Runs that decide the same in turns, part by part, each end as if alone."""
    waiting: list[Callable[[], object]] = []

    class InTurns(InProcess):
        def submit(self, fn, /, *args, **kwargs):
            made = super().submit(fn, *args, **kwargs)
            if waiting:
                waiting.pop()()
            return made

    waiting.append(lambda: project.run("part_passages=4", "name=second"))
    first = project.run("part_passages=4", "name=first", executor=InTurns())
    second = outlast.open_run("second", runs=project.folder / "runs")
    for run, name in ((first, "first"), (second, "second")):
        assert contents(run) == contents(
            project.run("part_passages=4", f"name={name}", runs="apart", decisions="fresh")
        )


def test_a_part_whose_earlier_decisions_go_in_between_is_made_in_a_second_round(project, contents) -> None:
    """Deleted after the plan was made and before the part was decided: filters that were not fitted are fitted then."""
    first = project.run("name=first")

    class Deleting(InProcess):
        def submit(self, fn, /, *args, **kwargs):
            shutil.rmtree(first.folder, ignore_errors=True)
            return super().submit(fn, *args, **kwargs)

    told: list[tuple[int, int]] = []
    run, work = counted(project, executor=Deleting(), progress=lambda *now: told.append(now))
    assert work == Work(there=0, reused=0, judged=96, combined=48)
    assert told == [(1, 1)]
    assert contents(run) == contents(project.run(runs="apart"))


def test_a_cache_that_cannot_be_written_costs_no_decision(project, contents, caplog) -> None:
    """Where a file stands in the way of the cache's folder, the run is made, and says that nothing is noted."""
    (project.folder / "runs").mkdir()
    (project.folder / "runs" / ".cache").write_text("in the way", encoding="utf-8")
    run, work = counted(project)
    assert (work.judged, run.manifest.status) == (96, "complete")
    assert "not noted for later runs" in caplog.text
    assert contents(run) == contents(project.run(runs="apart"))
    assert counted(project, "name=next")[1].reused == 0

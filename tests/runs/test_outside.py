"""Outside judges in whole runs: no decision is lost, no process is left, no secret is stored; what `verify` can say."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import outlast
from outlast.errors import ConfigError, UserError
from outlast.filters.outside.sessions import SESSIONS
from outlast.runs.results import Run
from outlast.runs.workers import InProcess

JUDGE = Path(__file__).parent.parent / "filters" / "outside" / "judges" / "words.py"

SMALL = """\
name: small
question: What does a judge from outside say?
corpus: {{name: town, language: en, unit: sentence}}
policy: tone
perturbations:
  - {{kind: identity}}
  - {{kind: zero-width, name: hidden, rate: 0.2, draws: 2}}
filters:
  - {{name: words, kind: keyword, list: words}}
  - {judge}
  - {{name: both, kind: cascade, stages: [words, judge]}}
part_passages: 5
"""

PUBLISHED = (
    "{name: judge, kind: replay, read: {format: csv, path: published.csv}, columns: {id: id}, "
    'passage_id: "town/en/{id}", verdict: {kind: score, at: p, threshold: 0.5}}'
)


def program(option: str = "quiet", more: str = "") -> str:
    """The block of a judge that is a program."""
    fields = f"batch: 4, timeout: 20{more}"
    return f'{{name: judge, kind: command, command: ["{{python}}", judge.py, {option}], {fields}}}'


def api(url: str) -> str:
    """The block of a judge that is an endpoint."""
    return (
        f'{{name: judge, kind: http, url: "{url}", version: "1", attempts: 1, batch: 4, '
        'headers: {Authorization: "Bearer ${OUTLAST_TEST_KEY}"}, '
        "request: {at: /texts}, response: {verdict: {kind: score, at: /p, threshold: 0.5}}}"
    )


on_linux = pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks for processes in /proc")


@pytest.fixture
def outside(project) -> Callable[[str], object]:
    """Make the project's experiment one with a judge: a block of its filters, for the judge called judge."""

    def build(judge: str):
        project.write("experiments/small/judge.py", JUDGE.read_text("utf-8").replace('"war"', '"fool"'))
        project.write("experiments/small/experiment.yaml", SMALL.format(judge=judge))
        return project

    return build


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, list[list[str]]]]:
    """A server that finds fools, its address, and the texts of each request."""
    asked: list[list[str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            texts = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["texts"]
            asked.append(texts)
            raw = json.dumps([{"p": float("fool" in text)} for text in texts]).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: object) -> None:
            pass

    monkeypatch.setenv("OUTLAST_TEST_KEY", "s3cret-value")
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{httpd.server_address[1]}/", asked
    httpd.shutdown()
    httpd.server_close()
    thread.join()


def pids(path: Path) -> list[int]:
    return [int(line) for line in path.read_text("utf-8").split()]


def gone(pid: int) -> bool:
    """Whether a process ends within five seconds."""
    until = time.monotonic() + 5
    while Path(f"/proc/{pid}").exists() and time.monotonic() < until:
        time.sleep(0.01)
    return not Path(f"/proc/{pid}").exists()


def decided(run: Run) -> list[dict[str, object]]:
    return run.decisions().to_pylist()


def test_a_judge_decides_beside_other_filters(outside) -> None:
    """Every rendering has the judge's decision and its evidence, and a cascade is derived from it."""
    run = outside(program()).run()
    assert (run.manifest.status, run.errors) == ("complete", 0)
    assert [row["passage_id"] for row in run.blocked("judge")] == ["town/en/1.1", "town/en/2.1", "town/en/6.1"]
    assert [row["why"] for row in run.blocked("judge")] == ["fool"] * 3
    assert {row["stage"] for row in run.blocked("both")} >= {"words", "judge"}


def test_killing_a_judge_in_the_middle_of_a_batch_loses_no_decision(outside, tmp_path) -> None:
    """A judge that is killed with texts half answered leaves the decisions that an undisturbed one leaves."""
    undisturbed = outside(program()).run(runs="undisturbed")
    killed = tmp_path / "killed"
    run = outside(program(f"once={killed}")).run()
    assert killed.exists()
    assert (run.manifest.status, run.errors) == ("complete", 0)
    assert decided(run) == decided(undisturbed)
    assert run.evidence().equals(undisturbed.evidence())


def test_killing_a_judge_between_parts_loses_no_decision(outside, tmp_path) -> None:
    """After each part somebody kills the judge; the run is complete, and its bytes are those of an undisturbed run."""
    file = tmp_path / "pids"
    project = outside(program(f"pids={file}"))

    class Killing(InProcess):
        def submit(self, fn, /, *args, **kwargs):
            done = super().submit(fn, *args, **kwargs)
            os.kill(pids(file)[-1], signal.SIGKILL)
            return done

    run = project.run(executor=Killing())
    assert len(pids(file)) == run.manifest.parts == 3
    assert (run.manifest.status, run.errors) == ("complete", 0)
    assert decided(run) == decided(project.run(runs="undisturbed"))


def test_a_judge_that_dies_at_one_text_leaves_one_error_each_time(outside, outlast: Callable) -> None:
    """The text's renderings are error rows that say why, the cascade's too; the run is incomplete, with exit code 3."""
    project = outside(program("die=lighthouse", ", restarts: 9"))
    done = outlast("run", project.experiment, "--runs", project.folder / "runs")
    assert done.code == 3
    run = Run(next((project.folder / "runs" / "small").iterdir()))
    failed = {(row["passage_id"], row["filter"], row["error"]) for row in decided(run) if row["blocked"] is None}
    assert failed == {
        ("town/en/6.2", "judge", "the judge was ended by SIGKILL"),
        ("town/en/6.2", "both", "undecided: stage judge failed"),
    }
    again = outlast("run", project.experiment, "--runs", project.folder / "runs")
    assert (again.code, again.out) == (3, done.out), "an incomplete run that has ended is found, not tried again"


@on_linux
@pytest.mark.parametrize("workers", [2, 3])
def test_workers_write_the_same_bytes_and_leave_no_judge(outside, tmp_path, contents, workers: int) -> None:
    """Each worker has a judge of its own, which ends with it; what is written does not depend on how many there are."""
    file = tmp_path / "pids"
    project = outside(program(f"pids={file}"))
    alone = contents(project.run(runs="alone"))
    assert len(pids(file)) == 1
    assert contents(project.run(workers=workers)) == alone
    assert 2 <= len(pids(file)) <= 1 + workers
    assert all(gone(pid) for pid in pids(file))


@on_linux
def test_threads_write_the_same_bytes_and_leave_no_judge(outside, tmp_path, contents) -> None:
    """Threads that decide side by side have a judge each, and all of them end with the run."""
    file = tmp_path / "pids"
    project = outside(program(f"pids={file}"))
    alone = contents(project.run(runs="alone"))
    with ThreadPoolExecutor(3) as threads:
        assert contents(project.run(executor=threads)) == alone
    assert len(pids(file)) <= 4
    assert all(gone(pid) for pid in pids(file))


@on_linux
def test_no_judge_outlives_a_run_that_is_killed(outside, tmp_path) -> None:
    """When Outlast itself is killed with -9, its judge ends, and running again finishes the run."""
    file = tmp_path / "pids"
    project = outside(program(f"pids={file}"))
    killed = (
        "import os, signal, sys, outlast\n"
        "kill = lambda done, parts: os.kill(os.getpid(), signal.SIGKILL)\n"
        "outlast.run(sys.argv[1], runs=sys.argv[2], progress=kill, settings=['part_passages=1'])\n"
    )
    done = subprocess.run([sys.executable, "-c", killed, project.experiment, project.folder / "runs"], check=False)
    assert done.returncode == -signal.SIGKILL
    assert gone(pids(file)[0])
    run = project.run("part_passages=1")
    assert (run.manifest.status, run.errors) == ("complete", 0)


@on_linux
def test_an_interrupted_run_leaves_no_judge(outside, tmp_path) -> None:
    """Ctrl-C between two parts ends the judge."""
    file = tmp_path / "pids"

    def interrupt(done: int, parts: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        outside(program(f"pids={file}")).run(progress=interrupt)
    assert gone(pids(file)[0])


def test_the_files_of_a_program_are_inputs(outside) -> None:
    """An argument that names a file, and what is listed besides, is in the fingerprint by its bytes."""
    project = outside(program("quiet", ", files: [weights.txt]"))
    project.write("experiments/small/weights.txt", "1")
    before = project.load()
    assert {"judges/judge/judge.py", "judges/judge/weights.txt"} <= {given.role for given in before.inputs}
    project.write("experiments/small/weights.txt", "2")
    between = project.load()
    project.write("experiments/small/judge.py", "# another\n")
    assert len({before.fingerprint(), between.fingerprint(), project.load().fingerprint()}) == 3


def published(project) -> None:
    """Decisions on the town's sentences, the last of which is missing."""
    rows = [f"{number}.{at},{0.9 if number == 1 else 0.1}" for number in range(1, 8) for at in (1, 2)]
    project.write("experiments/small/published.csv", "\n".join(["id,p", *rows[:-1]]) + "\n")


def test_published_predictions_are_a_filter(outside, project) -> None:
    """A replay says what a file says of the originals; the rest are errors that say what is missing."""
    published(project)
    run = outside(PUBLISHED).run()
    assert [row["passage_id"] for row in run.blocked("judge")] == ["town/en/1.1", "town/en/1.2"]
    errors = {row["error"] for row in decided(run) if row["filter"] == "judge" and row["perturbation"] == "identity"}
    assert errors == {None, "published.csv has no decision on town/en/7.2"}
    judged = [row for row in decided(run) if row["filter"] == "judge" and row["perturbation"] == "hidden"]
    assert all(row["error"].startswith("published.csv has no decision on town/en/") for row in judged)


def test_one_byte_of_published_predictions_is_another_run(outside, project) -> None:
    """The file's hash is in the fingerprint, under a role without a path."""
    published(project)
    before = outside(PUBLISHED).load()
    assert "judges/judge/published.csv" in {given.role for given in before.inputs}
    project.change("experiments/small/published.csv", "0.9", "0.8")
    assert project.load().fingerprint() != before.fingerprint()


def test_predictions_that_join_nothing_are_a_fault(outside, project) -> None:
    """Ids that are none of the judged passages' are told before anything is judged."""
    published(project)
    with pytest.raises(ConfigError, match=r"filters.1.passage_id: no decision of published.csv is on a judged passage"):
        outside(PUBLISHED.replace("town/en/", "village/en/")).load()


def test_secrets_are_nowhere_in_a_run(outside, endpoint) -> None:
    """The value of a header is in no file that a run leaves, beside the experiment or in its folder."""
    url, asked = endpoint
    project = outside(api(url))
    run = project.run()
    assert (run.manifest.status, run.errors) == ("complete", 0)
    assert [row["passage_id"] for row in run.blocked("judge")] == ["town/en/1.1", "town/en/2.1", "town/en/6.1"]
    assert asked
    for path in project.folder.rglob("*"):
        assert not path.is_file() or b"s3cret" not in path.read_bytes(), path


def test_an_endpoint_is_asked_by_workers_for_what_is_not_kept(outside, endpoint, contents) -> None:
    """Two workers share the kept answers with the run before them, and write its bytes without a further request."""
    url, asked = endpoint
    project = outside(api(url))
    alone = contents(project.run(runs="alone"))
    requests = len(asked)
    assert contents(project.run(workers=2)) == alone
    assert len(asked) == requests


def test_an_endpoint_without_its_secret_is_not_asked(outside, endpoint, monkeypatch) -> None:
    """An unset variable ends in a line before the run begins."""
    monkeypatch.delenv("OUTLAST_TEST_KEY")
    with pytest.raises(UserError, match="filter judge needs the environment variable OUTLAST_TEST_KEY"):
        outside(api(endpoint[0])).run()


def test_verify_makes_repeatable_judges_decide_again(outside, project) -> None:
    """A replay and a program that is declared repeatable are verified like any filter."""
    for judge in (program(), PUBLISHED):
        published(project)
        found = outlast.verify(outside(judge).run())
        assert (found.findings, found.unverified, found.decisions) == ((), (), 14 * 3 * 3)


def test_verify_finds_that_a_repeatable_judge_is_none(outside, tmp_path) -> None:
    """A program that says something else the next time is found out."""
    other = tmp_path / "other"
    run = outside(program(f"vary={other}")).run()
    other.touch()
    assert "decision town/en/1.1 identity 0 judge: blocked True stored, False now" in " ".join(
        outlast.verify(run).findings
    )


def test_verify_takes_a_varying_judge_as_stored(outside, tmp_path) -> None:
    """A program that is declared varying is not asked again; the cascade over it is verified, and the rest said."""
    other, file = tmp_path / "other", tmp_path / "pids"
    run = outside(program(f"vary={other}, pids={file}", ", answers: varying")).run()
    other.touch()
    found = outlast.verify(run)
    assert found.findings == ()
    assert found.unverified == ("42 of 42 decisions of judge cannot be verified: its answers may vary",)
    assert found.decisions == 84
    assert len(pids(file)) == 1


def test_verify_reads_what_an_endpoint_answered(outside, endpoint, monkeypatch) -> None:
    """With the answers kept a run is verified without the endpoint and without its secret."""
    url, asked = endpoint
    run = outside(api(url)).run()
    monkeypatch.delenv("OUTLAST_TEST_KEY")
    requests = len(asked)
    found = outlast.verify(run)
    assert (found.findings, found.unverified, found.decisions) == ((), (), 14 * 3 * 3)
    assert len(asked) == requests


def test_verify_says_what_it_cannot_without_the_answers(outside, endpoint, outlast: Callable) -> None:
    """Without the kept answers an endpoint's decisions are taken as stored, and the command says so."""
    url, asked = endpoint
    project = outside(api(url))
    run = project.run()
    requests = len(asked)
    (project.folder / "experiments/small/answers.sqlite").unlink()
    done = outlast("verify", run.folder)
    assert done.code == 0
    assert "84 decisions made again and equal" in done.out
    note = (
        "42 of 42 decisions of judge cannot be verified: an endpoint is not asked again, and these answers are not kept"
    )
    assert note in " ".join(done.out.split())
    assert len(asked) == requests


def test_verify_finds_an_altered_decision_of_an_endpoint(outside, endpoint) -> None:
    """A stored decision that differs from the kept answer is found."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    run = outside(api(endpoint[0])).run()
    path = run.folder / "decisions" / "part-00000.parquet"
    table = pq.read_table(path)
    rows = table.to_pylist()
    next(row for row in rows if row["filter"] == "judge")["blocked"] = False
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), path)
    found = " ".join(outlast.verify(Run(run.folder)).findings)
    assert "decision town/en/1.1 identity 0 judge: blocked False stored, True now" in found


def test_nothing_is_open_after_a_run(outside, endpoint) -> None:
    """What a run opened in this process is closed when it returns."""
    outside(api(endpoint[0])).run()
    assert SESSIONS._idle == {}


HATECHECK = """\
,functionality,case_id,test_case,label_gold,target_ident,direction,focus_words,focus_lemma,ref_case_id,ref_templ_id,templ_id,case_templ
0,derog_neg_emote_h,1,I hate women. ,hateful,women,general,hate,hate,,,1,I hate [IDENTITY_P].
1,profanity_nh,2,"Oh, fuck that",non-hateful,,,fuck,fuck,,,2,"Oh, fuck that"
2,negate_neg_nh,3,No women are scum.,non-hateful,women,,scum,scum,,,3,No [IDENTITY_P] are scum.
"""

PREDICTIONS = """\
case_id,test_case,model,pred
1,I hate women. ,bert,hateful
2,"Oh, fuck that",bert,hateful
3,No women are scum.,bert,non-hateful
3,No women are scum.,other,hateful
"""

ON_HATECHECK = """\
name: hatecheck-replayed
question: What did a published classifier say of HateCheck?
corpus: {name: hatecheck, language: en, unit: paragraph}
policy: hate
filters:
  - name: bert
    kind: replay
    read: {format: csv, path: predictions.csv}
    columns: {id: case_id, text: test_case}
    passage_id: hatecheck/en/{id}
    only: {model: bert}
    verdict: {kind: label, at: pred, blocks: [hateful], passes: [non-hateful]}
"""

HATE = """\
name: hate
version: "1"
title: Hate
source: none
reading: the gold label
block:
  - {id: hate, when: {gold: hateful}, reason: is hateful}
"""


def test_published_predictions_on_hatecheck(project, outlast: Callable, monkeypatch) -> None:
    """HateCheck is imported by the shipped mapping and a model's published predictions are joined by case id."""
    mapping = Path(__file__).parent.parent.parent / "configs" / "imports" / "hatecheck.yaml"
    cases = project.write("hatecheck.csv", HATECHECK)
    monkeypatch.chdir(project.folder)
    done = outlast("corpus", "import", mapping, "--from", cases, "--into", project.folder / "corpora")
    assert done.code == 0, done.err
    project.write("configs/policies/hate.yaml", HATE)
    project.write("experiments/small/predictions.csv", PREDICTIONS)
    project.write("experiments/small/experiment.yaml", ON_HATECHECK)
    run = project.run()
    assert run.errors == 0
    assert {row["passage_id"]: row["blocked"] for row in decided(run)} == {
        "hatecheck/en/1": True,
        "hatecheck/en/2": True,
        "hatecheck/en/3": False,
    }
    (row,) = run.summary["survival"]
    assert (row["over_blocked"]["count"], row["over_blocked"]["n"]) == (1, 2)
    assert (row["under_blocked"]["count"], row["under_blocked"]["n"]) == (0, 1)

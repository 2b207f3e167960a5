"""Running: what is written, what is found done, what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import Executor, Future
from itertools import product

import pandas as pd
import pyarrow.parquet as pq
import pytest

import outlast
from outlast.errors import UserError
from outlast.runs.execute import folder_of, judged_passages, planned
from outlast.tables import TableError

Contents = Callable[..., dict[str, bytes]]


class Refusing(Executor):
    """An executor that must not be asked."""

    def submit(self, fn: Callable[..., object], /, *args: object, **kwargs: object) -> Future[object]:
        raise AssertionError("work was handed out")


def blocked(run: outlast.Run, name: str, perturbation: str, draw: int = 0) -> list[str]:
    rows = run.decisions().to_pylist()
    mine = [row for row in rows if (row["filter"], row["perturbation"], row["draw"]) == (name, perturbation, draw)]
    return [row["passage_id"].removeprefix("town/en/") for row in mine if row["blocked"]]


def test_every_cell_of_the_grid_is_decided_once(project) -> None:
    """12 sentences under 1 + 2 + 1 draws by 3 filters are 144 rows, each once, in parts of 5 passages too."""
    run = project.run("part_passages=5")
    renderings = [("identity", 0), ("hidden", 0), ("hidden", 1), ("homoglyph", 0)]
    passages = [f"town/en/{paragraph}.{sentence}" for paragraph in range(1, 7) for sentence in (1, 2)]
    wanted = {(p, name, draw, f) for p, (name, draw), f in product(passages, renderings, ["words", "learned", "both"])}
    rows = [(row["passage_id"], row["perturbation"], row["draw"], row["filter"]) for row in run.decisions().to_pylist()]
    assert len(rows) == 144
    assert set(rows) == wanted
    assert run.manifest.decisions == 144


def test_a_keyword_list_blocks_what_a_reader_would_expect(project) -> None:
    """Two sentences have the lone word fool, one both baker and idiot; 'fools' is another word."""
    run = project.run()
    assert blocked(run, "words", "identity") == ["1.1", "3.2", "6.1"]


def test_zero_width_everywhere_hides_every_keyword(project) -> None:
    """With an invisible character between all letters, the list without that step blocks nothing in either draw."""
    run = project.run()
    assert blocked(run, "words", "hidden", 0) == []
    assert blocked(run, "words", "hidden", 1) == []


def test_the_summary_of_a_small_run_is_what_a_hand_counts(project) -> None:
    """12 sentences, 4 insults, 1 unlabelled; the list blocks 2 insults and 1 civil sentence."""
    summary = project.run().summary
    row = next(row for row in summary["survival"] if (row["filter"], row["perturbation"]) == ("words", "identity"))
    assert (summary["passages"], summary["targets"], summary["unlabelled"]) == (12, 4, 1)
    assert (row["survived"]["count"], row["survived"]["n"], row["survived"]["rate"]) == (9, 12, 0.75)
    assert (row["over_blocked"]["count"], row["over_blocked"]["n"]) == (1, 7)
    assert (row["under_blocked"]["count"], row["under_blocked"]["n"]) == (2, 4)
    assert (row["errors"], row["unlabelled"]) == (0, 1)
    hidden = next(row for row in summary["survival"] if (row["filter"], row["perturbation"]) == ("words", "hidden"))
    assert (hidden["survived"]["count"], hidden["survived"]["n"]) == (24, 24)


def test_running_again_finds_it_done(project, contents: Contents) -> None:
    """The second run hands out no work, and leaves every byte as it was, the manifest's too."""
    first = project.run()
    manifest, files = (first.folder / "manifest.json").read_bytes(), contents(first)
    again = project.run(executor=Refusing())
    assert again.folder == first.folder
    assert again.signature == first.signature
    assert (again.folder / "manifest.json").read_bytes() == manifest
    assert contents(again) == files


def test_two_folders_hold_the_same_bytes(project, contents: Contents) -> None:
    """Run into two places, an experiment gives the same files, byte by byte."""
    one, other = project.run("part_passages=5", runs="one"), project.run("part_passages=5", runs="other")
    assert one.folder != other.folder
    assert contents(one) == contents(other)
    assert {name.partition("/")[0] for name in contents(one)} == {
        "decisions",
        "evidence",
        "experiment.yaml",
        "passages.parquet",
        "renderings",
        "resolved.yaml",
        "rules.parquet",
        "summary.json",
        "targets.parquet",
    }


def test_a_seed_changes_what_is_drawn(project) -> None:
    """Another seed is another run, with other homoglyphs and the same texts under identity."""
    one, other = project.run("seed=0"), project.run("seed=1")

    def texts(run: outlast.Run, perturbation: str) -> list[str]:
        return [row["text"] for row in run.renderings().to_pylist() if row["perturbation"] == perturbation]

    assert one.folder != other.folder
    assert texts(one, "homoglyph") != texts(other, "homoglyph")
    assert texts(one, "identity") == texts(other, "identity")


def test_how_it_is_cut_changes_no_decision(project) -> None:
    """Parts of 1, 5 and all passages hold the same decisions, evidence and numbers."""
    runs = [project.run(f"part_passages={size}") for size in (1, 5, 10_000)]
    assert [run.manifest.parts for run in runs] == [12, 3, 1]
    key = ["passage_id", "perturbation", "draw", "filter"]
    tables = [run.decisions().to_pandas().sort_values(key).reset_index(drop=True) for run in runs]
    pd.testing.assert_frame_equal(tables[0], tables[1])
    pd.testing.assert_frame_equal(tables[0], tables[2])
    assert runs[0].summary["survival"] == runs[1].summary["survival"] == runs[2].summary["survival"]
    assert runs[0].evidence().num_rows == runs[1].evidence().num_rows == runs[2].evidence().num_rows > 0


def test_the_signature_ends_with_the_name_of_the_folder(project) -> None:
    """The folder lies below the experiment's name, under the first 12 digits of the fingerprint, which it cites."""
    run = project.run()
    loaded = project.load()
    assert run.folder == project.folder / "runs" / "small" / loaded.fingerprint()[:12]
    assert run.signature == (
        "small|corpus:town@1.0/en|policy:tone@1|filters:words+learned+both|perturbations:identity+hidden+homoglyph"
        f"|seed:5|outlast:{run.manifest.code['outlast']}|run:{run.folder.name}"
    )
    assert run.summary["signature"] == run.signature


def test_the_manifest_names_the_hash_of_every_file(project) -> None:
    """Every file in the folder but the manifest is in the manifest, with the SHA-256 that hashlib gives."""
    import hashlib

    run = project.run("part_passages=5")
    there = {
        path.relative_to(run.folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in run.folder.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert run.manifest.files == there
    assert run.manifest.status == "complete"


def test_settings_replace_fields(project) -> None:
    """A setting is in the resolved config and in the run, as if the file said it."""
    run = project.run("filters.learned.threshold=1.0", "perturbations.hidden.draws=1")
    assert blocked(run, "learned", "identity") == []
    assert run.manifest.perturbations == {"identity": 1, "hidden": 1, "homoglyph": 1}
    assert "threshold: 1.0" in (run.folder / "resolved.yaml").read_text("utf-8")


def test_planning_writes_nothing(project) -> None:
    """A plan says how many rows and parts there will be, and leaves no folder."""
    plan = planned(project.load("part_passages=5"), runs=project.folder / "runs")
    assert (plan.state, plan.decisions, plan.parts, plan.parts_done) == ("new", 144, 3, 0)
    assert not (project.folder / "runs").exists()


def test_planning_a_finished_run_says_done(project) -> None:
    """After the run, its plan is done, with all parts there and the signature of the run."""
    run = project.run("part_passages=5")
    plan = planned(project.load("part_passages=5"), runs=project.folder / "runs")
    assert (plan.state, plan.parts, plan.parts_done, plan.signature) == ("done", 3, 3, run.signature)


def test_a_card_of_another_version_is_another_run(project) -> None:
    """A signature never names a corpus version that the card no longer has."""
    project.run()
    project.change("corpora/town/CARD.md", '"1.0"', '"1.1"')
    assert "corpus:town@1.1/en" in project.run().signature


def test_a_loaded_experiment_runs_like_its_file(project) -> None:
    """Run takes a path, a folder or a loaded experiment, and they are the same run."""
    runs = project.folder / "runs"
    made = [outlast.run(given, runs=runs) for given in (project.load(), project.experiment, project.experiment.parent)]
    assert len({run.folder for run in made}) == 1
    assert made[0].folder == folder_of(project.load(), runs=runs)


def test_sections_and_unit_choose_the_passages(project) -> None:
    """Of 7 paragraphs and 14 sentences, sections a and b have 12 sentences or 6 paragraphs."""
    assert judged_passages(project.load()).num_rows == 12
    assert judged_passages(project.load("corpus.unit=paragraph")).num_rows == 6
    assert judged_passages(project.load("corpus.sections=[c]")).num_rows == 2


def test_missing_rows_are_no_finished_run(project) -> None:
    """A run whose parts hold fewer rows than its grid stops, and stays unfinished."""
    run = project.run("part_passages=5")
    manifest = json.loads((run.folder / "manifest.json").read_text("utf-8"))
    (run.folder / "manifest.json").write_text(json.dumps({**manifest, "status": "running"}), encoding="utf-8")
    last = run.folder / "decisions" / "part-00002.parquet"
    pq.write_table(pq.read_table(last).slice(1), last)
    with pytest.raises(TableError, match="143 decisions, not 144"):
        project.run("part_passages=5")
    assert json.loads((run.folder / "manifest.json").read_text("utf-8"))["status"] == "running"


def test_a_policy_that_cannot_be_learned_is_the_users_to_mend(project) -> None:
    """With two insults to learn from, the error names filter, policy and corpus."""
    lines = (project.folder / "corpora/letters/passages.en.jsonl").read_text("utf-8").splitlines()
    project.write_passages("letters", [json.loads(line) for line in lines[4:]])
    with pytest.raises(UserError, match=r"filter learned cannot learn tone from letters \(en\): only 2 groups"):
        project.run()


def test_a_part_that_was_lost_is_made_again(project) -> None:
    """A run that had ended and lacks a file is finished like an interrupted one, and verifies again."""
    run = project.run()
    lost = run.folder / "evidence" / "part-00000.parquet"
    before = lost.read_bytes()
    lost.unlink()
    again = project.run()
    assert again.folder == run.folder
    assert lost.read_bytes() == before
    assert outlast.verify(again).holds


def test_settings_do_not_go_with_a_loaded_experiment(project) -> None:
    """Fields of an experiment that is loaded already are not silently left as they are."""
    with pytest.raises(outlast.UserError, match="settings go with an experiment's path"):
        outlast.run(project.load(), runs=project.folder / "runs", settings=["seed=1"])

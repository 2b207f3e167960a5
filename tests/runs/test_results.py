"""Opening a run, and the texts that survived it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from outlast.errors import UserError
from outlast.runs.folder import Manifest, RunFolderError
from outlast.runs.results import Run, open_run


def plant(runs: Path, experiment: str, fingerprint: str, *, started: str = "2026-01-01T00:00:00+00:00") -> Path:
    """A run folder with nothing in it but its manifest."""
    manifest = Manifest(
        version=1,
        experiment=experiment,
        path="nowhere",
        signature=f"{experiment}|run:{fingerprint[:12]}",
        fingerprint=fingerprint,
        status="complete",
        started=started,
        finished=started,
        passages=0,
        perturbations={"identity": 1},
        filters=["a"],
        decisions=0,
        errors=0,
        parts=0,
        inputs={},
        code={},
    )
    folder = runs / experiment / fingerprint[:12]
    folder.mkdir(parents=True)
    manifest.write(folder)
    return folder


ONE = "ab12" * 16
OTHER = "ab34" * 16


def test_a_run_is_opened_by_its_folder(tmp_path) -> None:
    """A folder that holds a manifest is a run, wherever it lies, as text or as a path."""
    folder = plant(tmp_path / "elsewhere", "letter", ONE)
    assert open_run(folder, runs=tmp_path / "none").folder == folder
    assert open_run(f"{folder}/", runs=tmp_path / "none").folder == folder


@pytest.mark.parametrize("digits", [4, 12, 13, 64])
def test_a_run_is_opened_by_the_beginning_of_its_fingerprint(tmp_path, digits: int) -> None:
    """Any beginning that is enough to tell will do, up to the whole of it."""
    folder = plant(tmp_path, "letter", ONE)
    plant(tmp_path, "letter", OTHER)
    plant(tmp_path, "essay", "cd" * 32)
    assert open_run(ONE[:digits], runs=tmp_path).folder == folder


def test_a_beginning_of_several_runs_is_refused(tmp_path) -> None:
    """Where two runs begin so, in whatever experiments, the error says so and asks for more."""
    plant(tmp_path, "letter", ONE)
    plant(tmp_path, "essay", OTHER)
    with pytest.raises(RunFolderError, match="2 runs begin with 'ab'; give more of the fingerprint"):
        open_run("ab", runs=tmp_path)


def test_the_middle_of_a_fingerprint_opens_nothing(tmp_path) -> None:
    """A fingerprint is known by its beginning only."""
    plant(tmp_path, "letter", ONE)
    with pytest.raises(RunFolderError, match="no run of '12ab'"):
        open_run("12ab", runs=tmp_path)


def test_an_experiment_opens_its_newest_run(tmp_path) -> None:
    """Of an experiment's runs the one that was started last is opened, whatever its name and place in the folder."""
    plant(tmp_path, "letter", "ff" * 32, started="2026-01-01T00:00:00+00:00")
    newest = plant(tmp_path, "letter", "55" * 32, started="2026-03-01T00:00:00+00:00")
    plant(tmp_path, "letter", "00" * 32, started="2026-02-01T00:00:00+00:00")
    plant(tmp_path, "essay", "66" * 32, started="2026-04-01T00:00:00+00:00")
    assert open_run("letter", runs=tmp_path).folder == newest


def test_an_experiments_own_folder_opens_its_newest_run(project) -> None:
    """What one runs, one can open: the experiment's folder, with or without a slash."""
    run = project.run("perturbations=[{kind: identity}]")
    for given in (project.experiment.parent, f"{project.experiment.parent}/"):
        assert open_run(given, runs=project.folder / "runs").folder == run.folder


def test_an_experiments_own_file_opens_its_newest_run(project) -> None:
    """What one runs, one can open: the experiment's file."""
    run = project.run("perturbations=[{kind: identity}]")
    assert open_run(project.experiment, runs=project.folder / "runs").folder == run.folder


def test_runs_of_one_second_are_opened_in_their_order(project) -> None:
    """Of runs that follow each other at once, the newest is the last, not the one with the greatest fingerprint."""
    only = ("perturbations=[{kind: identity}]", "filters=[{name: words, kind: keyword, list: words}]")
    for seed in range(6):
        run = project.run(*only, f"seed={seed}")
        assert open_run("small", runs=project.folder / "runs").folder == run.folder


@pytest.mark.parametrize("given", ["letter", "abcdef", "runs/letter", ".", "", "..", "/", "[", "*", "**", "a/../b"])
def test_where_there_is_no_run_the_error_says_so(tmp_path, given: str) -> None:
    """Whatever is asked for, nothing there is an error of the user's, never a traceback or somebody else's run."""
    plant(tmp_path / "runs", "essay", ONE)
    with pytest.raises(RunFolderError, match="no run"):
        open_run(given, runs=tmp_path / "runs")


def test_a_folder_of_another_version_is_refused_by_name(tmp_path) -> None:
    """A run of a later form of the folder is not misread."""
    folder = plant(tmp_path, "letter", ONE)
    data = json.loads((folder / "manifest.json").read_text("utf-8"))
    (folder / "manifest.json").write_text(json.dumps({**data, "version": 2}), encoding="utf-8")
    with pytest.raises(RunFolderError, match="is of version 2; this Outlast reads version 1"):
        open_run("letter", runs=tmp_path).manifest.status  # noqa: B018 - it is read when asked for


PLAIN = "perturbations=[{kind: identity}, {kind: zero-width, rate: 1.0, draws: 2}]"


@pytest.fixture
def run(project) -> Run:
    """Twelve sentences, as written and twice with zero-width characters everywhere; the classifier blocks nothing."""
    return project.run(PLAIN, "filters.learned.threshold=1.0")


def ids(texts: object) -> list[str]:
    return [row["passage_id"].removeprefix("town/en/") for row in texts]


def test_survivors_and_blocked_are_all_passages_in_reading_order(run: Run) -> None:
    """The list blocks three of twelve; both listings are in the order of the text."""
    assert ids(run.blocked("words")) == ["1.1", "3.2", "6.1"]
    assert ids(run.survivors("words")) == ["1.2", "2.1", "2.2", "3.1", "4.1", "4.2", "5.1", "5.2", "6.2"]


def test_what_is_blocked_says_why(run: Run) -> None:
    """A blocked text comes with the filter that blocked, its rules, and the words that each marks."""
    assert [
        {key: row[key] for key in ("section", "text", "stage", "rules", "why")} for row in run.blocked("words")
    ] == [
        {"section": "a", "text": "The mayor is a fool.", "stage": "words", "rules": ["w1"], "why": "w1 (fool)"},
        {
            "section": "a",
            "text": "The baker is an idiot.",
            "stage": "words",
            "rules": ["w2"],
            "why": "w2 (baker + idiot)",
        },
        {
            "section": "b",
            "text": "A fool and his boat are soon parted.",
            "stage": "words",
            "rules": ["w1"],
            "why": "w1 (fool)",
        },
    ]


def test_a_cascade_says_what_its_stage_said(run: Run) -> None:
    """What a cascade blocks names the member and that member's rules; without a name the last filter is meant."""
    assert [(row["stage"], row["why"]) for row in run.blocked()] == [
        ("words", "w1 (fool)"),
        ("words", "w2 (baker + idiot)"),
        ("words", "w1 (fool)"),
    ]
    assert run.blocked().title.startswith("blocked by both (identity, draw 0); small|")


def test_texts_are_shown_as_they_were_judged(run: Run) -> None:
    """Under a perturbation, survivors have the rewritten text."""
    texts = run.survivors("words", perturbation="zero-width", draw=1)
    assert len(texts) == 12
    assert (
        next(iter(texts))["text"] == "T\u200bh\u200be m\u200ba\u200by\u200bo\u200br i\u200bs a f\u200bo\u200bo\u200bl."
    )


def test_each_draw_has_its_own_texts(project) -> None:
    """Of three draws of homoglyphs, each listing has the texts of its own draw, and no two draws are alike."""
    run = project.run("perturbations=[{kind: homoglyph, rate: 0.5, draws: 3}]", "filters.words.normalise=[look-alikes]")
    rows = run.renderings().to_pylist()
    drawn = [[row["text"] for row in rows if row["draw"] == draw] for draw in range(3)]
    for draw in range(3):
        how = {"perturbation": "homoglyph", "draw": draw}
        kept, stopped = run.survivors("words", **how), run.blocked("words", **how)
        assert sorted(row["text"] for row in [*kept, *stopped]) == sorted(drawn[draw])
    assert drawn[0] != drawn[1] != drawn[2] != drawn[0]


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"name": "word"}, "no filter 'word'; did you mean 'words'?"),
        ({"perturbation": "zero-with"}, "no perturbation 'zero-with'; did you mean 'zero-width'?"),
        ({"draw": 1}, "identity has draws 0 to 0, not 1"),
        ({"perturbation": "zero-width", "draw": 2}, "zero-width has draws 0 to 1, not 2"),
        ({"draw": -1}, "identity has draws 0 to 0, not -1"),
    ],
)
def test_what_a_run_has_not_is_refused(run: Run, how: dict[str, object], message: str) -> None:
    """A filter, a perturbation or a draw that is not there is named, with what there is."""
    with pytest.raises(UserError) as refused:
        run.survivors(**how)
    assert message in str(refused.value)


def test_survival_is_the_summary_as_a_table(run: Run) -> None:
    """A row for each filter and perturbation, with count, n and rate under names of their own."""
    rows = list(run.survival())
    assert [(row["filter"], row["perturbation"]) for row in rows] == [
        (name, how) for name in ("words", "learned", "both") for how in ("identity", "zero-width")
    ]
    first = rows[0]
    assert (first["survived_count"], first["survived_n"], first["survived_rate"], first["errors"]) == (9, 12, 0.75, 0)
    assert (first["over_blocked_count"], first["over_blocked_n"]) == (1, 7)
    assert (first["under_blocked_count"], first["under_blocked_n"]) == (2, 4)


def test_half_a_run_is_not_read(run: Run) -> None:
    """Where parts are missing, nothing is counted from the rest."""
    (run.folder / "decisions" / "part-00000.parquet").unlink()
    with pytest.raises(RunFolderError, match="has 0 of 1 parts of its decisions; run the experiment again"):
        run.decisions()


def test_a_run_is_known_by_its_signature(run: Run) -> None:
    """In a notebook a run shows what to cite, and where it lies."""
    assert run.signature in repr(run)
    assert run.folder.name in repr(run)

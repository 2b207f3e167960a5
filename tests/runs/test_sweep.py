"""Sweeps: each cell is an ordinary run, cells share what they have in common, and one that fails costs no other."""

from __future__ import annotations

import csv
import io
import json
import shlex

import pyarrow as pa
import pytest

import outlast
from outlast.runs.sweep import Sweep, planned_sweep
from outlast.runs.work import Work
from outlast.sheets.cells import percent_range


def write_few(project) -> None:
    """A corpus `few` with too little to learn from: the letters but for their first four."""
    lines = (project.folder / "corpora/letters/passages.en.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines[4:]]
    project.write_passages("few", [{**row, "passage_id": f"few/{row['passage_id']}"} for row in rows])


def swept(project, vary: object, **how: object) -> Sweep:
    return outlast.sweep(project.experiment, vary, runs=project.folder / "runs", **how)


def test_each_cell_is_the_run_that_set_makes(project, contents) -> None:
    """The runs lie where runs lie, and are byte for byte those of the settings alone."""
    made = swept(project, {"filters.learned.threshold": [0.4, 0.6], "near_misses": [0, 1]})
    assert [cell.values for cell in made.cells] == [
        {"filters.learned.threshold": threshold, "near_misses": near} for threshold in (0.4, 0.6) for near in (0, 1)
    ]
    for cell in made.cells:
        settings = [f"{field}={value}" for field, value in cell.values.items()]
        alone = project.run(*settings, runs="apart")
        assert cell.run.folder == project.folder / "runs" / "small" / alone.folder.name
        assert contents(cell.run) == contents(alone)


def test_cells_share_what_they_have_in_common(project) -> None:
    """Two orders of a combination: one judges its 96, the next judges nothing; foreseen by the plan."""
    vary = {"filters.both.stages": [["words", "learned"], ["learned", "words"]]}
    plan = planned_sweep(project.experiment, vary, runs=project.folder / "runs")
    assert (plan.cells, plan.runs, plan.done) == (2, 2, 0)
    assert plan.work == Work(there=0, reused=96, judged=96, combined=96)
    assert not (project.folder / "runs").exists()
    assert swept(project, vary).work == plan.work


def test_a_sweep_that_was_interrupted_goes_on(project) -> None:
    """Cells that are done are found; what is left is run; the table is that of a sweep in one go."""

    def stop(done: int, total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    vary = {"seed": [0, 1, 2]}
    with pytest.raises(KeyboardInterrupt):
        swept(project, vary, progress=stop)
    assert planned_sweep(project.experiment, vary, runs=project.folder / "runs").done == 2
    told: list[tuple[int, int]] = []
    made = swept(project, vary, progress=lambda *now: told.append(now))
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert made.work.there == 2 * 144
    whole = outlast.sweep(project.experiment, vary, runs=project.folder / "whole")
    assert made.table().table.equals(whole.table().table)
    assert made.signature == whole.signature


def test_the_table_has_a_row_for_each_cell_filter_and_perturbation(project) -> None:
    """Two cells × three filters × three perturbations, with each run's own numbers and signature."""
    made = swept(project, {"filters.learned.threshold": [0, 1.0]})
    rows = list(made.table())
    assert len(rows) == 18
    assert list(rows[0])[:5] == ["cell", "filters.learned.threshold", "filter", "perturbation", "errors"]
    learned = [row for row in rows if (row["filter"], row["perturbation"]) == ("learned", "identity")]
    counts = [(row["cell"], row["survived_count"], row["survived_n"], row["survived_rate"]) for row in learned]
    assert counts == [(1, 0, 12, 0.0), (2, 12, 12, 1.0)]
    assert [row["signature"] for row in learned] == [run.signature for run in made.runs]
    # Wilson's interval of 12 of 12: n / (n + z²) with z = 1.959964
    assert learned[1]["survived_low"] == pytest.approx(12 / (12 + 1.959964**2))
    assert "survival in each cell" in made._repr_html_()


@pytest.mark.parametrize(
    ("values", "kind", "shown"),
    [
        ([1, 2], pa.int64(), [1, 2]),
        ([1, 0.5], pa.float64(), [1.0, 0.5]),
        (["a", "b"], pa.string(), ["a", "b"]),
        ([["nfkc"], []], pa.string(), ['["nfkc"]', "[]"]),
        ([True, False], pa.bool_(), [True, False]),
        ([True, 1], pa.string(), ["true", "1"]),
        ([None, 2], pa.string(), ["null", "2"]),
    ],
)
def test_a_varied_field_is_a_column_of_one_type(values: list, kind: pa.DataType, shown: list) -> None:
    """Numbers stay numbers and truths truths; what is mixed or nested is written as YAML."""
    from outlast.runs.sweep import SweptCell

    failed = outlast.UserError("no")
    cells = tuple(SweptCell(number, {"field": value}, None, failed, None) for number, value in enumerate(values, 1))
    table = Sweep(("field",), cells, Work(0, 0, 0, 0)).table().table
    assert table.schema.field("field").type == kind
    assert table.column("field").to_pylist() == shown
    assert table.column("error").to_pylist() == ["no", "no"]


def test_a_cell_that_fails_costs_no_other(project) -> None:
    """A policy that cannot be learned is told of in its cell's row; the cell after it is run."""
    write_few(project)
    made = swept(project, {"filters.learned.train.corpus": ["few", "letters"]})
    assert [cell.run is None for cell in made.cells] == [True, False]
    assert "filter learned cannot learn tone from few" in str(made.cells[0].error)
    table = list(made.table())
    assert [row["cell"] for row in table] == [1] + [2] * 9
    assert (table[0]["filter"], table[0]["survived_count"]) == (None, None)
    assert len(made.runs) == 1


def test_equal_cells_are_one_run_and_say_so(project) -> None:
    """A value that is given twice, in whatever writing, is the same config."""
    made = swept(project, {"filters.learned.threshold": [0.4, 0.4, 0.6]})
    assert [cell.same_as for cell in made.cells] == [None, 1, None]
    assert len(made.runs) == 2
    assert len(list((project.folder / "runs" / "small").iterdir())) == 2
    assert len(made.table()) == 27
    plan = planned_sweep(project.experiment, {"seed": [1, 1]}, runs=project.folder / "runs")
    assert (plan.cells, plan.runs) == (2, 1)


def test_a_sweeps_signature_fixes_its_cells(project) -> None:
    """Other values, and other data, are another sweep."""
    one, other = swept(project, {"seed": [0, 1]}), swept(project, {"seed": [0, 2]})
    assert one.signature.startswith("vary:seed|cells:2|sweep:")
    assert one.signature != other.signature
    project.change("configs/keywords/words.yaml", "pattern: fool,", "pattern: ferry,")
    assert swept(project, {"seed": [0, 1]}).signature != one.signature


def test_the_page_fits_a_terminal_and_says_everything(project, outlast) -> None:
    """Values that are wide are listed above the table; equal cells, failed ones and what to cite are told."""
    runs = ("--runs", project.folder / "runs")
    done = outlast("sweep", project.experiment, "--vary", "filters.learned.threshold=0.4,0.6", *runs)
    assert (done.code, done.err) == (0, "outlast: 288 decisions: 48 reused, 144 judged, 96 combined\n")
    lines = done.out.splitlines()
    assert lines[1].split() == ["cell", "threshold", "filter", "survive", "interval", "over", "under"]
    assert lines[2].split()[:6] == ["1", "0.4", "words", "9", "of", "12"]
    assert all(len(line) <= 80 for line in lines if "|" not in line and not line.startswith("compare "))
    steps = "[nfkc],[nfkc, zero-width, look-alikes, casefold],[nfkc]"
    done = outlast("sweep", project.experiment, "--vary", f"filters.words.normalise={steps}", *runs)
    assert done.out.splitlines()[:3] == [
        'cell 1  normalise=["nfkc"]',
        'cell 2  normalise=["nfkc","zero-width","look-alikes","casefold"]',
        'cell 3  normalise=["nfkc"]',
    ]
    assert "The same run, by the same config: cell 3 is cell 1.\n" in done.out
    hidden = outlast("sweep", project.experiment, "--vary", f"filters.words.normalise={steps}", *runs, "-p", "hidden")
    assert "24 of 24" in hidden.out


def test_it_says_how_its_cells_are_compared(project, outlast) -> None:
    """The line under the table is a command that works; other lists of filters are no cells to compare."""
    runs = ("--runs", project.folder / "runs")
    done = outlast("sweep", project.experiment, "--vary", "filters.learned.threshold=0.4,0.6,0.4", *runs)
    (line,) = [line for line in done.out.splitlines() if line.startswith("compare ")]
    command = shlex.split(line)[2:]
    compared = outlast(*command)
    assert (compared.code, compared.err) == (0, "")
    assert "filters.learned.threshold" in compared.out
    done = outlast("sweep", project.experiment, "--vary", "perturbations=[],[{kind: identity}]", *runs)
    assert "outlast compare" not in done.out


def test_its_intervals_are_those_of_the_runs_alone(project, outlast) -> None:
    """The page of a sweep shows what the page of each cell's run shows."""
    runs = ("--runs", project.folder / "runs")
    swept = outlast("sweep", project.experiment, "--vary", "filters.learned.threshold=0.4,0.6", *runs).out
    for threshold in ("0.4", "0.6"):
        alone = outlast("run", project.experiment, "--set", f"filters.learned.threshold={threshold}", *runs, "--json")
        for row in json.loads(alone.out)["survival"]:
            if row["perturbation"] == "identity":
                own = row["intervals"]["survived"]
                assert percent_range(own["low"], own["high"]) in swept


def test_programs_get_every_row(project, outlast) -> None:
    """JSON has cells and rows, CSV the rows; both all perturbations."""
    given = ("sweep", project.experiment, "--vary", "seed=0,1", "--runs", project.folder / "runs")
    data = json.loads(outlast(*given, "--json").out)
    assert [cell["values"] for cell in data["cells"]] == [{"seed": 0}, {"seed": 1}]
    assert data["signature"].startswith("vary:seed|cells:2|")
    rows = list(csv.DictReader(io.StringIO(outlast(*given, "--csv").out)))
    assert len(rows) == len(data["rows"]) == 18
    assert [row["seed"] for row in rows[::9]] == ["0", "1"]
    assert json.loads(outlast(*given, "--dry-run", "--json").out)["done"] == 2


def test_exit_codes_are_those_of_the_cells(project, outlast) -> None:
    """2 with every fault before anything is run; 2 for a cell that could not be run; 3 for decisions that failed."""
    given = ("sweep", project.experiment, "--runs", project.folder / "runs")
    done = outlast(*given, "--vary", "seed=0,x")
    assert (done.code, done.out) == (2, "")
    assert not (project.folder / "runs").exists()
    write_few(project)
    done = outlast(*given, "--vary", "filters.learned.train.corpus=few,letters")
    assert done.code == 2
    assert "outlast: cell 1 could not be run: filter learned cannot learn tone from few" in done.err
    assert [line.split()[-1] for line in done.out.splitlines() if line.split()[:1] == ["1"]] == ["failed"]
    assert "9 of 12" in done.out, "the other cell is shown"
    project.write("experiments/small/published.csv", "id,p\n1.1,0.9\n")
    published = (
        "[{name: published, kind: replay, read: {format: csv, path: published.csv}, columns: {id: id}, "
        'passage_id: "town/en/{id}", verdict: {kind: score, at: p, threshold: 0.5}}]'
    )
    done = outlast(*given, "--vary", "seed=0,1", "--set", f"filters={published}")
    assert done.code == 3
    assert "94 decisions are errors" in done.err
    assert outlast("sweep", project.experiment).code == 2

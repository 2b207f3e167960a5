"""Grids: which cells there are, and every fault of any of them before anything is run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from outlast.catalogue import NotFoundError
from outlast.errors import ConfigError, UserError
from outlast.grid import cells, is_sweep

SWEEP = """\
experiment: experiments/pond
vary:
  filters.words.list: [rude, frogs]
  seed: [0, 1, 2]
"""


@pytest.fixture
def file(pond: Path) -> Callable[[str], Path]:
    """Write a sweep's file beside the project's folders."""

    def write(text: str) -> Path:
        path = pond / "grid.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def faults(*given: object, **how: object) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        cells(*given, **how)
    return str(caught.value).splitlines()


@pytest.mark.usefixtures("pond")
def test_every_combination_is_a_cell_and_the_last_field_is_the_fastest() -> None:
    """Two lists and three seeds are six cells, whose experiments have these values, and the settings of all."""
    grid = cells("pond", ["filters.words.list=rude,frogs", "seed=0,1,2"], settings=["near_misses=1"])
    assert [tuple(cell.values.values()) for cell in grid] == [
        *(("rude", seed) for seed in (0, 1, 2)),
        *(("frogs", seed) for seed in (0, 1, 2)),
    ]
    assert [cell.number for cell in grid] == [1, 2, 3, 4, 5, 6]
    specs = [cell.experiment.spec for cell in grid]
    assert [(spec.filters[0].list, spec.seed, spec.near_misses) for spec in specs] == [
        (*cell.values.values(), 1) for cell in grid
    ]


@pytest.mark.usefixtures("pond")
def test_values_are_yaml() -> None:
    """Commas part values but not within brackets; a list is a value; text may be quoted."""
    grid = cells("pond", ["filters.words.normalise=[nfkc],[nfkc, casefold]", 'question="Why, now?",How?'])
    assert [cell.values for cell in grid] == [
        {"filters.words.normalise": steps, "question": question}
        for steps in (["nfkc"], ["nfkc", "casefold"])
        for question in ("Why, now?", "How?")
    ]


@pytest.mark.usefixtures("pond")
def test_a_cell_is_what_set_would_make() -> None:
    """The same fingerprint as the experiment with its fields set."""
    from outlast.experiment import load_experiment

    (_, cell) = cells("pond", ["filters.words.list=rude,frogs"])
    assert cell.experiment.fingerprint() == load_experiment("pond", settings=["filters.words.list=frogs"]).fingerprint()


def test_a_file_says_what_is_varied(file: Callable) -> None:
    """A sweep's file and the command line's form are the same cells; --vary adds to the file's fields."""
    path = file(SWEEP)
    assert is_sweep(path)
    given = cells("pond", {"filters.words.list": ["rude", "frogs"], "seed": [0, 1, 2]})
    assert [cell.experiment.fingerprint() for cell in cells(path)] == [cell.experiment.fingerprint() for cell in given]
    assert len(cells(path, ["near_misses=0,1"])) == 12


def test_a_file_names_its_experiment_by_its_own_place_or_by_name(file: Callable, pond: Path) -> None:
    """A path is relative to the sweep's file, wherever one works; anything else is a name."""
    text = SWEEP.replace("experiment: experiments/pond", "experiment: experiment.yaml")
    beside = pond / "experiments" / "pond" / "seeds.yaml"
    beside.write_text(text, encoding="utf-8")
    assert len(cells(beside)) == 6
    assert len(cells(file(SWEEP.replace("experiments/pond", "pond")))) == 6


def test_faults_of_a_file_have_their_places(file: Callable) -> None:
    """Unknown keys, no values, a name that leads nowhere: all at once, with line and column."""
    text = "experiment: pnd\nvary:\n  seed: []\nvery: 1\n"
    assert [line.partition("grid.yaml:")[2] for line in faults(file(text))] == [
        "1:1: experiment: no experiment at 'pnd'; did you mean 'pond'?",
        "4:1: very: unknown key; did you mean 'vary'?",
    ]
    assert [line.partition("grid.yaml:")[2] for line in faults(file(text.replace("very: 1\n", "")))] == [
        "1:1: experiment: no experiment at 'pnd'; did you mean 'pond'?",
        "3:3: vary.seed: has no values to try",
    ]
    assert [line.partition("grid.yaml:")[2] for line in faults(file("experiment: pond\n"))] == ["1:1: vary: is missing"]


def test_every_fault_of_every_cell_is_told_once_and_where(file: Callable) -> None:
    """A value that is wrong is pointed at in the file, with the first cell that has it and how many more."""
    text = "experiment: pond\nvary:\n  filters.words.list: [rude, wood]\n  seed: [0, -1]\n"
    found = [line.partition("grid.yaml:")[2] for line in faults(file(text))]
    assert found[0].startswith("3:30: filters.0.list: no keyword list is called 'wood'")
    assert found[1] == (
        "4:13: seed: -1 is outside its range: it must be greater than or equal to 0 "
        '(in cell 2 of 4, filters.words.list="rude", seed=-1 and 1 more)'
    )
    assert found[0].endswith('(in cell 3 of 4, filters.words.list="wood", seed=0 and 1 more)')


@pytest.mark.usefixtures("pond")
def test_faults_of_the_command_line_name_what_was_given() -> None:
    """A path that leads nowhere is told once, not for each of its values; a value is told by itself."""
    assert faults("pond", ["filters.wrods.list=rude,frogs"]) == [
        "--vary filters.wrods.list=\"rude\": no item is called 'wrods'; did you mean 'words'?"
    ]
    assert faults("pond", ["seed=0,x"]) == [
        '--vary seed="x": seed: a whole number is wanted, not "x" (in cell 2 of 2, seed="x")'
    ]
    assert faults("pond", ["seed", "near_misses=", "seed=[1"]) == [
        "--vary near_misses=: write it as field=value,value, for example seed=0,1,2",
        "--vary seed: write it as field=value,value, for example seed=0,1,2",
        "--vary seed=[1: '[1' are not YAML values between commas",
    ]
    assert faults("pond", ["seed=0,1", "seed=2"]) == ["--vary seed=2: seed is varied twice"]


@pytest.mark.usefixtures("pond")
def test_a_fault_that_all_cells_have_is_the_experiments_own(pond: Path) -> None:
    """It stands at its place in the experiment's file, without a cell."""
    path = pond / "experiments/pond/experiment.yaml"
    path.write_text(path.read_text("utf-8").replace("policy: tone", "policy: tnoe"), encoding="utf-8")
    (line,) = faults("pond", ["seed=0,1"])
    assert line.endswith("experiment.yaml:4:1: policy: no policy is called 'tnoe'; did you mean 'tone'?")


@pytest.mark.usefixtures("pond")
def test_what_is_no_grid() -> None:
    """Nothing varied, more cells than anybody reads, values that are no list, an experiment that is not there."""
    with pytest.raises(UserError, match="nothing is varied"):
        cells("pond")
    with pytest.raises(UserError, match="10,201 cells"):
        cells("pond", {"seed": range(101), "near_misses": range(101)})
    with pytest.raises(UserError, match=r"seed needs a list of values"):
        cells("pond", {"seed": "12"})
    with pytest.raises(UserError, match="no values of a config"):
        cells("pond", {"seed": [float("nan")]})
    with pytest.raises(NotFoundError, match="no experiment at 'pnod'"):
        cells("pnod", ["seed=0"])

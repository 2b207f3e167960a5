"""Series: a folder of several experiments, each a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from outlast.catalogue import NotFoundError
from outlast.experiment import experiment_file
from outlast.inventory import inventory
from outlast.series import members

ROOT = Path(__file__).parent.parent


def test_a_series_is_its_files_by_name() -> None:
    """The eight experiments on policies, given as a folder or by the folder's name."""
    names = [
        f"{policy}.{language}"
        for policy in ("civility", "collective-action", "state-criticism", "state-line-2022")
        for language in ("en", "zh")
    ]
    assert [file.stem for file in members(ROOT / "experiments" / "policies")] == names
    assert [file.stem for file in members("policies")] == names


def test_a_single_experiment_is_no_series(tmp_path: Path) -> None:
    """Neither a folder with an experiment.yaml, nor a file, nor nothing."""
    assert members(ROOT / "experiments" / "letter") == ()
    assert members(ROOT / "experiments" / "policies" / "civility.en.yaml") == ()
    assert members(tmp_path / "nowhere") == members(tmp_path) == ()


def test_where_one_is_wanted_the_files_are_named() -> None:
    """A series given for one experiment is refused with what to give instead; one of its files is one by its name."""
    with pytest.raises(NotFoundError, match=r"holds a series of experiments; name one of them: en\.yaml, zh\.yaml"):
        experiment_file(ROOT / "experiments" / "strictness")
    assert experiment_file("strictness/en") == ROOT / "experiments" / "strictness" / "en.yaml"


def test_each_of_a_series_is_listed() -> None:
    """The inventory has every experiment, alone or in a series, with its question."""
    listed = {item.name: item.about for item in inventory("experiments", ROOT)}
    assert {"letter", "strictness/en", "policies/civility.zh"} <= set(listed)
    assert listed["policies/civility.en"].startswith("What does ordinary moderation of tone leave")

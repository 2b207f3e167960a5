"""Survival by label: counts by pandas on the letter, and small tables worked out by hand."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from outlast.codebook import Codebook, CodebookField
from outlast.errors import UserError
from outlast.measures.kinds import measure
from outlast.measures.survival import survival
from outlast.measures.view import Options, View
from outlast.runs.results import Run, open_run
from outlast.statistics.contrast import difference
from outlast.statistics.outcomes import Outcomes
from outlast.statistics.resampling import rates


@pytest.fixture(scope="module")
def letter(letter_runs: Path) -> Run:
    """The letter's run."""
    return open_run("letter", runs=letter_runs)


@pytest.fixture(scope="module")
def frame(letter: Run) -> pd.DataFrame:
    """Decisions on the text as written, with the passages' labels, by pandas alone."""
    parts = [pd.read_parquet(path) for path in sorted((letter.folder / "decisions").glob("*.parquet"))]
    passages = pd.read_parquet(letter.folder / "passages.parquet")
    return pd.concat(parts).query("perturbation == 'identity'").merge(passages, on="passage_id")


def test_counts_by_topic_are_pandas(letter: Run, frame: pd.DataFrame) -> None:
    """A passage with several topics counts in each; the rest are all other passages."""
    (sheet,) = measure(letter, "survival", by="topics", resamples=100)
    for row in sheet:
        own = frame[frame["filter"] == row["filter"]]
        has = own["topics"].map(lambda topics, value=row["value"]: value == "all" or value in topics)
        lives = ~own["blocked"].astype(bool)
        assert (row["survived"], row["n"]) == (int(lives[has].sum()), int(has.sum()))
        if row["value"] != "all":
            assert (row["rest_survived"], row["rest_n"]) == (int(lives[~has].sum()), int((~has).sum()))


def test_a_map_gives_a_row_for_each_entry(letter: Run) -> None:
    """Stances are rows (``russian-state: criticise``), in the codebook's order; those without passages are told."""
    (sheet,) = measure(letter, "survival", by="stance", filters="keywords", resamples=100)
    values = [row["value"] for row in sheet]
    assert values[:3] == ["all", "russian-state: criticise", "russian-state: mention"]
    assert any("russian-state: support" in note for note in sheet.notes)


def test_a_value_that_no_passage_has_is_no_data(letter: Run) -> None:
    """The codebook's topic everyday-life occurs nowhere in the letter's body."""
    (sheet,) = measure(letter, "survival", by="topics", filters="keywords", resamples=100)
    at = [row["value"] for row in sheet].index("everyday-life")
    assert sheet.texts()[at][:4] == ["everyday-life", "keywords", "no data", "–"]
    assert list(sheet)[at]["rate"] is None


def test_several_at_once(letter: Run) -> None:
    """Each field that is asked for is a sheet."""
    sheets = measure(letter, "survival", by=["section", "kpr"], resamples=100)
    assert [sheet.name for sheet in sheets] == ["survival-by-section", "survival-by-kpr"]


def test_by_perturbation_differs_on_the_same_passages(letter: Run) -> None:
    """The keyword list lets all of the letter pass behind zero-width characters: 7 of 62 more than as written."""
    (sheet,) = measure(letter, "survival", by="perturbation", filters="keywords", resamples=100)
    rows = {row["value"]: row for row in sheet}
    assert rows["identity"]["difference"] is None
    assert rows["zero-width"]["difference"] == pytest.approx(7 / 62)
    assert 0 < rows["zero-width"]["difference_low"] < 7 / 62 < rows["zero-width"]["difference_high"]
    with pytest.raises(UserError, match="leave out --perturbation"):
        measure(letter, "survival", by="perturbation", perturbation="homoglyph")


def test_the_terminals_table_fits(letter: Run, outlast: Any) -> None:
    """Every line of the topics' table is at most 80 columns wide."""
    shown = outlast("measure", letter.folder, "survival", "--by", "topics", "--resamples", 100)
    assert max(map(len, shown.out.splitlines())) <= 80
    assert "nationhood" in shown.out


def view_of(held: list[list[str] | None], blocked: list[int], clusters: list[int], **more: Any) -> View:
    """What `survival` reads of a view, of passages that a test makes up; one filter, one draw."""
    size = len(held)
    field = CodebookField(kind="set", about="a colour", values={"red": "r", "blue": "b", "green": "g"})
    found = Outcomes(
        filters=("words",),
        passage=np.arange(size),
        draw=np.zeros(size, np.int32),
        blocked=np.array(blocked, np.int8)[:, None],
        score=np.full((size, 1), np.nan),
        cluster=np.array(clusters),
        target=np.zeros(size, np.int8),
    )
    made: Any = SimpleNamespace(
        options=Options(by=("colour",), resamples=300),
        filters=("words",),
        perturbation="identity",
        seed=2,
        passages=pa.table({"colour": held}),
        cluster="paragraph",
        outcomes=found,
        codebook=Codebook(name="colours", version="1", source="none", labels={"colour": field}),
        values=lambda _: [None if each is None else frozenset(each) for each in held],
        run=SimpleNamespace(signature="s"),
        **more,
    )
    return made


HELD = [["red"], ["red", "blue"], [], None, ["blue"], ["red"], ["blue"], None]
BLOCKED = [1, 0, 0, 1, -1, 0, 1, 0]
CLUSTERS = [0, 0, 0, 1, 1, 1, 2, 2]


def test_a_table_by_hand() -> None:
    """Red survives 2 of 3; the rest, labelled and decided, 1 of 2. Unlabelled ones are in neither."""
    (sheet,) = survival(view_of(HELD, BLOCKED, CLUSTERS))
    rows = {row["value"]: row for row in sheet}
    assert list(rows) == ["all", "red", "blue", "green"]
    assert (rows["all"]["survived"], rows["all"]["n"], rows["all"]["rest_n"]) == (4, 7, None)
    red = rows["red"]
    assert (red["survived"], red["n"], red["rest_survived"], red["rest_n"]) == (2, 3, 1, 2)
    own, rest = rates(np.array([[1, 2, 1, 1], [1, 1, 0, 0], [0, 0, 0, 1.0]]), seed=2, resamples=300)
    assert (red["low"], red["high"], red["clusters"]) == (own.low, own.high, 2)
    apart = difference(own, rest)
    assert (red["difference"], red["difference_low"]) == (pytest.approx(1 / 6), apart.low)
    assert (rows["green"]["n"], rows["green"]["few"]) == (0, False)
    assert "2 of 8 passages have no colour; only “all” counts them." in sheet.notes


@pytest.mark.parametrize(
    ("passages", "clusters", "few"), [(20, 8, False), (19, 19, True), (40, 7, True)], ids=["enough", "few", "in few"]
)
def test_small_groups_carry_a_warning(passages: int, clusters: int, few: bool) -> None:
    """Fewer than 20 passages, or 8 clusters, are few, and are marked; the note says what they could show."""
    held = [["red"]] * passages + [["blue"]] * 30
    blocked = [number % 2 for number in range(len(held))]
    at = [number % clusters for number in range(passages)] + [clusters + number for number in range(30)]
    (sheet,) = survival(view_of(held, blocked, at))
    row = next(row for row in sheet if row["value"] == "red")
    assert row["few"] is few
    assert ("*" in sheet.texts()[1][2]) is few
    assert any("80 % power" in note for note in sheet.notes) is few

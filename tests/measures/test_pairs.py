"""The measure `pairs`, on the letter's run and on small ones written by hand."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest

import outlast as package
from outlast.errors import UserError
from outlast.measures.pairs import pairs
from outlast.measures.view import Options, View
from outlast.sheets.sheet import Sheet

DRAWS = 2


class FakeRun:
    """A run of one perturbation with two draws: p1 and p2 in one paragraph, p3 and p4 in another."""

    signature = "fake"

    def __init__(self, **verdicts: str) -> None:
        """Verdicts by filter, a letter for each draw and passage: b blocked, s survives, e an error."""
        self.ids = [f"fake/p{number}" for number in (1, 2, 3, 4)]
        self.verdicts = verdicts
        self.manifest = SimpleNamespace(filters=list(verdicts), perturbations={"noise": DRAWS})
        self.config: dict[str, Any] = {"seed": 0, "filters": [{"name": name, "kind": "keyword"} for name in verdicts]}

    def keys(self) -> list[tuple[str, int]]:
        return [(passage, draw) for draw in range(DRAWS) for passage in self.ids]

    def filter_named(self, name: str) -> str:
        return name

    def passages(self) -> pa.Table:
        paragraphs = ["a", "a", "b", "b"]
        rows = zip(self.ids, paragraphs, strict=True)
        return pa.Table.from_pylist(
            [{"passage_id": each, "document_id": "d", "unit": "sentence", "parent_id": above} for each, above in rows]
        )

    def targets(self) -> pa.Table:
        return pa.table({"passage_id": self.ids, "target": pa.array([True, False, None, True])})

    def decisions(self) -> pa.Table:
        said = {"b": True, "s": False, "e": None}
        rows = [
            {"passage_id": passage, "perturbation": "noise", "draw": draw, "filter": name, "blocked": said[letter]}
            for name, letters in self.verdicts.items()
            for (passage, draw), letter in zip(self.keys(), letters, strict=True)
        ]
        table = pa.Table.from_pylist(rows)
        return table.append_column("score", pa.nulls(len(table), pa.float64()))

    def renderings(self) -> pa.Table:
        rows = [
            {"passage_id": passage, "perturbation": "noise", "draw": draw, "text": f"{passage[-2:]} written {draw}"}
            for passage, draw in reversed(self.keys())
        ]
        return pa.Table.from_pylist(rows)


def sheets_of(run: FakeRun, **asked: Any) -> dict[str, Sheet]:
    """The sheets of a run by name."""
    view = View(run, Options(resamples=200, **asked))  # type: ignore[arg-type]
    return {sheet.name: sheet for sheet in pairs(view)}


def test_draws_of_a_passage_are_of_one_cluster() -> None:
    """Eight verdicts of two paragraphs are two clusters: p is 2 of 4 patterns, not McNemar's 2 of 256."""
    sheets = sheets_of(FakeRun(left="bbbbbbbb", right="ssssssss"))
    assert set(sheets) == {"pairs", "agreement", "disagreements"}
    (row,) = sheets["pairs"]
    assert (row["n"], row["clusters"], row["p"], row["p_mcnemar_exact"]) == (8, 2, 0.5, 2 / 256)
    assert row["difference"] == 1.0
    assert any("swaps" in note for note in sheets["pairs"].notes)


def test_errors_are_left_out_of_a_pair() -> None:
    """A failed verdict leaves its text out of the pair, is counted, and is neither blocked nor let through."""
    sheets = sheets_of(FakeRun(left="ebsbbbss", right="bbssebss", third="ssssssss"))
    first = next(iter(sheets["pairs"]))
    assert (first["n"], first["left_out"], first["only_first_blocks"], first["both_block"]) == (6, 2, 1, 2)
    assert any("failed" in note for note in sheets["pairs"].notes)
    rows = {(row["passage_id"], row["draw"]): row for row in sheets["disagreements"]}
    assert rows["fake/p1", 0]["blocked_by_left"] is None
    (cochran,) = sheets["cochran"]
    assert (cochran["n"], cochran["left_out"]) == (6, 2)


def test_the_disagreements() -> None:
    """Each disputed rendering stands there with the text that was judged, every verdict and what the policy says."""
    sheet = sheets_of(FakeRun(left="bsssbsss", right="bbssssse"))["disagreements"]
    assert [(row["passage"], row["draw"], row["text"], row["target"]) for row in sheet] == [
        ("p2 #0", 0, "p2 written 0", False),
        ("p1 #1", 1, "p1 written 1", True),
    ]
    assert [cells[1:4] for cells in sheet.texts()] == [["right", "left", "let be"], ["left", "right", "block"]]


def test_filters_that_decide_alike() -> None:
    """Equal filters: difference 0 without interval, and a note that says why."""
    sheets = sheets_of(FakeRun(left="bbssbbss", right="bbssbbss"))
    (row,) = sheets["pairs"]
    assert (row["difference"], row["difference_low"], row["p"], row["p_holm"], row["kappa"]) == (0.0, None, 1, 1, 1)
    assert any("No interval" in note for note in sheets["pairs"].notes)
    assert len(sheets["disagreements"]) == 0


def test_passages_as_clusters_of_one_draw_are_mcnemars(letter_runs: Path) -> None:
    """With --cluster passage and one draw the test is McNemar's exact one, and the sheet says so."""
    run = package.open_run("letter", runs=letter_runs)
    sheet = package.measure(run, "pairs", cluster="passage", resamples=200)[0]
    assert all(row["p"] == pytest.approx(row["p_mcnemar_exact"]) for row in sheet)
    assert any("McNemar's exact test." in note for note in sheet.notes)


def test_the_letter_by_statsmodels(letter_runs: Path) -> None:
    """The letter's pairs: counts from the decisions by pandas; exact McNemar, Cochran's Q and Holm by statsmodels."""
    from statsmodels.stats.contingency_tables import cochrans_q, mcnemar
    from statsmodels.stats.multitest import multipletests

    run = package.open_run("letter", runs=letter_runs)
    sheets = {sheet.name: sheet for sheet in package.measure(run, "pairs", resamples=500)}
    frame = run.decisions().to_pandas()
    wide = frame[frame["perturbation"] == "identity"].pivot_table(
        index="passage_id", columns="filter", values="blocked", aggfunc="first"
    )
    for row in sheets["pairs"]:
        first, second = wide[row["first"]].astype(bool), wide[row["second"]].astype(bool)
        table = [[(first & second).sum(), (first & ~second).sum()], [(~first & second).sum(), (~first & ~second).sum()]]
        assert table == [
            [row["both_block"], row["only_first_blocks"]],
            [row["only_second_blocks"], row["neither_blocks"]],
        ]
        assert row["p_mcnemar_exact"] == pytest.approx(mcnemar(table, exact=True).pvalue)
        assert row["difference"] == pytest.approx((~second).mean() - (~first).mean())
    adjusted = multipletests([row["p"] for row in sheets["pairs"]], method="holm")[1]
    assert [row["p_holm"] for row in sheets["pairs"]] == pytest.approx(adjusted.tolist())
    (cochran,) = sheets["cochran"]
    assert cochran["q"] == pytest.approx(cochrans_q(wide.astype(int)).statistic)
    disputed = wide[wide.nunique(axis=1) > 1]
    assert [row["passage_id"] for row in sheets["disagreements"]] == disputed.index.tolist()


def test_a_family_is_what_was_asked(letter_runs: Path) -> None:
    """Asked for one pair alone, Holm corrects nothing, and there is no Cochran's Q."""
    run = package.open_run("letter", runs=letter_runs)
    found, *others = package.measure(run, "pairs", filters=["cascade", "keywords"], resamples=200)
    (row,) = found
    assert (row["first"], row["second"]) == ("cascade", "keywords")
    assert row["p_holm"] == row["p"]
    assert [sheet.name for sheet in others] == ["agreement", "disagreements"]
    assert any("cascade is made of keywords" in note for note in found.notes)


def test_one_filter_is_no_pair(letter_runs: Path) -> None:
    """One filter has nothing to be compared with, and the error says so."""
    run = package.open_run("letter", runs=letter_runs)
    with pytest.raises(UserError, match="there is only keywords"):
        package.measure(run, "pairs", filters="keywords")


def test_on_a_terminal(outlast: Callable[..., Any], letter_runs: Path) -> None:
    """In 80 columns no line is cut; CSV holds whole texts; JSON every sheet."""
    shown = outlast("measure", "letter", "pairs", "--runs", letter_runs, "--resamples", 200)
    assert shown.code == 0
    assert max(map(len, shown.out.splitlines())) <= 80
    assert "keywords    classifier" in shown.out
    told = outlast("measure", "letter", "pairs", "--runs", letter_runs, "--sheet", "disagreements", "--csv")
    rows = list(csv.DictReader(io.StringIO(told.out)))
    assert max(len(row["text"]) for row in rows) > 100
    told = outlast("measure", "letter", "pairs", "--runs", letter_runs, "--resamples", 200, "--json")
    assert [sheet["name"] for sheet in json.loads(told.out)] == ["pairs", "agreement", "cochran", "disagreements"]
